"""Text in traditional characters, as copies of official pages that pass through a converter are, made simplified.

Such a converter may print beside a character how it is read: 指標(biāo). A reading belongs to no text and is left out.
"""

from __future__ import annotations

import re
from functools import cache

from ontology.plain_characters import simplified_characters

_LOOKED_AT = 20_000
"""Signs at the beginning that tell of what kind a text is."""
_TRADITIONAL = 0.12
"""The share of its characters from which a text is in traditional ones; simplified text has none but in names."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_READING = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,6}[)）]")


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional characters."""
    head = text[:_LOOKED_AT]
    known = simplified_characters()
    count = sum(character in known for character in head)
    return bool(count) and count >= _TRADITIONAL * len(_HAN.findall(head))


def simplified(text: str) -> str:
    """The text in simplified characters, without readings."""
    return _READING.sub("", text.translate(_table()))


@cache
def _table() -> dict[int, str]:
    return {ord(traditional): plain for traditional, plain in simplified_characters().items()}
