"""The ontology: every term explained in two languages, inside OWL 2 DL, complete for what the graph says."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import pytest
import rdflib
from conftest import ROOT
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS
from pyoxigraph import NamedNode
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from graph.iris import Iris
from graph.triples import document_to_quads
from ontology import make_page
from ontology import vocabulary as v

if TYPE_CHECKING:
    from pathlib import Path

ONTOLOGY = rdflib.URIRef(v.KPI.rstrip("#"))
KINDS = {
    OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual,
}  # fmt: skip
BUILT_IN = (v.OWL, v.RDF, v.RDFS, v.XSD)
# The datatypes of OWL 2 that range over the numbers, texts and truths used here; xsd:date is none of them.
DATATYPES = {
    rdflib.XSD.string, rdflib.XSD.integer, rdflib.XSD.decimal, rdflib.XSD.boolean, rdflib.RDFS.Literal,
}  # fmt: skip


def parsed(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=files("ontology").joinpath(name).read_text(encoding="utf-8"), format="turtle")


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return parsed("kpi.ttl")


def own(graph: rdflib.Graph, kind: rdflib.URIRef) -> set[rdflib.URIRef]:
    """The terms of our own namespace that are declared to be of a kind."""
    found = {term for term in graph.subjects(RDF.type, kind) if isinstance(term, rdflib.URIRef)}
    return {term for term in found if term.startswith(v.KPI)}


def declared(graph: rdflib.Graph, term: rdflib.term.Node) -> set[rdflib.term.Node]:
    return {kind for kind in graph.objects(term, RDF.type) if kind in KINDS}


def members(graph: rdflib.Graph, node: rdflib.term.Node | None) -> list[rdflib.term.Node]:
    """The classes of a domain or range: one, or those of a union."""
    union = graph.value(node, OWL.unionOf)
    return [node] if union is None and node else list(Collection(graph, union)) if union else []


def used_by_the_graph() -> set[str]:
    quads = chain(
        document_to_quads(SEASIDE, SEASIDE_ROWS, Iris(), built_with="1"), document_to_quads(INLAND, INLAND_ROWS, Iris())
    )
    terms = (term for quad in quads for term in (quad.predicate, quad.object))
    return {term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(v.KPI)}


def test_the_ontology_declares_every_term_that_the_graph_uses(ontology: rdflib.Graph) -> None:
    constants = {
        term.value for term in vars(v).values() if isinstance(term, NamedNode) and term.value.startswith(v.KPI)
    }
    known = {str(subject) for subject in ontology.subjects() if str(subject).startswith(v.KPI)}
    assert used_by_the_graph() | constants <= known


def test_every_property_of_another_vocabulary_that_the_graph_uses_is_declared(ontology: rdflib.Graph) -> None:
    """Matches are annotations of classes, and alignments.ttl declares them so."""
    known = {str(subject) for file in (ontology, parsed("alignments.ttl")) for subject in file.subjects()}
    quads = document_to_quads(SEASIDE, SEASIDE_ROWS, Iris(), built_with="1")
    used = {quad.predicate.value for quad in quads}
    assert v.MEDIA_TYPE.value in used
    assert {term for term in used if not term.startswith(BUILT_IN)} <= known


@pytest.mark.parametrize("file", ["framework.ttl", "units.ttl", "shapes.ttl", "alignments.ttl"])
def test_the_other_files_use_no_term_that_is_not_declared(ontology: rdflib.Graph, file: str) -> None:
    known = {str(subject) for subject in ontology.subjects()}
    used = {str(term) for triple in parsed(file) for term in triple if str(term).startswith(v.KPI)}
    own_shapes = {str(subject) for subject in parsed("shapes.ttl").subjects()} if file == "shapes.ttl" else set()
    assert used - own_shapes <= known


def test_units_of_one_kind_have_one_quantity_kind_of_qudt_or_none() -> None:
    units, found = parsed("units.ttl"), dict[str, set[str]]()
    kind, wider = rdflib.URIRef(v.QUANTITY_KIND.value), rdflib.URIRef(v.QUDT + "hasQuantityKind")
    for subject, name in units.subject_objects(kind):
        stated = (str(one).removeprefix("http://qudt.org/vocab/quantitykind/") for one in units.objects(subject, wider))
        found.setdefault(str(name), set()).update(stated)
    assert found == {
        "ratio": {"DimensionlessRatio"}, "percentage point": set(), "money": {"Currency"}, "duration": {"Time"},
        "calendar days": {"Time"}, "working days": {"Time"}, "months": {"Time"}, "return period": {"Time"},
        "count": {"Count"}, "score": set(),
        "area": {"Area"}, "land area": {"Area"}, "length": {"Length"}, "mass": {"Mass"}, "volume": {"Volume"},
        "volume of liquid": {"Volume"}, "energy": {"Energy"}, "sound level": set(), "money per unit": set(),
        "degree": set(), "power": {"Power"}, "seconds": {"Time"}, "semesters": {"Time"}, "multiple": set(),
        "count per unit": {"Frequency"},
    }  # fmt: skip


def test_every_class_of_the_model_is_there(ontology: rdflib.Graph) -> None:
    assert {term.removeprefix(v.KPI) for term in own(ontology, OWL.Class)} == {
        "Category", "Indicator", "Target", "Threshold", "Objective", "Project", "Department", "Jurisdiction", "Document",
        "Cell", "Run", "Software", "Operator", "Unit", "Finding", "SimilarityMapping", "Measure", "ComparisonSet", "ComparedTarget",
        "Word", "Nearness", "Membership",
    }  # fmt: skip


def test_every_term_has_labels_and_comments_in_both_languages(ontology: rdflib.Graph) -> None:
    for term in {subject for subject in ontology.subjects() if str(subject).startswith(v.KPI)}:
        for predicate in (RDFS.label, RDFS.comment):
            texts = [text for text in ontology.objects(term, predicate) if isinstance(text, rdflib.Literal)]
            assert sorted(str(text.language) for text in texts) == ["en", "zh"], term


@pytest.mark.parametrize("kind", [OWL.ObjectProperty, OWL.DatatypeProperty])
def test_every_property_has_one_domain_and_one_range_that_are_declared(
    ontology: rdflib.Graph, kind: rdflib.URIRef
) -> None:
    assert own(ontology, kind)
    for term in own(ontology, kind):
        [domain] = ontology.objects(term, RDFS.domain)
        [value] = ontology.objects(term, RDFS.range)
        for one in members(ontology, domain):
            assert declared(ontology, one) == {OWL.Class}, (term, one)
        if kind == OWL.DatatypeProperty:
            assert value in DATATYPES, term
        else:
            assert all(declared(ontology, one) == {OWL.Class} for one in members(ontology, value)), term


def test_no_term_is_of_two_kinds(ontology: rdflib.Graph) -> None:
    for term in set(ontology.subjects(RDF.type, None)):
        assert len(declared(ontology, term)) <= 1, term


def test_no_term_is_used_undeclared(ontology: rdflib.Graph) -> None:
    for triple in ontology:
        for term in triple:
            if isinstance(term, rdflib.URIRef) and not str(term).startswith(BUILT_IN) and ONTOLOGY not in triple:
                assert declared(ontology, term), term


def test_an_annotation_relates_no_things_and_a_property_only_its_own_kind(ontology: rdflib.Graph) -> None:
    for lower, upper in ontology.subject_objects(RDFS.subPropertyOf):
        assert declared(ontology, lower) == declared(ontology, upper), lower
    for lower, upper in ontology.subject_objects(RDFS.subClassOf):
        assert declared(ontology, lower) == declared(ontology, upper) == {OWL.Class}, lower


def test_individuals_relate_by_properties_of_the_right_kind(ontology: rdflib.Graph) -> None:
    for operator in own(ontology, OWL.NamedIndividual):
        for predicate, value in ontology.predicate_objects(operator):
            if not str(predicate).startswith(BUILT_IN):
                kind = OWL.DatatypeProperty if isinstance(value, rdflib.Literal) else OWL.ObjectProperty
                assert declared(ontology, predicate) == {kind}, predicate


def test_the_classes_are_told_apart(ontology: rdflib.Graph) -> None:
    [axiom] = ontology.subjects(RDF.type, OWL.AllDisjointClasses)
    listed = ontology.value(axiom, OWL.members)
    assert listed is not None
    assert set(Collection(ontology, listed)) == own(ontology, OWL.Class)


def test_only_the_nodes_that_owl_itself_needs_are_blank(ontology: rdflib.Graph) -> None:
    for node in {subject for subject in ontology.subjects() if isinstance(subject, rdflib.BNode)}:
        kinds = set(ontology.objects(node, RDF.type))
        assert kinds <= {OWL.Class, OWL.AllDisjointClasses}
        assert kinds or (node, RDF.first, None) in ontology


@pytest.mark.parametrize("name", ["kpi", "framework", "units", "shapes", "alignments"])
def test_every_file_names_its_version_and_licence(ontology: rdflib.Graph, name: str) -> None:
    file = ONTOLOGY if name == "kpi" else rdflib.URIRef(f"{ONTOLOGY}/{name}")
    said = parsed(f"{name}.ttl")
    version = said.value(file, OWL.versionInfo)
    assert version == ontology.value(ONTOLOGY, OWL.versionInfo)
    assert said.value(file, OWL.versionIRI) == rdflib.URIRef(f"{file}/{version}")
    assert said.value(file, rdflib.DCTERMS.license) == rdflib.URIRef("https://spdx.org/licenses/MIT")
    for predicate in (rdflib.DCTERMS.title, RDFS.comment):
        assert sorted(str(getattr(text, "language", "")) for text in said.objects(file, predicate)) == ["en", "zh"]


def test_operators_are_matched_to_odrl_by_exact_match_only(ontology: rdflib.Graph) -> None:
    odrl = {str(o): p for _, p, o in ontology if str(o).startswith(v.ODRL)}
    assert set(odrl) == {v.ODRL + name for name in ("gteq", "lteq", "gt", "lt", "eq")}
    assert set(odrl.values()) == {SKOS.exactMatch}
    for sign, operator in v.OPERATORS.items():
        assert ontology.value(rdflib.URIRef(operator.value), SKOS.notation) == rdflib.Literal(sign)


def test_terms_stand_in_sections_and_none_stands_twice() -> None:
    text = files("ontology").joinpath("kpi.ttl").read_text(encoding="utf-8")
    sections = [text.index(f"\n# {name}\n") for name in ("classes", "links between things", "values", "operators")]
    assert all(one < other for one, other in pairwise(sections))
    heads = [line.split()[0] for line in text.splitlines() if line.startswith("kpi:")]
    assert len(heads) == len(set(heads))


THRESHOLD_OF_A_ROW = (
    rdflib.URIRef("https://kpigraph.example/indicator/a-001"),
    rdflib.URIRef(v.HAS_THRESHOLD.value),
    rdflib.URIRef("https://kpigraph.example/indicator/a-001/cell"),
)


@pytest.mark.parametrize(("wrong", "contradictions"), [(None, 0), (THRESHOLD_OF_A_ROW, 2)])
def test_a_reasoner_finds_no_contradiction_in_a_graph_but_in_a_wrong_one(
    ontology: rdflib.Graph, wrong: tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef] | None, contradictions: int
) -> None:
    owlrl = pytest.importorskip("owlrl")
    whole = rdflib.Graph() + ontology
    quads = document_to_quads(SEASIDE, SEASIDE_ROWS, Iris(), built_with="1")
    whole.parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    if wrong:
        whole.add(wrong)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    assert (None, RDF.type, OWL.Nothing) not in whole
    errors = whole.objects(None, rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error"))
    assert len([error for error in errors if "Disjoint classes" in str(error)]) == contradictions


def test_nothing_imports_the_alignments_and_they_only_match(ontology: rdflib.Graph) -> None:
    alignments = parsed("alignments.ttl")
    assert not set(ontology.objects(None, OWL.imports)) | set(alignments.objects(None, OWL.imports))
    matches = {SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    about = {(s, p, o) for s, p, o in alignments if str(s).startswith(v.KPI)}
    assert {p for _, p, _ in about} - matches == {SKOS.scopeNote}
    assert all(declared(alignments, predicate) == {OWL.AnnotationProperty} for predicate in {p for _, p, _ in about})


@pytest.mark.parametrize(
    "namespace",
    [
        "https://ontology.commonapproach.org/cids#",
        "http://ontology.eil.utoronto.ca/ISO21972/iso21972#",
        "http://iatistandard.org/",
        "urn:ISO:std:iso:17469:",
        "http://data.europa.eu/m8g/",
    ],
)
def test_the_core_of_the_model_is_aligned_to_each_vocabulary_of_the_field(namespace: str) -> None:
    matched = {str(s).removeprefix(v.KPI) for s, _, o in parsed("alignments.ttl") if str(o).startswith(namespace)}
    assert "Indicator" in matched
    assert len(matched) >= 3


def test_the_page_of_the_ontology_shows_every_class_and_property_of_this_version(ontology: rdflib.Graph) -> None:
    """docs/ontology.html is made by `make docs`; it must be made again when the ontology changes."""
    page = " ".join((ROOT / "docs" / "ontology.html").read_text(encoding="utf-8").split())
    assert str(ontology.value(ONTOLOGY, OWL.versionInfo)) in page
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in own(ontology, kind):
            assert f"<code>{term}</code>" in page, term
            for text in (*ontology.objects(term, RDFS.label), *ontology.objects(term, RDFS.comment)):
                assert escape(" ".join(str(text).split()), quote=False) in page, text


def test_the_page_of_the_ontology_shows_every_operator(ontology: rdflib.Graph) -> None:
    page = (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8")
    assert set(own(ontology, OWL.NamedIndividual)) == {rdflib.URIRef(one.value) for one in v.OPERATORS.values()}
    for sign, operator in v.OPERATORS.items():
        term = rdflib.URIRef(operator.value)
        entry = page.partition(f'<div class="property entity" id="{str(term).rpartition("#")[2]}">')[2].partition(
            "</table>"
        )[0]
        assert f"<code>{term}</code>" in entry
        assert f"<td>{escape(sign)}</td>" in entry
        for text in (*ontology.objects(term, RDFS.label), *ontology.objects(term, RDFS.comment)):
            assert escape(str(text)) in entry
        for same in ontology.objects(term, SKOS.exactMatch):
            assert f"<code>{same}</code>" in entry


def test_a_page_gets_the_operators_once_and_one_without_a_place_for_them_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<body>\n      <div id="namespaces">\n</body>', encoding="utf-8")
    for _ in range(2):
        assert make_page.main([str(page)]) == 0
        text = page.read_text(encoding="utf-8")
        assert (text.count('id="atLeast"'), text.count("<h2>Named Individuals</h2>")) == (1, 1)
        assert text.index('id="equalTo"') < text.index('id="namespaces"')
    with pytest.raises(ValueError, match=r"constraints\.txt"):
        make_page.page_with_operators("<body></body>")


def test_every_first_level_category_is_a_top_concept_of_its_schemes_and_the_scheme_says_so() -> None:
    framework = parsed("framework.ttl")
    kpi = rdflib.Namespace(v.KPI)
    told = {
        (one, scheme)
        for one in framework.subjects(kpi.level, rdflib.Literal(1))
        for scheme in framework.objects(one, SKOS.inScheme)
    }
    assert told == set(framework.subject_objects(SKOS.topConceptOf))
    assert told == {(concept, scheme) for scheme, concept in framework.subject_objects(SKOS.hasTopConcept)}
    assert {scheme for _, scheme in told} == set(framework.subjects(RDF.type, SKOS.ConceptScheme))


def test_every_second_level_category_has_its_first_level_in_all_its_schemes() -> None:
    framework = parsed("framework.ttl")
    above = list(framework.subject_objects(SKOS.broader))
    assert above
    for concept, parent in above:
        assert set(framework.objects(concept, SKOS.inScheme)) <= set(framework.objects(parent, SKOS.inScheme)), concept


def test_the_scheme_says_why_nothing_of_it_is_an_exact_match() -> None:
    framework = parsed("framework.ttl")
    assert not set(framework.subject_objects(SKOS.exactMatch))
    notes = framework.objects(rdflib.URIRef("https://kpigraph.example/scheme/2021"), SKOS.note)
    assert sorted(str(getattr(note, "language", "")) for note in notes) == ["en", "zh"]


def test_no_two_units_have_one_name_and_spellings_in_chinese_say_so() -> None:
    units = parsed("units.ttl")
    names = [name for name in units.objects(None, SKOS.prefLabel) if isinstance(name, rdflib.Literal)]
    assert len(names) == len(set(names))
    for spelling in units.objects(None, SKOS.altLabel):
        assert isinstance(spelling, rdflib.Literal)
        assert (spelling.language == "zh") == any("\u4e00" <= sign <= "\u9fff" for sign in spelling), spelling
