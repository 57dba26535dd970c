"""Say what an explorer is made of, and write the line of code of one view."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ca_summit.names import language_or_chosen

if TYPE_CHECKING:
    from ca_summit.explorers.controls import Control

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of a figure function."""

    function: Callable[..., Any]
    arguments: dict[str, Any]

    def draw(self) -> Any:
        """Return the figure."""
        return self.function(**self.arguments)

    @property
    def code(self) -> str:
        """The line that makes the figure; defaults are left out.

        Examples
        --------
        >>> Call(sorted, {"reverse": True}).code
        'sorted(reverse=True)'
        """
        given = [(k, v) for k, v in self.arguments.items() if not _is_default(self.function, k, v)]
        return (
            f"{_name(self.function)}({', '.join(f'{k}={text_of_value(v, k)}' for k, v in given)})"
        )


@dataclass(frozen=True)
class Recipe:
    """What an explorer is made of.

    Parameters
    ----------
    name
        Public name of the function that makes it.
    title
        What it explores, for screen readers.
    controls
        The controls, given the present values (a choice may depend on another).
    call
        The figure function and its arguments, given the values.
    opens
        The function that opens the explorer, and the tables it was given; values are its other
        arguments. Default: none, as for functions of the user's own.
    axes
        Controls whose choices the file keeps, the most telling first. Default: all.
    first
        For a control, the values whose views are kept before others.
    budget
        Bytes of the script with the views in a notebook file.
    room
        Bytes of the figure with menus beside it, for viewers that run no scripts.
    draws
        Views drawn anew for the file, at most.
    light
        Makes another view from the start view without drawing anew, given that view, its values
        and those asked for; returns None where it cannot, ``{}`` where there is nothing to show.
    short
        Shortens a view for the file.
    pack
        Gives what the page makes all views from, see ``PaintedViews``; None where it cannot.
    quick
        Makes a view faster than ``call``, as plotly's JSON; returns None where it cannot.
    """

    name: str
    title: str
    controls: Callable[[Values], list[Control]]
    call: Callable[[Values], Call]
    opens: tuple[Callable[..., Any], Mapping[str, Any]] | None = None
    axes: tuple[str, ...] = ()
    first: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    budget: int = 26_000
    room: int = 12_000
    draws: int = 5
    light: Callable[[dict[str, Any], Values, Values], dict[str, Any] | None] | None = None
    short: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    pack: Callable[[Values], dict[str, Any] | None] | None = None
    quick: Callable[[Values], dict[str, Any] | None] | None = None

    def line(self, values: Values) -> str:
        """Return the line of code that opens the explorer with these values, if one does."""
        if self.opens is None:
            return ""
        function, tables = self.opens
        given = {name: value for name, value in values.items() if value not in ([], ())}
        return Call(function, {**tables, **given}).code


def _name(function: Callable[..., Any]) -> str:
    """Return the name under which the user can call it; a partial shows its arguments."""
    inner = getattr(function, "func", None)
    if inner is not None:
        words = [text_of_value(a) for a in function.args]  # type: ignore[attr-defined]
        words += [f"{k}={text_of_value(v, k)}" for k, v in function.keywords.items()]  # type: ignore[attr-defined]
        return f"partial({', '.join([_name(inner), *words])})"
    return str(getattr(function, "__name__", "figure_function"))


def _is_default(function: Callable[..., Any], name: str, value: Any) -> bool:
    try:
        parameter = inspect.signature(function).parameters.get(name)
    except (TypeError, ValueError):
        return False
    default = parameter.default if parameter is not None else inspect.Parameter.empty
    if name == "language" and default is None:
        return bool(value == language_or_chosen())
    if default is inspect.Parameter.empty or type(default) is not type(value):
        return False
    plain = isinstance(value, (list, tuple, str, int, float)) or value is None
    return plain and bool(default == value)


def text_of_value(value: Any, argument: str = "table") -> str:
    """Write a value so that it can be run again; a table by the name of its variable."""
    if isinstance(value, (dt.date, dt.datetime)):
        return repr(value.isoformat()[:10])
    if hasattr(value, "columns"):
        main = vars(sys.modules.get("__main__", sys))
        found = (k for k, v in main.items() if v is value and not k.startswith("_"))
        return next(found, argument)
    if isinstance(value, tuple):
        value = list(value)
    return repr(value)
