"""What a web page carries and no reader shows: pictures inside it, comments, scripts and styles, which may be most of its bytes."""

from __future__ import annotations

import re

from extract.readers.limits import LIMITS

_BEGINS = re.compile(rb"<!--|<(?P<tag>script|style)\b|(?<=base64,)[A-Za-z0-9+/=%\s]{400,}", re.IGNORECASE)
_ENDS = {
    b"": re.compile(b"-->"),
    b"script": re.compile(rb"</script\s*>", re.IGNORECASE),
    b"style": re.compile(rb"</style\s*>", re.IGNORECASE),
}
"""What ends a comment, and each of the elements."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Marks of encodings in which a letter is no byte."""


def lightened(data: bytes) -> bytes:
    """A page that is larger than a text may be without its ballast; any other as it is."""
    return without_ballast(data) if len(data) > LIMITS.text_bytes else data


def without_ballast(data: bytes) -> bytes:
    """The page without these, as many lines long as it was; one in UTF-16 as it is."""
    if data.startswith(_WIDE):
        return data
    kept: list[bytes] = []
    at = look = 0
    endless: set[bytes] = set()  # looked for once: to look again for each beginning takes the square of a page's length
    while begun := _BEGINS.search(data, look):
        tag, look = (begun["tag"] or b"").lower(), begun.end()
        if begun[0].startswith(b"<"):
            end = None if tag in endless else _ENDS[tag].search(data, look)
            if end is None:
                endless.add(tag)
                continue
            look = end.end()
        kept += [data[at : begun.start()], b"\n" * data.count(b"\n", begun.start(), look)]
        at = look
    return b"".join([*kept, data[at:]])
