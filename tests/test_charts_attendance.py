"""Who came to the meetings, and who was known to come on which day."""

from __future__ import annotations

import pandas as pd
import pytest

from ca_summit.charts import plot_attendance, plot_known_on
from ca_summit.diplomacy import FIVE
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.metadata import question_of as asked
from ca_summit.tables import load_attendance, load_meetings

WASHINGTON = "c5-plus-1-2025-washington"
ATTENDANCE, MEETINGS = load_attendance(), load_meetings()


def own_statements():
    return pd.DataFrame(
        {
            "meeting_id": ["mine"] * 3,
            "actor_iso3": ["KAZ", "BRA", "KAZ"],
            "person": ["A", "B <b>bold</b>", "A"],
            "role": ["president"] * 3,
            "status": ["invited", "confirmed", "attended"],
            "event": ["invitation_reported", "attendance_confirmed", "attendance"],
            "known_on": ["2028-03-01", "2028-03-02", "2028-03-05"],
            "seq": [1, 1, 2],
            "source_id": ["my-notes"] * 3,
            "verification": ["recalled"] * 3,
        }
    )


def states(fig):
    data = figure_data(fig)
    return data.pivot_table(
        index="meeting_id", columns="actor", values="status", aggfunc="first", dropna=False
    )


def test_attendance_shows_deputies_absences_and_gaps_as_recorded():
    came = states(plot_attendance())
    assert came.loc["eco-2025-khankendi", ["KAZ", "TKM"]].to_list() == ["represented_by_deputy"] * 2
    assert came.loc["ots-informal-2025-budapest", "TKM"] == "absent"
    assert came.loc[WASHINGTON, list(FIVE)].to_list() == ["attended"] * 5
    assert pd.isna(came.loc["eaeu-2025-minsk", "TJK"])


def test_attendance_signs_differ_by_state_and_gaps_are_faint():
    fig = plot_attendance()
    traces = {trace.name: trace for trace in fig.data}
    assert set(traces) == {"came", "sent a deputy", "stayed away", "not recorded"}
    assert traces["came"].marker.symbol == "circle"
    assert traces["sent a deputy"].marker.symbol == "diamond"
    assert traces["stayed away"].marker.symbol == "x"
    assert traces["not recorded"].opacity < 0.6
    assert sum(len(trace.x) for trace in traces.values()) == len(figure_data(fig))


def test_attendance_rows_follow_the_days_and_heads_count():
    fig = plot_attendance()
    labels = fig.layout.yaxis.ticktext
    data = figure_data(fig)
    days = data.drop_duplicates("meeting_id")["start_date"]
    assert days.is_monotonic_increasing
    assert f"{days.iloc[0].day}" in labels[0]
    assert f"{days.iloc[-1].day} {days.iloc[-1]:%b}" in labels[-1]
    assert pd.Series(fig.layout.yaxis.tickvals).is_monotonic_decreasing
    both = plot_attendance(bilateral=True).layout.yaxis.ticktext
    assert len(both) > len(labels)
    assert any("Bishkek, 12–13 Mar" in label for label in both)
    named = plot_attendance(meeting="bilateral-kgz-tjk-2025-bishkek").layout.yaxis.ticktext
    assert len(named) == 1
    own = data[data["actor"].eq("TKM") & data["status"].notna()]
    came = own["status"].eq("attended").sum()
    assert fig.layout.xaxis.ticktext[3] == f"Turkmenistan<br><b>{came} / {len(own)}</b>"
    short = fig.layout.meta["ca_summit"]["narrow"]
    assert short["xaxis.ticktext"][3] == f"Turkmenistan<br><b>{came}/{len(own)}</b>"
    assert short["xaxis.tickangle"] == -90
    two = plot_attendance(actor=["KAZ", "TKM"]).layout.meta["ca_summit"]["narrow"]
    assert two["xaxis.ticktext"][1].startswith("Turkmen-<br>istan<br>")


def test_attendance_writes_names_of_meetings_whole():
    fig = plot_attendance(bilateral=True)
    data = figure_data(fig).drop_duplicates("meeting_id")
    for name, label in zip(data["name"], fig.layout.yaxis.ticktext, strict=True):
        assert label.replace("<br>", " ").startswith(name), label
    short = fig.layout.meta["ca_summit"]["narrow"]["yaxis.ticktext"]
    assert "…" not in "".join([*fig.layout.yaxis.ticktext, *short])
    assert max(len(line) for label in short for line in label.split("<span")[0].split("<br>")) < 27


def test_attendance_tells_title_finding_alt_source_and_hover():
    fig = plot_attendance()
    assert asked(fig) == "Who came, and who sent a deputy?"
    assert fig.layout.title.text.replace("<br>", " ") == (
        "Turkmenistan sent a deputy most often: to 4 of 19 meetings in 2025"
    )
    counts = figure_data(fig).groupby("actor")["status"].value_counts()["TKM"]
    told = f"Turkmenistan: came {counts['attended']}, sent a deputy 4, stayed away 1"
    assert told in figure_alt(fig)
    line = next(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME)
    assert "not an absence" in line
    assert "Sources:" in line
    deputies = next(t for t in fig.data if t.name == "sent a deputy")
    assert any("Khankendi" in h and "3–4 Jul 2025" in h for h in deputies.hovertext)


def test_attendance_as_of_shows_what_had_been_said():
    came = states(plot_attendance(meeting=WASHINGTON, as_of="2025-10-27")).loc[WASHINGTON]
    assert came.to_dict() == {
        "KAZ": "confirmed",
        "KGZ": "confirmed",
        "TJK": "unconfirmed",
        "TKM": "unconfirmed",
        "UZB": "unconfirmed",
    }


def test_attendance_takes_other_columns():
    data = figure_data(plot_attendance(meeting="cis-2025-dushanbe", actor=["RUS", "ARM", "USA"]))
    assert data["status"].to_list()[:2] == ["attended", "attended"]
    assert pd.isna(data["status"].iloc[2])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"meeting": "c5-plus-1-2025-washingtn"}, "Did you mean 'c5-plus-1-2025-washington'"),
        ({"level": "kings"}, "`level` must be one of"),
        ({"format": "c6"}, "`format` must be one of"),
        ({"year": 20}, "`year` must be a whole year"),
        ({"as_of": "27.10.2025"}, "YYYY-MM-DD"),
        ({"language": "fr"}, "`language` must be one of"),
    ],
)
def test_attendance_refuses_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        plot_attendance(**arguments)


def test_both_refuse_a_table_without_their_columns():
    for draw in (plot_attendance, plot_known_on):
        with pytest.raises(ValueError, match=r"needs column\(s\) .*load_attendance"):
            draw(ATTENDANCE[["meeting_id"]])


def test_attendance_says_that_a_selection_is_empty():
    fig = plot_attendance(year=2010)
    assert figure_alt(fig).startswith("Nothing to draw: No statement about who came")


def test_known_on_shows_each_leader_each_day():
    data = figure_data(plot_known_on())
    assert data["day"].iloc[0] == pd.Timestamp("2025-10-25")
    assert data["day"].nunique() == 13
    wide = data.pivot_table(
        index="day", columns="actor", values="status", aggfunc="first", dropna=False
    )
    assert wide.loc["2025-10-25"].isna().all()
    assert wide.loc["2025-10-27", list(FIVE)].to_list() == ["confirmed"] * 2 + ["unconfirmed"] * 3
    assert wide.loc["2025-10-28", "TKM"] == wide.loc["2025-10-28", "UZB"] == "confirmed"
    assert wide.loc["2025-11-06", list(FIVE)].to_list() == ["attended"] * 5


def test_known_on_draws_news_full_and_what_follows_pale():
    fig = plot_known_on()
    pale, news = fig.data[:2]
    assert (pale.opacity, news.opacity) == (0.34, 1.0)
    for pale_row, news_row in zip(pale.z, news.z, strict=True):
        assert all(a is None or b is None for a, b in zip(pale_row, news_row, strict=True))
    data = figure_data(fig)
    full = sum(value is not None for row in news.z for value in row)
    assert full == data["changed"].sum() == 19
    assert (
        sum(value is not None for row in pale.z for value in row)
        == data["status"].notna().sum() - full
    )


def test_known_on_cut_short_tells_news_from_what_was_known_before():
    data = figure_data(plot_known_on(since="2025-10-29", until="2025-11-03"))
    assert data.loc[data["changed"], ["day", "actor"]].to_numpy().tolist() == [
        [pd.Timestamp("2025-11-03"), "TJK"]
    ]
    fig = plot_known_on(since="2025-11-09", until="2025-11-20")
    assert set(figure_data(fig)["status"]) == {"attended"}
    assert [a.text for a in fig.layout.annotations].count("came") == 6


def test_known_on_marks_the_day_of_the_article_as_a_band():
    fig = plot_known_on()
    band = fig.layout.shapes[0]
    assert pd.Timestamp(band.x0) == pd.Timestamp("2025-10-26 12:00")
    assert pd.Timestamp(band.x1) == pd.Timestamp("2025-10-27 12:00")
    assert any("article" in (a.text or "") for a in fig.layout.annotations)
    assert fig.layout.title.text == "2 of 5 had said yes on 27 Oct, 4 a day later"
    assert not plot_known_on(mark=None).layout.shapes
    other = plot_known_on(mark="2025-11-03")
    assert any(a.text == "3 Nov 2025" for a in other.layout.annotations)


def test_known_on_counts_the_yes_of_the_five_below_each_day():
    ticks = plot_known_on().layout.xaxis.ticktext
    assert ticks[0] == "25<br>Oct<br><b>0</b>"
    assert [t.split("<b>")[1][0] for t in ticks] == list("0124444445555"[:9]) + list("5555")


def test_known_on_without_the_host_waits_for_uzbekistans_own_word():
    data = figure_data(plot_known_on(include_host=False))
    own = data[data["actor"].eq("UZB")].set_index("day")["status"]
    assert own["2025-10-28"] == "unconfirmed"
    assert own["2025-11-04"] == "confirmed"
    assert "Own statements only" in plot_known_on(include_host=False).layout.title.subtitle.text


def test_known_on_hover_lists_the_statements_of_the_day():
    news = plot_known_on().data[1]
    hover = news.hovertext[-1][1]
    assert hover.startswith("<b>Kazakhstan, 26 Oct 2025</b>: confirmed")
    assert hover.count("<i>") == 3
    assert "thank you letter" in hover


def test_known_on_tells_title_alt_and_source():
    fig = plot_known_on()
    assert asked(fig) == "Who was coming to Washington?"
    assert "Tajikistan: invited on 26 Oct, unconfirmed on 27 Oct" in figure_alt(fig)
    assert "On 27 Oct 2025 2 of 5 had said yes" in figure_alt(fig)
    assert any(a.name == SOURCE_NAME and "Sources:" in a.text for a in fig.layout.annotations)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"meeting": "c5"}, "`meeting` must be one of"),
        ({"mark": "27 October"}, "`mark` must be a day"),
        ({"since": "2025-11-02", "until": "2025-11-01"}, "`since` must not be later"),
        ({"since": "2020-01-01"}, "at most 400 days"),
        ({"language": "fr"}, "`language` must be one of"),
    ],
)
def test_known_on_refuses_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        plot_known_on(**arguments)


def test_known_on_says_that_nothing_was_said():
    meetings = load_meetings()
    silent_ids = set(meetings["meeting_id"]) - set(load_attendance()["meeting_id"])
    silent = plot_known_on(meeting=min(silent_ids))
    assert figure_alt(silent).startswith("Nothing to draw: No statements about")
    early = plot_known_on(until="2025-10-20")
    assert "up to 20 Oct 2025" in figure_alt(early)


def test_statements_of_the_user_are_drawn_also_about_a_meeting_without_a_row():
    mine = own_statements()
    known = figure_data(plot_known_on(mine, meeting="mine"))
    assert known.loc[known["actor"].eq("BRA"), "status"].isna().sum() == 2
    came = figure_data(plot_attendance(mine, meeting="mine", actor=["KAZ", "BRA"]))
    assert came["status"].to_list() == ["attended", "confirmed"]
    traces = plot_attendance(mine, meeting="mine", actor=["KAZ", "BRA"]).data
    assert {t.marker.symbol for t in traces} == {"circle-open", "circle-open-dot"}, "from memory"
    pd.testing.assert_frame_equal(mine, own_statements())


def test_inputs_stay_unchanged():
    said, met = ATTENDANCE.copy(deep=True), MEETINGS.copy(deep=True)
    plot_attendance(ATTENDANCE, meetings=MEETINGS)
    plot_known_on(ATTENDANCE, meetings=MEETINGS)
    pd.testing.assert_frame_equal(ATTENDANCE, said)
    pd.testing.assert_frame_equal(MEETINGS, met)


def test_every_meeting_year_format_and_language_gives_a_figure():
    with_statements = set(ATTENDANCE["meeting_id"])
    for meeting in MEETINGS["meeting_id"]:
        fig = plot_known_on(ATTENDANCE, meeting=meeting, meetings=MEETINGS)
        empty = figure_alt(fig).startswith("Nothing to draw")
        assert empty != (meeting in with_statements), meeting
        assert empty or len(figure_data(fig)), meeting
    choices = [{"year": year} for year in range(2014, 2028)]
    choices += [{"format": f, "level": None} for f in MEETINGS["format"].unique()]
    choices += [{"language": language} for language in ("en", "ru", "local")]
    for choice in choices:
        fig = plot_attendance(ATTENDANCE, meetings=MEETINGS, **choice)
        assert figure_alt(fig).startswith("Nothing to draw") or len(figure_data(fig)), choice
    assert "Қазақстан" in plot_known_on(language="local").layout.yaxis.ticktext


def test_before_a_meeting_nobody_is_counted_as_having_come():
    before = plot_attendance(meeting="c5-plus-1-2025-washington", as_of="2025-10-27")
    assert all("<b>" not in head for head in before.layout.xaxis.ticktext)
    after = plot_attendance(meeting="c5-plus-1-2025-washington")
    assert all(head.endswith("<b>1 / 1</b>") for head in after.layout.xaxis.ticktext)


def test_statements_about_meetings_that_the_table_does_not_hold_name_them():
    own = load_attendance(meeting="eco-2025-khankendi").assign(meeting_id="mine-1")
    said = plot_attendance(attendance=own).layout.annotations[0].text
    assert "does not hold mine-1" in said.replace("<br>", " ")
