"""Chart the verdicts on the article's claims, claim by claim, in whole sentences."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.catalog import get_table
from ca_summit.checks import check_choice, check_columns
from ca_summit.claims import VERDICTS, check_claims
from ca_summit.claims.evidence import READS
from ca_summit.figures import Key, empty_figure, finish, marks, taller_when_narrow, theme
from ca_summit.figures.axes import name_rows
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import column
from ca_summit.figures.text import hovers, plain, shown
from ca_summit.figures.typesetting import set_in
from ca_summit.provenance.drawn import Drawn
from ca_summit.provenance.tracing import ABOUT
from ca_summit.sources import frame_sources
from ca_summit.tables.own_tables import as_pandas

_NEEDED = ["claim_id", "paragraph", "claim", "kind", "verdict", "explanation"]
#: Symbol, colour and sign in the key of each verdict: told apart without colour too.
SIGNS = {
    msg("supported"): ("circle", "#0B9E77", "⬤"),
    msg("partly supported"): ("circle-open-dot", "#D99A00", "◉"),
    msg("not supported"): ("x", "#C8463C", "✖"),
    msg("not decided"): ("diamond-open", "#7C63B8", "◇"),
    msg("not checkable"): ("circle-open", "#7B8794", "○"),
}
_QUESTION = msg("How much of the article holds?")
_DRAWN = {
    "paragraph": msg("{many}; the number is the paragraph of the article"),
    "verdict": msg("{many}, grouped by verdict"),
}
_WIDE, _NARROW = 580, 288  # pixels of a line on a desk, or 170 mm of print, and on a phone
_SIZE, _SMALL, _BOLD = 13, 11, 1.07  # of letters in pixels; how much wider bold ones are
_LINE, _GAP = 17, 9  # pixels
_INDENT = "\u2002"  # between a sign and its words


def plot_claims(
    checked: pd.DataFrame | None = None,
    *,
    order: str = "paragraph",
    reasons: bool = True,
    language: str | None = None,
) -> go.Figure:
    """Chart every claim of the article with its verdict; the hover gives the reasons.

    Parameters
    ----------
    checked
        A table like ``check_claims()``. Default: that table, computed now.
    order
        ``"paragraph"`` (as the article has them) or ``"verdict"`` (grouped by verdict).
    reasons
        Write below each claim that does not simply hold why that is.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per claim with ``verdict``, ``explanation`` and the
    number of ``recalled_rows`` behind it.

    Raises
    ------
    ValueError
        If the order is unknown or a verdict is none of the five.

    Examples
    --------
    >>> fig = plot_claims()
    >>> fig.layout.title.text.partition(",")[0]
    '21 of 27 claims hold'
    """
    words = Words(language)
    frame = as_pandas(
        "plot_claims",
        check_claims(language=words.sentences) if checked is None else checked,
        "check_claims()",
    )
    check_columns("plot_claims", frame, _NEEDED, "check_claims()")
    check_choice("order", order, ["paragraph", "verdict"])
    for verdict in frame["verdict"].dropna().astype("str").unique():
        check_choice("verdict", verdict, VERDICTS)
    question = words.say(_QUESTION)
    if frame.empty:
        return empty_figure(question, words.say("The table holds no checked claim."), words)
    rows = _placed(words.cells(frame, "claim", "explanation"), order, words, reasons=reasons)
    counts = {v: int(n) for v in SIGNS if (n := rows["verdict"].eq(v).sum())}
    fig = go.Figure()
    narrow: dict[str, Any] = {}
    for verdict in counts:
        own = rows[rows["verdict"].eq(verdict)]
        narrow[f"data[{len(fig.data)}].text"] = list(own["narrow"])
        narrow[f"data[{len(fig.data)}].y"] = list(own["narrow_y"])
        _draw(fig, own, verdict, words)
    firsts = rows[rows["head"].ne("")].iloc[1:]
    for number, (top, other) in enumerate(zip(firsts["top"], firsts["narrow_top"], strict=True)):
        marks.stretch(fig, (0, top), (1, top), color=theme.FAINT_LINE)
        narrow |= dict.fromkeys((f"shapes[{number}].y0", f"shapes[{number}].y1"), other)
    area, narrow_area = -float(rows["foot"].min()), -float(rows["narrow_foot"].min())
    fig.update_xaxes(visible=False, range=[-0.012, 1], fixedrange=True)
    look: dict[str, Any] = {"range": [-area, 0], "fixedrange": True, "tickfont": {"size": 12}}
    name_rows(fig, rows["y"], rows["head"], **look)
    narrow |= {
        "yaxis.tickvals": list(rows["narrow_y"]),
        "yaxis.ticktext": list(rows["head"] if order == "paragraph" else [""] * len(rows)),
        "yaxis.range": [-narrow_area, 0],
    }
    fig.update_layout(margin={"r": 8}, showlegend=False)
    many = words.count("{count} claim", "{count} claims", len(rows))
    said = {verdict: f"{count} {words.say(verdict)}" for verdict, count in counts.items()}
    finish(
        fig,
        area=area,
        question=question,
        finding=_finding(counts, len(rows), words),
        subtitle=words.say(_DRAWN[order], many=many),
        key=[Key(said[v], SIGNS[v][1], SIGNS[v][2]) for v in counts],
        caution=words.say(
            "“Supported” is not “proven”: it means that a rule was met, and some rules are easy."
        ),
        alt=words.say(
            "List of {many} of the article with verdicts: {said:l}.", many=many, said=said.values()
        )
        + _exceptions(rows, words),
        data=rows[[*_NEEDED]].assign(recalled_rows=column(rows, "recalled_used")),
        sources=frame_sources(_all_sources(rows)),
        drawn=[
            Drawn("claims", rows),
            Drawn(
                "claims",
                rows,
                how={"verdict": ("by the rule of the claim, see check_claims()", "supported_when")},
            ),
            *_rows_used(rows),
        ],
        caption=words.say("One line per claim, in our words; point at one for the reasons."),
        narrow=narrow,
        notes=[words.say("Verdicts are computed from the tables by one rule per claim")],
        source_shift=8,
        language=words.sentences,
    )
    return taller_when_narrow(fig, narrow_area - area)


def _rows_used(rows: pd.DataFrame) -> list[Drawn]:
    """Return the bundled rows on which the verdicts rest, each labelled like its claim."""
    used: dict[str, list[pd.DataFrame]] = {}
    for label, evidence in column(rows, "evidence").items():
        for table, keys in evidence.items() if isinstance(evidence, dict) else ():
            used.setdefault(table, []).append(pd.DataFrame(keys, index=[label] * len(keys)))
    return [
        Drawn(table, pd.concat(frames), how={"verdict": ("", *_values_read(table))})
        for table, frames in used.items()
    ]


def _values_read(table: str) -> list[str]:
    """Return the columns of a table that rules read, besides its key and its proof."""
    held = get_table(table)
    numbers = [field.name for field in held.fields if field.kind == "number"]
    read = [n for n in READS.get(table, numbers) if n not in held.key and not ABOUT.search(n)]
    return read or [held.key[-1]]


def _finding(counts: dict[str, int], total: int, words: Words) -> str:
    """Say how many claims hold and how many do not; one claim alone has no share."""
    values = {
        "held": counts.get("supported", 0),
        "total": total,
        "failed": counts.get("not supported", 0),
    }
    if total < 2:
        return ""
    if not values["failed"]:
        return words.say("{held} of {total} claims hold", **values)
    return words.count(
        "{held} of {total} claims hold, {count} does not",
        "{held} of {total} claims hold, {count} do not",
        values["failed"],
        **values,
    )


def _placed(frame: pd.DataFrame, order: str, words: Words, *, reasons: bool) -> pd.DataFrame:
    """Return the claims in order, each with its words and the pixels at which it stands."""
    rank = {verdict: number for number, verdict in enumerate(SIGNS)}
    rows = frame.assign(verdict=frame["verdict"].astype("str"))
    rows = rows.sort_values("paragraph", kind="stable")
    rows["group"] = rows["paragraph"].map(plain)
    if order == "verdict":
        rows = rows.sort_values("verdict", key=lambda v: v.map(rank), kind="stable")
        rows["group"] = [words.sentence(verdict) for verdict in rows["verdict"]]
    rows = rows.reset_index(drop=True)
    rows["head"] = rows["group"].where(rows["group"].ne(rows["group"].shift()), "")
    for name, width in (("", _WIDE), ("narrow_", _NARROW)):
        text = [_words(row, width, words, reasons) for row in rows.to_dict("records")]
        heights = pd.Series([_LINE * (t.count("<br>") + 1) + _GAP for t in text])
        foot = -heights.cumsum()
        rows[name.rstrip("_") or "wide"] = text
        rows[f"{name}foot"], rows[f"{name}top"] = foot, foot + heights
        rows[f"{name}y"] = foot + heights / 2
    return rows


def _words(row: dict[Any, Any], width: int, words: Words, reasons: bool) -> str:
    """Return a claim in lines, and below one that does not simply hold why that is."""
    explained = row["verdict"] != "supported" and reasons
    text = set_in(shown(row["claim"]), width, _SIZE * (_BOLD if explained else 1))
    if explained:
        said = words.sentence(row["verdict"])
        why = shown(f"{said}: {_first_sentence(plain(row['explanation']))}")
        small = f"<span style='font-size:{_SMALL}px'>{set_in(why, width, _SMALL)}</span>"
        text = f"<b>{text}</b><br>{small}"
    return _INDENT + text.replace("<br>", f"<br>{_INDENT}")


def _first_sentence(text: str) -> str:
    """Return the first sentence; a full stop inside a number or before a small letter is none."""
    parts = re.split(r"(?<=[\w)%²»])(?<!\s[гж])\.\s+(?=[^\W\d_a-zа-яё]|['“‘«])", text, maxsplit=1)
    return parts[0].rstrip(".") + "." if text else ""


def _draw(fig: go.Figure, own: pd.DataFrame, verdict: str, words: Words) -> None:
    symbol, color, _ = SIGNS[verdict]
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
        y="y",
        symbol=symbol,
        size=13,
        color=color,
        told=told,
        text=list(own["wide"]),
        textfont={"size": _SIZE},
        name=f"{words.say(verdict)} ({len(own)})",
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
