"""Tables without rules: lines whose wide gaps stand above each other make columns. A guess, and told as one.

1. A line is cut into pieces at gaps that are wider than any between words.
2. Lines with three pieces and more that follow each other are a table, if at least three of them agree on the columns.
3. Each line is a row; which lines belong together is left to whoever knows what the rows say.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.document import printed
from ontology.forms import head_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.readers.pdf_page import Glyph

_GAP = 1.6
_FAR = 3.5
"""The gap between columns and the distance of lines, both in heights of the characters."""
_FEWEST_COLUMNS = 3
_FEWEST_LINES = 3
_FEWEST_HEADED, _FEWEST_ABOVE = 2, 1
"""Lines of three pieces that make a table below a header, which is one of them, and above it."""


class Piece(NamedTuple):
    """A part of a line between wide gaps: its printed text and its ends in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class GapTable:
    """Rows of (first column, columns, text) with the table's place in points; `edges` lie between and around the columns."""

    rows: tuple[tuple[tuple[int, int, str], ...], ...]
    edges: tuple[float, ...]
    top: float
    bottom: float


def rows_to_gap_tables(rows: Sequence[list[Glyph]]) -> tuple[list[GapTable], list[list[Glyph]]]:
    """The tables among printed lines, and the lines that stand in none."""
    tables: list[GapTable] = []
    rest: list[list[Glyph]] = []
    for run in _runs(rows):
        for part, fewest in _around_headers(run):
            table = _to_table(part, fewest)
            if table:
                tables.append(table)
            else:
                rest.extend(part)
    return tables, rest


def _around_headers(run: Sequence[list[Glyph]]) -> Iterator[tuple[Sequence[list[Glyph]], int]]:
    """The parts of a run, each with the lines that make it a table: a header of indicators has columns of its own, a form above too."""
    heads = [at for at, row in enumerate(run) if head_targets(piece.text for piece in row_to_pieces(row))]
    for start, stop in pairwise(sorted({0, *heads, len(run)})):
        yield run[start:stop], _FEWEST_LINES if not heads else _FEWEST_HEADED if start in heads else _FEWEST_ABOVE


def _runs(rows: Sequence[list[Glyph]]) -> Iterator[list[list[Glyph]]]:
    """Neighbouring lines that may be one table, and the others one by one; a table begins with a line of many pieces."""
    run: list[list[Glyph]] = []
    begun = False
    for row in rows:
        pieces = row_to_pieces(row)
        near = begun and row[0].base - run[-1][0].base <= _FAR * _height(run[-1])
        if not (near and (len(pieces) > 1 or _is_inner(pieces[0], run[0]))):
            yield run
            run, begun = [], len(pieces) >= _FEWEST_COLUMNS
        run.append(row)
    yield run


def _is_inner(piece: Piece, first: Sequence[Glyph]) -> bool:
    """Whether a line of one piece may go on with a cell: it is short, and stands right of where the first column begins."""
    wide = first[-1].right - first[0].left
    return piece.left > first[0].left + 2 * _height(first) and piece.right - piece.left < wide / 2


def row_to_pieces(row: Sequence[Glyph]) -> list[Piece]:
    """The pieces of a line."""
    pieces: list[list[Glyph]] = [[row[0]]]
    gap = _GAP * _height(row)
    for before, glyph in pairwise(row):
        if glyph.left - before.right > gap:
            pieces.append([])
        pieces[-1].append(glyph)
    return [Piece(printed("".join(g.text for g in piece)), piece[0].left, piece[-1].right) for piece in pieces]


def _height(row: Sequence[Glyph]) -> float:
    return max(max(glyph.bottom - glyph.top, glyph.right - glyph.left) for glyph in row)


def _to_table(run: Sequence[list[Glyph]], fewest: int) -> GapTable | None:
    lines = [row_to_pieces(row) for row in run]
    full = [pieces for pieces in lines if len(pieces) >= _FEWEST_COLUMNS]
    columns = pieces_to_columns([piece for pieces in full for piece in pieces])
    if len(full) < fewest or len(columns) < _FEWEST_COLUMNS:
        return None
    between = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return GapTable(
        rows=tuple(tuple(_to_cell(piece, between) for piece in pieces) for pieces in lines),
        edges=(columns[0][0], *between, columns[-1][1]),
        top=min(glyph.top for glyph in run[0]),
        bottom=max(glyph.bottom for glyph in run[-1]),
    )


def pieces_to_columns(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """The ends of columns: pieces that stand above each other, directly or through others, share one."""
    columns: list[tuple[float, float]] = []
    for _, left, right in sorted(pieces, key=lambda piece: piece.left):
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _to_cell(piece: Piece, between: Sequence[float]) -> tuple[int, int, str]:
    first = sum(edge <= piece.left for edge in between)
    last = sum(edge < piece.right for edge in between)
    return first, last - first + 1, piece.text
