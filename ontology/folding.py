"""One way to fold printed text for looking words up, shared by every data file."""

from __future__ import annotations

import unicodedata

_SQUARED_UNITS = range(0x3380, 0x33E0)
"""㎡, ㎏ and their kin: NFKC would break them into letters, and a unit is kept as printed."""


def fold(text: str) -> str:
    """The text in NFKC without white space, squared unit signs left whole."""
    folded = "".join(
        sign if ord(sign) in _SQUARED_UNITS else unicodedata.normalize("NFKC", sign)
        for sign in text
        if not sign.isspace()
    )
    return "".join(folded.split())
