"""PDF pages: ruled tables in every way that producers draw them, and what is printed in and around them."""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from pdf_files import (
    PENS,
    PLAIN,
    PLAIN_TEXTS,
    Form,
    PdfPage,
    draw_table,
    page_with_table,
    paragraphs,
    pdf_bytes,
    plain_form,
    read,
    stroked,
    tables,
    thin_area,
)

from extract.document import Content, Table
from extract.readers.pdf import pdf_to_content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Pen = Callable[[PdfPage, float, float, float, float], None]

MERGED = Form(
    widths=[60, 80, 120, 80],
    heights=[18, 18, 18, 32, 18],
    cells=[
        (0, 0, 1, 2, "指标"),
        (0, 2, 1, 1, "三级指标"),
        (0, 3, 1, 1, "指标值"),
        (1, 0, 3, 1, "产出\n指标"),
        (1, 1, 2, 1, "数量指标"),
        (1, 2, 1, 1, "培训人数"),
        (1, 3, 1, 1, "≥200人"),
        (2, 2, 1, 1, "印发材料"),
        (2, 3, 1, 1, ""),
        (3, 1, 1, 1, "质量指标"),
        (3, 2, 1, 1, "培训\n合格率"),
        (3, 3, 1, 1, "≥95%"),
        (4, 0, 1, 4, "备注"),
    ],
)
"""A table with cells merged both ways; `form_cells` says what must be read of it."""


def cells(content: Content) -> list[tuple[int, int, int, int, str]]:
    """The cells of the only table as (row, column, rows, columns, text), counted from 0."""
    (table,) = (block for block in content.blocks if isinstance(block, Table))
    return [(row.number - 1, c.column, c.rows, c.columns, c.text) for row in table.rows for c in row.cells]


def form_cells(form: Form) -> list[tuple[int, int, int, int, str]]:
    """The cells that a drawn form holds: those with text, lines joined."""
    return [
        (row, column, rows, columns, text.replace("\n", "")) for row, column, rows, columns, text in form.cells if text
    ]


# how tables are drawn


@pytest.mark.parametrize("pen", PENS)
def test_cells_and_spans_are_exact_however_rules_are_drawn(pen: Pen) -> None:
    page = PdfPage()
    draw_table(page, 60, 90, MERGED, pen)
    assert cells(read(page)) == form_cells(MERGED)


def test_cells_keep_their_lines_and_page() -> None:
    page = PdfPage()
    draw_table(page, 60, 90, MERGED)
    table = read(PdfPage(commands=["% nothing"]), page).blocks[0]
    assert isinstance(table, Table)
    assert {cell.place.page for row in table.rows for cell in row.cells} == {2}
    assert [cell.lines for row in table.rows for cell in row.cells if cell.lines] == [
        ("产出", "指标"),
        ("培训", "合格率"),
    ]


@pytest.mark.parametrize(
    ("rotate", "matrix", "size"),
    [
        pytest.param(0, "1 0 0 1 0 0", (595, 842), id="in a form object"),
        pytest.param(0, "0.6 0 0 0.6 30 40", (595, 842), id="in a form object, smaller"),
        pytest.param(90, "0 1 -1 0 842 0", (842, 595), id="turned right"),
        pytest.param(180, "-1 0 0 -1 595 842", (595, 842), id="upside down"),
        pytest.param(270, "0 -1 1 0 0 595", (842, 595), id="turned left"),
        pytest.param(0, "0 1 -1 0 842 0", (842, 595), id="printed sideways"),
    ],
)
def test_turned_pages_read_upright(rotate: int, matrix: str, size: tuple[float, float]) -> None:
    page = PdfPage()
    page.text(60, 60, "部门绩效目标表")
    draw_table(page, 60, 90, MERGED)
    page.into_form(matrix)
    page.rotate, page.size = rotate, size
    content = read(page)
    assert (cells(content), paragraphs(content)) == (form_cells(MERGED), ["部门绩效目标表"])


def test_the_origin_of_a_page_may_lie_anywhere() -> None:
    page = page_with_table()
    page.box_at = (100, -50)
    assert tables(read(page)) == [PLAIN_TEXTS]


def test_tables_side_by_side_are_two() -> None:
    page = PdfPage()
    draw_table(page, 300, 94, plain_form([["丙", "丁"], ["3", "4"]], width=60))
    draw_table(page, 60, 100, plain_form([["甲", "乙"], ["1", "2"]], width=60))
    content = read(page)
    assert tables(content) == [[["甲", "乙"], ["1", "2"]], [["丙", "丁"], ["3", "4"]]]
    assert [block.number for block in content.blocks if isinstance(block, Table)] == [1, 2]


def test_a_frame_around_the_page_is_no_table() -> None:
    page = page_with_table()
    for x0, y0, x1, y1 in ((20, 20, 575, 20), (20, 820, 575, 820), (20, 20, 20, 820), (575, 20, 575, 820)):
        page.line(x0, y0, x1, y1)
    content = read(page)
    assert (paragraphs(content), tables(content)) == (["部门绩效目标表"], [PLAIN_TEXTS])


@pytest.mark.parametrize("colour", ["1 1 0 rg", "1 g"])
def test_shades_and_covers_inside_cells_part_nothing(colour: str) -> None:
    page = page_with_table()
    page.area(62, 110, 100, 116, colour)
    page.area(62, 117, 100, 124, colour)
    assert tables(read(page)) == [PLAIN_TEXTS]


def test_cells_may_be_areas_of_colour() -> None:
    page = PdfPage()
    for row in range(2):
        for column in range(3):
            page.area(60 + 100 * column, 100 + 20 * row, 158 + 100 * column, 118 + 20 * row, "0.8 g")
            page.text(65 + 100 * column, 103 + 20 * row, f"格{row}{column}")
    assert tables(read(page)) == [[["格00", "格01", "格02"], ["格10", "格11", "格12"]]]


def test_shaded_lines_of_text_are_no_table() -> None:
    page = page_with_table()
    for number in range(2):
        page.area(60, 300 + 18 * number, 200, 318 + 18 * number, f"0.{8 + number} g")
        page.text(65, 303 + 18 * number, f"要点{number}。")
    content = read(page)
    assert (tables(content), paragraphs(content)) == ([PLAIN_TEXTS], ["部门绩效目标表", "要点0。", "要点1。"])


def test_white_rules_part_areas_of_colour() -> None:
    page = PdfPage()
    page.area(60, 100, 260, 118, "0.8 g")
    page.area(60, 118, 260, 136, "0.9 g")
    page.line(160, 100, 160, 136, "1 G")
    for row in range(2):
        for column in range(2):
            page.text(65 + 100 * column, 103 + 18 * row, f"格{row}{column}")
    assert tables(read(page)) == [[["格00", "格01"], ["格10", "格11"]]]


COLUMNS = (60, 160, 320, 420)
UNRULED = [
    ["一级指标", "三级指标", "指标值", "备注"],
    ["产出指标", "培训人数", "≥200人", ""],
    ["", "培训合格率", "≥95%", "抽查"],
    ["效益指标", "带动农户增收", "", ""],
    ["满意度指标", "农户满意度", "≥90%", ""],
]


def print_columns(page: PdfPage, rows: list[list[str]], columns: tuple[int, ...] = COLUMNS) -> None:
    """Print rows without any rule."""
    for number, row in enumerate(rows):
        for x, text in zip(columns, row, strict=True):
            if text:
                page.text(x, 100 + 20 * number, text)


def test_columns_without_rules_are_told_by_gaps_with_a_warning() -> None:
    page = PdfPage()
    page.text(60, 60, "部门绩效目标表")
    page.text(60, 80, "部门：某县水利局")
    page.text(420, 80, "单位：万元")
    print_columns(page, UNRULED)
    page.text(60, 240, "说明：以上为汇总数。")
    content = read(page)
    assert cells(content) == [(r, c, 1, 1, text) for r, row in enumerate(UNRULED) for c, text in enumerate(row) if text]
    assert paragraphs(content) == ["部门绩效目标表", "部门：某县水利局 单位：万元", "说明：以上为汇总数。"]
    assert "没有框线" in content.warnings[0]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        pytest.param([["单位：某局", "编码：1", "金额：2"]] * 2, (60, 200, 400), id="two lines of fields"),
        pytest.param([["第一章", "3"], ["第二章", "8"], ["第三章", "12"], ["附件", "20"]], (60, 500), id="contents"),
        pytest.param([["甲乙丙丁", "子丑寅卯", "东西南北"]] * 4, (60, 105, 150), id="words set apart"),
    ],
)
def test_other_gaps_part_no_columns(rows: list[list[str]], columns: tuple[int, ...]) -> None:
    page = PdfPage()
    print_columns(page, rows, columns)
    assert tables(read(page)) == []


# what is printed in them


def test_bold_by_printing_twice_counts_once() -> None:
    page = page_with_table()
    for shift in (0.3, 0.6):
        page.text(63 + shift, 93 + shift / 3, "一级指标")
    assert tables(read(page)) == [PLAIN_TEXTS]


@pytest.mark.parametrize(
    ("label", "read_as"),
    [
        pytest.param("绩\n效\n指\n标", ("绩效指标", ("绩", "效", "指", "标")), id="one sign below the other"),
        pytest.param(None, ("绩效指标", ()), id="turned to the left"),
    ],
)
def test_labels_down_the_side(label: str | None, read_as: tuple[str, tuple[str, ...]]) -> None:
    page = PdfPage()
    draw_table(
        page, 60, 90, Form([30, 100], [30, 30], [(0, 0, 2, 1, label or ""), (0, 1, 1, 1, "甲"), (1, 1, 1, 1, "乙")])
    )
    if label is None:
        page.upward_text(80, 145, "绩效指标")
    block = read(page).blocks[0]
    assert isinstance(block, Table)
    assert (block.rows[0].cells[0].text, block.rows[0].cells[0].lines) == read_as


@pytest.mark.parametrize(
    ("printed", "text"),
    [("⻓江⼯作", "长江工作"), ("eﬀect", "effect"), ("５５％（含）", "５５％（含）"), ("2024\u00ad2025", "2024-2025")],
)
def test_signs_are_the_ones_that_people_write(printed: str, text: str) -> None:
    page = PdfPage()
    page.text(60, 60, printed)
    assert paragraphs(read(page))[0].replace(" ", "") == text


def test_text_that_nobody_sees_is_dropped_beside_text_that_is_seen() -> None:
    page = page_with_table()
    page.hidden_text(60, 300, "模板说明")
    assert paragraphs(read(page)) == ["部门绩效目标表"]


def test_the_text_layer_of_a_scan_is_read() -> None:
    page = PdfPage()
    page.picture(0, 0, 595, 842)
    page.hidden_text(60, 300, "扫描件的文字层")
    assert paragraphs(read(page)) == ["扫描件的文字层"]


# beside another library


@pytest.mark.parametrize("pen", [stroked, thin_area])
def test_pdfplumber_sees_the_same_grid(pen: Pen) -> None:
    page = PdfPage()
    draw_table(page, 60, 90, MERGED, pen)
    draw_table(page, 60, 300, PLAIN, pen)
    assert same_grids(pdf_bytes(page))


def test_a_printed_web_page_gives_the_same_grid(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium to print a page with")
    source, target = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(WEB_PAGE, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
    subprocess.run([chromium, *options, source.as_uri()], check=True, capture_output=True, timeout=60)
    assert same_grids(target.read_bytes())


WEB_PAGE = """<meta charset="utf-8"><style>table {border-collapse: collapse} td {border: 1px solid; padding: 3px}</style>
<table><tr><td colspan="2">指标<td>三级指标<td>指标值<tr><td rowspan="3">产出指标<td rowspan="2">数量指标<td>培训人数<td>≥200人
<tr><td>印发材料<td><tr><td>质量指标<td style="background: #ddd">合格率<td style="background: white">≥95%</table>"""


def same_grids(data: bytes) -> bool:
    """Whether pdfplumber finds the same texts at the same rows and columns; some fonts give it radicals for characters (⼈)."""
    pdfplumber = pytest.importorskip("pdfplumber")
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(io.BytesIO(data)) as document:
        theirs = [table for page in document.pages for table in page.extract_tables()]
    ours = [block for block in pdf_to_content(data, "文件.pdf").blocks if isinstance(block, Table)]
    assert theirs
    return [
        {
            (r, c): normalize("NFKC", "".join(text.split()))
            for r, row in enumerate(table)
            for c, text in enumerate(row)
            if text
        }
        for table in theirs
    ] == [{(row.number - 1, cell.column): cell.text for row in table.rows for cell in row.cells} for table in ours]


def test_lines_over_each_other_are_kept_whole_with_a_warning() -> None:
    page = page_with_table()
    page.text(172, 114, "乙丙丁戊己庚")
    content = read(page)
    (table,) = (block for block in content.blocks if isinstance(block, Table))
    assert table.told_apart
    assert table.rows[1].cells[1].lines == ("培训人数", "乙丙丁戊己庚")
    assert content.warnings == (
        "文件.pdf: 第 1 页有单元格的文字相互重叠，可能混入上下行的文字；请核对 (lines of cells are printed over each other: check them)",
    )
