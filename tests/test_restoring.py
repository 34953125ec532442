"""Export and back: the restored graph is the exported one, quad for quad, and what is no export is refused whole."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from graph_exports import canonical, exported
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS
from query_records import EARLIER, EARLIER_ROWS, TOWN, TOWN_ROWS

from graph.exported_file import RestoreFormatError, UnreadableExportError
from graph.faults import OtherBaseError
from graph.iris import Iris
from graph.restoring import NoExportedGraphError, Restored, restore
from graph.store import GraphFolder

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = [(SEASIDE, SEASIDE_ROWS), (INLAND, INLAND_ROWS), (EARLIER, EARLIER_ROWS), (TOWN, TOWN_ROWS)]


def built(path: Path, base: str | None = None) -> Path:
    with GraphFolder.create_or_open(path, base=base) as graph:
        for facts, rows in DOCUMENTS:
            graph.put(facts, rows)
    return path


@pytest.mark.parametrize("name", ["graph.nq", "graph.nq.gz", "graph.trig", "graph.trig.gz"])
@pytest.mark.parametrize("base", [None, "https://data.example.org/targets#"])
def test_the_restored_graph_is_the_exported_one(tmp_path: Path, name: str, base: str | None) -> None:
    folder = built(tmp_path / "graph", base)
    assert restore(exported(folder, tmp_path / name), tmp_path / "again") == Restored(added=4)
    before, after = (exported(path, path / "all.nq") for path in (folder, tmp_path / "again"))
    assert before.read_bytes() == after.read_bytes()
    assert canonical(before) == canonical(after)
    with GraphFolder.open(tmp_path / "again", read_only=True) as graph:
        assert graph.indicators(TOWN.name) == TOWN_ROWS
        assert graph.documents() == sorted((facts for facts, _ in DOCUMENTS), key=lambda facts: facts.name)


def test_the_manifest_of_the_restored_graph_is_that_of_the_exported_one(tmp_path: Path) -> None:
    folder = built(tmp_path / "graph")
    restore(exported(folder, tmp_path / "graph.nq"), tmp_path / "again")
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()


def test_a_restored_graph_builds_on(tmp_path: Path) -> None:
    restore(exported(built(tmp_path / "graph"), tmp_path / "graph.nq"), tmp_path / "again")
    with GraphFolder.create_or_open(tmp_path / "again") as graph:
        assert [graph.put(facts, rows) for facts, rows in DOCUMENTS] == ["unchanged"] * 4
        graph.remove(SEASIDE.name)
        assert len(graph.documents()) == 3


def test_restoring_into_a_graph_replaces_what_it_holds_under_the_same_names(tmp_path: Path) -> None:
    folder = built(tmp_path / "graph")
    file = exported(folder, tmp_path / "graph.nq")
    with GraphFolder.create_or_open(tmp_path / "again") as graph:
        graph.put(SEASIDE, SEASIDE_ROWS[:1])
    assert restore(file, tmp_path / "again") == Restored(added=3, replaced=1)
    assert exported(tmp_path / "again", tmp_path / "again.nq").read_bytes() == file.read_bytes()


def test_what_people_added_to_a_document_is_kept(tmp_path: Path) -> None:
    file = exported(built(tmp_path / "graph"), tmp_path / "graph.nq")
    indicator, graph = "<https://kpigraph.example/indicator/b-001>", f"<{Iris().graph(INLAND.name).value}>"
    note = f'{indicator} <https://other.example/note> "核对过" {graph} .\n'
    file.write_text(file.read_text(encoding="utf-8") + note, encoding="utf-8", newline="\n")
    restore(file, tmp_path / "again")
    assert note in exported(tmp_path / "again", tmp_path / "again.nq").read_text(encoding="utf-8")


def test_another_base_than_that_of_the_folder_is_refused(tmp_path: Path) -> None:
    file = exported(built(tmp_path / "graph"), tmp_path / "graph.nq")
    built(tmp_path / "other", "https://data.example.org/")
    with pytest.raises(OtherBaseError, match=r"data\.example\.org"):
        restore(file, tmp_path / "other")


@pytest.mark.parametrize("name", ["graph.ttl", "graph.nt", "graph", "graph.gz", "graph.xlsx"])
def test_a_file_of_another_format_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(RestoreFormatError, match=r"\.nq, \.nq\.gz, \.trig, \.trig\.gz"):
        restore(tmp_path / name, tmp_path / "again")


BASE = "https://kpigraph.example/"
INDICATOR, DOCUMENT = f"<{BASE}indicator/b-001>", f"<{BASE}document/zezhou-2024.txt>"
GRAPH, KPI = f"<{BASE}graph/zezhou-2024.txt>", f"{BASE}ontology#"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: "<a:s> <a:p> <a:o> .\n", "it holds no document"),
        (lambda _: "<a:s> <a:p> <a:o> <a:g> .\n", "<a:g> is no document|a:g is no document"),
        (lambda text: text + "<a:s> <a:p> <a:o> .\n", "1 quads belong to no document"),
        (lambda text: text + f"_:b <a:p> <a:o> {GRAPH} .\n", "blank node"),
        (lambda text: text.replace("graph/zezhou-2024.txt", "graph/zezhou-2025.txt"), "is not the graph of zezhou-2024"),
        (lambda text: text.replace("graph/zezhou-2024.txt", "zezhou-2024.txt"), "is not the graph of zezhou-2024"),
        (lambda text: without(text, f"{INDICATOR} <http://www.w3.org/2000/01/rdf-schema#label>"), "b-001 is not whole"),
        (lambda text: without(text, f"{INDICATOR} <{KPI}confidence>"), "is no document"),
        (lambda text: without(text, f"{INDICATOR} <{KPI}seriesKey>"), "no series key: an earlier version"),
        (lambda text: without(text, f"<{KPI}atLeast>"), "operators of .* are not described: an earlier version"),
        (lambda text: without(text, f"{DOCUMENT} <{KPI}checksum>"), "the document of .* is not whole"),
        (lambda text: without(text, f"{DOCUMENT} <{KPI}fileName>"), "is not whole"),
        (lambda text: text.replace(GRAPH, f"<https://else.example/graph/{INLAND.name}>"), "2 bases"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_and_nothing_is_written(tmp_path: Path, change: object, reason: str) -> None:
    assert callable(change)
    file = exported(built(tmp_path / "graph"), tmp_path / "graph.nq")
    text = change(file.read_text(encoding="utf-8"))
    assert isinstance(text, str)
    file.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(NoExportedGraphError, match=reason):
        restore(file, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def without(text: str, beginning: str) -> str:
    """The lines that do not begin so."""
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(beginning)]
    assert len(kept) < len(lines)
    return "".join(kept)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("broken.nq", b"<a:s> <a:p>\n", "cannot be read"),
        ("broken.nq.gz", b"no gzip", "cannot be read"),
        ("cut.nq.gz", gzip.compress(b"<a:s> <a:p> <a:o> <a:g> .\n" * 99, mtime=0)[:-9], "cannot be read"),
        ("damaged.nq.gz", gzip.compress(bytes(range(128)) * 9, mtime=0)[:20] + b"\xff" * 99, "cannot be read"),
        ("damaged.trig.gz", gzip.compress(bytes(range(128)) * 9, mtime=0)[:20] + b"\xff" * 99, "cannot be read"),
        ("binary.trig", bytes(range(128, 255)), "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableExportError, match=f"{name}: .*{reason}"):
        restore(tmp_path / name, tmp_path / "again")
    with pytest.raises(UnreadableExportError, match="No such file"):
        restore(tmp_path / "missing.nq", tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_folder_that_was_empty_is_empty_again_where_the_file_is_wrong(tmp_path: Path) -> None:
    file = exported(built(tmp_path / "graph"), tmp_path / "graph.nq")
    file.write_text(file.read_text(encoding="utf-8") + "<a:s> nothing .\n", encoding="utf-8", newline="\n")
    (tmp_path / "again").mkdir()
    with pytest.raises(UnreadableExportError, match=r"graph\.nq: .*cannot be read"):
        restore(file, tmp_path / "again")
    assert list((tmp_path / "again").iterdir()) == []


def test_the_line_of_a_fault_is_that_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is loaded some lines at a time."""
    monkeypatch.setattr("graph.exported_file._LINES", 100)
    file = exported(built(tmp_path / "graph"), tmp_path / "graph.nq")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(lines) > 251
    file.write_text("".join([*lines[:250], "<a:s> nothing .\n", *lines[250:]]), encoding="utf-8", newline="\n")
    with pytest.raises(UnreadableExportError, match="line 251: "):
        restore(file, tmp_path / "again")
    file.write_text("".join(lines), encoding="utf-8", newline="\n")
    assert restore(file, tmp_path / "again") == Restored(added=4)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_export_that_turns_out_wrong_leaves_the_graph_as_it_was(tmp_path: Path) -> None:
    file = exported(built(tmp_path / "graph"), tmp_path / "graph.nq")
    file.write_text(file.read_text(encoding="utf-8") + "<a:s> <a:p> <a:o> .\n", encoding="utf-8", newline="\n")
    with GraphFolder.create_or_open(tmp_path / "again") as graph:
        graph.put(SEASIDE, SEASIDE_ROWS[:1])
    before = exported(tmp_path / "again", tmp_path / "before.nq").read_bytes()
    with pytest.raises(NoExportedGraphError, match="belong to no document"):
        restore(file, tmp_path / "again")
    assert exported(tmp_path / "again", tmp_path / "after.nq").read_bytes() == before


@pytest.mark.parametrize("name", ["graph.nq", "graph.nq.gz", "graph.trig", "graph.trig.gz"])
def test_the_export_of_an_empty_graph_is_an_empty_graph_again(tmp_path: Path, name: str) -> None:
    GraphFolder.create_or_open(tmp_path / "graph").close()
    file = exported(tmp_path / "graph", tmp_path / name)
    assert restore(file, tmp_path / "again") == Restored()
    with GraphFolder.open(tmp_path / "again", read_only=True) as graph:
        assert graph.counts()["documents"] == 0
