"""One module per file format; each turns bytes into content, and nothing else knows formats.

A file becomes a Document in four steps: its content tells the format (`sniffing`), an old format is converted (`conversion`), the
format's reader reads it, a binary one in a process of its own (`isolation`), and pages without text are recognised (`ocr`).
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from stat import S_ISREG
from typing import TYPE_CHECKING

from extract.document import Content, Document
from extract.readers.faults import NotAFileError, NoTextError, TooLargeError, UnreadableFileError
from extract.readers.formats import CONVERTED, FORMATS, OCR, SUFFIXES, Kind, load_parts
from extract.readers.html_ballast import without_ballast
from extract.readers.isolation import Task, read_here, read_isolated, read_isolated_parts
from extract.readers.limits import LIMITS
from extract.readers.settings import DEFAULT_SETTINGS, ReaderSettings
from extract.readers.sniffing import is_text_dump, sniff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["SUFFIXES", "ReaderSettings", "file_to_document", "file_to_parts"]

_QUICK_BYTES = 2_000_000
"""Bytes that are read in the time of the settings; a larger file gets more, in proportion."""
_OCR_ADVICE = "kpigraph[ocr]"
"""What a reader names in a warning about pages that only recognition can read."""
_OCR_TIMES, _OCR_MEMORY = 60, 4
"""How many times the time and the memory of the settings recognition gets: it takes seconds for each page."""
_LONG = {Kind.TEXT: 1_500_000, Kind.SEPARATED: 1_500_000, Kind.MARKDOWN: 1_500_000, Kind.XLSX: 8_000_000}
"""Bytes from which files of these formats come in parts."""
_PARTS = {
    Kind.TEXT: "extract.readers.plain:plain_to_parts",
    Kind.SEPARATED: "extract.readers.separated:separated_to_parts",
    Kind.MARKDOWN: "extract.readers.markdown:markdown_to_parts",
}
"""What reads a long text."""
_LONGEST = 20
"""How many times the time of the settings a file gets at most."""


def file_to_parts(path: Path, name: str, settings: ReaderSettings = DEFAULT_SETTINGS) -> Iterator[Document]:
    """Read a file into the document model, in parts where it is too long to be held as a whole.

    Only texts, separated values, Markdown and Excel workbooks come in parts; each is a document of the same name with the
    blocks that follow those of the part before it, its tables numbered and placed as in the whole file.

    Args:
        path: the file.
        name: what the document is called, in its record and in errors.
        settings: the converter, and the bounds of time and memory.

    Raises:
        UnreadableDocumentError: with the file's name and the mend; while the parts are asked for, too.
    """
    try:
        size = _regular_size(path, name)
        kind = None
        if size > min(_LONG.values()):
            with path.open("rb") as file:
                kind = sniff(file, path.suffix.lower(), name)
        if kind is None or size <= _LONG.get(kind, size):
            yield file_to_document(path, name, settings)
            return
        with path.open("rb") as file:
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
        form = FORMATS[kind]
        exact = _is_exact(path, kind)
        for content in _parts(path, kind, name, settings):
            yield Document(name, checksum, form.media_type, content.blocks, content.warnings, exact=exact)
    except OSError as error:
        raise UnreadableFileError(name, error.strerror or type(error).__name__) from error


def _parts(path: Path, kind: Kind, name: str, settings: ReaderSettings) -> Iterator[Content]:
    if kind in _PARTS:
        if path.stat().st_size > LIMITS.plain_bytes:
            raise TooLargeError(name, f"{LIMITS.plain_bytes // 1_000_000} MB")
        return load_parts(_PARTS[kind])(path, name)
    task = Task("extract.readers.xlsx_parts:xlsx_to_parts", str(path), name, parts=True)
    return read_isolated_parts(task, seconds=settings.seconds * _LONGEST, memory_mb=settings.memory_mb)


def file_to_document(path: Path, name: str, settings: ReaderSettings = DEFAULT_SETTINGS) -> Document:
    """Read a file into the document model.

    Args:
        path: the file.
        name: what the document is called, in its record and in errors.
        settings: the converter, and the bounds of time and memory.

    Raises:
        UnreadableDocumentError: with the file's name and the mend.
    """
    try:
        _regular_size(path, name)
        with path.open("rb") as file:
            kind = sniff(file, path.suffix.lower(), name)
            file.seek(0)
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
        content, exact = _read(path, kind, name, settings)
    except OSError as error:
        raise UnreadableFileError(name, error.strerror or type(error).__name__) from error
    return Document(
        name=name,
        checksum=checksum,
        media_type=FORMATS[kind].media_type,
        blocks=content.blocks,
        warnings=content.warnings,
        exact=exact,
    )


def _regular_size(path: Path, name: str) -> int:
    """The bytes of a regular file; a pipe or a device has no end, and opening one may wait for ever.

    Raises:
        NotAFileError: the path names something else.
    """
    found = path.stat()
    if not S_ISREG(found.st_mode):
        raise NotAFileError(name)
    return found.st_size


def _read(path: Path, kind: Kind, name: str, settings: ReaderSettings) -> tuple[Content, bool]:
    """The content of a file, and whether its format says where each cell stands."""
    form = FORMATS[kind]
    size = path.stat().st_size
    if form.media_type.startswith("text/") and size > LIMITS.text_bytes and not _is_mostly_ballast(path, kind, size):
        raise TooLargeError(name, f"{LIMITS.text_bytes // 1_000_000} MB")
    task = Task(form.reader, str(path), name)
    if size <= form.here:
        return read_here(task), _is_exact(path, kind)
    seconds = settings.seconds * min(max(1, size / _QUICK_BYTES), _LONGEST)
    if kind is Kind.PDF:
        return _pdf(task, settings, seconds), form.exact
    if kind in CONVERTED:
        return _converted(path, kind, task, settings, seconds), form.exact
    return read_isolated(task, seconds=seconds, memory_mb=settings.memory_mb), form.exact


def _is_mostly_ballast(path: Path, kind: Kind, size: int) -> bool:
    """Whether a file is a web page that would be no larger than a text may be without its pictures, scripts and comments."""
    if kind is not Kind.HTML or size > LIMITS.page_bytes:
        return False
    return len(without_ballast(path.read_bytes())) <= LIMITS.text_bytes


def _is_exact(path: Path, kind: Kind) -> bool:
    """Whether a file's format says where each cell stands, as Markdown does unless it only holds a dumped text."""
    return FORMATS[kind].exact and not (kind is Kind.MARKDOWN and is_text_dump(path.read_bytes()))


def _converted(path: Path, kind: Kind, task: Task, settings: ReaderSettings, seconds: float) -> Content:
    from extract.readers.conversion import check_readable, converted

    with converted(path, kind, task.name, settings, seconds) as copy:
        content = read_isolated(task._replace(path=str(copy)), seconds=seconds, memory_mb=settings.memory_mb)
    check_readable(content, task.name)
    return content


def _pdf(task: Task, settings: ReaderSettings, seconds: float) -> Content:
    """A PDF's content; where its reader advises recognition and the extra is installed, with what that reads on scanned pages."""
    recognises = settings.ocr and _has_ocr()
    try:
        content = read_isolated(task, seconds=seconds, memory_mb=settings.memory_mb)
    except NoTextError:
        if not recognises:
            raise
    else:
        if not recognises or not any(_OCR_ADVICE in warning for warning in content.warnings):
            return content
    longer, more = settings.seconds * _OCR_TIMES, settings.memory_mb * _OCR_MEMORY
    return read_isolated(task._replace(reader=OCR), seconds=longer, memory_mb=more)


def _has_ocr() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
