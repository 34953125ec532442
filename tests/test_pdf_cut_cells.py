"""Merged cells over page breaks, as a spreadsheet prints them: without a rule at the break, their text on one page alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pdf_files import Form, PdfPage, draw_table, paragraphs, pdf_bytes, read, tables

from extract.document import Table
from extract.readers.pdf import pdf_to_content
from extract.reading import file_to_extraction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from extract.document import Content

HEADER = ("一级指标", "二级指标", "三级指标", "指标值")
WIDTHS = (80, 80, 140, 80)
HEIGHT = 20


def rows_of(first: int, count: int) -> list[tuple[int, int, int, int, str]]:
    """Rows of names and targets from the top of a page, numbered on."""
    return [
        cell
        for row in range(count)
        for cell in ((row, 2, 1, 1, f"完成第{first + row}批次"), (row, 3, 1, 1, f"≥{first + row}次"))
    ]


def page_of(cells: Sequence[tuple[int, int, int, int, str]], *, above: Sequence[int], below: Sequence[int]) -> PdfPage:
    """A page that holds part of a table; `above` and `below` are the columns whose cells the page's ends cut."""
    page = PdfPage()
    height = max(row + rows for row, _, rows, _, _ in cells)
    draw_table(page, 60, 60, Form(WIDTHS, [HEIGHT] * height, cells, above, below))
    return page


def below_header(cells: Sequence[tuple[int, int, int, int, str]]) -> list[tuple[int, int, int, int, str]]:
    """The cells one row further down, under the header."""
    header = [(0, column, 1, 1, text) for column, text in enumerate(HEADER)]
    return header + [(row + 1, column, rows, columns, text) for row, column, rows, columns, text in cells]


def pages(labels: Sequence[tuple[str, str]]) -> tuple[PdfPage, ...]:
    """Three pages over all of which two labels reach; their texts by page."""
    found = []
    for at, (level1, level2) in enumerate(labels):
        last = at + 1 == len(labels)
        cells = [(0, 0, 3, 1, level1), (0, 1, 3, 1, level2), *rows_of(3 * at + 1, 3)]
        cut = (() if at == 0 else (0, 1)), (() if last else (0, 1))
        found.append(page_of(below_header(cells) if at == 0 else cells, above=cut[0], below=cut[1]))
    return tuple(found)


def first_rows(content: Content) -> list[list[str]]:
    """The texts of the first row of each table, below a header."""
    return [next(row for row in table if row[0] != HEADER[0]) for table in tables(content)]


@pytest.mark.parametrize("page", range(3))
def test_a_label_over_three_pages_is_told_of_each(page: int) -> None:
    labels = [("产出指标", "数量指标") if at == page else ("", "") for at in range(3)]
    content = read(*pages(labels))
    assert first_rows(content) == [
        ["产出指标", "数量指标", f"完成第{number}批次", f"≥{number}次"] for number in (1, 4, 7)
    ]
    spans = [
        [(cell.column, cell.rows) for cell in block.rows[-3].cells]
        for block in content.blocks
        if isinstance(block, Table)
    ]
    assert spans == [[(0, 3), (1, 3), (2, 1), (3, 1)]] * 3


def test_the_indicators_of_all_pages_have_their_levels(tmp_path: Path) -> None:
    path = tmp_path / "表.pdf"
    path.write_bytes(pdf_bytes(*pages([("", "数量指标"), ("", ""), ("产出指标", "")])))
    found = file_to_extraction(path).indicators
    assert [(one.level1, one.level2, one.value, one.confidence) for one in found] == [
        ("产出指标", "数量指标", number, 1.0) for number in range(1, 10)
    ]


def test_a_label_that_begins_on_a_page_is_not_that_of_the_page_before() -> None:
    upper = [(0, 0, 2, 1, "产出指标"), (0, 1, 2, 1, "质量指标"), (2, 0, 1, 1, ""), (2, 1, 1, 1, ""), *rows_of(1, 3)]
    lower = [(0, 0, 2, 1, "效益指标"), (0, 1, 2, 1, "社会效益指标"), *rows_of(4, 2)]
    content = read(
        page_of(below_header(upper), above=(), below=(0, 1)),
        page_of(lower, above=(0, 1), below=()),
    )
    assert tables(content)[0][3] == ["效益指标", "社会效益指标", "完成第3批次", "≥3次"]


def test_labels_go_on_below_a_header_that_each_page_repeats() -> None:
    upper = below_header([(0, 0, 2, 1, ""), (0, 1, 2, 1, "数量指标"), *rows_of(1, 2)])
    lower = below_header([(0, 0, 2, 1, "产出指标"), (0, 1, 2, 1, ""), *rows_of(3, 2)])
    content = read(page_of(upper, above=(), below=(0, 1)), page_of(lower, above=(), below=()))
    assert first_rows(content) == [["产出指标", "数量指标", f"完成第{n}批次", f"≥{n}次"] for n in (1, 3)]


def test_blank_cells_that_are_closed_stay_blank() -> None:
    upper = below_header([(0, 0, 2, 1, "产出指标"), (0, 1, 2, 1, "数量指标"), *rows_of(1, 2)])
    lower = [(0, 0, 2, 1, ""), (0, 1, 2, 1, ""), *rows_of(3, 2)]
    content = read(page_of(upper, above=(), below=()), page_of(lower, above=(0, 1), below=()))
    assert tables(content)[1][0] == ["完成第3批次", "≥3次"]


def test_two_texts_of_one_cell_stay_where_they_stand() -> None:
    content = read(*pages([("服务对象", "数量指标"), ("满意度指标", ""), ("", "")]))
    assert [row[0] for row in first_rows(content)] == ["服务对象", "满意度指标", "数量指标"]


def test_labels_that_the_clipping_of_a_page_hides_are_no_lines_of_it() -> None:
    page = page_of(below_header([(0, 0, 2, 1, ""), (0, 1, 2, 1, "数量指标"), *rows_of(1, 2)]), above=(), below=(0, 1))
    table = (60.0, 60.0, 440.0, 120.0)
    page.clipped_text(63, 300, "产出指标", table)
    page.clipped_text(63, 118, "半截指标", table)
    page.clipped_text(63, 30, "绩效目标表", (60, 25, 440, 200))
    assert paragraphs(read(page)) == ["绩效目标表"]


def test_a_file_of_many_cut_pages_is_read_at_once() -> None:
    labels = [("产出指标", "数量指标"), *[("", "")] * 40]
    content = pdf_to_content(pdf_bytes(*pages(labels)), "表.pdf")
    assert {tuple(row[:2]) for row in first_rows(content)} == {("产出指标", "数量指标")}


def test_rows_without_labels_that_no_table_takes_are_told(tmp_path: Path) -> None:
    upper = below_header([(0, 0, 2, 1, "产出指标"), (0, 1, 2, 1, "数量指标"), *rows_of(1, 2)])
    lower = PdfPage()
    lower.text(60, 40, "社会效益指标")
    texts = [(f"完成培训第{row}批次", f"≥{row + 2}次", "5") for row in range(4)]
    rows = [(row, column, 1, 1, text) for row, printed in enumerate(texts) for column, text in enumerate(printed)]
    draw_table(lower, 260, 60, Form((140, 80, 40), [HEIGHT] * 4, rows))
    path = tmp_path / "表.pdf"
    path.write_bytes(pdf_bytes(page_of(upper, above=(), below=()), lower))
    found = file_to_extraction(path)
    assert len(found.indicators) == 2
    assert any("第2页表2没有表头" in warning and "4 行未读取" in warning for warning in found.facts.warnings)
