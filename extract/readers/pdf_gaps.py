"""Tables without rules between their columns: lines whose wide gaps stand above each other make columns. A guess, and told as one.

1. A line is cut into pieces at gaps that are wider than any between words.
2. What stands between two rules that cross the page is one row; where none do each line is one.
3. Rows with three pieces and more that follow each other are a table, if at least three of them agree on the columns.
4. Which rows belong together is left to whoever knows what they say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from extract.document import printed
from extract.form import is_title
from ontology.forms import field_role, head_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.readers.pdf_page import Glyph
    from extract.readers.ruled_grid import Segment

_GAP = 1.6
_FAR = 3.5
"""The gap between columns and the distance of lines, both in heights of the characters."""
_NEAR = 2.0
"""The distance of lines within a cell."""
_FEWEST_COLUMNS = 3
_FEWEST_LINES = 3
_FEWEST_HEADED, _FEWEST_ABOVE = 2, 1
"""Rows of three pieces that make a table below a header, which is one of them, and above it."""
_FEWEST_RULES = 4
"""Rules of the same length that part rows; fewer may be those of a page's head and foot."""
_RULED = 0.3
"""Rules for each line between the first and the last of them, from which on they part rows."""
_SAME = 3.0
"""Points by which rules of one table may begin and end apart."""
_ALIGNED = 0.4
"""The share of a table's rows that begin a cell at one place, from which on a column begins there."""
_PARTED = 0.15
"""The gap before a cell that the one left of it nearly reaches, in heights of the characters."""
_BESIDE = 1.0
"""Points by which cells of one column begin apart."""
_MOST_LINES = 12
"""Lines between two rules that are one row."""


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


@dataclass(frozen=True)
class _Band:
    """What is one row: a line, or the lines between two rules."""

    lines: Sequence[list[Glyph]]
    starts: Sequence[float] = ()
    """Where columns begin, which a cell left of them may nearly reach."""

    @cached_property
    def by_line(self) -> list[list[Piece]]:
        """The pieces of each line."""
        return [row_to_pieces(line, self.starts) for line in self.lines]

    @cached_property
    def pieces(self) -> list[Piece]:
        """The pieces of all lines, line by line."""
        return list(chain.from_iterable(self.by_line))


def rows_to_gap_tables(
    rows: Sequence[list[Glyph]], rules: Sequence[Segment] = ()
) -> tuple[list[GapTable], list[list[Glyph]]]:
    """The tables among printed lines, and the lines that stand in none; `rules` are the page's lying ones."""
    tables: list[GapTable] = []
    rest: list[list[Glyph]] = []
    for run in _runs(_bands(rows, _parting(rules, rows))):
        for part, fewest in _around_headers(run):
            table = _to_table(part, fewest)
            if table:
                tables.append(table)
            else:
                rest.extend(line for band in part for line in band.lines)
    return tables, rest


def _parting(rules: Sequence[Segment], rows: Sequence[list[Glyph]]) -> list[float]:
    """The heights of the rules that part rows: those of one length, where there are nearly as many as lines between them."""
    alike: dict[tuple[int, int], set[float]] = {}
    for rule in rules:
        alike.setdefault((round(rule.start / _SAME), round(rule.end / _SAME)), set()).add(rule.at)
    heights: list[float] = max(map(sorted, alike.values()), key=len, default=[])
    lines = sum(heights[0] < row[0].base < heights[-1] for row in rows) if heights else 0
    return heights if len(heights) >= max(_FEWEST_RULES, _RULED * lines) else []


def _bands(rows: Sequence[list[Glyph]], parting: Sequence[float]) -> list[_Band]:
    """The lines, those between two rules together that stand close."""
    bands: list[_Band] = []
    for place, held in groupby(rows, key=lambda row: bisect_left(parting, row[0].base)):
        lines = list(held)
        close = all(other[0].base - one[0].base <= _NEAR * _height(one) for one, other in pairwise(lines))
        inside = 0 < place < len(parting) and len(lines) <= _MOST_LINES and close
        bands += [_Band(lines)] if inside else [_Band([line]) for line in lines]
    return bands


def _around_headers(run: Sequence[_Band]) -> Iterator[tuple[Sequence[_Band], int]]:
    """The parts of a run, each with the rows that make it a table: a header of indicators has columns of its own, a form too."""
    heads = [at for at, band in enumerate(run) if head_targets(piece.text for piece in band.pieces)]
    forms = [at for at, band in enumerate(run) if heads and at > heads[0] and _is_of_form(band)]
    begun = [at for at in forms if at - 1 not in forms and _stands_alone(run[at : _next(heads, at, len(run))])]
    for start, stop in pairwise(sorted({0, *heads, *begun, len(run)})):
        yield run[start:stop], _FEWEST_LINES if not heads else _FEWEST_HEADED if start in heads else _FEWEST_ABOVE


def _next(places: Sequence[int], at: int, last: int) -> int:
    return next((place for place in places if place > at), last)


def _stands_alone(form: Sequence[_Band]) -> bool:
    """Whether the rows of a form are understood without those above: their fields have colons, or they are a table."""
    fields = [band for band in form if re.search("[：:]", band.pieces[0].text)]
    return len(fields) > 1 or _to_table(form, _FEWEST_ABOVE) is not None


def _is_of_form(band: _Band) -> bool:
    """Whether a row is of the next form: its title, or fields with their colons."""
    first, *others = band.pieces
    label, colon, _ = first.text.replace(":", "：").partition("：")
    return bool((colon and field_role(label)) or (not others and is_title(first.text)))


def _runs(bands: Sequence[_Band]) -> Iterator[list[_Band]]:
    """Neighbouring rows that may be one table, and the others one by one; a table begins with a row of many pieces."""
    run: list[_Band] = []
    begun = False
    for band in bands:
        pieces = band.pieces
        if run:
            last = run[-1].lines[-1]
            near = begun and band.lines[0][0].base - last[0].base <= _FAR * _height(last)
            if not (near and (len(pieces) > 1 or _is_inner(pieces[0], run[0].lines[0]))):
                yield run
                run, begun = [], False
        begun = begun or len(pieces) >= _FEWEST_COLUMNS
        run.append(band)
    yield run


def _is_inner(piece: Piece, first: Sequence[Glyph]) -> bool:
    """Whether a row of one piece may go on with a cell: it is short, and stands right of where the first column begins."""
    wide = first[-1].right - first[0].left
    return piece.left > first[0].left + 2 * _height(first) and piece.right - piece.left < wide / 2


def _starts(run: Sequence[_Band]) -> list[float]:
    """Where so many rows begin a cell that a column begins there."""
    lefts = sorted(piece.left for band in run for piece in band.pieces)
    groups: list[list[float]] = []
    for left in lefts:
        if not groups or left - groups[-1][0] > _BESIDE:
            groups.append([])
        groups[-1].append(left)
    return [median(held) for held in groups if len(held) >= max(_FEWEST_LINES, _ALIGNED * len(run))]


def row_to_pieces(row: Sequence[Glyph], starts: Sequence[float] = ()) -> list[Piece]:
    """The pieces of a line; `starts` are where columns begin, which a cell left of them may nearly reach."""
    pieces: list[list[Glyph]] = [[row[0]]]
    height = _height(row)
    for before, glyph in pairwise(row):
        gap = glyph.left - before.right
        if gap > _GAP * height or (gap > _PARTED * height and any(abs(glyph.left - at) <= _BESIDE for at in starts)):
            pieces.append([])
        pieces[-1].append(glyph)
    return [Piece(printed("".join(g.text for g in piece)), piece[0].left, piece[-1].right) for piece in pieces]


def _height(row: Sequence[Glyph]) -> float:
    return max(max(glyph.bottom - glyph.top, glyph.right - glyph.left) for glyph in row)


def _to_table(run: Sequence[_Band], fewest: int) -> GapTable | None:
    starts = _starts(run)
    run = [replace(band, starts=starts) for band in run] if starts else run
    full = [band.pieces for band in run if max(map(len, band.by_line)) >= _FEWEST_COLUMNS]
    columns = pieces_to_columns([piece for pieces in full for piece in pieces])
    if len(full) < fewest or len(columns) < _FEWEST_COLUMNS:
        return None
    between = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return GapTable(
        rows=tuple(tuple(_to_cells(band, between)) for band in run),
        edges=(columns[0][0], *between, columns[-1][1]),
        top=min(glyph.top for glyph in run[0].lines[0]),
        bottom=max(glyph.bottom for glyph in run[-1].lines[-1]),
    )


def _to_cells(band: _Band, between: Sequence[float]) -> Iterator[tuple[int, int, str]]:
    """The cells of a row: what stands in one column on several lines is one."""
    cells = [_to_cell(piece, between) for piece in band.pieces]
    if len(band.lines) > 1:
        cells.sort(key=lambda cell: cell[0])
    for first, held in groupby(cells, key=lambda cell: cell[0]):
        parts = list(held)
        yield first, max(columns for _, columns, _ in parts), "".join(text for _, _, text in parts)


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
