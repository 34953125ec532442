"""Lines as a page prints them, each with the parts of all cells that stand on it, become rows and columns of cells.

Two kinds of conversion put one blank between cells and break wrapped ones over lines:

- One that goes by the heights of characters prints what stands beside each other on one line. A line holds parts of several cells
  and lacks others: the end of a name and of a ground (度 规划). The labels of levels, and that down the side of the form, are told
  first (see `leading_labels`), rows and the columns of what else they hold together (see `printed_rows`), and the labels are put at
  the first of the rows that they stand over, as in a layout-keeping conversion.
- One that goes by the order of drawing prints each cell whole, over lines of its own where it is wrapped (see `printed_in_turn`).

Both are tried, and what costs less is taken.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, dropwhile, pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_sign, is_target
from extract.document import Cell, Row
from extract.leading_labels import leading_labels, may_lead, side_label
from extract.printed_cells import total_cost
from extract.printed_in_turn import rows_in_turn
from extract.printed_rows import printed_rows
from extract.printed_widths import width
from extract.readers.laid_out import to_rows
from extract.readers.laid_out_columns import LABELS, Grid, Part
from extract.readers.laid_out_labels import labels_at_the_top, labels_between
from ontology.forms import column_role, heading_role, period_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Place
    from extract.pieces import Piece
    from extract.printed_cells import PrintedRow

_MOST_COLUMNS = 10
_MOST_LINES = 400
_SIGN = 2
"""The width of a Chinese sign."""
_ASIDE = frozenset({"group", "number"})
_FEWEST_WRAPPED = 2
"""Rows with wrapped cells from which lines are read so."""
_FEWEST_FOLLOWING = 2
"""Such lines from which a conversion goes by cells."""
_FEWEST_WITHIN = 2
"""Rows that begin within a line from which cells are not printed in turn."""
_SURE = 0.8
"""Mean cost of a row up to which cells are printed in turn where less than half of the rows show it."""
_HOPELESS = 1.6
"""Mean cost of a row from which lines are no such table."""


class _Lines(NamedTuple):
    """The lines below headings: their pieces, the texts of these, the headings and their roles."""

    pieces: Sequence[Sequence[Piece]]
    texts: Sequence[Sequence[str]]
    headings: Sequence[str]
    roles: Sequence[str | None]


class _Found(NamedTuple):
    """Rows found in one way: the mean cost of one name's cells, how many have wrapped cells, the headings, the label down the side."""

    cost: float
    wrapped: int
    headings: Sequence[str]
    side: str | None
    rows: list[Row]


def lines_to_rows(lines: Sequence[Sequence[Piece]], headings: Sequence[str], header: Place) -> list[Row]:
    """The rows of such lines below headings that stand at a place, these first; none where all cells of each row stand on one line.

    A label down the side that names a period stands in a row of its own above the headings.
    """
    pieces = _without_rest([line for line in lines if line], headings)
    texts = [[piece.text for piece in line] for line in pieces]
    held = _Lines(pieces, texts, headings, [column_role(heading) for heading in headings])
    if len(pieces) > _MOST_LINES or len(headings) > _MOST_COLUMNS or not _may_be_wrapped(texts):
        return []
    ways = (_rows_by_height(held), _rows_in_turn(held))
    found = min((way for way in ways if way), key=lambda way: way.cost, default=None)
    if found is None or found.cost > _HOPELESS or found.wrapped < _FEWEST_WRAPPED:
        return []
    side = found.side
    above = [Row((Cell(side, 0, header),), 1)] if side and period_named(side) else []
    head = Row(tuple(Cell(text, column, header) for column, text in enumerate(found.headings)), 1)
    return [replace(row, number=number) for number, row in enumerate((*above, head, *found.rows), 1)]


def _rows_in_turn(lines: _Lines) -> _Found | None:
    """The rows where each cell is printed whole, one after the other; None where they are not."""
    pieces, texts, headings, roles = lines
    if not {"level3", "value"} <= set(roles):
        return None
    start = int("group" not in roles)
    found = rows_in_turn(texts, [*["side"][:start], *roles])
    wrapped = sum(row.stop - row.start > 1 for row in found)
    cost = total_cost(found) / max(1, len(found)) / roles.count("level3")
    sure = cost <= _SURE or 2 * wrapped >= len(found)
    if not sure or not _in_turn(found, roles, start):
        return None
    rows = [
        Row(
            tuple(
                Cell("".join(text for text, _ in cell), column - start, pieces[cell[0][1]][0].place)
                for column, cell in enumerate(row.cells)
                if cell and column >= start
            ),
            0,
        )
        for row in found
    ]
    side = "".join(text for row in found for cell in row.cells[:start] for text, _ in cell)
    return _Found(cost, wrapped, headings, side or None, rows)


def _in_turn(rows: Sequence[PrintedRow], roles: Sequence[str | None], start: int) -> bool:
    """Whether rows are such: the first one has its first level, and hardly any begins within a line.

    A page that is printed by height has that level further below, in the middle of its rows.
    """
    first = next((at for at, role in enumerate(roles, start) if role in LABELS), None)
    within = sum(below.start < row.stop for row, below in pairwise(rows))
    return (first is None or bool(rows[0].cells[first])) and within < _FEWEST_WITHIN


def _rows_by_height(lines: _Lines) -> _Found | None:
    """The rows where each line holds what stands on it of all cells; None where no cells are wrapped, or names not headed once.

    What stands left of the levels is told from the labels down the side, and dropped with these.
    """
    pieces, texts, headings, roles = lines
    if not roles.count("level3") == roles.count("value") == 1:
        return None
    start = next((at for at, role in enumerate(roles) if role not in _ASIDE), 0)
    roles, headings = roles[start:], headings[start:]
    first = next((at for at, role in enumerate(roles) if role not in LABELS), len(roles))
    labels = leading_labels(texts, [int(str(role)[-1]) for role in roles[:first]])
    if _follow_each_other(texts, labels) >= _FEWEST_FOLLOWING:
        return None
    rest = [line[len(taken) :] for line, taken in zip(texts, labels, strict=True)]
    named = [at for at, line in enumerate(rest) if line]
    parts = [rest[at] for at in named]
    if sum(map(_is_half, parts)) < _FEWEST_WRAPPED or any(len(line) > len(roles) - first for line in parts):
        return None
    found, in_the_middle = printed_rows(parts, roles[first:])
    wrapped = sum(row.stop - row.start > 1 for row in found)
    if wrapped < _FEWEST_WRAPPED:
        return None
    spans = [(named[row.start], named[row.stop - 1] + 1) for row in found]
    cells = [
        (text, named[at], column) for row in found for column, cell in enumerate(row.cells, first) for text, at in cell
    ]
    grid = _grid(pieces, labels, cells, headings, roles)
    begins = labels_between if in_the_middle and not _begin_rows(labels, spans) else labels_at_the_top
    _, *rows = to_rows(grid, spans, 0, begins(grid, spans))
    placed = [replace(row, cells=tuple(_placed(cell, pieces) for cell in row.cells)) for row in rows]
    return _Found(total_cost(found) / len(found), wrapped, headings, side_label(texts, labels), placed)


def _may_be_wrapped(lines: Sequence[Sequence[str]]) -> bool:
    """Whether enough lines are no whole rows behind what may be labels: a first look that spares most tables the reading."""
    return sum(_is_half(list(dropwhile(may_lead, line))) for line in lines) >= _FEWEST_WRAPPED


def _is_half(texts: Sequence[str]) -> bool:
    """Whether the parts of a line are no whole row: they lack a target, or a name before it."""
    first = next((at for at, text in enumerate(texts) if is_target(text) or is_sign(text)), None)
    return not first


def _without_rest(lines: Sequence[Sequence[Piece]], headings: Sequence[str]) -> Sequence[Sequence[Piece]]:
    """The lines without those at their head that go on with a heading, as narrow columns break it over many lines."""
    alone = next((at for at, line in enumerate(lines) if len(line) > 1), len(lines))
    rest = "".join(line[0].text for line in lines[:alone])
    return lines[alone:] if rest and any(heading_role(heading + rest) for heading in headings) else lines


def _follow_each_other(lines: Sequence[Sequence[str]], labels: Sequence[Sequence[int]]) -> int:
    """How often a label, or its end, stands alone on its line and one of the next level on the line below: each cell is printed whole."""
    alone = [taken if len(taken) == len(line) else () for line, taken in zip(lines, labels, strict=True)]
    return sum(bool(one and other and 0 < one[-1] < other[0]) for one, other in pairwise(alone))


def _begin_rows(labels: Sequence[Sequence[int]], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether no line but the first of a row holds the first part of a label, as where labels stand at the top of their rows."""
    begun = [at for at, taken in enumerate(labels) if any(taken) and not any(labels[at - 1] if at else ())]
    return set(begun) <= {start for start, _ in spans}


def _placed(cell: Cell, lines: Sequence[Sequence[Piece]]) -> Cell:
    """A cell, placed by the number of its line among those of the table, at its place in the file."""
    line = lines[(cell.place.line or 1) - 1]
    begun = next((piece for piece in line if cell.text.startswith(piece.text)), line[0])
    return cell._replace(place=begun.place)


def _grid(
    lines: Sequence[Sequence[Piece]],
    labels: Sequence[Sequence[int]],
    cells: Sequence[tuple[str, int, int]],
    headings: Sequence[str],
    roles: Sequence[str | None],
) -> Grid:
    """The columns with their parts, each as far right as the columns left of it are wide."""
    held: list[list[tuple[str, int]]] = [[] for _ in roles]
    for at, (line, taken) in enumerate(zip(lines, labels, strict=True)):
        for piece, column in zip(line, taken, strict=False):
            if column:
                held[column - 1].append((piece.text, at))
    for text, number, place in cells:
        held[place].append((text, number))
    wide = [max((width(text) for text, _ in column), default=0) for column in held]
    starts = accumulate((widest + _SIGN for widest in wide), initial=0)
    columns = zip(held, starts, strict=False)
    parts = (tuple(Part(text, left, left + width(text), line) for text, line in column) for column, left in columns)
    return Grid(tuple(headings), tuple(roles), tuple(parts), _SIGN)
