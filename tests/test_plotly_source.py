"""plotly.js in a page: whole, but its kinds of traces start when they are asked for."""

from __future__ import annotations

import re

import plotly.graph_objects as go
import pytest
from plotly.basedatatypes import BaseTraceType
from plotly.offline import get_plotlyjs

from ca_summit.report.plotly_source import plotly_source, read_at_once, start_when_asked

BAR = 'var B=W((a,b)=>{"use strict";b.exports={moduleType:"trace",name:"bar",plot:x()}})'
PIE = 'P=W((a,b)=>{"use strict";b.exports={calc:y(),moduleType:"trace",name:"pie"}})'
HAND = 'Q=W((c,d)=>{"use strict";d.exports=P()})'
DAYS = 'D=W(e=>{"use strict";e.exports={moduleType:"component",name:"calendars"}})'
LIST = "T.register([B(),Q(),D()])"
SMALL = f"{BAR};var {PIE};var {HAND};var {DAYS};var Z=W((a,b)=>{{var T=X();{LIST};b.exports=T}})"


def kinds() -> dict[str, str]:
    """Return the kinds that the installed plotly.js keeps back, and what starts each."""
    told = plotly_source().partition(".unregistered={")[2].partition("}")[0]
    return dict(entry.split(":") for entry in told.split(","))


def test_the_installed_plotly_keeps_every_kind_back_but_the_one_it_cannot_do_without() -> None:
    made = (getattr(go, name) for name in dir(go))
    traces = [one for one in made if isinstance(one, type) and issubclass(one, BaseTraceType)]
    names = {trace().type for trace in traces if trace is not BaseTraceType}
    assert len(names) > 40
    assert set(kinds()) == names - {"scatter"}


def test_nothing_of_plotly_is_lost_and_nothing_else_is_changed() -> None:
    whole, parts = get_plotlyjs(), plotly_source()
    assert len(parts) != len(whole)
    for changed, plain in (("this, (() => {\n", "this, () => {\n"), ("\n})));", "\n}));")):
        assert parts.count(changed) == 1
        parts = parts.replace(changed, plain)
    told = re.search(r"(\w+)\.register\(\[([^]]*)\]\),\1\.unregistered=\{[^}]*\}", parts)
    listed = re.search(r"(\w+)\.register\(\[([^]]*)\]\)", whole)
    assert told
    assert listed
    assert whole[: listed.start()] == parts[: told.start()]
    assert whole[listed.end() :] == parts[told.end() :]
    late = {f"{call}()" for call in kinds().values()}
    assert sorted([*told[2].split(","), *late]) == sorted(listed[2].split(","))
    assert len(told[2].split(",")) == 1, "calendars are no kind of trace, they are there at once"


def test_a_kind_is_known_by_its_part_or_by_the_part_that_hands_it_on() -> None:
    wanted = "T.register([D()]),T.unregistered={bar:B,pie:Q}"
    assert start_when_asked(SMALL) == SMALL.replace(LIST, wanted)


@pytest.mark.parametrize(
    "source",
    [
        "",
        SMALL.replace(LIST, "T.register([B(),Q(1),D()])"),
        f"{SMALL};{LIST}",
        SMALL.replace('"pie"', '"bar"'),
        SMALL.replace("moduleType:", "kind:"),
    ],
    ids=["empty", "list", "two lists", "two of a name", "no names"],
)
def test_a_file_that_is_written_otherwise_stays_as_it_is(source: str) -> None:
    assert start_when_asked(source) == source


def test_a_part_that_cannot_be_told_starts_at_once() -> None:
    twice = f"{SMALL};var {HAND.replace('Q=', 'B=')}"
    assert start_when_asked(twice) == twice.replace(
        LIST, "T.register([B(),D()]),T.unregistered={pie:Q}"
    )


def test_a_program_that_is_wrapped_otherwise_gets_no_bracket() -> None:
    wrapped = '} (typeof self !== "undefined" ? self : this, () => {\nreturn Plotly;\n}));'
    assert read_at_once(wrapped) == wrapped.replace("() =>", "(() =>").replace("}))", "})))")
    for other in (wrapped * 2, wrapped.replace("self", "me"), wrapped.replace("Plotly", "P")):
        assert read_at_once(other) == other
