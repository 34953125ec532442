"""Text files: every encoding that occurs gives one document, every layout its rows, and what is no text an error that says so."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Heading, Paragraph, Table, UnreadableDocumentError, printed
from extract.readers import file_to_document
from extract.readers.encoding import BinaryFileError, BrokenEncodingError, EmptyFileError, decode
from extract.readers.faults import UnreadableFileError, UnsupportedFormatError
from extract.readers.text import text_to_blocks

if TYPE_CHECKING:
    from pathlib import Path

    from extract.document import Row

TEXT = "海港区信访局2024年部门预算\n\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t接待批次\t≥20批次\n"
# Like what is packed: every byte occurs, in no order.
NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(128))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + NOISE
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nstream\n" + NOISE


def tables(text: str) -> list[tuple[Row, ...]]:
    return [block.rows for block in text_to_blocks(text) if isinstance(block, Table)]


def cells(row: Row) -> list[tuple[int, str]]:
    return [(cell.column, cell.text) for cell in row.cells]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le-bom", "utf-16-be-bom"]
)
def test_every_encoding_gives_the_same_document(tmp_path: Path, encoding: str) -> None:
    marks = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}
    codec = "gb18030" if encoding == "gbk" else encoding.removesuffix("-bom")
    data = marks.get(encoding, b"") + TEXT.encode(codec)
    (tmp_path / "a.txt").write_bytes(data)
    document = file_to_document(tmp_path / "a.txt", "甲.txt")
    assert document.blocks == text_to_blocks(TEXT)
    assert (document.name, document.checksum) == ("甲.txt", hashlib.sha256(data).hexdigest())
    assert document.warnings == ()


@pytest.mark.parametrize("sign", ["㎡", "𠮷", "≧", "é"])
def test_rare_signs_survive_gb18030(sign: str) -> None:
    text = f"指标{sign}" * 20
    assert decode(text.encode("gb18030"), "a.txt") == (text, None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_make_no_difference(end: str) -> None:
    assert text_to_blocks(TEXT.replace("\n", end)) == text_to_blocks(TEXT)


@pytest.mark.parametrize("sign", ["\f", "\v", "\x1c", "\x85", "\u2028"])
def test_only_line_ends_count_as_lines(sign: str) -> None:
    """Lines are those that an editor counts, whatever page breaks the text conversion left in them."""
    text = f"第一页\n{sign}第二页\n甲{sign}乙\n一级指标\t三级指标\t指标值\n"
    (table,) = tables(text)
    assert table[0].cells[0].place.line == 4


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty_file_is_named(data: bytes) -> None:
    with pytest.raises(EmptyFileError, match=r"^空\.txt: .*空"):
        decode(data, "空.txt")


@pytest.mark.parametrize("data", [PNG, ZIP, PDF], ids=["png", "zip", "pdf"])
def test_binary_file_is_named(data: bytes) -> None:
    with pytest.raises((BinaryFileError, BrokenEncodingError), match=r"^图\.txt: .*(另存|save)"):
        decode(data, "图.txt")


def test_utf16_without_mark_is_no_mojibake() -> None:
    """It is read as what it is, or refused."""
    with suppress(UnreadableDocumentError):
        assert decode((TEXT * 5).encode("utf-16-le"), "a.txt") == (TEXT * 5, None)


def test_broken_encoding_is_named_with_its_share() -> None:
    halved = b"".join(bytes([byte]) + b"\xff" for byte in TEXT.encode() * 5)
    with pytest.raises(BrokenEncodingError, match=r"^破\.txt: .*\d+%.*UTF-8"):
        decode(halved, "破.txt")


def test_file_cut_inside_a_character_is_read_with_a_warning() -> None:
    cut = (TEXT * 40).encode()[:-2]
    text, warning = decode(cut, "截.txt")
    assert text.startswith(TEXT)
    assert warning is not None
    assert warning.startswith("截.txt: ")


@pytest.mark.parametrize("damage", [b"\xff", b"\x80", b"\xe6\xb5"])
def test_few_damaged_characters_are_a_warning(damage: bytes) -> None:
    data = (TEXT * 20).encode() + damage + (TEXT * 20).encode()
    text, warning = decode(data, "损.txt")
    assert text.count("接待批次") == 40
    assert warning is not None
    assert warning.startswith("损.txt: ")


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_an_error_of_ours(data: bytes) -> None:
    with suppress(UnreadableDocumentError):
        text_to_blocks(decode(data, "x.txt")[0])


@given(st.text(alphabet=st.sampled_from("甲乙 \t\n\r\f\u3000#-*<>：:[]1"), max_size=60))
def test_any_text_becomes_blocks_in_the_order_of_its_lines(text: str) -> None:
    lines: list[int] = []
    for block in text_to_blocks(text):
        if isinstance(block, Table):
            lines += [cell.place.line or 0 for row in block.rows for cell in row.cells]
        else:
            lines.append(block.place.line or 0)
    assert lines == sorted(lines)
    assert all(1 <= line <= len(text.splitlines()) for line in lines)


def test_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_bytes(b"x")
    with pytest.raises(UnsupportedFormatError, match=r"^a\.xyz: .*\.txt"):
        file_to_document(tmp_path / "a.xyz", "a.xyz")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"^a\.txt: .*(No such|没有)"):
        file_to_document(tmp_path / "a.txt", "a.txt")


def test_row_of_tabs() -> None:
    """Blank cells are left out, and the others keep their grid columns and the line they stand on."""
    ((first, second),) = tables("标题\n\n一级指标\t二级指标\t三级指标\t指标值\n\t\t接待 批次\t≥20 批次\t\n")
    assert cells(first) == [(0, "一级指标"), (1, "二级指标"), (2, "三级指标"), (3, "指标值")]
    assert cells(second) == [(2, "接待批次"), (3, "≥20批次")]
    assert [row.number for row in (first, second)] == [1, 2]
    assert {cell.place.line for cell in second.cells} == {4}


def test_blank_line_between_rows_of_tabs_is_a_break() -> None:
    """A page break may cut a table: both parts are tables, and no row is lost."""
    assert [[row.texts for row in table] for table in tables("甲\t乙\n丙\t丁\n\n戊\t己\n")] == [
        [("甲", "乙"), ("丙", "丁")],
        [("戊", "己")],
    ]


def test_one_cell_a_line() -> None:
    """A blank line ends the row, a lone tab is a blank cell, and two blank lines end the table."""
    ((head, one, two), (other,)) = tables(
        "\t一级指标\n\t三级指标\n\t指标值\n\n\t产出指标\n\t接待批次\n\t≥20次\n\n\t\n\t答复率\n\t100%\n\n\n段落\n\n\t甲\n\t乙\n"
    )
    assert cells(head) == [(0, "一级指标"), (1, "三级指标"), (2, "指标值")]
    assert cells(one) == [(0, "产出指标"), (1, "接待批次"), (2, "≥20次")]
    assert cells(two) == [(1, "答复率"), (2, "100%")]
    assert [cell.place.line for cell in two.cells] == [10, 11]
    assert cells(other) == [(0, "甲"), (1, "乙")]


def test_line_without_a_tab_continues_the_cell_above() -> None:
    ((row,),) = tables("\t绩效目标\n\t1.按期答复。\n2.及时办结。\n\t≥90%\n")
    assert cells(row) == [(0, "绩效目标"), (1, "1.按期答复。2.及时办结。"), (2, "≥90%")]
    assert [cell.place.line for cell in row.cells] == [1, 2, 4]


def test_blank_line_inside_a_cell_of_white_space_is_no_row() -> None:
    """A cell of a lone space holds nothing, but keeps its column."""
    ((row,),) = tables("\t其他资金\n\t \n\t10.00\n")
    assert cells(row) == [(0, "其他资金"), (2, "10.00")]


def test_sentence_with_a_tab_is_running_text() -> None:
    (block,) = text_to_blocks("绩效指标：\t协调工作保障率=100%\n")
    assert isinstance(block, Paragraph)
    assert "".join(block.text.split()) == "绩效指标：协调工作保障率=100%"


def test_label_with_a_value_among_rows_is_a_row() -> None:
    ((first, _),) = tables("项目名称：\t信访工作经费\n项目代码\t2010308\n")
    assert cells(first) == [(0, "项目名称："), (1, "信访工作经费")]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (" [bookmark: _Toc_3_3_0000000014]五、部门整体绩效目标", "五、部门整体绩效目标"),
        ("## **二、预算部门构成**", "二、预算部门构成"),
        ("- 一、主要职能", "一、主要职能"),
        ("　　全年收入　", "全年收入"),
        ("<p>说明</p>", "说明"),
    ],
)
def test_marks_of_text_conversion_are_removed(line: str, text: str) -> None:
    (block,) = text_to_blocks(line)
    assert isinstance(block, Paragraph)
    assert block.text == text


def test_heading_of_the_format_is_a_heading() -> None:
    assert [type(block) for block in text_to_blocks("# 第一部分\n正文\n")] == [Heading, Paragraph]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>1、值守</p> <p>2、办公</p>", "1、值守2、办公"),
        ('1.运转类 <input type="checkbox"/> 2.特定目标类', "1.运转类2.特定目标类"),
        ("<5 件", "<5件"),
        ("90%<满意度<95%", "90%<满意度<95%"),
        ("＜5件", "＜5件"),
        ("“三公经费”\u3000控制率", "“三公经费”控制率"),
        ("NaN", ""),
        ("Unnamed: 12", ""),
        ("NaN值处理率", "NaN值处理率"),
    ],
)
def test_printed_text_loses_markup_white_space_and_signs_of_nothing_only(cell: str, text: str) -> None:
    assert printed(cell) == text


@pytest.mark.parametrize(
    "text",
    [
        "附件一    二    三\n本单位负责全县古树名木的保护和管理工作，开展巡查、复壮与挂牌\n并组织群众参与",
        "甲    乙    丙\n丁",
        "绩效指标：  满意度   不低于90%",
    ],
)
def test_running_text_with_wide_gaps_is_no_table(text: str) -> None:
    assert all(isinstance(block, Paragraph) for block in text_to_blocks(text))


def test_columns_held_apart_by_blanks_are_a_table() -> None:
    (table,) = text_to_blocks("名称      数量    单位\n树        3       株\n花                盆\n")
    assert isinstance(table, Table)
    assert [row.texts for row in table.rows] == [("名称", "数量", "单位"), ("树", "3", "株"), ("花", "盆")]
    assert [cell.column for cell in table.rows[2].cells] == [0, 2]


def test_page_ends_right_between_rows_stand_behind_their_table() -> None:
    head = "信访局部门预算"
    text = f"一级指标\t三级指标\t指标值\n产出\t批次\t≥20批次\n- 3 -\n{head}\n\t次数\t12次\n- 4 -\n{head}\n\t件数\t9件\n"
    table, *between = text_to_blocks(text)
    assert isinstance(table, Table)
    assert [row.cells[-1].place.line for row in table.rows] == [1, 2, 5, 8]
    assert [block.text for block in between if isinstance(block, Paragraph)] == [
        "- 3 -",
        "信访局部门预算",
        "- 4 -",
        "信访局部门预算",
    ]


def test_page_number_set_off_by_blank_lines_is_a_paragraph_where_it_stands() -> None:
    blocks = text_to_blocks(
        "一级指标\t三级指标\t指标值\n产出指标\t接待批次\t≥20批次\n\n- 3 -\n\n\t排查次数\t12次\n\t办理件数\t9件\n"
    )
    assert [type(block) for block in blocks] == [Table, Paragraph, Table]


def test_four_blanks_for_each_tab_are_the_tabs() -> None:
    rows = "产出指标\t数量指标\t接待批次\t≥20批次\n\t\t排查次数\t\t12次\n" * 8
    assert [cells(row) for row in tables(rows.replace("\t", "    "))[0]] == [cells(row) for row in tables(rows)[0]]


def test_gaps_of_any_width_stand_for_no_tabs() -> None:
    line = "产出指标    数量指标   接待批次    ≥20批次\n"
    assert all("\t" not in block.text for block in text_to_blocks(line * 12) if isinstance(block, Paragraph))
    assert [cell.text for cell in tables(line * 12)[0][0].cells] == ["产出指标", "数量指标", "接待批次", "≥20批次"]


def test_lines_of_a_double_spaced_text_keep_their_numbers() -> None:
    blocks = text_to_blocks("\n\n".join(f"第{number}段" for number in range(1, 13)))
    assert [block.place.line for block in blocks if isinstance(block, Paragraph)] == list(range(1, 24, 2))
