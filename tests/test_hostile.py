"""Hostile and broken files in a batch: each ends in one line that names it and the mend, and the good ones are read."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from typing import TYPE_CHECKING

import office_files as office
import pytest
from pdf_files import page_with_table, pdf_bytes

from extract.corpus import Fault, Source, read_corpus
from extract.readers.formats import SUFFIXES
from extract.reading import Extraction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ROWS = [
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "培训教师人数", "≥200人"),
    ("效益指标", "社会效益指标", "群众满意度", "≥95%"),
]
TABLE = office.w_tbl(*(office.w_tr(*row) for row in ROWS))
HTML = "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS) + "</table>"
DOCX = office.docx(office.w_p("泽州县教育局2024年预算绩效目标表") + TABLE)
XLSX = office.xlsx(
    "".join(
        f'<row r="{number}">{"".join(office.x_text(f"{letter}{number}", cell) for letter, cell in zip("ABCD", row, strict=True))}</row>'
        for number, row in enumerate(ROWS, 1)
    )
)
ODT = office.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office:document/>" * 9})
PDF = pdf_bytes(page_with_table())
NOISE = b"\x07" + b"".join(sha256(bytes([number])).digest() for number in range(256))

LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "ha">{}]>'.format(
    "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True))
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def doctyped(parts: Mapping[str, str | bytes], part: str, doctype: str, entity: str) -> bytes:
    """An archive in which one XML part has a document type and uses an entity of it."""
    text = str(parts[part])
    head, mark, rest = text.partition("?>") if text.startswith("<?xml") else ("", "", text)
    return office.zipped({**parts, part: head + mark + doctype + rest.replace("绩效", f"{entity}绩效", 1)})


def bomb(parts: Mapping[str, str | bytes], part: str) -> bytes:
    """An archive of which one part unpacks to 30 MB."""
    return office.zipped({**parts, part: str(parts[part]).replace("绩效", "绩" * 10_000_000, 1)})


WORD = office.docx_parts(office.w_p("绩效") + TABLE)
BOOK = office.xlsx_parts({"表": f'<sheetData><row r="1">{office.x_text("A1", "绩效")}</row></sheetData>'})
SHEET = next(part for part in BOOK if "sheet" in part and part.endswith(".xml") and "绩效" in str(BOOK[part]))
CYCLE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3/Prev 0>>\n%%EOF"
)

BAD = {
    "炸弹.docx": bomb(WORD, "word/document.xml"),
    "炸弹.xlsx": bomb(BOOK, SHEET),
    "十亿.docx": doctyped(WORD, "word/document.xml", LAUGHS, "&j;"),
    "十亿.xlsx": doctyped(BOOK, SHEET, LAUGHS, "&j;"),
    "外部.docx": doctyped(WORD, "word/document.xml", OUTSIDE, "&e;"),
    "外部.xlsx": doctyped(BOOK, SHEET, OUTSIDE, "&e;"),
    "十亿.html": f'<?xml version="1.0"?>{LAUGHS}<p>&j;</p>'.encode(),
    "十亿.xls": f'<?xml version="1.0"?>{LAUGHS}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&j;</Workbook>'.encode(),
    "循环.pdf": CYCLE,
    "图片.pdf": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE,
    "压缩.docx": office.zipped({"../../外.txt": "x", "/etc/外.txt": "x", "C:\\外.txt": "x"}),
    "深.json": b"[" * 100_000,
    "深.html": b"<table><tr><td>" * 20_000,
    "长.txt": "事项\t人数\t≥2人\n".encode() * 250_000,
}


def read(folder: Path, files: Mapping[str, bytes]) -> dict[str, Extraction | Fault]:
    """Read files as one batch, in a folder of their own."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return dict(zip(files, read_corpus([Source(folder / name, name) for name in files]), strict=True))


def check_faults(results: Mapping[str, Extraction | Fault]) -> None:
    """Each result is one line that begins with the file, tells the mend behind a semicolon, and says it in two languages."""
    for name, result in results.items():
        assert isinstance(result, Fault), f"{name} was read"
        assert result.message.startswith(f"{name}: ")
        assert len(result.message.splitlines()) == 1
        assert "；" in result.message
        assert result.message.endswith(")")


def values(result: Extraction | Fault) -> list[str | None]:
    assert isinstance(result, Extraction), result
    return [indicator.target_text for indicator in result.indicators]


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_one_fault(tmp_path: Path, name: str) -> None:
    check_faults(read(tmp_path, {name: BAD[name]}))


@pytest.mark.parametrize("ending", SUFFIXES)
@pytest.mark.parametrize("data", [b"", NOISE, bytes(5000)], ids=["nothing", "noise", "zeros"])
def test_no_content_under_any_ending(tmp_path: Path, data: bytes, ending: str) -> None:
    check_faults(read(tmp_path, {f"甲{ending}": data}))


@pytest.mark.parametrize(("ending", "data"), [(".docx", DOCX), (".xlsx", XLSX), (".odt", ODT), (".pdf", PDF)])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_truncated_file_is_a_fault_or_says_so(tmp_path: Path, ending: str, data: bytes, share: float) -> None:
    name = f"甲{ending}"
    result = read(tmp_path, {name: data[: int(len(data) * share)]})[name]
    if isinstance(result, Fault):
        check_faults({name: result})
    else:
        assert any("不完整" in warning for warning in result.facts.warnings)


@pytest.mark.parametrize("ending", SUFFIXES)
@pytest.mark.parametrize("data", [DOCX, XLSX, HTML.encode("gb18030")], ids=["docx", "xlsx", "html"])
def test_good_file_of_a_wrong_ending_is_read(tmp_path: Path, data: bytes, ending: str) -> None:
    assert values(read(tmp_path, {f"甲{ending}": data})[f"甲{ending}"]) == ["≥200人", "≥95%"]


def test_batch_goes_on_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, temporary = tmp_path / "文件", tmp_path / "临时"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    good = {"甲.docx": DOCX, "乙.xlsx": XLSX, "丙.html": HTML.encode()}
    noise = {f"噪声{ending}": NOISE for ending in SUFFIXES}
    files = {"甲.docx": DOCX, **BAD, "乙.xlsx": XLSX, **noise, "丙.html": HTML.encode()}
    results = read(folder, files)
    assert {name: values(results[name]) for name in good} == {name: ["≥200人", "≥95%"] for name in good}
    check_faults({name: result for name, result in results.items() if name not in good})
    assert {path.name for path in folder.iterdir()} == set(files)
    assert list(temporary.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"文件", "临时"}


def test_processes_side_by_side_give_the_same(tmp_path: Path) -> None:
    files = {"甲.docx": DOCX, **BAD, "乙.docx": DOCX, "丙.docx": DOCX}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    sources = [Source(tmp_path / name, name) for name in files]
    alone, together = ([*map(repr, read_corpus(sources, workers))] for workers in (1, 2))
    assert alone == together


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "合并.docx",
            office.docx(TABLE.replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>', 1)),
        ),
        ("合并.html", HTML.replace("<td>效益指标", "<td rowspan=1000000000>效益指标").encode()),
        ("远.xlsx", office.xlsx('<row r="1048576">' + office.x_text("XFD1048576", "远") + "</row>")),
        (
            "重叠.xlsx",
            office.xlsx("", after='<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1:B2"/></mergeCells>'),
        ),
    ],
)
def test_giant_spans_and_far_cells_cost_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    result = read(tmp_path, {name: data, "甲.docx": DOCX})
    assert values(result["甲.docx"]) == ["≥200人", "≥95%"]
    if isinstance(result[name], Fault):
        check_faults({name: result[name]})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "甲.txt"
    os.mkfifo(pipe)
    (tmp_path / "乙.pdf").symlink_to("/dev/zero")
    sources = [Source(tmp_path / name, name) for name in ("甲.txt", "乙.pdf")]
    results = dict(zip(("甲.txt", "乙.pdf"), read_corpus(sources), strict=True))
    check_faults(results)
    assert all("不是普通文件" in fault.message for fault in results.values() if isinstance(fault, Fault))
