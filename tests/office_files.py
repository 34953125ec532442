"""Small office files for tests, built from the XML that each case is about."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

from extract.document import Heading, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.document import Cell, Content

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_NAMES = " ".join(
    f'xmlns:{prefix}="{_ODF}{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)
_WORD_NAMES = (
    f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)

CellView = tuple[int, int, int, int, str]
"""Row (from 1), column (from 0), rows, columns and text of a cell."""


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """Relations by id: the kind and the target of each."""
    items = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{items}</Relationships>'


def docx_parts(body: str, styles: str = "", numbering: str = "") -> dict[str, str | bytes]:
    """The parts of a Word document with this body."""
    return {
        "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": relations(
            {"r1": ("styles", "styles.xml"), "r2": ("numbering", "numbering.xml")}
        ),
        "word/document.xml": f"<w:document {_WORD_NAMES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_WORD_NAMES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_WORD_NAMES}>{numbering}</w:numbering>",
    }


def docx(body: str, styles: str = "", numbering: str = "") -> bytes:
    """A Word document with this body."""
    return zipped(docx_parts(body, styles, numbering))


def w_p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}<w:r><w:t>{text}</w:t></w:r></w:p>"


def w_tc(text: str, properties: str = "") -> str:
    """A cell of one paragraph."""
    return f"<w:tc>{properties and f'<w:tcPr>{properties}</w:tcPr>'}{w_p(text)}</w:tc>"


def w_tr(*cells: str, properties: str = "") -> str:
    """A row of cells; those that are no XML are texts."""
    inner = "".join(cell if cell.startswith("<") else w_tc(cell) for cell in cells)
    return f"<w:tr>{properties and f'<w:trPr>{properties}</w:trPr>'}{inner}</w:tr>"


def w_tbl(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def xlsx_parts(
    sheets: Mapping[str, str],
    *,
    strings: Sequence[str] = (),
    formats: Sequence[str] = (),
    states: Mapping[str, str] | None = None,
    properties: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook: sheets by name as the XML inside `worksheet`; style n + 1 has the n-th number format."""
    names = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="s{at}" state="{(states or {}).get(name, "visible")}"/>'
        for at, name in enumerate(sheets, 1)
    )
    targets = {f"s{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)}
    targets |= {"x1": ("styles", "styles.xml"), "x2": ("sharedStrings", "sharedStrings.xml")}
    codes = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    cell_styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *range(164, 164 + len(formats))))
    return {
        "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}/relationships">{properties}<sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(targets),
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><numFmts>{codes}</numFmts><cellXfs>{cell_styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{"".join(f"<si>{item}</si>" for item in strings)}</sst>',
        **{
            f"xl/worksheets/sheet{at}.xml": f'<worksheet xmlns="{SHEET}">{inner}</worksheet>'
            for at, inner in enumerate(sheets.values(), 1)
        },
    }


def xlsx(rows: str, after: str = "", before: str = "", **others: Sequence[str]) -> bytes:
    """A workbook of one sheet: what stands before its rows, the rows, and what stands after them."""
    return zipped(xlsx_parts({"表": f"{before}<sheetData>{rows}</sheetData>{after}"}, **others))  # type: ignore[arg-type]


def x_text(reference: str, text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def ods(tables: str, styles: str = "") -> bytes:
    """An OpenDocument spreadsheet with these tables."""
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return zipped({"content.xml": _odf_content(styles, body)})


def odt(text: str, styles: str = "") -> bytes:
    """An OpenDocument text with this content."""
    return zipped(
        {"content.xml": _odf_content(styles, f"<office:body><office:text>{text}</office:text></office:body>")}
    )


def _odf_content(styles: str, body: str) -> str:
    inner = f"<office:automatic-styles>{styles}</office:automatic-styles>{body}"
    return f"<office:document-content {_ODF_NAMES}>{inner}</office:document-content>"


def record(kind: int, payload: bytes) -> bytes:
    """A record of an old Excel file."""
    return struct.pack("<HH", kind, len(payload)) + payload


def tables(content: Content) -> list[Table]:
    """The tables of a document."""
    return [block for block in content.blocks if isinstance(block, Table)]


def cells(content: Content) -> list[Cell]:
    """The cells of all tables."""
    return [cell for table in tables(content) for row in table.rows for cell in row.cells]


def view(content: Content, table: int = 0) -> list[CellView]:
    """The cells of one table with their places and spans."""
    rows = tables(content)[table].rows
    return [(row.number, cell.column, cell.rows, cell.columns, cell.text) for row in rows for cell in row.cells]


def texts(content: Content) -> list[str]:
    """Every block in order: paragraphs as they are, headings after `#`, tables as rows of texts."""
    shown = []
    for block in content.blocks:
        if isinstance(block, Table):
            shown.append(" / ".join("|".join(row.texts) for row in block.rows))
        elif isinstance(block, Paragraph):
            shown.append(f"# {block.text}" if isinstance(block, Heading) else block.text)
    return shown
