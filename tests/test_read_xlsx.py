"""Excel workbooks: cells as Excel shows them, merged ranges exact, and nothing paid for what is blank."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from office_files import OFFICE, SHEET, cells, tables, texts, view, x_text, xlsx, xlsx_parts, zipped

from extract.readers.faults import DamagedFileError, TooLargeError, UnsupportedFormatError
from extract.readers.grid import Range, exact_merges
from extract.readers.limits import LIMITS
from extract.readers.number_format import number_format
from extract.readers.xlsx import xlsx_to_content

SHOWN = [
    ("0%", "0.95", "95%"),
    ("0%", "1", "100%"),
    ("0.00%", "0.28999999999999998", "29.00%"),
    ("#.##%", "0.5", "50.%"),
    ("#,##0", "1234567", "1,234,567"),
    ("#,##0.00", "1234.5", "1,234.50"),
    ("#,##0", "12", "12"),
    ('0"人"', "5", "5人"),
    ("0人", "5", "5人"),
    ('General"人"', "5", "5人"),
    ("G/通用格式", "5", "5"),
    ('"≥"0.0%', "0.955", "≥95.5%"),
    ('0"天"以内', "5", "5天以内"),
    ("000", "5", "005"),
    ("000-0000", "1234567", "123-4567"),
    ("0.0", "0.25", "0.3"),
    ("0.##", "5", "5."),
    (".00", "12.345", "12.35"),
    ("#", "0", ""),
    ("0,", "12345", "12"),
    ('0!.0,"万元"', "12345", "1.2万元"),
    (r"0\.0,", "12345", "1.2"),
    ("[$¥-804]#,##0.00", "1234.5", "¥1,234.50"),
    ("#,##0_ ;-#,##0 ", "-12", "-12 "),
    ("0", "-3", "-3"),
    ("0", "-0.3", "0"),
    ("0;[Red]-0;零", "-3", "-3"),
    ("0;[Red]-0;零", "0", "零"),
    ("0;(0)", "-3", "(3)"),
    ("0;;@", "-3", ""),
    (";;;", "5", ""),
    ('[>=1]0"万";0.0', "3", "3万"),
    ('[>=1]0"万";0.0', "0.5", "0.5"),
    ("[<1]0.00%;0", "0.5", "50.00%"),
    ("[=1]是;[=0]否;0", "0", "否"),
    ("0.00E+00", "12345", "1.23E+04"),
    ("0.0E-0", "0.00012", "1.2E-4"),
    ("# ?/?", "1.5", "1.5"),
    ("General", "0.30000000000000004", "0.3"),
    ("General", "123456789012", "123456789012"),
    ("General", "1E-05", "0.00001"),
    ("General", "1.5E+30", "1.5E+30"),
    ("General", "-0", "0"),
    ("General", "5.0", "5"),
    ("@", "5.50", "5.5"),
    ("", "5", "5"),
    ("0", "1E400", "1E+400"),
    ("0", "没有", "没有"),
    ("[DBNum1]General", "12", "一十二"),
    ("[DBNum2]0", "12", "壹贰"),
    ('yyyy"年"m"月"d"日"', "45292", "2024年1月1日"),
    ("yyyy-mm-dd hh:mm:ss", "45292.5", "2024-01-01 12:00:00"),
    ("m/d/yy h:mm", "45292.25", "1/1/24 6:00"),
    ("mmm-yy", "45292", "Jan-24"),
    ("aaaa", "45292", "星期一"),
    ("d mmmm, dddd", "45292", "1 January, Monday"),
    ('上午/下午h"时"', "0.75", "下午6时"),
    ("h:mm AM/PM", "0.25", "6:00 AM"),
    ("[h]:mm", "1.5", "36:00"),
    ("mm:ss.0", "0.0000115740740741", "00:01.0"),
    ('[DBNum1][$-804]yyyy"年"m"月"d"日";@', "45276", "二〇二三年十二月十六日"),
    ("yyyy/m/d", "59", "1900/2/28"),
    ("yyyy/m/d", "61", "1900/3/1"),
    ("yyyy", "3000000", "3000000"),
    ("yyyy", "-1", "-1"),
]


@pytest.mark.parametrize(("code", "stored", "shown"), SHOWN)
def test_a_number_is_shown_by_its_format(code: str, stored: str, shown: str) -> None:
    assert number_format(code).number(stored) == shown


@pytest.mark.parametrize(
    ("code", "shown"), [("@", "五"), ('@"人"', "五人"), ('0;0;0;"约"@', "约五"), ("0", "五"), ("General", "五")]
)
def test_text_is_shown_by_its_format(code: str, shown: str) -> None:
    assert number_format(code).text("五") == shown


VALUES = [
    ('<c r="A1"><v>0.95</v></c>', "0.95", None),
    ('<c r="A1" s="1"><v>0.95</v></c>', "95%", "0.95"),
    ('<c r="A1" s="2"><v>5</v></c>', "5人", "5"),
    ('<c r="A1" s="3"><v>45292</v></c>', "2024年1月1日", "45292"),
    ('<c r="A1" s="9"><v>5</v></c>', "5", None),
    ('<c r="A1"><v>0.30000000000000004</v></c>', "0.3", "0.30000000000000004"),
    ('<c r="A1" t="s"><v>0</v></c>', "培训人数", None),
    ('<c r="A1" t="s"><v>1</v></c>', "重点指标", None),
    ('<c r="A1" t="s" s="4"><v>0</v></c>', "关于培训人数", "培训人数"),
    ('<c r="A1" t="str"><f>A2</f><v>≥95%</v></c>', "≥95%", None),
    ('<c r="A1"><f>1+1</f><v>2</v></c>', "2", None),
    ('<c r="A1"><f>100%</f></c>', "=100%", None),
    ('<c r="A1"><f>12个</f><v></v></c>', "=12个", None),
    ('<c r="A1" t="b"><v>1</v></c>', "TRUE", "1"),
    ('<c r="A1" t="b"><v>0</v></c>', "FALSE", "0"),
    ('<c r="A1" t="e"><v>#DIV/0!</v></c>', "#DIV/0!", None),
    ('<c r="A1" t="d" s="3"><v>2024-01-01</v></c>', "2024年1月1日", "2024-01-01"),
    ('<c r="A1" t="inlineStr"><is><r><t>培训</t></r><r><t>人数</t></r></is></c>', "培训人数", None),
    ('<c r="A1" t="inlineStr"><is><t>甲_x0041_乙</t></is></c>', "甲A乙", None),
    ("<c><v>7</v></c>", "7", None),
]
STRINGS = ("<t>培训人数</t>", "<r><t>重点</t></r><rPh><t>zhong dian</t></rPh><r><t>指标</t></r><phoneticPr/>")
FORMATS = ("0%", "0&quot;人&quot;", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "&quot;关于&quot;@")


@pytest.mark.parametrize(("cell", "text", "raw"), VALUES)
def test_shown_text_and_stored_value_are_both_kept(cell: str, text: str, raw: str | None) -> None:
    content = xlsx_to_content(xlsx(f'<row r="1">{cell}</row>', strings=STRINGS, formats=FORMATS), "b.xlsx")
    (found,) = cells(content)
    assert (found.text, found.raw, found.column) == (text, raw, 0)
    assert content.warnings == ()


@pytest.mark.parametrize(
    "cell", ['<c r="A1" t="s"><v>99</v></c>', '<c r="A1" t="s"><v>甲</v></c>', '<c r="A1" s="1"/>']
)
def test_what_is_nothing_shows_nothing(cell: str) -> None:
    assert xlsx_to_content(xlsx(f'<row r="1">{cell}</row>', strings=STRINGS), "b.xlsx").blocks == ()


@pytest.mark.parametrize("cell", ['<c r="A1"><f>SUM(B1)</f></c>', '<c r="A1"><f>SUM(B1)</f><v></v></c>'])
def test_a_formula_without_stored_result_is_blank_and_said(cell: str) -> None:
    content = xlsx_to_content(xlsx(f'<row r="1">{cell}{x_text("B1", "甲")}</row>'), "b.xlsx")
    assert view(content) == [(1, 1, 1, 1, "甲")]
    assert content.warnings[0].startswith("b.xlsx, 表: 1 个公式")


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    parts = xlsx_parts(
        {"表": '<sheetData><row r="1"><c r="A1" s="1"><v>43830</v></c></row></sheetData>'},
        formats=("yyyy-mm-dd",),
        properties='<workbookPr date1904="1"/>',
    )
    assert texts(xlsx_to_content(zipped(parts), "b.xlsx")) == ["# 表", "2024-01-01"]


def test_line_breaks_of_a_cell_are_its_lines() -> None:
    content = xlsx_to_content(xlsx(f'<row r="1">{x_text("A1", "1.培训人数&#10; 2.合格率")}</row>'), "b.xlsx")
    (found,) = cells(content)
    assert (found.text, found.lines) == ("1.培训人数2.合格率", ("1.培训人数", "2.合格率"))


MERGES = {
    "exact": (["A1:B2"], [(1, 0, 2, 2, "甲"), (2, 2, 1, 1, "丙")]),
    "corners in any order": (["B2:A1"], [(1, 0, 2, 2, "甲"), (2, 2, 1, 1, "丙")]),
    "absolute reference": (["$A$1:$B$1"], [(1, 0, 1, 2, "甲"), (2, 0, 1, 1, "乙"), (2, 2, 1, 1, "丙")]),
    "below the last text": (
        ["A2:A9"],
        [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "暗"), (2, 0, 8, 1, "乙"), (2, 2, 1, 1, "丙")],
    ),
    "one cell": (["A1:A1"], [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "暗"), (2, 0, 1, 1, "乙"), (2, 2, 1, 1, "丙")]),
    "no reference": (
        ["甲", "A0:XFD1:B2", ""],
        [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "暗"), (2, 0, 1, 1, "乙"), (2, 2, 1, 1, "丙")],
    ),
    "the whole sheet": (["A1:XFD1048576"], [(1, 0, 2, LIMITS.columns, "甲")]),
    "overlapping: the first stands": (["A1:B1", "A1:A2"], [(1, 0, 1, 2, "甲"), (2, 0, 1, 1, "乙"), (2, 2, 1, 1, "丙")]),
}


@pytest.mark.parametrize("case", MERGES)
def test_merged_ranges_are_exact(case: str) -> None:
    ranges, expected = MERGES[case]
    rows = f'<row r="1">{x_text("A1", "甲")}{x_text("B1", "暗")}</row><row r="2">{x_text("A2", "乙")}{x_text("C2", "丙")}</row>'
    after = "<mergeCells>" + "".join(f'<mergeCell ref="{one}"/>' for one in ranges) + "</mergeCells>"
    content = xlsx_to_content(xlsx(rows, after), "b.xlsx")
    assert view(content) == expected
    assert len(content.warnings) == case.startswith("overlapping")


@pytest.mark.parametrize(
    ("ranges", "kept"),
    [
        ([Range(1, 0, 5, 0), Range(3, 0, 3, 9)], 1),
        ([Range(3, 0, 3, 9), Range(1, 0, 5, 0)], 1),
        ([Range(1, 0, 5, 0), Range(1, 1, 5, 1), Range(6, 0, 6, 1)], 3),
        ([Range(1, 2, 9, 2), Range(4, 0, 4, 1), Range(4, 3, 4, 4), Range(5, 1, 5, 3)], 3),
        ([], 0),
    ],
)
def test_overlapping_ranges_are_found(ranges: list[Range], kept: int) -> None:
    assert exact_merges(ranges, "b.xlsx") == ranges[:kept]


def test_too_many_tall_ranges_are_refused() -> None:
    ranges = [Range(top, top % 500, LIMITS.rows, top % 500) for top in range(1, 1600)]
    with pytest.raises(TooLargeError, match="合并区域过多"):
        exact_merges(ranges, "b.xlsx")


def test_hidden_rows_columns_and_sheets_are_flagged() -> None:
    row = f'<row r="1">{x_text("A1", "显")}{x_text("B1", "列")}</row><row r="2" hidden="1">{x_text("A2", "行")}</row>'
    before = '<cols><col min="2" max="16384" hidden="1"/></cols>'
    sheets = {"一": f"{before}<sheetData>{row}</sheetData>", "二": f"<sheetData>{row}</sheetData>"}
    content = xlsx_to_content(zipped(xlsx_parts(sheets, states={"二": "veryHidden"})), "b.xlsx")
    assert [cell.hidden for cell in cells(content)] == [False, True, True, True, True, True]


def test_sheets_come_in_the_order_of_their_tabs_with_their_names() -> None:
    sheets = {name: f'<sheetData><row r="1">{x_text("A1", name)}</row></sheetData>' for name in ("后", "前")}
    sheets["空"] = "<sheetData/>"
    content = xlsx_to_content(zipped(xlsx_parts(sheets)), "b.xlsx")
    assert texts(content) == ["# 后", "后", "# 前", "前"]
    assert [(table.number, table.rows[0].cells[0].place.sheet) for table in tables(content)] == [(1, "后"), (2, "前")]


def test_chart_sheets_and_sheets_outside_the_archive_are_skipped() -> None:
    parts = xlsx_parts({"表": f'<sheetData><row r="1">{x_text("A1", "甲")}</row></sheetData>', "图": "", "外": ""})
    known = str(parts["xl/_rels/workbook.xml.rels"])
    known = known.replace(
        'relationships/worksheet" Target="worksheets/sheet2.xml"', 'relationships/chartsheet" Target="chart.xml"'
    )
    parts["xl/_rels/workbook.xml.rels"] = known.replace("worksheets/sheet3.xml", "../../../../etc/passwd")
    assert texts(xlsx_to_content(zipped(parts), "b.xlsx")) == ["# 表", "甲"]


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    rows = f'<row r="1">{x_text("A1", "甲")}</row><row r="1048576">{x_text("XFD1048576", "远")}{x_text("B1048576", "末")}</row>'
    content = xlsx_to_content(xlsx(rows, before='<dimension ref="A1:XFD1048576"/>'), "b.xlsx")
    assert view(content) == [(1, 0, 1, 1, "甲"), (1048576, 1, 1, 1, "末")]
    assert f"1 个单元格超出第 {LIMITS.columns} 列" in content.warnings[0]


def test_rows_and_cells_out_of_order_are_put_in_order() -> None:
    rows = f'<row r="2">{x_text("B2", "丁")}{x_text("A2", "丙")}{x_text("A2", "重")}</row><row r="1">{x_text("A1", "甲")}</row>'
    assert view(xlsx_to_content(xlsx(rows), "b.xlsx")) == [(1, 0, 1, 1, "甲"), (2, 0, 1, 1, "丙"), (2, 1, 1, 1, "丁")]


def test_strict_workbooks_are_read() -> None:
    parts = {
        name: str(part)
        .replace(SHEET, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument")
        for name, part in xlsx_parts({"表": f'<sheetData><row r="1">{x_text("A1", "甲")}</row></sheetData>'}).items()
    }
    assert texts(xlsx_to_content(zipped(parts), "b.xlsx")) == ["# 表", "甲"]


def test_a_damaged_sheet_is_left_out_and_said() -> None:
    good = f'<sheetData><row r="1">{x_text("A1", "甲")}</row></sheetData>'
    content = xlsx_to_content(zipped(xlsx_parts({"坏": "<sheetData><row></sheetData>", "好": good})), "b.xlsx")
    assert texts(content) == ["# 好", "甲"]
    assert content.warnings[0].startswith("b.xlsx, 坏: ")


@pytest.mark.parametrize("sheets", [{"坏": "<sheetData><row></sheetData>"}, {}])
def test_a_workbook_without_readable_sheet_is_damaged(sheets: dict[str, str]) -> None:
    with pytest.raises(DamagedFileError):
        xlsx_to_content(zipped(xlsx_parts(sheets)), "b.xlsx")


def test_binary_workbooks_are_named_with_the_mend() -> None:
    parts = xlsx_parts({"表": ""})
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("workbook.xml", "workbook.bin")
    with pytest.raises(UnsupportedFormatError, match="xlsx"):
        xlsx_to_content(zipped(parts), "b.xlsb")


def workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for name in ("整体", "项目"):
        sheet = book.create_sheet(name)
        for row in range(1, 30):
            for column in range(1, 12):
                sheet.cell(row, column, f"{name}{row}-{column}" if (row + column) % 3 else row * 1000 + column)
        for merged in ("A1:K1", "A2:A9", "C4:E7", "B29:K29"):
            sheet.merge_cells(merged)
    del book["Sheet"]
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_regular_workbooks_agree_with_openpyxl() -> None:
    book = workbook()
    content = xlsx_to_content(saved(book), "b.xlsx")
    for at, sheet in enumerate(book.worksheets):
        expected = {
            (cell.row, cell.column - 1): str(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        found = {(row, column): text for row, column, _, _, text in view(content, at)}
        assert found == expected
        spans = {
            (row, column): (rows, columns) for row, column, rows, columns, _ in view(content, at) if rows * columns > 1
        }
        ranges = sheet.merged_cells.ranges
        assert spans == {
            (one.min_row, one.min_col - 1): (one.max_row - one.min_row + 1, one.max_col - one.min_col + 1)
            for one in ranges
        }


def test_formats_of_openpyxl_are_shown() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    values: list[tuple[float | dt.date, str]] = [
        (0.95, "0%"),
        (5, '0"人"'),
        (dt.date(2024, 6, 1), "yyyy-mm-dd"),
        (1234.5, "#,##0.00"),
    ]
    for row, (value, code) in enumerate(values, 1):
        sheet.cell(row, 1, value).number_format = code
    assert [cell.text for cell in cells(xlsx_to_content(saved(book), "b.xlsx"))] == [
        "95%",
        "5人",
        "2024-06-01",
        "1,234.50",
    ]


def test_a_sheet_of_blank_rows_is_streamed() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(1, 60_000))
    parts = xlsx_parts({"表": f'<sheetData>{rows}<row r="60000">{x_text("A60000", "末")}</row></sheetData>'})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert view(xlsx_to_content(stream.getvalue(), "b.xlsx")) == [(60000, 0, 1, 1, "末")]


def test_more_rows_than_a_sheet_can_have_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.xlsx.LIMITS", replace(LIMITS, rows=3))
    rows = "".join(f"<row>{x_text('A1', 'abc')}</row>" for _ in range(4))
    with pytest.raises(TooLargeError, match="超过 3 行"):
        xlsx_to_content(xlsx(rows), "b.xlsx")
