"""Safe access to the parts of an office file: a zip archive of XML of which nothing is believed.

Parts are read in chunks and counted while they unpack, so a header that lies about a size gains nothing. Their names are keys
only: nothing is ever written to disk. XML with a document type is refused, so entities, local or external, have no meaning.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Literal, NoReturn, cast

from lxml import etree

from extract.readers.encoding import EmptyFileError
from extract.readers.faults import DamagedFileError, EncryptedFileError, TooLargeError
from extract.readers.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

Element = etree._Element  # noqa: SLF001 - the name that lxml gives to the class of its elements
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins: old Office formats, and new ones behind a password."""
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 16
_FREE_BYTES = 4 << 20
"""Unpacked bytes of a part up to which its ratio does not matter."""
_TREE_TAGS = 4_000_000
"""Tags of one parsed tree: an element takes some 130 bytes of memory, however short its tag."""
_PENDING_TAGS = 1_000_000
"""Tags of a streamed part between two elements that are read (a full spreadsheet row has about 70,000)."""
_ROOT = "/"

# Since 2006 the strict variant of Office Open XML only renames the namespaces.
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = tuple(
    (_STRICT + strict, b"http://schemas.openxmlformats.org/" + transitional)
    for strict, transitional in (
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"drawingml/main", b"drawingml/2006/main"),
    )
)

Event = Literal["start", "end"]


class Archive:
    """An opened office file; parts are looked up without regard to case, as the formats' own programs do."""

    def __init__(self, source: bytes | BinaryIO, name: str) -> None:
        """Open the archive in `source`, its bytes or the file itself; `name` is the file's name in errors and warnings.

        Raises:
            EmptyFileError: no bytes at all.
            EncryptedFileError: an Office file behind a password.
            DamagedFileError: no zip archive, or a truncated one.
        """
        file = io.BytesIO(source) if isinstance(source, bytes) else source
        self.name = name
        self.size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if not self.size:
            raise EmptyFileError(name)
        if file.read(len(OLE_SIGNATURE)) == OLE_SIGNATURE:
            raise _ole_error(source if isinstance(source, bytes) else OLE_SIGNATURE + file.read(), name)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
            raise DamagedFileError(name, f"zip: {error}") from error
        members = [(_key(info.filename), info) for info in self._zip.infolist()]
        # The first of several parts of one name is read: programs differ, and the warning says that they do.
        self._parts = dict(reversed(members))
        doubled = len(members) - len(self._parts)
        self.warnings = (
            (f"{name}: 压缩包内有 {doubled} 个重名部件，只读第一个 (duplicated parts in archive)",) if doubled else ()
        )

    def __contains__(self, part: str) -> bool:
        """Whether the archive has this part."""
        return _key(part) in self._parts

    def read(self, part: str) -> bytes:
        """The bytes of a part.

        Raises:
            TooLargeError: it unpacks to more than a part may.
            DamagedFileError: it is missing or broken.
            EncryptedFileError: it asks for a password.
        """
        return b"".join(self._chunks(part, LIMITS.tree_bytes))

    def tree(self, part: str) -> Element:
        """The root of an XML part, without comments and processing instructions; raises as `read` does."""
        data = transitional(self.read(part))
        if data.count(b"<") > _TREE_TAGS:
            raise TooLargeError(self.name, f"{part}: XML 元素过多 (too many elements)")
        try:
            root = etree.fromstring(data, _tree_parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            self._refuse(part, error)
        self._check_document_type(part, root)
        return root

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part as they are unpacked; raises as `read` does."""
        return self._chunks(part, LIMITS.part_bytes)

    def elements(self, part: str, *tags: str, events: tuple[Event, ...] = ("end",)) -> Iterator[tuple[str, Element]]:
        """Each element of these tags as the part streams by, with its event; it is emptied when the next one is asked for.

        Raises as `read` does.
        """
        parser = _pull_parser(tags, events)
        pending, first = 0, True
        for chunk in self._chunks(part, LIMITS.part_bytes):
            pending += chunk.count(b"<")
            self._feed(part, parser, transitional(chunk) if first else chunk)
            first = False
            for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if pending:
                    self._check_document_type(part, element)
                    pending = 0
                yield event, element
                if event == "end":
                    _forget(element)
            if pending > _PENDING_TAGS:
                raise TooLargeError(self.name, f"{part}: 单行数据过大 (one row is too large)")
        self._close(part, parser)

    def _feed(self, part: str, parser: etree.XMLPullParser, chunk: bytes) -> None:
        try:
            parser.feed(chunk)
        except (etree.XMLSyntaxError, ValueError) as error:
            self._refuse(part, error)

    def _close(self, part: str, parser: etree.XMLPullParser) -> None:
        try:
            root = parser.close()
        except (etree.XMLSyntaxError, ValueError) as error:
            self._refuse(part, error)
        self._check_document_type(part, root)

    def _refuse(self, part: str, error: Exception) -> NoReturn:
        if "Excessive depth" in str(error):
            raise TooLargeError(self.name, f"{part}: XML 嵌套过深 (nested too deeply)") from error
        raise DamagedFileError(self.name, f"{part}: {error}") from error

    def _check_document_type(self, part: str, element: Element) -> None:
        if element.getroottree().docinfo.internalDTD is not None:
            raise DamagedFileError(
                self.name, f"{part}: 含有 DOCTYPE，办公文档中不允许 (document type in an office file)"
            )

    def _chunks(self, part: str, bound: int) -> Iterator[bytes]:
        info = self._parts.get(_key(part))
        if info is None:
            raise DamagedFileError(self.name, f"缺少部件 {part} (part missing)")
        allowed = min(bound, _FREE_BYTES + min(info.compress_size, self.size) * LIMITS.ratio)
        count = 0
        for chunk in self._unpacked(part, info):
            count += len(chunk)
            if count > allowed:
                raise TooLargeError(self.name, f"{part}: 解压后超过 {allowed / 1e6:.0f} MB (unpacked size)")
            yield chunk

    def _unpacked(self, part: str, info: zipfile.ZipInfo) -> Iterator[bytes]:
        if info.flag_bits & 1:
            raise EncryptedFileError(self.name)
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise DamagedFileError(self.name, f"{part}: {error}") from error


def resolve(base: str, target: str) -> str | None:
    """The part that `target` names as seen from part `base`, or None where it leads out of the archive."""
    joined = target if target.startswith(_ROOT) else posixpath.join(posixpath.dirname(base), target)
    path = posixpath.normpath(joined.replace("\\", _ROOT)).lstrip(_ROOT)
    return None if path.startswith("..") or ":" in path else path


def transitional(head: bytes) -> bytes:
    """The first bytes of a part with the namespaces of strict Office Open XML renamed to the usual ones."""
    if _STRICT in head:
        for strict, usual in _TRANSITIONAL:
            head = head.replace(strict, usual)
    return head


def holds_encrypted_package(data: bytes) -> bool:
    """Whether a file is the compound file that Office makes of a new format behind a password."""
    return data.startswith(OLE_SIGNATURE) and _ENCRYPTED_STREAM in data


def _ole_error(data: bytes, name: str) -> EncryptedFileError | DamagedFileError:
    if holds_encrypted_package(data):
        return EncryptedFileError(name)
    return DamagedFileError(name, "内容是旧版 Office 格式，不是 zip (an old Office format, not a zip)")


def _key(part: str) -> str:
    return part.replace("\\", _ROOT).lstrip(_ROOT).lower()


def _tree_parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _pull_parser(tags: tuple[str, ...], events: tuple[Event, ...]) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _forget(element: Element) -> None:
    """Empty an element that was read, and drop its earlier siblings, so that a streamed part takes no memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (earlier := element.getprevious()) is not None:
        parent.remove(earlier)
