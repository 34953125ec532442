"""Rows below a header that split its headings into parts (指标值 over 上年 | 本年, 名称 | 分值), and ends of headings among them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.columns import LEVELS
from ontology.forms import bare_label, column_role, forms, heading_role, period_alone, period_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Cell, Row

_SPLITTING = frozenset(
    {
        "value",
        "direction",
        "history",
        "history_group",
        "weight",
        "level_weight",
        "unit",
        "operator",
        "actual",
        "ignored",
        "description",
        "explanation",
        "best_grade",
        "grade",
    }
)


def split_rows(main: Row, rows: Sequence[Row]) -> tuple[Row, list[Row]]:
    """A header with the ends of its headings, and the rows below it that split them.

    A part may end a row further down, among the parts of others (近两年指标值 | 预期当年 over 2021年 | 2022年 | 实现值).
    """
    split: list[Row] = []
    left = list(rows)
    while left:
        whole, under = (main, left[0]) if split else _with_ends(main, left[0])
        below, following = _splitting(whole, under), left[1:]
        if below is None and following:
            ended, under_it = _with_ends(under, following[0])
            below = _splitting(whole, ended) if _splitting(whole, under_it) else None
            following[0] = under_it
        if below is None:
            break
        main, left = whole, following
        split.append(below)
    return main, split


def _splitting(main: Row, below: Row) -> Row | None:
    """A row below a header of which every cell splits a heading above it, or None.

    Where levels are parted into names and weights (名称 | 分值), the names are headed by their levels again.
    """
    over = {cell.column: cell.text for cell in main.cells if column_role(cell.text) in LEVELS}
    names = [cell.column for cell in below.cells if cell.column in over and bare_label(cell.text) in forms().parts]
    others = [cell for cell in below.cells if cell.column not in names]
    if not others or not all(_splits(main, cell) for cell in others):
        return None
    headed = (cell._replace(text=over[cell.column]) if cell.column in names else cell for cell in below.cells)
    return replace(below, cells=tuple(headed)) if names else below


def _splits(main: Row, part: Cell) -> bool:
    """Whether a cell may split a heading above it: by its role, or as a period of a target's."""
    if column_role(part.text) in _SPLITTING or period_named(part.text):
        return True
    over = [cell for cell in main.cells if cell.column <= part.column < cell.end]
    return period_alone(part.text) is not None and any(column_role(cell.text) == "value" for cell in over)


def _with_ends(main: Row, below: Row) -> tuple[Row, Row]:
    """A header with the ends of its headings that stand among the parts of others (指标值 | 指标值确定 over 上年 | 当年 | 依据)."""
    over = {cell.column: cell for cell in main.cells}
    ends = {
        cell.column: cell
        for cell in below.cells
        if cell.column in over
        and heading_role(over[cell.column].text) is None
        and heading_role(over[cell.column].text + cell.text) is not None
    }
    if not ends or len(ends) == len(below.cells):
        return main, below
    cells = tuple(
        cell._replace(text=cell.text + ends[cell.column].text) if cell.column in ends else cell for cell in main.cells
    )
    return replace(main, cells=cells), replace(below, cells=tuple(c for c in below.cells if c.column not in ends))
