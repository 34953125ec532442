"""A small writer of PDF files for tests: Chinese text in a standard font, rules in every way that producers draw them.

Coordinates are in points from the upper left corner of the page, y downwards, as the reader gives them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.document import Content, Paragraph, Table
from extract.readers.pdf import pdf_to_content

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

A4 = (595.0, 842.0)
SIZE = 10.0
"""Height of the print in points; every sign is as wide as it is high."""


@dataclass
class PdfPage:
    """One page: drawing commands are collected and written as they are."""

    size: tuple[float, float] = A4
    rotate: int = 0
    box_at: tuple[float, float] = (0.0, 0.0)
    commands: list[str] = field(default_factory=list)
    form: list[str] = field(default_factory=list)

    def up(self, y: float) -> float:
        """The height above the page's lower edge, as PDF counts."""
        return self.size[1] - y

    def text(self, x: float, y: float, text: str, size: float = SIZE) -> None:
        """Print lines of text; `y` is the upper edge of the first line."""
        for number, line in enumerate(text.split("\n")):
            base = self.up(y + number * size * 1.2 + size * 0.88)
            self.commands.append(f"BT /F {size} Tf 1 0 0 1 {x} {base} Tm <{hexadecimal(line)}> Tj ET")

    def hidden_text(self, x: float, y: float, text: str) -> None:
        """Print lines that nobody sees, as under the picture of a scanned page."""
        self.commands.append("q 3 Tr")
        self.text(x, y, text)
        self.commands.append("Q")

    def clipped_text(self, x: float, y: float, text: str, box: tuple[float, float, float, float]) -> None:
        """Print lines of which only what stands in a box (left, top, right, bottom) is seen."""
        x0, y0, x1, y1 = box
        self.commands.append(f"q {x0} {self.up(y1)} {x1 - x0} {y1 - y0} re W n")
        self.text(x, y, text)
        self.commands.append("Q")

    def upward_text(self, x: float, y: float, text: str) -> None:
        """Print one line from the bottom up; `x` is its base line, `y` its lower end."""
        self.commands.append(f"BT /F {SIZE} Tf 0 1 -1 0 {x} {self.up(y)} Tm <{hexadecimal(text)}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float, look: str = "") -> None:
        """Stroke a straight line; `look` is put before it (a colour, a dash)."""
        self.commands.append(f"q {look} 0.5 w {x0} {self.up(y0)} m {x1} {self.up(y1)} l S Q")

    def area(self, x0: float, y0: float, x1: float, y1: float, colour: str = "0 g") -> None:
        """Fill a rectangle."""
        self.commands.append(f"q {colour} {x0} {self.up(y1)} {x1 - x0} {y1 - y0} re f Q")

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Put a picture of one grey pixel over a rectangle."""
        self.commands.append(
            f"q {x1 - x0} 0 0 {y1 - y0} {x0} {self.up(y1)} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q",
        )

    def into_form(self, matrix: str) -> None:
        """Move everything drawn so far into a form object, placed by a matrix."""
        self.form, self.commands = self.commands, [f"q {matrix} cm /X Do Q"]


def stroked(page: PdfPage, x0: float, y0: float, x1: float, y1: float) -> None:
    """One stroke for each side of a cell."""
    page.line(x0, y0, x1, y1)


def thin_area(page: PdfPage, x0: float, y0: float, x1: float, y1: float) -> None:
    """A filled rectangle half a point thick, as word processors write."""
    page.area(x0 - 0.25, y0 - 0.25, x1 + 0.25, y1 + 0.25)


def dashed(page: PdfPage, x0: float, y0: float, x1: float, y1: float) -> None:
    """A stroke with a dash pattern."""
    page.line(x0, y0, x1, y1, look="[3 2] 0 d")


def in_pieces(page: PdfPage, x0: float, y0: float, x1: float, y1: float) -> None:
    """Dashes that are strokes of their own, two points apart."""
    length = max(x1 - x0, y1 - y0)
    steps = max(1, round(length / 5))
    for step in range(steps):
        start, end = step / steps, step / steps + 3 / length
        dx, dy = x1 - x0, y1 - y0
        page.line(x0 + dx * start, y0 + dy * start, x0 + dx * end, y0 + dy * end)


def doubled(page: PdfPage, x0: float, y0: float, x1: float, y1: float) -> None:
    """Two strokes that are two points apart."""
    dx, dy = (0.0, 1.0) if y0 == y1 else (1.0, 0.0)
    page.line(x0 - dx, y0 - dy, x1 - dx, y1 - dy)
    page.line(x0 + dx, y0 + dy, x1 + dx, y1 + dy)


def imprecise(page: PdfPage, x0: float, y0: float, x1: float, y1: float) -> None:
    """Strokes that miss their corners by a point."""
    dx, dy = (1.0, 0.0) if y0 == y1 else (0.0, 1.0)
    page.line(x0 + dx, y0 + dy, x1 - dx, y1 - dy)


PENS = (stroked, thin_area, dashed, in_pieces, doubled, imprecise)


@dataclass(frozen=True)
class Form:
    """A table to draw: widths and heights of its columns and rows, and cells as (row, column, rows, columns, text).

    Cells of the columns `cut_above` and `cut_below` have no side where the table begins, or ends.
    """

    widths: Sequence[float]
    heights: Sequence[float]
    cells: Sequence[tuple[int, int, int, int, str]]
    cut_above: Collection[int] = ()
    cut_below: Collection[int] = ()


def draw_table(
    page: PdfPage,
    left: float,
    top: float,
    form: Form,
    pen: Callable[[PdfPage, float, float, float, float], None] = stroked,
) -> None:
    """Draw the four sides of each cell with a pen, and its text."""
    xs = [left + sum(form.widths[:n]) for n in range(len(form.widths) + 1)]
    ys = [top + sum(form.heights[:n]) for n in range(len(form.heights) + 1)]
    for row, column, rows, columns, text in form.cells:
        x0, x1, y0, y1 = xs[column], xs[column + columns], ys[row], ys[row + rows]
        upper = row > 0 or column not in form.cut_above
        lower = row + rows < len(form.heights) or column not in form.cut_below
        across = [y for y, drawn in ((y0, upper), (y1, lower)) if drawn]
        for sides in (*((x0, y, x1, y) for y in across), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            pen(page, *sides)
        if text:
            page.text(x0 + 3, y0 + 3, text)


def plain_form(rows: Sequence[Sequence[str]], *, width: float = 110, height: float = 18) -> Form:
    """A table without merged cells."""
    cells = [(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return Form([width] * len(rows[0]), [height] * len(rows), cells)


def hexadecimal(text: str) -> str:
    """Text as the font's encoding writes it."""
    return text.encode("utf-16-be").hex()


def pdf_bytes(*pages: PdfPage, encrypted: bool = False, mapped: bool = True) -> bytes:
    """A whole file; `encrypted` asks for a password that nobody has, `mapped=False` takes a font without Unicode."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", _font(mapped=mapped), _DESCENDANT, _DESCRIPTOR]
    kids = []
    for page in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        resources = f"<< /Font << /F 3 0 R >> /XObject << /X {number + 2} 0 R >> >>"
        (left, low), (wide, high) = page.box_at, page.size
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{left} {low} {left + wide} {low + high}] /Rotate {page.rotate} "
            f"/Resources {resources} /Contents {number + 1} 0 R >>"
        )
        objects.append(_stream("", [f"1 0 0 1 {left} {low} cm", *page.commands]))
        form = f"/Type /XObject /Subtype /Form /BBox [-5000 -5000 5000 5000] /Resources {resources}"
        objects.append(_stream(form, page.form))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    return _file(objects, _ENCRYPTION if encrypted else "")


def pdf_with_stream(content: bytes, entries: str, kids: str = "3 0 R") -> bytes:
    """A file of one page whose content is a stream as given; `kids` are the pages of the tree's root, object 2."""
    stream = f"<< {entries} /Length {len(content)} >>\nstream\n{content.decode('latin-1')}\nendstream"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return _file(["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count 9 >>", page, stream], "")


_DESCENDANT = (
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
)
_DESCRIPTOR = (
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 "
    "/Descent -120 /CapHeight 880 /StemV 93 >>"
)
_ENCRYPTION = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <{'5a' * 32}> /U <{'a5' * 32}> >> /ID [<00> <00>]"


def _font(*, mapped: bool) -> str:
    encoding = "UniGB-UCS2-H" if mapped else "Identity-H"
    return f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [4 0 R] >>"


def _stream(entries: str, commands: Sequence[str]) -> str:
    content = "\n".join(commands)
    return f"<< {entries} /Length {len(content.encode('latin-1'))} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str], trailer: str) -> bytes:
    data = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode("latin-1")
    data += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode(
        "latin-1"
    )
    return bytes(data)


PLAIN = plain_form([["一级指标", "三级指标", "指标值"], ["产出指标", "培训人数", "≥200人"]])
PLAIN_TEXTS = [["一级指标", "三级指标", "指标值"], ["产出指标", "培训人数", "≥200人"]]


def page_with_table() -> PdfPage:
    """A title and a small table."""
    page = PdfPage()
    page.text(60, 60, "部门绩效目标表")
    draw_table(page, 60, 90, PLAIN)
    return page


def read(*pages: PdfPage, encrypted: bool = False, mapped: bool = True) -> Content:
    """The content of a file of these pages."""
    return pdf_to_content(pdf_bytes(*pages, encrypted=encrypted, mapped=mapped), "文件.pdf")


def tables(content: Content) -> list[list[list[str]]]:
    """The texts of each table by row."""
    return [[list(row.texts) for row in block.rows] for block in content.blocks if isinstance(block, Table)]


def paragraphs(content: Content) -> list[str]:
    """The texts of the paragraphs."""
    return [block.text for block in content.blocks if isinstance(block, Paragraph)]
