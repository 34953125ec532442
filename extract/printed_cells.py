"""Cells of which a page prints parts below each other: what it costs to begin one, to go on with it, and to leave it as it is.

A part looks like its column, or it goes on with a line that fills it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_bare_number, is_sign, is_whole_unit, looks_like_quantity, torn_measures, type_cost
from extract.deadlines import is_cut_date
from extract.listed import TEMPLATE_NUMBER
from extract.printed_widths import width
from extract.quantities import is_cut_target
from extract.targets import is_quality
from extract.torn import JOINING, is_open
from ontology.folding import fold
from ontology.forms import forms
from ontology.framework import is_whole_label
from ontology.units import is_unit
from ontology.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Parts = Sequence[tuple[str, int]]
    """A cell's parts from above, each with its line."""

TEXTS = frozenset({"description", "explanation", "basis", "text", "objective", "ignored", "project", None})
_UNREAD = frozenset({"ignored", None})
_UNREAD_TEXT = 0.05
_SIGNS = ("operator", "direction")
TARGETS = ("value", "history", "other_value", "actual", "deadline")
_LACKING = {"level3": 6.0, "value": 2.5}
"""What a row without a name, or without a target, costs."""
_BLANK, _BLANK_TEXT, _BLANK_UNREAD = 0.2, 0.5, 0.6
"""What any other blank cell costs."""
_UNFILLED, _UNFILLED_TEXT = 1.2, 0.4
"""What it costs to go on with a cell whose last line had room for more."""
_UNKNOWN_WIDTH = 0.3
"""The same as long as no width is known."""
_ENDS_FULL, _ENDS_FULL_NARROW, _WIDE = 0.3, 0.15, 16
"""What it costs to end a cell with a line that fills its column, by whether this is wider than that."""
_TWO_NUMBERS, _BEHIND = 4.0, 0.5
"""What it costs to take two quantities for one target, and words behind or before one."""
_NUMBER, _NUMBER_IN_TEXT = 2.5, 0.8
"""What it costs to go on with a name by a number, a sign or a promise, and with a sentence by a number."""
_UNIT_WITHIN, LABEL_WITHIN = 0.6, 4.0
"""What it costs to go on with a text by a unit, which names end in too (人次), and by a label."""
_TOO_WIDE, _MOST_TOO_WIDE = 0.3, 3.0
"""What each column costs by which a text is wider than others of its column."""
_LISTED = re.compile(r"[(（](\d{1,2})[)）]")
"""The number of what is listed in a cell."""
BEGUN_LATE = 4.0
"""What it costs to begin a row with the second of what is listed, or to go on with a name by a template's number."""
_NO_BEGINNING = 0.6
"""What it costs to begin a cell with a word that joins, and one that is no name with the noun of a measure."""
_TORN = 2.0
"""What it costs to begin a name with the last sign of a measure's noun."""
_BRACKETS = "(（"
_UNIT = re.compile(r"[(（](.{1,6})[)）]")
_UNIT_BEHIND = 0.5
"""What it gains to put a unit in brackets behind a name."""
_UNIT_BEHIND_NUMBER = re.compile(r"\d([^\d.,]{1,4})$")
_CUT_OFF = re.compile(r"(?:\d月|年)\d{1,2}$")
_CUT = 1.0
"""What a cell costs that ends within a date or a bracket."""
_FEWEST_NUMBERS, _MOSTLY = 4, 0.7
"""Cells of a column that is not read, and the share of numbers among them, from which it is one of numbers."""
_FEWEST_ROWS, _NEARLY_ALL, _UNUSUAL = 5, 0.8, 0.5
"""Rows, and the share of them that fill a column, from which a blank cell in it costs that much besides."""
_CACHED = 16_384  # the same parts are looked at again with other columns wider
_NARROWEST, _MOST_WIDTHS = 8, 5
"""The least width of a column of text, and how many are tried."""


class Column(NamedTuple):
    """What is known of a column: its role, and how wide its widest cell is, 0 as long as that is not known."""

    role: str | None
    width: int = 0
    usual: bool = False
    """Whether nearly all rows have a cell in it."""


class PrintedRow(NamedTuple):
    """A row of lines from `start` to before `stop`, its cells by column, and what it costs."""

    cost: float
    start: int
    stop: int
    cells: tuple[Parts, ...]


def total_cost(rows: Sequence[PrintedRow]) -> float:
    """What rows cost together; infinitely much where there are none."""
    return sum(row.cost for row in rows) if rows else inf


def _columns_found(rows: Sequence[PrintedRow], roles: Sequence[str | None]) -> list[Column]:
    """The columns of these roles as the cells of these rows tell them: how wide, in how many rows; of points or scores as weights."""
    return [_found([row.cells[at] for row in rows], role) for at, role in enumerate(roles)]


def _found(cells: Sequence[Parts], role: str | None) -> Column:
    filled = [cell for cell in cells if cell]
    numbers = sum(is_bare_number("".join(text for text, _ in cell)) for cell in filled)
    counts = role in _UNREAD and len(filled) >= _FEWEST_NUMBERS and numbers >= _MOSTLY * len(filled)
    widest = max((width(text) for cell in filled for text, _ in cell), default=0)
    usual = len(cells) >= _FEWEST_ROWS and len(filled) >= _NEARLY_ALL * len(cells)
    return Column("weight" if counts else role, widest, usual)


def settled(
    roles: Sequence[str | None], divided: Callable[[Sequence[Column]], list[PrintedRow]]
) -> tuple[list[PrintedRow], list[Column]]:
    """The rows `divided` with columns as wide as the rows found before have them, and these columns."""
    columns = [Column(role) for role in roles]
    rows = divided(columns)
    for _ in range(2):
        columns = _columns_found(rows, roles)
        rows = divided(columns)
    return rows, columns


def with_tried_widths(
    rows: list[PrintedRow],
    columns: Sequence[Column],
    lines: Sequence[Sequence[str]],
    divided: Callable[[Sequence[Column]], list[PrintedRow]],
) -> list[PrintedRow]:
    """The rows `divided` anew with each column of text as wide as many parts are, where that costs less.

    Columns of text may have been taken for each other, so that all seem as wide as the widest.
    """
    texts = [at for at, column in enumerate(columns) if column.role == "level3" or column.role in TEXTS]
    for at in texts if len(texts) > 1 else ():
        for wide in _usual_widths(lines):
            others = [*columns[:at], columns[at]._replace(width=wide), *columns[at + 1 :]]
            again = divided(others)
            if total_cost(again) < total_cost(rows):
                rows, columns = again, others
    return rows


@lru_cache(_CACHED)
def part_cost(column: Column, cell: Parts, text: str) -> float:
    """What it costs to begin a cell with a part, or to go on with one that holds those above it."""
    role, widest = column.role, column.width
    cost = min(_MOST_TOO_WIDE, _TOO_WIDE * max(0, width(text) - widest)) if widest else 0.0
    if cell:
        return cost + _going_on_cost(column, cell, text)
    numbered = role != "level3" and TEMPLATE_NUMBER.match(text) is not None
    no_beginning = text.startswith(JOINING) or (role != "level3" and text in forms().measures)
    torn = role == "level3" and len(text) == 1 and bool(torn_measures(text))
    dated = role in TARGETS and is_cut_date(text, "月")
    return (
        cost
        + (0.0 if dated else role_cost(text, role) / 2)
        + BEGUN_LATE * numbered
        + _NO_BEGINNING * no_beginning
        + _TORN * torn
    )


def _going_on_cost(column: Column, cell: Parts, text: str) -> float:
    """What it costs to go on with a cell by a part: little where its last line is full, and nothing where it is cut."""
    role, widest = column.role, column.width
    above, (last, _) = "".join(part for part, _ in cell), cell[-1]
    if number := _LISTED.match(text):
        follows = f"({int(number[1]) - 1})" in fold(above) and f"({number[1]})" not in fold(above)
        return BEGUN_LATE * (not follows)
    if TEMPLATE_NUMBER.match(text):
        return BEGUN_LATE
    if role in TARGETS and goes_on(above, text):
        return 0.0
    cost = _UNKNOWN_WIDTH * (not widest)
    if widest and not is_open(last) and text[0] not in _BRACKETS:
        room = min(1.0, max(0, widest - width(last)) // 2 / 2)
        cost += room * (_UNFILLED_TEXT if role in TEXTS else _UNFILLED)
    if role in TARGETS:
        quantities = looks_like_quantity(last) + looks_like_quantity(text)
        cost += (0.0, _BEHIND, _TWO_NUMBERS)[quantities] + _NUMBER * is_bare_number(text)
        return cost + LABEL_WITHIN * is_whole_label(text)
    if role == "level3" and (unit := _UNIT.fullmatch(text)) and is_unit(unit[1]):
        return cost - _UNIT_BEHIND
    other = looks_like_quantity(text) or is_sign(text) or (role == "level3" and is_quality(text))
    counted = _NUMBER_IN_TEXT if role in TEXTS and text[0].isdigit() else _NUMBER
    return cost + counted * other + _UNIT_WITHIN * is_whole_unit(text) + LABEL_WITHIN * is_whole_label(text)


def goes_on(target: str, text: str) -> bool:
    """Whether a text goes on with a target: with its date, with the number of a change, or with its number by a unit."""
    if is_bare_number(text):
        share = not text[-1].isdigit() and target not in wording().changes
        return is_cut_target(target, text) if share else is_cut_date(target, f"{text}月")
    unit = _UNIT_BEHIND_NUMBER.search(target)
    cut = unit is not None and is_unit(unit[1] + text)
    return cut or is_cut_target(target, text) or (target[-1:].isdigit() and is_whole_unit(text))


def blank_cost(column: Column, *, last: bool) -> float:
    """What a blank cell costs, one of the `last` ones of its row or another."""
    role, more = column.role, _UNUSUAL * column.usual
    if role in _UNREAD:
        return _BLANK_UNREAD * (not last) + more
    return _LACKING.get(role or "", (_BLANK_TEXT if role in TEXTS else _BLANK) + more)


@lru_cache(_CACHED)
def cell_cost(cell: Parts, column: Column) -> float:
    """How little a whole cell is of its column's type, and what its end speaks against."""
    role, widest = column.role, column.width
    text = "".join(part for part, _ in cell)
    cost = role_cost(text, role) + _CUT * (is_open(text) or (role in TARGETS and _CUT_OFF.search(text) is not None))
    if not widest or width(cell[-1][0]) < widest or not (role == "level3" or role in TEXTS):
        return cost
    return cost + (_ENDS_FULL if widest > _WIDE else _ENDS_FULL_NARROW)


def _usual_widths(lines: Sequence[Sequence[str]]) -> list[int]:
    """The widths that most parts of cells have, as those do that fill a line of their column."""
    counted = Counter(width(text) for line in lines for text in line if width(text) >= _NARROWEST)
    return [wide for wide, _ in counted.most_common(_MOST_WIDTHS)]


def is_listed_late(text: str) -> bool:
    """Whether a text is not the first of those that are listed in a cell."""
    number = _LISTED.match(text)
    return number is not None and int(number[1]) > 1


def role_cost(text: str, role: str | None) -> float:
    """How little a text is of the type of a column with this role, which may be none that is read."""
    if role in _SIGNS and (is_sign(text) or text in wording().changes):
        return 0.0
    return _UNREAD_TEXT if role in _UNREAD else type_cost(text, role or "")
