"""A row's cells, in order, find their columns: straight where they stand, else by least cost with the order kept.

The cost of putting a cell into a column is how little its text is of the column's type (a framework label, a name, a target,
a plain number, a ground) plus how far it stands from where the column is printed. Where the row above was shifted, its places
count as well as the header's, because text conversions shift whole runs of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_bare_number, is_sign, is_target, type_cost
from extract.row_shapes import shape_of
from ontology.forms import is_side_label
from ontology.framework import levels, unheaded
from ontology.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    from extract.columns import Column, Columns
    from extract.document import Cell, Row

    _Chosen: TypeAlias = "tuple[int, int, _Chosen] | None"
    """A cell, its column, and what was chosen for the cells behind it."""
    _Way = tuple[float, _Chosen]

_ANYTHING = frozenset({"ignored", "text"})
"""Roles of columns in which a text of any kind stands: it says nothing against where it is, beside a name in its place."""
_OVER = frozenset({"level1", "level2"})
_TWO = 2
_TOLD = frozenset({"level1", "level2", "level3", "value"})
"""What a row of data tells in cells of their own."""
_COUNTED = 2.0
"""What it costs to take a bare number for the target of a row that is judged in words."""
_EXCHANGED = 1.0
"""What it costs to take a value for a name and a name for a value."""


@dataclass(frozen=True, slots=True)
class AlignmentSettings:
    """Weights of the alignment, in units of "a cell is clearly of another type" = 8."""

    displacement: float = 0.05
    """Cost of each grid column between a cell and its column."""
    change: float = 0.25
    """Cost of each grid column by which a cell is displaced otherwise than the cell before it: runs shift as a whole."""
    dropped: float = 6.0
    """Cost of a cell that finds no column."""
    nameless: float = 5.0
    """Cost of a value whose block has no third-level name."""
    valueless: float = 0.6
    """Cost of a third-level name without a value."""
    straight: float = 1.0
    """A row whose cells all cost less than this where they stand is left as it is, and not aligned."""


EXACT = AlignmentSettings(displacement=0.4, change=1.0)
"""For formats that say exactly where a cell stands, so that a shift has to explain more."""
PLACED = AlignmentSettings(displacement=0.4, change=1.0, straight=1.6)
"""For text that shows where a cell stands: its lines may be broken, so that a cell is no judge of its column."""
_LOWERED_LEVEL = 0.5
"""What a first level (产出指标) costs in the second one's column where cells stand exactly: a form may have its own above."""


class Alignment(NamedTuple):
    """Where the cells of a row belong: column index → cell; the cost, and whether anything was moved."""

    cells: Mapping[int, Cell]
    cost: float
    moved: bool
    repairs: tuple[str, ...] = ()
    band: str | None = None
    """A level's label alone in its row, in a table without a column for it."""

    @property
    def confidence(self) -> float:
        """1 for a straight row, less the more each of its cells cost to mend."""
        return 1.0 if not self.moved else round(1 / (1 + 0.4 * self.cost / max(1, len(self.cells))), 2)


def align(
    row: Row, columns: Columns, previous: Mapping[int, int], settings: AlignmentSettings | None = None
) -> Alignment:
    """Assign the cells of a row to columns.

    Args:
        row: the row; blank cells are not in it.
        columns: the columns of the table.
        previous: grid columns at which the row above had its cells, by column index.
        settings: the weights.
    """
    settings = settings or AlignmentSettings()
    row = _without_repeats(_without_side(row, columns, settings), columns)
    found = (
        _lone_label(row, columns, settings)
        or _outline_label(row, columns)
        or _exchanged(row, columns, settings)
        or straight(row, columns, settings)
    )
    if found is not None and not _may_be_shifted(found, columns):
        return found
    cost, chosen = _cheapest(row.cells, columns.columns, previous, settings)
    if found is not None and found.cost <= cost:
        return found
    cells = {column: row.cells[cell] for cell, column in chosen}
    repairs = _repairs(cells, columns, len(row.cells))
    return Alignment(cells, cost, moved=bool(repairs), repairs=repairs)


def _may_be_shifted(found: Alignment, columns: Columns) -> bool:
    """Whether a name and a value seem exchanged below a label of a form's own, which may be the name of a row that lost its label."""
    labels = (cell.text for at, cell in found.cells.items() if columns.columns[at].role == "level2")
    return "exchanged" in found.repairs and any(not levels(text) for text in labels)


def _without_side(row: Row, columns: Columns, settings: AlignmentSettings) -> Row:
    """The row without a label down the side of the table (绩效指标) where the header, printed beside it, has no column for it."""
    first = columns.columns[0]
    if settings is EXACT or first.role == "side" or first.start or not is_side_label(row.cells[0].text):
        return row
    return replace(row, cells=tuple(cell._replace(column=cell.column - 1) for cell in row.cells[1:]))


def _without_repeats(row: Row, columns: Columns) -> Row:
    """The row with a name once that stands in each of the grid columns of its own, as where merged cells are printed in all of theirs."""
    if len(set(row.texts)) == len(row.cells):
        return row
    cells = [
        cell
        for before, cell in zip((None, *row.cells), row.cells, strict=False)
        if before is None
        or before.text != cell.text
        or (at := columns.at(cell.column)) is None
        or columns.columns[at].role != "level3"
        or columns.at(before.column) != at
    ]
    return row if len(cells) == len(row.cells) else replace(row, cells=tuple(cells))


def straight(row: Row, columns: Columns, settings: AlignmentSettings) -> Alignment | None:
    """The row's cells in the columns that they stand in; None where one of them could not be meant there."""
    shape = shape_of(row.cells, columns)
    # A label that names both levels (成本指标) stands as the first without a second: the rows above must decide.
    open_level = shape.alone is not None and len(levels(row.texts[shape.alone])) > 1
    if shape.columns is None or shape.nameless or open_level:
        return None
    most, placed = settings.straight, settings in (EXACT, PLACED)
    total = 0.0
    for text, role in zip(row.texts, shape.roles, strict=True):
        cost = type_cost(text, role)
        if placed and role == "level2" and levels(text) == {1}:
            cost = _LOWERED_LEVEL
        if cost > most or (cost == most and (role not in _ANYTHING or (role == "text" and shape.name is None))):
            return None
        total += cost
    return Alignment(dict(zip(shape.columns, row.cells, strict=True)), total, moved=False)


def _lone_label(row: Row, columns: Columns, settings: AlignmentSettings) -> Alignment | None:
    """A level's label alone in its row belongs to its level, wherever it is printed.

    Where cells stand exactly, what may be a name too (社会公众满意度) is one in the names' column.
    """
    if len(row.cells) != 1:
        return None
    cell = row.cells[0]
    text = unheaded(cell.text)
    named = levels(text)
    if not named:
        return None
    cell = cell if text == cell.text else cell._replace(text=text)
    standing = columns.at(cell.column)
    exact = settings is EXACT and {"level1", "level2"} <= columns.roles() and not cell.text.endswith("指标")
    if exact and standing is not None and columns.columns[standing].role == "level3":
        return Alignment({standing: cell}, 0.0, moved=False)
    if f"level{min(named)}" not in columns.roles() and "level3" in columns.roles():
        outlined = (
            "level2" not in columns.roles() and standing is not None and columns.columns[standing].role == "level3"
        )
        return None if outlined else Alignment({}, 0.0, moved=False, band=cell.text)
    fitting = [i for i, column in enumerate(columns.columns) if column.role in {f"level{level}" for level in named}]
    index = standing if standing in fitting else next(iter(fitting), None)
    return None if index is None else Alignment({index: cell}, 0.0, moved=False)


def _outline_label(row: Row, columns: Columns) -> Alignment | None:
    """A level's label in the names' column of a table without columns for levels, and without a target beside it."""
    if not _OVER.isdisjoint(columns.roles()):
        return None
    places = {at: cell for cell in row.cells if (at := columns.at(cell.column)) is not None}
    roles = {columns.columns[i].role: cell for i, cell in places.items()}
    name = roles.get("level3")
    if name is None or "value" in roles or not levels(name.text) or len(places) < len(row.cells):
        return None
    return Alignment(places, 0.0, moved=False)


def _exchanged(row: Row, columns: Columns, settings: AlignmentSettings) -> Alignment | None:
    """A row straight but for a name and a value that stand in each other's place."""
    shape = shape_of(row.cells, columns)
    name, value = shape.name, shape.value
    if name is None or value is None or not is_target(row.texts[name]) or is_target(row.texts[value]):
        return None
    cells = list(row.cells)
    cells[name], cells[value] = (
        cells[value]._replace(column=cells[name].column),
        cells[name]._replace(column=cells[value].column),
    )
    found = straight(replace(row, cells=tuple(cells)), columns, settings)
    return found._replace(moved=True, cost=_EXCHANGED, repairs=("exchanged",)) if found else None


def _cheapest(
    cells: Sequence[Cell], columns: Sequence[Column], previous: Mapping[int, int], settings: AlignmentSettings
) -> tuple[float, tuple[tuple[int, int], ...]]:
    """The cheapest order-keeping assignment: its cost and the pairs (cell index, column index)."""
    # What a cell costs in a column is asked again in many states.
    costs = [[type_cost(cell.text, column.role) for column in columns] for cell in cells]
    if any(cell.text in wording().judged for cell in cells):
        _make_numbers_dear(costs, cells, columns)
    shifts = [[_shift(cell, column) for column in columns] for cell in cells]
    kept = [[previous.get(at) == cell.column for at in range(len(columns))] for cell in cells]

    @cache
    def best(cell: int, column: int, named: int | None, waiting: int, shift: int) -> _Way:
        """The cheapest way from here on.

        `named` is the block whose third level is filled, `waiting` 1 where that name still waits for its value, `shift` by how
        many grid columns the last cell was displaced (negative to the left).
        """
        if cell == len(cells):
            return settings.valueless * waiting, None
        if column == len(columns):
            return settings.dropped * (len(cells) - cell), None
        role, block, moved = columns[column].role, columns[column].block, shifts[cell][column]
        cost = costs[cell][column]
        if not kept[cell][column]:
            cost += settings.displacement * abs(moved) + settings.change * abs(moved - shift)
        if role == "level3":
            cost += settings.valueless * waiting
            rest = best(cell + 1, column + 1, block, 1, moved)
        else:
            cost += settings.nameless * (role in ("value", "history") and named != block)
            rest = best(cell + 1, column + 1, named, waiting * (role != "value"), moved)
        taken: _Way = (cost + rest[0], (cell, column, rest[1]))
        skipped = best(cell, column + 1, named, waiting, shift)
        lost = best(cell + 1, column, named, waiting, shift)
        return min((taken, skipped, (settings.dropped + lost[0], lost[1])), key=itemgetter(0))

    cost, chosen = best(0, 0, None, 0, 0)
    return cost, tuple(_steps(chosen))


def _make_numbers_dear(costs: list[list[float]], cells: Sequence[Cell], columns: Sequence[Column]) -> None:
    """Let a bare number cost more as a target: in a row that is judged in words (定性) it is a weight."""
    for cell, by_column in zip(cells, costs, strict=True):
        if is_bare_number(cell.text):
            by_column[:] = [
                cost + _COUNTED * (column.role == "value") for cost, column in zip(by_column, columns, strict=True)
            ]


def _steps(chosen: _Chosen) -> Iterator[tuple[int, int]]:
    while chosen:
        cell, column, chosen = chosen
        yield cell, column


def _shift(cell: Cell, column: Column) -> int:
    """By how many grid columns a cell is displaced from a column: 0 where it stands inside."""
    if cell.column < column.start:
        return cell.column - column.start
    return max(0, cell.column - column.stop + 1)


def _repairs(cells: Mapping[int, Cell], columns: Columns, printed: int) -> tuple[str, ...]:
    left = any(cell.column < columns.columns[index].start for index, cell in cells.items())
    right = any(cell.column >= columns.columns[index].stop for index, cell in cells.items())
    codes = (("shifted-left", left), ("shifted-right", right), ("cell-dropped", len(cells) < printed))
    return tuple(code for code, applies in codes if applies)


def spans_levels(row: Row, columns: Columns) -> bool:
    """Whether a cell stands across levels and name, as those of a total, a budget's execution or a note do."""
    wide = [cell for cell in row.cells if cell.columns > _TWO]
    # Most rows have no such cell.
    return bool(wide) and any(
        len(_TOLD & {c.role for c in columns.columns if cell.column <= c.start < cell.end}) > _TWO
        and not levels(cell.text)
        for cell in wide
    )


def is_named(row: Row, columns: Columns) -> bool:
    """Whether the first cell of a row is a name, where a word of forms may be one: in their column, or before a sign (定量)."""
    if len(row.cells) > _TWO and is_sign(row.cells[1].text):
        return True
    at = columns.at(row.cells[0].column)
    return at is not None and columns.columns[at].role == "level3"
