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
from ca_summit.tables import load_meetings


@pytest.fixture(scope="module")
def fig():
    return map_meetings()


def trace(fig, name):
    return next(t for t in fig.data if t.name == name)


def note(fig):
    line = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    return line.replace("<br>", " ")


def labels(part):
    return list(part.text)


def test_map_meetings_numbers_what_the_sequence_numbers(fig):
    data = figures.figure_data(fig)
    expected = sequence(year=2025, bilateral=False)
    numbered = data[data["number"].notna()]
    assert numbered["city"].tolist() == expected["city"].tolist()
    assert numbered["number"].tolist() == expected["number"].tolist()
    off = data[data["number"].isna()]
    assert off[["city", "status"]].to_numpy().tolist() == [["Samarkand", "postponed"]]
    assert "Not numbered: Samarkand, postponed" in note(fig)


def test_map_meetings_joins_each_city_with_the_next(fig):
    cities = sequence(year=2025, bilateral=False)["city"].tolist()
    moves = [b for a, b in itertools.pairwise(cities) if a != b]
    arcs = [t.name.removeprefix("to ") for t in fig.data if t.name.startswith("to ")]
    assert arcs == moves
    assert trace(fig, "to Washington").line.color == "#2A7F9E"


def test_map_meetings_takes_the_world_where_hosts_lie_far(fig):
    assert Canvas.of(fig).plane.is_world
    near = map_meetings(extent="eurasia")
    assert Canvas.of(near).plane.name == "eurasia"
    assert "Outside this view: Washington" in note(near)
    own = load_meetings(year=2025)
    inside = map_meetings(own[own["country_iso3"].isin(["UZB", "KAZ", "TJK"])])
    assert Canvas.of(inside).plane.name == "region"


def test_frames_show_only_what_was_known_that_day(fig):
    steps = [s.label for s in fig.layout.sliders[0].steps]
    assert len(steps) == len(fig.frames)
    assert steps[-1] == "all"
    at = {s.label: fig.frames[int(s.args[0][0])] for s in fig.layout.sliders[0].steps}
    cities = trace(fig, "Host cities")
    washington = [h.startswith("<b>Washington") for h in cities.hovertext].index(True)

    def look(step):
        markers = at[step].data[-2]
        return markers.marker.size[washington], markers.marker.symbol[washington]

    assert look("10 Oct")[0] == 0
    assert at["10 Oct"].data[-2].hovertext[washington] == ""
    assert look("6 Nov") == (15, "circle")
    assert "17 Washington" in labels(at["6 Nov"].data[-1])
    assert "21 Tokyo" not in labels(at["6 Nov"].data[-1])
    assert at["6 Nov"].layout.title.subtitle.text == "17 · Washington, 6 Nov"


def test_frames_repeat_no_geometry(fig):
    count = sum(t.name.startswith("to ") for t in fig.data)
    for frame in fig.frames:
        for number, part in enumerate(frame.data):
            shape = part.x is not None
            assert shape == (number == count + 1), "only the labels move"
        assert len(frame.traces) == count + 2
    assert len(fig.to_json()) <= 250_000


def test_as_of_shows_the_summit_as_planned_and_hides_what_came_later():
    fig = map_meetings(as_of="2025-10-27")
    data = figures.figure_data(fig).set_index("city")
    assert data.loc["Washington", "status"] == "planned"
    assert "Tokyo" not in data.index
    cities = trace(fig, "Host cities")
    here = [h.startswith("<b>Washington") for h in cities.hovertext].index(True)
    assert cities.marker.symbol[here] == "circle-open"
    assert "Hollow: announced, not yet held" in note(fig)
    assert fig.layout.title.subtitle.text == "16 meetings held, 1 planned, known on 2025-10-27"
    before = figures.figure_data(map_meetings(as_of="2025-10-24"))
    assert "Washington" not in before["city"].tolist()


def test_map_meetings_carries_alt_hover_and_sources(fig):
    alt = figures.figure_alt(fig)
    assert "1 Khujand (Central Asia alone), 2 Samarkand (European Union)" in alt
    assert "17 Washington (United States)" in alt
    words = next(h for h in trace(fig, "Host cities").hovertext if "Tokyo" in h)
    assert "21 · " in words
    assert "19–20 Dec, Japan" in words
    assert "held" in words
    assert "Borders: Natural Earth" in note(fig)
    assert "City positions from memory" in note(fig)
    assert fig.layout.meta["ca_summit"].get("question", fig.layout.title.text).endswith("?")


def test_labels_of_the_last_state_do_not_touch(fig):
    part = trace(fig, "Names of cities")
    assert len(set(part.text)) == len(part.text)
    assert "22,23 Saint Petersburg" in part.text


@pytest.mark.parametrize(
    ("year", "level"),
    [
        *[(y, "heads_of_state") for y in range(2014, 2027)],
        *[(y, "foreign_ministers") for y in (2004, 2015, 2025)],
        *[(2025, "ministers"), (2025, "envoys"), (2004, "envoys")],
    ],
)
def test_every_year_and_level_draws_or_says_why_not(year, level):
    fig = map_meetings(year=year, level=level, play=False)
    if len(figures.figure_data(fig)):
        assert len(fig.to_json()) <= 100_000
    else:
        assert str(year) in figures.figure_alt(fig)
        assert figures.figure_alt(fig).startswith("Nothing to draw: ")


@pytest.mark.parametrize(
    ("language", "extent"), [("en", "world"), ("ru", "eurasia"), ("local", "region")]
)
def test_every_language_and_view_makes_a_map(language, extent):
    fig = map_meetings(as_of="2025-06-01", extent=extent, language=language)
    assert len(fig.to_json()) <= 250_000
    assert len(fig.frames) == 5


def test_with_bilateral_meetings_it_stays_in_budget_and_joins_only_the_meetings_of_many():
    fig = map_meetings(bilateral=True)
    assert len(fig.to_json()) <= 250_000
    arcs = [t.name for t in fig.data if t.name.startswith("to ")]
    assert arcs == [t.name for t in map_meetings(play=False).data if t.name.startswith("to ")]
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
    assert Canvas.of(fig).plane.name == "region"
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
    for part in fig.data:
        if part.name == "Host cities" or str(part.name).startswith("to "):
            assert all(west - 1 <= x <= east + 1 for x in part.x)
            assert all(south - 1 <= y <= north + 1 for y in part.y if y == y)
    assert "Outside this view: " in note(fig)


def test_the_legend_names_powers_in_the_language_asked_for():
    named = {t.name for t in map_meetings(year=2024, language="ru").data if t.showlegend}
    assert "Только Центральная Азия" in named
    assert not {n for n in named if n.isascii()}


@pytest.mark.parametrize("kwargs", [{}, {"bilateral": True, "play": False}, {"year": 2023}])
def test_the_world_view_is_high_enough_for_its_page(kwargs):
    west, south, east, north = map_meetings(**kwargs).layout.meta["ca_summit_map"]["window"]
    assert (east - west) / (north - south) <= 2.76


@pytest.mark.parametrize("extent", ["region", "eurasia", "world"])
def test_names_cover_no_other_host_city(extent):
    fig = map_meetings(extent=extent, play=False)
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


def test_a_span_of_years_is_drawn_with_years_in_the_labels():
    fig = map_meetings(since=2024, until="2025-06-30", play=True)
    days = pd.to_datetime(figures.figure_data(fig)["start_date"])
    assert days.min() >= pd.Timestamp("2024-01-01")
    assert days.max() <= pd.Timestamp("2025-06-30")
    assert days.dt.year.nunique() == 2
    assert fig.layout.sliders[0].steps[0].label.endswith(" 2024")
    with pytest.raises(ValueError, match="`year` and `since` or `until` exclude each other"):
        map_meetings(year=2025, since=2024)


def test_hosts_and_counterparts_answer_to_any_of_their_names():
    russia = figures.figure_data(map_meetings(counterpart="Россия", play=False))
    assert set(russia["counterpart"]) == {"RUS"}
    hosts = figures.figure_data(map_meetings(country=["kz", "Uzbekistan"], play=False))
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


def test_a_thousand_host_cities_are_drawn_without_arcs_and_with_few_steps():
    count = 1000
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(count) % 365, "D")
    spread = np.linspace(0, 1, count)
    table = own_meetings(
        days, latitude=35 + 20 * (spread * 37 % 1), longitude=50 + 40 * (spread * 91 % 1)
    )
    start = time.process_time()
    fig = map_meetings(table)
    assert time.process_time() - start < 60  # minutes when each name looked at each row
    assert not [t for t in fig.data if t.name.startswith("to ")]
    assert len(fig.frames) <= 30
    assert len(figures.figure_data(fig)) == count


def test_the_title_counts_the_meetings_held_in_the_region_and_follows_the_table():
    days = pd.to_datetime(["2025-05-01", "2025-05-02", "2025-05-03"])
    table = own_meetings(days, country_iso3=["KAZ", "CHN", "UZB"])
    assert map_meetings(table).layout.title.text == "2 of 3 meetings were held in Central Asia"
    table["country_iso3"] = "CHN"
    assert map_meetings(table).layout.title.text == "0 of 3 meetings were held in Central Asia"
