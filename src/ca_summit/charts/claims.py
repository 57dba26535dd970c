"""Chart the verdicts on the article's claims, claim by claim."""

from __future__ import annotations

import re

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_columns
from ca_summit.claims import VERDICTS, check_claims
from ca_summit.figures import empty_figure
from ca_summit.figures.labels import LINE_HEIGHT, color_key, sentence_lines, write_beside
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import column
from ca_summit.figures.text import hover, listed, plain, wrap
from ca_summit.sources import frame_sources

_NEEDED = ["claim_id", "paragraph", "claim", "kind", "verdict", "explanation"]
#: Sign and colour of each verdict: told apart without colour too.
SIGNS = {
    "supported": ("circle", "#0B9E77"),
    "partly supported": ("circle-open-dot", "#D99A00"),
    "not supported": ("x", "#C8463C"),
    "not decided": ("diamond-open", "#7C63B8"),
    "not checkable": ("circle-open", "#7B8794"),
}
_LETTERS = dict(zip(SIGNS, "⬤◉✖◇○", strict=True))
_TITLE = "How much of the article holds?"
_WIDTH = 42
_BESIDE = 0.45  # part of the width at which the reasons begin
_LINE = 17
_GAP = 15


def plot_claims(
    checked: pd.DataFrame | None = None, *, order: str = "paragraph", reasons: bool = True
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
    frame = check_claims() if checked is None else checked
    check_columns("plot_claims", frame, _NEEDED, "check_claims()")
    check_choice("order", order, ["paragraph", "verdict"])
    for verdict in frame["verdict"].dropna().astype("str").unique():
        check_choice("verdict", verdict, VERDICTS)
    if frame.empty:
        return empty_figure(_TITLE, "The table holds no checked claim.")
    rows = _ordered(frame, order, reasons=reasons)
    fig = go.Figure()
    for verdict in SIGNS:
        _signs(fig, rows[rows["verdict"].eq(verdict)], verdict)
    for place, text in zip(rows["place"], rows["text"], strict=True):
        fig.add_annotation(
            x=0,
            xref="paper",
            xshift=16,
            y=place,
            text=text,
            showarrow=False,
            xanchor="left",
            align="left",
            font={"size": 13},
        )
    if reasons:
        write_beside(fig, list(rows["place"]), list(rows["reason"]), (4 * _BESIDE, 4))
    _headings(fig, rows, order)
    total = float(rows["bottom"].max())
    fig.update_xaxes(visible=False, range=[0, 4], fixedrange=True)
    fig.update_yaxes(visible=False, range=[total + 6, -8], fixedrange=True)
    fig.update_layout(
        height=int(total + 14 + 84 + 40), margin={"l": 26, "r": 8, "b": 40}, showlegend=False
    )
    counts = rows["verdict"].value_counts()
    said = [f"{counts[v]} {v}" for v in SIGNS if v in counts.index]
    many = f"{len(rows)} claims" if len(rows) > 1 else "1 claim"
    colors = {f"{counts[v]} {v}": color for v, (_, color) in SIGNS.items() if v in counts.index}
    letters = {f"{counts[v]} {v}": _LETTERS[v] for v in counts.index}
    return finish_chart(
        fig,
        title=_TITLE,
        subtitle="<br>".join([many, *color_key(colors, letters)]),
        alt=f"List of {many} of the article with verdicts: {listed(said)}. " + _exceptions(rows),
        data=rows[[*_NEEDED]].assign(recalled_rows=column(rows, "recalled_used")),
        sources=frame_sources(_all_sources(rows)),
        caption="One line per claim, in our words; point at a sign for the reasons.",
        notes=["Verdicts are computed from the tables by one rule per claim"],
        source_shift=8,
    )


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
    heads = rows["group"].ne(rows["group"].shift()).map({True: 26, False: 0})
    rows["bottom"] = (pd.Series(heights, index=rows.index) + heads).cumsum()
    rows["place"] = rows["bottom"] - pd.Series(heights, index=rows.index) / 2
    rows["head"] = rows["bottom"] - pd.Series(heights, index=rows.index) - 11
    return rows


def _first_sentence(text: str) -> str:
    """Return the first sentence; a full stop inside a number or before a small letter is none."""
    parts = re.split(r"(?<=[a-z0-9)%²])\.\s+(?=[A-Z'“‘])", text, maxsplit=1)
    return parts[0].rstrip(".") + "." if text else ""


def _signs(fig: go.Figure, own: pd.DataFrame, verdict: str) -> None:
    if own.empty:
        return
    symbol, color = SIGNS[verdict]
    fig.add_scatter(
        x=[0] * len(own),
        y=own["place"],
        mode="markers",
        name=f"{verdict} ({len(own)})",
        marker={"symbol": symbol, "size": 13, "color": color, "line": {"width": 2.4}}
        if "open" in symbol
        else {"symbol": symbol, "size": 13, "color": color},
        hovertext=[
            hover(
                f"<b>{verdict}</b>: {plain(r['claim'])}",
                plain(r["explanation"]),
                f"paragraph {r['paragraph']}, {r['kind']}",
            )
            for r in own.to_dict("records")
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )


def _headings(fig: go.Figure, rows: pd.DataFrame, order: str) -> None:
    for _, own in rows.groupby("group", sort=False):
        first = own.iloc[0]
        words = f"Paragraph {first['paragraph']}" if order == "paragraph" else first["verdict"]
        fig.add_annotation(
            x=0,
            xref="paper",
            xshift=-8,
            y=first["head"],
            text=f"<b>{words[:1].upper()}{words[1:]}</b>",
            showarrow=False,
            xanchor="left",
            font={"size": 12},
            opacity=0.75,
        )


def _exceptions(rows: pd.DataFrame) -> str:
    """Name the claims that do not hold, up to four."""
    failed = rows.loc[rows["verdict"].eq("not supported"), "claim"].tolist()
    return f"Not supported: {'; '.join(failed[:4])}." if failed else ""


def _all_sources(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per source that a verdict rests on."""
    ids: list[str] = []
    for cell in column(rows, "sources"):
        ids += list(cell) if isinstance(cell, (list, tuple)) else []
    return pd.DataFrame({"source_id": ids}, dtype="object")
