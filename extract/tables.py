"""Indicator tables of a document: found by their headers, their rows straightened, merged labels carried.

1. Blocks are walked in order; titles, fields and objectives around tables make up the form.
2. A header opens a section; it stays open over page breaks (tables with nothing but page numbers between) until the form goes on.
3. The rows of a section are aligned to its columns, each row's places helping the next.
4. First- and second-level labels are carried down, completed where they were cut, and mended from the framework where a page
   break lost them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

from extract.alignment import EXACT, PLACED, Alignment, AlignmentSettings, align, is_named, spans_levels
from extract.continued import alike_columns, begins_unlabelled, lost_projects, repeats_title, same_columns, stands_below
from extract.document import Cell, Document, Paragraph, Row, Table
from extract.form import (
    Form,
    heads_fields,
    is_field_row,
    is_subtitle,
    is_title,
    is_unit_line,
    lone_title,
    objective_row,
    paragraph_to_form,
    row_to_form,
    title_to_form,
    with_objective,
)
from extract.headers import header_at, is_header
from extract.notices import heading_to_form
from extract.numbered_names import Numbered, line_taken, named_above, unnumbered
from extract.other_rows import is_note_row, is_numbering, is_running_text, is_total_row, numbers_table
from extract.pages import goes_on, is_of_page, page_furniture
from extract.project_bands import band_to_form
from extract.torn_rows import made_whole
from extract.transposed import upright
from extract.unspanned import common_end, moved_to_end
from ontology.folding import fold
from ontology.forms import column_role, forms, period_named
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.columns import Columns

_HOPELESS = 4.0
"""Mean cost of a cell above which a row belongs to no indicator table."""

_MOST_MISSES = 2
"""Rows that fit no column, one after the other, up to which a section stays open: one damaged row must not cost the rest."""

_DOUBT_COST = 0.28
"""What each cell adds whose end only its text or a gap tells, or that was recognised in a picture: such a row is never wholly sure."""
_FEWEST_CELLS = 3
"""Cells of a row of data: a label, a name and a target."""
_LOOKED_AHEAD = 30
"""Rows below a header among which its first label stands."""

Outcome = Literal["title", "field", "objective", "header", "data", "outside"]


class TableRow(NamedTuple):
    """One row with what it was taken for; `alignment` for rows of data."""

    table: int
    row: Row
    outcome: Outcome
    alignment: Alignment | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of data under one header (and its repetitions over page breaks), with the form that they belong to."""

    form: Form
    columns: Columns
    table: int
    rows: tuple[TableRow, ...]
    exact: bool = False
    """Whether the format says exactly where cells stand, so that nothing is torn."""
    follows: bool = False
    """Whether it goes on with the section before it, under a header whose columns stand elsewhere."""
    placed: bool = False
    """Whether a text shows where its cells stand, whose lines are broken."""


@dataclass(slots=True)
class _Walk:
    """The state of the walk over a document's blocks."""

    department: str | None
    exact: bool
    settings: AlignmentSettings
    form: Form = field(default_factory=Form)
    columns: Columns | None = None
    sections: list[Section] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    previous: Mapping[int, int] = field(default_factory=dict)
    misses: int = 0
    follows: bool = False
    """Whether the open section goes on with the one before it."""
    ended: Columns | None = None
    """The columns of the last section that ended."""
    going_on: bool = False
    """Whether the title of the same table, going on, was met."""
    trace: list[TableRow] = field(default_factory=list)
    line: str = ""
    """The paragraph right above."""
    numbered: Numbered | None = None
    """The line that may name the project of the next table."""
    common_end: int | None = None
    """The column in which all rows end, where they have lost the cells that span rows."""

    @property
    def form_is_used(self) -> bool:
        """Whether the last section stands in the form."""
        return bool(self.sections) and self.sections[-1].form is self.form

    def close(self) -> None:
        """End the open section."""
        if self.columns is not None and self.rows:
            self.sections.append(
                Section(
                    self.form,
                    self.columns,
                    self.rows[0].table,
                    tuple(self.rows),
                    exact=self.settings is EXACT,
                    follows=self.follows,
                    placed=self.settings is PLACED,
                )
            )
            self.follows = False
        self.rows, self.previous = [], {}

    def end(self) -> None:
        """End the open section and its columns: what follows is no row of it."""
        if self.columns is not None:
            self.close()
            self.ended, self.columns = self.columns, None


@dataclass(frozen=True, slots=True)
class TablesRead:
    """What the walk found: the sections of indicators, and what every row of every table was taken for."""

    sections: tuple[Section, ...]
    trace: tuple[TableRow, ...]


def document_to_sections(document: Document, department: str | None) -> TablesRead:
    """Find the indicator tables of a document and straighten their rows."""
    walk = TableWalk(department, exact=document.exact)
    walk.take(document)
    return walk.finished()


class TableWalk:
    """The walk over a document's blocks, part after part where the document is long."""

    def __init__(self, department: str | None, *, exact: bool) -> None:
        """Begin a document of a department; `exact` as the document is."""
        self._walk = _Walk(department, exact, EXACT if exact else AlignmentSettings())

    def take(self, part: Document) -> None:
        """Walk over the next blocks."""
        furniture = page_furniture(part)
        for block, following in zip_longest(part.blocks, part.blocks[1:]):
            if isinstance(block, Table):
                _walk_table(self._walk, upright(block))
            elif fold(block.text) not in furniture and not numbers_table(block, following):
                _walk_paragraph(self._walk, block)

    def so_far(self) -> TablesRead:
        """What the walk found since it was last asked; the rows that follow go on with the open section."""
        walk = self._walk
        previous = walk.previous
        walk.close()
        walk.previous, walk.follows = previous, walk.columns is not None
        return self._told()

    def finished(self) -> TablesRead:
        """What the walk found, or found since it was last asked."""
        self._walk.end()
        return self._told()

    def _told(self) -> TablesRead:
        told = TablesRead(tuple(self._walk.sections), tuple(self._walk.trace))
        self._walk.sections, self._walk.trace = [], []
        return told


def _walk_paragraph(walk: _Walk, block: Paragraph) -> None:
    if walk.columns is not None and (goes_on(block.text) or (walk.going_on and is_unit_line(block.text))):
        walk.going_on = True
        return
    if walk.columns is not None and walk.rows and column_role(block.text) == "group":
        return  # what stands over the header that the next page repeats
    if walk.columns is not None and not walk.rows and block.text.strip().endswith(forms().organisations):
        return  # the department right below the header of its projects
    walk.end()
    walk.numbered, walk.form = line_taken(walk.numbered, block, walk.form, walk.department, used=walk.form_is_used)
    if is_title(block.text) and not _heads_same_form(walk, block.text):
        walk.form, walk.numbered = title_to_form(block.text, walk.form, walk.department), None
    elif (not walk.form.project or walk.form_is_used) and (
        opened := heading_to_form(block.text, walk.form, walk.department)
    ):
        walk.form, walk.numbered = opened, None
    elif period_named(named := unnumbered(block.text)) and (announced := objective_row(Row((Cell(named, 0),), 0))):
        walk.form = with_objective(walk.form, *announced, walk.line)
    else:
        walk.form = paragraph_to_form(block.text, walk.form, walk.line, used=walk.form_is_used)
    walk.line = block.text


def _heads_same_form(walk: _Walk, text: str) -> bool:
    """Whether a title only heads the indicators of the form whose project stands above it (绩效指标表, 年度绩效目标表)."""
    owned = walk.form.project is not None or walk.numbered is not None
    return (is_subtitle(text) or period_named(text) is not None) and owned and not walk.form_is_used


def _walk_table(walk: _Walk, table: Table) -> None:
    walk.line = ""
    if walk.exact and not (table.ragged or table.placed):
        walk.settings = EXACT
    else:
        walk.settings = PLACED if table.placed else AlignmentSettings()
    at = 0
    while at < len(table.rows):
        if walk.columns is None:
            _open_again(walk, table, at)
        header = header_at(table.rows, at) if table.rows[at].cells else None
        if header:
            rows = table.rows[header.start : header.stop]
            # A heading row above the main one was walked before it was known as one.
            for walked in (walk.trace, walk.rows):
                while walked and any(walked[-1].row is row for row in rows):
                    walked.pop()
            _open(walk, header.columns, table.rows[header.stop : header.stop + _LOOKED_AHEAD])
            walk.trace.extend(TableRow(table.number, row, "header") for row in rows)
            at = header.stop
            continue
        if walk.columns is not None and heads_fields(table.rows, at) and not is_named(table.rows[at], walk.columns):
            walk.end()
        if table.rows[at].cells:
            walk.trace.append(_walk_row(walk, table, table.rows[at]))
        at += 1
    if all(row.outcome == "outside" for row in walk.trace[-len(table.rows) :]):
        walk.numbered = None


def _goes_on(walk: _Walk, rows: Sequence[Row]) -> bool:
    """Whether rows without a header go on with those before the page's head or foot, or a note: the first stands as they do."""
    if walk.ended is None or not walk.form_is_used or walk.sections[-1].columns is not walk.ended or not rows:
        return False
    return stands_below(rows, walk.ended, walk.settings)


def _open_again(walk: _Walk, table: Table, at: int) -> None:
    """Open the last columns again where rows without a header go on below a page's end or a note, or are of another project."""
    if walk.ended is None:
        return
    above = table.rows[at - 1] if at else None
    if above is None or is_note_row(above):
        if _goes_on(walk, table.rows[at : at + _LOOKED_AHEAD] if at else table.rows):
            walk.columns, walk.follows = walk.ended, True
    elif (is_field_row(above) or objective_row(above)) and _has_rows_of_project(walk, table, at):
        walk.columns = walk.ended


def _has_rows_of_project(walk: _Walk, table: Table, at: int) -> bool:
    """Whether rows below the fields of another project stand under the header above these in their table, or in the project's before."""
    first, columns = table.rows[at], walk.ended
    # Most rows below a field are another field: what is looked at costs more than that.
    if columns is None or len(first.cells) < _FEWEST_CELLS or is_field_row(first):
        return False
    if not levels(first.texts[0]) and len(first.cells) != len(columns.columns):
        return False
    headed = any(row.table == table.number and row.outcome == "header" for row in walk.trace[-at:])
    last = walk.sections[-1] if walk.sections else None
    project = walk.form.project if not walk.form_is_used else None
    another = last is not None and last.columns is columns and project is not None and last.form.project is not None
    looked = headed or (another and any(map(levels, first.texts[:2])))
    ahead = list(takewhile(lambda row: not is_header(row), table.rows[at : at + _LOOKED_AHEAD])) if looked else []
    return bool(ahead) and stands_below(ahead, columns, walk.settings)


def _open(walk: _Walk, columns: Columns, below: Sequence[Row]) -> None:
    """Open the section of a header over the rows below; one that only repeats the last (a page break) continues it."""
    if walk.columns is not None and same_columns(walk.columns, columns):
        walk.previous = {}
        return
    follows = _follows(walk, columns) or _goes_on_unlabelled(walk, columns, below)
    if walk.columns is None and walk.sections and repeats_title(walk.sections[-1], walk.form, columns, below):
        walk.form, follows = walk.sections[-1].form, True
    if walk.columns is None and not follows and "project" not in columns.roles():
        walk.form = named_above(walk.numbered, walk.form)
    walk.close()
    walk.columns, walk.going_on, walk.follows = columns, False, follows
    walk.common_end = None if walk.settings is EXACT else common_end(below, columns)


def _follows(walk: _Walk, columns: Columns) -> bool:
    """Whether the section of a header that is another one goes on with the section before it."""
    if walk.columns is not None:
        alike = bool(walk.rows or walk.follows) and alike_columns(walk.columns, columns)
        return alike or lost_projects(walk.columns, columns)
    # A list of projects goes on below its title, which the next page prints again.
    listed = "project" in columns.roles() and not walk.form.project
    if listed and walk.ended is not None and same_columns(walk.ended, columns):
        return True
    return walk.form_is_used and lost_projects(walk.sections[-1].columns, columns)


def _goes_on_unlabelled(walk: _Walk, columns: Columns, below: Sequence[Row]) -> bool:
    """Whether the labels of the section that ended apply below the same header on the next sheet: no form or project opens there."""
    if walk.columns is not None or walk.ended is None or walk.settings is not EXACT:
        return False
    if walk.numbered is not None and walk.numbered.alone:
        return False  # a line or the sheet's own name is that of another project
    same = walk.form_is_used and walk.sections[-1].columns is walk.ended and same_columns(walk.ended, columns)
    return same and begins_unlabelled(below, columns)


def _walk_row(walk: _Walk, table: Table, row: Row) -> TableRow:
    if walk.columns is not None and is_running_text(row):
        walk.end()
    if walk.columns is not None and (is_total_row(row) or is_numbering(row) or is_of_page(row.texts)):
        return TableRow(table.number, row, "outside")
    if told := _told_of_form(walk, table, row):
        return told
    field_row = is_field_row(row)
    if walk.columns is not None and not field_row and walk.settings is EXACT and spans_levels(row, walk.columns):
        return TableRow(table.number, row, "outside")
    taken = made_whole(walk.rows[-1], row, walk.columns, walk.settings) if walk.rows and walk.columns else None
    if taken is not None:
        walk.rows.pop()
    if taken is None and (not field_row or (walk.columns and is_named(row, walk.columns))):
        taken = _data_row(walk, table, row)
    if taken is not None:
        walk.rows.append(taken)
        walk.misses = 0
        return taken
    form = row_to_form(row, walk.form)
    walk.misses += 1
    # Most rows leave the form as it is, and the very object; comparing all its fields costs more.
    changed = form is not walk.form and form != walk.form
    if field_row or changed or walk.misses > _MOST_MISSES:
        walk.end()
    walk.form = form
    return TableRow(table.number, row, "field" if field_row else "outside")


def _told_of_form(walk: _Walk, table: Table, row: Row) -> TableRow | None:
    """A row that says to which objective, form or project the rows below it belong; None for any other."""
    if announced := objective_row(row):
        walk.end()
        walk.form = with_objective(walk.form, *announced)
        return TableRow(table.number, row, "objective")
    title = lone_title(row)
    if title and (title.endswith("目标表") or not (walk.columns and is_named(row, walk.columns))):
        walk.end()
        if not is_subtitle(title):
            walk.form, walk.numbered = title_to_form(title, walk.form, walk.department), None
        return TableRow(table.number, row, "title")
    if walk.columns is not None and (form := band_to_form(row, walk.form, walk.department, walk.columns)):
        walk.close()
        walk.form, walk.follows = form, False
        return TableRow(table.number, row, "field")
    return None


def _data_row(walk: _Walk, table: Table, row: Row) -> TableRow | None:
    """The row aligned to the open section's columns, or None where it is no row of data."""
    if walk.columns is None:
        return None
    ended = moved_to_end(row, walk.columns, walk.common_end) if walk.common_end else None
    alignment = ended or align(row, walk.columns, walk.previous, walk.settings)
    if alignment.cost / len(row.cells) > _HOPELESS:
        return None
    walk.previous = {column: cell.column for column, cell in alignment.cells.items()}
    doubts = [
        code
        for code, held in (
            ("cells-told-apart", table.told_apart),
            ("headings-told", table.unheaded),
            ("text-recognised", table.recognised),
        )
        if held
    ]
    if doubts:
        cost = alignment.cost + _DOUBT_COST * len(doubts) * len(row.cells)
        alignment = alignment._replace(moved=True, cost=cost, repairs=(*doubts, *alignment.repairs))
    return TableRow(table.number, row, "data", alignment)
