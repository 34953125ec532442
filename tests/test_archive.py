"""Office files that lie or attack: each ends in a clear error or a partial result that says so, and nothing leaves the process."""

from __future__ import annotations

import io
import socket
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
from office_files import (
    WORD,
    docx,
    docx_parts,
    ods,
    odt,
    relations,
    texts,
    w_p,
    w_tbl,
    w_tr,
    x_text,
    xlsx,
    xlsx_parts,
    zipped,
)

from extract.document import UnreadableDocumentError
from extract.readers.archive import OLE_SIGNATURE, Archive, resolve
from extract.readers.docx import docx_to_content
from extract.readers.encoding import EmptyFileError
from extract.readers.faults import DamagedFileError, EncryptedFileError, TooLargeError
from extract.readers.grid import Blocks
from extract.readers.limits import LIMITS
from extract.readers.opendocument import ods_to_content, odt_to_content
from extract.readers.xlsx import xlsx_to_content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from extract.document import Content

    Reader = Callable[[bytes, str], Content]

ROW = f'<row r="1">{x_text("A1", "甲")}</row>'
CELL = "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>"
READERS: dict[str, tuple[Reader, bytes, str]] = {
    "docx": (docx_to_content, docx(w_p("甲")), "word/document.xml"),
    "xlsx": (xlsx_to_content, xlsx(ROW), "xl/worksheets/sheet1.xml"),
    "ods": (ods_to_content, ods(f"<table:table>{CELL}</table:table>"), "content.xml"),
    "odt": (odt_to_content, odt("<text:p>甲</text:p>"), "content.xml"),
}
EACH = pytest.mark.parametrize(("reader", "data", "part"), READERS.values(), ids=READERS)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@EACH
def test_no_bytes_are_an_empty_file(reader: Reader, data: bytes, part: str) -> None:
    assert data
    assert part
    with pytest.raises(EmptyFileError, match="f: "):
        reader(b"", "f")


@EACH
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated_files_are_damaged(reader: Reader, data: bytes, part: str, share: float) -> None:
    assert part in parts_of(data)
    with pytest.raises(DamagedFileError, match="f: "):
        reader(data[: int(len(data) * share)], "f")


@EACH
@pytest.mark.parametrize(
    "content", [b"\x00" * 4000, b"<html></html>", b"PK\x03\x04", zipped({"a.txt": "a"}), OLE_SIGNATURE + bytes(600)]
)
def test_other_content_is_damaged(reader: Reader, data: bytes, part: str, content: bytes) -> None:
    assert part in parts_of(data)
    with pytest.raises(DamagedFileError, match="f: "):
        reader(content, "f")


@EACH
def test_office_files_behind_a_password_are_said(reader: Reader, data: bytes, part: str) -> None:
    assert part in parts_of(data)
    with pytest.raises(EncryptedFileError, match="f: "):
        reader(OLE_SIGNATURE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "f")


@EACH
def test_zip_parts_behind_a_password_are_said(reader: Reader, data: bytes, part: str) -> None:
    assert part in parts_of(data)
    locked = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := locked.find(signature, start)) >= 0:
            locked[start + at] |= 1
            start += 4
    with pytest.raises(EncryptedFileError, match="f: "):
        reader(bytes(locked), "f")


LAUGHS = "<!DOCTYPE r [<!ENTITY a '哈哈哈哈哈哈哈哈哈哈'>" + "".join(
    f"<!ENTITY {chr(98 + at)} '{f'&{chr(97 + at)};' * 10}'>" for at in range(9)
) + "]>"  # fmt: skip


@EACH
@pytest.mark.parametrize("where", ["text", "attribute", "only declared"])
def test_entities_that_multiply_are_refused(reader: Reader, data: bytes, part: str, where: str) -> None:
    parts = parts_of(data)
    document = parts[part].decode()
    used = {"text": document.replace("甲", "&j;"), "attribute": document.replace(">", " bomb='&j;'>", 1)}.get(
        where, document
    )
    with pytest.raises((DamagedFileError, TooLargeError), match="f: "):
        reader(zipped({**parts, part: LAUGHS + used}), "f")


@EACH
def test_nothing_is_fetched_and_no_file_is_read(reader: Reader, data: bytes, part: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    parts = parts_of(data)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003 - the socket's own signature
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"
        for entity in (secret.as_uri(), address):
            document = parts[part].decode().replace("甲", "&x;")
            attack = f'<!DOCTYPE r SYSTEM "{address}" [<!ENTITY x SYSTEM "{entity}">]>{document}'
            with pytest.raises(DamagedFileError) as raised:
                reader(zipped({**parts, part: attack}), "f")
            assert "秘密" not in str(raised.value)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert list(tmp_path.iterdir()) == [secret]


@pytest.mark.parametrize(
    "part", ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_every_part_of_a_workbook_is_watched(part: str) -> None:
    parts = parts_of(xlsx(ROW, strings=["<t>甲</t>"]))
    with pytest.raises(DamagedFileError, match="DOCTYPE"):
        xlsx_to_content(zipped({**parts, part: LAUGHS + parts[part].decode()}), "f")


@pytest.mark.parametrize("part", ["word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"])
def test_every_part_of_a_document_is_watched(part: str) -> None:
    parts = docx_parts(w_p("甲"))
    with pytest.raises(DamagedFileError, match="DOCTYPE"):
        docx_to_content(zipped({**parts, part: LAUGHS + str(parts[part])}), "f")


@EACH
def test_zip_bombs_are_refused(reader: Reader, data: bytes, part: str) -> None:
    parts = parts_of(data)
    bomb = parts[part].decode().replace("甲", "<!-- -->" + " " * 30_000_000 + "甲")
    with pytest.raises((TooLargeError, DamagedFileError), match="f: "):
        reader(zipped({**parts, part: bomb}), "f")


def test_a_bomb_is_stopped_by_what_it_unpacks_to_and_not_by_what_it_says() -> None:
    data = bytearray(zipped({"a.xml": bytes(200_000_000)}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + at, 150_000_000)
    with pytest.raises(TooLargeError, match=r"a\.xml"):
        Archive(bytes(data), "f").read("a.xml")


def test_a_header_that_says_too_little_is_damage() -> None:
    data = bytearray(zipped({"a.xml": "<a>甲</a>" * 1000}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    with pytest.raises(DamagedFileError, match=r"a\.xml"):
        Archive(bytes(data), "f").read("a.xml")


def test_a_tree_of_too_many_elements_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", "<r>" + "<a/>" * 5_000_000 + "</r>")
    with pytest.raises(TooLargeError, match=r"a\.xml"):
        Archive(stream.getvalue(), "f").tree("a.xml")


def test_a_row_of_too_many_elements_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in xlsx_parts({"表": f'<sheetData><row r="1">{"<c/>" * 1_500_000}</row></sheetData>'}).items():
            archive.writestr(name, part)
    with pytest.raises(TooLargeError, match="单行数据过大"):
        xlsx_to_content(stream.getvalue(), "f")


def test_elements_nested_too_deeply_are_refused() -> None:
    body = "<w:sdt><w:sdtContent>" * 5000 + w_p("甲") + "</w:sdtContent></w:sdt>" * 5000
    with pytest.raises(TooLargeError, match="嵌套过深"):
        docx_to_content(docx(body), "f")


def test_tables_nested_as_deep_as_xml_allows_are_all_read() -> None:
    body = w_p("底")
    for _ in range(60):
        body = w_tbl(w_tr(f"<w:tc>{body}{w_p('层')}</w:tc>"))
    assert texts(docx_to_content(docx(body), "f")) == ["层"] * 59 + ["底层"]


def test_of_parts_with_one_name_the_first_is_read_and_it_is_said() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in docx_parts(w_p("一")).items():
            archive.writestr(name, part)
        archive.writestr("WORD/document.xml", f"<w:document xmlns:w='{WORD}'><w:body>{w_p('二')}</w:body></w:document>")
    content = docx_to_content(stream.getvalue(), "f")
    assert texts(content) == ["一"]
    assert "重名" in content.warnings[0]


@pytest.mark.parametrize(
    ("base", "target", "part"),
    [
        ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "/xl/styles.xml", "xl/styles.xml"),
        ("xl/workbook.xml", "../docProps/app.xml", "docProps/app.xml"),
        ("xl/workbook.xml", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("", "word/document.xml", "word/document.xml"),
        ("xl/workbook.xml", "../../etc/passwd", None),
        ("xl/workbook.xml", "..\\..\\windows", None),
        ("xl/workbook.xml", "file:///etc/passwd", None),
        ("xl/workbook.xml", "http://example.org/x", None),
        ("xl/workbook.xml", "C:\\x", None),
    ],
)
def test_targets_never_lead_out_of_the_archive(base: str, target: str, part: str | None) -> None:
    assert resolve(base, target) == part


def test_parts_with_path_tricks_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    parts = {**docx_parts(w_p("甲")), "../../evil.txt": "x", "/evil.txt": "x", "word/../../evil.txt": "x"}
    assert texts(docx_to_content(zipped(parts), "f")) == ["甲"]
    assert list(tmp_path.parent.rglob("evil.txt")) == []


def test_parts_are_found_whatever_their_case_and_slashes() -> None:
    parts = {
        name.replace("/", "\\") if "document.xml" in name else name.upper(): part
        for name, part in docx_parts(w_p("甲")).items()
    }
    assert texts(docx_to_content(zipped(parts), "f")) == ["甲"]


def test_a_document_that_names_no_main_part_has_the_usual_one() -> None:
    parts = {**docx_parts(w_p("甲")), "_rels/.rels": relations({})}
    assert texts(docx_to_content(zipped(parts), "f")) == ["甲"]


def test_too_many_cells_are_refused() -> None:
    blocks = Blocks("f")
    blocks.count(LIMITS.cells)
    with pytest.raises(TooLargeError, match=r"f: .*单元格"):
        blocks.count(1)


@EACH
def test_no_cut_of_the_xml_ends_in_anything_but_text_or_a_clear_error(reader: Reader, data: bytes, part: str) -> None:
    parts = parts_of(data)
    document = parts[part]
    for end in range(0, len(document), 11):
        with pytest.raises(UnreadableDocumentError, match="f: "):
            reader(zipped({**parts, part: document[:end]}), "f")
