"""Signs as fonts of PDF files name them, turned into the ones that people write."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_RADICALS = "⺠民⺟母⺎兀⺏尣⻁虎⻄西⻅见⻆角⻉贝⻋车⻒镸⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙"
"""Radicals that share a glyph with a character and stand for it where a font maps back to the wrong one; NFKC knows the others."""
_RADICAL_SIGNS = dict(zip(_RADICALS[0::2], _RADICALS[1::2], strict=True))
_COMPATIBILITY = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
"""Radicals, compatibility ideographs and Latin ligatures: glyphs of ordinary letters under a second number."""
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
    if _COMPATIBILITY.match(sign):
        return _RADICAL_SIGNS.get(sign) or unicodedata.normalize("NFKC", sign)
    return "" if sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf"} else sign


def doubtful_signs(text: str) -> int:
    """How many signs of a text look as if their font had mapped them wrongly."""
    return len(_DOUBTFUL.findall(text))
