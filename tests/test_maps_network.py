"""Then and now: both networks with a switch, and the shortest way between two places."""

from __future__ import annotations

import pandas as pd
import pytest

from ca_summit import figure_alt, figure_data, map_route_between, map_then_and_now, shortest_way
from ca_summit.maps.network_then_now import STEPS
from ca_summit.metadata import figure_metadata
from ca_summit.names import country_name
from ca_summit.network import NoWayError
from ca_summit.tables import load_places, load_route_stops, load_routes

PAIRS = [
    ("Chang'an", "Constantinople"),
    ("Samarkand", "Kashgar"),
    ("Bukhara", "Tabriz"),
    ("Almaty", "Tashkent"),
    ("Dunhuang", "Merv"),
    ("Lanzhou", "Samarkand"),
    ("Kashgar", "Osh"),
    ("Tashkent", "Poti"),
    ("Altynkol", "Poti"),
    ("Balkh", "Herat"),
    ("Sivas", "Urumqi"),
    ("Karakorum", "Sarai"),
    ("Khotan", "Aktau"),
]


def subtitle(fig) -> str:
    return figure_metadata(fig)["subtitle"]


@pytest.fixture(scope="module")
def both():
    return map_then_and_now()


def test_both_networks_are_in_the_data(both):
    table = figure_data(both)
    routes = load_routes()
    then = routes.loc[routes["status"].eq("historical"), "route_id"]
    now = routes.loc[routes["status"].eq("operating"), "route_id"]
    assert set(table.loc[table["network"].eq("then"), "route_id"]) == set(then)
    assert set(table.loc[table["network"].eq("now"), "route_id"]) == set(now)
    assert table.loc[table["network"].eq("now"), "certainty"].isna().all()
    assert table.loc[table["network"].eq("then"), "certainty"].notna().all()


@pytest.mark.parametrize(("show", "label"), [(s, label) for s, (label, _) in STEPS.items()])
def test_each_step_shows_its_lines(both, show, label):
    (menu,) = both.layout.updatemenus
    (button,) = [b for b in menu.buttons if b.label == label]
    change, numbers = button.args
    age = {"Then": "then", "Now, on old ground": "old_ground", "Now, new": "new"}
    for number, seen in zip(numbers, change["visible"], strict=True):
        assert seen == (age[both.data[number].name] in STEPS[show][1])
    fig = map_then_and_now(show=show)
    assert [fig.data[n].visible for n in numbers] == list(change["visible"])
    assert f"Shown: {label.lower()};" in figure_alt(fig)


def test_new_is_what_has_an_end_far_from_all_old_stops(both):
    table = figure_data(both).set_index("route_id")
    assert table.loc[table["network"].eq("then"), "new_km"].isna().all()
    now = table[table["network"].eq("now")]
    assert (now["new_km"] <= now["length_measured_km"] + 0.1).all()
    # Mary lies 30 km from old Merv, so a line by Mary is on old ground there; the sea is not.
    assert now.loc["sea-aktau-alat", "new_km"] == now.loc["sea-aktau-alat", "length_measured_km"]
    kashgar = now.loc["tashkent-osh-kashgar"]
    assert kashgar["new_km"] < kashgar["length_measured_km"]


def test_a_corridor_that_follows_an_old_road_is_not_new():
    routes = load_routes()
    old = routes[routes["route_id"].eq("h-herat")]
    twin = old.assign(route_id="twin", status="operating", kind="modern_rail")
    stops = load_route_stops()
    own = stops[stops["route_id"].eq("h-herat")]
    both_stops = pd.concat([own, own.assign(route_id="twin")])
    fig = map_then_and_now(pd.concat([old, twin]), route_stops=both_stops)
    table = figure_data(fig).query("network == 'now'")
    assert table["new_km"].sum() == 0


def test_one_network_alone_draws():
    routes = load_routes()
    fig = map_then_and_now(routes[routes["status"].eq("historical")])
    assert set(figure_data(fig)["network"]) == {"then"}
    assert subtitle(fig) == "31 historical routes, 0 corridors in operation"


def test_an_empty_table_gives_a_figure_that_says_so():
    routes = load_routes()
    fig = map_then_and_now(routes[routes["status"].eq("planned")])
    assert figure_alt(fig).startswith("Nothing to draw: The table has no historical route")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"show": "than"}, "Did you mean 'then'"),
        ({"language": "de"}, "`language` must be one of"),
        ({"routes": pd.DataFrame({"route_id": []})}, r"load_routes\(\)"),
    ],
)
def test_wrong_arguments_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        map_then_and_now(**wrong)


def test_own_tables_stay_unchanged():
    tables = {"routes": load_routes(), "route_stops": load_route_stops(), "places": load_places()}
    before = {name: pd.DataFrame(frame).copy(deep=True) for name, frame in tables.items()}
    map_then_and_now(**tables)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(before[name], pd.DataFrame(frame))


def test_the_switch_is_small(both):
    assert len(both.to_json()) <= 92_000


def _way(start, end, when):
    try:
        return shortest_way(start, end, when=when)
    except NoWayError:
        return None


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_each_pair_tells_kilometres_borders_and_days_of_the_network(start, end):
    fig = map_route_between(start, end)
    ways = {when: _way(start, end, when) for when in ("then", "now")}
    if not any(ways.values()):
        assert figure_alt(fig).startswith("Nothing to draw: No ")
        return
    table = figure_data(fig)
    lines = subtitle(fig).split("<br>")
    for line, (when, way) in zip(lines, ways.items(), strict=True):
        assert line.startswith(when.capitalize())
        if way is None:
            assert line.endswith("no way on this network")
            assert when not in set(table["network"])
            continue
        assert f"{way.total_km:,.0f}" in line
        assert f"{len(way.borders)} border" in line
        assert (" days" in line) == (way.days_min is not None and way.days_share > 0.995)
        assert table.loc[table["network"].eq(when), "km"].sum() == pytest.approx(
            way.total_km, abs=0.1 * len(way.legs)
        )
        alt = figure_alt(fig)
        assert (
            f"{way.total_km:,.0f} km in straight legs, {len(way.places) - 2} stops between" in alt
        )
        for a, b in way.borders[["from_iso3", "to_iso3"]].itertuples(index=False):
            assert f"{country_name(a)}\u2013{country_name(b)}" in alt
    assert len(fig.to_json()) <= 92_000


def test_a_regional_way_is_as_small_as_a_map():
    assert len(map_route_between("Samarkand", "Kashgar").to_json()) <= 60_000


def test_days_say_how_much_of_the_way_they_cover():
    fig = map_route_between("Altynkol", "Poti", routes_now="titr")
    assert subtitle(fig).split("<br>")[1].endswith("12 days")
    part = map_route_between("Chang'an", "Constantinople")
    assert "days" not in subtitle(part)
    (line,) = [a.text for a in part.layout.annotations if a.name == "ca_summit_source"]
    assert "Then: days are recorded for 10% of the way only" in line.replace("<br>", " ")


def test_one_missing_way_is_told_with_its_reason():
    fig = map_route_between("Samarkand", "Merv")
    assert set(figure_data(fig)["network"]) == {"then"}
    note = next(a.text for a in fig.layout.annotations if a.name == "ca_summit_source")
    assert "Nearest places on the network" in note.replace("<br>", " ")


def test_borders_are_marked_between_their_places():
    fig = map_route_between("Samarkand", "Kashgar")
    marks = next(t for t in fig.data if t.name == "Borders of today")
    ways = [shortest_way("Samarkand", "Kashgar", when=w) for w in ("then", "now")]
    assert len(marks.x) == sum(len(w.borders) for w in ways)
    assert all("today's border" in text for text in marks.hovertext)


def test_a_year_without_routes_there_is_told():
    fig = map_route_between("Caffa", "Astrakhan", year=100)
    assert figure_alt(fig).startswith("Nothing to draw: No ")


@pytest.mark.parametrize(
    ("start", "end", "more", "message"),
    [
        ("Samarqandd", "Merv", {}, "`start` must be a place .* Did you mean 'samarkand'"),
        ("Samarkand", "Mervv", {}, "`end` must be a place .* Did you mean 'merv'"),
        ("Samarkand", "Samarkand", {}, "must be two places"),
        ("Samarkand", "Merv", {"year": 3000}, "`year` must be a whole year"),
        ("Samarkand", "Merv", {"routes_now": "tirt"}, "`routes_now` must .* Did you mean 'titr'"),
        ("Samarkand", "Merv", {"routes_now": []}, "`routes_now` names no corridor"),
        ("Samarkand", "Merv", {"language": "de"}, "`language` must be one of"),
    ],
)
def test_unknown_places_and_arguments_are_named(start, end, more, message):
    with pytest.raises(ValueError, match=message):
        map_route_between(start, end, **more)


def test_a_place_that_is_no_text_is_named_as_the_argument():
    with pytest.raises(TypeError, match="`end` must be the name or id of a place; got int"):
        map_route_between("Samarkand", 5)


def test_alt_and_pointer_name_countries_in_words():
    fig = map_route_between("Samarkand", "Kashgar", language="ru")
    told = [figure_alt(fig), *(str(t.text) for t in fig.data if t.name == "Then")]
    assert all("Узбекистан\u2013Таджикистан" in text for text in told if "km in" in text)
    assert "UZB" not in " ".join(told)
