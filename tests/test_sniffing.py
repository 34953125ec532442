"""What a file is: content decides, the ending only breaks ties, and what is neither is said."""

from __future__ import annotations

import io
import struct
from hashlib import sha256
from typing import TYPE_CHECKING

import office_files as office
import pytest
from compound_files import ole_file

from extract.document import Table
from extract.readers import file_to_document
from extract.readers.encoding import EmptyFileError
from extract.readers.faults import DamagedFileError, EncryptedFileError, TooLargeError, UnsupportedFormatError
from extract.readers.formats import FORMATS, SUFFIXES, Kind, load
from extract.readers.sniffing import is_text_dump, sniff

if TYPE_CHECKING:
    from pathlib import Path

WORD = struct.pack("<H8xH", 0xA5EC, 0) + bytes(5000)
LOCKED_WORD = struct.pack("<H8xH", 0xA5EC, 0x0100) + bytes(5000)
DOCX = office.docx(office.w_p("绩效目标"))
XLSX = office.xlsx(f'<row r="1">{office.x_text("A1", "指标")}</row>')
ODT = office.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
ODS = office.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})
HTML = "<html><body><table><tr><td>指标</td></tr></table></body></html>"
MHTML = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>甲"
EXCEL_XML = (
    '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)
WORD_XML = '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>'
TABS = "一级指标\t二级指标\t指标值\n产出指标\t数量指标\t20\n"
COMMAS = "一级指标,三级指标,指标值\n产出指标,批次,20\n产出指标,人数,30\n"
PIPES = "# 目标\n\n| 三级指标 | 指标值 |\n|---|:-:|\n| 批次 | 20 |\n"
NOISE = b"".join(sha256(bytes([number])).digest() for number in range(256))
PROSE = "泽州县教育局2024年预算\n\n一、概况，职责，机构。\n二、培训教师200人次，合格率95%。\n"

BINARY = [
    (b"%PDF-1.7\n", Kind.PDF),
    (b"\r\n\r\n%PDF-1.4\n", Kind.PDF),
    (DOCX, Kind.DOCX),
    (XLSX, Kind.XLSX),
    (ODT, Kind.ODT),
    (ODS, Kind.ODS),
    (ole_file({"WordDocument": WORD, "1Table": b""}), Kind.DOC),
    (ole_file({"Workbook": b"x"}), Kind.XLS),
    (ole_file({"Book": b"x"}), Kind.XLS),
    (b"\x09\x08\x10\x00\x00\x06\x10\x00" + bytes(40), Kind.XLS),
    (rb"{\rtf1\ansi hello}", Kind.RTF),
]


def kind_of(data: bytes, ending: str = ".txt") -> Kind:
    return sniff(io.BytesIO(data), ending, f"甲{ending}")


@pytest.mark.parametrize("ending", [*SUFFIXES, "", ".dat"])
@pytest.mark.parametrize(("data", "kind"), BINARY, ids=lambda value: value.name if isinstance(value, Kind) else "")
def test_binary_content_is_known_under_every_ending(data: bytes, kind: Kind, ending: str) -> None:
    assert kind_of(data, ending) is kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    ("text", "ending", "kind"),
    [
        (HTML, ".doc", Kind.HTML),
        (HTML, ".xls", Kind.HTML),
        (HTML, ".txt", Kind.HTML),
        (HTML, ".html", Kind.HTML),
        ("<!-- 页 -->\n<TABLE border=1><tr><td>指标</td></tr></TABLE>", ".xls", Kind.HTML),
        ("\n\n<div>教育局</div>\n<p>正文</p>", ".htm", Kind.HTML),
        ("教育局<br>正文", ".html", Kind.HTML),
        ("网页没有标记", ".html", Kind.TEXT),
        ("<div align=center>教育局</div>\n\n| 甲 | 乙 |\n|---|---|", ".md", Kind.MARKDOWN),
        ("<绩效目标> 一览", ".txt", Kind.TEXT),
        (MHTML, ".doc", Kind.MHTML),
        (MHTML, ".mht", Kind.MHTML),
        (EXCEL_XML, ".xls", Kind.EXCEL_XML),
        (WORD_XML, ".doc", Kind.WORD_XML),
        ('[{"三级指标": "批次"}]', ".json", Kind.JSON),
        ('{"三级指标": "批次"}\n{"三级指标": "人数"}', ".txt", Kind.JSON),
        ('[bookmark: 一] {"不是"}', ".txt", Kind.TEXT),
        (TABS, ".txt", Kind.TEXT),
        (TABS, ".tsv", Kind.TEXT),
        (TABS, ".xls", Kind.TEXT),
        (TABS.replace("数量指标", '"数量\n指标"'), ".tsv", Kind.SEPARATED),
        (COMMAS, ".csv", Kind.SEPARATED),
        (COMMAS, ".xls", Kind.SEPARATED),
        (COMMAS, ".txt", Kind.SEPARATED),
        (COMMAS.replace("批次", "批\t次"), ".csv", Kind.SEPARATED),
        (PIPES, ".md", Kind.MARKDOWN),
        (PIPES, ".txt", Kind.MARKDOWN),
        (PROSE, ".md", Kind.MARKDOWN),
        (PROSE, ".txt", Kind.TEXT),
        (PROSE, ".doc", Kind.TEXT),
        (PROSE, "", Kind.TEXT),
    ],
)
def test_text_is_told_by_its_marks(text: str, ending: str, kind: Kind, encoding: str) -> None:
    assert kind_of(text.encode(encoding), ending) is kind


@pytest.mark.parametrize("ending", [".doc", ".docx", ".wps", ".rtf", ".xls", ".xlsx", ".et", ".ods", ".odt", ".pdf"])
@pytest.mark.parametrize("seed", [bytes(range(256)) * 40, b"\x00\x01\x02" * 999, NOISE])
def test_bytes_of_no_format_are_a_damaged_file_of_the_ending(seed: bytes, ending: str) -> None:
    with pytest.raises(DamagedFileError, match=rf"^甲\{ending}: "):
        kind_of(b"\x07" + seed, ending)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"Rar!\x1a\x07\x01\0",
        b"\x1f\x8b\x08\0\0\0\0\0",
        office.zipped({"a.txt": "x"}),
        office.zipped({"ppt/presentation.xml": "<x/>"}),
        office.zipped({"OFD.xml": "<x/>"}),
        office.zipped({"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"}),
        ole_file({"PowerPoint Document": b"x"}),
        b'<?xml version="1.0"?><svg/>',
    ],
)
def test_other_formats_are_said_with_those_to_save_as(data: bytes) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"^甲\.txt: .*\.docx.*\.pdf"):
        kind_of(data)


def test_plain_text_of_an_unknown_ending_is_not_guessed_at() -> None:
    with pytest.raises(UnsupportedFormatError):
        kind_of(PROSE.encode(), ".py")


@pytest.mark.parametrize(
    "data",
    [
        ole_file({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        ole_file({"WordDocument": LOCKED_WORD}),
    ],
)
def test_password_is_told_before_anything_is_read(data: bytes) -> None:
    with pytest.raises(EncryptedFileError, match=r"^甲\.doc: "):
        kind_of(data, ".doc")


def test_embedded_objects_do_not_count() -> None:
    data = ole_file({"WordDocument": WORD}, hidden=["Workbook", "EncryptedPackage"])
    assert kind_of(data, ".doc") is Kind.DOC


@pytest.mark.parametrize(
    "data",
    [
        ole_file({"WordDocument": bytes(6000)}),
        ole_file({"WordDocument": WORD})[:700],
        ole_file({"WordDocument": WORD})[:512],
        DOCX[: len(DOCX) // 2],
        XLSX[:100],
        DOCX[:30],
    ],
    ids=["hollow Word", "Word after its header", "header of Word", "half of DOCX", "begin of XLSX", "header of DOCX"],
)
def test_cut_and_hollow_files_are_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFileError):
        kind_of(data, ".doc")


def test_directory_that_leads_in_a_circle_ends() -> None:
    data = bytearray(ole_file({"Other": b"x"}))
    data[512 : 512 + 512] = struct.pack("<I", 1) * 128  # every sector is followed by the directory's
    with pytest.raises(UnsupportedFormatError):
        kind_of(bytes(data), ".doc")


def test_zip_that_claims_a_giant_directory_is_refused() -> None:
    data = bytearray(office.zipped({"word/document.xml": "x"}))
    data[-10:-6] = struct.pack("<I", 1 << 30)
    with pytest.raises(TooLargeError):
        kind_of(bytes(data), ".docx")


@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_empty_file_is_said(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "甲.docx").write_bytes(data)
    with pytest.raises(EmptyFileError):
        file_to_document(tmp_path / "甲.docx", "甲.docx")


@pytest.mark.parametrize(
    ("text", "dump"), [(PIPES, False), (HTML, False), (PROSE, True), (TABS, True), ("甲 | 乙\n----\n", True)]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_markdown_without_tables_of_its_own_is_a_text_dump(text: str, encoding: str, *, dump: bool) -> None:
    assert is_text_dump(text.encode(encoding)) is dump


@pytest.mark.parametrize(
    ("name", "text", "media_type", "exact"),
    [
        ("甲.txt", TABS, "text/plain", False),
        ("甲.md", PIPES, "text/markdown", True),
        ("甲.md", TABS, "text/markdown", False),
        ("甲.csv", COMMAS, "text/csv", True),
        ("甲.doc", HTML, "text/html", True),
        ("甲.json", '[{"三级指标": "批次"}]', "application/json", True),
        ("甲.doc", MHTML, "multipart/related", True),
    ],
)
def test_document_says_its_type_and_whether_cells_are_exact(
    tmp_path: Path, name: str, text: str, media_type: str, *, exact: bool
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    document = file_to_document(tmp_path / name, name)
    assert (document.media_type, document.exact) == (media_type, exact)
    assert document.blocks


def test_excel_web_archive_gives_its_sheets(tmp_path: Path) -> None:
    """The first page of such a file is only a frame; each sheet is a page of its own, in quoted-printable GBK."""
    sheets = [f"<table><tr><td>三级指标</td><td>{value}</td></tr></table>" for value in ("甲", "乙")]
    parts = ["<html><frameset><frame src=1.htm></frameset></html>", *sheets]
    body = "".join(
        f"--b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{quoted}\r\n"
        for quoted in ("".join(f"={byte:02X}" for byte in part.encode("gbk")) for part in parts)
    )
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    (tmp_path / "甲.xls").write_bytes(f"{head}{body}--b--\r\n".encode())
    blocks = file_to_document(tmp_path / "甲.xls", "甲.xls").blocks
    assert [[row.texts for row in block.rows] for block in blocks if isinstance(block, Table)] == [
        [("三级指标", "甲")],
        [("三级指标", "乙")],
    ]
    assert [block.number for block in blocks if isinstance(block, Table)] == [1, 2]


@pytest.mark.parametrize("kind", Kind)
def test_every_format_has_its_reader(kind: Kind) -> None:
    assert callable(load(FORMATS[kind].reader))
