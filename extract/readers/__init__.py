"""One module per file format; each turns bytes into a Document, and nothing else knows formats."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from extract.document import Document
from extract.readers.encoding import decode
from extract.readers.faults import UnreadableFileError, UnsupportedFormatError
from extract.readers.text import text_to_blocks

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".txt", ".text", ".tsv")
"""The endings of files that are read."""


def file_to_document(path: Path, name: str) -> Document:
    """Read a file into the document model.

    Raises:
        UnreadableDocumentError: with the file's name and the mend.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnsupportedFormatError(name, SUFFIXES)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(name, error.strerror or type(error).__name__) from error
    text, warning = decode(data, name)
    return Document(
        name=name,
        checksum=hashlib.sha256(data).hexdigest(),
        media_type="text/plain",
        blocks=text_to_blocks(text),
        warnings=(warning,) if warning else (),
    )
