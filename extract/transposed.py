"""Tables that stand on their side: headings down the first column, one indicator a column, become tables with rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import looks_like_quantity
from extract.document import Row, Table
from extract.headers import is_header
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.document import Cell

_FEWEST_INDICATORS = 2
_LEVEL1, _LEVEL2, _LEVEL3 = "一级指标", "二级指标", "三级指标"
_TARGETS = ("value", "history")
_ONCE = frozenset({"level1", "level2", "level3"})
_FIELDS = frozenset({"project", "project_code", "amount"})
_LABEL_AND_VALUE = 2


def upright(table: Table) -> Table:
    """The table with its lying parts, one a project, turned upright; the table itself where no part of it lies."""
    rows = table.rows
    done: tuple[Row, ...] = ()
    while lying := _lying_rows(rows):
        done += (*rows[: lying.start], *_turned(lying.rows))
        rows = rows[lying.stop :]
    return replace(table, rows=(*done, *rows)) if done else table


class _Lying(NamedTuple):
    """A run of lying rows, each beginning with its heading, and where it stands among the table's rows."""

    rows: list[Row]
    start: int
    stop: int


def _lying_rows(rows: Sequence[Row]) -> _Lying | None:
    """The run of rows that each begin with a heading and together name a third level and its value."""
    texts = {cell.text for row in rows for cell in row.cells[:2]}
    if not any(column_role(text) in _TARGETS for text in texts):
        return None
    for start, row in enumerate(rows):
        following = (_headed(rows[at]) for at in range(start, len(rows)))
        run = _with_names(_of_one_form(takewhile(_begins_with_heading, following)))
        if _name_indicators(run) and not any(map(is_header, rows[start : start + len(run)])):
            named = next(each for each in run if column_role(each.cells[0].text) == "level3")
            return _Lying(run, start, start + len(run)) if len(named.cells) > _FEWEST_INDICATORS else None
        if row.cells and is_header(row):
            return None
    return None


def _of_one_form(rows: Iterable[Row]) -> list[Row]:
    """The rows up to the next form, whose fields have a value each or whose headings are those that stand above."""
    run: list[Row] = []
    roles: set[str | None] = set()
    for row in rows:
        role = column_role(row.cells[0].text)
        field = role in _FIELDS and len(row.cells) == _LABEL_AND_VALUE
        if role in roles & _ONCE or (field and "level3" in roles):
            break
        roles.add(role)
        run.append(row)
    return run


def _name_indicators(run: Sequence[Row]) -> bool:
    """Whether the headings of a run name a third level and its value; years alone say so beside other headings."""
    roles = {column_role(row.cells[0].text) for row in run}
    return "level3" in roles and ("value" in roles or ("history" in roles and bool(roles & {"level1", "unit"})))


def _headed(row: Row) -> Row:
    """A row without the label down the side of the table, where its heading stands behind that (绩效指标 | 一级指标 | 产出指标)."""
    if len(row.cells) <= _FEWEST_INDICATORS or column_role(row.cells[0].text) not in ("group", "side"):
        return row
    return replace(row, cells=row.cells[1:]) if _heads(row.cells[1].text) else row


def _with_names(run: list[Row]) -> list[Row]:
    """The rows with the heading 绩效指标 as what its row holds: labels of levels, or the names that no other row holds.

    Names may be headed 内容 too, beside another row that holds the targets.
    """
    named = any(column_role(row.cells[0].text) == "level3" for row in run)
    whole = [_as_heading(row, _level_of(row) or (None if named else _LEVEL3)) if _is_group(row) else row for row in run]
    roles = [column_role(row.cells[0].text) for row in whole]
    if "level3" in roles or roles.count("value") < _FEWEST_INDICATORS:
        return whole
    at = roles.index("value")
    stated = any(looks_like_quantity(cell.text) for cell in whole[at].cells[1:])
    return whole if stated else [*whole[:at], _as_heading(whole[at], _LEVEL3), *whole[at + 1 :]]


def _as_heading(row: Row, heading: str | None) -> Row:
    head, *cells = row.cells
    return replace(row, cells=(head._replace(text=heading), *cells)) if heading else row


def _is_group(row: Row) -> bool:
    return len(row.cells) > 1 and column_role(row.cells[0].text) == "group"


def _level_of(row: Row) -> str | None:
    """The heading of a row of labels, of first levels or of second ones; None for any other row."""
    known = [levels(cell.text) for cell in row.cells[1:]]
    return _LEVEL1 if all(1 in each for each in known) else _LEVEL2 if all(known) else None


def _begins_with_heading(row: Row) -> bool:
    return len(row.cells) > 1 and (_heads(row.cells[0].text) or _is_lone_group(row))


def _heads(text: str) -> bool:
    return column_role(text) not in (None, "text", "group", "side")


def _is_lone_group(row: Row) -> bool:
    """Whether a row's first cell is 绩效指标 over nothing but itself, and no other cell of it is a heading."""
    return _is_group(row) and row.cells[0].rows == 1 and not any(column_role(cell.text) for cell in row.cells[1:])


def _turned(rows: Sequence[Row]) -> list[Row]:
    """A header of the headings, and a row for every column of cells behind them."""
    header = Row(tuple(_moved(row.cells[0], at) for at, row in enumerate(rows)), rows[0].number)
    starts = sorted({cell.column for row in rows for cell in row.cells[1:]})
    named = next(row.number for row in rows if column_role(row.cells[0].text) == "level3")
    turned = [header]
    for start in starts:
        cells = [(at, cell) for at, row in enumerate(rows) for cell in row.cells[1:] if cell.column == start]
        turned.append(Row(tuple(_moved(cell, at) for at, cell in cells), named))
    return turned


def _moved(cell: Cell, column: int) -> Cell:
    place = cell.place._replace(column=cell.column + 1)
    return cell._replace(column=column, columns=cell.rows, rows=cell.columns, place=place)
