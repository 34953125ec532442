"""The examples give the same indicators in every format: written with real merged cells, read back, compared record by record."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.reading import file_to_extraction

if TYPE_CHECKING:
    from types import ModuleType

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.txt"))
FORMATS = (".html", ".docx", ".xlsx", ".pdf")
PLACE = {
    "document",
    "line",
    "page",
    "table",
    "row",
    "column",
    "sheet",
    "row_span",
    "column_span",
    "repairs",
    "confidence",
}
"""Where a row stands, and what had to be mended there, is the format's own."""


def formats() -> ModuleType:
    """The script that writes the examples in other formats."""
    spec = importlib.util.spec_from_file_location("formats", EXAMPLES / "formats.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    formats().write_all(folder)
    return folder


def records(path: Path) -> list[dict[str, Any]]:
    """What the records of a file say, without where it stands."""
    said = (indicator.record() for indicator in file_to_extraction(path).indicators)
    return [{name: value for name, value in record.items() if name not in PLACE} for record in said]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_format_gives_the_same_records_in_the_same_order(written: Path, name: str, suffix: str) -> None:
    assert records(written / f"{name}{suffix}") == records(EXAMPLES / f"{name}.txt")


@pytest.mark.parametrize(
    ("suffix", "known"),
    [(".html", {"line", "table", "row", "column"}), (".docx", {"table", "row", "column"}),
     (".xlsx", {"sheet", "table", "row", "column"}), (".pdf", {"page", "table", "row", "column"})],
)  # fmt: skip
def test_every_table_row_says_where_it_stands(written: Path, suffix: str, known: set[str]) -> None:
    indicators = file_to_extraction(written / f"zezhou-2024{suffix}").indicators
    for indicator in indicators:
        assert known == {
            name for name in PLACE - {"document", "repairs", "confidence"} if getattr(indicator, name) is not None
        }


def test_merged_cells_need_no_repair_where_the_format_keeps_them(written: Path) -> None:
    shifted = [i for i in file_to_extraction(written / "zezhou-2024.xlsx").indicators if "shifted-left" in i.repairs]
    assert shifted == []
