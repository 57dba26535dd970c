"""Put controls on the user's own figure function."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.controls import Control, control_for
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.recipe import Call, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable


def explore(
    figure_function: Callable[..., Any], /, *, reset: bool = False, **controls: Any
) -> Explorer:
    """Put live controls on any function that returns a plotly figure.

    Parameters
    ----------
    figure_function
        Called with the values of the controls; returns a plotly figure. Fix other arguments
        with ``functools.partial``.
    reset
        Forget where the controls stood when the cell ran last.
    **controls
        For each argument: a list of choices, a dict of label and value, ``True`` or ``False``,
        a tuple ``(low, high)`` or ``(low, high, step)``, a date, a number, a text, or a
        ``Control``. A control starts at the default of the function where that is a choice.

    Returns
    -------
    Explorer
        Live in JupyterLab; ``.code`` is the call that draws the present view, ``.set(…)`` moves
        controls.

    Raises
    ------
    ValueError
        If the function has no such argument, or no control can be made from what was given.

    Examples
    --------
    >>> from ca_summit import plot_population
    >>> shown = explore(plot_population, projections=False, language=["en", "ru"])
    >>> shown.set(language="ru").code
    "plot_population(language='ru')"
    """
    name = getattr(figure_function, "__name__", type(figure_function).__name__)
    if not callable(figure_function):
        raise TypeError(
            f"explore() needs a function that returns a figure; got {name}. "
            "Give the function itself, without brackets: explore(plot_area, …)."
        )
    parameters = inspect.signature(figure_function).parameters
    _check_names(name, parameters, controls)
    made = [control_for(key, given) for key, given in controls.items()]
    starts = {
        c.name: _start(c, given, parameters.get(c.name))
        for c, given in zip(made, controls.values(), strict=True)
    }
    recipe = Recipe(
        name="explore",
        title=f"{name}()",
        controls=lambda values: made,  # noqa: ARG005 - the same for all values
        call=lambda values: Call(figure_function, {c.name: values[c.name] for c in made}),
        axes=tuple(c.name for c in made if c.finite),
        draws=24,
    )
    return Explorer(recipe, starts, reset=reset, identity=(name, repr(controls)))


def _check_names(name: str, parameters: Any, controls: dict[str, Any]) -> None:
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
        return
    unknown = [key for key in controls if key not in parameters]
    if unknown:
        raise ValueError(
            f"{name}() has no argument {unknown}; it has {list(parameters)}. "
            "Give a control for one of these."
        )


def _start(control: Control, given: Any, parameter: inspect.Parameter | None) -> Any:
    """Return the first value: the default of the function where it can be chosen."""
    default = inspect.Parameter.empty if parameter is None else parameter.default
    if control.kind in {"switch", "text", "day"} and not isinstance(given, Control):
        return given
    if control.kind == "number" and isinstance(given, (int, float)):
        return given
    if default is not inspect.Parameter.empty and control.fault(default) is None:
        return default
    if control.kind in {"choice", "slide"}:
        return control.options[0][1]
    empty = {"several": (), "switch": False, "day": None, "text": ""}
    return empty.get(control.kind, control.low)
