"""Find the figures that programs in HTML draw with plotly.js."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ca_summit.report.js_literal import NotLiteralError, Program

_CALL = re.compile(r"(?<![\w$])_?Plotly\s*\.\s*(newPlot|plot|react)\s*\(")
_FRAMES = re.compile(r"(?<![\w$])_?Plotly\s*\.\s*addFrames\s*\(")
_LIBRARY = re.compile(r"plotly\.js v\d|Copyright 2012-\d{4}, Plotly")
#: Programs whose only task is to bring plotly.js or MathJax; a page loses nothing without them.
_HELPER = re.compile(
    r"^\s*(?:/\*.*?\*/|//[^\n]*\n|\s)*(?:window\.PlotlyConfig|window\.PLOTLYENV|requirejs?\.config|if\s*\(window\.MathJax|"
    r"MathJax\.|window\.MathJax|require\.undef|if\s*\(typeof require|define\(|"
    r"import\s*[\"']https?://[^\"']*plotly[^\"']*[\"'];?\s*$)",
    re.DOTALL,
)
#: Programs that only show buttons where Colab runs the notebook.
_COLAB = "google.colab.kernel.accessAllowed"


@dataclass
class Call:
    """One figure that a program draws.

    Attributes
    ----------
    target
        Id of the element that holds it; empty if that is computed.
    figure
        The raw figure; None if its data are computed rather than written down.
    """

    target: str
    figure: dict[str, Any] | None


def plotly_calls(text: str) -> list[Call]:
    r"""Return the figures that one program draws, in all forms that kernels and versions write.

    Examples
    --------
    >>> plotly_calls("var d = [{y: [1]}]; Plotly.newPlot('a', d, {title: 'T'})")
    [Call(target='a', figure={'data': [{'y': [1]}], 'layout': {'title': 'T'}, 'config': {},
                              'frames': []})]
    >>> plotly_calls("Plotly.newPlot('a', make())")
    [Call(target='a', figure=None)]
    """
    if is_library(text) or "Plotly" not in text:
        return []
    program = Program(text)
    calls = []
    for match in _CALL.finditer(text):
        values = program.arguments(match.end())
        if not values:
            continue
        figure = _figure(values[1:])
        if figure is not None and not figure["frames"]:
            figure["frames"] = _frames(program, match.end())
        calls.append(Call(_target(program, match.end(), values[0]), figure))
    return calls


def is_library(text: str) -> bool:
    """Whether a program is plotly.js itself, or only brings it."""
    return (len(text) > 500_000 and _LIBRARY.search(text) is not None) or (
        (_HELPER.match(text[:4000]) is not None or _COLAB in text) and not _CALL.search(text)
    )


def _target(program: Program, at: int, value: Any) -> str:
    if isinstance(value, str):
        return value
    found = re.compile(
        r"\s*document\s*\.\s*(?:getElementById\s*\(\s*['\"]([^'\"]+)|querySelector\s*\(\s*['\"]#([^'\"]+))"
    ).match(program.text, at)
    return (found[1] or found[2]) if found else ""


def _figure(values: list[Any]) -> dict[str, Any] | None:
    parts = [{} if isinstance(v, NotLiteralError) else v for v in values]
    if not values or isinstance(values[0], NotLiteralError):
        return None
    first = parts[0]
    if isinstance(first, dict) and isinstance(first.get("data"), list):
        return as_figure(first)
    if isinstance(first, dict):
        first = [first]
    if not isinstance(first, list) or not all(isinstance(trace, dict) for trace in first):
        return None
    named = dict(zip(("layout", "config"), parts[1:3], strict=False))
    return as_figure({"data": first, **named})


def _frames(program: Program, after: int) -> list[Any]:
    found = _FRAMES.search(program.text, after)
    following = _CALL.search(program.text, after)
    if not found or (following and following.start() < found.start()):
        return []
    values = program.arguments(found.end())
    frames = values[1] if len(values) > 1 else None
    return [f for f in frames if isinstance(f, dict)] if isinstance(frames, list) else []


def as_figure(value: Any) -> dict[str, Any] | None:
    """Return a figure from what a notebook stores as one: an object, or its JSON as text.

    Examples
    --------
    >>> as_figure('{"data": [{"y": [1]}], "layout": null}')
    {'data': [{'y': [1]}], 'layout': {}, 'config': {}, 'frames': []}
    """
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        value = "".join(value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if not isinstance(value, dict):
        return None
    data = value.get("data")
    if isinstance(data, dict):
        data = [data]
    if data is None and isinstance(value.get("layout"), dict):
        data = []
    if not isinstance(data, list):
        return None
    made: dict[str, Any] = {"data": data}
    for key in ("layout", "config"):
        made[key] = value[key] if isinstance(value.get(key), dict) else {}
    made["frames"] = value["frames"] if isinstance(value.get("frames"), list) else []
    return made


def widget_of_r(text: str) -> dict[str, Any] | None:
    """Return the figure in the JSON that R's htmlwidgets store beside their element."""
    try:
        stored = json.loads(text)
    except ValueError:
        return None
    return as_figure(stored.get("x")) if isinstance(stored, dict) else None
