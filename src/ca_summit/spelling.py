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
