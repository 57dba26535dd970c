"""The calendar of meetings: what stands in which lane, and how its state is shown."""

from __future__ import annotations

from itertools import combinations, pairwise

import pandas as pd
import pytest

from ca_summit.charts import plot_timeline
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.metadata import question_of
from ca_summit.tables import load_meetings

MEETINGS = load_meetings()


def marks(fig):
    """Return every drawn meeting: power, day, height, symbol, sign, size, hover."""
    rows = []
    for trace in fig.data:
        if "markers" not in trace.mode:
            continue
        symbols = trace.marker.symbol
        symbols = [symbols] * len(trace.x) if isinstance(symbols, str) else symbols
        rows += [
            (trace.name, pd.Timestamp(x), y, symbol, sign, size, hover)
            for x, y, symbol, sign, size, hover in zip(
                trace.x,
                trace.y,
                symbols,
                trace.text or [""] * len(trace.x),
                trace.marker.size,
                trace.hovertext,
                strict=True,
            )
        ]
    return pd.DataFrame(rows, columns=["power", "day", "y", "symbol", "sign", "size", "hover"])


def key_of(fig):
    """Return the entries of the key: words, colour, sign."""
    return {label: (color, sign) for label, color, sign in fig.layout.meta["ca_summit"]["key"]}


def own_table():
    """Return a table of a user: days as text, a power and a format of their own."""
    return pd.DataFrame(
        {
            "meeting_id": ["a", "b", "c"],
            "name": ["Talks <i>one</i>", "Talks two", "Talks three"],
            "format": ["brazil_central_asia", "bilateral", "brazil_central_asia"],
            "level": ["heads_of_state"] * 3,
            "counterpart": ["BRA", "BRA", "KEN"],
            "status": ["held", "planned", "cancelled"],
            "start_date": ["2028-03-01", "2028-03-05", "2028-04-01"],
            "end_date": ["2028-03-02", "2028-03-05", "2028-04-01"],
            "city": ["Brasília", None, "Nairobi"],
            "source_id": ["my-notes"] * 3,
            "verification": ["read"] * 3,
        }
    )


def test_every_meeting_of_2025_is_one_mark_in_the_lane_of_its_power():
    fig = plot_timeline()
    drawn = marks(fig)
    of_2025 = MEETINGS[MEETINGS["start_date"].dt.year.eq(2025)]
    assert len(drawn) == len(of_2025) > 0
    assert sorted(drawn["day"]) == sorted(of_2025["start_date"])
    assert drawn["power"].value_counts()["United States"] == 11
    assert set(drawn["power"]) == {t.replace("<br>", " ") for t in fig.layout.yaxis.ticktext}


def test_lanes_go_from_the_busiest_down_and_the_region_alone_stands_last():
    ticks = plot_timeline().layout.yaxis
    order = [n for _, n in sorted(zip(ticks.tickvals, ticks.ticktext, strict=True), reverse=True)]
    of_2025 = MEETINGS[MEETINGS["start_date"].dt.year.eq(2025) & MEETINGS["counterpart"].ne("-")]
    busy = of_2025["counterpart"].astype("str").value_counts()
    names = {"RUS": "Russia", "CHN": "China", "USA": "United States"}
    assert [names[code] for code in busy.index[:3]] == order[:3]
    assert order[-1] == "Central Asia alone"


def narrow(fig):
    return fig.layout.meta["ca_summit"]["narrow"]


@pytest.mark.parametrize(("screen", "width"), [("desk", 600), ("phone", 230)])
def test_no_mark_covers_another_one_on_a_desk_or_on_a_phone(screen, width):
    fig = plot_timeline()
    if screen == "phone":
        for number in range(len(fig.data)):
            fig.data[number].y = narrow(fig)[f"data[{number}].y"]
    drawn = marks(fig)
    pixels = (drawn["day"] - pd.Timestamp("2025-01-01")).dt.days * width / 364
    for i, j in combinations(drawn.index, 2):
        near = abs(pixels[i] - pixels[j]) < 9 and abs(drawn["y"][i] - drawn["y"][j]) < 12
        assert not near, (drawn.loc[i, "hover"], drawn.loc[j, "hover"])


@pytest.mark.parametrize("arguments", [{}, {"since": 2015, "until": 2026}, {"year": 2024}])
def test_no_mark_or_name_of_a_lane_reaches_into_another_lane(arguments):
    fig = plot_timeline(**arguments)
    short = narrow(fig)
    lanes = len(fig.layout.yaxis.tickvals)
    for screen in ("desk", "phone"):
        lines = fig.layout.yaxis.tickvals if screen == "desk" else short["yaxis.tickvals"]
        counted = [a.y for a in fig.layout.annotations[:lanes]]
        if screen == "phone":
            counted = [short[f"annotations[{n}].y"] for n in range(lanes)]
        assert list(counted) == list(lines), screen
        spans = []
        for line, name in zip(lines, fig.layout.yaxis.ticktext, strict=True):
            places = [float(line)]
            for number, trace in enumerate(fig.data):
                if trace.name == name:
                    places += trace.y if screen == "desk" else short[f"data[{number}].y"]
            spans.append((max(places), min(places)))
        for (_, low), (high, _) in pairwise(spans):
            assert low - high >= 12, (screen, arguments)


def test_summits_are_large_and_named_by_their_city():
    fig = plot_timeline()
    drawn = marks(fig)
    washington = drawn[drawn["hover"].str.contains("C5\\+1 Leaders' Summit")].iloc[0]
    assert washington["size"] == 15
    assert washington["symbol"] == "circle"
    named = next(t for t in fig.data if t.mode == "text")
    assert {"Washington", "Dushanbe", "Tokyo", "Samarkand"} <= set(named.text)


def test_hover_names_meeting_days_city_status_and_source():
    drawn = marks(plot_timeline(counterpart="CHN", format="china_central_asia"))
    hover = drawn.loc[drawn["size"].eq(15), "hover"].iloc[0]
    for words in ("Second China-Central Asia Summit", "16–18 Jun 2025", "Astana", "held"):
        assert words in hover
    assert "(two sources)" in hover


def test_title_source_line_and_alt_are_there():
    fig = plot_timeline()
    assert question_of(fig) == "Who met Central Asia, and when?"
    many = MEETINGS["start_date"].dt.year.eq(2025).sum()
    assert f"{many} meetings, 2025" in fig.layout.title.subtitle.text
    line = next(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME)
    assert "Sources:" in line
    assert "Bilateral meetings are a choice" in line
    counts = figure_data(fig)["counterpart"].value_counts()
    assert f"Russia {counts['RUS']}" in figure_alt(fig)
    assert f"United States {counts['USA']}" in figure_alt(fig)
    assert "Washington (6 Nov 2025)" in figure_alt(fig)


def test_data_lists_the_meetings_in_order_of_days():
    data = figure_data(plot_timeline())
    assert data["start_date"].is_monotonic_increasing
    assert data.loc[0, "meeting_id"] == "bilateral-uzb-are-2025-abu-dhabi"


def test_a_plan_whose_day_has_passed_is_unknown_not_future():
    fig = plot_timeline(counterpart="KOR", since="2026-01-01", until="2026-12-31")
    drawn = marks(fig)
    assert drawn["symbol"].to_list() == ["circle-open"]
    assert drawn["sign"].to_list() == ["?"]
    assert figure_data(fig)["status"].to_list() == ["unknown"]


def test_as_of_shows_the_summit_planned_and_what_nobody_knew_not_at_all():
    fig = plot_timeline(as_of="2025-10-27")
    data = figure_data(fig).set_index("meeting_id")
    assert data.loc["c5-plus-1-2025-washington", "status"] == "planned"
    assert "bilateral-kaz-usa-2025-washington" not in data.index
    drawn = marks(fig)
    summit = drawn[drawn["hover"].str.contains("C5\\+1 Leaders' Summit")]
    assert summit["symbol"].to_list() == ["circle-open"]
    assert summit["sign"].to_list() == [""]
    assert "As known on 27 Oct 2025" in fig.layout.title.subtitle.text


def test_called_off_meetings_are_crosses():
    drawn = marks(plot_timeline(counterpart="GCC"))
    assert drawn.loc[drawn["hover"].str.contains("· postponed"), "symbol"].to_list() == ["x-thin"]
    cross = plot_timeline(counterpart="GCC").data[0].marker.line
    assert dict(zip(drawn["symbol"], cross.width, strict=True))["x-thin"] > 0, "can be seen"


def test_recalled_meetings_are_hollow_with_a_dot():
    fig = plot_timeline(year=2017)
    assert marks(fig)["symbol"].to_list() == ["triangle-up-open-dot"]
    assert "from memory" in key_of(fig)


def test_long_spans_leave_bilateral_meetings_out_unless_asked():
    long = plot_timeline(since="2015-01-01", until="2026-12-31")
    assert "bilateral" not in set(figure_data(long)["format"])
    asked = plot_timeline(since="2015-01-01", until="2026-12-31", bilateral=True)
    assert len(figure_data(asked)) > len(figure_data(long)) + 30
    line = next(a.text for a in long.layout.annotations if a.name == SOURCE_NAME)
    assert "Bilateral meetings are left out" in line


def test_meetings_without_a_day_are_counted_in_the_note():
    line = next(a.text for a in plot_timeline().layout.annotations if a.name == SOURCE_NAME)
    assert f"without a day are not drawn: {MEETINGS['start_date'].isna().sum()}" in line.replace(
        "<br>", " "
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"year": "2025"}, "`year` must be a whole year"),
        ({"year": 2025, "since": "2025-01-01"}, "exclude each other"),
        ({"since": "2026-01-01", "until": "2025-01-01"}, "`since` must not be later"),
        ({"since": "01-02-2025"}, "YYYY-MM-DD"),
        ({"counterpart": "USB"}, "Did you mean 'USA'"),
        ({"format": "c5"}, "`format` must be one of"),
        ({"level": "kings"}, "`level` must be one of"),
        ({"language": "fr"}, "`language` must be one of"),
    ],
)
def test_wrong_arguments_are_refused_with_the_way_out(arguments, message):
    with pytest.raises(ValueError, match=message.replace("?", "\\?")):
        plot_timeline(**arguments)


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(ValueError, match=r"plot_timeline\(\) needs column\(s\) .*load_meetings"):
        plot_timeline(MEETINGS[["meeting_id"]])


def test_days_that_are_no_days_are_refused():
    broken = own_table().assign(start_date="next week")
    with pytest.raises(ValueError, match="days written YYYY-MM-DD in column 'start_date'"):
        plot_timeline(broken)


def test_an_empty_selection_says_so():
    fig = plot_timeline(year=2010)
    assert figure_alt(fig).startswith("Nothing to draw: No meeting of this choice")
    assert "2004 to 2026" in figure_alt(fig)
    assert figure_alt(plot_timeline(MEETINGS.iloc[:0])).startswith("Nothing to draw")


def test_a_table_of_the_user_is_drawn_whole_and_its_text_is_not_markup():
    fig = plot_timeline(own_table())
    drawn = marks(fig)
    assert set(drawn["power"]) == {"Brazil", "Kenya"}
    assert drawn.set_index("day").loc["2028-03-05", "symbol"] == "circle-open"
    assert "&lt;i&gt;one&lt;/i&gt;" in drawn.loc[drawn["day"].eq("2028-03-01"), "hover"].iloc[0]


def test_the_input_stays_unchanged():
    before, mine = MEETINGS.copy(deep=True), own_table()
    plot_timeline(MEETINGS, as_of="2025-10-27")
    plot_timeline(mine)
    pd.testing.assert_frame_equal(MEETINGS, before)
    pd.testing.assert_frame_equal(mine, own_table())


def test_every_year_format_power_and_language_gives_a_figure():
    choices = [{"year": year} for year in range(2003, 2029)]
    choices += [{"format": f, "since": "2004-01-01"} for f in MEETINGS["format"].unique()]
    choices += [
        {"counterpart": p, "since": "2004-01-01", "bilateral": True}
        for p in MEETINGS["counterpart"].dropna().unique()
    ]
    choices += [{"language": language} for language in ("en", "ru", "local")]
    for choice in choices:
        fig = plot_timeline(MEETINGS, **choice)
        empty = figure_alt(fig).startswith("Nothing to draw")
        assert empty or len(figure_data(fig)) == len(marks(fig)) > 0, choice
        assert not empty or "year" in choice or choice.get("format") == "bilateral", choice
    russian = plot_timeline(language="ru")
    assert "Китай" in russian.layout.yaxis.ticktext


def test_the_line_of_the_article_is_drawn_only_where_a_table_has_meetings_around_it():
    def lines(fig):
        return [a.text for a in fig.layout.annotations if "article" in (a.text or "")]

    meetings = load_meetings()
    assert lines(plot_timeline(counterpart="JPN")) == ["article, 27 Oct"]
    spring = meetings[meetings["start_date"].between("2025-01-01", "2025-09-20")]
    assert lines(plot_timeline(spring)) == []
    assert lines(plot_timeline(year=2024)) == []


def test_names_of_cities_stand_apart_on_a_phone_and_none_is_lost():
    fig = plot_timeline(since="2015-01-01", until="2026-12-31")
    place = next(n for n, t in enumerate(fig.data) if t.mode == "text")
    names, short = fig.data[place], narrow(fig)
    for width, heights, words in (
        (600, names.y, names.text),
        (190, short[f"data[{place}].y"], short[f"data[{place}].text"]),
    ):
        rows = {}
        for day, y, word in zip(names.x, heights, words, strict=True):
            rows.setdefault(y, []).append((pd.Timestamp(day), word))
        px = width / (pd.Timestamp("2026-12-31") - pd.Timestamp("2015-01-01")).days
        for row in rows.values():
            for (one, word), (two, other) in pairwise(sorted(row)):
                assert (two - one).days * px >= (len(word) + len(other)) / 2 * 6
        assert list(words).count("Tashkent") == 2


def test_a_day_with_eighty_meetings_is_drawn_whole():
    first = load_meetings()[["format", "level", "counterpart", "status"]].iloc[[0]]
    many = pd.concat([first] * 80, ignore_index=True).assign(
        meeting_id=[f"m{n}" for n in range(80)],
        name="Visit",
        start_date="2025-05-01",
        end_date="2025-05-01",
        city="Astana",
    )
    drawn = marks(plot_timeline(many))
    assert len(drawn) == 80
    assert drawn["y"].nunique() == 80


def test_hours_count_on_their_day_and_hours_of_a_zone_are_asked_about():
    table = own_table().head(1)
    late = table.assign(start_date=pd.to_datetime(["2025-12-31 23:00"]))
    late["end_date"] = late["start_date"]
    assert len(marks(plot_timeline(late, year=2025))) == 1
    zoned = late.assign(start_date=late["start_date"].dt.tz_localize("UTC"))
    with pytest.raises(ValueError, match="hours of the time zone UTC"):
        plot_timeline(zoned, year=2025)
