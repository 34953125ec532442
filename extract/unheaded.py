"""Tables without headings: what their columns hold is told by the cells, level after level, a name, and its target.

A page cut off the headings, or the form never printed any (产出指标 | 数量指标 | 清淤长度 | ≥30公里). The headings of the national
form are put above such rows, so that they are read as any others, with a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.cell_types import is_bare_number, is_sign, is_target, looks_like_quantity
from extract.document import Cell, Document, Row, Table
from extract.headers import header_at, is_header
from ontology.forms import column_role, field_role
from ontology.framework import levels
from ontology.units import is_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FEWEST = 3
"""Rows with a name and a target, from which a table is read so."""
_MOST = 0.6
"""Share of a column's cells that must be of its kind."""
_LONGEST_NAME = 60


def with_headings(document: Document) -> Document:
    """The document with headings in tables that have none; behind one that has them others may go on with it, and stay."""
    changed: dict[int, Table] = {}
    unknown: list[Table] = []
    for at, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        unknown.append(block)
        if not _has_levels(block):
            continue
        if any(map(is_headed, unknown)):
            break
        unknown = []
        if (table := _with_heading(block)) is not None:
            changed[at] = table
    blocks = tuple(changed.get(at, block) for at, block in enumerate(document.blocks)) if changed else ()
    return replace(document, blocks=blocks) if changed else document


def is_headed(table: Table) -> bool:
    """Whether any row of a table holds headings of indicators."""
    return any(map(is_header, table.rows)) or any(header_at(table.rows, at) for at in range(len(table.rows)))


def _has_levels(table: Table) -> bool:
    return len(table.rows) >= _FEWEST and any(levels(text) for row in table.rows for text in row.texts)


def _with_heading(table: Table) -> Table | None:
    """The table with headings above its first row of indicators; None where its columns tell none."""
    first = next(at for at, row in enumerate(table.rows) if any(map(levels, row.texts)))
    headings = _headings(table.rows[first:])
    if headings is None:
        return None
    place = table.rows[first].cells[0].place._replace(column=None)
    cells = tuple(Cell(text, column, place) for column, text in sorted(headings.items()))
    heading = Row(cells, table.rows[first].number)
    return replace(table, rows=(*table.rows[:first], heading, *table.rows[first:]), unheaded=True)


def _headings(rows: Sequence[Row]) -> dict[int, str] | None:
    """The heading of each column of rows that list indicators, by its number; None where they list none."""
    columns: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        for cell in row.cells:
            columns[cell.column].append(cell.text)
    order = sorted(columns)
    labels = [at for at in order if _mostly(_is_level, columns[at])]
    if not labels:
        return None
    behind = [at for at in order if at > labels[-1]]
    signs = next((at for at in behind if _mostly(is_sign, columns[at])), None)
    promises = is_target if signs is None else _is_value
    target = next((at for at in behind[1:] if at > (signs or 0) and _mostly(promises, columns[at])), None)
    if target is None or not _are_names(columns[behind[0]]) or behind.index(target) != (1 if signs is None else 2):
        return None
    name = behind[0]
    if sum({name, target} <= {cell.column for cell in row.cells} for row in rows) < max(
        _FEWEST, _MOST * len(columns[name])
    ):
        return None
    units = next((at for at in behind if at > target and _mostly(is_unit, columns[at])), None)
    weights = next((at for at in behind if at > (units or target) and all(map(is_bare_number, columns[at]))), None)
    told = {
        weights: "分值",
        signs: "指标性质",
        target: "指标值",
        units: "计量单位",
        name: "三级指标",
    } | _level_headings(labels, columns)
    return {at: text for at, text in told.items() if at is not None}


def _level_headings(labels: Sequence[int], columns: dict[int, list[str]]) -> dict[int | None, str]:
    """The headings of the one or two columns of labels right before the names."""
    if len(labels) > 1:
        return {labels[-2]: "一级指标", labels[-1]: "二级指标"}
    firsts = all(1 in levels(text) for text in columns[labels[-1]] if levels(text))
    return {labels[-1]: "一级指标" if firsts else "二级指标"}


def _is_level(text: str) -> bool:
    return bool(levels(text))


def _is_value(text: str) -> bool:
    return is_target(text) or looks_like_quantity(text)


def _are_names(texts: Sequence[str]) -> bool:
    """Whether the cells of a column may be names: words that are no labels and no targets, of a form's fields or headings."""
    named = [text for text in texts if len(text) <= _LONGEST_NAME and not is_target(text) and not levels(text)]
    return len(named) >= max(_FEWEST, _MOST * len(texts)) and not any(column_role(t) or field_role(t) for t in named)


def _mostly(test: Callable[[str], bool], texts: Sequence[str]) -> bool:
    return sum(map(test, texts)) >= max(1, _MOST * len(texts))
