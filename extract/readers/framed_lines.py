"""Tables between pipes whose cells are wrapped in columns of fixed width, with no rule between their rows (antiword's).

A line goes on with the row above it where each of its cells stands under a line of text that left no room for its first word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Cell, FoundTable, Place, Row
from extract.readers.grid_lines import FILLER, drawn_lines
from extract.readers.spans import as_cell, text_to_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FRAMED = re.compile(r"([|│]).*\1")
_DASHES = re.compile(r"[|:\s-]+")
_WORD = re.compile(r"[A-Za-z0-9.,%]{2,}")
"""What is not broken at the end of a line."""
_SIGN = 2
"""The columns that a Chinese sign takes."""
_FEWEST_LINES = 4
_MOST_COLUMNS = 256

Pipes = tuple[int, ...]
"""Where the pipes of a line stand."""


class _Piece(NamedTuple):
    """A line of a cell: the edges at which the cell begins and ends, its line (from 1), and the columns left free in it."""

    text: str
    column: int
    end: int
    line: int
    room: int


def framed_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and _FRAMED.fullmatch(line := lines[stop].strip()) and not _DASHES.fullmatch(line):
            stop += 1
        rows = _rows(lines, at, stop) if stop - at >= _FEWEST_LINES else ()
        found += [FoundTable(rows, at, stop)] if rows else []
        at = max(stop, at + 1)
    return found


def _rows(lines: Sequence[str], start: int, stop: int) -> tuple[Row, ...]:
    """The rows of lines that are equally wide; none where no cell spans columns or goes on in a line of its own."""
    drawn = drawn_lines([line.strip() for line in lines[start:stop]])
    pipes = [tuple(place for place, sign in enumerate(line) if sign == "|") for line in drawn]
    columns = _columns(pipes)
    if not columns:
        return ()
    rows: list[list[_Piece]] = []
    for number, (line, places) in enumerate(zip(drawn, pipes, strict=True), start + 1):
        pieces = list(_pieces(line, places, columns[places], number))
        if rows and pieces and all(_goes_on(piece, rows[-1]) for piece in pieces):
            rows[-1] += pieces
        elif pieces:
            rows.append(pieces)
    if len(set(map(len, pipes))) == 1 and all(row[0].line == row[-1].line for row in rows):
        return ()
    return tuple(Row(tuple(_cells(row)), number) for number, row in enumerate(rows, 1))


def _columns(pipes: Sequence[Pipes]) -> dict[Pipes, tuple[int, ...]]:
    """For the pipes of each line the columns that begin at them; none where lines end at other columns.

    A cell that spans columns is printed without the place that pipes between them would take, so that the pipes behind it
    stand a little to the left of those in most lines.
    """
    usual = Counter(pipes).most_common(1)[0][0]
    if len(usual) > _MOST_COLUMNS:
        return {}
    near = {places: _as_usual(places, usual) for places in set(pipes)}
    edges = sorted({place for line in near.values() for place in line})
    if len(edges) > _MOST_COLUMNS or any(line[-1] != edges[-1] or len(set(line)) < len(line) for line in near.values()):
        return {}
    number = {edge: column for column, edge in enumerate(edges)}
    return {places: tuple(number[edge] for edge in line) for places, line in near.items()}


def _as_usual(places: Pipes, usual: Pipes) -> Pipes:
    """The edges that the pipes of a line stand for; of as many pipes as usual each does for its own, also a little aside.

    A sign that the conversion took for narrower than it is (《) moves those behind it.
    """
    aside = (abs(place - edge) for place, edge in zip(places, usual, strict=False))
    if len(places) == len(usual) and max(aside) <= _SIGN:
        return usual
    return tuple(_near(place, usual, len(usual) - len(places)) for place in places)


def _near(place: int, edges: Pipes, missing: int) -> int:
    """The edge that a pipe stands for in a line that has so many fewer: one close by, else itself."""
    at = bisect_left(edges, place)
    nearest = min(edges[max(0, at - 1) : at + 1], key=lambda edge: abs(edge - place))
    return nearest if abs(nearest - place) <= missing else place


def _pieces(line: str, places: Pipes, columns: Sequence[int], number: int) -> Iterator[_Piece]:
    """The parts of one line between its pipes that hold text."""
    for (left, right), (column, end) in zip(pairwise(places), pairwise(columns), strict=True):
        held = line[left + 1 : right]
        if text := held.replace(FILLER, "").strip():
            yield _Piece(text, column, end, number, len(held) - len(held.strip()))


def _goes_on(piece: _Piece, row: Sequence[_Piece]) -> bool:
    """Whether a part goes on with the cell above it in a row, whose line had no room for its first word."""
    last = takewhile(lambda other: other.line == piece.line - 1, reversed(row))
    above = next((other for other in last if (other.column, other.end) == (piece.column, piece.end)), None)
    word = _WORD.match(piece.text)
    return above is not None and above.room < (len(word[0]) if word else _SIGN)


def _cells(pieces: Sequence[_Piece]) -> Iterator[Cell]:
    for column in sorted({piece.column for piece in pieces}):
        held = [piece for piece in pieces if piece.column == column]
        whole = text_to_lines("\n".join(piece.text for piece in held))
        yield as_cell(whole, column, Place(line=held[0].line), held[0].end - column)
