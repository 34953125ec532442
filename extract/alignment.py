"""A row's cells, in order, find their columns: straight where they stand, else by least cost with the order kept.

The cost of putting a cell into a column is how little its text is of the column's type (a framework label, a name, a target,
a plain number, a ground) plus how far it stands from where the column is printed. Where the row above was shifted, its places
count as well as the header's, because text conversions shift whole runs of rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from extract.quantities import quantity
from extract.targets import is_quality, parse_target
from ontology.folding import fold
from ontology.forms import column_role, forms, period_named
from ontology.framework import completed, levels
from ontology.units import unit_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from extract.columns import Column, Columns
    from extract.document import Cell, Row

_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")
_CODED = re.compile(r"\d{3,}[-—_][\u4e00-\u9fff]")
"""An organisation behind its budget code."""
_CODE = re.compile(r"[0-9A-Za-z-]{3,}")
_SIGN = re.compile(r"[≥≤><=≧≦]+|正向|反向|定性|大于.*|小于.*|等于|不.于")
_OUTLINE = re.compile(r"[(（]?(?:\d+(?:[.、-]\d+)*[.、]?|[一二三四五六七八九十]+、?)[)）]?")
"""A number in an outline: 1, 1.2, （三）."""
_FEW_WORDS = 3
_LONGEST_LABEL = 12
_EXCHANGED = 1.0
"""What it costs to take a value for a name and a name for a value."""
_DIRECTION = re.compile(r"正向.*|反向.*|正|反|逆向.*|[+＋-]")


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


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the cells of a row belong: column index → cell; the cost, and whether anything was moved."""

    cells: Mapping[int, Cell]
    cost: float
    moved: bool
    repairs: tuple[str, ...] = ()
    band: str | None = None
    """A first level alone in its row, in a table without a column for it."""

    @property
    def confidence(self) -> float:
        """1 for a straight row, less the more each of its cells cost to mend."""
        return 1.0 if not self.moved else round(1 / (1 + 0.4 * self.cost / max(1, len(self.cells))), 2)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a cell's text looks like."""

    levels: frozenset[int]
    cut: frozenset[int]
    quantity: bool
    number: bool
    length: int
    suffixed: bool
    worded: bool
    signed: bool


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
    found = (
        _lone_label(row, columns)
        or _outline_label(row, columns)
        or _exchanged(row, columns, settings)
        or straight(row, columns, settings)
    )
    if found is not None:
        return found
    cost, chosen = _cheapest(row.cells, columns.columns, previous, settings)
    cells = {column: row.cells[cell] for cell, column in chosen}
    repairs = _repairs(cells, columns, len(row.cells))
    return Alignment(cells, cost, moved=bool(repairs), repairs=repairs)


def straight(row: Row, columns: Columns, settings: AlignmentSettings) -> Alignment | None:
    """The row's cells in the columns that they stand in; None where one of them could not be meant there."""
    cells: dict[int, Cell] = {}
    total = 0.0
    for cell in row.cells:
        index = next((i for i, c in enumerate(columns.columns) if c.start <= cell.column < c.stop), None)
        if index is None or index in cells:
            return None
        cost = type_cost(cell.text, columns.columns[index].role)
        if cost >= settings.straight:
            return None
        total += cost
        cells[index] = cell
    if _is_nameless(cells, columns) or _is_open_level(cells, columns):
        return None
    return Alignment(cells, total, moved=False)


def _is_open_level(cells: Mapping[int, Cell], columns: Columns) -> bool:
    """Whether a label that names both levels (成本指标) stands as the first without a second: the rows above must decide."""
    roles = {columns.columns[i].role: cell for i, cell in cells.items()}
    alone = "level1" in roles and "level2" not in roles and "level2" in columns.roles()
    return alone and len(roles) > 1 and len(levels(roles["level1"].text)) > 1


def _lone_label(row: Row, columns: Columns) -> Alignment | None:
    """A level's label alone in its row belongs to its level, wherever it is printed."""
    named = levels(row.cells[0].text) if len(row.cells) == 1 else frozenset()
    if not named:
        return None
    cell = row.cells[0]
    if 1 in named and "level1" not in columns.roles() and "level3" in columns.roles():
        return Alignment({}, 0.0, moved=False, band=cell.text)
    fitting = [i for i, column in enumerate(columns.columns) if column.role in {f"level{level}" for level in named}]
    standing = [i for i in fitting if columns.columns[i].start <= cell.column < columns.columns[i].stop]
    index = next(iter((*standing, *fitting)), None)
    return None if index is None else Alignment({index: cell}, 0.0, moved=False)


def _outline_label(row: Row, columns: Columns) -> Alignment | None:
    """A level's label in the names' column of a table without columns for levels, and without a target beside it."""
    if columns.roles() & {"level1", "level2"}:
        return None
    places = {i: cell for cell in row.cells for i, c in enumerate(columns.columns) if c.start <= cell.column < c.stop}
    roles = {columns.columns[i].role: cell for i, cell in places.items()}
    name = roles.get("level3")
    if name is None or "value" in roles or not levels(name.text) or len(places) < len(row.cells):
        return None
    return Alignment(places, 0.0, moved=False)


def _exchanged(row: Row, columns: Columns, settings: AlignmentSettings) -> Alignment | None:
    """A row straight but for a name and a value that stand in each other's place."""
    cells = list(row.cells)
    at = {
        column.role: i
        for i, cell in enumerate(cells)
        for column in columns.columns
        if column.start <= cell.column < column.stop
    }
    name, value = at.get("level3"), at.get("value")
    if name is None or value is None or not _is_target(cells[name].text) or _is_target(cells[value].text):
        return None
    cells[name], cells[value] = (
        cells[value]._replace(column=cells[name].column),
        cells[name]._replace(column=cells[value].column),
    )
    found = straight(replace(row, cells=tuple(cells)), columns, settings)
    return replace(found, moved=True, cost=_EXCHANGED, repairs=("exchanged",)) if found else None


def _is_target(text: str) -> bool:
    return _kind(text).quantity or is_quality(text)


def _is_nameless(cells: Mapping[int, Cell], columns: Columns) -> bool:
    """Whether a block holds a value and no name; the lower part of a torn row, which holds no labels either, is no such case."""
    roles = {(columns.columns[i].block, columns.columns[i].role) for i in cells}
    if not {role for _, role in roles} & {"level1", "level2", "level3", "side", "project", "objective"}:
        return False
    return any((block, "value") in roles and (block, "level3") not in roles for block in range(columns.blocks))


def _cheapest(
    cells: Sequence[Cell], columns: Sequence[Column], previous: Mapping[int, int], settings: AlignmentSettings
) -> tuple[float, tuple[tuple[int, int], ...]]:
    """The cheapest order-keeping assignment: its cost and the pairs (cell index, column index)."""

    @cache
    def best(cell: int, column: int, state: _State) -> tuple[float, tuple[tuple[int, int], ...]]:
        """The cheapest way from here on."""
        if cell == len(cells):
            return settings.valueless * state.waiting, ()
        if column == len(columns):
            return settings.dropped * (len(cells) - cell), ()
        target = columns[column]
        shift = _shift(cells[cell], target)
        place = 0.0
        if previous.get(column) != cells[cell].column:
            place = settings.displacement * abs(shift) + settings.change * abs(shift - state.shift)
        cost = type_cost(cells[cell].text, target.role) + place + _out_of_turn(target, state, settings)
        rest = best(cell + 1, column + 1, state.after(target, shift))
        taken = (cost + rest[0], ((cell, column), *rest[1]))
        skipped = best(cell, column + 1, state)
        lost = best(cell + 1, column, state)
        dropped = (settings.dropped + lost[0], lost[1])
        return min((taken, skipped, dropped), key=lambda option: option[0])

    return best(0, 0, _State())


@dataclass(frozen=True, slots=True)
class _State:
    """What the row has so far: the block whose third level is filled, whether that name still waits for its value.

    `shift` is by how many grid columns the last cell was displaced (negative to the left).
    """

    named: int | None = None
    waiting: bool = False
    shift: int = 0

    def after(self, column: Column, shift: int) -> _State:
        """The state once a cell has gone into a column."""
        if column.role == "level3":
            return _State(column.block, waiting=True, shift=shift)
        waiting = self.waiting and column.role not in ("value", "history")
        return _State(self.named, waiting=waiting, shift=shift)


def _shift(cell: Cell, column: Column) -> int:
    """By how many grid columns a cell is displaced from a column: 0 where it stands inside."""
    if cell.column < column.start:
        return cell.column - column.start
    return max(0, cell.column - column.stop + 1)


def _out_of_turn(column: Column, state: _State, settings: AlignmentSettings) -> float:
    if column.role in ("value", "history") and state.named != column.block:
        return settings.nameless
    return settings.valueless if column.role == "level3" and state.waiting else 0.0


def _repairs(cells: Mapping[int, Cell], columns: Columns, printed: int) -> tuple[str, ...]:
    left = any(cell.column < columns.columns[index].start for index, cell in cells.items())
    right = any(cell.column >= columns.columns[index].stop for index, cell in cells.items())
    codes = (("shifted-left", left), ("shifted-right", right), ("cell-dropped", len(cells) < printed))
    return tuple(code for code, applies in codes if applies)


@cache
def _kind(text: str) -> _Kind:
    target = parse_target(text)
    return _Kind(
        levels=levels(text),
        cut=levels(completed(text) or ""),
        quantity=target.kind in ("numeric", "date") and _is_whole_quantity(fold(text)),
        number=_NUMBER.fullmatch(fold(text)) is not None,
        length=len(text),
        suffixed=text.endswith("指标"),
        worded=re.search(r"\w", text) is not None,
        signed=re.search(r"[≥≤><=≧≦＝]", text) is not None,
    )


def _is_whole_quantity(folded: str) -> bool:
    """Whether a target begins with its number and holds little else; 15分钟便民生活圈 is a name."""
    if _CODED.match(folded) or not re.match(r"[\d≥≤><=≧≦%]", folded):
        return False
    amount = quantity(folded)
    return amount is None or len(amount.behind) <= _FEW_WORDS


def type_cost(text: str, role: str) -> float:
    """How little a text is of a column's type: 0 for what the column is for, 8 for what can't be meant."""
    kind = _kind(text)
    cost = _COSTS.get(role)
    if cost:
        return cost(text, kind)
    return 4.0 if kind.levels and kind.suffixed else 0.5 if kind.number else 1.0


def _level1(_: str, kind: _Kind) -> float:
    if 1 in kind.levels:
        # 成本指标 and 满意度 name both levels; where a row leaves the choice open they are the second.
        return 0.4 if len(kind.levels) > 1 else 0.0
    if 1 in kind.cut:
        return 0.3
    if kind.levels or kind.cut:
        return 3.0
    return 8.0 if kind.quantity else 1.5 if kind.suffixed and kind.length <= 10 else 2.5 if kind.length <= 6 else 4.0  # noqa: PLR2004 - lengths of labels


def _level2(_: str, kind: _Kind) -> float:
    if 2 in kind.levels:  # noqa: PLR2004 - the second level
        return 0.0
    if kind.cut:
        return 0.3 if 2 in kind.cut else 2.5  # noqa: PLR2004 - the second level
    if kind.levels:
        return 2.5
    return 8.0 if kind.quantity else 1.2 if kind.suffixed or kind.length <= 10 else 2.5 if kind.length <= 14 else 4.0  # noqa: PLR2004 - lengths of labels


def _level3(text: str, kind: _Kind) -> float:
    if _SIGN.fullmatch(text):
        return 6.0
    if kind.levels or kind.cut:
        return 5.0 if kind.suffixed or not kind.levels else 1.0
    if not kind.worded:
        return 7.0 if kind.signed else 1.2
    return 7.0 if kind.quantity or kind.number else 0.0


def _value(_: str, kind: _Kind) -> float:
    if kind.quantity:
        return 0.0
    if kind.levels or kind.cut:
        return 7.0 if kind.suffixed or kind.cut else 3.0
    return 0.3 if kind.length <= 8 else 0.8 if kind.length <= 20 else 1.5  # noqa: PLR2004 - lengths of targets


def _weight(_: str, kind: _Kind) -> float:
    return 0.0 if kind.number else 8.0


def _text(_: str, kind: _Kind) -> float:
    if kind.suffixed and kind.levels:
        return 6.0
    return 4.0 if kind.number else 3.0 if kind.quantity else 0.2


def _objective_text(text: str, kind: _Kind) -> float:
    """Objectives are sentences, and an organisation has its code before it; a short text may be a name that was shifted."""
    return (
        _text(text, kind) if kind.length > _LONGEST_LABEL or _CODED.match(fold(text)) else max(1.0, _text(text, kind))
    )


def _ground(text: str, kind: _Kind) -> float:
    return 0.0 if is_ground(text) else _text(text, kind)


def _project(_: str, kind: _Kind) -> float:
    return 6.0 if kind.suffixed and kind.levels else 4.0 if kind.quantity else 0.2


def _side(text: str, kind: _Kind) -> float:
    if kind.levels:
        return 5.0
    return 0.0 if period_named(text) or column_role(text) else 4.0


def _objective(text: str, kind: _Kind) -> float:
    return 0.0 if period_named(text) else 6.0 if kind.levels or kind.quantity else 2.0


def _deadline(text: str, _: _Kind) -> float:
    return 0.0 if parse_target(text).kind == "date" else 3.0


_COSTS: dict[str, Callable[[str, _Kind], float]] = {
    "level1": _level1,
    "level2": _level2,
    "level3": _level3,
    "value": _value,
    "history": _value,
    "actual": _value,
    "deadline": _deadline,
    "number": lambda text, _: 0.0 if _OUTLINE.fullmatch(fold(text)) else 3.0,
    "grade": _value,
    "weight": _weight,
    "level_weight": _weight,
    "amount": _weight,
    "description": _text,
    "text": _objective_text,
    "basis": _ground,
    "explanation": _ground,
    "project": _project,
    "project_code": lambda text, _: 0.0 if _CODE.fullmatch(fold(text)) else 3.0,
    "objective": _objective,
    "side": _side,
    "operator": lambda text, _: 0.0 if _SIGN.fullmatch(fold(text)) else 6.0,
    "unit": lambda text, kind: 0.0 if unit_named(text) or not kind.worded else 6.0 if kind.quantity else 1.5,
    "direction": lambda text, _: 0.0 if _DIRECTION.fullmatch(fold(text)) else 5.0,
}


def is_ground(text: str) -> bool:
    """Whether a text says why a value was set (计划数据, 鹿办文【2017】31号, 《…管理办法》) rather than what is measured."""
    folded = fold(text)
    if re.search(r"[〔\[【(]\d{4}[〕\]】)]|^《.*》$", folded):
        return True
    return any(folded.startswith(word) or folded.endswith(word) for word in forms().grounds)
