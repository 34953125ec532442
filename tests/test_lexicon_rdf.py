"""The lexicon in Turtle says all that the lexicon holds: rdflib reads it back to the same concepts."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import rdflib
from rdflib.namespace import RDF, SKOS
from typer.testing import CliRunner

from cli import app
from graph.iris import Iris
from ontology import vocabulary as v
from ontology.lexicon import Concept, lexicon
from output.lexicon_rdf import write_lexicon

if TYPE_CHECKING:
    from pathlib import Path

KPI = rdflib.Namespace(v.KPI)


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    stream = BytesIO()
    count = write_lexicon(stream)
    found = rdflib.Graph().parse(data=stream.getvalue(), format="turtle")
    assert len(found) == count
    return found


def concept_of(graph: rdflib.Graph, subject: rdflib.term.Node) -> Concept:
    """A concept as the triples state it."""
    key = {one: str(graph.value(one, SKOS.notation)) for one in graph.subjects(RDF.type, KPI.Word)}
    labels = {label.language: str(label) for label in graph.objects(subject, SKOS.prefLabel)}  # type: ignore[attr-defined]
    above = graph.value(subject, SKOS.broader)
    near = graph.objects(subject, KPI.hasNearness)
    return Concept(
        key=key[subject],
        role=str(graph.value(subject, KPI.nameRole)),  # type: ignore[arg-type]
        zh=labels["zh"],
        en=labels["en"],
        words=tuple(sorted(map(str, graph.objects(subject, SKOS.altLabel)))),
        fixed=tuple(sorted(map(str, graph.objects(subject, KPI.fixedWord)))),
        parent=key[above] if above else None,
        near={key[graph.value(one, KPI.nearTo)]: float(graph.value(one, KPI.degree)) for one in near},  # type: ignore[arg-type, index]
        weight=float(graph.value(subject, KPI.telling)),  # type: ignore[arg-type]
        scope=tuple(sorted(str(one).rpartition("/")[-1] for one in graph.subjects(SKOS.member, subject))),
    )


def test_every_concept_comes_back(graph: rdflib.Graph) -> None:
    found = {one.key: one for one in (concept_of(graph, each) for each in graph.subjects(RDF.type, KPI.Word))}
    expected = {
        key: Concept(
            key=key, role=one.role, zh=one.zh, en=one.en, words=tuple(sorted({*one.words} - {one.zh})),
            fixed=tuple(sorted(set(one.fixed))), parent=one.parent, near=dict(one.near), weight=one.weight,
            scope=tuple(sorted(one.scope)),
        )
        for key, one in lexicon().concepts.items()
    }  # fmt: skip
    assert found == expected


def test_no_label_is_preferred_and_alternative(graph: rdflib.Graph) -> None:
    assert not [label for one, label in graph.subject_objects(SKOS.prefLabel) if (one, SKOS.altLabel, label) in graph]


def test_words_without_meaning_stand_on_the_scheme(graph: rdflib.Graph) -> None:
    scheme = rdflib.URIRef(Iris().lexicon().value)
    assert {str(word) for word in graph.objects(scheme, KPI.ignoredWord)} == lexicon().ignored


def test_fields_of_work_are_collections_with_labels_in_both_languages(graph: rdflib.Graph) -> None:
    fields = {str(one).rpartition("/")[-1]: one for one in graph.subjects(RDF.type, SKOS.Collection)}
    assert fields.keys() == lexicon().fields.keys()
    labels = {(str(label), label.language) for label in graph.objects(fields["water"], SKOS.prefLabel)}  # type: ignore[attr-defined]
    assert labels == {("水利", "zh"), ("water", "en")}


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    file = tmp_path / "lexicon.ttl"
    result = CliRunner().invoke(app, ["lexicon", "export", "-o", str(file)])
    assert result.exit_code == 0
    assert (rdflib.URIRef(Iris().lexicon("rate").value), RDF.type, KPI.Word) in rdflib.Graph().parse(file)


def test_a_place_that_cannot_be_written_is_said_in_a_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["lexicon", "export", "-o", str(tmp_path / "no" / "lexicon.ttl")])
    assert result.exit_code
    assert "Traceback" not in result.output
