"""What a web page carries and no reader shows: pictures inside it, comments, scripts and styles, which may be most of its bytes."""

from __future__ import annotations

import re

from extract.readers.limits import LIMITS

_BALLAST = re.compile(
    rb"<!--.*?-->|<(?P<tag>script|style)\b.*?</(?P=tag)\s*>|(?<=base64,)[A-Za-z0-9+/=%\s]{400,}",
    re.DOTALL | re.IGNORECASE,
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Marks of encodings in which a letter is no byte."""


def lightened(data: bytes) -> bytes:
    """A page that is larger than a text may be without its ballast; any other as it is."""
    return without_ballast(data) if len(data) > LIMITS.text_bytes else data


def without_ballast(data: bytes) -> bytes:
    """The page without these, as many lines long as it was; one in UTF-16 as it is."""
    if data.startswith(_WIDE):
        return data
    return _BALLAST.sub(lambda found: b"\n" * found[0].count(b"\n"), data)
