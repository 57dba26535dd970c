"""What a file makes of the region's values without Python, held against what Python draws."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import ca_summit
from ca_summit.explorers.frames import unpacked
from ca_summit.explorers.saved import page_figure, unpacked_script

HERE = Path(__file__).resolve().parent


def kept(explorer):
    """Return what the script in the file holds."""
    return unpacked_script(explorer._repr_mimebundle_()["application/javascript"])


def views(saved, choices):
    """Return the views that the page makes of choices."""
    node = shutil.which("node")
    if node is None and not os.environ.get("CI"):
        pytest.skip("needs node")
    told = "\n".join(json.dumps(line) for line in (saved, *choices))
    run = subprocess.run(
        [str(node), str(HERE / "js" / "region_views.js")],
        input=told,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


def flat(text):
    return str(text).replace("<br>", " ")


def shown(data):
    return [trace for trace in data if trace.get("visible", True) is True]


def looks(data):
    """Return what of a map's traces depends on the values."""
    found = []
    for trace in shown(unpacked(data)):
        meta = trace.get("meta") if isinstance(trace.get("meta"), dict) else {}
        marker = trace.get("marker") or {}
        if meta.get("iso3") and trace.get("fill"):
            hover = str(trace.get("text") or "").split("<br><i>")[0]
            pattern = (trace.get("fillpattern") or {}).get("shape")
            found.append([meta["iso3"], trace["fillcolor"], hover, pattern])
        elif meta.get("circles"):
            hover = [h.split("<br><i>")[0] for h in trace["hovertext"]]
            found.append([meta["circles"], marker["size"], trace["text"], hover])
        elif meta.get("states"):
            font = {k: trace["textfont"][k] for k in ("color", "shadow")}
            found.append([meta["states"], trace["text"], font])
        elif trace.get("name") == "Scale of colours":
            found.append([marker[k] for k in ("color", "cmin", "cmax", "colorscale")])
        elif "text" in str(trace.get("mode")):
            found.append([trace.get("text")])
    return found


@pytest.mark.parametrize(
    ("language", "start"), [("en", "population"), ("ru", "life_expectancy"), ("kk", "gdp_usd")]
)
def test_every_indicator_has_the_map_that_python_draws(language, start):
    region = ca_summit.explore_region(start, language=language, reset=True)
    saved = kept(region)
    facts = saved["pack"]["facts"]
    assert len(facts) == len(next(c for c in region.controls if c.name == "indicator").options)
    asked = []
    for at, fact in enumerate(facts):
        years = fact["mapped"]
        assert years == sorted(
            {int(y) for y in region.recipe.quick.__self__.rows(fact["id"])["year"]}
        )
        if language == "en" or at % 4 == 0:
            asked += [(at, years[(at * 7) % len(years)]), (at, None)]
    choices = [{"view": "map", "indicator": at, "year": year, "country": []} for at, year in asked]
    for (at, year), made in zip(asked, views(saved, choices), strict=True):
        indicator = facts[at]["id"]
        values = {**region.values, "indicator": indicator, "year": year}
        spec = region.recipe.quick(values)
        assert looks(made["figure"]["data"]) == looks(spec["data"]), (indicator, year)
        own, layout = made["view"]["meta"], spec["layout"]
        real = layout["meta"]["ca_summit"]
        assert flat(made["figure"]["layout"]["title"]["text"]) == flat(layout["title"]["text"])
        for part in ("alt", "caption", "question", "subtitle"):
            assert own.get(part, "") == real.get(part, ""), (indicator, year, part)
        notes = [flat(n["text"]) for n in layout["annotations"] if n.get("name")]
        source = made["figure"]["layout"]["annotations"]
        assert next(n["text"] for n in source if n.get("name") == "ca_summit_source") in notes
        assert made["view"]["code"] == region.recipe.call(values).code
        assert made["view"]["restore"] == region.recipe.line(values)
        sizes = [p for p in own.get("narrow", {}) if p.endswith("marker.size")]
        assert len(sizes) == int(facts[at]["circles"])


def lines(data):
    """Return the lines of a chart: name, spots, hover texts, looks."""
    return [
        [t["name"], t["x"], t["y"], t["hovertext"], t["line"], t["mode"]] for t in unpacked(data)
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_indicator_has_the_chart_that_python_draws(language):
    region = ca_summit.explore_region(language=language, reset=True)
    saved = kept(region)
    facts = saved["pack"]["facts"]
    asked = [
        {"view": "lines", "indicator": at, "year": None, "country": picked}
        for at in range(0, len(facts), 2 if language == "en" else 9)
        for picked in ([], [1], [0, 4])[: 1 if at % 9 else 3]
    ]
    for choice, made in zip(asked, views(saved, asked), strict=True):
        indicator = facts[choice["indicator"]]["id"]
        states = [saved["pack"]["states"][at] for at in choice["country"]]
        real = json.loads(
            ca_summit.plot_indicator(indicator, country=states or None, language=language).to_json()
        )
        own, meta = made["view"]["meta"], real["layout"]["meta"]["ca_summit"]
        if not real["data"]:
            assert made["figure"]["data"] == []
            continue
        striped = real["data"][0]["type"] == "heatmap"  # stripes, in the file as lines
        if not striped:
            drawn = lines(made["figure"]["data"])
            for one, two in zip(drawn, lines(real["data"]), strict=True):
                assert one[0] == two[0]
                assert [x for x, y in zip(one[1], one[2], strict=True) if y is not None] == [
                    x for x, y in zip(two[1], two[2], strict=True) if y is not None
                ]
                assert one[1:] == two[1:], (indicator, states)
            assert made["figure"]["layout"]["yaxis"]["range"] == pytest.approx(
                real["layout"]["yaxis"]["range"]
            )
            assert own["alt"] == meta["alt"]
            words = {flat(n["text"]) for n in real["layout"]["annotations"]}
            mine = {flat(n["text"]) for n in made["figure"]["layout"]["annotations"]}
            if not states:  # of states that are picked the live chart writes values at the lines
                assert mine <= words, indicator
        title = flat(made["figure"]["layout"]["title"]["text"])
        if not states:
            assert title == flat(real["layout"]["title"]["text"]), indicator
        else:
            assert title == (meta.get("question") or flat(real["layout"]["title"]["text"]))
        values = {
            **region.values,
            "indicator": indicator,
            "view": "lines",
            "country": states,
        }
        assert made["view"]["code"] == region.recipe.call(values).code
        assert made["view"]["restore"] == region.recipe.line(values)


def test_the_table_in_the_file_is_that_of_the_live_explorer():
    region = ca_summit.explore_region("gini", language="ru", reset=True)
    saved = kept(region)
    ids = [fact["id"] for fact in saved["pack"]["facts"]]
    asked = [
        {"view": "table", "indicator": ids.index(name), "year": None, "country": picked}
        for name, picked in (("gini", []), ("population", [1, 3]), ("poverty_420", [2]))
    ]
    for choice, made in zip(asked, views(saved, asked), strict=True):
        states = [saved["pack"]["states"][at] for at in choice["country"]]
        region.set(indicator=ids[choice["indicator"]], view="table", country=states)
        real = region.spec["data"][0]
        own = made["figure"]["data"][0]
        assert own["header"]["values"] == real["header"]["values"]
        assert own["cells"]["values"] == real["cells"]["values"]
        assert made["view"]["code"] == region.code
        assert own["header"]["values"][0] == "Год"


def test_a_year_without_values_gives_way_to_the_nearest_and_the_page_says_so():
    region = ca_summit.explore_region("population", year=1994, reset=True)
    saved = kept(region)
    facts = saved["pack"]["facts"]
    at = next(n for n, fact in enumerate(facts) if 1994 not in fact["mapped"])
    held = facts[at]["mapped"]
    ((made, message),) = views(saved, [{"moved": [saved["values"], "indicator", at]}])
    assert abs(made["year"] - 1994) == min(abs(year - 1994) for year in held)
    assert made["year"] in held
    assert "1994" in message
    assert str(made["year"]) in message
    back = views(saved, [{"moved": [made, "year", 0]}])[0]
    assert back == [{**made, "year": held[0]}, ""]


def test_a_page_offers_every_indicator_and_every_year():
    region = ca_summit.explore_region(reset=True)
    figure = page_figure(kept(region))
    (menu,), (slider,) = figure["layout"]["updatemenus"], figure["layout"]["sliders"]
    offered = next(c for c in region.controls if c.name == "indicator").options
    assert [b["label"] for b in menu["buttons"]] == [f"Indicator: {text}" for text, _ in offered]
    rows = ca_summit.load_indicators()
    rows = rows[rows["iso3"].isin(["KAZ", "KGZ", "TJK", "TKM", "UZB"]) & rows["value"].notna()]
    years = sorted({int(year) for year in rows["year"]})
    assert [s["label"] for s in slider["steps"]] == [*map(str, years), "latest"]
    assert figure["painted"]["facts"]
    chart = page_figure(kept(ca_summit.explore_region(view="lines", reset=True)))
    assert {trace["name"] for trace in chart["data"]} >= {"Kazakhstan", "Uzbekistan"}


def test_a_table_that_the_page_cannot_draw_truly_is_kept_view_by_view():
    rows = ca_summit.load_indicators()
    rows = rows[rows["indicator_id"].isin(["gini", "population"])]
    assert "pack" in kept(ca_summit.explore_region("gini", rows, reset=True))
    recalled = rows.assign(verification="recalled")
    assert "pack" not in kept(ca_summit.explore_region("gini", recalled, reset=True))
    units = rows.assign(unit=[f"unit {n % 2}" for n in range(len(rows))])
    with pytest.raises(ValueError, match="one unit for each indicator_id; gini has unit 0 and"):
        kept(ca_summit.explore_region("gini", units, reset=True))
