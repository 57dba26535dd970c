"""The map of today's corridors: statuses, tonnes, milestones, errors."""

from __future__ import annotations

import pandas as pd
import pytest

from ca_summit import figure_alt, figure_data, map_corridors
from ca_summit.maps.corridor_volumes import common_year, full_years, latest_tonnes
from ca_summit.maps.corridors import OTHERS, STATUSES, SUBJECT
from ca_summit.metadata import figure_metadata, question_of
from ca_summit.tables import (
    load_corridor_volumes,
    load_places,
    load_route_events,
    load_route_stops,
    load_routes,
)


@pytest.fixture(scope="module")
def fig():
    return map_corridors()


def lines(fig):
    words = {word for word, _ in STATUSES.values()}
    return [t for t in fig.data if t.mode == "lines" and t.name in words and t.text]


def hover_of(fig, name):
    return next(t.text for t in lines(fig) if t.text.startswith(f"<b>{name}"))


def test_every_corridor_but_the_power_link_is_drawn(fig):
    routes = load_routes()
    wanted = routes[routes["status"].ne("historical") & routes["kind"].ne("energy_link")]
    table = figure_data(fig)
    assert set(table["route_id"]) == set(wanted["route_id"])
    assert "casa-1000" not in set(table["route_id"])


def test_status_is_the_dash_and_only_the_corridor_that_carries_most_has_a_colour(fig):
    in_sight = {t.text.split("</b>")[0][3:]: t for t in lines(fig)}
    for row in figure_data(fig).to_dict("records"):
        trace = next((t for n, t in in_sight.items() if n.startswith(row["name"][:40])), None)
        if trace is not None:
            word, dash = STATUSES[row["status"]]
            assert (trace.name, trace.line.dash or "solid") == (word, dash)
            middle = row["name"].startswith("Middle Corridor")
            assert trace.line.color == (SUBJECT if middle else OTHERS)
    written = {text for t in fig.data if t.mode == "text" for text in t.text or ()}
    assert "<b>Middle Corridor</b><br>4.48 million t in 2024" in written


def test_the_colour_follows_the_tonnes():
    volumes = load_corridor_volumes()
    route = volumes["route_id"].astype("str").replace({"titr": "instc-east", "instc-east": "titr"})
    fig = map_corridors(volumes=volumes.assign(route_id=route))
    own = [t.text for t in lines(fig) if t.line.color == SUBJECT]
    assert own
    assert all(text.startswith("<b>INSTC eastern branch") for text in own)


def test_width_is_actual_tonnes_of_one_year_for_all(fig):
    table = figure_data(fig).set_index("route_id")
    known = table["volume_t"].dropna()
    assert known.to_dict() == {"titr": 4_484_000.0, "instc-east": 2_000_000.0}
    assert set(table["volume_year"].dropna()) == {2024}
    wide = [t for t in lines(fig) if "Carried:" in t.text]
    assert sorted(t.line.width for t in wide) == [pytest.approx(9 * 2 / 4.484, abs=0.1), 9]
    assert max(t.line.width for t in lines(fig) if t not in wide) < 4


def test_the_year_is_the_one_most_corridors_have_the_latest_of_several():
    rows = full_years(load_corridor_volumes())
    assert common_year(rows) == 2024
    assert common_year(rows[rows["route_id"].eq("titr")]) == 2025
    assert common_year(rows[rows["is_part"]]) is None


def test_another_year_is_drawn_where_that_one_is_missing():
    volumes = load_corridor_volumes()
    later = volumes["route_id"].eq("instc-east") & volumes["year"].eq(2024)
    fig = map_corridors(volumes=volumes[~later])
    table = figure_data(fig).set_index("route_id")
    assert table["volume_t"].dropna().to_dict() == {"titr": 2_764_000.0, "instc-east": 650_000.0}
    fig = map_corridors(volumes=volumes[volumes["year"].ne(2024) & volumes["year"].ne(2023)])
    assert figure_data(fig)["volume_t"].dropna().tolist() == [4_119_000.0]


def test_the_fall_of_2025_and_counts_at_ports_stand_in_the_hover(fig):
    text = hover_of(fig, "Middle Corridor (TITR): Khorgos")
    assert "Carried: 4.12 million t in 2025, 4.48 million t in 2024" in text
    assert "At Kazakhstan-Azerbaijan seaports: 3.30 million t in 2024" in text
    assert "Carried" not in hover_of(fig, "Khorgos-Aktau railway")
    assert "16.1 million t" in hover_of(fig, "Khorgos-Aktau railway")


def test_disputed_years_are_no_yardstick(fig):
    assert "in 2023" not in hover_of(fig, "INSTC eastern branch")


def test_targets_forecasts_and_parts_of_a_year_do_not_count():
    rows = latest_tonnes(full_years(load_corridor_volumes()))
    assert set(rows["value_kind"]) == {"actual"}
    assert set(rows["period"]) == {"full year"}
    assert set(rows["unit"]) == {"t"}
    titr = rows[rows["route_id"].eq("titr")]
    assert titr.loc[~titr["is_part"], "before"].tolist() == [4_484_000.0]


def test_milestones_come_with_the_precision_of_their_date(fig):
    text = hover_of(fig, "Trans-Afghan railway")
    assert "4 Feb 2026" in text
    events = load_route_events()
    counts = events["route_id"].value_counts()
    table = figure_data(fig).set_index("route_id")["milestones"]
    assert table["titr"] == counts["titr"]
    assert f"and {counts['titr'] - 1} earlier milestones" in hover_of(fig, "Middle Corridor (TITR)")
    assert "Dec 2023: Kazakhstan starts" in hover_of(fig, "Bakhty-Ayagoz")


def test_the_key_names_the_subject_and_counts_each_status(fig):
    assert [entry[0] for entry in figure_metadata(fig)["key"]] == [
        *("Middle Corridor", "in operation (27)", "under construction (6)", "planned (3)")
    ]
    assert not fig.layout.updatemenus


@pytest.mark.parametrize("status", list(STATUSES))
def test_each_status_alone(status):
    fig = map_corridors(status=status)
    assert set(figure_data(fig)["status"]) == {status}
    assert STATUSES[status][0].lower() in figure_alt(fig)


@pytest.mark.parametrize(("language", "name"), [("ru", "Узбекистан"), ("local", "Oʻzbekiston")])
def test_countries_bear_their_name_in_every_language(language, name):
    assert name in [t.name for t in map_corridors(status="planned", language=language).data]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"status": "opperating"}, "Did you mean 'operating'"),
        ({"language": "de"}, "`language` must be one of"),
        ({"routes": pd.DataFrame({"route_id": []})}, r"load_routes\(\)"),
        ({"volumes": pd.DataFrame({"year": []})}, r"load_corridor_volumes\(\)"),
        ({"events": pd.DataFrame({"year": []})}, r"load_route_events\(\)"),
    ],
)
def test_wrong_arguments_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        map_corridors(**wrong)


def test_an_empty_table_gives_a_figure_that_says_so():
    routes = load_routes()
    fig = map_corridors(routes[routes["status"].eq("operating")], status="planned")
    assert figure_alt(fig) == "Nothing to draw: The table has no corridor planned with stops."


def test_without_tonnes_nothing_is_wide():
    fig = map_corridors(volumes=load_corridor_volumes().head(0), events=load_route_events().head(0))
    assert max(t.line.width for t in lines(fig)) < 4
    assert "No tonnes are known" in figure_alt(fig)
    assert figure_data(fig)["milestones"].sum() == 0


def test_own_tables_stay_unchanged():
    tables = {
        "routes": load_routes(),
        "route_stops": load_route_stops(),
        "places": load_places(),
        "volumes": load_corridor_volumes(),
        "events": load_route_events(),
    }
    before = {name: pd.DataFrame(frame).copy(deep=True) for name, frame in tables.items()}
    map_corridors(status="planned", **tables)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(before[name], pd.DataFrame(frame))


def test_the_figure_is_small_and_tells_its_years(fig):
    assert len(fig.to_json()) <= 68_000  # 2 kB of it lead towns to their positions
    note = next(a.text for a in fig.layout.annotations if a.name == "ca_summit_source")
    note = note.replace("<br>", " ")
    assert "Width: actual tonnes of 2024, known for 2 of 36" in note
    assert "Middle Corridor (TITR): 4.12 million t in 2025." in note
    assert "Middle Corridor (TITR): 4.12 million t in 2025." in figure_alt(fig)
    assert "27 in operation, 6 under construction, 3 planned" in figure_alt(fig)


def test_the_view_holds_the_southern_port_with_room_for_its_name(fig):
    _, south, _, _ = fig.layout.meta["ca_summit_map"]["window"]
    names = [t for t in fig.data if t.name == "Names of places"]
    found = [y for t in names for y, n in zip(t.y, t.text, strict=True) if n == "Bandar Abbas"]
    assert found
    assert min(found) > south + 100


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("planned", "Which corridors are planned?"),
        ("under_construction", "Which corridors are being built?"),
        (["operating", "planned"], "Which corridors run today?"),
    ],
)
def test_the_question_fits_the_status_drawn(status, title):
    fig = map_corridors(status=status)
    assert question_of(fig) == title


def test_as_of_a_day_tonnes_and_milestones_are_those_known_then():
    then = map_corridors(as_of="2024-12-31")
    table = figure_data(then).set_index("route_id")
    now = figure_data(map_corridors()).set_index("route_id")
    assert table["milestones"].sum() < now["milestones"].sum()
    assert (table["volume_year"].dropna() < 2024).all()
    (line,) = [a.text for a in then.layout.annotations if a.name == "ca_summit_source"]
    assert "as known on 31 Dec 2024" in line.replace("<br>", " ")


@pytest.mark.parametrize("language", ["en", "ru", "kk", "local"])
def test_tonnes_are_drawn_alike_in_every_language(language):
    table = figure_data(map_corridors(language=language)).set_index("route_id")["volume_t"]
    assert table.dropna().to_dict() == {"titr": 4_484_000, "instc-east": 2_000_000}
