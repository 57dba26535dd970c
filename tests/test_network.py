"""Check networks and shortest ways: distances, borders, recorded days, refusals."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest

from ca_summit.geodesic import route_lines
from ca_summit.network import (
    NoWayError,
    corridor_network,
    find_place,
    shortest_way,
    then_and_now,
)
from ca_summit.network.travel_times import _cover
from ca_summit.tables.reader import read_table


@pytest.mark.parametrize(
    ("kind", "places", "routes"), [("historical", 181, 31), ("modern", 147, 27)]
)
def test_network_joins_all_places_of_its_routes(kind: str, places: int, routes: int) -> None:
    network = corridor_network(kind)
    assert network.number_of_nodes() == places
    assert len(network.graph["routes"]) == routes
    assert nx.is_connected(network)


def test_power_link_and_planned_lines_are_no_way_to_travel_today() -> None:
    used = set(corridor_network("modern").graph["routes"])
    assert used.isdisjoint({"casa-1000", "cku", "trans-afghan", "tripp"})
    planned = set(corridor_network("modern", planned=True).graph["routes"])
    assert planned - used == {
        "almaty-issyk-kul",
        "bakhty-ayagoz",
        "bedel-road",
        "cku",
        "kars-dilucu",
        "torghundi-herat",
        "trans-afghan",
        "tripp",
        "zangezur-link",
    }
    assert "casa-1000" not in planned


@pytest.mark.parametrize(
    ("year", "alive", "gone"),
    [
        (-290, "h-euphrates", "h-sogdian-core"),
        (200, "h-loulan", "h-steppe-pegolotti"),
        (1250, "h-trebizond", "h-loulan"),
        (1650, "h-tabriz-anatolia", "h-sogdian-core"),
    ],
)
def test_only_routes_alive_in_the_year_count(year: int, alive: str, gone: str) -> None:
    routes = corridor_network(year=year).graph["routes"]
    assert alive in routes
    assert gone not in routes


def test_modern_network_grows_with_its_openings() -> None:
    assert "btk" not in corridor_network("modern", year=2016).graph["routes"]
    assert "btk" in corridor_network("modern", year=2017).graph["routes"]


def test_callers_may_change_their_network() -> None:
    corridor_network().remove_node("samarkand")
    assert "samarkand" in corridor_network()


def test_several_routes_share_one_edge() -> None:
    edge = corridor_network("modern").edges["aktau", "alat"]
    assert set(edge["route_ids"]) == {"titr", "titr-extended", "sea-aktau-alat"}
    assert edge["leg_kinds"] == ("sea",)
    assert edge["km"] == pytest.approx(432.5, abs=0.1)


def test_way_along_one_route_is_as_long_as_that_route() -> None:
    tables = [read_table(name) for name in ("routes", "route_stops", "places")]
    lengths = route_lines(*tables).set_index("route_id")["length_measured_km"]
    for when, route, start, end in [
        ("now", "titr", "Khorgos Gateway", "Poti"),
        ("now", "northern-corridor", "Chongqing", "Duisburg"),
        ("then", "h-khwarazm", "Amul", "Kath"),
    ]:
        way = shortest_way(start, end, when=when, routes=route)
        expected = lengths[route]
        if route == "h-khwarazm":
            last = shortest_way("Kath", "Konye-Urgench", routes=route)
            expected -= last.total_km
        assert way.total_km == pytest.approx(expected)
        assert route in way.route_ids


def test_way_is_the_shortest_of_all() -> None:
    network = nx.Graph(corridor_network())
    way = shortest_way("Kashgar", "Merv")
    assert way.total_km == pytest.approx(
        nx.bellman_ford_path_length(network, "kashgar", "merv", weight="km")
    )
    longer = itertools.islice(nx.shortest_simple_paths(network, "kashgar", "merv", "km"), 4)
    lengths = [nx.path_weight(network, path, "km") for path in longer]
    assert lengths == sorted(lengths)
    assert lengths[0] == pytest.approx(way.total_km)


def test_way_and_its_parts_agree() -> None:
    way = shortest_way("Xi'an", "Constantinople")
    assert way.places["km_from_start"].iloc[-1] == pytest.approx(way.total_km)
    assert way.legs["km"].sum() == pytest.approx(way.total_km)
    assert way.legs["from_place_id"].tolist() == way.places["place_id"].tolist()[:-1]
    assert way.legs.crs.to_epsg() == 4326
    ends = [(line.coords[0], line.coords[-1]) for line in way.legs.geometry]
    for (_, arrived), (left, _) in itertools.pairwise(ends):
        assert arrived == pytest.approx(left)
    first = way.places.loc[0, ["longitude", "latitude"]].astype(float)
    assert ends[0][0] == pytest.approx(tuple(first))


def test_way_back_is_as_long_with_the_borders_reversed() -> None:
    there, back = shortest_way("Samarkand", "Baghdad"), shortest_way("Baghdad", "Samarkand")
    assert back.total_km == pytest.approx(there.total_km)
    pairs = list(zip(there.borders["from_iso3"], there.borders["to_iso3"], strict=True))
    assert pairs == [("UZB", "TKM"), ("TKM", "IRN"), ("IRN", "IRQ")]
    turned = list(zip(back.borders["to_iso3"], back.borders["from_iso3"], strict=True))
    assert turned[::-1] == pairs
    assert (there.days_min, there.days_max) == (back.days_min, back.days_max)


def test_sea_border_says_so() -> None:
    way = shortest_way("Khorgos Gateway", "Tbilisi", when="now", routes="titr")
    kinds = dict(zip(way.borders["to_iso3"], way.borders["leg_kinds"], strict=True))
    assert kinds == {"AZE": "sea", "GEO": "rail"}


@pytest.mark.parametrize(
    ("start", "end", "options", "days", "records"),
    [
        ("Karakorum", "Sarai (Old)", {}, (130, 130), ["rubruck-1"]),
        ("Bukhara", "Kath", {}, (9, 9), ["ih-2"]),
        ("Tana", "Astrakhan", {}, (10, 25), ["pego-1a;pego-1b"]),
        ("Serakhs", "Nishapur", {}, (6, 6), ["ih-5"]),
        ("Altynkol", "Poti", {"when": "now", "routes": "titr"}, (12, 12), ["titr-2"]),
        ("Chongqing", "Duisburg", {"when": "now"}, (16, 18), ["north-2"]),
        ("Alashankou", "Kars", {"when": "now"}, (15, 15), ["titr-6"]),
    ],
)
def test_days_recorded_for_the_whole_way_are_found(
    start: str, end: str, options: dict, days: tuple, records: list
) -> None:
    way = shortest_way(start, end, **options)
    assert (way.days_min, way.days_max) == days
    assert way.times["leg_ids"].tolist() == records
    assert way.days_share == pytest.approx(1)


def test_days_cover_only_a_part_and_say_which() -> None:
    way = shortest_way("Kashgar", "Samarkand")
    assert way.times["leg_ids"].tolist() == ["ist-4", "ist-3", "ist-2"]
    assert (way.days_min, way.days_max) == (10, 10)
    assert way.days_share == pytest.approx(way.times["km"].sum() / way.total_km)
    assert 0.4 < way.days_share < 0.5
    assert "10 days for 45% of the way" in way.summary()


def test_days_of_the_train_over_the_caspian_are_not_given_to_another_way() -> None:
    way = shortest_way("Altynkol", "Poti", when="now")
    assert "titr" in way.route_ids
    assert "sea-turkmenbashi-alat" in way.route_ids
    assert (way.days_min, way.days_share) == (None, 0)
    assert "no travel time is recorded" in way.summary()


def test_stages_and_distances_are_not_turned_into_days() -> None:
    # Merv to Amul is recorded as six stages and 36 farsakh, without days.
    way = shortest_way("Merv", "turkmenabat")
    assert way.days_min is None


def test_chosen_times_never_overlap_and_cover_most() -> None:
    marks = [0.0, 10.0, 30.0, 60.0, 100.0]
    spans = [(0, 2), (1, 3), (2, 4), (0, 1), (3, 4)]
    pieces = [(a, b, {"km": marks[b] - marks[a]}) for a, b in spans]
    chosen = [(a, b) for a, b, _ in _cover(pieces, marks)]
    assert chosen == [(0, 1), (1, 3), (3, 4)]
    assert [(a, b) for a, b, _ in _cover(pieces[1:3], marks)] == [(2, 4)]
    assert _cover([], marks) == []


def test_leg_kinds_keep_trains_off_the_road() -> None:
    way = shortest_way("Lianyungang", "Almaty", when="now", leg_kinds=["rail"])
    assert way.leg_kinds == ["rail"]
    assert way.total_km >= shortest_way("Lianyungang", "Almaty", when="now").total_km


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("changan-xian", "changan-xian"),
        ("XIAN", "changan-xian"),
        ("Chang’an", "changan-xian"),
        ("Istanbul", "constantinople"),
        ("Constantinople", "constantinople"),
        ("Mary", "mary"),
        ("Marw", "merv"),
        ("Malaszewicze", "malaszewicze"),
        ("  old   TERMEZ ", "old-termez"),
        ("Krasnovodsk", "turkmenbashi"),
    ],
)
def test_places_are_found_by_id_name_and_other_names(text: str, place: str) -> None:
    assert find_place(text) == place


def test_name_of_several_places_is_refused_unless_one_is_on_the_network() -> None:
    with pytest.raises(
        ValueError, match=r"'Marakanda' is a name of several: 'afrasiab'.*'samarkand'"
    ):
        find_place("Marakanda")
    assert shortest_way("Marakanda", "Merv").start == "samarkand"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Samarkant", "Did you mean 'samarkand' (Samarkand)"),
        ("Taschkent", "'tashkent' (Tashkent)"),
        ("Zzyzx", "No place has a similar name; load_places() lists all."),
    ],
)
def test_unknown_place_is_refused_with_similar_names(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match="`start` must be a place of load_places") as caught:
        shortest_way(text, "Merv")
    assert hint in str(caught.value)
    assert repr(text) in str(caught.value)
    with pytest.raises(ValueError, match="`end` must be a place of load_places"):
        then_and_now("Merv", text)
    with pytest.raises(ValueError, match="`place` must be a place of load_places"):
        find_place(text)


def test_an_unknown_corridor_is_refused_by_the_name_of_its_argument() -> None:
    with pytest.raises(ValueError, match=r"`routes_now` must be one of .*'titr'.*; got 'tirt'"):
        then_and_now("Merv", "Samarkand", routes_now="tirt")


def test_place_off_the_network_is_refused_with_its_neighbours() -> None:
    with pytest.raises(NoWayError) as caught:
        shortest_way("Khiva", "Tashkent", when="now")
    message = str(caught.value)
    assert message.startswith("No modern corridor of the network passes 'khiva' (Khiva). Nearest")
    assert " km), " in message
    assert message.endswith("Use one of these.")


def test_both_capitals_beside_the_corridors_are_joined_to_them() -> None:
    way = shortest_way("Бишкек", "Пекин", when="now", leg_kinds="rail")
    assert (way.start, way.end) == ("bishkek", "beijing")
    assert {"kulan", "zhengzhou"} <= set(way.places["place_id"])
    assert 3_500 < way.total_km < 5_500
    routes = read_table("routes").set_index("route_id")["verification"]
    assert set(routes[["bishkek-branch", "beijing-zhengzhou"]]) == {"recalled"}


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (("Алматы", "алма-ата", "Almaty"), "almaty"),
        (("Тошкент", "Toshkent", "Ташкент"), "tashkent"),
        (("Сиань", "西安", "Xian"), "changan-xian"),
        (("Стамбул", "İstanbul", "Константинополь"), "constantinople"),
        (("Қорғас құрғақ порты",), "khorgos-gateway"),
        (("Ashgabat", "Aşgabat", "Ашхабад"), "ashgabat"),
        (("Душанбе", "Dushanbe"), "dushanbe"),
        (("مشهد", "Мешхед"), "mashhad"),
        (("Marg‘ilon", "Margʻilon", "Маргилан"), "margilan"),
    ],
)
def test_places_answer_to_their_names_in_three_languages(
    names: tuple[str, ...], place: str
) -> None:
    assert {find_place(name) for name in names} == {place}


def test_a_name_in_use_means_one_place() -> None:
    names = read_table("place_names")
    for column in ("name_ru", "name_local"):
        for place_id, cell in zip(names["place_id"], names[column], strict=True):
            assert find_place(cell.split(";")[0], among={place_id}) == place_id, cell


def test_capitals_of_the_five_have_names_in_three_languages() -> None:
    states = read_table("countries")
    for row in states.to_dict("records"):
        place = find_place(row["capital"])
        own = read_table("place_names").set_index("place_id").loc[place]
        assert {find_place(own["name_ru"].split(";")[0])} == {place}


def test_places_without_a_way_are_refused_with_what_can_be_reached() -> None:
    with pytest.raises(NoWayError, match="in 290 BCE joins 'antioch'") as caught:
        shortest_way("Antioch", "Samarkand", year=-290)
    assert "From Antioch one can reach 10 places: Aleppo, Zeugma" in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"when": "past"}, r"`when` must be one of \['now', 'then'\]; got 'past'"),
        ({"year": 1900}, "`year` must be a whole year from -300 to 1700; got 1900"),
        ({"planned": True}, '`planned` needs kind="modern"'),
        ({"leg_kinds": "air"}, "`leg_kinds` must be one of"),
        ({"routes": "titr"}, "`routes` must be one of"),
    ],
)
def test_wrong_options_are_refused(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shortest_way("Samarkand", "Merv", **options)


def test_start_and_end_must_differ_and_be_text() -> None:
    with pytest.raises(ValueError, match="both are 'samarkand'"):
        shortest_way("Samarkand", "samarkand")
    with pytest.raises(TypeError, match="must be the name or id of a place; got int"):
        shortest_way(7, "Samarkand")  # type: ignore[arg-type]


def test_then_and_now_stand_side_by_side() -> None:
    table = then_and_now("Xi'an", "Constantinople")
    assert table.index.tolist() == ["then", "now"]
    assert table["problem"].isna().all()
    for when in table.index:
        way = shortest_way("Xi'an", "Constantinople", when=when)
        assert table.loc[when, "total_km"] == pytest.approx(way.total_km)
        assert table.loc[when, "borders"] == len(way.borders)


def test_then_and_now_tells_why_a_way_is_missing() -> None:
    table = then_and_now("Merv", "Kashgar")
    assert table.loc["then", "total_km"] > 1000
    assert table["total_km"].isna().tolist() == [False, True]
    assert "Nearest places on the network: 'mary'" in table.loc["now", "problem"]


def test_where_no_leg_is_of_the_kind_asked_for_no_place_is_offered() -> None:
    with pytest.raises(ValueError, match="No leg at all is of the kinds"):
        shortest_way("Almaty", "Samarkand", leg_kinds="sea")
