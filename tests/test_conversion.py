"""Old formats through LibreOffice: found by itself, bounded in time, alone in its folder, and never believed blindly."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

import pytest
from compound_files import ole_file
from test_sniffing import NOISE, WORD

from extract.document import Cell, Content, Document, Paragraph, Row, Table
from extract.readers import ReaderSettings, conversion, file_to_document
from extract.readers.conversion import check_readable, converted, find_soffice
from extract.readers.faults import ConversionFailedError, ConverterMissingError, DamagedFileError
from extract.readers.formats import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

SOFFICE = shutil.which("soffice")
INSTALLED = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
_MOST_TRIES = 100
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")

PAGE = (
    "<html><meta charset=utf-8><p>绩效目标表</p><table border=1><tr><td>一级指标<td>三级指标<td>指标值</tr>"
    "<tr><td rowspan=2>产出指标<td>培训教师人数<td>≥200人</tr><tr><td>培训合格率<td>≥95%</tr></table><p>完</p></html>"
)
RTF = r"{\rtf1\ansi\ansicpg936 \trowd\cellx3000\cellx6000\intbl " + "".join(
    "".join(rf"\u{ord(sign)}?" for sign in text) + r"\cell " for text in ("三级指标", "指标值")
) + r"\row\pard ok\par}"  # fmt: skip
EXCEL_XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="绩效"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">目标表</Data></Cell></Row>'
    '<Row><Cell><Data ss:Type="String">合格率</Data></Cell><Cell><Data ss:Type="String">≥95%</Data></Cell></Row>'
    "</Table></Worksheet></Workbook>"
)
WORD_XML = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
    "<w:tbl><w:tblGrid><w:gridCol w:w='2000'/><w:gridCol w:w='2000'/></w:tblGrid>"
    "<w:tr><w:tc><w:p><w:r><w:t>合格率</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>≥95%</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:body></w:wordDocument>"
)


class Seen(NamedTuple):
    """A cell by its text, place and spans."""

    text: str
    column: int
    rows: int
    columns: int


def cells(document: Document) -> list[Seen]:
    """The cells of all tables, in order."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    found = (cell for table in tables for row in table.rows for cell in row.cells)
    return [Seen(cell.text, cell.column, cell.rows, cell.columns) for cell in found]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for everything temporary, which must be empty in the end."""
    folder = tmp_path / "临时"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def program(folder: Path, script: str) -> ReaderSettings:
    """Settings with a stand-in for LibreOffice: a shell script, whose last argument is the file."""
    path = written(folder, "soffice", f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return ReaderSettings(soffice=path)


@pytest.fixture(scope="module")
def word_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DOC file with merged cells, which LibreOffice itself writes."""
    folder = tmp_path_factory.mktemp("doc")
    source = written(folder, "甲.html", PAGE)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "甲.doc"


@INSTALLED
@pytest.mark.parametrize("ending", [".doc", ".wps", ".txt"])
@pytest.mark.usefixtures("temporary")
def test_word_file_keeps_its_merged_cells(tmp_path: Path, word_file: Path, ending: str) -> None:
    path = written(tmp_path, f"甲{ending}", word_file.read_bytes())
    document = file_to_document(path, path.name)
    assert cells(document) == [
        *(Seen(text, column, 1, 1) for column, text in enumerate(["一级指标", "三级指标", "指标值"])),
        Seen("产出指标", 0, 2, 1),
        Seen("培训教师人数", 1, 1, 1),
        Seen("≥200人", 2, 1, 1),
        Seen("培训合格率", 1, 1, 1),
        Seen("≥95%", 2, 1, 1),
    ]
    assert (document.media_type, document.exact) == ("application/msword", True)


@INSTALLED
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("甲.rtf", RTF, [Seen("三级指标", 0, 1, 1), Seen("指标值", 1, 1, 1)]),
        ("甲.doc", RTF, [Seen("三级指标", 0, 1, 1), Seen("指标值", 1, 1, 1)]),
        ("甲.doc", WORD_XML, [Seen("合格率", 0, 1, 1), Seen("≥95%", 1, 1, 1)]),
        ("甲.xls", EXCEL_XML, [Seen("目标表", 0, 1, 2), Seen("合格率", 0, 1, 1), Seen("≥95%", 1, 1, 1)]),
    ],
)
@pytest.mark.usefixtures("temporary")
def test_other_formats_by_their_content(tmp_path: Path, name: str, data: str, expected: list[Seen]) -> None:
    assert cells(file_to_document(written(tmp_path, name, data), name)) == expected


@INSTALLED
@pytest.mark.usefixtures("temporary")
def test_hollow_word_file_is_refused_and_not_read_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, "甲.doc", ole_file({"WordDocument": WORD[:12] + NOISE}))
    with pytest.raises((ConversionFailedError, DamagedFileError), match=r"^甲\.doc: "):
        file_to_document(path, "甲.doc")


@INSTALLED
@pytest.mark.usefixtures("temporary")
def test_nothing_is_fetched_and_nothing_is_written_beside_the_file(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - the names that the class looks for

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    folder = tmp_path / "文件"
    folder.mkdir()
    fields = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{address}/a.png" \\d}}}}{{\field{{\*\fldinst INCLUDETEXT "{address}/a"}}}}'
    path = written(folder, "甲.rtf", rf"{{\rtf1{{\*\template {address}/t.dot}} hello {fields}\par}}")
    file_to_document(path, "甲.rtf")
    server.shutdown()
    server.server_close()
    assert asked == []
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize("name", ["甲.doc", "甲.rtf", "甲.xls"])
def test_without_libreoffice_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(conversion, "_PLACES", ())
    data: dict[str, bytes | str] = {"甲.doc": ole_file({"WordDocument": WORD}), "甲.rtf": RTF, "甲.xls": EXCEL_XML}
    with pytest.raises(ConverterMissingError, match=rf"^{name}: .*LibreOffice.*--soffice"):
        file_to_document(written(tmp_path, name, data[name]), name)


@POSIX
def test_program_is_found_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = program(tmp_path, "exit 0")
    assert find_soffice(settings, "甲.doc") == settings.soffice
    assert find_soffice(ReaderSettings(soffice=tmp_path), "甲.doc") == settings.soffice
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_soffice(ReaderSettings(), "甲.doc") == settings.soffice
    with pytest.raises(ConverterMissingError):
        find_soffice(ReaderSettings(soffice=tmp_path / "nowhere"), "甲.doc")


@POSIX
def test_program_is_found_where_it_is_usually_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "libreoffice7.5" / "program").mkdir(parents=True)
    newest = written(tmp_path / "libreoffice7.5" / "program", "soffice", "")
    newest.chmod(0o755)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(conversion, "_PLACES", ("C:/nowhere/soffice.com", f"{tmp_path}/libreoffice*/program/soffice"))
    assert find_soffice(ReaderSettings(), "甲.doc") == newest


@POSIX
@pytest.mark.usefixtures("temporary")
def test_program_that_makes_nothing_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "甲.rtf", RTF)
    with (
        pytest.raises(ConversionFailedError, match=r"^甲\.rtf: "),
        converted(path, Kind.RTF, "甲.rtf", program(tmp_path, "exit 0"), 30),
    ):
        pytest.fail("there is no file to read")


@POSIX
@pytest.mark.usefixtures("temporary")
def test_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    path, noted = written(tmp_path, "甲.rtf", RTF), tmp_path / "child"
    settings = program(tmp_path, f"sleep 600 &\necho $! > '{noted}.new'\nmv '{noted}.new' '{noted}'\nwait")
    with (
        pytest.raises(ConversionFailedError, match=r"^甲\.rtf: .*2 秒"),
        converted(path, Kind.RTF, "甲.rtf", settings, 2),
    ):
        pytest.fail("there is no file to read")
    status = Path(f"/proc/{noted.read_text(encoding='utf-8').strip()}/stat")
    # The signal is sent; when the system lets go of what it ended is the system's affair.
    for _ in range(_MOST_TRIES):
        if has_ended(status):
            break
        time.sleep(0.1)
    assert has_ended(status)


def has_ended(status: Path) -> bool:
    """Whether a process is gone, or waits only for its exit to be read."""
    try:
        return ") Z" in status.read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True


@POSIX
@pytest.mark.usefixtures("temporary")
def test_each_conversion_has_a_profile_that_forbids_macros(tmp_path: Path) -> None:
    path, copy = written(tmp_path, "甲.rtf", RTF), tmp_path / "profile.xcu"
    script = f"cp profile/user/registrymodifications.xcu '{copy}'\nmkdir converted\necho x > converted/document.docx"
    with converted(path, Kind.RTF, "甲.rtf", program(tmp_path, script), 30) as result:
        assert result.read_text(encoding="utf-8") == "x\n"
    assert '"MacroSecurityLevel" oor:op="fuse"><value>3<' in copy.read_text(encoding="utf-8")


@POSIX
@pytest.mark.usefixtures("temporary")
def test_xml_with_a_document_type_never_reaches_the_program(tmp_path: Path) -> None:
    path = written(
        tmp_path, "甲.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Workbook/>'.encode("utf-16")
    )
    ran = tmp_path / "ran"
    with (
        pytest.raises(DamagedFileError, match="DOCTYPE"),
        converted(path, Kind.EXCEL_XML, "甲.xml", program(tmp_path, f"touch '{ran}'"), 30),
    ):
        pytest.fail("there is no file to read")
    assert not ran.exists()


RANDOM = "".join(chr(0x3400 + 37 * number % 0x6B00) for number in range(400))
LATIN = bytes(range(0x80, 0x100)).decode("latin-1") * 4


@pytest.mark.parametrize("text", [RANDOM, LATIN, "\x01\x02\x03\x04" * 20])
def test_garbled_text_is_told(text: str) -> None:
    table = Table((Row((Cell(text, 0),), 1),), 1)
    for content in (Content((Paragraph(text),)), Content((table,))):
        with pytest.raises(ConversionFailedError, match=r"^甲\.doc: .*乱码"):
            check_readable(content, "甲.doc")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain ASCII",
        "é",
        "培训教师200人次，合格率≥95%。" * 9,
        "績效目標：滿意度≧九成" * 9,
        "□否 ☑是 ●产出 ① ㎡ \uf0a7\uf06e" * 9,
    ],
)
def test_documents_in_words_are_taken(text: str) -> None:
    check_readable(Content((Paragraph(text),)), "甲.doc")
