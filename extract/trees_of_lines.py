"""Listings that print project, levels and names in one column of a table, a cell a line, become that table again.

So a budget system prints a department's approved targets (项目 | 指标值 | 绩效金额): below the office its projects with their amounts,
below a project the labels of both levels, below these the names with their targets. What a line holds is told by the lines around
it; how such a column is read is the work of the reader of tables (see `outline`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_bare_number, is_target
from extract.document import Block, Cell, Document, Paragraph, Place, Row, Table
from extract.labelled_statements import is_first_label
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROLES = frozenset({"project", "value", "amount"})
_FEWEST = 3
"""Targets from which lines are read so."""
_LONGEST = 60
_LONGEST_PROMISE = 12
_BETWEEN = 3
"""Lines at most from an office's or a project's name to the label, or from a name to the target, that shows what it is."""


class _Line(NamedTuple):
    text: str
    place: Place


class _Headings(NamedTuple):
    """The headings of the columns, the first that of the tree, and which of them head targets and amounts."""

    cells: tuple[_Line, ...]
    value: int
    amount: int | None


def with_trees_of_lines(document: Document) -> Document:
    """The document with a table in place of each such listing; any other as it is."""
    blocks: list[Block] = []
    number = max((block.number for block in document.blocks if isinstance(block, Table)), default=0)
    at, changed = 0, False
    while at < len(document.blocks):
        headings = _headings(document.blocks, at)
        lines = _lines(document.blocks, at + len(headings.cells)) if headings else []
        rows = _rows(lines, headings) if headings else []
        if headings is None or len(rows) <= 1:
            blocks.append(document.blocks[at])
            at += 1
            continue
        number, changed = number + 1, True
        blocks.append(Table(tuple(rows), number))
        at += len(headings.cells) + len(lines)
    return replace(document, blocks=tuple(blocks)) if changed else document


def _headings(blocks: Sequence[Block], at: int) -> _Headings | None:
    """The headings on the lines from a block on, if they head a tree and its targets, and no level."""
    cells: list[_Line] = []
    roles: list[str] = []
    for block in blocks[at : at + len(_ROLES)]:
        role = column_role(block.text.strip()) if isinstance(block, Paragraph) else None
        if not isinstance(block, Paragraph) or role not in _ROLES or role in roles:
            break
        cells.append(_Line(block.text.strip(), block.place))
        roles.append(role)
    if roles[:1] != ["project"] or "value" not in roles:
        return None
    return _Headings(tuple(cells), roles.index("value"), roles.index("amount") if "amount" in roles else None)


def _lines(blocks: Sequence[Block], start: int) -> list[_Line]:
    """The lines from a block on that can be cells of the listing, up to its last target."""
    lines: list[_Line] = []
    for block in blocks[start:]:
        if not isinstance(block, Paragraph) or len(block.text) > _LONGEST:
            break
        lines.append(_Line(block.text.strip(), block.place))
    for at, line in enumerate(lines):
        near = lines[at : at + _BETWEEN + 1]
        if not any(is_target(one.text) or levels(one.text) for one in near) or column_role(line.text) in _ROLES:
            lines = lines[:at]
            break
    while lines and not is_target(lines[-1].text):
        lines.pop()
    return lines


def _rows(lines: Sequence[_Line], headings: _Headings) -> list[Row]:
    """The rows of the table, its headings first; none where the lines hold too few targets or begin below no project."""
    columns = list(_columns(lines, headings))
    if columns.count(headings.value) < _FEWEST or not lines or levels(lines[0].text):
        return []
    rows = [[Cell(one.text, column, one.place) for column, one in enumerate(headings.cells)]]
    for line, column in zip(lines, columns, strict=True):
        if column == 0:
            rows.append([])
        rows[-1].append(Cell(line.text, column, line.place))
    return [Row(tuple(cells), number) for number, cells in enumerate(rows, 1)]


def _columns(lines: Sequence[_Line], headings: _Headings) -> Iterator[int]:
    """The column of each line: a number between a project's name and its first label is an amount, words behind a name may be a target."""
    opened: set[str] = set()
    awaits = False
    for line, following in zip_longest(lines, lines[1:]):
        # 服务对象满意度 is a name above its target.
        label = bool(levels(line.text)) and not (following is not None and is_target(following.text))
        promised = bool(opened) and len(line.text) <= _LONGEST_PROMISE
        if label or not awaits or not (is_target(line.text) or promised):
            opened |= {line.text} if is_first_label(line.text) else set()
            awaits = not label
            yield 0
            continue
        awaits = False
        new = following is not None and is_first_label(following.text) and (not opened or following.text in opened)
        if new and headings.amount is not None and is_bare_number(line.text):
            opened.clear()
            yield headings.amount
        else:
            yield headings.value
