"""Speed of reading, each format beside the bare library that reads the same file and does nothing else.

`python benchmarks/readers.py [COPIES]` writes the largest example COPIES times over (10 by default) into one file a format, reads each
in turn by every contender, and prints medians of interleaved runs as a Markdown table: milliseconds, and ours as a multiple of the
other. Where LibreOffice is installed the same is done with the files that it makes of these, which hold what offices write into every
file: styles, properties of each run of text, fonts. The last column is what finding the indicators costs on top of reading the file as
the product does (opened, recognised, checksummed, read in a process of its own where the format is binary), as a share of that reading.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.etree
import lxml.html
import pdfplumber
import pypdfium2
from arguments import positive_number
from python_calamine import CalamineWorkbook

from extract.document import Document
from extract.readers import file_to_document
from extract.readers.conversion import find_soffice
from extract.readers.docx import docx_to_content
from extract.readers.faults import ConverterMissingError
from extract.readers.html import html_to_content
from extract.readers.pdf import pdf_to_content
from extract.readers.settings import DEFAULT_SETTINGS
from extract.readers.xlsx import xlsx_to_content
from extract.reading import document_to_extraction

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from extract.document import Content

ROUNDS = 5
EXAMPLES = Path(__file__).parents[1] / "examples"
SOURCE = "zezhou-2024"


def formats() -> ModuleType:
    """The script that writes the examples in other formats."""
    spec = importlib.util.spec_from_file_location("formats", EXAMPLES / "formats.py")
    assert spec is not None  # noqa: S101 - the script is part of the repository
    assert spec.loader is not None  # noqa: S101 - likewise
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def bare_pdf(data: bytes) -> int:
    """All text of a PDF by pypdfium2."""
    document = pypdfium2.PdfDocument(data)
    return sum(len(page.get_textpage().get_text_range()) for page in document)


def plumbed_pdf(data: bytes) -> int:
    """All tables of a PDF by pdfplumber."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        return sum(len(page.extract_tables()) for page in document.pages)


def bare_docx(data: bytes) -> int:
    """The parsed tree of a Word document's main part."""
    return len(lxml.etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")))


def bare_xlsx(data: bytes) -> int:
    """All cells of a workbook by calamine."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def bare_html(data: bytes) -> int:
    """The parsed tree of a web page."""
    return len(lxml.html.document_fromstring(data.decode()))


CONTENDERS: dict[str, tuple[Callable[[bytes, str], Content], dict[str, Callable[[bytes], int]]]] = {
    ".pdf": (pdf_to_content, {"bare pypdfium2 text": bare_pdf, "pdfplumber tables": plumbed_pdf}),
    ".docx": (docx_to_content, {"bare zip + lxml": bare_docx}),
    ".xlsx": (xlsx_to_content, {"raw calamine": bare_xlsx}),
    ".html": (html_to_content, {"bare lxml": bare_html}),
}
OFFICE = {".pdf": ".docx", ".docx": ".docx", ".xlsx": ".xlsx", ".html": ".docx"}
"""The formats that an office saves, and of which file."""


def milliseconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def measured(path: Path) -> list[tuple[str, float, float, float]]:
    """Rows of contender, its time, ours, and the share of finding indicators in ours."""
    reader, others = CONTENDERS[path.suffix]
    data = path.read_bytes()
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in others}
    finding: list[float] = []
    reading: list[float] = []
    for _ in range(ROUNDS):
        ours.append(milliseconds(lambda: reader(data, path.name)))
        for name, other in others.items():
            theirs[name].append(milliseconds(lambda other=other: other(data)))
        reading.append(milliseconds(lambda: file_to_document(path, path.name)))
        content = reader(data, path.name)
        document = Document(path.name, "", "", content.blocks, content.warnings, exact=True)
        finding.append(milliseconds(lambda document=document: document_to_extraction(document)))
    mine, share = statistics.median(ours), statistics.median(finding) / statistics.median(reading)
    return [(name, statistics.median(times), mine, share) for name, times in theirs.items()]


def saved_by_office(folder: Path, suffix: str) -> Path | None:
    """The file of a format that LibreOffice makes of one of ours; None where it is not installed."""
    source = folder / f"many{OFFICE[suffix]}"
    saved = folder / "office"
    try:
        program = find_soffice(DEFAULT_SETTINGS, source.name)
    except ConverterMissingError:
        return None
    command = [
        program,
        "--headless",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        suffix[1:],
    ]
    subprocess.run([*command, "--outdir", saved, source], check=True, capture_output=True)
    return saved / f"many{suffix}"


def tell(path: Path, form: str) -> None:
    """Measure a file and print its rows."""
    for other, times, mine, share in measured(path):
        figures = f"{times:.1f} | {mine:.1f} | {mine / times:.2f} | {share:.2f}"
        print(f"| {form} | {path.stat().st_size / 1000:.0f} | {other} | {figures} |", flush=True)


def main(copies: int) -> None:
    """Write the files, measure, print the table."""
    script = formats()
    blocks = script.straightened(file_to_document(EXAMPLES / f"{SOURCE}.txt", SOURCE)) * copies
    print("| format | size, kB | beside | ms | ours, ms | ours / theirs | indicators / reading |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for suffix, write in script.WRITERS.items():
            path = Path(folder) / f"many{suffix}"
            write(blocks, path)
            tell(path, suffix)
        for suffix in script.WRITERS:
            if saved := saved_by_office(Path(folder), suffix):
                tell(saved, f"{suffix} of an office")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("copies", metavar="COPIES", type=positive_number, nargs="?", default=10)
    main(parser.parse_args().copies)
