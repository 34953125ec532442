"""Plain text to Content: the bytes decoded, then read line by line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Content, Table
from extract.readers.encoding import decode
from extract.readers.limits import LIMITS
from extract.readers.places import shifted
from extract.readers.text import text_to_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CUTS = (
    re.compile(r"\n[^\S\n]*\n(?=[^\t\n]{2,40}表[^\S\n]*\r?\n)"),
    re.compile(r"\n[^\S\n]*\n(?!\t)"),
    re.compile(r"\n"),
)
"""Where a long text is cut, the best place first: before a title of a form, at a blank line, at a line's end."""
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def plain_to_content(data: bytes, name: str) -> Content:
    """Read a text file.

    Raises:
        UnreadableDocumentError: empty, binary, or in an encoding that can't be read.
    """
    text, warning = decode(data, name)
    return Content(text_to_blocks(text), (warning,) if warning else ())


def plain_to_parts(path: Path, name: str) -> Iterator[Content]:
    """Read a long text file in windows, each cut where a form begins if one does in its last quarter.

    Raises:
        UnreadableDocumentError: empty, binary, or in an encoding that can't be read.
    """
    text, warning = decode(path.read_bytes(), name)
    at = lines = tables = 0
    while at < len(text):
        stop = _cut(text, at)
        window = text[at:stop]
        blocks = [
            replace(block, number=block.number + tables) if isinstance(block, Table) else block
            for block in shifted(text_to_blocks(window), lines)
        ]
        yield Content(tuple(blocks), (warning,) if warning and not at else ())
        tables += sum(isinstance(block, Table) for block in blocks)
        lines += len(_LINE_ENDS.findall(window))
        at = stop


def _cut(text: str, start: int) -> int:
    """Where the window that begins at `start` ends."""
    end = start + LIMITS.window
    if end >= len(text):
        return len(text)
    for cut in _CUTS:
        found = [match.end() for match in cut.finditer(text, end - LIMITS.window // 4, end)]
        if found:
            return found[-1]
    return end
