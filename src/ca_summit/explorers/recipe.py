"""Say what an explorer is made of, and write the line of code of one view."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
        return f"{_name(self.function)}({', '.join(f'{k}={_text(v, k)}' for k, v in given)})"


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
    axes
        Controls the static twin offers, the most telling first.
    budget
        Bytes that the static twin may take in a notebook file.
    budgets
        The same for some values of the control ``view``.
    small
        Those of them that the twin in a saved notebook offers; in a report, all. Empty: the twin
        is the present view alone, and its caption says what is left out. Default: all.
    first
        For a control, the values that the twin offers before others.
    light
        Makes the view of one choice from the start view without drawing anew, for the twin;
        returns None where it cannot, ``{}`` where there is nothing to show.
    thin
        The same where only the twin in a saved notebook is so made.
    trim
        Shortens a view for the twin.
    short
        Shortens it further for the twin in a saved notebook.
    quick
        Makes a view faster than ``call``, as plotly's JSON; returns None where it cannot.
    """

    name: str
    title: str
    controls: Callable[[Values], list[Control]]
    call: Callable[[Values], Call]
    axes: tuple[str, ...] = ()
    budget: int = 45_000
    budgets: Mapping[str, int] = field(default_factory=dict)
    small: tuple[str, ...] | None = None
    first: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    light: Callable[[dict[str, Any], Values, str, Any], dict[str, Any] | None] | None = None
    thin: Callable[[dict[str, Any], Values, str, Any], dict[str, Any] | None] | None = None
    trim: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    short: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    quick: Callable[[Values], dict[str, Any] | None] | None = None


def room_of(recipe: Recipe, values: Values) -> int:
    """Return the bytes that the twin of a view may take in a notebook file."""
    return recipe.budgets.get(str(values.get("view")), recipe.budget)


def _name(function: Callable[..., Any]) -> str:
    """Return the name under which the user can call it; a partial shows its arguments."""
    inner = getattr(function, "func", None)
    if inner is not None:
        words = [_text(a) for a in function.args]  # type: ignore[attr-defined]
        words += [f"{k}={_text(v, k)}" for k, v in function.keywords.items()]  # type: ignore[attr-defined]
        return f"partial({', '.join([_name(inner), *words])})"
    return str(getattr(function, "__name__", "figure_function"))


def _is_default(function: Callable[..., Any], name: str, value: Any) -> bool:
    try:
        parameter = inspect.signature(function).parameters.get(name)
    except (TypeError, ValueError):
        return False
    default = parameter.default if parameter is not None else inspect.Parameter.empty
    if default is inspect.Parameter.empty or type(default) is not type(value):
        return False
    if isinstance(value, (list, tuple)) or value is None or isinstance(value, (str, int, float)):
        return bool(default == value)
    return False


def _text(value: Any, argument: str = "table") -> str:
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
