"""JSON and JSON Lines to Content: lists of flat objects become tables headed by their keys, each value at its source line.

The reader walks the text itself, because the standard one forgets where a value stood and how a number was printed.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from extract.document import Block, Cell, Content, Paragraph, Place, Row, Table
from extract.form import is_title
from extract.readers.encoding import decode
from extract.readers.faults import DamagedFileError, TooLargeError
from extract.readers.limits import LIMITS
from extract.readers.places import numbered
from extract.readers.spans import as_cell, text_to_lines
from ontology.forms import column_role, field_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SPACE = re.compile(r"[\s\ufeff]*")
_NEXT_ROW = re.compile(r"\n[ \t]*(?=\{)")
_SCALARS = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)
_ABOVE = frozenset({"objective", "level1", "level2"})
"""Roles of the keys of what holds rows below it."""
_WORDS = {True: "true", False: "false", None: ""}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, a number as printed, or a word; null is blank."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values."""

    items: tuple[Value, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Object:
    """Keys with their values, in order; a key that returns stands twice."""

    members: tuple[tuple[str, Value], ...]
    offset: int


Value: TypeAlias = "Scalar | Array | Object"


class _BrokenError(Exception):
    """Text that is no JSON at an offset."""

    def __init__(self, offset: int) -> None:
        """Take the offset (from 0)."""
        super().__init__(offset)
        self.offset = offset


class _DeepError(Exception):
    """Values nested deeper than any table."""


def json_to_content(data: bytes, name: str) -> Content:
    """Read JSON: lists of objects (at the top, under any key, or one a line) as tables, other keys as lines `key：value`.

    Raises:
        UnreadableDocumentError: the encoding or the JSON is broken, or it is nested too deep.
    """
    text, warning = decode(data, name)
    if len(data) > LIMITS.tree_bytes or text.count(",") > LIMITS.cells:
        raise TooLargeError(name, f"{LIMITS.tree_bytes // 1_000_000} MB, {LIMITS.cells} 个值")
    source = _Source(text, name)
    try:
        values = list(_top_values(source))
    except _DeepError as error:
        raise TooLargeError(name, f"嵌套超过 {LIMITS.depth} 层") from error
    only = values[0] if len(values) == 1 and not _is_row(values[0]) else Array(tuple(values), 0)
    blocks = numbered(_blocks("", only, source))
    return Content(blocks, (*([warning] if warning else ()), *dict.fromkeys(source.warnings)))


@dataclass(slots=True)
class _Source:
    """The text with the offsets of its line ends, and what was wrong with it."""

    text: str
    name: str
    warnings: list[str] = field(default_factory=list)
    ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Find the line ends."""
        self.ends = [found.start() for found in re.finditer("\n", self.text)]

    def line(self, offset: int) -> int:
        """The source line (from 1) of an offset."""
        return bisect_right(self.ends, offset - 1) + 1

    def place(self, value: Value) -> Place:
        """Where a value begins."""
        return Place(line=self.line(value.offset))


def _top_values(source: _Source) -> Iterator[Value]:
    """The values of the text, one after the other; what is broken is left out with a warning.

    Raises:
        DamagedFileError: no value can be read.
    """
    text, at, read, line = source.text, _skip(source.text, 0), 0, 1
    while at < len(text):
        try:
            value, end = _value(text, at, 0)
        except _BrokenError as error:
            line = source.line(error.offset)
            at = _next_row(text, at if not source.warnings else max(at, text.rfind("\n", 0, error.offset)))
            source.warnings.append(f"{source.name}: 第 {line} 行不是 JSON，已跳过 (no JSON: skipped)")
            continue
        yield value
        read += 1
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at : at + 1] == "," else at
    if not read:
        raise DamagedFileError(source.name, f"第 {line} 行不是 JSON")


def _next_row(text: str, at: int) -> int:
    """The offset of the next object that begins a line, or the end of the text.

    Only the first failure looks for it from where the failed value began: a list that breaks off still holds whole rows. Later
    ones go on from where they failed, so that a text is never walked more than twice.
    """
    row = _NEXT_ROW.search(text, at)
    return row.end() if row else len(text)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> tuple[Value, int]:
    if depth > LIMITS.depth:
        raise _DeepError
    opening = text[at : at + 1]
    if opening == "{":
        members, end = _members(text, at, depth)
        return Object(tuple(members), at), end
    if opening == "[":
        items, end = _items(text, at, depth)
        return Array(tuple(items), at), end
    return _scalar(text, at)


def _scalar(text: str, at: int) -> tuple[Scalar, int]:
    try:
        value, end = _SCALARS.raw_decode(text, at)
    except (json.JSONDecodeError, StopIteration) as error:
        raise _BrokenError(at) from error
    return Scalar(value if isinstance(value, str) else _WORDS[value], at), end


def _items(text: str, at: int, depth: int) -> tuple[list[Value], int]:
    items: list[Value] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] != "]":
        item, at = _value(text, at, depth + 1)
        items.append(item)
        at = _next(text, at, "]")
    return items, at + 1


def _members(text: str, at: int, depth: int) -> tuple[list[tuple[str, Value]], int]:
    members: list[tuple[str, Value]] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        if text[at : at + 1] != '"':
            raise _BrokenError(at)
        key, at = _scalar(text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise _BrokenError(at)
        value, at = _value(text, _skip(text, at + 1), depth + 1)
        members.append((key.text, value))
        at = _next(text, at, "}")
    return members, at + 1


def _next(text: str, at: int, closing: str) -> int:
    """The offset of the next member or of the closing sign, behind the comma between them."""
    at = _skip(text, at)
    if text[at : at + 1] == ",":
        return _skip(text, at + 1)
    if text[at : at + 1] != closing:
        raise _BrokenError(at)
    return at


def _blocks(key: str, value: Value, source: _Source) -> Iterator[Block]:
    """The blocks of a value: tables for lists of rows, lines for the scalars around them, in order."""
    if isinstance(value, Scalar):
        text = value.text.strip()
        if text or field_role(key) == "project":  # that a project's name is blank tells of a project
            yield Paragraph(f"{key}：{text}" if key else text, source.place(value))
    elif isinstance(value, Object):
        if is_title(key):
            yield Paragraph(key, source.place(value))
        for name, member in value.members:
            yield from _blocks(name, member, source)
    elif _is_rows(rows := _unnested(value)):
        yield _table(rows, source)
    else:
        for item in value.items:
            yield from _blocks(key, item, source)


def _unnested(value: Array) -> Array:
    """A list of levels that hold the list of what is below them (一级指标, and within it 二级指标 …), as the innermost rows.

    Each row has the keys of the levels above it, unless it has such a key itself.
    """
    rows: list[Value] = []
    for item in value.items:
        nested = [member for _, member in item.members if _holds_objects(member)] if isinstance(item, Object) else []
        if not isinstance(item, Object) or len(nested) != 1 or not _is_level(item):
            return value
        above = [(key, member) for key, member in item.members if isinstance(member, Scalar)]
        for row in _unnested(nested[0]).items:
            if isinstance(row, Object):
                own = {key for key, _ in row.members}
                rows.append(Object((*(pair for pair in above if pair[0] not in own), *row.members), row.offset))
    return Array(tuple(rows), value.offset) if rows else value


def _holds_objects(value: Value) -> TypeGuard[Array]:
    return isinstance(value, Array) and any(isinstance(item, Object) for item in value.items)


def _is_level(item: Object) -> bool:
    return any(isinstance(member, Scalar) and column_role(key) in _ABOVE for key, member in item.members)


def _is_row(value: Value) -> bool:
    """Whether a value is an object of scalars: JSON Lines may hold one row only."""
    return isinstance(value, Object) and all(isinstance(member, Scalar) for _, member in value.members)


def _is_rows(value: Array) -> bool:
    """Whether a list holds the rows of one table: lists, or objects none of which holds rows itself."""
    kinds = {type(item) for item in value.items}
    if kinds == {Array}:
        return all(isinstance(cell, Scalar) for item in value.items if isinstance(item, Array) for cell in item.items)
    return kinds == {Object} and not any(
        isinstance(member, Array) and any(isinstance(item, Object) for item in member.items)
        for item in value.items
        if isinstance(item, Object)
        for _, member in item.members
    )


def _table(value: Array, source: _Source) -> Table:
    if isinstance(value.items[0], Array):
        listed = [item.items for item in value.items if isinstance(item, Array)]
        return Table(tuple(_rows([dict(enumerate(items)) for items in listed], source, 1)), 1)
    objects = [_spread(item) for item in value.items if isinstance(item, Object)]
    columns = {
        key: column for column, key in enumerate(dict.fromkeys(key for item in objects for key, _ in item.members))
    }
    place = source.place(objects[0])
    headings = islice(columns.items(), LIMITS.columns)
    heading = (as_cell(lines, column, place) for key, column in headings if (lines := text_to_lines(key)))
    rows = _rows([{columns[key]: member for key, member in item.members} for item in objects], source, 2)
    return Table((Row(tuple(heading), 1), *rows), 1)


def _spread(item: Object) -> Object:
    """A row with the columns that one of its values holds (历史值: {2022年: …, 2023年: …}) beside its own."""
    spread: list[tuple[str, Value]] = []
    for key, member in item.members:
        inner = member.members if isinstance(member, Object) else ()
        spread.extend(inner if inner and all(column_role(name) for name, _ in inner) else [(key, member)])
    return Object(tuple(spread), item.offset)


def _rows(rows: Sequence[dict[int, Value]], source: _Source, first: int) -> Iterator[Row]:
    for number, values in enumerate(rows, first):
        cells = tuple(_cells(values, source))
        if cells:
            yield Row(cells, number)


def _cells(values: dict[int, Value], source: _Source) -> Iterator[Cell]:
    for column in sorted(values):
        if column >= LIMITS.columns:
            source.warnings.append(
                f"{source.name}: 超过 {LIMITS.columns} 列的内容未读 (columns further right were not read)"
            )
            return
        value = values[column]
        if isinstance(value, Object):
            line = source.line(value.offset)
            source.warnings.append(
                f"{source.name}: 第 {line} 行：嵌套的对象按文字读取 (a nested object was read as text)"
            )
        if lines := tuple(_lines(value)):
            yield as_cell(lines, column, source.place(value))


def _lines(value: Value) -> Iterator[str]:
    """The printed lines of a cell's value; members of an object as `key：value`."""
    if isinstance(value, Scalar):
        yield from text_to_lines(value.text)
    elif isinstance(value, Array):
        for item in value.items:
            yield from _lines(item)
    else:
        for key, member in value.members:
            if text := "".join(_lines(member)):
                yield f"{key}：{text}"
