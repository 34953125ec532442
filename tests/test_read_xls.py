"""Old Excel workbooks, written record by record: shown text, stored value, spans, what is hidden."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from office_files import cells, record, tables, texts, view

from extract.readers.archive import OLE_SIGNATURE
from extract.readers.encoding import EmptyFileError
from extract.readers.faults import DamagedFileError, EncryptedFileError
from extract.readers.xls import xls_to_content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GLOBALS, WORKSHEET = 0x0005, 0x0010
FORMATS = ("0%", '0"人"', 'yyyy"年"m"月"d"日"', '"关于"@')


def begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))


def wide(text: str, length: str = "<HB") -> bytes:
    return struct.pack(length, len(text), 1) + text.encode("utf-16-le")


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def label(row: int, column: int, text: str, style: int = 0) -> bytes:
    return record(0x0204, struct.pack("<HHH", row, column, style) + wide(text))


def boolean(row: int, column: int, value: int, *, error: bool = False) -> bytes:
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, value, error))


def merged(*ranges: tuple[int, int, int, int]) -> bytes:
    return record(0x00E5, struct.pack("<H", len(ranges)) + b"".join(struct.pack("<HHHH", *one) for one in ranges))


def workbook(
    sheets: Mapping[str, Sequence[bytes]], hidden: Sequence[str] = (), since_1904: int = 0, more: bytes = b""
) -> bytes:
    """A workbook of these sheets; style n + 1 has the n-th of FORMATS."""
    font = record(
        0x0031,
        struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0)
        + struct.pack("<BB", 2, 1)
        + "宋体".encode("utf-16-le"),
    )
    formats = b"".join(record(0x041E, struct.pack("<H", 164 + at) + wide(code)) for at, code in enumerate(FORMATS))
    styles = b"".join(record(0x00E0, struct.pack("<HHH", 0, key, 0) + bytes(14)) for key in (0, 164, 165, 166, 167, 31))
    head = (
        begin(GLOBALS) + more + record(0x0042, struct.pack("<H", 1200)) + record(0x0022, struct.pack("<H", since_1904))
    )
    head += font * 5 + formats + styles
    bodies = [begin(WORKSHEET) + b"".join(records) + record(0x000A, b"") for records in sheets.values()]
    at = len(head) + sum(len(_bound(name, 0, 0)) for name in sheets) + len(record(0x000A, b""))
    bounds = b""
    for name, body in zip(sheets, bodies, strict=True):
        bounds += _bound(name, at, name in hidden)
        at += len(body)
    return head + bounds + record(0x000A, b"") + b"".join(bodies)


def _bound(name: str, at: int, state: int) -> bytes:
    return record(0x0085, struct.pack("<IBB", at, state, 0) + wide(name, "<BB"))


VALUES = [
    (number(0, 0, 0.95), "0.95", None),
    (number(0, 0, 0.95, 1), "95%", "0.95"),
    (number(0, 0, 1, 1), "100%", "1"),
    (number(0, 0, 5, 2), "5人", "5"),
    (number(0, 0, 0, 0), "0", None),
    (number(0, 0, 45292, 3), "2024年1月1日", "45292"),
    (number(0, 0, 45292, 5), "2024年1月1日", "45292"),
    (number(0, 0, 0.1 + 0.2), "0.3", "0.30000000000000004"),
    (label(0, 0, "培训 人数"), "培训人数", None),
    (label(0, 0, "培训人数", 4), "关于培训人数", "培训人数"),
    (boolean(0, 0, 1), "TRUE", "1"),
    (boolean(0, 0, 0x07, error=True), "#DIV/0!", None),
]


@pytest.mark.parametrize(("cell", "text", "raw"), VALUES)
def test_shown_text_and_stored_value_are_both_kept(cell: bytes, text: str, raw: str | None) -> None:
    (found,) = cells(xls_to_content(workbook({"表": [cell]}), "b.xls"))
    assert (found.text, found.raw) == (text, raw)


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    assert texts(xls_to_content(workbook({"表": [number(0, 0, 43830, 3)]}, since_1904=1), "b.xls"))[1] == "2024年1月1日"


def test_merged_ranges_are_exact() -> None:
    sheet = [
        label(0, 0, "产出"),
        label(0, 2, "甲"),
        label(1, 0, "暗"),
        label(2, 2, "乙"),
        merged((0, 2, 0, 1), (2, 2, 2, 9)),
    ]
    content = xls_to_content(workbook({"表": sheet}), "b.xls")
    assert view(content) == [(1, 0, 3, 2, "产出"), (1, 2, 1, 1, "甲"), (3, 2, 1, 8, "乙")]


def test_overlapping_ranges_are_said() -> None:
    content = xls_to_content(workbook({"表": [label(0, 0, "甲"), merged((0, 0, 0, 1), (0, 5, 0, 0))]}), "b.xls")
    assert view(content) == [(1, 0, 1, 2, "甲")]
    assert "重叠" in content.warnings[0]


def test_hidden_rows_columns_and_sheets_are_flagged() -> None:
    hidden_row = record(0x0208, struct.pack("<HHHHHHHH", 1, 0, 1, 255, 0, 0, 0x0120, 0))
    hidden_column = record(0x007D, struct.pack("<HHHHHH", 1, 1, 2048, 0, 1, 0))
    sheet = [hidden_row, hidden_column, label(0, 0, "显"), label(0, 1, "列"), label(1, 0, "行")]
    content = xls_to_content(workbook({"一": sheet, "二": [label(0, 0, "页")]}, hidden=["二"]), "b.xls")
    assert [(cell.text, cell.hidden) for cell in cells(content)] == [
        ("显", False),
        ("列", True),
        ("行", True),
        ("页", True),
    ]


def test_sheets_come_in_the_order_of_their_tabs_with_their_names() -> None:
    content = xls_to_content(workbook({"后": [label(0, 0, "甲")], "空": [], "前": [label(4, 3, "乙")]}), "b.xls")
    assert texts(content) == ["# 后", "甲", "# 前", "乙"]
    assert [table.number for table in tables(content)] == [1, 2]
    assert view(content, 1) == [(5, 3, 1, 1, "乙")]


def test_line_breaks_of_a_cell_are_its_lines() -> None:
    assert cells(xls_to_content(workbook({"表": [label(0, 0, "1.甲\n2.乙")]}), "b.xls"))[0].lines == ("1.甲", "2.乙")


def test_a_cell_at_the_far_corner_costs_little() -> None:
    content = xls_to_content(workbook({"表": [label(0, 0, "甲"), label(65535, 255, "远")]}), "b.xls")
    assert view(content) == [(1, 0, 1, 1, "甲"), (65536, 255, 1, 1, "远")]


@pytest.mark.parametrize(
    "data",
    [
        workbook(
            {"表": [label(0, 0, "甲")]}, more=record(0x002F, struct.pack("<HHHIIII", 1, 1, 1, 0, 0, 0, 0) + bytes(32))
        ),
        OLE_SIGNATURE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    ],
)
def test_files_behind_a_password_are_said(data: bytes) -> None:
    with pytest.raises(EncryptedFileError):
        xls_to_content(data, "b.xls")


WHOLE = workbook({"表": [label(0, 0, "甲"), number(1, 1, 5)]})


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + bytes(60),
        b"<html>",
        bytes(2048),
        OLE_SIGNATURE + bytes(3000),
        OLE_SIGNATURE,
        WHOLE[:300],
        WHOLE[:14],
    ],
)
def test_what_is_no_workbook_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFileError, match=r"b\.xls"):
        xls_to_content(data, "b.xls")


def test_an_empty_file_is_said() -> None:
    with pytest.raises(EmptyFileError):
        xls_to_content(b"", "b.xls")


def test_no_cut_of_a_workbook_ends_in_anything_but_text_or_a_clear_error() -> None:
    for end in range(1, len(WHOLE), 7):
        try:
            assert set(texts(xls_to_content(WHOLE[:end], "b.xls"))) <= {"# 表", "甲", "甲 / 5"}
        except DamagedFileError as error:
            assert str(error).startswith("b.xls: ")  # noqa: PT017 - either outcome is right, none else
