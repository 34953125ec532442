"""Whether a table goes on with the one before it: under the same header, under the same title, or without any header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.alignment import EXACT, PLACED, align
from extract.form import same_title
from extract.headers import header_at
from ontology.framework import levels, notation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.alignment import Alignment, AlignmentSettings
    from extract.columns import Columns
    from extract.document import Row
    from extract.form import Form
    from extract.tables import Section

_LEADING = frozenset({"project", "project_code", "amount", "text", "objective", "number"})
_TWO = 2
_LEFT_OVER = 8
"""Rows of a level whose label stands on the page before, at most, and the one below them."""
_STANDS = 0.6
"""What each cell costs at most of a row that stands under the headings of the page before."""


def same_columns(first: Columns, second: Columns) -> bool:
    """Whether two headers are the same."""
    return [c.path for c in first.columns] == [c.path for c in second.columns] and first.period == second.period


def alike_columns(first: Columns, second: Columns) -> bool:
    """Whether two headers name the same columns, but for a label down the side."""
    one, other = ([(c.role, c.label) for c in columns.columns if c.role != "side"] for columns in (first, second))
    return one == other


def lost_projects(whole: Columns, columns: Columns) -> bool:
    """Whether a header is the other one without the columns of its projects, as a list's next page may print it."""
    lost = len(whole.columns) - len(columns.columns)
    kept = [(column.role, column.label) for column in whole.columns[lost:]]
    return (
        lost > 0
        and kept == [(column.role, column.label) for column in columns.columns]
        and "project" in (roles := {column.role for column in whole.columns[:lost]})
        and roles <= _LEADING
    )


def stands_below(rows: Sequence[Row], columns: Columns, settings: AlignmentSettings) -> bool:
    """Whether rows without a header go on below the page's end: the first one stands as those of these columns do.

    Where cells stand exactly, or lines show where they stand, names and targets may come first whose labels the page before holds.
    """
    if any(header_at(rows, at) for at in range(len(rows))):
        return False
    labelled = next((at for at, row in enumerate(rows[:_LEFT_OVER]) if _begins_with_label(row, columns)), 0)
    # What is left of a cell is a line of its own where lines show the cells.
    lead = [row for row in rows[:labelled] if settings is not PLACED or len(row.cells) > _TWO]
    if lead and not (settings in (EXACT, PLACED) and all(_stands(row, columns, settings) for row in lead)):
        return False
    first = rows[labelled]
    if len(first.cells) <= _TWO or not _stands(first, columns, settings):
        return False
    return bool(levels(first.cells[0].text)) or len(first.cells) == len(columns.columns)


def _begins_with_label(row: Row, columns: Columns) -> bool:
    """Whether a row begins with a level's label, behind its objective where the table has a column for that."""
    cells = row.cells
    if len(cells) > 1 and columns.columns[0].role == "objective" and cells[0].column < columns.columns[0].stop:
        cells = cells[1:]
    return bool(cells) and bool(levels(cells[0].text))


def _stands(row: Row, columns: Columns, settings: AlignmentSettings) -> bool:
    """Whether a row has a name and a target where these columns have theirs."""
    alignment = align(row, columns, {}, settings)
    return {"level3", "value"} <= roles_of(alignment, columns) and alignment.cost < _STANDS * len(row.cells)


def begins_unlabelled(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether the first row below a header leaves the first level blank, so that its label stands on the sheet or page before."""
    column = columns.of("level1", 0)
    if column is None or not rows or not rows[0].cells:
        return False
    labelled = any(cell.column < column.stop and column.start < cell.end for cell in rows[0].cells)
    return not labelled and {"level3", "value"} <= roles_of(align(rows[0], columns, {}, EXACT), columns)


def repeats_title(last: Section, form: Form, columns: Columns, rows: Sequence[Row]) -> bool:
    """Whether a table under a title alone goes on with the section before it, whose title the page prints again.

    Its first levels then go on where that section's ended (效益指标 behind 产出指标).
    """
    if not form.is_bare or not last.form.title or not form.title or not same_title(last.form.title, form.title):
        return False
    if not same_columns(last.columns, columns):
        return False
    above = [label for row in last.rows if row.alignment and (label := _first_level(row.alignment, columns))]
    below = next((text for row in rows for text in row.texts if 1 in levels(text) or text in above), None)
    if not above or below is None:
        return False
    return _named(below) not in {_named(label) for label in above} - {_named(above[-1])}


def _first_level(alignment: Alignment, columns: Columns) -> str | None:
    return next((cell.text for at, cell in alignment.cells.items() if columns.columns[at].role == "level1"), None)


def _named(label: str) -> str:
    return notation(label, 1) or label


def roles_of(alignment: Alignment, columns: Columns | None) -> set[str]:
    """The roles of the columns in which a row has cells."""
    return {columns.columns[index].role for index in alignment.cells} if columns else set()
