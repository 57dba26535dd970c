"""Measure how long the kernel takes for an update of each explorer and how much it sends."""

from __future__ import annotations

import statistics
import time
from typing import Any

import ca_summit

#: Controls moved, one after the other, per explorer; no view is drawn before its turn.
_MOVES: dict[str, list[dict[str, Any]]] = {
    "explore_region": [{"indicator": i} for i in ("hdi", "gini", "urban_share", "gdp_usd")],
    "explore_resources": [{"measure": m} for m in ("reserves", "exports", "capacity")],
    "explore_silk_road": [{"century": c} for c in (2, 8, 14)],
    "explore_meetings": [{"counterpart": c} for c in ("USA", "CHN", "RUS", "EU")],
    "explore_trade": [{"area": a} for a in ("KAZ", "KGZ", "UZB", "TJK")],
}


def measure_updates() -> list[str]:
    """Return rows of a Markdown table: explorer, ms for a new view, ms for one seen before, kB."""
    rows = [
        "| explorer | a new view | a view seen before | sent to the page |",
        "|---|---|---|---|",
    ]
    for name, moves in _MOVES.items():
        made = getattr(ca_summit, name)(reset=True)
        made.widget  # noqa: B018 - makes the controls, as showing the explorer does
        new: list[float] = []
        again: list[float] = []
        sent: list[int] = []
        for times in (new, again):
            for move in moves:
                begin = time.perf_counter()
                made.set(**move)
                times.append((time.perf_counter() - begin) * 1e3)
                sent.append(len(made.widget.view["figure"]))
        rows.append(
            f"| `{name}()` | {statistics.median(new):.0f} ms | {statistics.median(again):.0f} ms "
            f"| {statistics.median(sent) / 1e3:.0f} kB |"
        )
    return rows
