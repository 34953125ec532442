"""Scanned pages: without the extra the file is named, with it the table comes back from the picture and says so."""

from __future__ import annotations

import math
import zlib
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest
from pdf_files import page_with_table, pdf_bytes

from extract.document import Document, Paragraph, Table
from extract.readers import ReaderSettings, file_to_document
from extract.readers.faults import NoTextError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

INSTALLED = pytest.mark.skipif(
    find_spec("rapidocr") is None or find_spec("onnxruntime") is None, reason="the extra kpigraph[ocr] is not installed"
)
SCALE = 200 / 72
# Digits and Latin letters alone: every machine has a font for them.
ROWS = [["NAME", "TARGET", "UNIT"], ["TRAINING", "200", "PERSON"], ["SATISFACTION", "95%", "RATE"]]


def picture(degrees: float = 0.0) -> NDArray[np.uint8]:
    """A page with a table as a scanner sees it: askew, grey, with some grain."""
    commands = ["0.6 w"]
    xs, ys = [60, 190, 300, 420], [700, 670, 640, 610]
    commands += [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys] + [f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs]
    commands.append("BT /F 20 Tf 60 740 Td (BUDGET TABLE 2024) Tj ET")
    for row, texts in enumerate(ROWS):
        commands += [
            f"BT /F 12 Tf {xs[column] + 6} {ys[row] - 20} Td ({text}) Tj ET" for column, text in enumerate(texts)
        ]
    turn = math.radians(degrees)
    matrix = f"{math.cos(turn):.5f} {math.sin(turn):.5f} {-math.sin(turn):.5f} {math.cos(turn):.5f} 0 0 cm"
    return _rendered(_page("\n".join([matrix, *commands])))


def _page(content: str) -> bytes:
    font = "<< /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    return _file(
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font {font} >> /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content.encode()),
    )


def _rendered(data: bytes) -> NDArray[np.uint8]:
    document = pypdfium2.PdfDocument(data)
    grey = document[0].render(scale=SCALE, grayscale=True).to_numpy()
    height, width = grey.shape[:2]
    grain = np.sin(np.arange(height * width, dtype=np.float64) ** 2).reshape(height, width) * 6
    shown: NDArray[np.uint8] = np.clip(grey.reshape(height, width) * 0.9 + 10 + grain, 0, 255).astype(np.uint8)
    document.close()
    return shown


def scan(shown: NDArray[np.uint8]) -> bytes:
    """A PDF whose one page is a picture."""
    height, width = shown.shape
    packed = zlib.compress(shown.tobytes())
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 "
        f"/Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    )
    content = b"595 0 0 842 0 0 cm /X Do"
    return _file(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        head.encode() + packed + b"\nendstream",
    )


def _file(page: str, *others: bytes) -> bytes:
    """A PDF of one page, object 3, and what it uses."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page.encode(),
        *others,
    ]
    data, offsets = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)


def read(folder: Path, data: bytes, *, ocr: bool = True) -> Document:
    path = folder / "扫描.pdf"
    path.write_bytes(data)
    return file_to_document(path, path.name, ReaderSettings(ocr=ocr))


def test_scan_without_recognition_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoTextError, match=r"^扫描\.pdf: .*kpigraph\[ocr\]"):
        read(tmp_path, scan(picture()), ocr=False)


@INSTALLED
@pytest.mark.parametrize("degrees", [0.0, 1.3, -2.0])
def test_table_of_a_scan_comes_back_and_asks_to_be_checked(tmp_path: Path, degrees: float) -> None:
    document = read(tmp_path, scan(picture(degrees)))
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    assert [[cell.text for cell in row.cells] for row in table.rows] == ROWS
    assert [[cell.column for cell in row.cells] for row in table.rows] == [[0, 1, 2]] * 3
    assert [block.text.replace(" ", "") for block in document.blocks if isinstance(block, Paragraph)] == [
        "BUDGETTABLE2024"
    ]
    assert [warning for warning in document.warnings if "OCR" in warning and "第 1 页" in warning]


@INSTALLED
def test_page_with_text_is_not_recognised(tmp_path: Path) -> None:
    document = read(tmp_path, pdf_bytes(page_with_table()))
    assert not any("OCR" in warning for warning in document.warnings)


@INSTALLED
def test_blank_picture_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(NoTextError):
        read(tmp_path, scan(np.full((2200, 1654), 250, np.uint8)))


@INSTALLED
@pytest.mark.parametrize("degrees", [0.0, 0.8, -3.5])
def test_skew_is_measured_by_long_lines(degrees: float) -> None:
    from extract.readers.scan_picture import skew, to_ink

    assert skew(to_ink(picture(degrees))) == pytest.approx(-degrees, abs=0.1)
