"""Plain text to Content: the bytes decoded, then read line by line."""

from __future__ import annotations

from extract.document import Content
from extract.readers.encoding import decode
from extract.readers.text import text_to_blocks


def plain_to_content(data: bytes, name: str) -> Content:
    """Read a text file.

    Raises:
        UnreadableDocumentError: empty, binary, or in an encoding that can't be read.
    """
    text, warning = decode(data, name)
    return Content(text_to_blocks(text), (warning,) if warning else ())
