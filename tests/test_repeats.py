"""One table in several files, as a workbook and its PDF: each indicator counts once, and nothing is lost when a file goes."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from typer.testing import CliRunner

from cli import app
from extract.corpus import Source, find_sources, named_as_known
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


def equal(read: tuple[DocumentFacts, list[Indicator]], name: str) -> tuple[DocumentFacts, list[Indicator]]:
    """The document under another name, as a copy in another folder is."""
    facts, indicators = read
    return replace(facts, name=name), [replace(one, document=name) for one in indicators]


def quads_of(path: Path) -> set[str]:
    with GraphFolder.open(path, read_only=True) as folder:
        return {str(quad) for quad in folder.quads()}


@pytest.mark.parametrize("together", [True, False], ids=["in one build", "in two"])
@pytest.mark.parametrize("gone", ["removed", "replaced"])
def test_an_equal_document_takes_over_what_one_leaves_as_if_it_had_been_built_alone(
    tmp_path: Path,
    read: tuple[DocumentFacts, list[Indicator]],
    gone: str,
    together: bool,  # noqa: FBT001 - a case of the table
) -> None:
    copies = [equal(read, name) for name in ("c1/x.txt", "c2/x.txt", "c3/x.txt")]
    for batch in [copies] if together else [[one] for one in copies]:
        with GraphFolder.create_or_open(tmp_path / "g") as folder:
            assert list(folder.put_many(batch)) == ["added"] * len(batch)
    other = named(read, "c1/x.txt", 0)
    with GraphFolder.open(tmp_path / "g") as folder:
        if gone == "removed":
            left = folder.remove("c1/x.txt")
            assert (left.heir, left.unread) == ("c2/x.txt", ())
        else:
            assert folder.put(*other) == "replaced"
        assert {name: count for name, count in counts(folder).items() if count} == {"c2/x.txt": 32}
    with GraphFolder.create_or_open(tmp_path / "alone") as folder:
        folder.put(*copies[1])
        folder.put(*copies[2])
        if gone == "replaced":
            folder.put(*other)
    assert quads_of(tmp_path / "g") == quads_of(tmp_path / "alone")
    with GraphFolder.open(tmp_path / "g") as folder:
        assert list(folder.put_many(copies[1:])) == ["unchanged"] * 2
        assert folder.remove("c3/x.txt").heir is None
        assert len(folder.indicators()) == 32


def test_a_document_that_only_shares_indicators_is_named_for_the_next_build(
    tmp_path: Path, read: tuple[DocumentFacts, list[Indicator]]
) -> None:
    documents = [named(read, "a.txt", 20), named(read, "b.pdf", 32)]
    with GraphFolder.create_or_open(tmp_path / "g") as folder:
        list(folder.put_many(documents))
    with GraphFolder.open(tmp_path / "g") as folder:
        left = folder.remove("a.txt")
        assert (left.heir, left.unread) == (None, ("b.pdf",))
        assert folder.put(*documents[1]) == "replaced"
        assert counts(folder) == {"b.pdf": 32}


def test_a_file_is_known_again_by_the_longer_name_that_it_had_beside_another(tmp_path: Path) -> None:
    for name in ("c1", "c2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_bytes(EXAMPLE.read_bytes())
    runner, graph = CliRunner(), str(tmp_path / "g")
    one, two = str(tmp_path / "c1" / "x.txt"), str(tmp_path / "c2" / "x.txt")

    def run(*arguments: str) -> str:
        result = runner.invoke(app, [*arguments, "-g", graph])
        assert result.exit_code == 0, result.output
        return result.output

    assert "新增 2，替换 0，未变 0" in run("build", one, two)
    assert "新增 0，替换 0，未变 1" in run("build", two)
    assert "c2/x.txt 与之相同" in run("remove", "c1/x.txt")
    assert "indicators 32" in run("info")
    assert "新增 0，替换 0，未变 1" in run("build", two)
    (tmp_path / "c2" / "x.txt").write_text(EXAMPLE.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "新增 0，替换 1，未变 0" in run("build", two)


@pytest.mark.parametrize(
    ("sources", "known", "names"),
    [
        (["a/x.txt"], [], ["x.txt"]),
        (["a/x.txt"], ["x.txt"], ["x.txt"]),
        (["a/x.txt"], ["a/x.txt", "x.txt"], ["a/x.txt"]),
        (["a/x.txt"], ["b/x.txt", "ba/x.txt", "x.txt/x.txt"], ["x.txt"]),
        (["b/a/x.txt"], ["a/x.txt", "b/a/x.txt"], ["b/a/x.txt"]),
        (["a/x.txt", "b/x.txt"], ["a/x.txt"], ["a/x.txt", "b/x.txt"]),
        (["a/x.txt", "b/y.txt"], ["b/y.txt"], ["x.txt", "b/y.txt"]),
    ],
)
def test_known_names_end_in_whole_folders(
    tmp_path: Path, sources: list[str], known: list[str], names: list[str]
) -> None:
    for source in sources:
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / source).write_text("x", encoding="utf-8")
    found = named_as_known(find_sources([tmp_path / source for source in sources]), known)
    assert [source.name for source in found] == names


def test_two_files_never_get_one_name(tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "c" / "x.txt", tmp_path / "b" / "c" / "x.txt"]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_text("x", encoding="utf-8")
    found = named_as_known([Source(paths[0], "x.txt"), Source(paths[1], "c/x.txt")], ["c/x.txt"])
    assert [source.name for source in found] == ["x.txt", "c/x.txt"]
