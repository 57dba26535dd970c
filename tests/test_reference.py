"""Every public docstring says what goes in, what comes out, and holds an example."""

from __future__ import annotations

import inspect
import re

import pytest
from numpydoc.docscrape import NumpyDocString

import ca_summit as ca
import ca_summit.events as ev

PUBLIC = {f"ca.{name}": getattr(ca, name) for name in ca.__all__ if name != "__version__"}
PUBLIC |= {f"ev.{name}": getattr(ev, name) for name in ev.__all__ if name != "FIVE"}
#: Made by functions, not by users.
RESULTS = {"ca.RecordsError", "ev.Source"}
LOADERS = [name for name in ca.__all__ if name.startswith("load_")]
FIGURES = [name for name in ca.__all__ if name.startswith(("map_", "plot_"))]
#: What these need besides their defaults.
NEEDED = {"map_route_between": {"start": "Samarkand", "end": "Merv"}}


def parsed(value: object) -> NumpyDocString:
    return NumpyDocString(inspect.getdoc(value) or "")


def arguments_of(text: NumpyDocString) -> dict[str, str]:
    """Return what a docstring says of each argument; several may share one text."""
    return {
        name.strip().lstrip("*"): " ".join(part.desc)
        for part in text["Parameters"]
        for name in part.name.split(",")
    }


@pytest.mark.parametrize("name", sorted(set(PUBLIC) - RESULTS))
def test_every_public_docstring_is_whole(name):
    value = PUBLIC[name]
    text = parsed(value)
    assert " ".join(text["Summary"]).endswith((".", ")"))
    assert set(arguments_of(text)) == set(inspect.signature(value).parameters)
    assert text["Examples"]
    if not inspect.isclass(value):
        assert text["Returns"], "say what comes back, with units and what is missing"


@pytest.mark.parametrize("name", [*LOADERS, *FIGURES])
def test_columns_that_a_docstring_names_are_there(name):
    made = getattr(ca, name)(**NEEDED.get(name, {}))
    table = made if name in LOADERS else ca.figure_data(made)
    said = parsed(getattr(ca, name))["Returns"]
    text = " ".join([part for one in said for part in (one.name, one.type, *one.desc)])
    named = set(re.findall(r"``([a-z][a-z0-9]*_[a-z0-9_]+)``(?! \()", text))
    words = {str(cell) for column in table for cell in table[column].unique()[:500]}
    assert named - set(table.columns) - words == set()


@pytest.mark.parametrize("name", LOADERS)
def test_values_that_a_docstring_offers_are_taken(name):
    loader = getattr(ca, name)
    for part in parsed(loader)["Parameters"]:
        takers = [one.strip() for one in part.name.split(",")]
        for offered in re.findall(r'``"([^"]+)"``', " ".join(part.desc)):
            assert any(accepts(loader, one, offered) for one in takers), (part.name, offered)


def accepts(loader: object, argument: str, value: str) -> bool:
    try:
        loader(**{argument: value})
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_a_docstring_refers_to_is_public_or_an_argument(name):
    value = PUBLIC[name]
    named = set(re.findall(r"(?<![`:])`(\w+)`(?!`)", inspect.getdoc(value) or ""))
    named |= set(re.findall(r":func:`(?:ca_summit\.)?(\w+)`", inspect.getdoc(value) or ""))
    known = {*ca.__all__, *ev.__all__, *inspect.signature(value).parameters}
    assert named - known == set()
