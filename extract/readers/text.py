"""Plain text to a Document: tab-separated rows, tables of one cell a line, headings and paragraphs.

Text conversions print tables in three ways. *Rows*: a line holds the cells of one row, separated by tabs. *Cells*: a line holds
one tab and one cell; a blank line ends the row, two end the table, and a line without a tab continues the cell above it.
*Pipes*: a pipe stands behind each cell (see `piped`). Tables held apart by blanks are made tabbed first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.document import Block, Cell, FoundTable, Heading, Paragraph, Place, Row, Table, printed, strip_markup
from extract.readers.block_cells import block_cell_tables
from extract.readers.broken_rows import broken_tables
from extract.readers.comma_rows import comma_tables
from extract.readers.dashed_rules import dashed_tables
from extract.readers.even_gaps import with_single_gaps
from extract.readers.framed_lines import framed_tables
from extract.readers.grid_lines import grid_tables
from extract.readers.label_lines import labels_apart, with_ends_of_labels
from extract.readers.laid_out import laid_out_tables
from extract.readers.laid_out_bands import banded_tables
from extract.readers.page_ends import numbered_heads, numbered_pages, page_ends
from extract.readers.piped import piped_cells, piped_rows, pipes_behind, pipes_between
from extract.readers.piped_lines import piped_line_tables
from extract.readers.places import moved
from extract.readers.ragged_rows import ragged_tables
from extract.readers.restored_lines import restored_lines
from extract.readers.spaced import spaced_to_tabbed
from extract.readers.tab_lines import tab_line_tables
from extract.readers.tabs_on_one_line import strung_tables
from ontology.folding import fold
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.readers.laid_out import LaidOut

_LINE_END = re.compile(r"\r\n|\r|\n")
"""A form feed or a Unicode separator ends no line of a file, so that line numbers are those that editors show."""
_HEADING = re.compile(r"#{1,6}\s+")
_LIST_MARK = re.compile(r"^[-*+]\s+")
_SENTENCE_TAB = re.compile(r"[^\t]*[：:]\t[^\t]+")
_LONGEST_BROKEN = 10
_MOST_LABELS = 4
"""Labels, each on its line, above a row."""


@dataclass(frozen=True, slots=True)
class Line:
    """One source line with its number (from 1)."""

    text: str
    number: int

    @property
    def blank(self) -> bool:
        """Whether nothing stands on the line, not even the tab of an empty cell."""
        return not self.text.strip(" \r\n\u3000\xa0\f") and "\t" not in self.text

    @property
    def is_blank_cell(self) -> bool:
        """Whether nothing but a wide or a hard blank stands on the line, as converted pages have it where a cell is blank."""
        return self.blank and self.text.strip(" \r\n\f") != ""

    @property
    def is_cell(self) -> bool:
        """Whether the line is one cell of a table that prints a cell a line."""
        return self.text.startswith("\t") and self.text.count("\t") == 1

    @property
    def is_row(self) -> bool:
        """Whether the line has the tabs of a row of cells."""
        return "\t" in self.text and not self.is_cell

    @property
    def is_sentence(self) -> bool:
        """Whether the line could be a sentence with a tab behind its label; among rows it is one of them all the same."""
        return _SENTENCE_TAB.fullmatch(self.text.strip()) is not None


def text_to_blocks(text: str) -> tuple[Block, ...]:
    """The text's blocks in reading order; tables are numbered from 1."""
    lines, numbers = restored_lines(_LINE_END.split(text))
    lines = with_single_gaps(lines)
    folded = [fold(line) for line in lines]
    for at in (*numbered_pages(folded), *(at for head in numbered_heads(folded) for at in head)):
        lines[at] = folded[at] = ""
    ends = {at for end in page_ends(lines, folded) for at in end}
    kept = [at for at in range(len(lines)) if at not in ends]
    if not ends and numbers == range(1, len(lines) + 1):
        return _lines_to_blocks(lines)
    blocks = moved(_lines_to_blocks([lines[at] for at in kept]), lambda line: numbers[kept[line - 1]])
    between = (Paragraph(lines[at].strip(), Place(line=numbers[at])) for at in ends)
    return tuple(sorted([*blocks, *between], key=_first_line))


def _first_line(block: Block) -> int:
    if isinstance(block, Table):
        return next((cell.place.line or 0 for row in block.rows for cell in row.cells), 0)
    return block.place.line or 0


def _lines_to_blocks(given: list[str]) -> tuple[Block, ...]:
    """The blocks of the lines of a text."""
    whole: dict[int, FoundTable] = {}
    for read in (piped_line_tables, framed_tables, block_cell_tables):
        whole |= {found.start: found for found in read(_without(given, whole.values()))}
    given = pipes_behind(pipes_between(_without(given, whole.values())))
    others = (dashed_tables, grid_tables, tab_line_tables, ragged_tables, broken_tables, strung_tables, comma_tables)
    whole |= {found.start: found for read in others for found in read(given)}
    given = _without(given, whole.values())
    laid_out = {found.start: found for found in banded_tables(given)}
    laid_out |= {found.start: found for found in laid_out_tables(_without(given, laid_out.values()))}
    tabbed, placed = spaced_to_tabbed(_without(given, laid_out.values()), laid_out=bool(laid_out))
    lines = [Line(line, number) for number, line in enumerate(tabbed, 1)]
    blank_cells = _blank_cells(lines)
    blocks: list[Block] = []
    at = tables = 0
    while at < len(lines):
        if found := whole.get(at) or laid_out.get(at):
            tables += 1
            blocks.append(Table(found.rows, tables, placed=at in laid_out, told_apart=at in laid_out))
            at = found.stop
            continue
        rows, after = _piped_at(tabbed, at)
        if not rows and (loose := piped_cells(tabbed, at))[0]:
            cells, at = loose
            blocks.extend(
                Paragraph(printed(cell.text), Place(line=cell.line + 1), blanks, is_cell=True) for cell, blanks in cells
            )
            continue
        if not rows:
            rows, after = _table_at(lines, at)
        if rows:
            tables += 1
            blocks.append(Table(tuple(rows), tables, placed=_is_placed(placed, at, after)))
        elif at in blank_cells and blocks and isinstance(last := blocks[-1], Paragraph):
            blocks[-1] = replace(last, blanks=last.blanks + 1)
        else:
            blocks.extend(_line_to_paragraphs(lines[at]))
        at = after
    return tuple(with_ends_of_labels(blocks))


def _blank_cells(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that are blank cells: those that are marked so; where none is, an empty line within the text may be one."""
    last = max((at for at, line in enumerate(lines) if not line.blank), default=0)
    marked = frozenset(at for at, line in enumerate(lines) if line.is_blank_cell)
    return marked or frozenset(at for at, line in enumerate(lines[:last]) if line.blank)


def _without(lines: list[str], tables: Iterable[FoundTable | LaidOut]) -> list[str]:
    """The lines, those of tables blank."""
    taken = {number for found in tables for number in range(found.start, found.stop)}
    return ["" if number in taken else line for number, line in enumerate(lines)]


def _is_placed(placed: frozenset[int], at: int, after: int) -> bool:
    """Whether most lines of a table show by blanks where their cells stand."""
    return 2 * sum(line in placed for line in range(at, after)) > after - at


def _piped_at(texts: list[str], at: int) -> tuple[list[Row], int]:
    """The rows of the table with pipes that begins at `at`, and the line after it; no rows where none does."""
    found, after = piped_rows(texts, at)
    rows = [
        Row(
            tuple(Cell(text, cell.column, Place(line=cell.line + 1)) for cell in cells if (text := printed(cell.text))),
            number,
        )
        for number, cells in enumerate(found, 1)
    ]
    return rows, after


def _table_at(lines: list[Line], at: int) -> tuple[list[Row], int]:
    """The rows of the table that begins at `at`, and the line after it; no rows and the next line where none does."""
    alone = at + 1 == len(lines) or not lines[at + 1].is_row
    if (lines[at].is_row and not (alone and lines[at].is_sentence)) or _label_begins(lines, at):
        end = at
        while end < len(lines) and _goes_on(lines, end):
            end += 1
        return [_line_to_row(line, number) for number, line in enumerate(lines[at:end], 1)], end
    if _cells_begin(lines, at):
        return _cells_to_rows(lines, at)
    return [], at + 1


def _label_begins(lines: list[Line], at: int) -> bool:
    """Whether a table goes on behind a page's end with labels on lines of their own and a row below them."""
    stop = at
    while stop < min(len(lines), at + _MOST_LABELS) and _is_label(lines[stop]):
        stop += 1
    return at < stop < len(lines) and lines[stop].is_row


def _is_label(line: Line) -> bool:
    return "\t" not in line.text and bool(levels(printed(line.text)))


def _goes_on(lines: list[Line], at: int) -> bool:
    """Whether the line is a row too; one cell without a tab is, if a level's label or where rows stand right above and below."""
    line = lines[at]
    if line.is_row or _is_label(line):
        return True
    between = at + 1 < len(lines) and lines[at + 1].is_row and not lines[at - 1].blank
    return between and not line.blank if not line.is_cell else not _cells_begin(lines, at)


def _cells_begin(lines: list[Line], at: int) -> bool:
    """Whether a table of one cell a line begins: at least two such lines follow each other, the rest of a short one between."""
    if not lines[at].is_cell:
        return False
    stop = at + 1
    while stop < min(len(lines), at + _MOST_LABELS) and _is_rest(lines[at], lines[stop]):
        stop += 1
    return stop < len(lines) and lines[stop].is_cell


def _is_rest(cell: Line, line: Line) -> bool:
    """Whether a line may be the rest of a short cell above it, such as a field's label."""
    short = max(len(cell.text), len(line.text)) <= _LONGEST_BROKEN
    return short and not line.blank and "\t" not in line.text


def _line_to_row(line: Line, number: int) -> Row:
    place = Place(line=line.number)
    cells = (_to_cell(text, column, place) for column, text in enumerate(line.text.split("\t")))
    return Row(tuple(cell for cell in cells if cell.text), number)


def _to_cell(text: str, column: int, place: Place) -> Cell:
    """A cell; a blank in it may stand where the cell's lines were joined."""
    parts = tuple(filter(None, map(printed, text.split()))) if " " in text.strip() else ()
    return Cell(printed(text), column, place, lines=parts if len(parts) > 1 else ())


def _cells_to_rows(lines: list[Line], at: int) -> tuple[list[Row], int]:
    groups = list(_groups(lines, at))
    return [_group_to_row(group, number) for number, (group, _) in enumerate(groups, 1)], groups[-1][1]


def _groups(lines: list[Line], at: int) -> Iterator[tuple[list[Line], int]]:
    """Groups of lines, one a row, each with the line after it, until two blank lines or running text end the table."""
    while at < len(lines) and lines[at].is_cell:
        end = at
        while end < len(lines) and not lines[end].blank and not lines[end].is_row:
            end += 1
        yield lines[at:end], end
        at = end + 1


def _group_to_row(group: list[Line], number: int) -> Row:
    cells: list[tuple[str, int]] = []
    for line in group:
        if line.is_cell:
            cells.append((line.text, line.number))
        else:
            text, first = cells[-1]
            cells[-1] = (text + line.text, first)
    texts = ((printed(text), column, line) for column, (text, line) in enumerate(cells))
    return Row(tuple(Cell(text, column, Place(line=line)) for text, column, line in texts if text), number)


def _line_to_paragraphs(line: Line) -> Iterator[Paragraph]:
    text = strip_markup(line.text).strip(" \t\r\n\u3000\xa0\f")
    if not text:
        return
    if mark := _HEADING.match(text):
        yield Heading(text[mark.end() :].strip(), Place(line=line.number))
        return
    for part in labels_apart(_LIST_MARK.sub("", text)):
        yield Paragraph(part, Place(line=line.number))
