"""Decoding: which encoding is taken for which bytes, what damage is forgiven, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extract.readers.encoding import (
    BinaryFileError,
    BrokenEncodingError,
    EmptyFileError,
    declared_charset,
    decode,
)

if TYPE_CHECKING:
    from extract.document import UnreadableDocumentError

PAGE = "2024年部门预算绩效目标表\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t培训人数\t≥200人\n" * 3


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_chinese_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(PAGE.encode(encoding), "d.txt") == (PAGE, None)


@pytest.mark.parametrize("text", ["联通", "联", "预算", "绩效目标", "≥95%", "plain"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_short_text_is_not_taken_for_the_other_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "d.txt") == (text, None)


def test_one_foreign_letter_is_read_as_declared() -> None:
    assert decode("café".encode(), "d.html", "utf-8") == ("café", None)


@pytest.mark.parametrize("latin", ["level,name,value\n1,training,200\n" * 9, "a\tb\r\n"])
def test_latin_utf_16_without_mark_is_read(latin: str) -> None:
    assert decode(latin.encode("utf-16-le"), "d.csv") == (latin, None)


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "utf-8", None])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrongly_declared_charset_does_no_harm(charset: str | None, encoding: str) -> None:
    declared = declared_charset(f'<meta charset="{charset}">'.encode()) if charset else None
    text = PAGE + "㐀镕"  # the first is in GB18030 and in none of its predecessors
    assert decode(text.encode(encoding), "d.html", declared) == (text, None)


def test_declared_big5_is_read() -> None:
    text = "績效目標：培訓人數不少於二百人，服務對象滿意度達到百分之九十五。" * 3
    read, warning = decode(text.encode("big5"), "d.html", declared_charset(b"<meta charset=big5>"))
    assert read == "绩效目标：培训人数不少于二百人，服务对象满意度达到百分之九十五。" * 3
    assert warning is not None
    assert "traditional characters" in warning


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("項目支出績效目標表，產出指標，數量指標，滿意度指標", "项目支出绩效目标表，产出指标，数量指标，满意度指标"),
        ("項(xiàng)目績效指標(biāo)（年度）：產(chǎn)出（50分）", "项目绩效指标（年度）：产出（50分）"),
        (
            "项目支出绩效目标表，数量指标：修复標準靶场1处，满意度≥90%",
            "项目支出绩效目标表，数量指标：修复標準靶场1处，满意度≥90%",
        ),
        ("产出指标(chǎn)：培训人数（人）", "产出指标(chǎn)：培训人数（人）"),
    ],
)
def test_text_in_traditional_characters_is_read_in_simplified_ones(printed: str, read: str) -> None:
    assert decode(printed.encode(), "d.txt")[0] == read


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        (b"<meta charset=gb2312>", "gb18030"),
        (b'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=GB_2312-80">', "gb18030"),
        (b"<meta name=x content='charset'><meta charset = 'x-gbk' />", "gb18030"),
        (b'<?xml version="1.0" encoding="UTF-8"?><html>', "utf-8"),
        (b"<!-- " + b"x" * 3000 + b" --><meta charset='utf-8'>", "utf-8"),
        (b"<meta charset=iso-8859-1>", None),  # often said by pages that are GB18030
        (b"<meta charset=rot13>", None),
        (b"<meta charset=utf-16>", None),  # a page in which this can be read is not in UTF-16
        (b"<p>charset=gbk</p>", None),
        (b"", None),
    ],
)
def test_declared_charsets(head: bytes, codec: str | None) -> None:
    assert declared_charset(head) == codec


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("damage", [b"\xff", b"\xe4", b"\x81"])
def test_damaged_bytes_are_read_with_a_warning_in_the_right_encoding(encoding: str, damage: bytes) -> None:
    data = (PAGE * 9).encode(encoding) + damage + "\n绩效".encode(encoding)
    text, warning = decode(data, "d.txt")
    assert text.startswith(PAGE * 9)
    assert text.endswith("绩效")
    assert warning is not None
    assert warning.startswith("d.txt: 有 ")


def test_the_wide_space_of_older_software_is_no_damage() -> None:
    assert decode(b"\xa3\xa0" + PAGE.encode("gb18030"), "d.txt") == ("\u3000" + PAGE, None)


def test_a_few_zero_bytes_are_dropped() -> None:
    assert decode(b"\0" + PAGE.encode(), "d.txt") == (PAGE, None)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFileError),
        (b" \r\n\t", EmptyFileError),
        (b"\xef\xbb\xbf", EmptyFileError),
        (bytes(range(32)) * 50, BinaryFileError),
        (b"%PDF-1.4\n\x00\x01\x02\x03\x04\x05\x06\x07" * 20, BinaryFileError),
        (PAGE.encode() + b"\xff" * 100, BrokenEncodingError),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, error: type[UnreadableDocumentError]) -> None:
    with pytest.raises(error, match=r"^d\.txt: "):
        decode(data, "d.txt")
