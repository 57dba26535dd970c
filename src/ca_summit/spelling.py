"""Fold a spelling so that letter case, accents, apostrophes and hyphens do not matter."""

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Return the text by which two spellings of one name are compared.

    Examples
    --------
    >>> folded("Xi'an") == folded("XIAN"), folded("Türkiye"), folded("Соединённые  Штаты")
    (True, 'turkiye', 'соединенные штаты')
    """
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ı", "i"))
    # Marks that join, part or turn letters (category Cf) are not seen and not meant.
    letters = "".join(
        c for c in letters if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"
    )
    letters = re.sub(r"['’‘ʻʼ`´.]", "", letters)
    return re.sub(r"[\s_,‐-―-]+", " ", letters).strip()


def plain_name(name: str) -> str:
    """Return the name of a column in small letters, words joined by ``_``; unseen signs go.

    Examples
    --------
    >>> plain_name("Start Date"), plain_name("reporterISO"), plain_name("ISO-3 ")
    ('start_date', 'reporter_iso', 'iso3')
    """
    seen = "".join(c for c in str(name) if unicodedata.category(c) != "Cf").strip()
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", seen)
    plain = re.sub(r"[\s\-‐-―_.]+", "_", words).strip("_").lower()
    return re.sub(r"(?<=iso)_(?=[23]\b|[23]_)", "", plain)
