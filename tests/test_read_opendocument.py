"""OpenDocument spreadsheets and texts: repeats, spans and covered cells, lists, boxes, tables inside tables."""

from __future__ import annotations

import pytest
from office_files import cells, ods, odt, tables, texts, view, zipped

from extract.readers.faults import DamagedFileError, EncryptedFileError, TooLargeError
from extract.readers.limits import LIMITS
from extract.readers.opendocument import ods_to_content, odt_to_content


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def row(*inner: str, attributes: str = "") -> str:
    whole = "".join(one if one.startswith("<") else cell(one) for one in inner)
    return f"<table:table-row {attributes}>{whole}</table:table-row>"


def table(*rows: str, name: str = "表", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{"".join(rows)}</table:table>'


TWICE = 'table:number-rows-repeated="2"'
GOES_ON = 'text:continue-numbering="true"'
SPACES = '部<text:s text:c="2"/>门<text:tab/><text:a>名<text:span>称</text:span></text:a>'
BLANK = '<table:table-cell table:number-columns-repeated="{}"/>'
COVERED = '<table:covered-table-cell table:number-columns-repeated="{}"/>'
SPAN = 'table:number-columns-spanned="{}" table:number-rows-spanned="{}"'

SHEETS = {
    "plain": ([row("甲", "乙")], [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙")]),
    "blank cells that repeat": ([row("甲", BLANK.format(3), "乙")], [(1, 0, 1, 1, "甲"), (1, 4, 1, 1, "乙")]),
    "cells that repeat": (
        [row(cell("≥95%", 'table:number-columns-repeated="2"'))],
        [(1, 0, 1, 1, "≥95%"), (1, 1, 1, 1, "≥95%")],
    ),
    "blank rows that repeat": (
        [row("甲"), row(BLANK.format(9), attributes='table:number-rows-repeated="1048570"'), row("末")],
        [(1, 0, 1, 1, "甲"), (1048572, 0, 1, 1, "末")],
    ),
    "rows that repeat": ([row("甲", attributes=TWICE), row("乙")], [(1, 0, 1, 1, "甲"), (2, 0, 1, 1, "甲"), (3, 0, 1, 1, "乙")]),
    "spans": (
        [row(cell("产出", SPAN.format(2, 3)), COVERED.format(1), "1"), row(COVERED.format(2), "2"), row(COVERED.format(2), "3")],
        [(1, 0, 3, 2, "产出"), (1, 2, 1, 1, "1"), (2, 2, 1, 1, "2"), (3, 2, 1, 1, "3")],
    ),
    "text in a covered cell is not shown": (
        [row(cell("甲", SPAN.format(2, 1)), "<table:covered-table-cell><text:p>暗</text:p></table:covered-table-cell>")],
        [(1, 0, 1, 2, "甲")],
    ),
    "a span of 10^9": ([row(cell("甲", SPAN.format(10**9, 10**9)))], [(1, 0, 1, LIMITS.columns, "甲")]),
    "repeats that are no numbers": ([row(cell("甲", 'table:number-columns-repeated="x"'), "乙")], [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙")]),
    "groups of rows": ([f"<table:table-row-group>{row('甲')}</table:table-row-group>"], [(1, 0, 1, 1, "甲")]),
    "spaces, tabs and links": ([row(cell(SPACES))], [(1, 0, 1, 1, "部门名称")]),
    "comments are not shown": ([row(cell("甲<office:annotation><text:p>批注</text:p></office:annotation>乙"))], [(1, 0, 1, 1, "甲乙")]),
}  # fmt: skip


@pytest.mark.parametrize("case", SHEETS)
def test_sheets_are_exact(case: str) -> None:
    rows, expected = SHEETS[case]
    assert view(ods_to_content(ods(table(*rows)), "s.ods")) == expected


VALUES = [
    (
        '<table:table-cell office:value-type="percentage" office:value="0.95"><text:p>95%</text:p></table:table-cell>',
        "95%",
        "0.95",
    ),
    (
        '<table:table-cell office:value-type="float" office:value="5"><text:p>5人</text:p></table:table-cell>',
        "5人",
        "5",
    ),
    ('<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>', "5", None),
    (
        '<table:table-cell office:value-type="date" office:date-value="2024-06-01"><text:p>2024年6月1日</text:p></table:table-cell>',
        "2024年6月1日",
        "2024-06-01",
    ),
    ('<table:table-cell office:value-type="float" office:value="5.50"/>', "5.5", "5.50"),
    ('<table:table-cell office:value-type="percentage" office:value="0.955"/>', "95.5%", "0.955"),
    ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', "true", None),
]


@pytest.mark.parametrize(("inner", "text", "raw"), VALUES)
def test_shown_text_and_stored_value_are_both_kept(inner: str, text: str, raw: str | None) -> None:
    (found,) = cells(ods_to_content(ods(table(row(inner))), "s.ods"))
    assert (found.text, found.raw) == (text, raw)


def test_paragraphs_and_breaks_of_a_cell_are_its_lines() -> None:
    inner = "<table:table-cell><text:p>1.甲</text:p><text:p>2.乙<text:line-break/>3.丙</text:p></table:table-cell>"
    assert cells(ods_to_content(ods(table(row(inner))), "s.ods"))[0].lines == ("1.甲", "2.乙", "3.丙")


def test_hidden_rows_columns_and_sheets_are_flagged() -> None:
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="16383"/>'
    )
    first = table(columns, row("显", "列"), row("行", attributes='table:visibility="filter"'), name="一")
    second = table(row("页"), name="二", attributes='table:style-name="ta2"')
    hidden = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    content = ods_to_content(ods(first + second, hidden), "s.ods")
    assert [(one.text, one.hidden) for one in cells(content)] == [
        ("显", False),
        ("列", True),
        ("行", True),
        ("页", True),
    ]


def test_sheets_come_with_their_names_and_blank_ones_not_at_all() -> None:
    content = ods_to_content(ods(table(row("甲"), name="后") + table(name="空") + table(row("乙"), name="前")), "s.ods")
    assert texts(content) == ["# 后", "甲", "# 前", "乙"]
    assert [(one.number, one.rows[0].cells[0].place.sheet) for one in tables(content)] == [(1, "后"), (2, "前")]


def test_cells_right_of_the_last_column_are_said() -> None:
    content = ods_to_content(ods(table(row("甲", BLANK.format(16382), "远"))), "s.ods")
    assert view(content) == [(1, 0, 1, 1, "甲")]
    assert "1 个单元格" in content.warnings[0]


def test_a_formula_without_stored_result_is_blank_and_said() -> None:
    content = ods_to_content(ods(table(row("甲", '<table:table-cell table:formula="of:=1"/>'))), "s.ods")
    assert "1 个公式" in content.warnings[0]


def test_text_that_repeats_beyond_all_measure_is_refused() -> None:
    wide = cell("甲", 'table:number-columns-repeated="500"')
    with pytest.raises(TooLargeError):
        ods_to_content(ods(table(row(wide, attributes='table:number-rows-repeated="1000000000"'))), "s.ods")


NUMBERED = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." '
    'style:num-prefix="（" style:num-suffix="）"/><text:list-level-style-number text:level="2" style:num-format="1" '
    'text:display-levels="1" style:num-suffix="."/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="●"/></text:list-style>'
)


def items(*texts_: str, style: str = "L1", more: str = "") -> str:
    inner = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts_)
    return f'<text:list text:style-name="{style}" {more}>{inner}</text:list>'


STYLED = 'text:style-name="L1"'

TEXTS = {
    "paragraphs and headings": ("<text:h>总体目标</text:h><text:p>甲<text:line-break/>乙</text:p>", ["# 总体目标", "甲", "乙"]),
    "tab separates": ("<text:p>部门<text:tab/>民政局</text:p>", ["部门\t民政局"]),
    "notes are not read": ("<text:p>甲<text:note><text:note-body><text:p>注</text:p></text:note-body></text:note>乙</text:p>", ["甲乙"]),
    "deleted text": ("<text:tracked-changes><text:p>旧</text:p></text:tracked-changes><text:p>新</text:p>", ["新"]),
    "sections": ("<text:section><text:p>甲</text:p></text:section>", ["甲"]),
    "numbered list": (items("甲", "乙"), ["（一）甲", "（二）乙"]),
    "bullets": (items("甲", style="L2"), ["甲"]),
    "list that goes on": (items("甲") + items("乙", more=GOES_ON) + items("丙"), ["（一）甲", "（二）乙", "（一）丙"]),
    "list in a list": (
        items("甲").replace("</text:list-item>", f"{items('乙').replace(STYLED, '')}</text:list-item>"),
        ["（一）甲", "1.乙"],
    ),
    "table": ("<text:p>前</text:p>" + table(row("甲", "乙"), row("丙")), ["前", "甲|乙 / 丙"]),
    "header rows": (table(f"<table:table-header-rows>{row('甲')}</table:table-header-rows>", row("乙")), ["甲 / 乙"]),
    "table in a table": (
        table(row(f"<table:table-cell><text:p>外</text:p>{table(row('内'))}</table:table-cell>"), row("末")),
        ["外 / 末", "内"],
    ),
    "list in a cell": (table(row(f"<table:table-cell>{items('甲', '乙')}</table:table-cell>")), ["（一）甲（二）乙"]),
    "text box": (
        "<text:p>前<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame></text:p><text:p>后</text:p>",
        ["前", "框", "后"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_texts_are_read_as_printed(case: str) -> None:
    text, expected = TEXTS[case]
    assert texts(odt_to_content(odt(text, NUMBERED), "t.odt")) == expected


def test_spans_of_a_text_table_are_exact() -> None:
    rows = [
        row(cell("产出", SPAN.format(1, 2)), cell("宽", SPAN.format(2, 1)), COVERED.format(1)),
        row(COVERED.format(1), "甲", "乙"),
    ]
    expected = [(1, 0, 2, 1, "产出"), (1, 1, 1, 2, "宽"), (2, 1, 1, 1, "甲"), (2, 2, 1, 1, "乙")]
    assert view(odt_to_content(odt(table(*rows)), "t.odt")) == expected


@pytest.mark.parametrize(
    "parts",
    [
        {"content.xml": "<a/>", "META-INF/manifest.xml": "<manifest:encryption-data/>"},
        {"encrypted-package": b"\x00"},
    ],
)
def test_files_behind_a_password_are_said(parts: dict[str, str | bytes]) -> None:
    with pytest.raises(EncryptedFileError):
        ods_to_content(zipped(parts), "s.ods")


def test_a_text_without_body_is_damaged() -> None:
    with pytest.raises(DamagedFileError):
        odt_to_content(ods(table(row("甲"))), "t.odt")
