"""Measures and mappings in the graph itself: seen by queries, in no export, and never older than the documents."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from typer.testing import CliRunner

from cli import app
from extract.reading import file_to_extraction
from graph.dataset import open_dataset
from graph.decisions import Decisions
from graph.store import GraphFolder
from graph.validation import validate
from output.measures import measures_to_quads
from output.rdf import write_rdf

if TYPE_CHECKING:
    from pathlib import Path

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


def exported(path: Path) -> bytes:
    content = io.BytesIO()
    with GraphFolder.open(path, read_only=True) as folder:
        write_rdf(folder, "nq", content)
    return content.getvalue()


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
    before = exported(path)
    with GraphFolder.open(path, read_only=True) as folder:
        indicators, quads = folder.indicators(), set(folder.quads())
        identities = [one.id for one in indicators]
    published(path)
    assert exported(path) == before
    with GraphFolder.open(path, read_only=True) as folder:
        assert (folder.indicators(), set(folder.quads())) == (indicators, quads)
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


@pytest.mark.parametrize(
    ("form", "told"), [("nq", True), ("trig", True), ("ttl", True), ("csv", False), ("sssom", False)]
)
def test_an_export_without_them_says_how_they_are_made_anew(path: Path, form: str, *, told: bool) -> None:
    arguments = ["export", form, "-o", str(path.with_suffix(f".{form}")), "-g", str(path)]
    assert "measures publish" not in CliRunner().invoke(app, arguments).stderr
    published(path)
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, "kpigraph measures publish makes them anew" in result.stderr) == (0, told)
