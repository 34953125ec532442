"""Tables for programs and for people: indicator records as JSON Lines, CSV or a workbook; results as text, CSV or JSON.

Text that a spreadsheet would take for a formula (=100%, -, +5%, @x) is kept text: a workbook stores it as a string, and
in CSV one apostrophe is put before it, with which Excel and LibreOffice show it as text and never calculate it. The
rule is reversible: `unguarded` gives the printed text back exactly. Numbers are never guarded, JSON is never changed, nor
is CSV that metadata describes to programs (`output.csvw`).
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from functools import cache
from itertools import count, islice
from pathlib import Path
from textwrap import indent
from typing import IO, TYPE_CHECKING, Any, Literal, TextIO, get_args

from extract.indicator import FIELDS, Indicator
from ontology.errors import KpigraphError
from output.whole_file import whole_file
from output.workbook import workbook, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


RecordFormat = Literal["jsonl", "csv", "xlsx"]
RowFormat = Literal["table", "csv", "json"]
Value = str | int | float | bool | list[str] | None

_HEADINGS = Path(__file__).parents[1] / "ontology" / "headings.yaml"
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "'")
_USUAL_WIDTH = 14
_MEASURED = 10_000
"""Rows of a table whose columns are measured together: of more, the first are printed before the last are there."""


_ENDINGS: dict[str, RecordFormat] = {
    "": "jsonl", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".txt": "jsonl", ".csv": "csv", ".xlsx": "xlsx",
}  # fmt: skip


class UnknownFormatError(KpigraphError):
    """A format that nothing here writes."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Quote the format and list the known ones."""
        super().__init__(f"{name}: 不能写成这种格式，可用 {', '.join(known)} (unknown format; choose one of these)")


class BinaryOutputError(KpigraphError):
    """A workbook asked for on a stream that takes text only."""

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__("a workbook is no text; name a file for it (-o FILE.xlsx)")


def path_to_format(path: Path | None) -> RecordFormat:
    """The format that a file's name asks for, JSON Lines where it asks for none.

    Raises:
        UnknownFormatError: it asks for one that records are not written in.
    """
    ending = path.suffix.lower() if path else ""
    if ending not in _ENDINGS:
        raise UnknownFormatError(ending, (*filter(None, _ENDINGS), "--format"))
    return _ENDINGS[ending]


def write_records(
    indicators: Iterable[Indicator], form: RecordFormat, target: Path | str | TextIO, *, guard: bool = True
) -> int:
    """Write the records to a path, or to a text stream, and return how many they were.

    JSON Lines and CSV keep every field under its own name; CSV starts with a byte order mark, by which Excel knows
    UTF-8; `guard=False` leaves formula-like text as it is and has no such mark, for programs. A workbook has Chinese and
    English headings. A file that exists is replaced only when the new one is whole.

    Raises:
        UnknownFormatError: no such format.
        OutputNotWritableError: the file cannot be written.
        BinaryOutputError: a workbook on a stream without a byte buffer below it.
    """
    if form not in get_args(RecordFormat):
        raise UnknownFormatError(form, get_args(RecordFormat))
    records = map(Indicator.record, indicators)
    if isinstance(target, str | Path):
        with whole_file(Path(target)) as whole, io.TextIOWrapper(whole, encoding="utf-8", newline="") as stream:
            return _write(records, form, stream, guard=guard)
    return _write(records, form, target, guard=guard)


def _write(records: Iterable[dict[str, Any]], form: RecordFormat, stream: TextIO, *, guard: bool) -> int:
    """Write the records, one after the other but for a workbook, and count them."""
    if form == "xlsx":
        buffer: IO[bytes] | None = getattr(stream, "buffer", None)
        if buffer is None:
            raise BinaryOutputError
        stream.flush()
        held = list(records)
        buffer.write(_workbook(held))
        return len(held)
    counted = count()
    told = (record for record, _ in zip(records, counted, strict=False))
    if form == "csv":
        stream.write("\N{BYTE ORDER MARK}" if guard else "")
        _write_csv(FIELDS, ([_cell(record[name]) for name in FIELDS] for record in told), stream, guard=guard)
    else:
        stream.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in told)
    return next(counted)


def _cell(value: object) -> str | float | None:
    """A record's value as one cell: lists joined by blanks, mappings as JSON."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return value if isinstance(value, str | int | float) or value is None else str(value)


def guarded(value: Value) -> Value:
    """A CSV cell that no spreadsheet takes for a formula: text in danger gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell.removeprefix("'")


def _write_csv(columns: Iterable[str], rows: Iterable[Iterable[Value]], stream: TextIO, *, guard: bool = True) -> None:
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(value) if guard else value for value in row] for row in rows)


@cache
def headings() -> dict[str, dict[str, Any]]:
    """For each field of the record its heading in Chinese and English, and the width of its column."""
    import yaml

    found: dict[str, dict[str, Any]] = yaml.safe_load(_HEADINGS.read_text(encoding="utf-8"))
    return found


def _workbook(records: Sequence[dict[str, Any]]) -> bytes:
    content = io.BytesIO()
    with workbook(content) as book:
        sheet = book.add_worksheet("绩效指标 Indicators")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE6F0"})
        for column, name in enumerate(FIELDS):
            sheet.write_string(0, column, f"{headings()[name]['zh']}\n{headings()[name]['en']}", head)
            sheet.set_column(column, column, headings()[name].get("width", _USUAL_WIDTH))
        for number, record in enumerate(records, 1):
            for column, name in enumerate(FIELDS):
                write_cell(sheet, number, column, _cell(record[name]))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(records), len(FIELDS) - 1)
    return content.getvalue()


def write_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Value]], form: RowFormat, stream: TextIO, *, guard: bool = True
) -> None:
    """Write the rows of a result: query solutions, hits, comparisons.

    `table` is drawn with rules on a terminal and aligned with blanks elsewhere, wide characters counting as two; `json`
    is a list of objects; `csv` has no byte order mark, and `guard=False` leaves formula-like text as it is. A list of
    texts stays one in `json`, elsewhere it is one text.

    Raises:
        UnknownFormatError: no such format.
    """
    if form == "csv":
        _write_csv(columns, ([joined(value) for value in row] for row in rows), stream, guard=guard)
    elif form == "json":
        _write_objects(columns, rows, stream)
    elif form == "table":
        cells = (["" if value is None else str(joined(value)) for value in row] for row in rows)
        (_draw if stream.isatty() else _align)(columns, cells, stream)
    else:
        raise UnknownFormatError(form, get_args(RowFormat))


def _write_objects(columns: Sequence[str], rows: Iterable[Sequence[Value]], stream: TextIO) -> None:
    """A list of objects, each written as soon as it is there."""
    begun = False
    for row in rows:
        text = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, indent=2)
        stream.write((",\n" if begun else "[\n") + indent(text, "  "))
        begun = True
    stream.write("\n]\n" if begun else "[]\n")


def joined(value: Value) -> str | int | float | None:
    """A value as one cell: a list of texts with a mark between them."""
    return "；".join(value) if isinstance(value, list) else value


def _parts(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """The rows in parts of which the widths of columns are measured; one part at least."""
    yield list(islice(rows, _MEASURED))
    while part := list(islice(rows, _MEASURED)):
        yield part


def _draw(columns: Sequence[str], rows: Iterator[list[str]], stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    for part in _parts(rows):
        table = Table(header_style="bold")
        for column in columns:
            table.add_column(Text(column), overflow="fold")
        for row in part:
            table.add_row(*map(Text, row))  # Text, for a document's [brackets] are no markup
        Console(file=stream).print(table)


def _align(columns: Sequence[str], rows: Iterator[list[str]], stream: TextIO) -> None:
    widths, heading = [0] * len(columns), [list(columns)]
    for part in _parts(rows):
        lines = [[" ".join(cell.split()) for cell in row] for row in (*heading, *part)]
        here = [max(map(display_width, column)) for column in zip(*lines, strict=True)]
        widths, heading = [max(pair) for pair in zip(widths, here, strict=True)], []
        for line in lines:
            padded = (cell + " " * (width - display_width(cell)) for cell, width in zip(line, widths, strict=True))
            stream.write("  ".join(padded).rstrip() + "\n")


def display_width(text: str) -> int:
    """The columns that `text` takes on a terminal: wide characters two, combining and invisible ones none."""
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Cc", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
