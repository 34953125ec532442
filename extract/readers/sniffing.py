"""What a file really is: its content decides, its ending only breaks ties.

1. The first bytes name most binary formats; a zip is told by its parts, an OLE file by the streams at its root.
2. Anything else must be text: a sample of it is decoded, and looked at for the marks of MHTML, HTML, XML, JSON and tables.
3. Bytes that are no text make a damaged file of the format that the ending claims.
"""

from __future__ import annotations

import csv
import re
import struct
import zipfile
import zlib
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from extract.readers.compound import root_streams
from extract.readers.encoding import BinaryFileError, BrokenEncodingError, EmptyFileError, decode
from extract.readers.faults import DamagedFileError, EncryptedFileError, TooLargeError, UnsupportedFormatError
from extract.readers.formats import ADVISED, SUFFIXES, Kind
from extract.readers.latex_tables import holds_latex

if TYPE_CHECKING:
    from extract.readers.compound import Stream

_SAMPLE = 1 << 16
"""Bytes from the beginning by which a file is told."""
_PDF_MARK = b"%PDF-"
_PDF_WITHIN = 1024
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_MARKS = (b"\x09\x08\x08\x00", b"\x09\x08\x10\x00", b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""How sheets of old programs begin that stand in no OLE file."""
_OTHER_MARKS = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh"),
    *(b"\xfd7zXZ", b"SQLite format", b"\x7fELF", b"MZ", b"OggS", b"ID3", b"\x00\x00\x01\x00"),
)
"""Pictures, archives, programs and the like: whole files, but of no format that holds text."""

_DIRECTORY_BYTES = 4_000_000
"""Bytes of a zip's directory above which it is no document."""
_DIRECTORY_END = struct.Struct("<4s8xI")
_ZIP_KINDS = {"word/": Kind.DOCX, "xl/": Kind.XLSX}
_OPEN_DOCUMENT = {b"opendocument.text": Kind.ODT, b"opendocument.spreadsheet": Kind.ODS}

_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError)

_OLE_KINDS = {"WordDocument": Kind.DOC, "Workbook": Kind.XLS, "Book": Kind.XLS}
_OLE_ENCRYPTED = {"EncryptedPackage", "EncryptionInfo", "\tDRMContent"}
_WORD_MARKS = (0xA5EC, 0xA5DC)
_WORD_HEAD = struct.Struct("<H8xH")
_WORD_ENCRYPTED = 0x0100
_MINI_STREAM = 4096
"""Bytes below which a stream of an OLE file stands elsewhere than its sector says."""

_BINARY_ENDINGS = {
    *(".docx", ".doc", ".wps", ".rtf", ".odt", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".pdf"),
}
_PAGE_ENDINGS = {".html", ".htm", ".xhtml"}
_MARKDOWN_ENDINGS = {".md", ".markdown"}
_JSON_ENDINGS = {".json", ".jsonl", ".ndjson"}
_SEPARATED_ENDINGS = {".csv", ".tsv"}
_TEXT_ENDINGS = {".txt", ".text"}

_NEAR = 4096
"""Characters from the beginning in which a page or an XML file shows what it is."""
_MAIL = re.compile(r"(?:[A-Za-z][\w-]*:.*\n(?:[ \t].*\n)*)+")
_MAIL_FIELDS = ("\nmime-version:", "\ncontent-type:")
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|frameset)\b", re.IGNORECASE)
_OPENING_TAG = re.compile(r"\s*(?:<!--.*?-->\s*)*<([a-z][a-z0-9]*)[\s>/]", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(r"<(?:table|tr|td|p|div|span|br|h[1-6]|ul|ol|li|font|b|pre)\b", re.IGNORECASE)
_TABLE_TAG = re.compile(r"<table\b", re.IGNORECASE)
_XML_KINDS = (
    ("urn:schemas-microsoft-com:office:spreadsheet", Kind.EXCEL_XML),
    ("schemas.microsoft.com/office/word/2003/wordml", Kind.WORD_XML),
)
_JSON = re.compile(r"\s*(?:\[\s*)?\{\s*\"|\s*\[\s*\[\s*[\"\d]")
_PIPE_RULE = set("|:- \t")
_QUOTED_TAB = re.compile(r'(?:^|\t)"(?:[^"]|"")*"(?:\t|$)', re.MULTILINE)
_ALIKE = 0.9
"""Share of records with equally many fields from which lines of text are separated values."""
_LEAST_RECORDS = 3
_LEAST_FIELDS = 3


def sniff(file: BinaryIO, ending: str, name: str) -> Kind:
    """The format of an open file.

    Args:
        file: the file, from which only parts are read.
        ending: its ending in small letters, with the dot.
        name: its name in errors.

    Raises:
        EmptyFileError: no bytes.
        EncryptedFileError: an Office file behind a password.
        DamagedFileError: a broken archive, or bytes that are not what the ending claims.
        UnsupportedFormatError: a format that no reader knows.
    """
    head = file.read(_SAMPLE)
    if not head:
        raise EmptyFileError(name)
    kind = _binary(file, head, ending, name) or _text(head, ending, name)
    if kind is None or (kind is Kind.TEXT and ending and ending not in SUFFIXES):
        raise UnsupportedFormatError(name, ADVISED)
    return kind


def _binary(file: BinaryIO, head: bytes, ending: str, name: str) -> Kind | None:
    """The format that the first bytes name; None for text."""
    if _PDF_MARK in head[:_PDF_WITHIN]:
        return Kind.PDF
    if head.startswith(_ZIP_MARKS):
        return _zip(file, ending, name)
    if head.startswith(_OLE_MARK):
        return _ole(file, name)
    if head.lstrip().startswith(b"{\\rtf"):
        return Kind.RTF
    if head.startswith(_BIFF_MARKS):
        return Kind.XLS
    if head.startswith(_OTHER_MARKS) and b"\0" in head[:_NEAR]:
        raise UnsupportedFormatError(name, ADVISED)
    return None


def _zip(file: BinaryIO, ending: str, name: str) -> Kind:
    _check_directory(file, name)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {part.replace("\\", "/").lstrip("/").lower() for part in archive.namelist()}
            if "mimetype" in parts:
                return _open_document(archive, name)
    except _ZIP_ERRORS as error:
        raise DamagedFileError(name, f"zip: {error}") from error
    for start, kind in _ZIP_KINDS.items():
        if any(part.startswith(start) for part in parts):
            return kind
    if "content.xml" in parts:
        return Kind.ODS if ending == ".ods" else Kind.ODT
    raise UnsupportedFormatError(name, ADVISED)


def _check_directory(file: BinaryIO, name: str) -> None:
    """Raise TooLargeError where the list of the zip's parts alone would take much memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _SAMPLE - _DIRECTORY_END.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) >= at + _DIRECTORY_END.size:
        _, listed = _DIRECTORY_END.unpack_from(tail, at)
        if listed > _DIRECTORY_BYTES:
            raise TooLargeError(name, "压缩包目录过大 (too many parts in the archive)")
    file.seek(0)


def _open_document(archive: zipfile.ZipFile, name: str) -> Kind:
    with archive.open("mimetype") as part:
        declared = part.read(_NEAR)
    for mark, kind in _OPEN_DOCUMENT.items():
        if mark in declared:
            return kind
    raise UnsupportedFormatError(name, ADVISED)


def _ole(file: BinaryIO, name: str) -> Kind:
    streams = root_streams(file, name)
    if _OLE_ENCRYPTED & streams.keys():
        raise EncryptedFileError(name)
    for stream, kind in _OLE_KINDS.items():
        if stream in streams:
            if kind is Kind.DOC:
                _check_word(file, streams[stream], name)
            return kind
    raise UnsupportedFormatError(name, ADVISED)


def _check_word(file: BinaryIO, stream: Stream, name: str) -> None:
    """Raise where the text is encrypted, or no text of Word at all."""
    if stream.size < _MINI_STREAM:
        return
    file.seek(stream.offset)
    head = file.read(_WORD_HEAD.size)
    mark, flags = _WORD_HEAD.unpack(head) if len(head) == _WORD_HEAD.size else (0, 0)
    if mark not in _WORD_MARKS:
        raise DamagedFileError(name, "缺少 Word 文件头 (no head of a Word document)")
    if flags & _WORD_ENCRYPTED:
        raise EncryptedFileError(name)


def _text(head: bytes, ending: str, name: str) -> Kind | None:
    """The format of a file that must be text; None where it is XML that no reader knows."""
    try:
        text, _ = decode(head, name)
    except EmptyFileError:
        return Kind.TEXT
    except (BinaryFileError, BrokenEncodingError) as error:
        if ending in _BINARY_ENDINGS:
            raise DamagedFileError(name, f"内容不是 {ending} 格式 (content is no {ending[1:]} file)") from error
        # The reader of text judges by the whole file, and says what is wrong with it.
        return Kind.TEXT
    sample = text.lstrip("\ufeff \t\r\n").replace("\r\n", "\n").replace("\r", "\n")
    if sample.startswith("<") or ending in _PAGE_ENDINGS:
        return _marked_up(sample, ending)
    if _is_mail(sample):
        return Kind.MHTML
    return _plain(sample, ending)


def _marked_up(sample: str, ending: str) -> Kind | None:
    """The format of a text that begins with a tag, or of a page by its ending."""
    near = sample[:_NEAR]
    if _PAGE.search(near):
        return Kind.HTML
    for namespace, kind in _XML_KINDS:
        if namespace in near:
            return kind
    if near.startswith("<?xml") and ending not in _PAGE_ENDINGS:
        return None
    if ending in _MARKDOWN_ENDINGS:
        return Kind.MARKDOWN
    opening = _OPENING_TAG.match(near)
    is_page = ending in _PAGE_ENDINGS or (opening and opening[1].lower() == "table") or ending in _BINARY_ENDINGS
    tagged = _ANY_TAG.search(sample) if is_page else _TABLE_TAG.search(sample)
    return Kind.HTML if tagged else _plain(sample, ending)


def _is_mail(sample: str) -> bool:
    fields = _MAIL.match(sample[:_NEAR])
    return fields is not None and all(field in f"\n{fields[0]}".lower() for field in _MAIL_FIELDS)


def _plain(sample: str, ending: str) -> Kind:
    """The format of a text without markup around it."""
    if ending in _JSON_ENDINGS or (_JSON.match(sample) and ending not in _SEPARATED_ENDINGS | _MARKDOWN_ENDINGS):
        return Kind.JSON
    if ending in _MARKDOWN_ENDINGS:
        return Kind.MARKDOWN
    if ending in _BINARY_ENDINGS and _TABLE_TAG.search(sample):
        return Kind.HTML
    if _has_pipe_table(sample) or holds_latex(sample):
        return Kind.MARKDOWN
    if "\t" in sample and (ending != ".csv" or _is_tabbed(sample)):
        return Kind.SEPARATED if _QUOTED_TAB.search(sample) and ending not in _TEXT_ENDINGS else Kind.TEXT
    return Kind.SEPARATED if ending in _SEPARATED_ENDINGS or _is_separated(sample) else Kind.TEXT


def _has_pipe_table(text: str) -> bool:
    """Whether a line with pipes stands above one of dashes between pipes."""
    lines = text.split("\n")
    return any(
        "|" in line and "-" in line and "|" in above and set(line) <= _PIPE_RULE for above, line in pairwise(lines)
    )


def is_text_dump(data: bytes) -> bool:
    """Whether a Markdown file has no tables of its own, so that any table in it was printed as plain text."""
    text = data.replace(b"\0", b"").replace(b"\r\n", b"\n").decode("ascii", "replace")
    return not (_TABLE_TAG.search(text) or _has_pipe_table(text) or holds_latex(text))


def _is_tabbed(sample: str) -> bool:
    """Whether most lines hold a tab."""
    lines = [line for line in sample.split("\n") if line.strip()]
    return 2 * sum("\t" in line for line in lines) > len(lines)


def _is_separated(sample: str) -> bool:
    """Whether nearly all lines have the same number of fields, at least three, between commas."""
    lines = [line for line in sample.split("\n") if line.strip()]
    try:
        widths = Counter(map(len, csv.reader(lines)))
    except csv.Error:
        return False
    width, alike = widths.most_common(1)[0] if widths else (0, 0)
    return width >= _LEAST_FIELDS and alike >= max(_LEAST_RECORDS, _ALIKE * widths.total())
