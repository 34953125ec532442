"""The graph folder: what is put in comes back, what fails changes nothing, and who may open it when."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_CHANGED, SEASIDE_CHANGED_ROWS, SEASIDE_ROWS

from extract.indicator import Indicator
from graph.faults import (
    GraphDamagedError,
    GraphInUseError,
    GraphNotWritableError,
    NewerGraphFormatError,
    NotAGraphFolderError,
    OlderGraphFormatError,
    OtherBaseError,
    ReadOnlyGraphError,
    RepeatedIndicatorError,
    UnknownDocumentError,
)
from graph.manifest import read_entries, read_manifest
from graph.store import GraphFolder

if TYPE_CHECKING:
    from extract.indicator import DocumentFacts

TESTS = Path(__file__).parent
BOTH = [(SEASIDE, SEASIDE_ROWS), (INLAND, INLAND_ROWS)]


def built(path: Path, *documents: tuple[DocumentFacts, list[Indicator]]) -> Path:
    """A graph folder that holds these documents, closed."""
    with GraphFolder.create_or_open(path) as graph:
        for facts, rows in documents:
            graph.put(facts, rows)
    return path


def content(path: Path) -> list[str]:
    """All quads of a folder as sorted lines: canonical N-Quads, since there is no blank node."""
    with GraphFolder.open(path, read_only=True) as graph:
        return sorted(str(quad) for quad in graph.quads())


def test_what_was_put_comes_back_in_document_order(tmp_path: Path) -> None:
    with GraphFolder.open(built(tmp_path / "graph", *BOTH), read_only=True) as graph:
        assert graph.documents() == [INLAND, SEASIDE]
        assert graph.indicators(SEASIDE.name) == SEASIDE_ROWS
        assert graph.indicators() == [*INLAND_ROWS, *SEASIDE_ROWS]


def test_building_again_changes_nothing(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    before, manifest = content(path), (path / "manifest.json").read_bytes()
    with GraphFolder.create_or_open(path) as graph:
        assert [graph.put(facts, rows) for facts, rows in BOTH] == ["unchanged", "unchanged"]
    assert content(path) == before
    assert (path / "manifest.json").read_bytes() == manifest


def test_a_file_that_is_built_is_known_by_its_name_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "any.txt"
    file.write_bytes(b"content")
    facts = replace(INLAND, checksum=sha256(b"content").hexdigest())
    with GraphFolder.create_or_open(tmp_path / "graph") as graph:
        assert graph.built(INLAND.name, file) is None
        graph.put(facts, INLAND_ROWS)
        assert graph.built(INLAND.name, file) == facts
        assert graph.built("other.txt", file) is None
        assert graph.built(INLAND.name, tmp_path / "gone.txt") is None
        file.write_bytes(b"changed")
        assert graph.built(INLAND.name, file) is None
        file.write_bytes(b"content")
        monkeypatch.setattr("graph.store.version", lambda _: "99.0")
        assert graph.built(INLAND.name, file) is None


def test_the_order_of_building_does_not_matter(tmp_path: Path) -> None:
    found = [content(built(tmp_path / str(n), *order)) for n, order in enumerate(permutations(BOTH))]
    assert found[0] == found[1]


def test_a_changed_document_replaces_its_own_triples_and_nothing_else(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    with GraphFolder.create_or_open(path) as graph:
        assert graph.put(SEASIDE_CHANGED, SEASIDE_CHANGED_ROWS) == "replaced"
        assert graph.indicators(SEASIDE.name) == SEASIDE_CHANGED_ROWS
    fresh = built(tmp_path / "fresh", (INLAND, INLAND_ROWS), (SEASIDE_CHANGED, SEASIDE_CHANGED_ROWS))
    assert content(path) == content(fresh)


def test_a_removed_document_takes_along_what_only_it_described(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    with GraphFolder.create_or_open(path) as graph:
        graph.remove(SEASIDE.name)
    assert content(path) == content(built(tmp_path / "fresh", (INLAND, INLAND_ROWS)))
    with GraphFolder.create_or_open(path) as graph:
        graph.remove(INLAND.name)
        assert graph.counts()["quads"] == 0


def test_a_document_built_by_another_version_is_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = built(tmp_path / "graph", *BOTH)
    monkeypatch.setattr("graph.store.version", lambda _: "99.0")
    with GraphFolder.create_or_open(path) as graph:
        assert graph.put(*BOTH[0]) == "replaced"


def test_what_fails_leaves_the_graph_as_it_was(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    before = content(path)
    with GraphFolder.create_or_open(path) as graph, pytest.raises(RepeatedIndicatorError, match=SEASIDE_ROWS[0].id):
        graph.put(SEASIDE_CHANGED, [SEASIDE_ROWS[0], SEASIDE_ROWS[0]])
    assert content(path) == before


def test_an_interrupted_build_keeps_what_was_put_and_can_go_on(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", BOTH[0])
    script = (
        "import os, sys; from pathlib import Path; from graph.store import GraphFolder\n"
        "from graph_records import INLAND, INLAND_ROWS\n"
        "graph = GraphFolder.create_or_open(Path(sys.argv[1])); graph.put(INLAND, INLAND_ROWS); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)], cwd=TESTS, check=False).returncode == 9
    with GraphFolder.create_or_open(path) as graph:
        assert graph.documents() == [INLAND, SEASIDE]
        assert [graph.put(facts, rows) for facts, rows in BOTH] == ["unchanged", "unchanged"]
    assert content(path) == content(built(tmp_path / "fresh", *BOTH))


def test_the_manifest_tells_what_was_built(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    found = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    assert (found["format"], found["base"], found["generation"]) == (4, "https://kpigraph.example/", 1)
    assert (found["counts"]["documents"], found["counts"]["indicators"]) == (2, 7)
    entries = read_entries(path, read_manifest(path))
    assert entries is not None
    assert {name: entry.facts for name, entry in entries.items()} == {INLAND.name: INLAND, SEASIDE.name: SEASIDE}
    assert [entries[name].indicators for name in (INLAND.name, SEASIDE.name)] == [3, 4]
    assert entries[SEASIDE.name].kinds == {"date": 1, "numeric": 3}
    assert entries[SEASIDE.name].projects == ("信访救助金", "接访电话费")
    assert entries[INLAND.name].unfilled == 1


def test_two_builds_of_the_same_documents_have_the_same_manifest(tmp_path: Path) -> None:
    one, other = (built(tmp_path / name, *BOTH) / "manifest.json" for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_counts(tmp_path: Path) -> None:
    with GraphFolder.open(built(tmp_path / "graph", *BOTH), read_only=True) as graph:
        counts = graph.counts()
    assert counts.pop("quads") > 200
    assert counts == {
        "documents": 2, "jurisdictions": 2, "departments": 2, "projects": 2, "categories": 8, "indicators": 7,
    }  # fmt: skip


def test_the_base_is_kept_for_good(tmp_path: Path) -> None:
    path, base = tmp_path / "graph", "https://data.example.org/"
    with GraphFolder.create_or_open(path, base=base) as graph:
        graph.put(*BOTH[1])
    with GraphFolder.create_or_open(path) as graph:
        assert graph.iris.base == base
        assert graph.indicators() == INLAND_ROWS
    with pytest.raises(OtherBaseError, match="https://else"):
        GraphFolder.create_or_open(path, base="https://else.example.org/")


def test_readers_see_what_was_published_while_another_writes(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", BOTH[0])
    before = content(path)
    with GraphFolder.open(path, read_only=True) as early:
        with GraphFolder.open(path) as writing:
            writing.put(*BOTH[1])
            assert len(writing.documents()) == 2
            assert content(path) == before
        assert sorted(str(quad) for quad in early.quads()) == before
        assert early.indicators() == SEASIDE_ROWS
        with GraphFolder.open(path, read_only=True) as late:
            assert late.documents() == [INLAND, SEASIDE]
    # The generation that the early reader held goes with the next change.
    with GraphFolder.open(path) as writing:
        writing.remove(SEASIDE.name)
    assert [place.name for place in (path / "store").iterdir()] == ["3"]


def test_only_one_writes_at_a_time(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    with GraphFolder.open(path), pytest.raises(GraphInUseError, match="in use"):
        GraphFolder.open(path)
    with GraphFolder.open(path, read_only=True) as reading, pytest.raises(ReadOnlyGraphError):
        reading.put(*BOTH[0])


def test_another_process_reads_and_is_kept_from_writing_while_one_writes(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    script = (
        "import sys; from pathlib import Path; from graph.faults import GraphInUseError; from graph.store import GraphFolder\n"
        "path = Path(sys.argv[1]); assert len(GraphFolder.open(path, read_only=True).indicators()) == 7\n"
        "try: GraphFolder.open(path)\n"
        "except GraphInUseError: sys.exit(7)"
    )
    with GraphFolder.open(path) as writing:
        writing.put(SEASIDE_CHANGED, SEASIDE_CHANGED_ROWS)
        assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 7
    with GraphFolder.open(path) as writing:
        writing.put(*BOTH[0])
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 0


def test_reading_writes_nothing(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    before = {file: file.stat().st_mtime_ns for file in path.rglob("*")}
    with GraphFolder.open(path, read_only=True) as graph:
        graph.indicators()
    assert {file: file.stat().st_mtime_ns for file in path.rglob("*")} == before


def test_building_again_and_again_does_not_fill_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "graph"
    names = []
    for _ in range(4):
        built(path, *BOTH)
        names.append(sum(1 for _ in path.rglob("*")))
    assert len(set(names)) == 1


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        "",
        "[]",
        "{}",
        '{"format": "x"}',
        '{"format": 4}',
        '{"format": 4, "base": "b", "kpigraph": "1", "generation": "x"}',
    ],
)
def test_a_folder_that_is_no_graph_is_neither_opened_nor_written(tmp_path: Path, manifest: str | None) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(NotAGraphFolderError, match="no graph folder"):
        GraphFolder.open(tmp_path)
    with pytest.raises(NotAGraphFolderError, match="no graph folder"):
        GraphFolder.create_or_open(tmp_path)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("printed", "damaged"),
    [
        (None, ""),
        (None, "{"),
        (None, "[4]"),
        (None, "\x00" * 300),
        ('"format": 4', '"format": "4"'),
        ('"format": 4', '"format": true'),
        ('"format": 4', '"format": null'),
        ('"generation": 2', '"generation": "2"'),
        ('"generation": 2', '"generation": true'),
        ('"base": "', '"base": 1, "was": "'),
        ('"documents": 2', '"documents": "2"'),
    ],
)
def test_a_manifest_that_is_damaged_is_told_as_that(tmp_path: Path, printed: str | None, damaged: str) -> None:
    path = built(tmp_path / "graph", BOTH[0])
    built(path, BOTH[1])
    manifest = path / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    assert printed is None or printed in text
    manifest.write_text(text.replace(printed, damaged) if printed else damaged, encoding="utf-8")
    before = manifest.read_bytes()
    for read_only in (True, False):
        with pytest.raises(GraphDamagedError, match=r"manifest\.json.*keep a measures\.yaml"):
            GraphFolder.open(path, read_only=read_only)
    with pytest.raises(GraphDamagedError, match=r"damaged in manifest\.json"):
        GraphFolder.create_or_open(path)
    assert manifest.read_bytes() == before


def test_a_graph_of_a_newer_version_is_refused_by_its_number(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", BOTH[1])
    manifest = path / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"format": 4', '"format": 12'), encoding="utf-8")
    with pytest.raises(NewerGraphFormatError, match="graph format 12 is newer than 4"):
        GraphFolder.create_or_open(path)
    manifest.write_text(text.replace('"format": 4', '"format": 1'), encoding="utf-8")
    with pytest.raises(OlderGraphFormatError, match=r"graph format 1 is older than 4; build the graph anew"):
        GraphFolder.create_or_open(path)


def test_a_store_that_is_gone_or_damaged_is_named(tmp_path: Path) -> None:
    path = built(tmp_path / "graph", *BOTH)
    (path / "store" / "1" / "quads" / "CURRENT").write_text("nothing\n", encoding="utf-8")
    with pytest.raises(GraphDamagedError, match="build it anew"):
        GraphFolder.open(path, read_only=True)
    (path / "store").rename(path / "elsewhere")
    with pytest.raises(GraphDamagedError, match="build it anew"):
        GraphFolder.open(path, read_only=True)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(NotAGraphFolderError, match="file"):
        GraphFolder.create_or_open(tmp_path / "file")
    with pytest.raises(GraphNotWritableError, match="Not a directory"):
        GraphFolder.create_or_open(tmp_path / "file" / "graph")


def test_an_unknown_document_is_answered_by_the_nearest(tmp_path: Path) -> None:
    with GraphFolder.create_or_open(built(tmp_path / "graph", *BOTH)) as graph:
        for action in (graph.indicators, graph.remove):
            with pytest.raises(UnknownDocumentError, match=r"did you mean zezhou-2024\.txt\?"):
                action("zezhou-2023.txt")
        with pytest.raises(UnknownDocumentError, match="it holds 2 documents; `kpigraph query --name documents` lists"):
            graph.remove("nosuch")


def test_documents_without_indicators_and_rows_without_anything_are_kept(tmp_path: Path) -> None:
    bare = Indicator(id="bare", document="bare.txt", level3="名称")
    facts = replace(INLAND, name="bare.txt", department=None, province=None, city=None, county=None, division_code=None)
    with GraphFolder.create_or_open(tmp_path / "graph") as graph:
        assert graph.put(facts, [bare]) == "added"
        assert graph.put(SEASIDE, []) == "added"
        assert graph.indicators("bare.txt") == [bare]
        assert graph.indicators(SEASIDE.name) == []
        assert graph.documents() == [facts, SEASIDE]
