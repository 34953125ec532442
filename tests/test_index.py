"""The index beside the store: with it or without it, records and answers are the same; many documents go in at once."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_CHANGED, SEASIDE_CHANGED_ROWS, SEASIDE_ROWS
from hypothesis import given
from hypothesis import strategies as st
from query_records import EARLIER, EARLIER_ROWS, TOWN, TOWN_ROWS
from test_triples import indicators, patient

from benchmarks.synthesize import synthesize
from extract.indicator import Indicator
from graph.manifest import read_index_file, write_index_file
from graph.named_queries import list_queries, run, with_index
from graph.record_columns import as_read_back, read_columns, write_columns
from graph.store import GraphFolder
from graph.writing import Writer

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = [(SEASIDE, SEASIDE_ROWS), (INLAND, INLAND_ROWS), (EARLIER, EARLIER_ROWS), (TOWN, TOWN_ROWS)]


def contents(path: Path) -> list[str]:
    with GraphFolder.open(path, read_only=True) as graph:
        return sorted(map(str, graph.quads()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "graph"
    with GraphFolder.create_or_open(path) as graph:
        assert list(graph.put_many(DOCUMENTS)) == ["added"] * 4
    return path


@patient
@given(st.lists(indicators(), min_size=1, max_size=5))
def test_records_come_back_from_columns_as_from_the_graph(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Indicator]
) -> None:
    place = tmp_path_factory.mktemp("columns")
    found = read_columns(place, write_columns(place, rows))
    assert found == rows == [as_read_back(row) for row in rows]
    assert [type(row.value) for row in found or []] == [type(as_read_back(row).value) for row in rows]


@pytest.mark.parametrize("gone", ["*", "records-*", "documents-*", "labels-*"])
def test_without_the_index_the_graph_says_the_same(folder: Path, tmp_path: Path, gone: str) -> None:
    path = tmp_path / "graph"
    shutil.copytree(folder, path)
    files = list((path / "index").glob(gone))
    assert files
    for file in files:
        file.unlink()
    with GraphFolder.open(folder, read_only=True) as whole, GraphFolder.open(path, read_only=True) as graph:
        assert graph.documents() == whole.documents()
        assert graph.indicators() == whole.indicators()
        assert graph.counts() == whole.counts()
        for query in list_queries():
            assert run(graph, query).rows == run(whole, query).rows


def test_the_list_of_documents_is_made_again_by_the_next_change(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    shutil.copytree(folder, path)
    shutil.rmtree(path / "index")
    with GraphFolder.open(path) as graph:
        graph.remove(TOWN.name)
    with GraphFolder.create_or_open(tmp_path / "fresh") as fresh:
        list(fresh.put_many(DOCUMENTS[:3]))
    assert contents(path) == contents(tmp_path / "fresh")
    with GraphFolder.open(path, read_only=True) as graph, GraphFolder.open(tmp_path / "fresh", read_only=True) as fresh:
        assert graph.counts() == fresh.counts()
        assert graph.indicators() == fresh.indicators()


INDEXED = [query for query in list_queries() if "# index" in query.sparql]


@pytest.mark.parametrize("query", INDEXED, ids=lambda query: query.name)
@pytest.mark.parametrize("part", ["", "海港", "满意", "信访", "培训", "no such name", 'a "quoted" \\ part'])
def test_a_query_answers_with_the_index_as_it_does_without(folder: Path, query: object, part: str) -> None:
    from graph.named_queries import NamedQuery

    assert isinstance(query, NamedQuery)
    given_ = {one.name: part for one in query.parameters if one.type == "text"}
    with GraphFolder.open(folder, read_only=True) as graph:
        bindings = query.bindings(given_)
        text = with_index(query.sparql, bindings, graph.labels())
        assert (text != query.sparql) == bool(part)
        plain = graph.query(query.sparql, bindings).without(frozenset(bindings))
        assert run(graph, query, given_).rows == plain.rows


def test_every_text_parameter_that_is_part_of_a_name_is_looked_up_in_the_index() -> None:
    for query in list_queries():
        for parameter in query.parameters:
            if parameter.type == "text" and parameter.name != "period":
                assert re.search(rf"# index {parameter.name}(?: up to \d+)?: ", query.sparql), query.name


def test_many_documents_at_once_are_what_each_for_itself_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.batches._BATCH", 20_000)
    monkeypatch.setattr("graph.batches._FEW", 10_000)
    monkeypatch.setattr("graph.writing._CHECKPOINT", 40_000)
    documents = [(one.facts, one.indicators) for one in synthesize(1500)]
    with GraphFolder.create_or_open(tmp_path / "many") as graph:
        assert sorted(graph.put_many([*documents, documents[0]])) == ["added"] * len(documents) + ["unchanged"]
    with GraphFolder.create_or_open(tmp_path / "each") as graph:
        assert {graph.put(*document) for document in documents} == {"added"}
    assert contents(tmp_path / "many") == contents(tmp_path / "each")
    with GraphFolder.open(tmp_path / "many", read_only=True) as many:
        with GraphFolder.open(tmp_path / "each", read_only=True) as each:
            assert (
                many.counts()
                == each.counts()
                == each.counts() | {"indicators": 1500, "quads": len(contents(many.path))}
            )
            assert many.indicators() == each.indicators()
            assert many.labels() is not None
        rows = sorted(documents, key=lambda document: document[0].name)
        assert many.indicators() == [row for _, indicators_ in rows for row in indicators_]


def test_a_long_build_shows_what_it_has_got(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.batches._BATCH", 5_000)
    monkeypatch.setattr("graph.writing._CHECKPOINT", 10_000)
    path, seen = tmp_path / "graph", []
    documents = [(one.facts, one.indicators) for one in synthesize(1000)]
    with GraphFolder.create_or_open(path) as graph:
        for _ in graph.put_many(documents):
            with GraphFolder.open(path, read_only=True) as reader:
                seen.append(len(reader.documents()))
                assert len(reader.indicators()) == reader.counts()["indicators"]
    assert seen == sorted(seen)
    assert 0 < seen[len(seen) // 2] < len(documents)


def test_changed_and_new_documents_go_in_together(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    shutil.copytree(folder, path)
    new = replace(INLAND, name="new.txt", checksum="9" * 64)
    rows = [replace(row, id=f"new-{row.id}", document=new.name) for row in INLAND_ROWS]
    with GraphFolder.open(path) as graph:
        changes = list(graph.put_many([(new, rows), (SEASIDE_CHANGED, SEASIDE_CHANGED_ROWS), (INLAND, INLAND_ROWS)]))
        assert sorted(changes) == ["added", "replaced", "unchanged"]
        assert graph.indicators(new.name) == rows
        assert graph.indicators(SEASIDE.name) == SEASIDE_CHANGED_ROWS
        assert graph.labels() is None


def test_a_change_that_is_given_up_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    shutil.copytree(folder, path)
    before = contents(path)
    with GraphFolder.open(path) as graph:
        graph.remove(SEASIDE.name)
        graph.abandon()
    assert contents(path) == before
    with GraphFolder.open(path) as graph:
        assert isinstance(graph._writer, Writer)  # noqa: SLF001 -- nothing was copied for looking
        assert len(graph.documents()) == 4
    assert [place.name for place in (path / "store").iterdir()] == ["1"]


def test_columns_written_before_a_field_was_added_are_read(tmp_path: Path) -> None:
    rows = [Indicator(id=str(number), document="a.txt", level3="满意度", row_span=number) for number in (2, 3)]
    stored = read_index_file(tmp_path, write_columns(tmp_path, rows))
    assert stored is not None
    del stored["columns"]["row_span"], stored["columns"]["column_span"]
    found = read_columns(tmp_path, write_index_file(tmp_path, "records", json.dumps(stored)))
    assert found == [replace(one, row_span=None) for one in rows]
    del stored["columns"]["level3"]
    assert read_columns(tmp_path, write_index_file(tmp_path, "records", json.dumps(stored))) is None
