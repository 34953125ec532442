"""The directory of an OLE compound file: which streams stand at its root, as the old Office formats are told by them.

1. The header leads to the table of sectors (FAT), which chains the sectors of the directory.
2. The directory is a list of entries; those at the root hang on a tree, embedded objects on others that do not count here.

Every chain and every tree may be a trap: each is followed only as far as its length could reach.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from extract.readers.faults import DamagedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = struct.Struct("<30xH16xI16xI")
"""Sector size as a power of two, first sector of the directory, first sector that goes on naming those of the FAT."""
_HEADER_BYTES = 512
_ENTRY = struct.Struct("<64sHBxIII36xIQ")
"""Name, its length, type, left, right, child, first sector, size."""
_ENTRY_BYTES = 128
_IN_HEADER = 109
"""Sectors of the FAT that the header itself names."""
_MOST_DIFAT = 4096
_MOST_DIRECTORY = 4096
"""Sectors that are followed at most."""
_LAST = 0xFFFFFFFA
"""Numbers from here on end a chain."""
_SHIFTS = (9, 12)


class Stream(NamedTuple):
    """One entry of the directory: its first sector's place in the file, and its size in bytes."""

    name: str
    offset: int
    size: int


class _Entry(NamedTuple):
    name: bytes
    length: int
    kind: int
    left: int
    right: int
    child: int
    sector: int
    size: int


def root_streams(file: BinaryIO, name: str) -> dict[str, Stream]:
    """The streams and storages at the root of a compound file, by name.

    Raises:
        DamagedFileError: the header or the directory is broken, or the file was cut off.
    """
    try:
        directory = _Directory(file)
        entries = directory.entries()
        found = [entries[index] for index in _tree(entries, entries[0].child)]
        streams = (Stream(_text(entry), directory.place(entry.sector), entry.size) for entry in found)
        return {stream.name: stream for stream in streams}
    except (struct.error, IndexError) as error:
        raise DamagedFileError(name, "OLE 目录不完整 (broken directory of an old Office file)") from error


class _Directory:
    """The sectors of a file."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the header; raises struct.error or IndexError where it is none."""
        self._file = file
        file.seek(0)
        header = file.read(_HEADER_BYTES)
        self._shift: int
        self._shift, self._first, difat = _HEADER.unpack_from(header)
        if self._shift not in _SHIFTS:
            raise IndexError(self._shift)
        self._numbers = struct.Struct(f"<{(1 << self._shift) // 4}I")
        self._fat = [*struct.unpack_from(f"<{_IN_HEADER}I", header, _HEADER_BYTES - 4 * _IN_HEADER)]
        for _ in range(_MOST_DIFAT):
            if difat >= _LAST:
                break
            *numbers, difat = self._numbers.unpack(self._sector(difat))
            self._fat += numbers

    def place(self, sector: int) -> int:
        """Where a sector begins in the file."""
        return (sector + 1) << self._shift

    def _sector(self, sector: int) -> bytes:
        self._file.seek(self.place(sector))
        return self._file.read(1 << self._shift)

    def _next(self, sector: int) -> int:
        table, index = divmod(sector, self._numbers.size // 4)
        numbers: tuple[int, ...] = self._numbers.unpack(self._sector(self._fat[table]))
        return numbers[index]

    def entries(self) -> list[_Entry]:
        """All entries of the directory."""
        found: list[_Entry] = []
        sector = self._first
        for _ in range(_MOST_DIRECTORY):
            if sector >= _LAST:
                break
            data = self._sector(sector)
            found += [_Entry(*_ENTRY.unpack_from(data, at)) for at in range(0, 1 << self._shift, _ENTRY_BYTES)]
            sector = self._next(sector)
        return found


def _tree(entries: list[_Entry], root: int) -> Iterator[int]:
    """The indices of a tree's entries, each once."""
    waiting, seen = [root], set()
    while waiting:
        index = waiting.pop()
        if index < len(entries) and index not in seen:
            seen.add(index)
            yield index
            waiting += (entries[index].left, entries[index].right)


def _text(entry: _Entry) -> str:
    return entry.name[: max(0, min(entry.length, 64) - 2)].decode("utf-16-le", "replace")
