"""Tables and documents written as literal text, a bar for each tab, for the tests of extraction."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from extract.document import Document, Row, Table
from extract.readers.text import text_to_blocks
from extract.reading import document_to_extraction

if TYPE_CHECKING:
    from extract.indicator import Indicator
    from extract.reading import Extraction


def document(text: str, name: str = "文件.txt") -> Document:
    """The document of a literal text; bars are tabs, common indentation is removed."""
    blocks = text_to_blocks(dedent(text).strip("\n").replace("|", "\t"))
    return Document(name=name, checksum="0" * 64, media_type="text/plain", blocks=blocks)


def rows(text: str) -> tuple[Row, ...]:
    """The rows of the one table that a literal text holds."""
    (table,) = (block for block in document(text).blocks if isinstance(block, Table))
    return table.rows


def row(text: str) -> Row:
    """One literal row; another one below it keeps a label with its value from being running text."""
    return rows(f"{text}\n甲|乙|丙")[0]


def extraction(text: str) -> Extraction:
    """All that is read from a literal text."""
    return document_to_extraction(document(text))


def indicators(text: str) -> tuple[Indicator, ...]:
    """The indicators of a literal text, in order."""
    return extraction(text).indicators


def brief(text: str, *fields: str) -> list[tuple[object, ...]]:
    """Some fields of the indicators of a literal text, in order."""
    return [tuple(getattr(indicator, field) for field in fields) for indicator in indicators(text)]
