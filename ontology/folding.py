"""One way to fold printed text for looking words up, shared by every data file."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SQUARED_UNIT = re.compile("[\u3380-\u33df²³]")
"""㎡, ㎏, m³ and their kin: NFKC would break them into letters, and a unit is kept as printed."""
_CACHED = 65_536
"""Texts remembered: forms repeat the same labels and targets in every table."""


@lru_cache(_CACHED)
def fold(text: str) -> str:
    """The text in NFKC without white space, squared unit signs left whole."""
    if _SQUARED_UNIT.search(text):
        folded = "".join(s if _SQUARED_UNIT.match(s) else unicodedata.normalize("NFKC", s) for s in text)
    else:
        folded = unicodedata.normalize("NFKC", text)
    return "".join(folded.split())
