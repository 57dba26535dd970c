"""Explorers: controls and arguments, code and figure, state, twin, faults explained in place."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import numpy as np
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import ca_summit
from ca_summit.explorers.controls import Control, control_for
from ca_summit.explorers.frames import stored_size, unpacked
from ca_summit.explorers.saved import page_figure, unpacked_script
from ca_summit.report.plotly_json import prepare

PLOTLY = "application/vnd.plotly.v1+json"
MAKERS = sorted(n for n in ca_summit.__all__ if n.startswith("explore_"))
TABLES = {
    "explore_region": ("data", "load_indicators"),
    "explore_resources": ("resources", "load_resources"),
    "explore_silk_road": ("routes", "load_routes"),
    "explore_meetings": ("meetings", "load_meetings"),
    "explore_trade": ("trade", "load_trade_partners"),
}
MOVES = {
    "explore_region": {"indicator": "life_expectancy", "year": 2010, "language": "ru"},
    "explore_resources": {"measure": "reserves", "commodity": "gold"},
    "explore_silk_road": {"century": 8, "kind": "historical_land"},
    "explore_meetings": {"counterpart": "USA", "as_of": "2025-10-27", "since": "2025-06-01"},
    "explore_trade": {"area": "KGZ", "series": "national_kgz", "flow": "exports"},
}


def named(code):
    """Run a line of code as a user would and return the figure."""
    space: dict[str, object] = {}
    exec(f"from ca_summit import *\nfigure = {code}", space)  # noqa: S102
    return space["figure"]


@pytest.fixture(params=MAKERS)
def maker(request):
    return request.param


@pytest.fixture
def small():
    def bars(height=3, colour="teal", tall=False):
        if height == 7:
            raise RuntimeError("seven is unlucky")
        return go.Figure(
            go.Bar(x=["a", "b"], y=[height, 2 * height if tall else 1], marker_color=colour)
        )

    return bars


def test_every_control_is_an_argument_and_the_code_makes_the_same_figure(maker):
    made = getattr(ca_summit, maker)(**MOVES.get(maker, {}), reset=True)
    assert made.message == ""
    for name, value in MOVES.get(maker, {}).items():
        assert made.values[name] == value
    assert {c.name for c in made.controls} == set(made.values)
    assert named(made.code).to_json() == made.figure.to_json()


def test_moving_a_control_changes_figure_and_code(maker):
    made = getattr(ca_summit, maker)(reset=True)
    before = made.figure.to_json(), made.code
    made.set(**MOVES[maker])
    assert made.message == ""
    assert made.figure.to_json() != before[0]
    assert made.code != before[1]
    assert named(made.code).to_json() == made.figure.to_json()


def test_the_view_that_is_shown_is_the_figure_of_the_code(maker):
    made = getattr(ca_summit, maker)(reset=True)
    spec, real = made.spec, json.loads(made.figure.to_json())
    slid = made.recipe.quick is not None  # a map with a slider of its own, which is left out
    seen = [t for t in real["data"] if not slid or t.get("visible", True) is not False]
    assert spec["data"] == seen
    assert spec["layout"].pop("uirevision") == "view"
    assert spec["layout"]["title"] == real["layout"]["title"]


def test_controls_stand_where_they_stood_when_the_same_call_runs_again(maker):
    maker = getattr(ca_summit, maker)
    made = maker(reset=True)
    made.set(language="ru")
    assert maker().values["language"] == "ru"
    assert maker(language="local").values["language"] == "local"
    assert maker(reset=True).values["language"] == "en"


def test_page_and_state_move_each_other(maker):
    made = getattr(ca_summit, maker)(reset=True)
    sent = made.widget.view
    moved(made, "language", 1)
    assert made.values["language"] == "ru"
    made.set(language="local")
    after = made.widget.view
    language = next(c for c in after["controls"] if c["name"] == "language")
    assert language["options"][language["value"]] == "local"
    assert after["code"] == made.code
    assert after["restore"] == made.restore
    assert after["number"] > sent["number"]
    assert json.loads(after["figure"])["data"] == made.spec["data"]


def moved(explorer, name, value, **other):
    """Move a control as the page does, by the place of a choice."""
    widget = explorer.widget
    said = {"move": name, "value": value, "number": 1, "seen": widget.view["number"], **other}
    widget._moved(widget, said, [])


def test_a_move_made_on_an_older_view_changes_nothing_but_is_answered(maker):
    made = getattr(ca_summit, maker)(reset=True)
    moved(made, "language", 1, seen=0, number=7)
    assert made.values["language"] == "en"
    assert made.widget.view["answers"] == 7
    moved(made, "no such control", 1, number=8)
    assert made.widget.view["answers"] == 8


def test_the_line_that_restores_a_view_opens_it(maker):
    made = getattr(ca_summit, maker)(reset=True).set(**MOVES[maker])
    space: dict[str, object] = {}
    exec(f"from ca_summit import *\nagain = {made.restore[:-1]}, reset=True)", space)  # noqa: S102
    assert space["again"].values == made.values
    assert space["again"].code == made.code


def test_every_control_has_a_label_and_a_help(maker):
    made = getattr(ca_summit, maker)(reset=True)
    assert made.widget is made.widget
    shown = {c["name"]: c for c in made.widget.view["controls"]}
    for control in made.controls:
        assert control.label
        assert control.help
        assert shown[control.name]["label"] == control.label
        assert shown[control.name]["help"] == control.help


def test_the_output_shows_views_without_a_widget_that_a_closed_kernel_takes_along(maker):
    made = getattr(ca_summit, maker)(reset=True)
    bundle = made._repr_mimebundle_()
    assert set(bundle) - {PLOTLY} == {"text/plain", "text/html", "application/javascript"}
    assert bundle["text/plain"] == f"{maker}: {made.code}"
    json.dumps(bundle, allow_nan=False)
    saved = unpacked_script(bundle["application/javascript"])
    assert saved["key"] == made.widget.key
    assert saved["figure"]["frames"]
    assert "<img src=" in bundle["text/html"]
    if PLOTLY in bundle:
        go.Figure({k: v for k, v in bundle[PLOTLY].items() if k != "config"})


def test_the_twin_offers_choices_of_the_controls_and_tells_what_it_leaves_out(maker):
    made = getattr(ca_summit, maker)(reset=True)
    twin = made.twin()
    offered = twins(twin)
    assert offered
    controls = {c.label: c for c in made.controls}
    for label, words in offered.items():
        known = [text for text, _ in controls[label].choices]
        assert set(words) <= set(known)
        assert words == [w for w in known if w in words]
    caption = twin["layout"]["meta"]["ca_summit"]["caption"]
    for name in made.recipe.axes:
        control = next(c for c in made.controls if c.name == name)
        held = len(offered.get(control.label, []))
        if control.shown and control.finite and held < len(control.choices):
            assert f"{control.label}: {held} of " in caption
    bundle = made._repr_mimebundle_()
    room = 92_000 if made.recipe.pack else made.recipe.budget + 2_000
    assert len(bundle["application/javascript"]) <= room
    assert stored_size(bundle.get(PLOTLY, {})) <= 36_000


def twins(twin):
    """Return the words of each menu and slider of a twin."""
    found = {}
    for menu in twin["layout"].get("updatemenus", []):
        words = [b["label"].split(": ", 1) for b in menu["buttons"]]
        found[words[0][0]] = [w for _, w in words]
    for slider in twin["layout"].get("sliders", []):
        found[slider["currentvalue"]["prefix"].rstrip(": ")] = [s["label"] for s in slider["steps"]]
    return found


def applied(figure, name):
    """Return traces and layout of a kept view: the start with its frame laid over it."""
    frame = next(f for f in figure["frames"] if f["name"] == name)
    traces = [unpacked(t) for t in json.loads(json.dumps(figure["data"]))]
    for number, change in zip(frame["traces"], frame["data"], strict=True):
        traces[number] = laid_over(traces[number], change)
    layout = laid_over(json.loads(json.dumps(figure["layout"])), frame["layout"])
    return [t for t in traces if t.get("visible", True) is True], layout


def laid_over(node, change):
    """Extend a tree by another as plotly and the page do."""
    items = isinstance(change, list) and change and all(isinstance(v, dict) for v in change)
    if items and isinstance(node, list):
        longest = range(max(len(node), len(change)))
        pairs = [(node[i] if i < len(node) else None, i) for i in longest]
        return [laid_over(own, change[i]) if i < len(change) else own for own, i in pairs]
    if not isinstance(change, dict):
        return change
    made = dict(node) if isinstance(node, dict) else {}
    return {**made, **{k: laid_over(made.get(k), v) for k, v in change.items()}}


def numbers(array):
    """Read a list or plotly's base64 array."""
    import base64

    if isinstance(array, dict):
        raw = np.frombuffer(base64.b64decode(array["bdata"]), dtype=f"<{array['dtype']}")
        return [None if v != v else float(v) for v in raw]
    return [float(v) if isinstance(v, (int, float)) else v for v in array or []]


def drawn(trace):
    """Return name and vertices of a trace; where x or y has none, plotly draws a gap."""
    x, y = numbers(trace.get("x")), numbers(trace.get("y"))
    if trace.get("type") != "scatter":
        return json.dumps([trace.get("name"), x, y])
    spots = [None if None in spot else spot for spot in zip(x, y, strict=True)]
    return json.dumps([trace.get("name"), spots])


def spots(trace):
    """Return the vertices of a trace as pairs."""
    return list(zip(numbers(trace["x"]), numbers(trace["y"]), strict=True))


@pytest.mark.parametrize("maker", ["explore_resources", "explore_trade"])
def test_each_button_of_a_twin_draws_what_the_live_control_draws(maker):
    made = getattr(ca_summit, maker)(reset=True)
    twin = made.twin()
    menu = twin["layout"]["updatemenus"][0]
    label = menu["buttons"][0]["label"].split(": ", 1)[0]
    control = next(c for c in made.controls if c.label == label)
    assert len(menu["buttons"]) > 1
    for button in menu["buttons"]:
        traces, layout = applied(twin, button["args"][0][0])
        value = dict(control.choices)[button["label"].split(": ", 1)[1]]
        other = getattr(ca_summit, maker)(reset=True).set(**{control.name: value})
        real = json.loads(other.figure.to_json())
        assert layout["title"]["text"] == real["layout"]["title"]["text"]
        assert set(map(drawn, traces)) == set(map(drawn, real["data"]))


def kept(explorer):
    """Return what the script in the file holds."""
    return unpacked_script(explorer._repr_mimebundle_()["application/javascript"])


def chosen(saved, frame):
    """Return the words of the choices of a frame, by the name of the control."""
    places = [int(place) for place in frame["name"].split("|")]
    pairs = zip(saved["controls"], places, strict=True)
    return {control["name"]: control["options"][place] for control, place in pairs}


@pytest.mark.parametrize("maker", MAKERS)
def test_the_file_says_how_many_choices_it_keeps(maker):
    made = getattr(ca_summit, maker)(reset=True)
    saved = kept(made)
    if "pack" in saved:  # values from which the page makes every view
        assert saved["kept"] == ""
        return
    assert saved["kept"].startswith(f"This file keeps {len(saved['figure']['frames'])} views")
    for axis in made.saved.axes:
        own = [c for c in saved["controls"] if c["name"] == axis.control.name]
        held = len(own[0]["options"]) if own else 1
        said = f"{axis.control.label}: {held} of {len(axis.options)}"
        assert (said in saved["kept"]) == (held < len(axis.options))


@pytest.mark.parametrize(
    ("language", "keeps", "together"),
    [
        ("ru", "В этом файле сохран", "Все варианты вместе"),
        ("kk", "Бұл файлда", "Барлық нұсқа бірге"),
    ],
)
def test_what_a_file_and_its_twin_leave_out_is_said_in_the_language_of_the_figure(
    language, keeps, together
):
    made = ca_summit.explore_resources(language=language, reset=True)
    said = [kept(made)["kept"], made.twin()["layout"]["meta"]["ca_summit"]["caption"]]
    assert said[0].startswith(keeps)
    assert together in said[1]
    assert not [text for text in said if "the live explorer" in text or "Left out" in text]


def test_an_own_function_keeps_all_combinations_of_its_choices(small):
    made = ca_summit.explore(small, height=[2, 3], colour=["teal", "tomato"], tall=True, reset=True)
    saved = kept(made)
    assert len(saved["figure"]["frames"]) == 8
    assert saved["kept"] == ""
    for frame in saved["figure"]["frames"]:
        words = chosen(saved, frame)
        traces, _ = applied(saved["figure"], frame["name"])
        height, tall = int(words["height"]), words["tall"] == "yes"
        assert [t["y"] for t in traces] == [[height, 2 * height if tall else 1]]
        assert [t["marker"]["color"] for t in traces] == [words["colour"]]


@pytest.mark.parametrize(
    ("indicator", "year", "language"),
    [
        ("wgi_rl_est", None, "en"),
        ("life_expectancy", 1995, "en"),
        ("elec_share_nuclear", None, "en"),
        ("population", None, "en"),
        ("gdp_usd", 2000, "ru"),
        ("gini", None, "ru"),
    ],
)
def test_a_repainted_map_is_the_map_drawn_anew(indicator, year, language):
    made = ca_summit.explore_region("hdi", reset=True)
    assert made.spec["data"]
    asked = {**made.values, "indicator": indicator, "year": year, "language": language}
    real = json.loads(ca_summit.map_region(indicator, year=year, language=language).to_json())
    quick, drawn = unpacked(made.recipe.quick(asked)), unpacked(real)
    for trace in (*quick["data"], *drawn["data"]):
        if trace.get("name") == "Degrees":  # they give way to the values of the view drawn first
            trace.pop("textposition")
    assert quick == drawn


def test_map_chart_and_table_are_tabs_of_one_choice():
    region = ca_summit.explore_region("life_expectancy", country="Kyrgyzstan", reset=True)
    view = next(c for c in region.widget.view["controls"] if c["tabs"])
    assert view["options"] == ["Map", "Chart", "Table"]
    states = next(c for c in region.widget.view["controls"] if c["picks"])
    assert [states["options"][place] for place in states["value"]] == ["Kyrgyzstan"]
    table = region.set(view="table").spec["data"][0]
    heads, cells = table["header"]["values"], table["cells"]["values"]
    assert heads == ["Year", "Kyrgyzstan"]
    rows = ca_summit.load_indicators()
    own = rows[rows["indicator_id"].eq("life_expectancy") & rows["iso3"].eq("KGZ")]
    newest = own.loc[own["year"].idxmax()]
    assert cells[0][0] == str(newest["year"])
    assert float(cells[1][0]) == pytest.approx(newest["value"], rel=1e-2)
    frame = named(region.code)
    assert set(frame["iso3"].astype(str)) == {"KGZ"}
    moved(region, "country", [])
    assert len(region.spec["data"][0]["header"]["values"]) >= 6


def test_the_twin_of_meetings_shows_one_partner_with_its_count():
    made = ca_summit.explore_meetings(reset=True)
    twin = made.twin()
    button = next(b for b in twin["layout"]["updatemenus"][0]["buttons"] if "Russia" in b["label"])
    traces, layout = applied(twin, button["args"][0][0])
    assert [t["name"] for t in traces] == ["Russia"]
    rows = ca_summit.load_meetings()
    days = rows["start_date"].between("2025-01-01", "2025-12-31")
    expected = int((rows["counterpart"].eq("RUS") & days).sum())
    assert layout["title"]["subtitle"]["text"].startswith(f"{expected} of ")


def _page_frames(made):
    script = made._repr_mimebundle_()["application/javascript"]
    return {frame["name"]: frame for frame in prepare(page_figure(unpacked_script(script))).frames}


def test_in_a_page_the_words_around_a_figure_are_those_of_the_choice():
    frames = _page_frames(ca_summit.explore_meetings(reset=True))
    said = [frame["said"] for frame in frames.values()]
    assert all(set(one) == {"alt", "caption", "question", "subtitle"} for one in said)
    assert len({one["alt"] for one in said}) == len(said)
    titles = {name: frame["layout"]["title"]["text"] for name, frame in frames.items()}
    for name, frame in frames.items():
        assert frame["said"]["question"] != titles[name], "a question is not asked twice"
        assert "meta" not in frame["layout"]
    (russia,) = [one for one in said if one["subtitle"].endswith(": Russia")]
    assert russia["question"] == "", "the finding of all partners is not that of one"
    centuries = _page_frames(ca_summit.explore_silk_road(reset=True))
    places = [name for name in centuries if name.endswith("|0|0")]
    subtitles = {centuries[name]["said"]["subtitle"] for name in places}
    assert len(subtitles) == len(places) > 3


def test_a_notebook_with_every_explorer_is_small():
    cells = []
    for maker in MAKERS:
        bundle = getattr(ca_summit, maker)(reset=True)._repr_mimebundle_()
        cell = new_code_cell(f"{maker}()")
        cell.outputs = [new_output("execute_result", data=bundle, execution_count=1)]
        cells.append(cell)
    assert len(nbformat.writes(new_notebook(cells=cells)).encode()) < 260_000


@pytest.mark.parametrize(
    ("maker", "wrong", "words"),
    [
        ("explore_region", {"indicator": "popluation"}, "Did you mean 'population'"),
        ("explore_region", {"year": 1800}, "“Year” must be one of"),
        ("explore_region", {"language": "fr"}, "“Names” must be one of"),
        (
            "explore_resources",
            {"at_least_pct": 400},
            "“Smallest share, %” must be from 0 to 20; got 400",
        ),
        ("explore_meetings", {"since": "2026-01-01", "until": "2025-01-01"}, "not be later"),
        ("explore_meetings", {"as_of": "27.10.2025"}, "YYYY-MM-DD"),
        ("explore_meetings", {"since": "1995-01-01", "until": "1995-12-31"}, "No meeting"),
        ("explore_trade", {"flow": "balance", "share": True}, "has no share"),
        ("explore_trade", {"area": "MARS"}, "“Country” must be one of"),
    ],
)
def test_an_impossible_choice_explains_itself_without_a_traceback(maker, wrong, words):
    made = getattr(ca_summit, maker)(**wrong, reset=True)
    assert words in made.message
    assert words in made.widget.view["message"]
    assert "Nothing to draw" in made.alt
    notes = " ".join(a.get("text", "") for a in made.twin()["layout"]["annotations"])
    text = notes.replace("<br>", " ").replace("- ", "").replace("-", "")
    assert words.split("”")[-1].strip().replace("-", "") in text
    assert made.figure.layout.annotations


@pytest.mark.parametrize("maker", sorted(TABLES))
def test_a_broken_table_explains_itself_and_is_left_as_it_was(maker):
    argument, load = TABLES[maker]
    table = getattr(ca_summit, load)().head(5)
    broken = table.drop(columns=[c for c in table.columns if c != table.columns[0]])
    copy = broken.copy(deep=True)
    made = getattr(ca_summit, maker)(**{argument: broken}, reset=True)
    assert made.message
    assert made.widget.view["message"]
    assert made._repr_mimebundle_()[PLOTLY]["data"] == []
    assert broken.equals(copy)
    not_a_table = getattr(ca_summit, maker)(**{argument: [1, 2]}, reset=True)
    assert not_a_table.message


@pytest.mark.parametrize("maker", sorted(TABLES))
def test_the_users_own_table_is_drawn_and_left_as_it_was(maker):
    argument, load = TABLES[maker]
    table = getattr(ca_summit, load)()
    copy = table.copy(deep=True)
    made = getattr(ca_summit, maker)(**{argument: table}, reset=True)
    assert made.message == ""
    assert f"{argument}=" in made.code
    made.twin()
    assert table.equals(copy)


def test_a_choice_that_another_control_makes_impossible_goes_back():
    trade = ca_summit.explore_trade("KGZ", series="national_kgz", reset=True)
    trade.set(area="UZB")
    assert trade.message == ""
    assert trade.values["series"] != "national_kgz"


def test_explore_makes_controls_from_plain_values(small):
    made = ca_summit.explore(small, height=(1, 9), colour=["teal", "tomato"], tall=False)
    assert {c.name: c.kind for c in made.controls} == {
        "height": "number",
        "colour": "choice",
        "tall": "switch",
    }
    assert made.values == {"height": 3, "colour": "teal", "tall": False}
    made.set(height=5, tall=True, colour="tomato")
    assert made.code == "bars(height=5, colour='tomato', tall=True)"
    assert made.figure.data[0].y == (5, 10)
    assert twins(made.twin()) == {"Colour": ["teal", "tomato"], "Tall": ["no", "yes"]}


def test_explore_explains_what_the_users_function_raises(small):
    made = ca_summit.explore(small, height=(1, 9), reset=True).set(height=7)
    assert made.message == "RuntimeError: seven is unlucky"
    assert ca_summit.explore(lambda n: n, n=[1, 2]).message.endswith("returned int.")


def test_explore_refuses_unknown_arguments_and_controls(small):
    with pytest.raises(ValueError, match="has no argument"):
        ca_summit.explore(small, width=[1, 2])
    with pytest.raises(ValueError, match="cannot make a control for `colour`"):
        ca_summit.explore(small, colour=object())
    with pytest.raises(TypeError, match="needs a function"):
        ca_summit.explore(go.Figure(), n=[1])
    with pytest.raises(ValueError, match="`control` must be one of"):
        ca_summit.explore(small, height=(1, 9)).set(hight=3)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ([1, 2], "choice"),
        ({"one": 1}, "choice"),
        (True, "switch"),
        ((0, 5), "number"),
        ((0.0, 1.0, 0.1), "number"),
        (4, "number"),
        (-2.5, "number"),
        ("text", "text"),
        (np.datetime64("2025-01-01").astype("datetime64[D]").item(), "day"),
        (Control("n", "N", "several", (("a", 1),)), "several"),
    ],
)
def test_a_control_is_made_from_each_kind_of_value(given, kind):
    assert control_for("n", given).kind == kind


def test_several_values_and_days_go_through_the_page():
    seen = []

    def marks(keep=(1,), day=None, word="a"):
        seen.append((list(keep), day, word))
        return go.Figure(go.Scatter(y=list(keep), name=word))

    several = Control("keep", "Keep", "several", (("one", 1), ("two", 2)))
    made = ca_summit.explore(marks, keep=several, day=np.datetime64("2025-01-02").item(), word="a")
    moved(made, "keep", [0, 1])
    moved(made, "day", "2025-03-04")
    moved(made, "word", "b")
    assert made.values == {"keep": [1, 2], "day": "2025-03-04", "word": "b"}
    assert ([1, 2], "2025-03-04", "b") in seen


def test_zoom_is_kept_except_along_axes_whose_meaning_changed():
    region = ca_summit.explore_region(reset=True)
    before = region.spec["layout"]
    after = region.set(year=2000, language="ru").spec["layout"]
    for axis in ("xaxis", "yaxis"):
        assert before[axis]["uirevision"] == after[axis]["uirevision"]
    lines = region.set(view="lines").spec["layout"]
    assert lines["xaxis"]["uirevision"] != after["xaxis"]["uirevision"]


def test_without_anywidget_the_views_remain_and_the_error_names_the_extra():
    code = """
import sys
sys.modules["anywidget"] = None
from ca_summit import explore_trade
made = explore_trade()
bundle = made._repr_mimebundle_()
print(sorted(bundle))
try:
    made.widget
except ImportError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    first, second = done.stdout.splitlines()[:2]
    assert "application/javascript" in first
    assert "text/html" in first
    assert "pip install anywidget" in second


VIEWS = [
    ("explore_resources", {"view": "map", "commodity": "uranium", "kind": "mine"}, "map_resources"),
    ("explore_resources", {"view": "map", "group": "coal", "claims": False}, "map_resources"),
    ("explore_resources", {"view": "pipelines", "fuel": "gas"}, "map_energy_links"),
    ("explore_meetings", {"view": "map", "as_of": "2025-10-27"}, "map_meetings"),
    ("explore_meetings", {"view": "map", "year": 2024, "bilateral": False}, "map_meetings"),
    ("explore_meetings", {"view": "matrix", "count": "bilateral"}, "plot_meeting_matrix"),
    ("explore_meetings", {"view": "matrix", "since": None, "until": None}, "plot_meeting_matrix"),
    ("explore_meetings", {"level": "foreign_ministers"}, "plot_timeline"),
]


@pytest.mark.parametrize(("maker", "values", "function"), VIEWS)
def test_each_view_has_its_code_its_controls_and_a_small_twin(maker, values, function):
    made = getattr(ca_summit, maker)(**values, reset=True)
    assert made.message == ""
    assert made.code.startswith(f"{function}(")
    assert named(made.code).to_json() == made.figure.to_json()
    shown = {c.name for c in made.controls if c.shown}
    assert {"view", "language"} | set(values) <= shown
    for control in made.widget.view["controls"]:
        assert control["shown"] == (control["name"] in shown)
    script = made._repr_mimebundle_()["application/javascript"]
    assert len(script) <= made.recipe.budget + 24_000


def test_a_view_shows_only_the_controls_that_change_it():
    made = ca_summit.explore_resources("uranium", view="map", reset=True)
    assert [c.name for c in made.controls if c.shown] == [
        "view",
        "commodity",
        "group",
        "kind",
        "claims",
        "language",
    ]
    for control in made.controls:
        values = [v for _, v in control.choices if v != made.values[control.name]]
        if control.name in {"view", "commodity"} or not values:
            continue
        other = ca_summit.explore_resources("uranium", view="map", reset=True)
        other.set(**{control.name: values[-1]})
        assert (other.code != made.code) == control.shown, control.name


def test_the_map_of_meetings_draws_no_more_than_was_known_that_day():
    made = ca_summit.explore_meetings(view="map", as_of="2025-10-27", bilateral=False, reset=True)
    rows = made.spec["layout"]["meta"]["ca_summit"]["data"]["rows"]
    assert [r[3] for r in rows if r[7] == "planned"] == ["Washington"]
    later = made.set(as_of="2025-11-30").spec["layout"]["meta"]["ca_summit"]["data"]["rows"]
    assert [r[7] for r in later if r[3] == "Washington"] == ["held"]


def test_a_commodity_without_places_goes_back_to_all_on_the_map():
    shares = {v for _, v in ca_summit.explore_resources(reset=True).controls[2].options}
    places = {v for _, v in ca_summit.explore_resources(view="map", reset=True).controls[2].options}
    lone = min(shares - places)
    made = ca_summit.explore_resources(lone, reset=True).set(view="map")
    assert made.message == ""
    assert made.values["commodity"] is None


def test_a_century_seen_at_once_is_the_century_drawn_anew():
    made = ca_summit.explore_silk_road(reset=True)
    for century in (-2, 8, 13):
        real = json.loads(ca_summit.explore_silk_road(century, reset=True).figure.to_json())
        spec = made.set(century=century).spec
        assert spec["data"] == [t for t in real["data"] if t.get("visible", True) is not False]
        for key in ("title", "legend", "xaxis", "yaxis"):
            assert {**real["layout"][key], "uirevision": 0} == {
                **spec["layout"][key],
                "uirevision": 0,
            }
        notes = [[a["text"] for a in one["layout"]["annotations"]] for one in (spec, real)]
        assert notes[0] == notes[1]
        lower = real["layout"]["height"] - spec["layout"]["height"]
        assert lower == real["layout"]["margin"]["b"] - spec["layout"]["margin"]["b"] > 0
        own, other = (s["layout"]["meta"]["ca_summit"] for s in (spec, real))
        assert {**own, "foot": 0} == {**other, "foot": 0}


def test_the_slider_of_the_still_silk_road_shows_the_roads_of_each_century():
    made = ca_summit.explore_silk_road(reset=True)
    twin = made.twin()
    (slider,) = twin["layout"]["sliders"]
    labels = [s["label"] for s in slider["steps"]]
    assert labels[0] == "all"
    assert len(labels) >= 7
    control = next(c for c in made.controls if c.name == "century")
    for step in slider["steps"]:
        traces, layout = applied(twin, step["args"][0][0])
        real = made.set(century=dict(control.choices)[step["label"]]).spec
        words = layout["title"]["subtitle"]["text"]
        assert words == real["layout"]["title"]["subtitle"]["text"]
        names = {w for t in traces if t.get("mode") == "text" for w in t["text"]}
        wanted = {w for t in real["data"] if t.get("mode") == "text" for w in t["text"]}
        assert names == wanted
        for kind in ("Main roads", "Steppe roads", "Branches"):
            ends = [spots(t)[0] for t in real["data"] if t.get("name") == kind]
            held = {spot for t in traces if t.get("name") == kind for spot in spots(t)}
            assert set(ends) <= held, (step["label"], kind)


def test_every_counter_of_trade_that_is_offered_counts_some_partner():
    for area in ("CA5", "KAZ", "TKM"):
        shown = ca_summit.explore_trade(area, reset=True)
        for series in [v for _, v in choices(shown, "series")]:
            assert any(
                not shown.set(series=series, flow=flow).message for flow in ("total", "imports")
            ), (area, series)


def choices(explorer, name):
    return next(c for c in explorer.controls if c.name == name).options
