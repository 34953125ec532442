"""CSV and TSV to Content: the separator found from the rows themselves, quoted cells of several lines kept whole; long files in runs."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from itertools import chain, islice
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Cell, Content, Place, Row, Table
from extract.readers.encoding import decode
from extract.readers.faults import TooLargeError
from extract.readers.limits import LIMITS
from extract.readers.plain import text_to_parts
from extract.readers.spans import as_cell, text_to_lines
from extract.readers.text import text_to_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SEPARATORS = ",\t;|"
_SAMPLE = 300
"""Records by which the separator is found."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_END = "\0"
"""A line of its own behind the last one; it comes back as a record unless a quote was left open."""
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_KEPT_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)


class _Record(NamedTuple):
    fields: list[str]
    line: int
    """The source line (from 1) in which the record begins."""


class _OpenQuoteError(Exception):
    """A quote that no other one closes: what follows it would be one field."""


def separated_to_content(data: bytes, name: str) -> Content:
    """Read separated values: one table with a row for each record, each cell at the line where its field begins.

    A file without separators, or with tabs and no quotes, is read as plain text.

    Raises:
        UnreadableDocumentError: the encoding is broken, or the cells are too many.
    """
    text, warning = decode(data, name)
    warnings = [warning] if warning else []
    separator = _separator(text)
    if separator is None or (separator == "\t" and '"' not in text):
        return Content(text_to_blocks(text), tuple(warnings))
    records = _bounded(_readable_records(text, separator, name, warnings), name)
    (content,) = _runs(records, name, warnings, inf)
    return content


def separated_to_parts(path: Path, name: str) -> Iterator[Content]:
    """Read a long file of separated values in runs of its records, which are parts of one table.

    Raises:
        UnreadableDocumentError: the encoding is broken.
    """
    text, warning = decode(path.read_bytes(), name)
    warnings = [warning] if warning else []
    separator = _separator(text)
    if separator is None or (separator == "\t" and '"' not in text):
        return text_to_parts(text, name, tuple(warnings))
    return _runs(_readable_records(text, separator, name, warnings), name, warnings, LIMITS.window_cells)


def _runs(records: Iterable[_Record], name: str, warnings: list[str], size: float) -> Iterator[Content]:
    """The records in runs of at least `size` cells, and one of the rest; the warnings come with the last one."""
    rows: list[Row] = []
    held = dropped = 0
    for number, record in enumerate(records, 1):
        dropped += any(map(text_to_lines, record.fields[LIMITS.columns :]))
        if cells := tuple(_cells(record)):
            rows.append(Row(cells, number))
            held += len(cells)
        if held >= size:
            yield Content((Table(tuple(rows), 1),))
            rows, held = [], 0
    if dropped:
        warnings.append(
            f"{name}: {dropped} 行超过 {LIMITS.columns} 列，其余列未读 (columns further right were not read)"
        )
    yield Content((Table(tuple(rows), 1),) if rows else (), tuple(warnings))


def _readable_records(text: str, separator: str, name: str, warnings: list[str]) -> Iterator[_Record]:
    """The records, without quoting and with a warning where a quote is left open, which only the whole text shows."""
    try:
        deque(_records(text, separator), maxlen=0)
    except _OpenQuoteError:
        warnings.append(f"{name}: 引号没有成对，按不带引号读取 (a quote is never closed: read without quoting)")
        return _unquoted_records(text, separator)
    return _records(text, separator)


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, without a second copy of the whole text."""
    return (found[0] for found in _LINE.finditer(text))


def _separator(text: str) -> str | None:
    """The separator that splits most records, and most of them into equally many fields; None where none splits any."""
    if stated := _SEPARATOR_LINE.fullmatch(next(_lines(text), "")):
        return stated[1]
    score, separator = max((_fitness(text, separator), separator) for separator in reversed(_SEPARATORS))
    return separator if score > (0, 0, 0) else None


def _fitness(text: str, separator: str) -> tuple[float, float, int]:
    """Share of sample records that the separator splits, and splits into the most frequent number of fields; that number."""
    try:
        records = list(islice(csv.reader(_lines(text), delimiter=separator), _SAMPLE))
    except csv.Error:
        records = [line.split(separator) for line in islice(_lines(text), _SAMPLE)]
    widths = Counter(len(fields) for fields in records if len(fields) > 1)
    if not widths:
        return 0, 0, 0
    width, alike = widths.most_common(1)[0]
    filled = sum(1 for fields in records if any(fields))
    return widths.total() / max(1, filled), alike / max(1, filled), width


def _records(text: str, separator: str) -> Iterator[_Record]:
    """The records with their first lines.

    Raises:
        _OpenQuoteError: a quote is open at the end of the text, or a field runs on beyond any cell's length.
    """
    reader = csv.reader(chain(_lines(text), [_END]), delimiter=separator)
    line, fields = 1, []
    try:
        for fields in reader:
            if fields == [_END]:
                return
            yield _Record(fields, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _OpenQuoteError from error
    raise _OpenQuoteError


def _unquoted_records(text: str, separator: str) -> Iterator[_Record]:
    """The records of a text whose quotes can't be trusted: one a line, quotes around a whole field removed."""
    for number, line in enumerate(_lines(text), 1):
        fields = line.rstrip("\r\n").split(separator)
        yield _Record([field.removeprefix('"').removesuffix('"').replace('""', '"') for field in fields], number)


def _bounded(records: Iterable[_Record], name: str) -> Iterator[_Record]:
    cells = 0
    for record in records:
        cells += len(record.fields)
        if cells > LIMITS.cells:
            raise TooLargeError(name, f"{LIMITS.cells} 个单元格")
        yield record


def _cells(record: _Record) -> Iterator[Cell]:
    place = Place(line=record.line)
    for column, stored in enumerate(record.fields[: LIMITS.columns]):
        if lines := text_to_lines(_KEPT_AS_TEXT.sub(r"\1", stored)):
            yield as_cell(lines, column, place)
        if breaks := stored.count("\n") + stored.count("\r") - stored.count("\r\n"):
            place = Place(line=(place.line or 0) + breaks)
