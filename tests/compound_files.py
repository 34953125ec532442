"""OLE compound files for tests: the smallest that hold given streams at their root."""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole_file(streams: Mapping[str, bytes], hidden: Sequence[str] = ()) -> bytes:
    """A file with these streams at its root, and with entries of the hidden names in a storage below it.

    Sector 0 is the table of sectors, the directory follows, then the streams, each in sectors of its own.
    """
    names = [*streams, "ObjectPool", *hidden] if hidden else [*streams]
    entries = 1 + len(names)
    directory = -(-entries // 4)
    chains, at = [[0], [*range(1, 1 + directory)]], 1 + directory
    for data in streams.values():
        count = -(-len(data) // SECTOR)
        chains.append([*range(at, at + count)])
        at += count
    return _header() + _table(chains) + _directory(streams, names, hidden, chains, directory) + _body(streams)


def _header() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<109I", 0, *[_FREE] * 108)


def _table(chains: Sequence[Sequence[int]]) -> bytes:
    numbers = [_FREE] * (SECTOR // 4)
    for chain in chains:
        for sector, following in pairwise([*chain, _END]):
            numbers[sector] = following
    numbers[0] = _FAT
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _directory(
    streams: Mapping[str, bytes],
    names: Sequence[str],
    hidden: Sequence[str],
    chains: Sequence[Sequence[int]],
    sectors: int,
) -> bytes:
    """The root, whose children hang on each other's right side, then the streams, and a storage with the hidden ones."""
    entries = [_entry("Root Entry", 5, child=1)]
    top = len(streams) + bool(hidden)
    for number, name in enumerate(names, 1):
        right = number + 1 if number < top or top < number < len(names) else _FREE
        chain = chains[number + 1] if number <= len(streams) else []
        child = top + 1 if hidden and number == top else _FREE
        size = len(streams.get(name, b""))
        kind = 1 if hidden and number == top else 2
        entries.append(_entry(name, kind, right=right, child=child, sector=chain[0] if chain else _END, size=size))
    return b"".join(entries).ljust(sectors * SECTOR, b"\0")


def _entry(  # noqa: PLR0913 - the fields of an entry
    name: str, kind: int, *, right: int = _FREE, child: int = _FREE, sector: int = _END, size: int = 0
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, _FREE, right, child, sector, size)


def _body(streams: Mapping[str, bytes]) -> bytes:
    return b"".join(data + bytes(-len(data) % SECTOR) for data in streams.values())
