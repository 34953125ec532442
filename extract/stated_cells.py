"""Indicators that cells of a table without their header state in sentences become a table of their own.

A table of projects prints in one cell what each is to reach (产出指标：新建水厂2座；…。满意度指标：群众满意度≥90%。), or a form
prints a label and beside it the indicators of that level (效益指标 | 宣传人次≥20万人次；修缮个数≥5个。), or what is said of
the levels below it (效益指标 | 社会效益指标：宣传人次≥20万人次。).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Block, Document, Paragraph, Row, Table
from extract.form import Form, row_to_form
from extract.labelled_statements import heading_row, indicator_row, labelled_items, states_targets
from extract.levelled import Levelled, marked_items, stated_items
from extract.listed import TEMPLATE_NUMBER
from extract.pages import is_page_number
from extract.unheaded import is_headed
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.document import Cell

    _Stated = tuple[str | None, list[Row]]
    """A project and its indicators as rows."""

_FEWEST = 3
"""Indicators that a table states, from which it is read so."""
_SHORTEST = 12
"""Signs of a cell that lists indicators."""


def with_stated_cells(document: Document) -> Document:
    """The document with a table behind each one whose cells state indicators so; any other document as it is."""
    found: dict[int, list[Block]] = {}
    last = _NO_HEADING
    for at, table in _unheaded(document.blocks):
        # A page's end parts the rows of a list of projects from its headings.
        last = _project_heading(table) or (
            last if table.rows and len(table.rows[0].cells) == last.width else _NO_HEADING
        )
        found[at] = _tables(table, last.column)
    if not any(found.values()):
        return document
    # The name of a table's first project stands before it too, lest its rows go on with those of another one.
    blocks = (
        one
        for at, block in enumerate(document.blocks)
        for one in (*(found[at][:1] if len(found.get(at, ())) > 1 else ()), block, *found.get(at, ()))
    )
    return replace(document, blocks=tuple(blocks))


def _unheaded(blocks: Sequence[Block]) -> Iterator[tuple[int, Table]]:
    """The tables, each with its place, that may list indicators in their cells, and are not of one with headings."""
    headed, unknown = False, list[Table]()
    for at, block in enumerate(blocks):
        # Behind a page's end a table without a header may go on with one that has it.
        if isinstance(block, Table):
            unknown.append(block)
        elif not is_page_number(block.text):
            headed, unknown = False, []
        if isinstance(block, Table) and _may_list(block):
            headed, unknown = headed or any(map(is_headed, unknown)), []
            if not headed:
                yield at, block


class _Heading(NamedTuple):
    """The column that a row of so many headings has for projects."""

    column: int | None
    width: int


_NO_HEADING = _Heading(None, 0)


def _project_heading(table: Table) -> _Heading | None:
    """The last such column of a table; None where it has none."""
    found = [
        _Heading(cell.column, len(row.cells))
        for row in table.rows
        for cell in row.cells
        if column_role(cell.text) == "project" and len(row.cells) >= _FEWEST
    ]
    return found[-1] if found else None


def _tables(table: Table, column: int | None) -> list[Block]:
    """A table for each project of one whose cells state indicators so, its name above it; `column` is that of projects above it."""
    stated = list(_stated(table, column))
    rows = [row for _, rows in stated for row in rows]
    if len(rows) < _FEWEST or not states_targets(rows):
        return []
    blocks: list[Block] = []
    for project, group in groupby(stated, key=itemgetter(0)):
        rows = [row for _, rows in group for row in rows]
        place = rows[0].cells[0].place._replace(column=None)
        blocks += [Paragraph(f"项目名称：{project}", place)] if project else []
        blocks.append(Table((heading_row(rows, place, rows[0].number), *rows), table.number, told_apart=True))
    return blocks


def _may_list(table: Table) -> bool:
    if not any("指标" in text for row in table.rows for text in row.texts):
        return False
    return any(_may_state(text) for row in table.rows for text in row.texts if len(text) >= _SHORTEST)


def _stated(table: Table, column: int | None) -> Iterator[_Stated]:
    """The project and the indicators of each row that states some; `column` is that of projects."""
    form, level1 = Form(), None
    for row in table.rows:
        before, form = form, row_to_form(row, form)
        headed = next((cell.column for cell in row.cells if column_role(cell.text) == "project"), None)
        if headed is not None:
            column = headed if form.project == before.project else None
        rows: list[Row] = []
        for at, cell in enumerate(row.cells):
            label = row.cells[at - 1].text if at else ""
            if 1 in levels(label):
                level1 = label
            listed = [] if TEMPLATE_NUMBER.match(cell.text) else _listed(cell, label, level1)
            place = cell.place._replace(column=cell.column + 1)
            rows += [indicator_row(one, place, row.number) for one in listed]
        named = next((cell.text for cell in row.cells if cell.column == column and headed is None), None)
        if rows:
            yield "".join((named or form.project or "").split()) or None, rows


def _may_state(text: str) -> bool:
    """Whether a text that is long enough to list indicators speaks of one of them in numbers."""
    return any(map(str.isdigit, text))


def _listed(cell: Cell, label: str, level1: str | None) -> list[Levelled]:
    """What a cell states below its own labels, or below the one beside it."""
    text = cell.text
    if marked := marked_items(text) or labelled_items(cell.lines or (text,), level1):
        return marked
    if not (known := levels(label)) or levels(text):
        return []
    first, second = (label, None) if 1 in known else (level1, label)
    return [Levelled(item, first, second) for item in stated_items(text)]
