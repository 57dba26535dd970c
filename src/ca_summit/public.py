"""Offer public functions so that a misspelt name or argument suggests the nearest."""

from __future__ import annotations

import difflib
import functools
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Words that people write, and the package's own word for the same thing.
_MEANT = {
    "actors": "actor",
    "begin": "since",
    "codes": "country",
    "code": "country",
    "countries": "country",
    "counterparts": "counterpart",
    "end": "until",
    "first": "since",
    "from_year": "since",
    "last": "until",
    "lang": "language",
    "partners": "partner",
    "start": "since",
    "stop": "until",
    "to_year": "until",
}


def offered(value: Any, name: str) -> Any:
    """Return a function that refuses a misspelt argument with the nearest; others unchanged.

    The function keeps its signature, documentation and speed: its arguments are looked at only
    after a call has failed.

    Examples
    --------
    >>> def plot(table=None, *, country=None):
    ...     return country
    >>> offered(plot, "plot")(country="KAZ")
    'KAZ'
    >>> offered(plot, "plot")(contry="KAZ")
    Traceback (most recent call last):
    TypeError: plot() has no argument 'contry'. Did you mean 'country'? It takes: table, country.
    """
    if not inspect.isfunction(value):
        return value
    flags = {n for n, p in inspect.signature(value).parameters.items() if "bool" in _kinds(p)}

    @functools.wraps(value)
    def function(*args: Any, **kwargs: Any) -> Any:
        for flag in flags.intersection(kwargs):
            _check_flag(name, flag, kwargs[flag])
        try:
            return value(*args, **kwargs)
        except TypeError:
            wrong = _not_taken(value, kwargs)
            if not wrong:
                raise
        raise TypeError(_about_argument(name, wrong, inspect.signature(value))) from None

    # The public name is where pickle finds it.
    function.__module__, function.__qualname__ = "ca_summit", name
    return function


def nearest_name(name: str, names: Sequence[str]) -> str:
    """Say that the package has no such name, and which it may mean.

    Examples
    --------
    >>> nearest_name("plot_timline", ["plot_timeline", "map_region"])
    "module 'ca_summit' has no attribute 'plot_timline'. Did you mean plot_timeline?"
    """
    near = _near(name, names)
    meant = f"Did you mean {_either(near)}?" if near else "dir(ca_summit) lists what there is."
    return f"module 'ca_summit' has no attribute {name!r}. {meant}"


def _kinds(parameter: inspect.Parameter) -> list[str]:
    """Return the types that an argument takes, as they are written."""
    return [kind.strip() for kind in str(parameter.annotation).split("|")]


def _check_flag(function: str, argument: str, value: Any) -> None:
    """Refuse words and tables where yes or no is asked: ``"no"`` would count as yes."""
    if value is None or (not hasattr(value, "__len__") and value in (True, False)):
        return
    raise TypeError(f"{function}() needs True or False for {argument!r}; got {value!r}.")


def _not_taken(function: Callable[..., Any], given: dict[str, Any]) -> str:
    """Return the first keyword that a function does not take, or nothing."""
    parameters = inspect.signature(function).parameters
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return ""
    return next((name for name in given if name not in parameters), "")


def _about_argument(function: str, wrong: str, signature: inspect.Signature) -> str:
    names = list(signature.parameters)
    meant = _MEANT.get(wrong.casefold())
    near = [meant] if meant in names else _near(wrong, names)[:1]
    suggestion = f" Did you mean {near[0]!r}?" if near else ""
    takes = ", ".join(names) or "nothing"
    return f"{function}() has no argument {wrong!r}.{suggestion} It takes: {takes}."


def _near(word: str, names: Sequence[str]) -> list[str]:
    """Return up to three names that resemble a word: alike in letters, or holding its parts."""
    plain = {name.casefold(): name for name in names}
    text = word.casefold()
    found = difflib.get_close_matches(text, list(plain), n=3, cutoff=0.7)
    if not found:
        parts = [part for part in text.split("_") if len(part) > 3]
        found = [name for name in plain if any(part in name.split("_") for part in parts)]
        found.sort(key=lambda name: -difflib.SequenceMatcher(None, text, name).ratio())
    return [plain[name] for name in found[:3]]


def _either(names: Sequence[str]) -> str:
    return " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"
