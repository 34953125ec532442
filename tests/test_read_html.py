"""HTML: tables in all their forms, reading order, what is not shown, source lines, and pages made to do harm."""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.document import Cell, Content, Heading, Paragraph, Place, Table
from extract.readers.encoding import EmptyFileError
from extract.readers.faults import TooLargeError
from extract.readers.html import html_to_content
from extract.readers.limits import LIMITS
from extract.readers.spans import SpanCell, groups_to_grid

Shape: TypeAlias = "list[str | list[tuple[str, ...]]]"


def read(text: str) -> Content:
    return html_to_content(text.encode(), "d.html")


def shape(text: str) -> Shape:
    """Paragraphs as their text, tables as the texts of their rows."""
    return [[row.texts for row in b.rows] if isinstance(b, Table) else b.text for b in read(text).blocks]


def cells(text: str) -> list[tuple[int, int, int, int, str]]:
    """Row, column, rows, columns and text of every cell of the only table."""
    (table,) = (block for block in read(text).blocks if isinstance(block, Table))
    return [(row.number, c.column, c.rows, c.columns, c.text) for row in table.rows for c in row.cells]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", [(1, 0, 1, 1, "a"), (1, 1, 1, 1, "b"), (2, 0, 1, 1, "c"), (2, 1, 1, 1, "d")]),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", [(1, 0, 2, 1, "a"), (1, 1, 1, 1, "b"), (2, 1, 1, 1, "c")]),
        ("<table><tr><td colspan=2>a<td>b<tr><td><td>c<td></table>", [(1, 0, 1, 2, "a"), (1, 2, 1, 1, "b"), (2, 1, 1, 1, "c")]),
        ("<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d</table>",
         [(1, 0, 3, 1, "a"), (1, 1, 1, 1, "b"), (2, 1, 1, 1, "c"), (3, 1, 1, 1, "d")]),
        ("<table><tr><td colspan=0>a<td>b</table>", [(1, 0, 1, 1, "a"), (1, 1, 1, 1, "b")]),
        ("<table><tr><td colspan=x rowspan=-3>a<td>b</table>", [(1, 0, 1, 1, "a"), (1, 1, 1, 1, "b")]),
        ("<table><tr><td rowspan=1000000000>a<td>b<tr><td>c</table>", [(1, 0, 2, 1, "a"), (1, 1, 1, 1, "b"), (2, 1, 1, 1, "c")]),
        ("<table><tr><td colspan=1000000000>a<tr><td>b<td>c</table>", [(1, 0, 1, 2, "a"), (2, 0, 1, 1, "b"), (2, 1, 1, 1, "c")]),
        ("<table><thead><tr><td rowspan=9>a<td>b<tbody><tr><td>c<td>d</table>",
         [(1, 0, 1, 1, "a"), (1, 1, 1, 1, "b"), (2, 0, 1, 1, "c"), (2, 1, 1, 1, "d")]),
        ("<table><tr><td>x<td rowspan=2>a<tr><td colspan=2>b<td>c</table>",
         [(1, 0, 1, 1, "x"), (1, 1, 2, 1, "a"), (2, 0, 1, 1, "b"), (2, 2, 1, 1, "c")]),
        ("<table><tr><td>a<td>b<tr><tr><td>c<td>d</table>", [(1, 0, 1, 1, "a"), (1, 1, 1, 1, "b"), (3, 0, 1, 1, "c"), (3, 1, 1, 1, "d")]),
        ("<table><tr><td>a<td>b<tr style='DISPLAY : none'><td>x<td>y<tr><td>c<td hidden>z<td>d</table>",
         [(1, 0, 1, 1, "a"), (1, 1, 1, 1, "b"), (2, 0, 1, 1, "c"), (2, 1, 1, 1, "d")]),
    ],
)  # fmt: skip
def test_spans(text: str, found: list[tuple[int, int, int, int, str]]) -> None:
    assert cells(text) == found


AB = [("a", "b")]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<table><tbody><tr><th>a<th>b<tbody><tr><td>c<td>d</table>", [[*AB, ("c", "d")]]),
        ("<table><tfoot><tr><td>合计<td>9<tbody><tr><td>a<td>b</table>", [[*AB, ("合计", "9")]]),
        ("<table><caption>表1</caption><tr><td>a<td>b</table>", ["表1", AB]),
        ("<table><td>a<td>b</table>", [AB]),
        ("<table><form><tr><td>a<td>b</form></table>", [AB]),
        ("<table><div>表1</div><tr><td>a<td>b</table>", ["表1", AB]),
        ("<tr><td>a<td>b</tr>", [AB]),
        ("前<table><tr><td>a<td>b</table>后", ["前", AB, "后"]),
        ("<h1>标题</h1><p>一<p>二<br>三<div>四<span>五</span> 六</div>", ["标题", "一", "二", "三", "四五 六"]),
        ("<ul><li>一<li>二</ul><dl><dt>三<dd>四</dl>", ["一", "二", "三", "四"]),
        ("<p>单&nbsp;位：&#19975;元&hearts;&ge;5&lt;6", ["单 位：万元♥≥5<6"]),
        ("<table><tr><td>&ge; 95 %<td>a &lt;b&gt;</table>", [[("≥95%", "a<b>")]]),
        ("<table><tr><td>指标值<5%<td>b</table>", [[("指标值<5%", "b")]]),
        ("<script>a</script><style>b</style><!-- c --><p>d<noscript>e</noscript><title>f</title>", ["d"]),
        ("<p style='display:none'>a</p><p hidden>b</p>c<del>d</del>e", ["ce"]),
        ("<html><head><title>某县2024年部门预算</title></head><body><p>a", ["某县2024年部门预算", "a"]),
        ("<body style='display:none'><p>a", ["a"]),
        ("<table><tr><td><input value='5'><input type=hidden value=x><td><textarea>b</textarea></table>", [[("5", "b")]]),
        ("<select><option>甲<option selected>乙</select>", ["乙"]),
        ("<pre>一\n项目\t数量\n甲\t5</pre>", ["一", [("项目", "数量"), ("甲", "5")]]),
        ("<?xml version='1.0' encoding='gb2312'?><html xmlns='http://www.w3.org/1999/xhtml'><p>甲</p></html>", ["甲"]),
        ("<p>甲</p></body></html><p>乙", ["甲", "乙"]),
        ("<table><tr><td></td></tr></table>", []),
    ],
)  # fmt: skip
def test_reading_order(text: str, blocks: Shape) -> None:
    assert shape(text) == blocks
    assert read(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        # layout: text only beside the nested tables
        ("<table><tr><td>题一<table><tr><td>a<td>b</table>注<td>题二<table><tr><td>c<td>d</table></table>",
         ["题一", AB, "注", "题二", [("c", "d")]]),
        ("<table><tr><td>题<tr><td><table><tr><td>a<td>b</table></table>", ["题", AB]),
        # a form, of which one cell is a table: its own rows stay, the nested table follows its row
        ("<table><tr><td>项目<td>甲<tr><td>指标<td><table><tr><td>a<td>b</table><tr><td>备注<td>无</table>",
         [[("项目", "甲"), ("指标",)], AB, [("备注", "无")]]),
        ("<table><tr><td>x<td>y<table><tr><td>a<td>b</table>z</table>", [[("x", "yz")], AB]),
        ("<table>" + "<tr><td><table>" * 30 + "<tr><td>a<td>b", [AB]),
    ],
)  # fmt: skip
def test_nested_tables_stand_once_and_in_their_place(text: str, blocks: Shape) -> None:
    assert shape(text) == blocks
    numbers = [block.number for block in read(text).blocks if isinstance(block, Table)]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("甲<br>乙", ("甲", "乙")),
        ("<p>甲</p><p>乙</p>", ("甲", "乙")),
        ("<p><span>甲<br/>乙</span></p>", ("甲", "乙")),
        ("甲<div>乙</div>丙", ("甲", "乙", "丙")),
        ("<pre>甲\n乙</pre>", ("甲", "乙")),
        ("甲\n乙", ()),
        ("<p> 甲 <b>乙</b>\n</p>", ()),
        ("<p>甲</p><br><p> </p>乙", ("甲", "乙")),
    ],
)
def test_printed_lines_of_a_cell(cell: str, lines: tuple[str, ...]) -> None:
    (table,) = read(f"<table><tr><td>{cell}</td><td>x</td></tr></table>").blocks
    assert isinstance(table, Table)
    assert table.rows[0].cells[0].lines == lines
    assert table.rows[0].cells[0].text == ("".join(lines) or "甲乙")


def test_headings_are_told_from_paragraphs() -> None:
    blocks = read("<h2>一、<b>目标</b></h2><p>甲</p>").blocks
    assert blocks == (Heading("一、目标", Place(line=1)), Paragraph("甲", Place(line=1)))


@pytest.mark.parametrize("before", [0, 1, 65_530, 65_533, 70_000])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_source_lines_beyond_those_that_the_parser_counts(before: int, end: str) -> None:
    text = end * before + end.join(
        ["<p>甲</p>", "<table title='<td>'>", "<tr>", "<td", "class=x>", "", "a</td>", "<td>b"]
    )
    paragraph, table = read(text).blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    assert paragraph.place.line == before + 1
    # A cell stands on the line on which its text begins, which its tag may stand above.
    assert [cell.place.line for cell in table.rows[0].cells] == [before + 7, before + 8]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_the_declared_charset_is_a_hint(encoding: str, charset: str) -> None:
    page = (
        f"<html><meta charset={charset}><table><tr><td>绩效目标㐀镕</td><td>≥95%</td></tr></table>"
        + "<p>预算绩效</p>" * 9
    )
    (table, *_) = html_to_content(page.encode(encoding), "d.html").blocks
    assert isinstance(table, Table)
    assert table.rows[0].texts == ("绩效目标㐀镕", "≥95%")


def test_unclosed_inline_elements_lose_nothing() -> None:
    assert shape("<font><b>" * 2_000 + "<table><tr><td>a<td>b</table>后") == [AB, "后"]


@pytest.mark.parametrize("opening", ["<div>", "<table><tr><td>", "<ul><li>", "</b>" * 300 + "<div>"])
def test_what_nests_too_deep_is_refused_and_not_cut(opening: str) -> None:
    with pytest.raises(TooLargeError, match=r"^d\.html: "):
        read(opening * 5_000 + "甲")


def test_a_text_that_the_parser_would_cut_is_refused() -> None:
    with pytest.raises(TooLargeError, match=r"^d\.html: "):
        read("<p>" + "a" * 11_000_000 + "<p>b")


def test_too_many_tags_are_refused_before_they_are_read() -> None:
    with pytest.raises(TooLargeError, match=r"^d\.html: "):
        read("<p>" * (LIMITS.cells + 1))


@pytest.mark.parametrize("opened", ["<!-- x", "<script>x", "<td title='x"])
def test_what_an_unclosed_tag_hides_is_said(opened: str) -> None:
    content = read(f"<table><tr><td>a<td>b{opened} <p>z")
    assert [row.texts for block in content.blocks if isinstance(block, Table) for row in block.rows] == AB
    assert "unclosed" in content.warnings[0]


def test_entities_of_a_doctype_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    page = f'<!DOCTYPE html [<!ENTITY l0 "ha"><!ENTITY x SYSTEM "file:///etc/passwd">{laughs}]><p>&l9;&x;</p><p>甲'
    assert shape(page)[-2:] == ["&l9;&x;", "甲"]


def test_hostile_spans_keep_the_text_of_the_first_columns() -> None:
    page = "<table>" + "<tr><td rowspan=1000000000 colspan=1000000000>x<td>y" * 500 + "</table>"
    content = read(page)
    assert [row.texts for block in content.blocks if isinstance(block, Table) for row in block.rows] == [("x",)]
    assert "columns further right" in content.warnings[0]


def test_a_row_of_countless_cells_is_cut_aloud() -> None:
    content = read("<table><tr>" + "<td>" * 200_000 + "<td>x</table>")
    assert content.blocks == ()
    assert "columns further right" in content.warnings[0]


def test_countless_attributes_cost_nothing_and_spans_stay() -> None:
    attributes = " ".join(f"a{n}" for n in range(100_000))
    assert cells(f"<table><tr><td {attributes} colspan=2>a<td>b</table>") == [(1, 0, 1, 2, "a"), (1, 2, 1, 1, "b")]


@pytest.mark.parametrize("text", ["", " \n", "\0"])
def test_an_empty_page_is_refused(text: str) -> None:
    with pytest.raises(EmptyFileError, match=r"^d\.html: "):
        read(text)


SPAN = st.integers(0, 4) | st.sampled_from([10**9, 65_534])
CELL = st.tuples(st.booleans(), SPAN.map(lambda span: max(1, span)), SPAN)
GROUPS = st.lists(st.lists(st.lists(CELL, max_size=5), max_size=6), max_size=3)


@given(GROUPS, st.sampled_from([3, 512]))
def test_cells_of_a_grid_never_overlap_and_none_is_lost(
    groups: list[list[list[tuple[bool, int, int]]]], limit: int
) -> None:
    place = Place(line=1)
    grid = groups_to_grid(
        [
            [[SpanCell(("x",) if filled else (), place, wide, tall) for filled, wide, tall in row] for row in group]
            for group in groups
        ],
        limit,
    )
    filled = sum(cell[0] for group in groups for row in group for cell in row)
    assert len(grid.rows) == sum(map(len, groups))
    assert sum(map(len, grid.rows)) + grid.dropped == filled
    taken = [
        (row + down, cell.column + right)
        for row, cell in placed(grid.rows)
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]
    assert len(taken) == len(set(taken))
    assert all(row < len(grid.rows) and 0 <= column < limit for row, column in taken)
    assert all(first.end <= second.column for row in grid.rows for first, second in pairwise(row))


def placed(rows: tuple[tuple[Cell, ...], ...]) -> list[tuple[int, Cell]]:
    return [(number, cell) for number, row in enumerate(rows) for cell in row]


@example(pieces=["<td rowspan=2>", "<table>", "<td rowspan=2>", "<tr>"])
@example(pieces=["<td rowspan=2>", "<table>", "<td rowspan=2>", "<form>", "<tr>"])
@given(
    st.lists(
        st.sampled_from(
            [
                "<table>",
                "<tr>",
                "<td rowspan=2>",
                "<td colspan=3>",
                "<td>",
                "</table>",
                "<p>",
                "<br>",
                "</td>",
                "<form>",
                "<tfoot>",
                "<b>",
                "@",
            ]
        )
    )
)
def test_no_text_is_lost_or_doubled_however_broken_the_page(pieces: list[str]) -> None:
    marks = iter(range(1000, 10_000))
    page = "".join(f"{next(marks)};" if piece == "@" else piece for piece in pieces)
    content = read(f"<p>{page}</p>0;")
    text = "".join(
        "".join(map("".join, (r.texts for r in b.rows))) if isinstance(b, Table) else b.text for b in content.blocks
    )
    assert sorted(filter(None, text.replace(" ", "").split(";"))) == sorted(
        map(str, [0, *range(1000, 1000 + pieces.count("@"))])
    )
