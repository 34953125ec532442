"""Markdown: pipe tables, HTML tables, lines of a form, and that plain text is read as plain text."""

from __future__ import annotations

from typing import TypeAlias

import pytest

from extract.document import Content, Heading, Paragraph, Table
from extract.readers.limits import LIMITS
from extract.readers.markdown import markdown_to_content
from extract.readers.text import text_to_blocks

Shape: TypeAlias = "list[str | list[tuple[str, ...]]]"


def read(text: str) -> Content:
    return markdown_to_content(text.encode(), "d.md")


def shape(text: str) -> Shape:
    """Paragraphs as their text, tables as the texts of their rows."""
    return [[row.texts for row in b.rows] if isinstance(b, Table) else b.text for b in read(text).blocks]


AB = [("a", "b"), ("c", "d")]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("| a | b |\n| --- | :-: |\n| c | d |", [AB]),
        ("a | b\n- | -\nc | d", [AB]),
        ("|a|b|\n|c|d|", [AB]),
        ("|a|b|\n|---|---|\n|c|d|\n|---|---|\n", [AB]),
        ("|a|b|\n|-|-|\n| - | - |", [[("a", "b"), ("-", "-")]]),
        ("前\n|a|b|\n|-|-|\n|c|d|\n后：x", ["前", AB, "后：x"]),
        ("|a|b|\n|-|-|\n\n|c|d|\n|-|-|", [[("a", "b")], [("c", "d")]]),
        (r"|a\|x|`p|q`|" + "\n|-|-|\n|c|`d|", [[("a|x", "p|q"), ("c", "d")]]),
        ("|**a**|[b](http://x/y)|\n|-|-|\n|_c_|&ge;5 `%`|", [[("a", "b"), ("_c_", "≥5%")]]),
        ("|a|\n|-|\n|~~x~~ y \\* ![z](p.png)|", [[("a",), ("y*",)]]),
        ("|a|b|\n|-|-|\n|c\nx|d|\n|e|f|", [[("a", "b"), ("cx", "d"), ("e", "f")]]),
        ("一段话 | 不是表", ["一段话 | 不是表"]),
        ("# 题 #\n\n题二\n===\n\n***\n正文", ["题", "题二", "正文"]),
        ("项目编码：4403\n项目名称：**甲**\n- 单位：万元", ["项目编码：4403", "项目名称：甲", "单位：万元"]),
        ("> 引用\n> > 再引", ["引用", "再引"]),
        ("```\n项目名称：甲\n```", ["项目名称：甲"]),
        ("<!-- x\n|a|b|\n-->甲<script>\ny</script>", ["甲"]),
        ("项目名称：甲<br>项目编码：1\n<h2>题</h2>", ["项目名称：甲", "项目编码：1", "题"]),
        ("前<table><tr><td>a<td>b\n\n<tr><td>c<td>d</table>后\n|e|f|", ["前", AB, "后", [("e", "f")]]),
        ("<table><tr><td>x<td>y<table>\n<tr><td>a<td>b<tr><td>c<td>d</table>\n</table>\n后", [[("x", "y")], AB, "后"]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d", [AB]),
        ("||\n|-|\n||", []),
    ],
)  # fmt: skip
def test_blocks(text: str, blocks: Shape) -> None:
    assert shape(text) == blocks


def test_tables_are_numbered_through_and_rows_without_the_rule() -> None:
    tables = [
        b for b in read("|a|b|\n|-|-|\n| | |\n|c|d|\n\n<table><tr><td>e<td>f</table>").blocks if isinstance(b, Table)
    ]
    assert [(table.number, [row.number for row in table.rows]) for table in tables] == [(1, [1, 3]), (2, [1])]


def test_blank_cells_keep_the_columns() -> None:
    (table,) = read("| a | b | c |\n|-|-|-|\n| | | x |").blocks
    assert isinstance(table, Table)
    assert [(cell.column, cell.text) for cell in table.rows[1].cells] == [(2, "x")]


def test_source_lines_of_every_kind_of_block() -> None:
    text = "# 题\n\n文\n|a|b|\n|-|-|\n|c<br>x|d|\n\n<table>\n<tr><td>e\n<td>f</table>\n项\t数\n甲\t5\n"
    lines = [
        [cell.place.line for row in block.rows for cell in row.cells] if isinstance(block, Table) else block.place.line
        for block in read(text).blocks
    ]
    assert lines == [1, 3, [4, 4, 6, 6], [9, 10], [11, 11, 12, 12]]


def test_line_breaks_in_a_cell_are_its_lines() -> None:
    (table,) = read("|a|b|\n|-|-|\n|甲<br/>乙|x|").blocks
    assert isinstance(table, Table)
    assert table.rows[1].cells[0].lines == ("甲", "乙")


def test_headings_are_told_from_paragraphs() -> None:
    assert [(type(b), b.text) for b in read("## **一**\n二").blocks if isinstance(b, Paragraph)] == [
        (Heading, "一"),
        (Paragraph, "二"),
    ]


PLAIN = [
    "2024年绩效目标表\n\n一级指标\t三级指标\t指标值\n产出\t人数\t5\n\n单位：\t万元\n",
    "\t一级指标\n\t指标值\n\n\t产出\n\t5\n续\n\n\n完",
    "- 甲\n* 乙\n1. 丙",
]


@pytest.mark.parametrize("text", PLAIN)
def test_text_without_marks_is_read_as_the_text_reader_does(text: str) -> None:
    assert read(text).blocks == text_to_blocks(text)


def test_columns_beyond_the_bound_are_dropped_aloud() -> None:
    content = read("|" + "x|" * (LIMITS.columns + 1))
    (table,) = content.blocks
    assert isinstance(table, Table)
    assert len(table.rows[0].cells) == LIMITS.columns
    assert "columns further right" in content.warnings[0]
