"""Plain text to Content: the bytes decoded, then read line by line; a long text window by window."""

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
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from extract.document import Block

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
    yield from text_to_parts(text, name, (warning,) if warning else ())


def text_to_parts(text: str, name: str, warnings: tuple[str, ...]) -> Iterator[Content]:
    """Read a long text as `plain_to_parts` does; the warnings come with the first part."""
    return windows_to_parts(text, name, warnings, text_to_blocks, _CUTS)


def windows_to_parts(
    text: str,
    name: str,
    warnings: tuple[str, ...],
    read: Callable[[str], Sequence[Block]],
    cuts: Sequence[re.Pattern[str]],
) -> Iterator[Content]:
    """Read a long text window by window, each cut behind the last match of the first of `cuts` that its last quarter holds.

    Of a line that is longer than a window no more is read than this holds, with a warning: no document has such lines, and
    what stands behind the cut has lost its header.
    """
    at = lines = tables = 0
    while at < len(text):
        stop = _cut(text, at, cuts)
        window = text[at:stop]
        if stop < len(text) and not window.endswith(("\n", "\r")):
            line = _LINE_ENDS.search(text, stop)
            warnings = (*warnings, _too_long(name, lines + len(_LINE_ENDS.findall(window)) + 1))
            stop = line.end() if line else len(text)
        blocks = [
            replace(block, number=block.number + tables) if isinstance(block, Table) else block
            for block in shifted(read(window), lines)
        ]
        yield Content(tuple(blocks), warnings)
        warnings = ()
        tables += sum(isinstance(block, Table) for block in blocks)
        lines += len(_LINE_ENDS.findall(text[at:stop]))
        at = stop


def _too_long(name: str, line: int) -> str:
    return (
        f"{name}: 第 {line} 行超过 {LIMITS.window // 10_000} 万字，只读取了开头部分；请改用原文件，或按行重新导出 "
        "(a line too long to be read to its end: use the original file, or export it line by line)"
    )


def _cut(text: str, start: int, cuts: Sequence[re.Pattern[str]]) -> int:
    """Where the window that begins at `start` ends."""
    end = start + LIMITS.window
    if end >= len(text):
        return len(text)
    for cut in cuts:
        found = [match.end() for match in cut.finditer(text, end - LIMITS.window // 4, end)]
        if found:
            return found[-1]
    return end
