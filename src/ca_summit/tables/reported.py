"""Keep what is reported and not checked apart from checked records."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: Status of a candidate for a meeting that rests on reports alone.
REPORTED = "reported"


def is_reported(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows of a table of meetings are reported and not checked.

    Examples
    --------
    >>> import pandas as pd
    >>> is_reported(pd.DataFrame({"status": ["held", "reported"]})).to_list()
    [False, True]
    """
    return frame["status"].astype("object").eq(REPORTED)


def only_reported(frame: pd.DataFrame) -> bool:
    """Tell whether a table of meetings has rows, and all are reported and not checked."""
    return len(frame) > 0 and bool(is_reported(frame).all())


def check_not_mixed(function: str, frame: pd.DataFrame, *, marked: bool = False) -> None:
    """Refuse a table that holds both checked and reported meetings.

    Parameters
    ----------
    marked
        Whether a table of ``ev.together()`` passes, because the figure marks the reported ones.

    Raises
    ------
    ValueError
        If both are there; the message says how many and what to do.
    """
    if "status" not in frame.columns:
        return
    count = int(is_reported(frame).sum())
    if count in (0, len(frame)) or (marked and "marked" in frame.columns):
        return
    way = "put them together with ev.together(), which marks them, or " if marked else ""
    raise ValueError(
        f"{function}() does not mix {count} candidates from reports with {len(frame) - count} "
        f"checked meetings: {way}choose one kind by the column 'status'."
    )
