"""Rewrite two places of plotly.js so that a page starts only what its figures need.

As it comes, plotly.js starts every kind of trace when it is loaded, maps of tiles and drawings in
three dimensions with them: more than half of its start. A page starts a kind when a figure names
it, and the others when its reader does nothing (``template/loading.js``). Nothing is left out.
"""

from __future__ import annotations

import re
from functools import cache

_NAME = r"[A-Za-z_$][\w$]*"
#: All kinds of traces are given to plotly.js in one list, at the end of the file.
_LIST = re.compile(rf"(?P<plotly>{_NAME})\.register\(\[(?P<calls>{_NAME}\(\)(?:,{_NAME}\(\))+)\]\)")
#: A part of plotly.js: a function that runs when another part asks for it.
_PART = re.compile(
    rf"(?<![\w$.])(?P<name>{_NAME})={_NAME}\((?:\((?:{_NAME}(?:,{_NAME})?)?\)|{_NAME})=>\{{"
)
_KIND = re.compile(r'\bmoduleType:"trace",name:"(\w+)"')
_CALL = re.compile(rf"(?<![\w$.])({_NAME})\(\)")
#: A part that only hands on another one, or puts its program into it.
_SHORT = 200
_FACTORY = '} (typeof self !== "undefined" ? self : this, () => {\n'
_FACTORY_END = "return Plotly;\n}));"


@cache
def plotly_source() -> str:
    """Return the program that a page carries."""
    from plotly.offline import get_plotlyjs

    return read_at_once(start_when_asked(str(get_plotlyjs())))


def start_when_asked(source: str) -> str:
    """Keep kinds of traces back under their names, in ``Plotly.unregistered``.

    A file that is not written as expected, to the letter, is returned as it is.

    Examples
    --------
    >>> start_when_asked("Plotly.register([a(),b()])")
    'Plotly.register([a(),b()])'
    """
    lists = list(_LIST.finditer(source))
    if len(lists) != 1:
        return source
    parts = _parts(source)
    calls = [call.removesuffix("()") for call in lists[0]["calls"].split(",")]
    kinds = {call: _kind(call, parts) for call in calls}
    late = {kind: call for call, kind in kinds.items() if kind}
    if len(late) != sum(map(bool, kinds.values())) or not late:
        return source
    now = ",".join(f"{call}()" for call in calls if not kinds[call])
    kept = ",".join(f"{kind}:{call}" for kind, call in late.items())
    plotly = lists[0]["plotly"]
    told = f"{plotly}.register([{now}]),{plotly}.unregistered={{{kept}}}"
    return source[: lists[0].start()] + told + source[lists[0].end() :]


def read_at_once(source: str) -> str:
    """Put the whole program in brackets: browsers skim a function before they read it, not such.

    Examples
    --------
    >>> read_at_once("Plotly")
    'Plotly'
    """
    if source.count(_FACTORY) != 1 or source.count(_FACTORY_END) != 1:
        return source
    begun = source.replace(_FACTORY, _FACTORY.replace("() =>", "(() =>"))
    return begun.replace(_FACTORY_END, _FACTORY_END.replace("})", "}))"))


def _parts(source: str) -> dict[str, str]:
    """Return the text of each part by its name; a name that stands twice has none."""
    found = list(_PART.finditer(source))
    ends = [*(part.start() for part in found[1:]), len(source)][: len(found)]
    parts: dict[str, str] = {}
    for part, end in zip(found, ends, strict=True):
        parts[part["name"]] = "" if part["name"] in parts else source[part.end() : end]
    return parts


def _kind(name: str, parts: dict[str, str]) -> str:
    """Return the kind of trace that a part is, or hands on; empty where the text does not tell."""
    for _ in range(4):
        text = parts.get(name, "")
        if kind := _KIND.search(text):
            return kind[1]
        call = _CALL.search(text)
        if not call or len(text) > _SHORT:
            return ""
        name = call[1]
    return ""
