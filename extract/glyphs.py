"""Characters that stand for the glyph of an ordinary one, as damaged conversions of PDF files and web pages hold them."""

from __future__ import annotations

import re
import unicodedata

_RADICALS = "⺠民⺟母⺎兀⺏尣⻁虎⻄西⻅见⻆角⻉贝⻋车⻒镸⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙"
"""Radicals that share a glyph with a character and stand for it where a font maps back to the wrong one; NFKC knows the others."""
_COMPATIBILITY = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0xFB00, 0xFB07))
"""Radicals, compatibility ideographs and Latin ligatures: glyphs of ordinary letters under a second number."""
_SHOWS_NOTHING = "\u00ad\u200b-\u200f\u2060\ufeff"
"""What shows nothing: soft hyphens, blanks without width, marks of direction and of byte order; for a class of characters."""
ODD = re.compile(f"[{_SHOWS_NOTHING}\u2e80-\u2fdf\uf900-\ufb06]")
"""A character that is no ordinary one; most texts hold none."""
_ORDINARY = {code: unicodedata.normalize("NFKC", chr(code)) for codes in _COMPATIBILITY for code in codes} | {
    ord(radical): sign for radical, sign in zip(_RADICALS[0::2], _RADICALS[1::2], strict=True)
}
_INVISIBLE = re.compile(f"[{_SHOWS_NOTHING}]+")


def ordinary(text: str) -> str:
    """The text in ordinary characters: the glyphs are the same, and what shows nothing is gone."""
    return _INVISIBLE.sub("", text).translate(_ORDINARY) if ODD.search(text) else text
