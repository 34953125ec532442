"""Fields of a form that a conversion cut at an edge of other rows (项目名称 | 公共文化场馆免 | 费开放经费; 年度 | 目标)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.money import MONEY_UNITS
from ontology.forms import column_role, field_role, forms, period_named
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.document import Cell, Document, Row, Table

_PROJECT, _ORGANISATIONS = "project", frozenset({"department", "supervisor"})
_TEXT = re.compile(r"[\u4e00-\u9fff]")
_MONEY = re.compile(rf"[(（](?:{MONEY_UNITS})[)）]|\d\.\d+$")
_OPENING, _CLOSING = "(（[【《“", ")）]】》”"
_PARTS, _MOST_PARTS = 2, 4
_LONGEST_END = 4
"""Signs of the end of a name on a line of its own."""
_SHORTEST_LABEL, _LONGEST_LABEL = 2, 6
_LONG_NAME = 12
"""Signs from which a name may have filled its cell."""
_CACHED = 4_096


def with_whole_fields(document: Document) -> Document:
    """The document with such values whole; a table whose format says which cells span others stays as it is."""
    return document.with_each_table(lambda table: _mended(table, exact=document.exact))


def _mended(table: Table, *, exact: bool) -> Table:
    if any(cell.columns > 1 or cell.rows > 1 for row in table.rows for cell in row.cells):
        return table
    rows = tuple(map(_with_whole_fields, table.rows if exact else _with_ends_of_names(table.rows)))
    return table if rows == table.rows else replace(table, rows=rows)


def _with_whole_fields(row: Row) -> Row:
    row = _with_whole_periods(row)
    if not any(_ends_of(text) for text in row.texts):
        return row
    if any(column_role(text) is not None and field_role(text) is None for text in row.texts):
        return row  # the header of a table: its headings are labels of fields too
    cells: list[Cell] = []
    for run in _runs(row):
        label, *parts = run
        if _PARTS <= len(parts) <= _MOST_PARTS and _are_torn([part.text for part in parts], _ends_of(label.text)):
            whole = "".join(part.text for part in parts)
            parts = [parts[0]._replace(text=whole, columns=parts[-1].end - parts[0].column)]
        cells += [label, *parts]
    return row if len(cells) == len(row.cells) else replace(row, cells=tuple(cells))


def _with_ends_of_names(rows: Sequence[Row]) -> list[Row]:
    """The rows, those joined to the one above that hold nothing but the end of a project's name, the last value there."""
    whole: list[Row] = []
    for at, row in enumerate(rows):
        above = whole[-1] if whole else None
        following = rows[at + 1].texts[0] if at + 1 < len(rows) and rows[at + 1].cells else ""
        if above is not None and _ends_name(above, row, following):
            *before, name = above.cells
            whole[-1] = replace(above, cells=(*before, name._replace(text=name.text + row.texts[0])))
        else:
            whole.append(row)
    return whole


def _ends_name(above: Row, row: Row, following: str) -> bool:
    """Whether a row is the end of the name above, and neither a label nor the beginning of one on the next line."""
    if len(row.cells) != 1 or row.cells[0].column or len(above.cells) < _PARTS:
        return False
    (*_, label, name), end = above.texts, row.texts[0]
    if field_role(label) != _PROJECT or field_role(end + following) or len(end) > len(name) or len(name) < _LONG_NAME:
        return False
    ends = forms().project_ends
    if len(end) > _LONGEST_END or end in forms().project_kinds:
        return False
    return _is_part(name) and (end in ends or (_is_part(end) and end.endswith(ends)))


def _with_whole_periods(row: Row) -> Row:
    """The row with the label of a period whole (年度 | 目标) that stands beside that of another."""
    named = [period_named(cell.lines[-1] if cell.lines else cell.text) for cell in row.cells]
    if not any(named):
        return row
    cells: list[Cell] = []
    for cell, period in zip(row.cells, named, strict=True):
        before = cells[-1] if cells else None
        if before and before.end == cell.column and not period and _is_other_period(before.text + cell.text, named):
            cells[-1] = before._replace(text=before.text + cell.text, columns=cell.end - before.column)
        elif period and cell.lines and not period_named(cell.text):  # below the label of both (总体目标)
            cells.append(cell._replace(text=cell.lines[-1], lines=()))
        else:
            cells.append(cell)
    return row if cells == list(row.cells) else replace(row, cells=tuple(cells))


def _is_other_period(text: str, named: Sequence[str | None]) -> bool:
    period = period_named(text)
    return period is not None and period not in named


@lru_cache(_CACHED)
def _ends_of(label: str) -> tuple[str, ...]:
    """How the values of a field end that are names; none for any other field."""
    role = field_role(label)
    return forms().project_ends if role == _PROJECT else forms().organisations if role in _ORGANISATIONS else ()


def _are_torn(texts: Sequence[str], ends: tuple[str, ...]) -> bool:
    """Whether cells are one name together.

    Of three or more the ones between are too long, or too short, for labels of fields that no list holds (项目级次).
    """
    *before, last = texts
    if len(before) > 1 and (
        any(text.endswith(ends) for text in before)
        or any(_SHORTEST_LABEL <= len(text) <= _LONGEST_LABEL for text in before[1:])
    ):
        return False
    return _is_torn("".join(before), last, ends)


def _is_torn(upper: str, lower: str, ends: tuple[str, ...]) -> bool:
    """Whether two cells are one name: the first one leaves a bracket open, or only the second one ends as such names do."""
    if not ends or upper == lower or not (_is_part(upper) and _is_part(lower)):
        return False
    open_brackets = sum(sign in _OPENING for sign in upper) - sum(sign in _CLOSING for sign in upper)
    return open_brackets > 0 or ((upper + lower).endswith(ends) and not upper.endswith(ends))


def _runs(row: Row) -> Iterator[list[Cell]]:
    """The cells of a row by labels of fields: each with those behind it that stand side by side, others in runs of their own.

    A blank cell may stand right behind a label.
    """
    run: list[Cell] = []
    for cell in row.cells:
        beside = run and (cell.column == run[-1].end or (len(run) == 1 and _is_label(run[0].text)))
        if run and (_is_label(cell.text) or not beside):
            yield run
            run = []
        run.append(cell)
    yield run


def _is_label(text: str) -> bool:
    """Whether a text is a label, perhaps with its value behind a colon; one that no list of fields holds ends as labels do."""
    return field_role(text) is not None or "：" in text or ":" in text or text.endswith(forms().label_ends)


@lru_cache(_CACHED)
def _is_part(text: str) -> bool:
    """Whether a cell can hold a part of a name: words, and no label."""
    label = _is_label(text) or column_role(text) or period_named(text) or levels(text)
    return not label and _TEXT.search(text) is not None and _MONEY.search(text) is None
