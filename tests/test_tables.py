"""Tables: that nothing printed is lost or calculated, and that the same records give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from extract.indicator import FIELDS, Indicator
from output.tables import (
    BinaryOutputError,
    RecordFormat,
    UnknownFormatError,
    Value,
    display_width,
    guarded,
    headings,
    unguarded,
    write_records,
    write_rows,
)
from output.whole_file import OutputNotWritableError

if TYPE_CHECKING:
    from pathlib import Path

PRINTED = ["=100%", "≥95%", "+5%", "-", "@甲", "'=1", "''", "＝100%", "HYPERLINK", '甲,"乙"\n丙', "0", "01", ""]
RECORDS = [
    Indicator(
        id=f"i{number}",
        document="d.txt",
        level3="群众满意度",
        target_text=text,
        value=0,
        canonical_value=-0.5,
        history={"2022年": "=8人"},
        repairs=("label-carried", "shifted-left"),
    )
    for number, text in enumerate(PRINTED)
]


def written(form: RecordFormat) -> str:
    stream = io.StringIO(newline="")
    assert write_records(RECORDS, form, stream) == len(RECORDS)
    return stream.getvalue()


def sheet(path: Path) -> Any:  # noqa: ANN401 - a worksheet of openpyxl
    write_records(RECORDS, "xlsx", path)
    return openpyxl.load_workbook(path).active


def test_json_lines_keep_every_field() -> None:
    read = [Indicator.from_record(json.loads(line)) for line in written("jsonl").splitlines()]
    assert read == RECORDS


def test_csv_is_marked_as_utf_8_and_gives_the_printed_text_back() -> None:
    text = written("csv")
    assert text.startswith("\N{BYTE ORDER MARK}id,document,level1,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"), newline="")))
    assert [unguarded(row["target_text"]) for row in rows] == PRINTED
    assert {row["value"] for row in rows} == {"0"}
    assert {row["canonical_value"] for row in rows} == {"-0.5"}  # a number needs no guard
    assert {row["repairs"] for row in rows} == {"label-carried shifted-left"}
    assert json.loads(rows[0]["history"]) == {"2022年": "=8人"}


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=100%", "'=100%"), ("-", "'-"), ("'=1", "''=1"), ("≥95%", "≥95%"), (-5, -5), (0, 0), (None, None), ("", "")],
)
def test_only_text_that_a_spreadsheet_would_calculate_is_guarded(value: Value, cell: Value) -> None:
    assert guarded(value) == cell


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    found = sheet(tmp_path / "records.xlsx")
    column = FIELDS.index("target_text") + 1
    cells = [found.cell(row, column) for row in range(2, len(PRINTED) + 2)]
    assert [cell.value or "" for cell in cells] == PRINTED
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert found.cell(2, FIELDS.index("value") + 1).value == 0
    assert found.cell(2, FIELDS.index("weight") + 1).value is None


def test_a_workbook_is_headed_in_both_languages_frozen_and_filtered(tmp_path: Path) -> None:
    found = sheet(tmp_path / "records.xlsx")
    assert found.cell(1, FIELDS.index("level3") + 1).value == "三级指标\nIndicator"
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref.endswith(str(len(RECORDS) + 1))


def test_every_field_has_a_heading_and_no_heading_lacks_a_field() -> None:
    assert set(headings()) == set(FIELDS)


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_the_same_records_give_the_same_bytes(form: RecordFormat, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_records(RECORDS, form, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_no_records_are_a_table_with_its_heading(tmp_path: Path) -> None:
    assert write_records([], "xlsx", tmp_path / "none.xlsx") == 0
    assert openpyxl.load_workbook(tmp_path / "none.xlsx").active.max_row == 1  # type: ignore[union-attr]


def test_a_workbook_goes_to_the_bytes_below_a_stream_but_not_into_text() -> None:
    below = io.BytesIO()
    stream = io.TextIOWrapper(below, encoding="utf-8")
    write_records(RECORDS, "xlsx", stream)
    assert below.getvalue().startswith(b"PK")
    with pytest.raises(BinaryOutputError):
        write_records(RECORDS, "xlsx", io.StringIO())


def test_an_unwritable_output_is_named_and_what_stood_there_stays(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritableError, match="nowhere"):
        write_records(RECORDS, "csv", tmp_path / "nowhere" / "records.csv")
    with pytest.raises(OutputNotWritableError):
        write_records(RECORDS, "csv", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_while_writing_leaves_the_old_file_whole(tmp_path: Path) -> None:
    kept = tmp_path / "records.jsonl"
    kept.write_text("old", encoding="utf-8")
    bad = Indicator(id="i", document="d", level3="甲", target_text="\ud800")  # no UTF-8 for half a pair
    with pytest.raises(UnicodeEncodeError):
        write_records([bad], "jsonl", kept)
    assert kept.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize("form", ["xml", ""])
def test_an_unknown_format_is_refused(form: Any) -> None:  # noqa: ANN401 - what a caller may give
    with pytest.raises(UnknownFormatError, match="jsonl, csv, xlsx"):
        write_records(RECORDS, form, io.StringIO())
    with pytest.raises(UnknownFormatError, match="table, csv, json"):
        write_rows(["a"], [], form, io.StringIO())


ROWS: list[list[Value]] = [["群众满意度", 0.95, "=100%"], ["a\nb", None, "[bold]"]]


@pytest.mark.parametrize(
    ("form", "guard", "expected"),
    [
        ("table", True, "名称        值    目标\n群众满意度  0.95  =100%\na b               [bold]\n"),
        ("csv", True, '名称,值,目标\r\n群众满意度,0.95,\'=100%\r\n"a\nb",,[bold]\r\n'),
        ("csv", False, '名称,值,目标\r\n群众满意度,0.95,=100%\r\n"a\nb",,[bold]\r\n'),
    ],
)
def test_rows_as_text(form: Any, guard: bool, expected: str) -> None:  # noqa: ANN401, FBT001 - parameters of a table
    stream = io.StringIO(newline="")
    write_rows(["名称", "值", "目标"], ROWS, form, stream, guard=guard)
    assert stream.getvalue() == expected


def test_rows_as_json_keep_types() -> None:
    stream = io.StringIO()
    write_rows(["名称", "值", "目标"], ROWS, "json", stream)
    assert json.loads(stream.getvalue())[1] == {"名称": "a\nb", "值": None, "目标": "[bold]"}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:  # noqa: D102 - as in its base
        return True


def test_rows_on_a_terminal_are_drawn_and_brackets_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    stream = Terminal()
    write_rows(["名称", "值", "目标"], ROWS, "table", stream)
    assert "[bold]" in stream.getvalue()
    assert "群众满意度" in stream.getvalue()
    assert "│" in stream.getvalue()


@pytest.mark.parametrize(("text", "width"), [("群众", 4), ("ab", 2), ("％", 2), ("≥95%", 4), ("e\u0301", 1), ("", 0)])
def test_wide_characters_take_two_columns(text: str, width: int) -> None:
    assert display_width(text) == width
