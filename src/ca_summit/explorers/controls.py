"""Describe a control: its argument, its words, what can be chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Kind = Literal["choice", "slide", "several", "switch", "number", "day", "text"]


@dataclass(frozen=True)
class Control:
    """One control of an explorer; its value is an argument of the figure function.

    Parameters
    ----------
    name
        The argument.
    label
        Words before the control; also what a screen reader says.
    kind
        ``"choice"`` (list), ``"slide"`` (slider over ``options``), ``"several"`` (any number of
        ``options``), ``"switch"`` (yes or no), ``"number"`` (slider), ``"day"`` or ``"text"``.
    options
        Pairs of label and value.
    low, high, step
        Range of a number.
    help
        One sentence on what the control does.
    resets
        Axes (``"x"``, ``"y"``) whose zoom is given up when this control moves.
    shown
        Whether the control has a say in the present view; else it is hidden.
    tabs
        Whether its choices are tabs above the others.
    picks
        Whether its options are codes of states, which a click on one picks.

    Examples
    --------
    >>> Control("year", "Year", "choice", options=(("2024", 2024), ("2025", 2025))).finite
    True
    """

    name: str
    label: str
    kind: Kind
    options: tuple[tuple[str, Any], ...] = ()
    low: float = 0
    high: float = 1
    step: float = 1
    help: str = ""
    resets: tuple[str, ...] = ("y",)
    shown: bool = True
    tabs: bool = False
    picks: bool = False

    @property
    def finite(self) -> bool:
        """Whether choices can be listed; of days, a few are named in ``options``."""
        return self.kind in {"choice", "slide", "switch"} or (
            self.kind == "day" and bool(self.options)
        )

    @property
    def choices(self) -> tuple[tuple[str, Any], ...]:
        """Pairs of label and value; a switch has two."""
        return (("no", False), ("yes", True)) if self.kind == "switch" else self.options

    def fault(self, value: Any) -> str | None:
        """Say why a value cannot be chosen, by the control's label, or return None."""
        if not self.shown:
            return None
        if self.kind in {"choice", "slide"} and not any(same(v, value) for _, v in self.options):
            return self._not_offered(value)
        if self.kind == "several":
            if isinstance(value, str) or not hasattr(value, "__iter__"):
                return f"“{self.label}” must be a list; got {value!r}."
            wrong = (one for one in value if not any(same(v, one) for _, v in self.options))
            return next(map(self._not_offered, wrong), None)
        if self.kind == "switch" and not isinstance(value, bool):
            return f"“{self.label}” must be True or False; got {value!r}."
        if self.kind == "number":
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not is_number or not self.low <= value <= self.high:
                return f"“{self.label}” must be from {self.low:g} to {self.high:g}; got {value!r}."
        return self._day_fault(value) if self.kind == "day" else None

    def _not_offered(self, value: Any) -> str:
        from ca_summit.checks import check_choice

        plain = [v for _, v in self.options if not isinstance(v, (list, dict))]
        try:
            check_choice(self.name, value, plain)
        except (TypeError, ValueError) as error:
            return self.named(str(error))
        return f"“{self.label}” cannot be {value!r}."

    def _day_fault(self, value: Any) -> str | None:
        from ca_summit.checks import check_day

        if value is None:
            return None
        try:
            check_day(self.name, value)
        except (TypeError, ValueError) as error:
            return self.named(str(error))
        return None

    def named(self, message: str) -> str:
        """Return a message with the control's label in place of its argument.

        Examples
        --------
        >>> Control("since", "From", "day").named("`since` must not be later than `until`.")
        '“From” must not be later than `until`.'
        """
        return message.replace(f"`{self.name}`", f"“{self.label}”")


def same(one: Any, two: Any) -> bool:
    """Tell whether two values are the same choice; 1 is not True.

    Examples
    --------
    >>> same(1, True), same(None, None), same(["KAZ"], ("KAZ",))
    (False, True, True)
    """
    if isinstance(one, bool) != isinstance(two, bool):
        return False
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)):
        return list(one) == list(two)
    try:
        return bool(one == two)
    except (TypeError, ValueError):
        return one is two


def showing(
    controls: list[Control], shown: tuple[str, ...] = (), *, hidden: tuple[str, ...] = ()
) -> list[Control]:
    """Hide the controls named in ``hidden``, or, where ``shown`` is given, all others.

    Examples
    --------
    >>> year, flow = Control("year", "Year", "text"), Control("flow", "Flow", "text")
    >>> [c.shown for c in showing([year, flow], ("flow",))]
    [False, True]
    """
    return [replace(c, shown=c.name in shown if shown else c.name not in hidden) for c in controls]


def remembered(
    make: Callable[[Mapping[str, Any]], list[Control]], *names: str
) -> Callable[[Mapping[str, Any]], list[Control]]:
    """Return a function that makes the controls once for each choice of those that matter.

    Examples
    --------
    >>> made = []
    >>> controls = remembered(lambda values: made.append(1) or [], "view")
    >>> controls({"view": "map", "year": 1}), controls({"view": "map", "year": 2}), made
    ([], [], [1])
    """
    known: dict[str, list[Control]] = {}

    def controls(values: Mapping[str, Any]) -> list[Control]:
        key = repr([values[name] for name in names])
        if key not in known:
            known[key] = make(values)
        return known[key]

    return controls


def control_for(name: str, given: Any) -> Control:
    """Make a control from a plain value: list, dict, switch, range, day, number or text.

    Parameters
    ----------
    given
        A list (its values), a dict (label to value), ``True`` or ``False``, a tuple
        ``(low, high)`` or ``(low, high, step)``, a date, a number, a text or a ``Control``.

    Examples
    --------
    >>> control_for("flow", ["exports", "imports"]).kind, control_for("n", (1, 9)).high
    ('choice', 9)
    """
    label = name.replace("_", " ").capitalize()
    if isinstance(given, Control):
        return given
    if isinstance(given, bool):
        return Control(name, label, "switch")
    if isinstance(given, dict) and given:
        return Control(name, label, "choice", tuple((str(k), v) for k, v in given.items()))
    if isinstance(given, (list, range)) and len(given):
        return Control(name, label, "choice", tuple((_plain(v), v) for v in given))
    if isinstance(given, tuple) and len(given) in (2, 3):
        low, high = given[:2]
        if all(_number(v) for v in given) and low < high:
            whole = all(isinstance(v, int) for v in given)
            step = given[2] if len(given) == 3 else 1 if whole else (high - low) / 100
            return Control(name, label, "number", low=low, high=high, step=step)
    if isinstance(given, (dt.date, dt.datetime)):
        return Control(name, label, "day", resets=("x", "y"))
    if _number(given):
        span = abs(given) or 1
        whole = isinstance(given, int)
        low, high = (given - 2 * span, given + 2 * span) if given < 0 else (0, 3 * span)
        return Control(
            name, label, "number", low=low, high=high, step=1 if whole else (high - low) / 100
        )
    if isinstance(given, str):
        return Control(name, label, "text")
    raise ValueError(
        f"explore() cannot make a control for `{name}` from {given!r}. Give a list of choices, a "
        "dict of label and value, True or False, a tuple (low, high) or (low, high, step), a date, "
        "a number or a text; pass anything else through functools.partial()."
    )


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "none" if value is None else str(value)
