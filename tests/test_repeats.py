"""One table in several files, as a workbook and its PDF: each indicator counts once, and nothing is lost when a file goes."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from extract.reading import file_to_extraction
from graph.store import GraphFolder
from graph.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    from extract.indicator import DocumentFacts, Indicator

EXAMPLE = ROOT / "examples" / "haigang-2024.txt"


@pytest.fixture(scope="module")
def read() -> tuple[DocumentFacts, list[Indicator]]:
    found = file_to_extraction(EXAMPLE, "a.txt")
    return found.facts, list(found.indicators)


def named(read: tuple[DocumentFacts, list[Indicator]], name: str, count: int) -> tuple[DocumentFacts, list[Indicator]]:
    """The document under another name and checksum, with its first indicators."""
    facts, indicators = read
    return replace(facts, name=name, checksum=sha256(f"{name}{count}".encode()).hexdigest()), [
        replace(one, document=name) for one in indicators[:count]
    ]


def counts(folder: GraphFolder) -> dict[str, int]:
    return {entry.facts.name: entry.indicators for entry in folder.entries()}


@pytest.mark.parametrize(
    ("first", "left"),
    [(32, 0), (20, 12)],
    ids=["the same document", "a longer one"],
)
@pytest.mark.parametrize("together", [True, False], ids=["in one build", "in two"])
def test_what_two_files_share_counts_once(
    tmp_path: Path,
    read: tuple[DocumentFacts, list[Indicator]],
    first: int,
    left: int,
    together: bool,  # noqa: FBT001 - a case of the table
) -> None:
    documents = [named(read, "a.txt", first), named(read, "b.pdf", 32)]
    for batch in [documents] if together else [[one] for one in documents]:
        with GraphFolder.create_or_open(tmp_path / "g") as folder:
            assert list(folder.put_many(batch)) == ["added"] * len(batch)
    with GraphFolder.open(tmp_path / "g", read_only=True) as folder:
        assert counts(folder) == {"a.txt": first, "b.pdf": left}
        assert len({one.id for one in folder.indicators()}) == len(folder.indicators()) == 32
        warnings = {entry.facts.name: entry.facts.warnings for entry in folder.entries()}
        assert [f"{first} 条指标与 a.txt 中的相同" in text for text in warnings["b.pdf"]].count(True) == 1
        assert not any("相同" in text for text in warnings["a.txt"])
        assert validate(folder).conforms


def test_what_was_left_out_comes_back_when_the_other_file_goes(
    tmp_path: Path, read: tuple[DocumentFacts, list[Indicator]]
) -> None:
    original, copy = named(read, "a.txt", 32), named(read, "b.pdf", 32)
    with GraphFolder.create_or_open(tmp_path / "g") as folder:
        assert list(folder.put_many([original, copy])) == ["added", "added"]
    with GraphFolder.open(tmp_path / "g") as folder:
        assert list(folder.put_many([original, copy])) == ["unchanged", "unchanged"]
        folder.remove("a.txt")
    with GraphFolder.open(tmp_path / "g") as folder:
        assert list(folder.put_many([copy])) == ["replaced"]
        assert counts(folder) == {"b.pdf": 32}


def test_a_changed_file_keeps_its_own_indicators(tmp_path: Path, read: tuple[DocumentFacts, list[Indicator]]) -> None:
    with GraphFolder.create_or_open(tmp_path / "g") as folder:
        assert list(folder.put_many([named(read, "a.txt", 20)])) == ["added"]
    with GraphFolder.open(tmp_path / "g") as folder:
        assert list(folder.put_many([named(read, "a.txt", 32)])) == ["replaced"]
        assert counts(folder) == {"a.txt": 32}
