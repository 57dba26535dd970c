"""Chart the verdicts on the article's claims, claim by claim."""

from __future__ import annotations

import re

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_columns
from ca_summit.claims import VERDICTS, check_claims
from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.labels import LINE_HEIGHT, color_key, sentence_lines, write_beside
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import as_pandas, column
from ca_summit.figures.text import hovers, plain, wrap
from ca_summit.sources import frame_sources

_NEEDED = ["claim_id", "paragraph", "claim", "kind", "verdict", "explanation"]
#: Sign and colour of each verdict: told apart without colour too.
SIGNS = {
    msg("supported"): ("circle", "#0B9E77"),
    msg("partly supported"): ("circle-open-dot", "#D99A00"),
    msg("not supported"): ("x", "#C8463C"),
    msg("not decided"): ("diamond-open", "#7C63B8"),
    msg("not checkable"): ("circle-open", "#7B8794"),
}
_LETTERS = dict(zip(SIGNS, "⬤◉✖◇○", strict=True))
_QUESTION = msg("How much of the article holds?")
_WIDTH = 42
_BESIDE = 0.45  # part of the width at which the reasons begin
_LINE = 17
_GAP = 15
_HEADING = 26


def plot_claims(
    checked: pd.DataFrame | None = None,
    *,
    order: str = "paragraph",
    reasons: bool = True,
    language: str = "en",
) -> go.Figure:
    """Chart every claim of the article with its verdict; the hover gives the reasons.

    Parameters
    ----------
    checked
        A table like ``check_claims()``. Default: that table, computed now.
    order
        ``"paragraph"`` (as the article has them) or ``"verdict"`` (grouped by verdict).
    reasons
        Write the beginning of each explanation beside the claim. On a narrow screen, such as a
        phone, it is left out; the hover has all of it.

    language
        Language of the sentences; until a catalogue is complete they stay English.

    Raises
    ------
    ValueError
        If the order is unknown or a verdict is none of the five.

    Examples
    --------
    >>> from ca_summit.claims import check_claims
    >>> fig = plot_claims(check_claims(["area-like-eu", "rare-earths-in-particular"]))
    >>> sorted(trace.name for trace in fig.data)
    ['not supported (1)', 'reasons', 'supported (1)']
    """
    words = Words(language)
    frame = as_pandas(
        "plot_claims", check_claims() if checked is None else checked, "check_claims()"
    )
    check_columns("plot_claims", frame, _NEEDED, "check_claims()")
    check_choice("order", order, ["paragraph", "verdict"])
    for verdict in frame["verdict"].dropna().astype("str").unique():
        check_choice("verdict", verdict, VERDICTS)
    question = words.say(_QUESTION)
    if frame.empty:
        return empty_figure(question, words.say("The table holds no checked claim."))
    rows = _ordered(frame, order, reasons=reasons)
    counts = {v: int(n) for v in SIGNS if (n := rows["verdict"].eq(v).sum())}
    fig = go.Figure()
    for verdict in counts:
        _draw_signs(fig, rows[rows["verdict"].eq(verdict)], verdict, words)
    for place, text in zip(rows["place"], rows["text"], strict=True):
        marks.note(
            fig, text, 0, place, size=13, xref="paper", xshift=16, xanchor="left", align="left"
        )
    if reasons:
        write_beside(fig, list(rows["place"]), list(rows["reason"]), (4 * _BESIDE, 4))
    _write_headings(fig, rows, order, words)
    area = float(rows["bottom"].max()) + 14
    fig.update_xaxes(visible=False, range=[0, 4], fixedrange=True)
    fig.update_yaxes(visible=False, range=[area - 8, -8], fixedrange=True)
    fig.update_layout(margin={"l": 26, "r": 8}, showlegend=False)
    said = {verdict: f"{count} {words.say(verdict)}" for verdict, count in counts.items()}
    many = words.count("{count} claim", "{count} claims", len(rows))
    return finish(
        fig,
        area=area,
        question=question,
        finding=_finding(counts, len(rows), words),
        subtitle="<br>".join(
            [
                many,
                *color_key(
                    {said[v]: SIGNS[v][1] for v in said}, {said[v]: _LETTERS[v] for v in said}
                ),
            ]
        ),
        alt=words.say(
            "List of {many} of the article with verdicts: {said:l}.", many=many, said=said.values()
        )
        + _exceptions(rows, words),
        data=rows[[*_NEEDED]].assign(recalled_rows=column(rows, "recalled_used")),
        sources=frame_sources(_all_sources(rows)),
        caption=words.say("One line per claim, in our words; point at a sign for the reasons."),
        notes=[words.say("Verdicts are computed from the tables by one rule per claim")],
        source_shift=8,
    )


def _finding(counts: dict[str, int], total: int, words: Words) -> str:
    """Say how many claims hold; one claim alone has no share."""
    held = counts.get("supported", 0)
    return words.say("{held} of {total} claims hold", held=held, total=total) if total > 1 else ""


def _ordered(frame: pd.DataFrame, order: str, *, reasons: bool) -> pd.DataFrame:
    """Return the claims with the pixel row at which each one stands."""
    rows = frame.assign(verdict=frame["verdict"].astype("str"))
    if order == "verdict":
        rank = {v: n for n, v in enumerate(SIGNS)}
        rows = rows.assign(group=rows["verdict"].map(rank)).sort_values(
            ["group", "paragraph"], kind="stable"
        )
    else:
        rows = rows.assign(group=rows["paragraph"]).sort_values("paragraph", kind="stable")
    rows = rows.reset_index(drop=True)
    rows["text"] = [wrap(plain(c), _WIDTH) for c in rows["claim"]]
    first = [_first_sentence(plain(e)) for e in rows["explanation"]]
    rows["reason"] = [sentence_lines(s) if reasons else [] for s in first]
    heights = [
        max(_LINE * (text.count("<br>") + 1), LINE_HEIGHT * len(lines)) + _GAP
        for text, lines in zip(rows["text"], rows["reason"], strict=True)
    ]
    heads = rows["group"].ne(rows["group"].shift()).map({True: _HEADING, False: 0})
    rows["bottom"] = (pd.Series(heights, index=rows.index) + heads).cumsum()
    rows["place"] = rows["bottom"] - pd.Series(heights, index=rows.index) / 2
    rows["head"] = rows["bottom"] - pd.Series(heights, index=rows.index) - 11
    return rows


def _first_sentence(text: str) -> str:
    """Return the first sentence; a full stop inside a number or before a small letter is none."""
    parts = re.split(r"(?<=[a-z0-9)%²])\.\s+(?=[A-Z'“‘])", text, maxsplit=1)
    return parts[0].rstrip(".") + "." if text else ""


def _draw_signs(fig: go.Figure, own: pd.DataFrame, verdict: str, words: Words) -> None:
    symbol, color = SIGNS[verdict]
    told = hovers(
        own.assign(said=words.say(verdict)),
        words,
        "<b>{said}</b>: {claim}",
        "{explanation}",
        "paragraph {paragraph}, {kind}",
        proof=False,
    )
    marks.dots(
        fig,
        own.assign(x=0),
        x="x",
        y="place",
        symbol=symbol,
        size=13,
        color=color,
        told=told,
        name=f"{verdict} ({len(own)})",
    )


def _write_headings(fig: go.Figure, rows: pd.DataFrame, order: str, words: Words) -> None:
    for _, own in rows.groupby("group", sort=False):
        first = own.iloc[0]
        text = words.sentence(first["verdict"])
        if order == "paragraph":
            text = words.say("Paragraph {number}", number=first["paragraph"])
        marks.note(
            fig,
            f"<b>{text}</b>",
            0,
            first["head"],
            xref="paper",
            xshift=-8,
            xanchor="left",
            opacity=0.75,
        )


def _exceptions(rows: pd.DataFrame, words: Words) -> str:
    """Name the claims that do not hold, up to four."""
    failed = rows.loc[rows["verdict"].eq("not supported"), "claim"].tolist()
    return (
        " " + words.say("Not supported: {failed}.", failed="; ".join(failed[:4])) if failed else ""
    )


def _all_sources(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per source that a verdict rests on."""
    ids: list[str] = []
    for cell in column(rows, "sources"):
        ids += list(cell) if isinstance(cell, (list, tuple)) else []
    return pd.DataFrame({"source_id": ids}, dtype="object")
