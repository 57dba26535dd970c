"""Word days, powers and proofs for the charts on diplomacy."""

from __future__ import annotations

from functools import cache
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit import theme
from ca_summit.asof import meetings_as_of
from ca_summit.names import country_name
from ca_summit.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

VERIFIED = {"two_sources": "two sources", "read": "one source", "recalled": "from memory"}
STATUS_WORDS = {
    "held": "held",
    "under_way": "under way",
    "planned": "planned",
    "postponed": "postponed",
    "cancelled": "cancelled",
    "unknown": "planned for a day that has passed; what happened is not known",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def text_of(value: object) -> str:
    """Return a cell as text, a missing one as empty text.

    Examples
    --------
    >>> text_of(None), text_of("Astana")
    ('', 'Astana')
    """
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)  # type: ignore[call-overload]


def shown(value: object, width: int = 0) -> str:
    """Return a cell as text that plotly shows as it is, in lines of ``width`` signs if given.

    Examples
    --------
    >>> shown("<b>Talks</b>")
    '&lt;b&gt;Talks&lt;/b&gt;'
    """
    text = text_of(value)
    lines = wrap(text, width) if width else [text]
    return "<br>".join(escape(line, quote=False) for line in lines)


def day_text(day: Any, *, year: bool = True) -> str:
    """Write a day, an unknown one in words.

    Examples
    --------
    >>> day_text(pd.Timestamp("2025-11-06")), day_text(pd.NaT)
    ('6 Nov 2025', 'day not known')
    """
    if day is None or pd.isna(day):
        return "day not known"
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def span_text(start: Any, end: Any, *, year: bool = True) -> str:
    """Write first and last day of a meeting as briefly as possible.

    Examples
    --------
    >>> span_text(pd.Timestamp("2025-06-16"), pd.Timestamp("2025-06-18"))
    '16–18 Jun 2025'
    """
    if pd.isna(start) or pd.isna(end) or end <= start:
        return day_text(start, year=year)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_text(end, year=year)}"
    return f"{day_text(start, year=year and start.year != end.year)} – {day_text(end, year=year)}"


def power_name(code: object, language: str = "en") -> str:
    """Name a power or group for an axis; a code of the user's own stays as it is."""
    name = country_name(text_of(code), language)
    return shown("ООН" if name == "Организация Объединённых Наций" else name)


def power_color(code: object) -> str:
    """Return the colour of a power, of one of the five, or of everybody else."""
    name = text_of(code)
    return theme.COUNTRY_COLORS.get(name, theme.POWER_COLORS.get(name, theme.OTHER_COLOR))


def proof(row: Mapping[Any, Any]) -> str:
    """Write the sources of a row and how they were checked, for a hover.

    Examples
    --------
    >>> proof({"source_id": "recalled", "verification": "recalled"})
    'From memory (from memory)'
    """
    known = _publishers()
    ids = [text_of(row.get(name)) for name in ("source_id", "second_source_id")]
    names = dict.fromkeys(known.get(i, i) for i in ids if i)
    how = VERIFIED.get(text_of(row.get("verification")), "not checked")
    return f"{shown('; '.join(names)) or 'no source named'} ({how})"


@cache
def _publishers() -> dict[str, str]:
    table = read_table("sources")
    return dict(
        zip(table["source_id"].astype("str"), table["publisher"].astype("str"), strict=True)
    )


def meeting_hover(row: Mapping[Any, Any], language: str = "en") -> str:
    """Return the hover of one meeting: name, days, city, status, power, proof."""
    place = shown(row.get("city"))
    if text_of(row.get("mode")) == "virtual":
        place = "by video"
    status = text_of(row.get("state", row.get("status")))
    lines = [
        f"<b>{shown(row.get('name'), 46)}</b>",
        ", ".join(p for p in (span_text(row["start_date"], row["end_date"]), place) if p),
        f"{power_name(row['counterpart'], language)} · {STATUS_WORDS.get(status, shown(status))}",
        shown(row.get("outcome_summary"), 60),
        f"<i>{proof(row)}</i>",
    ]
    return "<br>".join(line for line in lines if line)


def with_days(function: str, frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return a copy whose day columns are days, also where the user's table has them as text.

    Raises
    ------
    ValueError
        If a cell is no day.
    """
    out = frame.copy()
    for name in columns:
        if not pd.api.types.is_datetime64_any_dtype(out[name]):
            try:
                out[name] = pd.to_datetime(out[name], format="%Y-%m-%d")
            except (ValueError, TypeError) as error:
                raise ValueError(
                    f"{function}() needs days written YYYY-MM-DD in column {name!r}; {error}. "
                    "Check the table with read_meetings()."
                ) from error
    return out


def has_meetings_near(frame: pd.DataFrame, day: pd.Timestamp, around: int = 31) -> bool:
    """Tell whether a table has meetings within ``around`` days of a day.

    Examples
    --------
    >>> table = pd.DataFrame({"start_date": ["2025-11-06"]})
    >>> has_meetings_near(table, pd.Timestamp("2025-10-27"))
    True
    """
    days = with_days("plot_timeline", frame, ["start_date"])["start_date"]
    return bool((days - day).abs().le(pd.Timedelta(days=around)).any())


def recalled_rows(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows rest on memory alone; none in a table that does not say."""
    if "verification" not in frame.columns:
        return pd.Series(False, index=frame.index)
    return frame["verification"].astype("object").eq("recalled")


def meetings_known(frame: pd.DataFrame, as_of: Any) -> pd.DataFrame:
    """Return the meetings of any table as they were known on a day; all of them without a day."""
    if as_of is None:
        return frame
    return meetings_as_of(
        frame,
        read_table("attendance"),
        read_table("chronology"),
        as_of,
        sources=read_table("sources"),
    )


def none_chosen(**filters: object) -> str:
    """Say which filter is an empty list, and so keeps nothing; empty text where none is.

    Examples
    --------
    >>> none_chosen(kind=[], status=None, fuel="gas")
    'Nothing is chosen: `kind` is empty. Leave it out to draw all.'
    """
    empty = [
        name for name, value in filters.items() if hasattr(value, "__len__") and not len(value)
    ]
    return f"Nothing is chosen: `{empty[0]}` is empty. Leave it out to draw all." if empty else ""


def listed(words: Sequence[str], limit: int = 3) -> str:
    """Join words for a sentence.

    Examples
    --------
    >>> listed(["Rome"]), listed(["Rome", "Paris"]), listed(["a", "b", "c", "d"], limit=2)
    ('Rome', 'Rome and Paris', 'a, b and 2 more')
    """
    if len(words) > limit:
        return f"{', '.join(words[:limit])} and {len(words) - limit} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
