"""Content that passes between processes: it arrives as it was."""

from __future__ import annotations

from dataclasses import fields
from typing import get_type_hints

from extract.document import Cell, Content, Heading, Paragraph, Place, Row, Table
from extract.readers.transport import bytes_to_content, content_to_bytes

CELL = Cell("95%", 2, Place(page=3, column=4), 2, 3, ("9", "5%"), "0.95", hidden=True)
"""Every field unlike what it is where nothing is said."""


def test_blocks_arrive_as_they_were() -> None:
    content = Content(
        (Heading("标题", Place(line=1)), Paragraph("正文", Place(sheet="表")), Table((Row((CELL,), 7),), 2)), ("警告",)
    )
    assert bytes_to_content(content_to_bytes(content)) == content


def test_all_that_is_known_of_a_table_arrives() -> None:
    """What a reader marks its tables with decides how sure their rows are."""
    marks = [field.name for field in fields(Table) if get_type_hints(Table)[field.name] is bool]
    table = Table((Row((CELL,), 1),), 1, **dict.fromkeys(marks, True))
    (arrived,) = bytes_to_content(content_to_bytes(Content((table,)))).blocks
    assert {mark: getattr(arrived, mark) for mark in marks} == dict.fromkeys(marks, True)
