"""Headers in two rows of tables that lost their spans, as when each cell became a line: both rows stand at the left edge."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.columns import LEVELS
from ontology.forms import column_role

if TYPE_CHECKING:
    from extract.document import Cell, Row

_PAIR = 2
_LEFT = frozenset({"group", "objective", *LEVELS})
_PROJECT = frozenset({"project", "project_code", "amount"})
_TARGETS = frozenset({"value", "history", "actual"})
_PARTS = frozenset({"operator", "value", "unit"})


def with_years(split: list[Row]) -> list[Row]:
    """The rows that split headings, where a table lost its spans: years (前年 | 上年) in the place of the heading over them."""
    upper = split[0]
    groups = [at for at, text in enumerate(upper.texts) if column_role(text) == "history_group"]
    if len(split) != _PAIR or len(groups) != 1 or not _is_dense(*split):
        return split
    years = split[1].cells
    if any(column_role(cell.text) != "history" for cell in years):
        return split
    (at,) = groups
    cells = (*upper.cells[:at], *years, *upper.cells[at + 1 :])
    return [replace(upper, cells=tuple(cell._replace(column=column) for column, cell in enumerate(cells)))]


def in_their_room(main: Row, split: list[Row]) -> tuple[Row, list[Row]]:
    """A header whose heading over the targets kept the blank cells that it spans, and the rows that split it, moved below it.

    Where cells that span rows are lost, these rows stand at one of the edges; one of years (前年 | 上年) belongs below its own
    heading.
    """
    stops = [*(cell.column for cell in main.cells[1:]), 0]
    over, room = next(
        ((cell, stop - cell.column) for cell, stop in zip(main.cells, stops, strict=True) if _heads_targets(cell)),
        (None, 0),
    )
    if over is None or over.columns > 1 or room < _PAIR:
        return main, split
    spanning = over._replace(columns=room)
    moved: list[Row] = []
    for row in split:
        above = next((cell for other in moved for cell in other.cells if _heads_years(cell)), spanning)
        first, last = row.cells[0], row.cells[-1]
        within = spanning.column <= first.column and last.end <= spanning.end
        if (
            within
            or last.end - first.column > above.columns
            or {column_role(t) for t in row.texts} & {*LEVELS, "group"}
        ):
            return main, split
        starts = [above.column + cell.column - first.column for cell in row.cells]
        spread = [
            cell._replace(column=start, columns=stop - start)
            for cell, start, stop in zip(row.cells, starts, [*starts[1:], above.end], strict=True)
        ]
        moved.append(replace(row, cells=tuple(spread)))
    return replace(main, cells=tuple(spanning if cell is over else cell for cell in main.cells)), moved


def _heads_targets(cell: Cell) -> bool:
    return column_role(cell.text) == "value"


def _heads_years(cell: Cell) -> bool:
    return column_role(cell.text) == "history_group"


def over_targets(main: Row, below: Row) -> tuple[Row, Row]:
    """A header whose heading over the targets is split, in a table that lost its spans.

    The parts stand at the row's beginning, or below their heading, and then what stands behind it in its own place stands too far left.
    """
    over = next(filter(_heads_targets, main.cells), None)
    if over is None or over.columns > 1 or not (_stand_astray(main, below) or _reach_too_far(over, main, below)):
        return main, below
    more = len(below.cells) - 1
    headings = (cell._replace(column=cell.column + more * (cell.column > over.column)) for cell in main.cells)
    spread = tuple(cell._replace(columns=more + 1) if cell.column == over.column else cell for cell in headings)
    parts = tuple(cell._replace(column=over.column + at) for at, cell in enumerate(below.cells))
    return replace(main, cells=spread), replace(below, cells=parts)


def _stand_astray(main: Row, below: Row) -> bool:
    """Whether parts of targets stand below a heading of what stands left of them."""
    above = [cell for cell in main.cells if cell.column <= below.cells[0].column]
    roles = {column_role(text) for text in below.texts}
    split = roles & _TARGETS and roles <= {*_TARGETS, "ignored"}  # those of half a year are
    return bool(split and above and column_role(above[-1].text) in _LEFT)


def _reach_too_far(over: Cell, main: Row, below: Row) -> bool:
    """Whether the parts of targets (运算符号 | 内容 | 度量单位) begin below their heading and reach below what stands behind it."""
    starts = [cell.column for cell in below.cells]
    if starts != list(range(over.column, over.column + len(starts))):
        return False
    behind = {cell.column: column_role(cell.text) for cell in main.cells if cell.column > over.column}
    roles = {column_role(text) for text in below.texts}
    covered = behind.keys() & set(starts)
    return bool(covered) and roles <= _PARTS and not _PARTS & {behind[at] for at in covered}


def beside_targets(above: Row, main: Row) -> Row | None:
    """A header's lower row with what the upper one has behind the targets that it splits, in a table that lost its spans.

    Both rows then stand at the left edge (绩效指标 | 年度指标值 | 实际完成值 … over 一级指标 | 二级指标 | …).
    """
    roles = [column_role(text) for text in above.texts]
    if "value" not in roles or not any(column_role(text) == "value" for text in main.texts):
        return None
    if not _is_dense(above, main) or not all(
        column_role(text) in LEVELS for text in main.texts[: roles.index("value") + 1]
    ):
        return None
    behind = above.cells[roles.index("value") + 1 :]
    return replace(
        main, cells=(*main.cells, *(cell._replace(column=len(main.cells) + at) for at, cell in enumerate(behind)))
    )


def below_group(above: Row, main: Row) -> Row | None:
    """A header's lower row in the place of the heading that it splits, beside the other headings of the upper row.

    So it is in a table that lost its spans: both stand at the left edge (项目名称 | 金额 | 绩效指标 over 一级指标 | 二级指标 | …).
    """
    over = next((at for at, text in enumerate(above.texts) if column_role(text) == "group"), 0)
    if not over or not _is_dense(above, main) or not main.cells or column_role(main.cells[0].text) not in LEVELS:
        return None
    if not {column_role(text) for text in above.texts[:over]} & _PROJECT:
        return None
    lower = (cell._replace(column=cell.column + over) for cell in main.cells)
    behind = (cell._replace(column=cell.column + len(main.cells) - 1) for cell in above.cells[over + 1 :])
    return replace(main, cells=(*above.cells[:over], *lower, *behind))


def _is_dense(*rows: Row) -> bool:
    """Whether rows have a cell in each grid column from the first on."""
    return all(cell.columns == 1 and cell.column == at for row in rows for at, cell in enumerate(row.cells))
