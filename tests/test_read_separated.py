"""CSV and TSV: where fields begin and end, which separator is taken, and what is kept of broken files."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Content, Paragraph, Row, Table
from extract.readers.faults import TooLargeError
from extract.readers.limits import LIMITS
from extract.readers.separated import separated_to_content

HEADER = "一级指标,二级指标,三级指标,指标值"


def read(text: str) -> Content:
    return separated_to_content(text.encode(), "d.csv")


def rows(content: Content) -> tuple[Row, ...]:
    (table,) = content.blocks
    assert isinstance(table, Table)
    return table.rows


def texts(text: str) -> list[tuple[str, ...]]:
    return [row.texts for row in rows(read(text))]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a,b\n1,2", [("a", "b"), ("1", "2")]),
        ("a,b\r\n1,2\r\n", [("a", "b"), ("1", "2")]),
        ("a,b\r1,2\r", [("a", "b"), ("1", "2")]),
        ("\ufeffa,b\n1,2", [("a", "b"), ("1", "2")]),
        ("a;b\n1;2,5", [("a", "b"), ("1", "2,5")]),
        ('a\tb\n"1"\t2', [("a", "b"), ("1", "2")]),
        ("a|b\n1|2", [("a", "b"), ("1", "2")]),
        ("sep=;\na;b,c,d", [("sep=",), ("a", "b,c,d")]),
        ('a,b\n"x,y",2', [("a", "b"), ("x,y", "2")]),
        ('a,b\n"say ""yes""",2', [("a", "b"), ('say"yes"', "2")]),
        ('a,b\n="0440306",2', [("a", "b"), ("0440306", "2")]),
        ("a,b,,\n,,,\n1,,2,", [("a", "b"), ("1", "2")]),
        ("a,b\n1,面积\t935㎡\n3,4\t", [("a", "b"), ("1", "面积935㎡"), ("3", "4")]),
        ("金额,b\n1\t2,3\n4\t5,6", [("金额", "b"), ("12", "3"), ("45", "6")]),
    ],
)
def test_fields(text: str, cells: list[tuple[str, ...]]) -> None:
    assert texts(text) == cells


def test_a_cell_stands_at_its_column_and_row_even_behind_blank_ones() -> None:
    found = rows(read("a,b,c\n,,\n,,3"))
    assert [(row.number, [(cell.column, cell.text) for cell in row.cells]) for row in found] == [
        (1, [(0, "a"), (1, "b"), (2, "c")]),
        (3, [(2, "3")]),
    ]


def test_a_quoted_cell_keeps_its_lines_and_the_next_ones_their_source_line() -> None:
    found = rows(read(f'{HEADER}\n产出,"数量\n\n指标","培训\r\n人数",5\n效益,a,b,6'))
    assert [(cell.text, cell.lines, cell.place.line) for cell in found[1].cells] == [
        ("产出", (), 2),
        ("数量指标", ("数量", "指标"), 2),
        ("培训人数", ("培训", "人数"), 4),
        ("5", (), 5),
    ]
    assert {cell.place.line for cell in found[2].cells} == {6}


def test_html_line_breaks_are_lines() -> None:
    assert rows(read("a,b\n甲<br/>乙,<b>丙</b>"))[1].cells[0].lines == ("甲", "乙")


@pytest.mark.parametrize("text", ["项目名称：甲\n项目编码：乙", "一级指标\t三级指标\n产出\t人数", "只有一列"])
def test_files_without_separators_or_quotes_are_read_as_plain_text(text: str) -> None:
    blocks = read(text).blocks
    assert ("".join(b.text for b in blocks if isinstance(b, Paragraph)) == text.replace("\n", "")) == ("\t" not in text)


def test_an_open_quote_swallows_nothing() -> None:
    content = read(f'{HEADER}\n产出,"数量,"人数",5\n产出,质量,合格率,"≥95%\n效益,社会,满意,6')
    assert [row.texts[-1] for row in rows(content)] == ["指标值", "5", "≥95%", "6"]
    assert content.warnings == ("d.csv: 引号没有成对，按不带引号读取 (a quote is never closed: read without quoting)",)


def test_an_open_quote_in_a_long_file_swallows_nothing() -> None:
    content = read('a,b\n"1,2\n' + "3,4\n" * 60_000)
    assert len(rows(content)) == 60_002
    assert content.warnings


def test_columns_beyond_the_bound_are_dropped_aloud() -> None:
    content = read(",".join(map(str, range(LIMITS.columns + 1))))
    assert len(rows(content)[0].cells) == LIMITS.columns
    assert "columns further right" in content.warnings[0]


def test_blank_records_make_no_table() -> None:
    assert read(",,\n,,,").blocks == ()


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(TooLargeError, match=r"^d\.csv: "):
        read("," * (LIMITS.cells + 1))


FIELD = st.text(st.sampled_from('甲乙1≥%, "\n;'), max_size=6)


@given(st.lists(st.lists(FIELD, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_a_csv_writer_writes_is_read_back(records: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["甲", "乙", "丙"], *records])
    expected = [tuple("".join(cell.split()) for cell in record) for record in records]
    found = {row.number: {cell.column: cell.text for cell in row.cells} for row in rows(read(stream.getvalue()))}
    for number, record in enumerate(expected, 2):
        assert found.get(number, {}) == {column: text for column, text in enumerate(record) if text}
