"""Map where the places lie that reports name, a circle a country, by a named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_columns
from ca_summit.events.plots import (
    caution,
    counted_by,
    nothing,
    records_source,
    skipped,
    told_synthetic,
    what,
)
from ca_summit.events.rules import NEEDED, count
from ca_summit.figures.canvas import EXTENTS, Canvas
from ca_summit.figures.language import Words
from ca_summit.figures.placement import label_point
from ca_summit.figures.text import hovers
from ca_summit.maps.basemap import USUAL_LAYERS, Basemap, draw_basemap

if TYPE_CHECKING:
    import plotly.graph_objects as go

_COLOR = "#8F3D57"
_WIDEST, _LEAST = 44, 5  # pixels of the largest circle and of the smallest
_WIDEST_OF_WORLD = 34
_NAMED = 8  # so many countries have their names and counts beside them
_SEEN = 0.8  # part of the count that the chosen view must hold


def map_reports(
    day: pd.DataFrame,
    *,
    rule: str = "reports",
    gap_days: int = 1,
    least_reports: int = 1,
    extent: str | None = None,
    source: str | None = None,
    language: str | None = None,
) -> go.Figure:
    """Map in which countries the places lie that reports name: the area of a circle is the count.

    Countries are not coloured, because a large one would look like much. A machine has found the
    place in a text; often it is a capital or a whole country.

    Parameters
    ----------
    day
        What ``by_day(..., places=True)`` returns, with the column ``place`` (ISO3).
    rule, gap_days, least_reports
        As in ``ev.count()``, within each country.
    extent
        ``"region"``, ``"eurasia"``, ``"europe"`` or ``"world"``. Default: the closest of region,
        eurasia and world that holds four fifths; what lies outside is named in the note.
    source
        What the records are, for the source line. Default: the name of their layout.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; a circle per country of the places that reports name, its area the number of reports.

    Raises
    ------
    ValueError
        If ``day`` has no places or an argument is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-12-06"]), "actor": "KAZ"})
    >>> day = day.assign(other="UZB", kind="042", reports=[4, 12], place=["KAZ", "UZB"])
    >>> map_reports(day).layout.title.text
    'Of 16 reports, 75% name a place in Uzbekistan'
    """
    words = Words(language)
    check_columns("map_reports", day, [*NEEDED, "place"], "ev.by_day(..., places=True)")
    if extent is not None:
        check_choice("extent", extent, EXTENTS)
    rules: dict[str, Any] = {"rule": rule, "gap_days": gap_days, "least_reports": least_reports}
    question = words.say("Where are the places that reports name?")
    counts = _by_place(day, rules)
    if counts.empty:
        return nothing(question, rules, words)
    canvas, land = _ground(counts, extent, language)
    seen = counts[counts["place"].isin(_inside(canvas, land))].copy()
    if seen.empty:
        return nothing(question, rules, words)
    away = counts.drop(index=seen.index)
    seen["name"] = [words.label(code) for code in seen["place"]]
    seen["counted"] = [what(rule, int(n), words) for n in seen["count"]]
    seen["share"] = seen["count"] / counts["count"].sum() * 100
    spots = [label_point(land.loc[code, "geometry"])[:2] for code in seen["place"]]
    widest = _WIDEST_OF_WORLD if canvas.plane.is_world else _WIDEST
    sizes = [max(_LEAST, widest * (n / counts["count"].max()) ** 0.5) for n in seen["count"]]
    canvas.dots(
        spots,
        name=words.say("reports"),
        marker={"color": _COLOR, "opacity": 0.7, "size": sizes},
        hovers=hovers(seen, words, "<b>{name}</b>", "{counted}, {share:p} of all", proof=False),
    )
    radii = [0.35 * size * canvas.km_per_px for size in sizes]  # names may touch a circle's rim
    canvas.take((x - r, y - r, x + r, y + r) for (x, y), r in zip(spots, radii, strict=True))
    _write_names(canvas, seen.head(_NAMED), spots, sizes, words)
    finding = told_synthetic(_finding(counts, rule, words), day, words)
    unplaced = int(day.loc[day["place"].isna(), "reports"].sum())
    notes = [
        _outside(away, words),
        words.say("{n:n} reports name no country", n=unplaced) if unplaced else "",
        caution(words),
        *skipped(day, words),
    ]
    return canvas.finish(
        question=question,
        finding=finding,
        subtitle=words.say(
            "Area of a circle: the count in a country. Counted: {rule}",
            rule=counted_by(rules, words),
        ),
        caution=words.say(
            "A report is no meeting; a machine found the place in the text, often a capital or a "
            "whole country."
        ),
        alt=words.say(
            "Map with a circle a country. {finding}. Counted: {rule}. {parts}.",
            finding=finding,
            rule=counted_by(rules, words),
            parts=words.listed(
                (
                    f"{words.name(c, article=False)} {n}"
                    for c, n in zip(counts["place"], counts["count"], strict=True)
                ),
                8,
            ),
        ),
        data=counts.assign(rule=counted_by(rules, words)),
        sources=records_source(day, source),
        caption=words.say("Circles stand in the middle of a country, not at the places named."),
        notes=notes,
    )


def _by_place(day: pd.DataFrame, rules: dict[str, Any]) -> pd.DataFrame:
    """Return what the rule counts in each country, the most first: ``place``, ``count``."""
    parts = [
        count(own, by=None, **rules).assign(place=place)
        for place, own in day.dropna(subset=["place"]).groupby(day["place"].astype("object"))
    ]
    if not parts:
        return pd.DataFrame({"place": [], "count": []})
    found = pd.concat(parts, ignore_index=True)
    found = found[found["count"].gt(0)].sort_values("count", ascending=False, kind="stable")
    return found[["place", "count", "reports"]].reset_index(drop=True)


def _ground(counts: pd.DataFrame, extent: str | None, language: str | None) -> tuple[Canvas, Any]:
    """Draw the closest view that holds most of the count; return it with the countries' shapes."""
    views = [extent] if extent else ["region", "eurasia", "world"]
    for view in views:
        canvas = Canvas.open(view, height=600)
        look = Basemap(
            layers=[f for f in USUAL_LAYERS if f != "lakes"],
            labels=dict.fromkeys(counts["place"], ""),
            language=language,
        )
        land = draw_basemap(canvas, look).land.set_index("iso3")
        held = counts.loc[counts["place"].isin(_inside(canvas, land)), "count"].sum()
        if held >= _SEEN * counts["count"].sum():
            break
    return canvas, land


def _inside(canvas: Canvas, land: Any) -> list[str]:
    """Return the codes of the countries whose middle is seen."""
    return [
        str(code)
        for code, shape in land["geometry"].items()
        if not shape.is_empty and canvas.seen.contains(shape.representative_point())
    ]


def _write_names(
    canvas: Canvas, seen: pd.DataFrame, spots: list[Any], sizes: list[float], words: Words
) -> None:
    """Write name and count beside the largest circles, where there is room."""
    texts = [
        words.say("{name} {n:n}", name=name, n=n)
        for name, n in zip(seen["name"], seen["count"], strict=True)
    ]
    for text, spot, size in zip(texts, spots, sizes, strict=False):
        side = canvas.free_sides([spot], [text], size=12, marker_px=size)[0]
        if side:
            canvas.dots(
                [spot],
                name=text,
                marker={"size": size, "color": "rgba(0,0,0,0)"},
                beside=([text], [side]),
                size=12,
                hoverinfo="skip",
            )


def _finding(counts: pd.DataFrame, rule: str, words: Words) -> str:
    """Say which country is named most, and by which part; of two that stand alike none."""
    whole, first = int(counts["count"].sum()), counts.iloc[0]
    if len(counts) > 1 and counts["count"].iloc[1] == first["count"]:
        return ""
    share = 100 * first["count"] / whole
    return words.say(
        "Of {counted}, {share:p} name a place in {place}",
        counted=what(rule, whole, words),
        share=round(share) if share >= 1 else share,
        place=words.name(first["place"]),
    )


def _outside(away: pd.DataFrame, words: Words) -> str:
    if away.empty:
        return ""
    parts = (
        f"{words.name(code, article=False)} {n}"
        for code, n in zip(away["place"], away["count"], strict=True)
    )
    return words.say("Outside the view: {parts}", parts=words.listed(parts, 3))
