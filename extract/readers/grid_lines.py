"""Tables drawn with plus signs, dashes and pipes, or with the signs of boxes: cells may span columns and rows.

A cell reaches right as long as no pipe stands on the boundary of the column, and down as long as no dashes stand on that of
the row. Chinese signs are two columns wide, as the converters that draw such tables take them; those of ambiguous width (≥, the
signs of boxes) are one or two, whatever makes all lines equally wide (Unicode Standard Annex 11).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from extract.document import Cell, FoundTable, Place, Row, Table
from extract.readers.spans import as_cell, text_to_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BOX = str.maketrans(
    {
        **dict.fromkeys("─━═╌┄┈╍┅┉", "-"),
        **dict.fromkeys("│┃║", "|"),
        **dict.fromkeys("┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝╭╮╰╯", "+"),
    }
)
_TOP = re.compile(r"\+(?:[-=:]+\+)+")
_LINE = re.compile(r"[+|].*[+|]")
FILLER = "\0"
"""What stands behind a wide sign, so that places are columns."""
WIDE = ("WF", "WFA")
"""The kinds of signs that are two columns wide: for some converters also those of ambiguous width."""
_RULE = re.compile(rf"\+{FILLER}?[-=]")
_DRAWN = frozenset("-=:+")
_FRAME = 2  # lines that hold nothing
_MOST_COLUMNS = 256


def grid_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The drawn tables in lines, in order."""
    plain = [line.translate(_BOX) for line in lines]
    found: list[FoundTable] = []
    at = 0
    while at < len(plain):
        stop = grid_stop(plain, at)
        if stop > at:
            found.append(FoundTable(grid_table(lines, at, stop).rows, at, stop))
        at = max(stop, at + 1)
    return found


def grid_stop(lines: Sequence[str], at: int) -> int:
    """The line behind the drawn table that begins at `at`, or `at` where none does."""
    if not _TOP.fullmatch(lines[at].strip()):
        return at
    stop = at
    while stop < len(lines) and lines[stop].count("+") <= _MOST_COLUMNS and _LINE.fullmatch(lines[stop].strip()):
        stop += 1
    return stop if stop - at > _FRAME else at


def grid_table(lines: Sequence[str], at: int, stop: int) -> Table:
    """The drawn table of the lines from `at` to `stop` (index, end excluded)."""
    drawn = drawn_lines([line.strip() for line in lines[at:stop]])
    ruled = [number for number, line in enumerate(drawn) if _RULE.search(line)]
    edges = sorted({place for number in ruled for place, sign in enumerate(drawn[number]) if sign == "+"})[
        : _MOST_COLUMNS + 1
    ]
    grid = _Grid(drawn, ruled, edges)
    rows = [Row(tuple(grid.cells(number, at)), number + 1) for number in range(len(ruled) - 1)]
    return Table(tuple(row for row in rows if row.cells), 1)


def drawn_lines(lines: Sequence[str]) -> list[str]:
    """The lines with plain signs for those of boxes, and their places the columns of the page."""
    narrow, wide = ([with_fillers(line, kinds) for line in lines] for kinds in WIDE)
    drawn = wide if len({*map(len, wide)}) == 1 else narrow
    longest = max(map(len, drawn))
    return [line.ljust(longest) for line in drawn]


def with_fillers(line: str, kinds: str) -> str:
    """A line with plain signs for those of boxes, and a filler behind each sign that is two columns wide."""
    return "".join(sign.translate(_BOX) + FILLER * (east_asian_width(sign) in kinds) for sign in line)


class _Grid:
    """The bands between the ruled lines, and the columns between the edges."""

    def __init__(self, drawn: Sequence[str], ruled: Sequence[int], edges: Sequence[int]) -> None:
        """Hold the lines of a table whose places are columns."""
        self._drawn, self._bands, self._columns = drawn, list(pairwise(ruled)), list(pairwise(edges))
        self._covered: set[tuple[int, int]] = set()

    def cells(self, band: int, first: int) -> Iterator[Cell]:
        """The cells that begin in a band; `first` is the table's first line (from 0)."""
        for column in range(len(self._columns)):
            if (band, column) in self._covered:
                continue
            right, below = column, band
            while right + 1 < len(self._columns) and not self._closed_right(band, right):
                right += 1
            while below + 1 < len(self._bands) and not self._closed_below(below, column):
                below += 1
            self._covered |= {(b, c) for b in range(band, below + 1) for c in range(column, right + 1)}
            left, end = self._columns[column][0] + 1, self._columns[right][1]
            numbers = range(self._bands[band][0] + 1, self._bands[below][1])
            texts = ((number, self._drawn[number][left:end].replace(FILLER, "").strip()) for number in numbers)
            held = [(number, text) for number, text in texts if text]
            if held:
                place = Place(line=first + held[0][0] + 1)
                whole = text_to_lines("\n".join(text for _, text in held))
                yield as_cell(whole, column, place, right - column + 1, below - band + 1)

    def _closed_right(self, band: int, column: int) -> bool:
        start, stop = self._bands[band]
        place = self._columns[column][1]
        return any(self._drawn[number][place] in "|+" for number in range(start + 1, stop))

    def _closed_below(self, band: int, column: int) -> bool:
        left, right = self._columns[column]
        return set(self._drawn[self._bands[band][1]][left + 1 : right]) - {FILLER} <= _DRAWN
