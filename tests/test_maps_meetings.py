"""The map of meetings keeps the order, the day's knowledge and the budget."""

import itertools
import time

import numpy as np
import pandas as pd
import pytest

from ca_summit import figures
from ca_summit.diplomacy import sequence
from ca_summit.figures.canvas import Canvas
from ca_summit.maps import map_meetings
from ca_summit.metadata import figure_metadata
from ca_summit.tables import load_meetings


@pytest.fixture(scope="module")
def fig():
    return map_meetings()


def trace(fig, name):
    return next(t for t in fig.data if t.name == name)


def note(fig):
    line = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    return line.replace("<br>", " ")


def city(fig, name):
    """Return the place of a host city in its trace."""
    return [h.startswith(f"<b>{name}") for h in trace(fig, "Host cities").hovertext].index(True)


def test_map_meetings_numbers_what_the_sequence_numbers(fig):
    data = figures.figure_data(fig)
    expected = sequence(year=2025, bilateral=False)
    numbered = data[data["number"].notna()]
    assert numbered["city"].tolist() == expected["city"].tolist()
    assert numbered["number"].tolist() == expected["number"].tolist()
    off = data[data["number"].isna()]
    assert off[["city", "status"]].to_numpy().tolist() == [["Samarkand", "postponed"]]
    assert "Not numbered: Samarkand, postponed" in note(fig)


def test_each_host_city_is_one_dot_whose_area_is_the_number_of_meetings(fig):
    expected = sequence(year=2025, bilateral=False)["city"].value_counts()
    cities = trace(fig, "Host cities")
    assert len(cities.x) == len(expected)
    least = min(cities.marker.size)
    for name, count in expected.items():
        size = cities.marker.size[city(fig, name)]
        assert (size / least) ** 2 == pytest.approx(count, abs=0.1), name
    assert "Awaza 3" in cities.text


def test_colour_says_whether_the_host_is_one_of_the_five(fig):
    cities = trace(fig, "Host cities")
    colors = {name: cities.marker.color[city(fig, name)] for name in ("Astana", "Awaza", "Moscow")}
    assert colors["Astana"] == colors["Awaza"] != colors["Moscow"]
    assert [entry[0] for entry in figure_metadata(fig)["key"]] == ["in Central Asia", "elsewhere"]
    (only,) = figure_metadata(map_meetings(country="Uzbekistan"))["key"]
    assert only[0] == "in Central Asia"


def test_hosts_far_away_stand_as_arrows_at_the_edge_and_are_told(fig):
    cities = trace(fig, "Host cities")
    west, south, east, north = Canvas.of(fig).window
    assert cities.marker.symbol[city(fig, "Washington")] == "triangle-left"
    assert cities.marker.symbol[city(fig, "Tokyo")] == "triangle-right"
    assert all(west < x < east for x in cities.x)
    assert all(south < y < north for y in cities.y)
    assert "Outside this view: Washington and Tokyo (arrows at the edge)" in note(fig)
    assert Canvas.of(map_meetings(extent="eurasia")).plane.name == "eurasia"
    whole = map_meetings(extent="world")
    assert "Outside" not in note(whole)
    assert set(trace(whole, "Host cities").marker.symbol) == {"circle"}


def test_there_is_no_play_and_nothing_moves(fig):
    assert not fig.frames
    assert not fig.layout.sliders
    assert not fig.layout.updatemenus
    assert len(fig.to_json()) <= 60_000


def test_as_of_shows_the_summit_as_planned_and_hides_what_came_later():
    fig = map_meetings(as_of="2025-10-27")
    data = figures.figure_data(fig).set_index("city")
    assert data.loc["Washington", "status"] == "planned"
    assert "Tokyo" not in data.index
    symbols = trace(fig, "Host cities").marker.symbol
    assert symbols[city(fig, "Washington")] == "triangle-left-open"
    assert "Hollow: announced, not yet held" in note(fig)
    assert fig.layout.title.subtitle.text.startswith(
        "2025: 16 meetings held, 1 planned, known on 27 Oct 2025"
    )
    before = figures.figure_data(map_meetings(as_of="2025-10-24"))
    assert "Washington" not in before["city"].tolist()


def test_map_meetings_carries_alt_hover_and_sources(fig):
    alt = figures.figure_alt(fig)
    assert "Awaza 3" in alt
    assert "Washington 1" in alt
    words = next(h for h in trace(fig, "Host cities").hovertext if "Tokyo" in h)
    assert "21 · " in words
    assert "19–20 Dec, Japan" in words
    assert "held" in words
    assert "Borders: Natural Earth" in note(fig)
    assert "City positions from memory" in note(fig)
    assert fig.layout.meta["ca_summit"].get("question", fig.layout.title.text).endswith("?")


@pytest.mark.parametrize(
    ("year", "level"),
    [
        *[(y, "heads_of_state") for y in range(2014, 2027)],
        *[(y, "foreign_ministers") for y in (2004, 2015, 2025)],
        *[(2025, "ministers"), (2025, "envoys"), (2004, "envoys")],
    ],
)
def test_every_year_and_level_draws_or_says_why_not(year, level):
    fig = map_meetings(year=year, level=level)
    if len(figures.figure_data(fig)):
        assert len(fig.to_json()) <= 60_000
    else:
        assert str(year) in figures.figure_alt(fig)
        assert figures.figure_alt(fig).startswith("Nothing to draw: ")


@pytest.mark.parametrize(
    ("language", "extent"), [("en", "world"), ("ru", "eurasia"), ("local", "region")]
)
def test_every_language_and_view_makes_a_map(language, extent):
    fig = map_meetings(as_of="2025-06-01", extent=extent, language=language)
    assert len(fig.to_json()) <= 60_000


def test_with_bilateral_meetings_every_meeting_with_a_place_counts():
    fig = map_meetings(bilateral=True)
    assert len(fig.to_json()) <= 60_000
    table = load_meetings()
    wanted = table["start_date"].dt.year.eq(2025) & table["level"].eq("heads_of_state")
    assert len(figures.figure_data(fig)) == (wanted & table["latitude"].notna()).sum()


def test_map_meetings_refuses_what_it_cannot_draw():
    with pytest.raises(ValueError, match="`level` must be one of"):
        map_meetings(level="kings")
    with pytest.raises(ValueError, match=r"`extent` must be one of .*Did you mean 'eurasia'"):
        map_meetings(extent="euroasia")
    with pytest.raises(ValueError, match="`as_of` must be a day"):
        map_meetings(as_of="27-10-2025")
    with pytest.raises(ValueError, match="`year` must be a whole year"):
        map_meetings(year=25)
    with pytest.raises(ValueError, match=r"needs column\(s\) \['city'\]"):
        map_meetings(load_meetings().drop(columns="city"))


def test_map_meetings_draws_the_users_own_records_and_leaves_them_alone():
    mine = pd.DataFrame(
        {
            "meeting_id": ["a", "b", "c"],
            "name": ["Talks & <i>tea</i>", "Second", "Nowhere"],
            "format": "school",
            "level": "heads_of_state",
            "edition": [1, 2, 3],
            "start_date": ["2025-02-01", "2025-03-01", "2025-04-01"],
            "end_date": ["2025-02-01", "2025-03-02", "2025-04-01"],
            "city": ["Osh", "Khiva", "?"],
            "country_iso3": ["KGZ", "UZB", "KAZ"],
            "latitude": [40.53, 41.38, None],
            "longitude": [72.8, 60.36, None],
            "counterpart": ["XYZ", "-", "CHN"],
            "status": "held",
            "mode": "in_person",
            "status_as_of": pd.NaT,
        }
    )
    before = mine.copy(deep=True)
    fig = map_meetings(mine)
    assert figures.figure_data(fig)["city"].tolist() == ["Osh", "Khiva"]
    assert "1 without a place not drawn" in note(fig)
    words = "".join(trace(fig, "Host cities").hovertext)
    assert "Talks &amp; &lt;i&gt;tea&lt;/i&gt;" in words
    pd.testing.assert_frame_equal(mine, before)


def test_positions_are_called_recalled_only_where_the_table_says_so():
    own = load_meetings().copy()
    own["recalled_fields"] = pd.NA
    assert "from memory" not in note(map_meetings(own)).split("Sources:")[0]
    own.loc[own.index[own["meeting_id"].eq("c5-plus-1-2025-washington")], "recalled_fields"] = (
        "latitude"
    )
    assert "City positions from memory: 1 of " in note(map_meetings(own))


def test_nothing_is_drawn_beyond_the_sheet():
    fig = map_meetings(extent="region")
    west, south, east, north = fig.layout.meta["ca_summit_map"]["drawn"]
    part = trace(fig, "Host cities")
    assert all(west <= x <= east for x in part.x)
    assert all(south <= y <= north for y in part.y)
    assert "Outside this view: " in note(fig)


@pytest.mark.parametrize("extent", ["region", "eurasia", "world"])
def test_names_cover_no_other_host_city(extent):
    fig = map_meetings(extent=extent)
    hosts = trace(fig, "Host cities")
    spots = [(x, y) for x, y, s in zip(hosts.x, hosts.y, hosts.marker.size, strict=True) if s]
    boxes = Canvas.of(fig).boxes
    assert len(boxes) > 3
    for x0, y0, x1, y1 in boxes:
        assert not [(x, y) for x, y in spots if x0 < x < x1 and y0 < y < y1]
    for one, two in itertools.combinations(boxes, 2):
        assert one[0] >= two[2] or two[0] >= one[2] or one[1] >= two[3] or two[1] >= one[3]


def own_meetings(days, **columns):
    count = len(days)
    return pd.DataFrame(
        {
            "meeting_id": [f"m{i}" for i in range(count)],
            "name": "Summit",
            "format": "summit",
            "level": "heads_of_state",
            "start_date": days,
            "end_date": days,
            "city": [f"City {i}" for i in range(count)],
            "country_iso3": "KAZ",
            "latitude": 43.0,
            "longitude": 77.0,
            "counterpart": "CHN",
            "status": "held",
            **columns,
        }
    )


def test_a_span_of_years_is_drawn_with_years_under_the_pointer():
    fig = map_meetings(since=2024, until="2025-06-30")
    days = pd.to_datetime(figures.figure_data(fig)["start_date"])
    assert days.min() >= pd.Timestamp("2024-01-01")
    assert days.max() <= pd.Timestamp("2025-06-30")
    assert len(days.dt.year.unique()) == 2
    assert any(" 2024, " in hover for hover in trace(fig, "Host cities").hovertext)
    with pytest.raises(ValueError, match="`year` and `since` or `until` exclude each other"):
        map_meetings(year=2025, since=2024)


def test_hosts_and_counterparts_answer_to_any_of_their_names():
    russia = figures.figure_data(map_meetings(counterpart="Россия"))
    assert set(russia["counterpart"]) == {"RUS"}
    hosts = figures.figure_data(map_meetings(country=["kz", "Uzbekistan"]))
    assert set(hosts["country_iso3"]) == {"KAZ", "UZB"}


def test_a_table_of_another_year_is_drawn_whole():
    table = own_meetings(pd.to_datetime(["2019-03-01", "2020-04-01"]))
    assert len(figures.figure_data(map_meetings(table))) == 2


def test_an_hour_before_midnight_belongs_to_the_day():
    table = own_meetings(pd.to_datetime(["2025-04-30 20:00", "2025-12-31 23:00"]))
    drawn = figures.figure_data(map_meetings(table))
    assert pd.to_datetime(drawn["start_date"]).dt.day.tolist() == [30, 31]


def test_hours_of_a_time_zone_are_refused_because_the_day_at_the_place_is_open():
    table = own_meetings(pd.to_datetime(["2025-04-30T19:00:00Z"]))
    with pytest.raises(ValueError, match=r"'start_date'.*hours of the time zone UTC.*Almaty"):
        map_meetings(table)


def test_places_that_are_none_are_refused_or_left_out_with_a_note():
    days = pd.to_datetime(["2025-05-01", "2025-05-02"])
    fig = map_meetings(own_meetings(days, latitude=[43.0, 0.0], longitude=[77.0, 0.0]))
    assert len(figures.figure_data(fig)) == 1
    assert any("1 without a place not drawn" in a.text for a in fig.layout.annotations)
    with pytest.raises(ValueError, match=r"'m1' lies at latitude 171.*each other's column"):
        map_meetings(own_meetings(days, latitude=[43.0, 171.0]))


def test_a_thousand_host_cities_are_drawn_in_little_time():
    count = 1000
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(count) % 365, "D")
    spread = np.linspace(0, 1, count)
    table = own_meetings(
        days, latitude=35 + 20 * (spread * 37 % 1), longitude=50 + 40 * (spread * 91 % 1)
    )
    start = time.process_time()
    fig = map_meetings(table)
    assert time.process_time() - start < 20  # minutes when each name looked at each row
    assert len(figures.figure_data(fig)) == count


def test_a_single_far_host_stands_as_a_dot_on_the_map():
    fig = map_meetings(country="Japan")
    (dots,) = [t for t in fig.data if t.name == "Host cities"]
    assert list(dots.text) == ["Tokyo"]
    assert set(dots.marker.symbol) <= {"circle", "circle-open"}
    america = map_meetings(country="United States")
    assert america.layout.meta["ca_summit_map"]["plane"] == "world"


def test_the_subtitle_of_a_span_names_its_days():
    fig = map_meetings(since="2025-03-01", until="2025-05-31")
    assert fig.layout.title.subtitle.text.startswith("1 Mar – 31 May 2025: ")
