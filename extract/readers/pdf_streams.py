"""Packed streams of a PDF file, unpacked only to be counted: one that swells beyond all use is found before pdfium meets it."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from extract.readers.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

_START = re.compile(rb"(?<!end)stream\r?\n")
_DEFLATED = re.compile(rb"/(?:FlateDecode|Fl)\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_ENTRIES = 2048
"""Bytes before a stream in which its entries stand."""
_RATIO = 1032
"""What deflate can pack at most: a stream smaller than a bound by this can't go over it."""
_CHUNK = 1 << 20


def swollen_stream(data: bytes, bound: int = LIMITS.tree_bytes) -> int | None:
    """Where the first stream begins that unpacks to more than `bound` bytes; pictures don't count, for nobody unpacks them."""
    for start, layers, packed in _deflated_streams(data):
        if len(packed) * _RATIO**layers > bound and _unpacks_beyond(packed, layers, bound):
            return start
    return None


def _deflated_streams(data: bytes) -> Iterator[tuple[int, int, memoryview]]:
    """The place of each packed stream, how many times it is packed, and its bytes."""
    view = memoryview(data)
    for found in _START.finditer(data):
        begin = max(0, found.start() - _ENTRIES)
        entries = data[max(begin, data.rfind(b"obj", begin, found.start())) : found.start()]
        layers = len(_DEFLATED.findall(entries))
        if layers and not _PICTURE.search(entries):
            end = data.find(b"endstream", found.end())
            yield found.end(), layers, view[found.end() : end if end > 0 else len(data)]


def _unpacks_beyond(packed: bytes | memoryview, layers: int, bound: int) -> bool:
    for _ in range(layers):
        unpacked = bytearray()
        for chunk in _inflated(packed):
            unpacked += chunk
            if len(unpacked) > bound:
                return True
        packed = bytes(unpacked)
    return False


def _inflated(packed: bytes | memoryview) -> Iterator[bytes]:
    """Unpacked chunks, up to the first damage."""
    inflater = zlib.decompressobj()
    rest: bytes | memoryview = packed
    try:
        while rest and not inflater.eof:
            yield inflater.decompress(rest, _CHUNK)
            rest = inflater.unconsumed_tail
    except zlib.error:
        return
