"""Headers among the rows of a table: the main row, heading rows above and below it, and headings that conversion broke over lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.cell_types import is_direction
from extract.columns import LEVELS, Columns, heads_alone, listing_columns, rows_to_columns
from extract.divided_headings import could_head, divides_others
from extract.listed import lists_indicators
from extract.lost_spans import below_group, beside_targets, in_their_room, over_targets, with_years
from extract.named_targets import most_hold_targets
from extract.split_headings import split_rows
from extract.targets import is_operator, is_quality, parse_target
from extract.unlevelled import graded, named, outlined, typed, valued
from ontology.folding import fold
from ontology.forms import begins_heading, column_role, forms, period_named
from ontology.framework import levels
from ontology.units import unit_named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from extract.columns import Column
    from extract.document import Cell, Row

_MOST_ROWS_ABOVE = 3
_MOST_LOOKED_AHEAD = 15
_LEVELS = 3
_LONGEST_END = 2
_CACHED = 16_384
_FEWEST_LABELS = 2
_FEWEST_HEADINGS = 2
_FEWEST_PARTS, _MOST_PARTS = 2, 6
"""Grid columns of a heading over operators, numbers and units."""
_UNKNOWN = ("side", "other", "ignored")
_UNSAID = (*_UNKNOWN, "text", "objective", "actual", "explanation")
"""Roles of columns behind the names that may hold the targets where no heading says which does."""
_TOLD_BY_CELLS = frozenset({"direction", "level2", *_UNSAID})
"""Roles of columns whose cells may tell another one."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header found among the rows of a table: its columns, and the rows it takes (index, end excluded)."""

    columns: Columns
    start: int
    stop: int


def is_header(row: Row) -> bool:
    """Whether a row holds the headings of indicators: a third level with a value or a level, or levels with a value."""
    return _are_of_indicators(frozenset(map(_role_above, row.texts)))


@lru_cache(_CACHED)
def _role_above(text: str) -> str | None:
    """The role of a heading, but for those that stand below others alone."""
    return None if fold(text) in forms().only_below else column_role(text)


@lru_cache(_CACHED)
def _are_of_indicators(roles: frozenset[str | None]) -> bool:
    """Whether the roles of a row's texts, of which most rows have none, are those of a header."""
    third = "level3" in roles and bool(roles & {"value", "best_grade", "history", "level1", "level2"})
    return (
        third
        or {"level1", "level2", "value"} <= roles
        or ({"level1", "group"} <= roles and bool(roles & {"value", "level2", "history"}))
        or heads_alone(roles)
    )


def header_at(rows: Sequence[Row], index: int) -> Header | None:
    """The header whose main row is `rows[index]`, with the heading rows above and below it, or None."""
    texts = rows[index].texts
    if sum(map(_may_head, texts)) < min(_FEWEST_HEADINGS, _FEWEST_LABELS):
        return None
    if (headings := sum(map(_is_heading, texts))) < _FEWEST_HEADINGS:
        labels = sum(map(_is_label, texts))
        listing = labels >= _FEWEST_LABELS and (headings + labels) * 2 > len(texts)
        return _listing_header(rows, index) if listing else None
    main, stop = _whole_row(rows, index)
    following = rows[stop : stop + _MOST_LOOKED_AHEAD]
    main = _without_repeats(main, following)
    if not is_header(main) and stop < len(rows) and is_header(rows[stop]):
        return None
    main, grades = graded(main, rows[stop] if stop < len(rows) else None)
    main = outlined(typed(named(_with_levels(main)), following), following)
    if not is_header(main):
        return _listing_header(rows, index)
    start = _first_above(rows, index)
    main, split = split_rows(main, [grades, *following[1:]] if grades else following)
    stop += len(split)
    if split:
        main, split = in_their_room(main, with_years(split))
        main, split[0] = over_targets(main, split[0])
    else:
        main = valued(main, rows[stop : stop + _MOST_LOOKED_AHEAD])
        if stop < len(rows) and divides_others(main, rows[stop]):
            split, stop = [rows[stop]], stop + 1
    above = list(rows[start:index])
    if above and (beside := beside_targets(above[-1], main) or below_group(above[-1], main)):
        above, main = above[:-1], beside
    columns = rows_to_columns([*above, main, *split])
    return Header(_by_cells(columns, rows[stop : stop + _MOST_LOOKED_AHEAD]), start, stop)


def _without_repeats(main: Row, below: Sequence[Row]) -> Row:
    """The main row with a heading once that stands in two columns whose cells are all the same, as those of merged cells are."""
    twice = {
        other.column
        for one, other in pairwise(main.cells)
        if one.text == other.text and column_role(one.text) == "level3"
        if _repeat(one.column, other.column, below)
    }
    return replace(main, cells=tuple(c for c in main.cells if c.column not in twice)) if twice else main


def _repeat(one: int, other: int, rows: Sequence[Row]) -> bool:
    """Whether the cells of two columns are the same in most rows that hold any."""
    texts = [{cell.column: cell.text for cell in row.cells} for row in rows]
    held = [row for row in texts if one in row or other in row]
    return 2 * sum(row.get(one) == row.get(other) for row in held) > len(held)


@lru_cache(_CACHED)
def _may_head(text: str) -> bool:
    """Whether a text stands in headers: most rows hold none that does."""
    return _is_heading(text) or _is_label(text)


@lru_cache(_CACHED)
def _is_heading(text: str) -> bool:
    """Whether a text is a heading or the beginning of one."""
    return column_role(text) is not None or begins_heading(text)


@lru_cache(_CACHED)
def _is_label(text: str) -> bool:
    """Whether a text is a level's label: one with a colon has its indicators behind it, and not below."""
    return bool(levels(text)) and not text.endswith(("：", ":"))


def _first_above(rows: Sequence[Row], index: int) -> int:
    """The first of the heading rows right above a header's main row."""
    start = index
    while start > 0 and index - start < _MOST_ROWS_ABOVE and _is_above(rows[start - 1]):
        start -= 1
    return start


def _listing_header(rows: Sequence[Row], index: int) -> Header | None:
    """A header of levels alone (产出指标 | 效益指标 | 满意度指标), whose columns list indicators with their targets."""
    labels = [cell for cell in rows[index].cells if levels(cell.text)]
    if len(labels) < _FEWEST_LABELS or not _is_above(rows[index]):
        return None
    stop = _stop_above_lists(rows, index, labels)
    below = _below(labels, rows[stop]) if stop < len(rows) else []
    if not below or any(levels(cell.text) for cell in below):
        return None
    if not _beside_values(rows[index]) and sum(lists_indicators(cell.text) for cell in below) * 2 < len(labels):
        return None
    start = _first_above(rows, index)
    return Header(listing_columns(rows[start:stop]), start, stop)


def _below(labels: Sequence[Cell], row: Row) -> list[Cell]:
    return [cell for label in labels for cell in row.cells if label.column <= cell.column < label.end]


def _stop_above_lists(rows: Sequence[Row], index: int, labels: Sequence[Cell]) -> int:
    """The row behind a header of levels, whose other headings may be divided on the lines below (按支出性质分: 基本支出, 项目支出)."""
    stop = index + 1
    while stop < len(rows) and not _below(labels, rows[stop]) and all(map(could_head, rows[stop].texts)):
        stop += 1
    return stop


def _beside_values(row: Row) -> bool:
    """Whether a heading of targets follows every label of a level (数量指标 | 指标值 | 质量指标 | 指标值)."""
    roles = ["level" if levels(cell.text) else column_role(cell.text) for cell in row.cells]
    return all(
        following == "value" for role, following in zip(roles, [*roles[1:], None], strict=True) if role == "level"
    )


def _whole_row(rows: Sequence[Row], index: int) -> tuple[Row, int]:
    """The row with the ends of its headings, where conversion put them on the line below (一级指 | 标), and the next row's index."""
    row = rows[index]
    if index + 1 < len(rows) and row.cells and rows[index + 1].cells:
        whole = _joined(row, rows[index + 1])
        if whole is not None:
            return whole, index + 2
    return row, index + 1


def _joined(row: Row, below: Row) -> Row | None:
    """The headings of a row with those below them joined on; None where one of them makes no heading."""
    ends = {cell.column: cell for cell in below.cells}
    if not set(ends) <= {cell.column for cell in row.cells}:
        return None
    if not all(_completes(cell.text, ends[cell.column].text) for cell in row.cells if cell.column in ends):
        return None
    cells = tuple(_together(cell, ends.get(cell.column)) for cell in row.cells)
    whole = replace(row, cells=cells)
    return whole if is_header(whole) else None


def _completes(heading: str, end: str) -> bool:
    """Whether the end of a heading makes it one (一级指 + 标), or another one (指标值说 + 明), or adds a remark (权重 + （分）)."""
    before, after = column_role(heading), column_role(heading + end)
    if after is None or levels(end) or (column_role(end) not in (None, "group") and before not in (None, "group")):
        return False
    return before is None or len(end) <= _LONGEST_END or end.startswith(("(", "（", "及", "和", "与", "或"))


def _together(upper: Cell, lower: Cell | None) -> Cell:
    return upper._replace(text=upper.text + lower.text) if lower else upper


def _with_levels(row: Row) -> Row:
    """The row with one heading over all three levels (绩效指标 across three columns) as three."""
    roles = [column_role(cell.text) for cell in row.cells]
    if "value" not in roles or any(role in ("level1", "level2", "level3") for role in roles):
        return row
    cells: list[Cell] = []
    for cell, role in zip(row.cells, roles, strict=True):
        if role == "group" and cell.columns == _LEVELS:
            names = ("一级指标", "二级指标", "三级指标")
            cells += [cell._replace(text=name, column=cell.column + at, columns=1) for at, name in enumerate(names)]
        else:
            cells.append(cell)
    return replace(row, cells=tuple(cells))


def _is_above(row: Row) -> bool:
    """Whether most cells of a row above a header are known headings, or a level's reaches down into it, and the others could be some."""
    reaching = any(cell.rows > 1 and column_role(cell.text) in LEVELS for cell in row.cells)
    known = sum(map(_is_known, row.texts)) * 2 > len(row.texts)
    return (known or reaching) and all(map(could_head, row.texts))


@lru_cache(_CACHED)
def _is_known(text: str) -> bool:
    return bool(column_role(text) or period_named(text) or levels(text))


def _by_cells(columns: Columns, rows: Sequence[Row]) -> Columns:
    """The columns with roles that no heading tells and the cells below do: levels, operators, targets."""
    cells = [cell for row in rows for cell in row.cells]
    parts = tuple([part for column in columns.columns for part in _divided(column, columns, cells)])
    columns = columns if parts == columns.columns else replace(columns, columns=parts)
    changed = list(columns.columns)
    for at, column in enumerate(changed):
        if column.role not in _TOLD_BY_CELLS:
            continue
        texts = [cell.text for cell in cells if column.start <= cell.column < column.stop]
        role = _role_by_cells(columns, at, texts, cells) if texts else None
        if role:
            changed[at] = replace(column, role=role)
            columns = replace(columns, columns=tuple(changed))
    return columns


def _divided(column: Column, columns: Columns, cells: Sequence[Cell]) -> list[Column]:
    """A column of targets over several grid columns as those of its operators, numbers and units, where its cells hold these."""
    end = max((cell.end for cell in cells), default=column.stop)
    width = min(column.stop, end) - column.start  # the last column of a table has no end of its own
    if column.role != "value" or not _FEWEST_PARTS <= width <= _MOST_PARTS or columns.roles() & {"operator", "unit"}:
        return [column]
    parts = [replace(column, start=at, stop=at + 1) for at in range(column.start, column.start + width)]
    parts[-1] = replace(parts[-1], stop=column.stop)
    held = [[cell.text for cell in cells if (cell.column, cell.columns) == (part.start, 1)] for part in parts]
    if _mostly(is_operator, held[0]):
        parts[0] = replace(parts[0], role="operator")
    if _mostly(unit_named, held[-1]):
        parts[-1] = replace(parts[-1], role="unit")
    values = [part for part in parts if part.role == "value"]
    return parts if len(values) == 1 < len(parts) else [column]


def _mostly(of_kind: Callable[[str], object], texts: Sequence[str]) -> bool:
    """Whether most texts are of a kind; the first cells of the next form may stand among them."""
    return 2 * sum(map(bool, map(of_kind, texts))) > len(texts)


def _state_targets(columns: Columns, cells: Sequence[Cell]) -> bool:
    """Whether the names' heading says that targets stand in their cells (三级指标及目标值), or most of these hold one."""
    names = [column for column in columns.columns if column.role == "level3"]
    texts = [cell.text for cell in cells for column in names if column.start <= cell.column < column.stop]
    return any(forms().stating.search(column.label) for column in names) or most_hold_targets(texts)


def _role_by_cells(columns: Columns, at: int, texts: Sequence[str], cells: Sequence[Cell]) -> str | None:
    """Another role for a column, by its cells: all first- or second-level labels, operators, mostly targets behind the name."""
    column, has = columns.columns[at], columns.roles()
    behind = any(other.role == "level3" for other in columns.columns[:at])
    if column.role == "direction":
        # Cells that a row without its labels shifts here are neither.
        return "operator" if any(map(is_operator, texts)) and not any(map(is_direction, texts)) else None
    # A heading without a role of its own (指标值类型) stands right before the targets, or behind their units.
    if behind and column.role == "ignored" and "operator" not in has and _hold_operators(texts):
        return "operator"
    if column.role == "level2" and "level1" not in has and all(1 in (levels(text) or {1}) for text in texts):
        # Names stand among the labels where rows without one are shifted.
        firsts = {text for text in texts if levels(text) == {1}}
        return "level1" if len(firsts) > 1 or (firsts and all(map(levels, texts))) else None
    if not behind and column.role in _UNKNOWN:
        missing = (level for level in (1, 2) if f"level{level}" not in has)
        return next((f"level{level}" for level in missing if all(level in levels(text) for text in texts)), None)
    if behind and not has & {"value", "history"} and column.role in _UNSAID and not _state_targets(columns, cells):
        scores = any(forms().scoring.search(text) for text in texts)
        return "value" if not scores and sum(_reads_as_target(text) for text in texts) * 2 >= len(texts) else None
    return None


def _hold_operators(texts: Sequence[str]) -> bool:
    """Whether cells are operators, some of which shifted rows may hide, and not the targets of a part of the year."""
    return sum(map(is_operator, texts)) > sum(parse_target(text).kind == "numeric" for text in texts)


def _reads_as_target(text: str) -> bool:
    return parse_target(text).kind in ("numeric", "date", "change") or is_quality(text)
