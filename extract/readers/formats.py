"""The formats that are read: what each is called on the web, which function reads it, and what kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from importlib import import_module
from math import inf
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from extract.document import Content

    Read = Callable[[bytes, str], Content]
    ReadParts = Callable[[Path, str], Iterator[Content]]

SUFFIXES = (
    *(".txt", ".text", ".tsv", ".csv", ".md", ".markdown", ".html", ".htm", ".xhtml", ".mht", ".mhtml"),
    *(".json", ".jsonl", ".ndjson", ".docx", ".doc", ".wps", ".rtf", ".odt"),
    *(".xlsx", ".xlsm", ".xls", ".et", ".ods", ".pdf"),
)
"""The endings by which a folder's files are picked up; what a file is read as, its content decides."""
ADVISED = (".docx", ".xlsx", ".pdf", ".html", ".csv", ".txt")
"""The endings that a user is advised to save as."""
_SMALL_PAGE = 1_000_000
"""Bytes of HTML whose tree takes no more memory than any other file."""


class Kind(Enum):
    """The formats by name."""

    TEXT = auto()
    MARKDOWN = auto()
    SEPARATED = auto()
    JSON = auto()
    HTML = auto()
    MHTML = auto()
    PDF = auto()
    DOCX = auto()
    XLSX = auto()
    ODT = auto()
    ODS = auto()
    XLS = auto()
    DOC = auto()
    RTF = auto()
    WORD_XML = auto()
    EXCEL_XML = auto()


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    `reader` names the module and function (for a format that is converted first, those of the other format); a file of more than
    `here` bytes could exhaust or crash the process that reads it, and is read in one of its own; `exact` tells that the format
    itself says where each cell stands.
    """

    media_type: str
    reader: str
    here: float = 0
    exact: bool = True


def load(reader: str) -> Read:
    """The function that `package.module:function` names; imported only here, with the libraries that it needs."""
    module, _, function = reader.partition(":")
    return cast("Read", getattr(import_module(module), function))


def load_parts(reader: str) -> ReadParts:
    """The function that `package.module:function` names, which reads a path part by part."""
    return cast("ReadParts", load(reader))


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


FORMATS: Mapping[Kind, Format] = {
    Kind.TEXT: Format("text/plain", "extract.readers.plain:plain_to_content", inf, exact=False),
    Kind.MARKDOWN: Format("text/markdown", "extract.readers.markdown:markdown_to_content", inf),
    Kind.SEPARATED: Format("text/csv", "extract.readers.separated:separated_to_content", inf),
    Kind.JSON: Format("application/json", "extract.readers.json_rows:json_to_content", inf),
    Kind.HTML: Format("text/html", "extract.readers.html:html_to_content", _SMALL_PAGE),
    Kind.MHTML: Format("multipart/related", "extract.readers.mhtml:mhtml_to_content", _SMALL_PAGE),
    Kind.PDF: Format("application/pdf", "extract.readers.pdf:pdf_to_content"),
    Kind.DOCX: Format(f"{_OPEN_XML}.wordprocessingml.document", "extract.readers.docx:docx_to_content"),
    Kind.XLSX: Format(f"{_OPEN_XML}.spreadsheetml.sheet", "extract.readers.xlsx:xlsx_to_content"),
    Kind.ODT: Format(f"{_OPEN_DOCUMENT}.text", "extract.readers.opendocument:odt_to_content"),
    Kind.ODS: Format(f"{_OPEN_DOCUMENT}.spreadsheet", "extract.readers.opendocument:ods_to_content"),
    Kind.XLS: Format("application/vnd.ms-excel", "extract.readers.xls:xls_to_content"),
    Kind.DOC: Format("application/msword", "extract.readers.docx:docx_to_content"),
    Kind.RTF: Format("application/rtf", "extract.readers.docx:docx_to_content"),
    Kind.WORD_XML: Format("application/xml", "extract.readers.docx:docx_to_content"),
    Kind.EXCEL_XML: Format("application/xml", "extract.readers.xlsx:xlsx_to_content"),
}
CONVERTED = frozenset({Kind.DOC, Kind.RTF, Kind.WORD_XML, Kind.EXCEL_XML})
"""Formats that LibreOffice makes another one of before they are read."""
OCR = "extract.readers.ocr:scan_to_content"
"""The reader of PDF files with scanned pages."""
