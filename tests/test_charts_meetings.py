"""Who met whom, and how many summits each year brought."""

from __future__ import annotations

import pandas as pd
import pytest

from ca_summit.charts import plot_meeting_matrix, plot_summits_per_year
from ca_summit.diplomacy import FIVE, meeting_matrix
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.figures.typesetting import widest
from ca_summit.metadata import question_of
from ca_summit.tables import load_attendance, load_meetings

MEETINGS, ATTENDANCE = load_meetings(), load_attendance()
SUMMITS = {2015: 0, 2021: 0, 2022: 4, 2023: 5, 2024: 1, 2025: 6}


def own_meetings():
    """Return a user's table: one summit with a power of their own, one bilateral meeting."""
    columns = {
        "meeting_id": ["x", "y"],
        "name": ["Summit", "Talks"],
        "format": ["c5_plus_1", "bilateral"],
        "level": ["heads_of_state"] * 2,
        "edition": [3, None],
        "counterpart": ["QQQ", "QQQ"],
        "parties": [None, "KAZ;QQQ"],
        "status": ["held"] * 2,
        "mode": ["virtual", "in_person"],
        "start_date": ["2027-03-01", "2027-03-02"],
        "end_date": ["2027-03-01", "2027-03-02"],
        "city": [None, "Oslo"],
        "source_id": ["my-notes"] * 2,
        "verification": ["recalled", "read"],
    }
    return pd.DataFrame(columns)


def line_of(fig):
    return next(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME)


def test_matrix_shows_the_counts_of_the_records_each_pair_once():
    data = figure_data(plot_meeting_matrix())
    counts = data.set_index(["actor", "other"])["meetings"]
    wide = meeting_matrix(since="2025-01-01", until="2025-12-31")
    assert counts.index.is_unique
    assert not {frozenset(pair) for pair in counts.index if len(set(pair)) == 1}
    assert len({frozenset(pair) for pair in counts.index}) == len(counts)
    pairs = {frozenset((a, b)) for a in FIVE for b in wide.columns if a != b}
    assert {frozenset(pair) for pair in counts.index} == pairs
    for actor, other in counts.index:
        there, here = counts[actor, other], wide.loc[actor, other]
        assert there == here if pd.notna(here) else pd.isna(there)
    assert counts["KAZ", "UZB"] == 20


@pytest.mark.parametrize("count", ["in_person", "multilateral", "by_deputy"])
def test_matrix_names_behind_a_count_the_meetings_that_it_counts_and_no_other(count):
    data = figure_data(plot_meeting_matrix(count=count)).dropna(subset="meetings")
    named = data["meeting_ids"].fillna("").map(lambda ids: len(ids.split(";")) if ids else 0)
    assert list(named) == list(data["meetings"])
    assert named.sum() > 0


def test_matrix_leaves_places_without_a_meeting_uncoloured_and_dotted():
    fig = plot_meeting_matrix()
    heat = next(t for t in fig.data if t.type == "heatmap" and "outside" in t.name)
    flat = [value for row in heat.z for value in row]
    assert None in flat
    assert 0 not in flat
    texts = [text for t in fig.data if t.type == "scatter" for text in t.text]
    assert texts.count("·") == figure_data(fig)["meetings"].isna().sum() > 0
    assert "<b>20</b>" in texts


def test_matrix_gives_the_two_blocks_colours_of_their_own():
    five, others = [t for t in plot_meeting_matrix().data if t.type == "heatmap"]
    assert (five.zmax, others.zmax) == (20, 12)
    assert five.colorscale != others.colorscale


def test_matrix_lists_the_five_then_the_powers_by_number_of_meetings():
    fig = plot_meeting_matrix()
    rows = ["Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan", "Russia", "China"]
    assert list(fig.layout.yaxis.ticktext[:6]) == rows
    heads = fig.layout.xaxis.ticktext
    assert heads == ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan")
    short = fig.layout.meta["ca_summit"]["narrow"]
    assert short["xaxis.ticktext"][3] == "Turkmenistan", "no name in syllables"
    assert short["xaxis.tickangle"] == -90


def test_matrix_tells_title_finding_hover_alt_and_that_counts_are_at_least():
    fig = plot_meeting_matrix()
    assert question_of(fig) == "Who met whom, and how often?"
    assert "Most among the five: Kazakhstan–Uzbekistan, 20" in figure_alt(fig)
    assert "Most with others: Tajikistan–Russia, 12" in figure_alt(fig)
    assert "“at least”" in line_of(fig)
    assert "Sources:" in line_of(fig)
    hover = fig.data[0].hovertext[-1][0]
    assert "Kazakhstan and Kyrgyzstan" in hover
    assert "face to face" in hover
    assert "bilateral 1" in hover


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"since": "2026-01-01"}, "`since` must not be later"),
        ({"count": "by_phone"}, "`count` must be one of"),
        ({"level": "kings"}, "`level` must be one of"),
        ({"until": "31.12.2025"}, "`until` must be a year, such as 2003, or a day"),
        ({"language": "fr"}, "`language` must be one of"),
    ],
)
def test_matrix_refuses_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        plot_meeting_matrix(**arguments)


def test_both_refuse_a_table_without_their_columns():
    for draw in (plot_meeting_matrix, plot_summits_per_year):
        with pytest.raises(ValueError, match=r"needs column\(s\) .*load_meetings"):
            draw(MEETINGS[["meeting_id"]])


def test_matrix_says_that_nobody_is_recorded_to_have_met():
    fig = plot_meeting_matrix(since="1999-01-01", until="1999-12-31")
    assert figure_alt(fig) == (
        "Nothing to draw: No two sides are recorded to have met face to face, "
        "1999. The records of that time are not complete, so this is no zero."
    )


def test_matrix_names_the_meetings_that_it_could_not_count():
    fig = plot_meeting_matrix()
    said = line_of(fig).replace("<br>", " ")
    assert "Not counted, meeting or call unknown: 1 meeting" in said
    assert "Tokayev-Trump contact in New York, 22 Sep 2025" in said
    silent = ATTENDANCE[
        ~(
            ATTENDANCE["meeting_id"].eq("victory-day-2025-moscow")
            & ATTENDANCE["actor_iso3"].eq("RUS")
        )
    ]
    less = plot_meeting_matrix(attendance=silent)
    assert "about which nothing is stated: 1 (" in figure_alt(less)
    assert "Russia)" in figure_alt(less)
    bilateral = figure_data(plot_meeting_matrix(since=2023, until=2023, count="bilateral"))
    cells = bilateral.set_index(["actor", "other"])["meetings"]
    assert cells["KAZ", "CHN"] == 2
    assert pd.isna(cells["KAZ", "UZB"])


def test_matrix_writes_a_zero_only_where_the_records_are_complete():
    fig = plot_meeting_matrix(since=2024, until=2024, count="bilateral")
    texts = [text for t in fig.data if t.type == "scatter" for text in t.text]
    zeros = figure_data(fig)["meetings"].eq(0).fillna(value=False)
    assert texts.count("0") == zeros.sum() == 1
    assert figure_data(fig).loc[zeros, ["actor", "other"]].to_numpy().tolist() == [["TKM", "CHN"]]
    assert "except where a 0 stands" in line_of(fig)


def rows_of(fig):
    """Return the years written beside the rows, and the number behind their tiles."""
    totals = dict(zip(fig.data[-1].y, fig.data[-1].text, strict=True))
    axis = fig.layout.yaxis
    return {
        name: totals[row].removeprefix("<b>").removesuffix("</b>")
        for name, row in zip(axis.ticktext, axis.tickvals, strict=True)
    }


def test_summits_are_one_tile_each_with_power_and_city_in_the_row_of_their_year():
    fig = plot_summits_per_year()
    rows = dict(zip(fig.layout.yaxis.tickvals, fig.layout.yaxis.ticktext, strict=True))
    bars = [t for t in fig.data if t.type == "bar"]
    tiles = [(rows[row], base) for t in bars for row, base in zip(t.y, t.base, strict=True)]
    assert len(tiles) == len(set(tiles)) == 16
    for year, count in SUMMITS.items():
        assert sorted(base for y, base in tiles if y == str(year)) == list(range(count))
    written = {text for t in bars for text in t.text}
    assert {"<b>China</b><br>Xi'an", "<b>United States</b><br>Washington"} <= written


def test_summits_have_short_names_for_a_narrow_screen():
    fig = plot_summits_per_year()
    short = fig.layout.meta["ca_summit"]["narrow"]
    place = [t.name for t in fig.data].index("European Union")
    assert short[f"data[{place}].text"] == ["EU"] * len(fig.data[place].text)


def test_neighbouring_years_without_a_summit_share_a_row():
    rows = rows_of(plot_summits_per_year(since=1992, until=2026))
    assert list(rows)[:3] == ["1992–2014", "2015–2021", "2022"]
    assert [rows["1992–2014"], rows["2015–2021"], rows["2026"]] == ["?", "0", "?"]


def test_summits_write_zero_where_complete_and_a_question_mark_where_not():
    rows = rows_of(plot_summits_per_year())
    assert rows["2015–2021"] == "0"
    assert rows["2025"] == "6"
    assert rows["2026"] == "?"
    assert rows_of(plot_summits_per_year(as_of="2025-10-27"))["2025"] == "≥ 4"


def key_of(fig):
    """The words of the key of a figure."""
    return ", ".join(label for label, *_ in fig.layout.meta["ca_summit"]["key"])


def test_summits_by_video_are_hatched():
    fig = plot_summits_per_year()
    india = next(t for t in fig.data if t.name == "India")
    assert list(india.marker.pattern.shape) == ["/"]
    assert "by video" in key_of(fig)
    assert "<b>India</b><br>by video" in india.text


def test_summits_tell_title_hover_alt_source_and_data():
    fig = plot_summits_per_year()
    assert question_of(fig) == "How many summits, and with whom?"
    said = "16 leaders’ summits of the five with one outside power, 2015–2026"
    assert said in fig.layout.title.subtitle.text
    assert "2022: 4, 2023: 5, 2024: 1, 2025: 6. Not known: 2026." in figure_alt(fig)
    assert "not complete" in line_of(fig).replace("<br>", " ")
    assert figure_data(fig)["meeting_id"].is_unique
    washington = next(t for t in fig.data if t.name == "United States").hovertext[-1]
    for words in ("C5+1 Leaders' Summit", "6 Nov 2025", "Washington", "held", "two sources"):
        assert words in washington


def test_summits_of_years_known_to_be_empty_are_zeros_not_an_empty_figure():
    fig = plot_summits_per_year(since=2015, until=2018)
    assert rows_of(fig) == {"2015–2018": "0"}
    assert figure_data(fig)["summits"].to_list() == [0] * 4


def test_summits_say_that_nothing_is_known():
    fig = plot_summits_per_year(since=2000, until=2003)
    assert "not complete" in figure_alt(fig)
    assert figure_alt(fig).startswith("Nothing to draw")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"since": 2025, "until": 2020}, "`since` must not be later"),
        ({"since": 1900}, "`since` must be a whole year from 1991"),
        ({"as_of": "27.10.2025"}, "`as_of` must be a day"),
        ({"language": "fr"}, "`language` must be one of"),
    ],
)
def test_summits_refuse_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        plot_summits_per_year(**arguments)


def test_a_table_of_the_user_is_drawn():
    mine = own_meetings()
    fig = plot_summits_per_year(mine, since=2026, until=2028)
    assert list(fig.data[0].text) == ["<b>QQQ</b><br>by video"]
    assert list(fig.data[1].text) == ["<b>?</b>", "<b>≥ 1</b>", "<b>?</b>"]
    assert list(fig.data[0].marker.pattern.shape) == ["x"]
    assert "from memory" in key_of(fig)
    data = figure_data(plot_meeting_matrix(mine, since="2027-01-01", until="2027-12-31"))
    met = data[data["meetings"] > 0]
    assert met[["actor", "other", "meetings"]].to_numpy().tolist() == [["KAZ", "QQQ", 1]]
    pd.testing.assert_frame_equal(mine, own_meetings())


def test_inputs_stay_unchanged():
    met, said = MEETINGS.copy(deep=True), ATTENDANCE.copy(deep=True)
    plot_meeting_matrix(MEETINGS, attendance=ATTENDANCE)
    plot_summits_per_year(MEETINGS, as_of="2025-10-27")
    pd.testing.assert_frame_equal(MEETINGS, met)
    pd.testing.assert_frame_equal(ATTENDANCE, said)


def test_every_year_count_level_and_language_gives_a_figure():
    for year in range(2004, 2028):
        fig = plot_meeting_matrix(MEETINGS, since=f"{year}-01-01", until=f"{year}-12-31")
        assert figure_alt(fig).startswith("Nothing to draw") or len(figure_data(fig)), year
        fig = plot_summits_per_year(MEETINGS, since=year, until=year)
        assert figure_alt(fig).startswith("Nothing to draw") or len(figure_data(fig)), year
    for count in ("in_person", "bilateral", "multilateral", "by_deputy", "virtual_or_unclear"):
        for level in ("heads_of_state", "ministers", "foreign_ministers", "envoys"):
            fig = plot_meeting_matrix(
                since="2004-01-01", until="2026-12-31", count=count, level=level
            )
            assert figure_alt(fig).startswith("Nothing to draw") or len(figure_data(fig))
    for language in ("en", "ru", "local"):
        assert len(figure_data(plot_meeting_matrix(language=language)))
        assert len(figure_data(plot_summits_per_year(language=language)))
    assert "Россия" in plot_meeting_matrix(language="ru").layout.yaxis.ticktext


def test_summits_are_named_in_the_language_asked_for():
    names = {t.name for t in plot_summits_per_year(language="ru").data}
    assert "Китай" in names
    assert "China" not in names


def test_bilateral_meetings_are_named_once():
    fig = plot_meeting_matrix(count="bilateral")
    assert fig.layout.title.subtitle.text == "Bilateral meetings of leaders, 2025"


def test_a_long_name_of_a_row_takes_two_lines_at_most():
    fig = plot_meeting_matrix(language="ru")
    short = fig.layout.meta["ca_summit"]["narrow"]["yaxis.ticktext"]
    assert max(text.count("<br>") for text in short) == 1
    assert not any("<br>" in text for text in fig.layout.yaxis.ticktext)
    assert "ООН" in fig.layout.yaxis.ticktext


#: Counterparts with a short name of their own, in the languages of the figures.
_SHORTENED = {
    *("European Union", "Gulf states", "United States"),
    *("Европейский союз", "Государства Залива", "Соединенные Штаты"),
    *("Еуропалық одақ", "Шығанақ елдері", "АҚШ"),
}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_words_of_a_tile_fit_a_phone_and_none_is_broken(language):
    fig = plot_summits_per_year(language=language)
    narrow = fig.layout.meta["ca_summit"]["narrow"]
    for number, trace in enumerate(fig.data):
        if not (texts := narrow.get(f"data[{number}].text")):
            continue
        whole = set(trace.text[0].partition("</b>")[0].removeprefix("<b>").split())
        told = set(texts[0].replace("<br>", " ").split())
        assert told == whole or trace.name in _SHORTENED, "words of the whole name"
        size = narrow[f"data[{number}].textfont.size"]
        assert size >= 8.5, "large enough to read"
        assert widest(texts[0], size) < 46
