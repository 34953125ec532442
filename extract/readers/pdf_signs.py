"""Signs as fonts of PDF files name them, turned into the ones that people write."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

from extract.glyphs import ordinary

_HYPHENS = {0x02, 0xAD, 0xFFFE}
"""What pdfium reports for a hyphen at the end of a line."""
_CODES = range(ord("!"), sys.maxunicode + 1)
_SURROGATES = range(0xD800, 0xE000)
_DOUBTFUL = re.compile("[\u3400-\u4dbf\ua000-\uabff\uac00-\ud7a3\ue000-\uefff\ufffd\U00020000-\U000323af]")
"""Signs that hardly stand in a budget: rare ideographs, other scripts, private use (but for U+F000, which symbol fonts use)."""


@cache
def code_to_sign(code: int) -> str:
    """The sign for a code point that a font gives; empty for white space and for what is no character."""
    if code in _HYPHENS:
        return "-"
    if code in _SURROGATES or code not in _CODES:
        return ""
    sign = chr(code)
    return "" if sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf"} else ordinary(sign)


def doubtful_signs(text: str) -> int:
    """How many signs of a text look as if their font had mapped them wrongly."""
    return len(_DOUBTFUL.findall(text))
