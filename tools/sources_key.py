"""Give each source a readable, deterministic id."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def source_id(publisher: str, title: str, url: str, published: str) -> str:
    """Return ``slug-abc123``: the publisher in short and six digits of a hash of the texts."""
    ascii_name = unicodedata.normalize("NFKD", publisher).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:28].strip("-")
    key = f"{publisher}|{title}|{url}|{published}"
    return f"{slug}-{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:6]}"
