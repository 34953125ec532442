"""Measures and mappings in the graph itself: seen by queries and exports, and never older than the documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import rdflib
from conftest import ROOT
from graph_exports import canonical, exported
from typer.testing import CliRunner

from cli import app
from extract.reading import file_to_extraction
from graph.dataset import open_dataset
from graph.decisions import Decisions
from graph.restoring import NoExportedGraphError, Restored, restore
from graph.store import GraphFolder
from graph.validation import validate
from output.measures import measures_to_quads
from output.rdf import write_rdf

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

# rdflib's own parsers use what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?mapping a kpi:SimilarityMapping }"
NAMES = """
SELECT ?name WHERE {
  ?measure a kpi:Measure ; skos:prefLabel|skos:altLabel "群众满意度"@zh .
  ?indicator kpi:ofMeasure ?measure ; rdfs:label ?name }
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "g"
    read = [file_to_extraction(ROOT / "examples" / f"{name}.txt") for name in ("haigang-2024", "zezhou-2024")]
    with GraphFolder.create_or_open(path) as folder:
        assert len(list(folder.put_many((one.facts, one.indicators) for one in read))) == 2
    return path


def published(path: Path) -> int:
    with GraphFolder.open(path) as folder:
        return folder.put_measures(measures_to_quads(folder.indicators(), Decisions(), folder.iris))


def answers(path: Path, query: str) -> list[str]:
    with GraphFolder.open(path, read_only=True) as folder:
        return sorted(str(row[0]) for row in folder.query(query).rows)


def graphs_of(path: Path, form: str) -> dict[str, set[str]]:
    """The triples of an export by the graph that they stand in, as a parser of others reads them."""
    dataset = rdflib.Dataset()
    dataset.parse(path, format={"nq": "nquads", "jsonld": "json-ld"}.get(form, form))
    found: dict[str, set[str]] = {}
    for subject, predicate, value, graph in dataset.quads():
        found.setdefault(str(graph), set()).add(f"{subject.n3()} {predicate.n3()} {value.n3()}")
    return found


def cli(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_queries_see_what_was_published(path: Path) -> None:
    assert answers(path, COUNT) == ["0"]
    assert published(path) > 0
    assert int(answers(path, COUNT)[0]) > 0
    assert "群众满意度" in answers(path, NAMES)


def test_each_name_of_a_measure_has_its_score(path: Path) -> None:
    published(path)
    names = "SELECT DISTINCT ?label WHERE { ?i a kpi:Indicator ; rdfs:label ?label }"
    scored = """SELECT ?name WHERE { ?measure kpi:hasMembership ?one . ?one a kpi:Membership ; rdfs:label ?name ;
      kpi:membershipScore ?score FILTER (?score > 0 && ?score <= 1) }"""
    assert answers(path, scored) == answers(path, names)
    whole = """SELECT ?measure WHERE { ?measure skos:prefLabel ?name ; kpi:hasMembership ?one .
      ?one rdfs:label ?name ; kpi:membershipScore 1 }"""
    assert len(answers(path, whole)) == len(answers(path, "SELECT ?measure WHERE { ?measure a kpi:Measure }"))


def test_a_mapping_has_the_fields_of_sssom(path: Path) -> None:
    published(path)
    whole = """SELECT (COUNT(*) AS ?n) WHERE { ?mapping a kpi:SimilarityMapping ; sssom:subject_id ?subject ;
      sssom:object_id ?object ; sssom:predicate_id ?predicate ; sssom:mapping_justification ?why ;
      sssom:confidence ?confidence . ?subject a kpi:Indicator . ?object a kpi:Indicator
      FILTER (?confidence > 0 && ?confidence <= 1) }"""
    assert answers(path, whole) == answers(path, COUNT)


def test_what_the_documents_say_stays_as_it_was(path: Path) -> None:
    with GraphFolder.open(path, read_only=True) as folder:
        indicators, quads, counts = folder.indicators(), set(folder.quads()), folder.counts()
        identities = [one.id for one in indicators]
    count = published(path)
    with GraphFolder.open(path, read_only=True) as folder:
        documents = {quad for quad in folder.quads() if quad.graph_name != folder.iris.measures}
        assert (folder.indicators(), documents) == (indicators, quads)
        assert folder.counts() == counts | {"quads": counts["quads"] + count}
        assert [one.id for one in folder.indicators_by_id(identities)] == identities
        assert validate(folder).conforms


def test_publishing_again_puts_them_in_place_of_the_others(path: Path) -> None:
    assert published(path) == published(path)
    first = answers(path, COUNT)
    published(path)
    assert answers(path, COUNT) == first


def test_a_change_of_documents_drops_what_followed_from_them(path: Path) -> None:
    published(path)
    with GraphFolder.open(path) as folder:
        folder.remove("zezhou-2024.txt")
    assert answers(path, COUNT) == ["0"]


def test_a_change_in_the_same_session_drops_them_too(path: Path) -> None:
    with GraphFolder.open(path) as folder:
        assert folder.put_measures(measures_to_quads(folder.indicators(), Decisions(), folder.iris)) > 0
        folder.remove("zezhou-2024.txt")
    assert answers(path, COUNT) == ["0"]


def test_rdflib_sees_them_too(path: Path) -> None:
    published(path)
    with open_dataset(path) as dataset:
        rows = list(dataset.query(COUNT))
    assert int(str(rows[0][0])) == int(answers(path, COUNT)[0])


@pytest.mark.parametrize("form", ["nq", "trig", "jsonld"])
def test_an_export_of_graphs_has_them_in_a_graph_of_their_own(path: Path, form: str) -> None:
    before, after = path.with_suffix(f".0.{form}"), path.with_suffix(f".1.{form}")
    with GraphFolder.open(path, read_only=True) as folder:
        write_rdf(folder, form, before)  # type: ignore[arg-type]  # a case of the table
    count = published(path)
    with GraphFolder.open(path, read_only=True) as folder:
        write_rdf(folder, form, after)  # type: ignore[arg-type]
        name = folder.iris.measures.value
    found = graphs_of(after, form)
    assert len(found.pop(name)) == count
    assert found == graphs_of(before, form)


@pytest.mark.parametrize("form", ["ttl", "nt", "rdfxml"])
def test_an_export_of_triples_has_them_among_the_others(path: Path, form: str) -> None:
    files = path.with_suffix(f".0.{form}"), path.with_suffix(f".1.{form}")
    assert cli("export", form, "-o", files[0], "-g", path).exit_code == 0
    count = published(path)
    assert cli("export", form, "-o", files[1], "-g", path).exit_code == 0
    before, after = (set(rdflib.Graph().parse(file, format={"rdfxml": "xml"}.get(form, form))) for file in files)
    assert before < after
    assert len(after - before) == count


@pytest.mark.parametrize("name", ["graph.nq", "graph.nq.gz", "graph.trig"])
def test_a_graph_that_is_restored_has_them_again(path: Path, tmp_path: Path, name: str) -> None:
    published(path)
    result = cli("build", "--from", exported(path, tmp_path / name), "-g", tmp_path / "again")
    assert (result.exit_code, "measures publish" in result.stderr) == (0, False)
    before, after = (exported(graph, graph.with_suffix(".nq")) for graph in (path, tmp_path / "again"))
    assert any("<https://kpigraph.example/measures>" in quad for quad in canonical(before))
    assert canonical(before) == canonical(after)
    assert (path / "manifest.json").read_text(encoding="utf-8").replace('"generation": 2', '"generation": 1') == (
        tmp_path / "again" / "manifest.json"
    ).read_text(encoding="utf-8")
    assert answers(tmp_path / "again", COUNT) == answers(path, COUNT)


def test_restoring_over_the_same_documents_puts_those_of_the_file_in_place(path: Path, tmp_path: Path) -> None:
    published(path)
    file = exported(path, tmp_path / "graph.nq")
    with GraphFolder.open(path) as folder:
        folder.put_measures([])
    assert restore(file, path) == Restored(replaced=2)
    assert canonical(exported(path, tmp_path / "after.nq")) == canonical(file)


def test_where_there_are_other_documents_too_they_do_not_follow_and_are_left_out(path: Path, tmp_path: Path) -> None:
    published(path)
    file = exported(path, tmp_path / "graph.nq")
    other = file_to_extraction(ROOT / "examples" / "zezhou-2024.txt", "other.txt")
    with GraphFolder.create_or_open(tmp_path / "again") as folder:
        folder.put(replace(other.facts, checksum="0" * 64), other.indicators[:1])
    result = cli("build", "--from", file, "-g", tmp_path / "again")
    assert (result.exit_code, result.stderr.count("measures publish")) == (0, 2), result.stderr
    assert answers(tmp_path / "again", COUNT) == ["0"]


def test_measures_of_indicators_that_are_not_there_are_refused(path: Path, tmp_path: Path) -> None:
    published(path)
    file = exported(path, tmp_path / "graph.nq")
    text = file.read_text(encoding="utf-8")
    wrong = text.replace(
        "> <https://kpigraph.example/ontology#ofMeasure>", "-x> <https://kpigraph.example/ontology#ofMeasure>", 1
    )
    assert wrong != text
    file.write_text(wrong, encoding="utf-8", newline="\n")
    with pytest.raises(NoExportedGraphError, match="no such indicator"):
        restore(file, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_command_that_drops_them_says_so_and_how_to_publish_again(path: Path, tmp_path: Path) -> None:
    def told(*arguments: str | Path) -> list[str]:
        lines = cli(*arguments, "-g", path).stderr.splitlines()
        return [line for line in lines if f"kpigraph measures publish -g {path}" in line]

    published(path)
    assert told("build", ROOT / "examples" / "zezhou-2024.txt") == []  # nothing has changed
    (tmp_path / "zezhou-2024.txt").write_bytes((ROOT / "examples" / "zezhou-2024.txt").read_bytes() + b"\n")
    [line] = told("build", tmp_path / "zezhou-2024.txt")
    assert "原先发布的指标归并已失效并移除" in line
    assert told("build", ROOT / "examples" / "zezhou-2024.txt") == []  # none are left
    published(path)
    assert len(told("remove", "zezhou-2024.txt", "nosuch.txt")) == 1
    assert told("remove", "haigang-2024.txt") == []


@pytest.mark.parametrize(("form", "expected"), [("nq", 1), ("trig", 1), ("ttl", 0), ("csv", 0), ("sssom", 0)])
def test_an_export_says_that_decisions_are_not_in_it(path: Path, form: str, expected: int) -> None:
    def told() -> int:
        result = cli("export", form, "-o", path.with_suffix(f".{form}"), "-g", path)
        assert result.exit_code == 0
        return result.stderr.count("your decisions about measures are not in the file")

    assert told() == 0
    (path / "measures.yaml").write_text("join: [[群众满意度, 服务对象满意度]]\n", encoding="utf-8")
    assert told() == expected
