"""The examples in the formats that offices use, with real merged cells: `python examples/formats.py FOLDER`.

Writes each examples/*.txt also as .docx, .xlsx, .html and .pdf. Rows that the text prints shifted are set straight, merged labels are
merged cells again, and headings stand over all their columns; nothing is added or left out.
"""

from __future__ import annotations

import html
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from extract.document import Cell, Document, Heading, Paragraph, Row, Table
from extract.headers import header_at
from extract.readers import file_to_document
from extract.tables import document_to_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from docx.document import Document as WordDocument
    from reportlab.platypus import Flowable

EXAMPLES = Path(__file__).parent
MERGED = frozenset({"level1", "level2", "objective", "project", "project_code", "amount"})
RowKey = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is drawn: cells at (row, column) with their spans, and its size."""

    cells: Mapping[tuple[int, int], Cell]
    rows: int
    columns: int


def straightened(document: Document) -> list[Paragraph | Grid]:
    """The document's blocks with its tables as grids."""
    sections = document_to_sections(document, None).sections
    straight = {(row.table, row.row.number): (row, section.columns) for section in sections for row in section.rows}
    blocks: list[Paragraph | Grid] = []
    for block in document.blocks:
        if isinstance(block, Table):
            blocks.append(_table_to_grid(block, straight))
        else:
            blocks.append(block)
    return blocks


def _table_to_grid(table: Table, straight: Mapping[RowKey, tuple]) -> Grid:  # type: ignore[type-arg]
    rows = [_straight_row(table, row, straight) for row in table.rows]
    width = max((cell.end for row in rows for cell in row.cells), default=1)
    cells = {(at, cell.column): cell for at, row in enumerate(rows) for cell in row.cells}
    _merge_headings(table, cells, width)
    _merge_labels(table, cells, straight)
    return Grid(cells, len(rows), width)


def _straight_row(table: Table, row: Row, straight: Mapping[RowKey, tuple]) -> Row:  # type: ignore[type-arg]
    found = straight.get((table.number, row.number))
    if found is None:
        return row
    taken, columns = found
    cells = (
        cell._replace(column=columns.columns[index].start) for index, cell in sorted(taken.alignment.cells.items())
    )
    return replace(row, cells=tuple(cells))


def _merge_headings(table: Table, cells: dict[tuple[int, int], Cell], width: int) -> None:
    """Headings over the columns to their right that have none, and over the rows below that split nothing there."""
    for at in range(len(table.rows)):
        header = header_at(table.rows, at)
        if header is None:
            continue
        for row in range(header.start, header.stop):
            for cell in table.rows[row].cells:
                end = _free_to_the_right(cells, (row, cell.column), range(header.start, row + 1), width)
                cells[row, cell.column] = cell._replace(columns=end - cell.column)
        for column in range(width):
            _deepen(cells, column, header.start, header.stop)


def _free_to_the_right(cells: Mapping[tuple[int, int], Cell], at: tuple[int, int], rows: range, width: int) -> int:
    row, column = at
    end = column + 1
    while end < width and all((above, end) not in cells for above in rows):
        end += 1
    last_of_row = not any((row, later) in cells for later in range(column + 1, width))
    return column + 1 if last_of_row and row == rows.start else end


def _deepen(cells: dict[tuple[int, int], Cell], column: int, start: int, stop: int) -> None:
    if (start, column) in cells and all((row, column) not in cells for row in range(start + 1, stop)):
        cell = cells[start, column]
        if all((row, other) not in cells for row in range(start + 1, stop) for other in range(cell.column, cell.end)):
            cells[start, column] = cell._replace(rows=stop - start)


def _merge_labels(table: Table, cells: dict[tuple[int, int], Cell], straight: Mapping[RowKey, tuple]) -> None:  # type: ignore[type-arg]
    """Labels over the blank cells below them, down to the next label or the end of the rows."""
    for at, row in enumerate(table.rows):
        found = straight.get((table.number, row.number))
        for column in found[1].columns if found else ():
            if column.role not in MERGED or (at, column.start) not in cells:
                continue
            end = at + 1
            while end < len(table.rows) and _goes_on(table, straight, cells, (end, column.start)):
                end += 1
            cells[at, column.start] = cells[at, column.start]._replace(rows=end - at)


def _goes_on(
    table: Table,
    straight: Mapping[RowKey, tuple],
    cells: Mapping[tuple[int, int], Cell],
    at: tuple[int, int],  # type: ignore[type-arg]
) -> bool:
    row, column = at
    inside = (table.number, table.rows[row].number) in straight
    first_level = any((row, left) in cells for left in range(column))
    return inside and at not in cells and not first_level


def write_html(blocks: Sequence[Paragraph | Grid], path: Path) -> None:
    """The blocks as a web page."""
    parts = ["<!doctype html><html><head><meta charset='utf-8'><title></title></head><body>"]
    for block in blocks:
        if isinstance(block, Grid):
            parts.append("<table border='1'>" + "".join(_html_rows(block)) + "</table>")
        else:
            mark = "h2" if isinstance(block, Heading) else "p"
            parts.append(f"<{mark}>{html.escape(block.text)}</{mark}>")
    path.write_text("\n".join([*parts, "</body></html>\n"]), encoding="utf-8")


def _html_rows(grid: Grid) -> Iterator[str]:
    covered = _covered(grid)
    for row in range(grid.rows):
        drawn = []
        for column in range(grid.columns):
            cell = grid.cells.get((row, column))
            if cell:
                spans = f' colspan="{cell.columns}" rowspan="{cell.rows}"'
                drawn.append(f"<td{spans}>{html.escape(cell.text)}</td>")
            elif (row, column) not in covered:
                drawn.append("<td></td>")
        yield f"<tr>{''.join(drawn)}</tr>\n"


def _covered(grid: Grid) -> set[tuple[int, int]]:
    """The places that a merged cell covers beside its own."""
    return {
        (row + down, column + right)
        for (row, column), cell in grid.cells.items()
        for down in range(cell.rows)
        for right in range(cell.columns)
    }


def write_docx(blocks: Sequence[Paragraph | Grid], path: Path) -> None:
    """The blocks as a Word document."""
    import docx

    word: WordDocument = docx.Document()
    for block in blocks:
        if isinstance(block, Grid):
            table = word.add_table(rows=block.rows, cols=block.columns, style="Table Grid")
            grid = [list(row.cells) for row in table.rows]
            for (row, column), cell in block.cells.items():
                corner = grid[row][column]
                if cell.rows > 1 or cell.columns > 1:
                    corner = corner.merge(grid[row + cell.rows - 1][column + cell.columns - 1])
                corner.text = cell.text
        elif isinstance(block, Heading):
            word.add_heading(block.text, 2)
        else:
            word.add_paragraph(block.text)
    word.save(str(path))


def write_xlsx(blocks: Sequence[Paragraph | Grid], path: Path) -> None:
    """The blocks below each other on one sheet."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    sheet = book.add_worksheet("公开")
    text = book.add_format({"num_format": "@", "border": 1, "text_wrap": True})
    top = 0
    for block in blocks:
        if isinstance(block, Grid):
            for (row, column), cell in block.cells.items():
                place = (top + row, column, top + row + cell.rows - 1, column + cell.columns - 1)
                if cell.rows > 1 or cell.columns > 1:
                    sheet.merge_range(*place, cell.text, text)
                else:
                    sheet.write_string(top + row, column, cell.text, text)
            top += block.rows + 1
        else:
            sheet.write_string(top, 0, block.text)
            top += 1
    book.close()


def write_pdf(blocks: Sequence[Paragraph | Grid], path: Path) -> None:
    """The blocks on pages large enough that no merged cell is cut."""
    from reportlab.lib.pagesizes import A3, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import SimpleDocTemplate, Spacer

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("text", fontName="STSong-Light", fontSize=9, leading=12, wordWrap="CJK")
    small = ParagraphStyle("cell", parent=style, fontSize=7, leading=9)
    flow: list[Flowable] = []
    for block in blocks:
        if isinstance(block, Grid):
            flow += [_pdf_table(block, lambda text: Text(html.escape(text), small)), Spacer(1, 8)]
        else:
            flow.append(Text(html.escape(block.text), style))
    SimpleDocTemplate(str(path), pagesize=landscape(A3), invariant=1).build(flow)


def _pdf_table(grid: Grid, text: Callable[[str], Flowable]) -> Flowable:
    from reportlab.lib import colors
    from reportlab.platypus import Table as PdfTable
    from reportlab.platypus import TableStyle

    data: list[list[Flowable | str]] = [[""] * grid.columns for _ in range(grid.rows)]
    style: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for (row, column), cell in grid.cells.items():
        data[row][column] = text(cell.text)
        if cell.rows > 1 or cell.columns > 1:
            style.append(("SPAN", (column, row), (column + cell.columns - 1, row + cell.rows - 1)))
    return PdfTable(data, colWidths=[1100 / grid.columns] * grid.columns, style=TableStyle(style))


WRITERS: dict[str, Callable[[Sequence[Paragraph | Grid], Path], None]] = {
    ".html": write_html,
    ".docx": write_docx,
    ".xlsx": write_xlsx,
    ".pdf": write_pdf,
}


def write_all(folder: Path) -> list[Path]:
    """Write every example in every format; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source in sorted(EXAMPLES.glob("*.txt")):
        blocks = straightened(file_to_document(source, source.name))
        for suffix, write in WRITERS.items():
            written.append(folder / f"{source.stem}{suffix}")
            write(blocks, written[-1])
    return written


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
