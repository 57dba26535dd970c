"""Write the policy that seals the page, and what the page carries beside its text."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from ca_summit.report.compress import pack
from ca_summit.report.plotly_source import plotly_source

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def plotly_packed() -> str:
    """Return plotly.js as ``pack`` writes it."""
    return pack(plotly_source())


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def policy(script: str, *, figures: bool, compiles: bool = False, beside: str = "") -> str:
    """Return a Content-Security-Policy under which only our own two scripts run and nothing loads.

    ``compiles``: plotly.js draws some traces with functions it writes at run time; only a page that
    holds such a trace lets the allowed scripts do so, and still nothing loads. ``beside``: the page
    loads plotly.js of this name from its own folder, and nothing else.
    """
    allowed = [f"'sha256-{_hash(script)}'"]
    if figures and beside:
        allowed += ["'self'", "file:"]  # a folder opened without a server has no origin
    elif figures:
        allowed.append(f"'sha256-{_hash(plotly_source())}'")
    if compiles:
        allowed.append("'unsafe-eval'")
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(allowed),
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "media-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def script_json(value: Any) -> str:
    """Return a value as JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def built(text: Mapping[str, str]) -> str:
    """Return when the page was built, only if ``SOURCE_DATE_EPOCH`` says it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        day = datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):  # none given, or beyond the calendar
        return ""
    return text["built"].format(date=day)
