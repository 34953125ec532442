"""Shapes: what is exported keeps to them, every wrong triple is caught for what it is, and other engines agree."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store
from query_records import EARLIER, EARLIER_ROWS, TOWN, TOWN_ROWS

from benchmarks.synthesize import synthesize
from extract.reading import file_to_extraction
from graph.decisions import Decisions
from graph.iris import Iris
from graph.selection import compare
from graph.shapes import PropertyShape, UnsupportedShapeError, shipped_shapes, turtle_to_shapes
from graph.store import GraphFolder
from graph.triples import document_to_lines, document_to_quads
from graph.validation import Finding, Report, validate
from ontology import vocabulary as v
from ontology.lexicon import Concept, lexicon
from output.data_cube import comparison_to_quads
from output.lexicon_rdf import lexicon_statements
from output.measures import measures_to_quads
from output.tables import write_rows
from output.validation import constraint_in_words, validation_to_kinds, validation_to_report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ontology.lexicon import Lexicon

IRIS = Iris()
DOCUMENTS = [(SEASIDE, SEASIDE_ROWS), (INLAND, INLAND_ROWS), (EARLIER, EARLIER_ROWS), (TOWN, TOWN_ROWS)]
PREFIXES = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in v.PREFIXES.items())
PREFIXES += "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix ex: <https://kpigraph.example/> .\n"

INDICATOR = NamedNode("https://kpigraph.example/indicator/a-001")
TARGET, THRESHOLD, CELL = (NamedNode(INDICATOR.value + part) for part in ("/target", "/threshold", "/cell"))
DEADLINE = NamedNode("https://kpigraph.example/indicator/a-004/threshold")


def stored(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def found(report: Report, severity: str = "Violation") -> set[tuple[str, str]]:
    """What the findings say: path and constraint, of a choice among properties the paths of all."""
    return {(paths(finding), finding.constraint.name) for finding in report.findings if finding.severity == severity}


def paths(finding: Finding) -> str:
    choices = finding.constraint.parameter if finding.constraint.name == "or" and not finding.path else ()
    shapes = [one for one in choices if isinstance(one, PropertyShape)] if isinstance(choices, tuple) else []
    told = ["/".join(step.value.replace("#", "/").rpartition("/")[2] for step in one.path) for one in shapes]
    return " | ".join(told) or "/".join(finding.path)


def test_documents_conform_and_what_they_leave_out_is_a_warning() -> None:
    report = validate(stored(quad for facts, rows in DOCUMENTS for quad in document_to_quads(facts, rows, IRIS)))
    assert report.conforms
    assert found(report) == set()
    assert found(report, "Warning") == {
        ("level1", "minCount"), ("level2", "minCount"), ("targetText", "minCount"),
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.txt")), ids=lambda path: path.stem)
def test_every_example_conforms_and_the_oracle_agrees(path: Path) -> None:
    read = file_to_extraction(path)
    quads = document_to_quads(read.facts, read.indicators, IRIS, built_with="1")
    report = validate(stored(quads))
    assert found(report) == set()
    assert {key(finding) for finding in report.findings} == by_the_oracle(quads)


def test_ten_thousand_synthetic_indicators_conform() -> None:
    store = Store()
    for document in synthesize(10_000):
        lines = document_to_lines(document.facts, document.indicators, IRIS, built_with="1")
        store.load(lines.n_quads().encode(), format=RdfFormat.N_QUADS)
    report = validate(store)
    assert report.conforms
    assert {finding.constraint.name for finding in report.findings} == {"minCount"}
    assert len({quad.subject for quad in store.quads_for_pattern(None, v.TYPE, v.INDICATOR)}) == 10_000


def test_ten_thousand_indicators_of_all_forms_conform() -> None:
    store = Store()
    for number in range(20):
        facts, rows = DOCUMENTS[number % len(DOCUMENTS)]
        facts = replace(facts, name=f"{number}.txt", checksum=f"{number:064x}")
        many = [
            replace(rows[n % len(rows)], id=f"{number}-{n}", document=facts.name, line=n + 1, weight=n % 100 + 0.5)
            for n in range(500)
        ]
        store.extend(document_to_quads(facts, many, IRIS))
    report = validate(store)
    assert report.conforms
    assert len({quad.subject for quad in store.quads_for_pattern(None, v.TYPE, v.INDICATOR)}) == 10_000


TEXT, MANY = Literal("text"), Literal("many", datatype=v.INTEGER)
NOWHERE = NamedNode("https://kpigraph.example/nowhere")
PLACE = NamedNode("https://kpigraph.example/jurisdiction/130302")
Planted = tuple[NamedNode, NamedNode, NamedNode | Literal | BlankNode | None, NamedNode | Literal | BlankNode | None]

EARLIER_TARGET = NamedNode(f"{INDICATOR.value}/earlier/1")
DATED = NamedNode(DEADLINE.value.removesuffix("/threshold") + "/target")
SATISFACTION = IRIS.category("满意度指标", 1)
ELSEWHERE = {("document/year", "equals"), ("document/jurisdiction", "equals")}
SAID_OF_NOTHING = {("status | targetText", "or"), ("status | threshold", "or")}
UNPROMISED = {
    (f"target/threshold/{name}", "equals")
    for name in ("sign", "operatorSource", "canonicalValue", "canonicalUnit", "codedUnit")
}

# subject, property, the value that is taken away (None: none; a type stands for all), the value that is put there
REMOVED = NamedNode("any:value")
WRONG: list[tuple[Planted, set[tuple[str, str]]]] = [
    ((INDICATOR, v.LABEL, REMOVED, None), {("label", "minCount")}),
    ((INDICATOR, v.LABEL, None, TEXT), {("label", "maxCount")}),
    ((INDICATOR, v.LABEL, REMOVED, Literal("")), {("label", "minLength")}),
    ((INDICATOR, v.LABEL, REMOVED, Literal("名称", language="zh")), {("label", "datatype")}),
    ((INDICATOR, v.IDENTIFIER, REMOVED, Literal("7", datatype=v.INTEGER)), {("identifier", "datatype")}),
    ((INDICATOR, v.POSITION, REMOVED, MANY), {("position", "datatype"), ("position", "minInclusive")}),
    ((INDICATOR, v.POSITION, REMOVED, Literal("0", datatype=v.INTEGER)), {("position", "minInclusive")}),
    ((INDICATOR, v.HAS_DOCUMENT, REMOVED, None), {("document", "minCount"), *ELSEWHERE}),
    ((INDICATOR, v.HAS_DOCUMENT, REMOVED, NOWHERE), {("document", "class"), *ELSEWHERE}),
    ((INDICATOR, v.HAS_DOCUMENT, REMOVED, TEXT), {("document", "class"), ("document", "nodeKind"), *ELSEWHERE}),
    ((INDICATOR, v.HAS_CELL, REMOVED, None), {("cell", "minCount")}),
    ((INDICATOR, v.HAS_LEVEL1, None, NOWHERE), {("level1", "class"), ("level1", "maxCount")}),
    ((INDICATOR, v.HAS_JURISDICTION, None, BlankNode("b")), {
        ("jurisdiction", "class"), ("jurisdiction", "nodeKind"), ("jurisdiction", "maxCount"),
        ("document/jurisdiction", "equals"),
    }),
    ((INDICATOR, v.HAS_JURISDICTION, REMOVED, IRIS.jurisdiction("130300", ())), {("document/jurisdiction", "equals")}),
    ((INDICATOR, v.HAS_LEVEL1, REMOVED, IRIS.category("服务对象满意度指标", 2)), {("level1/level", "in")}),
    ((INDICATOR, v.HAS_LEVEL2, REMOVED, IRIS.category("满意度指标", 1)), {("level2/level", "in")}),
    ((IRIS.document(SEASIDE.name), v.YEAR, REMOVED, Literal("2023", datatype=v.INTEGER)), {("document/year", "equals")}),
    ((IRIS.document(SEASIDE.name), v.PROVINCE, None, TEXT), {("province", "maxCount")}),
    ((IRIS.document(SEASIDE.name), v.CITY, REMOVED, Literal("7", datatype=v.INTEGER)), {("city", "datatype")}),
    ((IRIS.document(SEASIDE.name), v.COUNTY, REMOVED, Literal("海港区", language="zh")), {("county", "datatype")}),
    ((TARGET, v.KIND, REMOVED, None), {("status | kind", "or"), ("target/kind", "equals")}),
    ((TARGET, v.KIND, REMOVED, Literal("qualitative")), {("kind | threshold/value", "or"), ("target/kind", "equals")}),
    ((DATED, v.KIND, REMOVED, Literal("qualitative")), {("kind | threshold/value", "or"), ("target/kind", "equals")}),
    ((TARGET, v.KIND, REMOVED, Literal("change")), {("kind | direction", "or"), ("target/kind", "equals")}),
    ((TARGET, v.STATUS, REMOVED, Literal("blank")), {*SAID_OF_NOTHING, ("target/status", "equals")}),
    ((TARGET, v.STATUS, REMOVED, Literal("placeholder")), {("status | threshold", "or"), ("target/status", "equals")}),
    ((TARGET, v.HAS_THRESHOLD, REMOVED, None), {("kind | threshold", "or"), *UNPROMISED}),
    ((DATED, v.HAS_THRESHOLD, REMOVED, None), {("kind | threshold", "or"), *UNPROMISED - {("target/threshold/codedUnit", "equals")}}),
    ((EARLIER_TARGET, v.KIND, REMOVED, None), {("status | kind", "or")}),
    ((EARLIER_TARGET, v.STATUS, REMOVED, Literal("blank")), SAID_OF_NOTHING),
    ((THRESHOLD, v.SIGN, REMOVED, None), {
        ("sign", "minCount"), ("operator/notation", "equals"), ("target/threshold/sign", "equals"),
    }),
    ((THRESHOLD, v.OPERATOR_SOURCE, REMOVED, None), {
        ("operatorSource", "minCount"), ("target/threshold/operatorSource", "equals"),
    }),
    ((v.OPERATORS[">="], v.LABEL, REMOVED, TEXT), {("label", "datatype")}),
    ((v.OPERATORS[">="], v.EXACT_MATCH, None, TEXT), {("exactMatch", "nodeKind")}),
    ((SATISFACTION, v.PREF_LABEL, REMOVED, TEXT), {("prefLabel", "datatype")}),
    ((SATISFACTION, v.IN_SCHEME, REMOVED, TEXT), {("inScheme", "nodeKind"), ("inScheme", "class")}),
    ((SATISFACTION, v.IN_SCHEME, None, NOWHERE), {("inScheme", "class")}),
    ((SATISFACTION, NamedNode(v.SKOS + "closeMatch"), REMOVED, TEXT), {("closeMatch", "nodeKind")}),
    ((SATISFACTION, NamedNode(v.SKOS + "relatedMatch"), None, TEXT), {("relatedMatch", "nodeKind")}),
    ((SATISFACTION, NamedNode(v.SKOS + "broadMatch"), None, TEXT), {("broadMatch", "nodeKind")}),
    ((SATISFACTION, NamedNode(v.SKOS + "narrowMatch"), None, TEXT), {("narrowMatch", "nodeKind")}),
    ((IRIS.scheme("2021"), v.BASIS_CHECKED, REMOVED, None), {("basisChecked | ignoredWord", "or")}),
    ((IRIS.scheme("2021"), v.BASIS_CHECKED, REMOVED, TEXT), {("basisChecked", "datatype")}),
    ((IRIS.scheme("2021"), v.BASIS_CHECKED, None, Literal("true", datatype=v.BOOLEAN)), {("basisChecked", "maxCount")}),
    ((IRIS.scheme("2021"), v.PREF_LABEL, REMOVED, None), {("prefLabel", "minCount")}),
    ((IRIS.scheme("2021"), v.PREF_LABEL, REMOVED, TEXT), {("prefLabel", "datatype")}),
    ((IRIS.scheme("2021"), v.PREF_LABEL, None, Literal("框架", language="zh")), {("prefLabel", "uniqueLang")}),
    ((IRIS.scheme("2021"), v.TYPE, REMOVED, v.CONCEPT), {("inScheme", "class"), ("type", "hasValue")}),
    ((IRIS.unit("percent"), v.PREF_LABEL, REMOVED, TEXT), {("prefLabel", "datatype")}),
    ((IRIS.unit("percent"), v.EXACT_MATCH, REMOVED, TEXT), {("exactMatch", "nodeKind")}),
    ((IRIS.unit("percent"), v.HAS_QUANTITY_KIND, REMOVED, TEXT), {("hasQuantityKind", "nodeKind")}),
    ((IRIS.unit("percent"), v.FACTOR, REMOVED, None), {("convertsTo | factor", "or")}),
    ((IRIS.jurisdiction("130000", ()), v.PART_OF, None, IRIS.jurisdiction("130000", ())), {
        ("partOf/partOf/partOf/partOf", "maxCount"),
    }),
    ((IRIS.jurisdiction("130000", ()), v.PART_OF, None, PLACE), {("partOf/partOf/partOf/partOf", "maxCount")}),
    ((INDICATOR, v.HAS_EARLIER_TARGET, None, NOWHERE), {("earlierTarget", "class")}),
    ((INDICATOR, v.CONFIDENCE, REMOVED, Literal("1.5", datatype=v.DECIMAL)), {("confidence", "maxInclusive")}),
    ((INDICATOR, v.CONFIDENCE, REMOVED, TEXT), {
        ("confidence", "or"), ("confidence", "minInclusive"), ("confidence", "maxInclusive"),
    }),
    ((INDICATOR, v.SOURCE, REMOVED, Literal("photo")), {("source", "in")}),
    ((INDICATOR, v.STATUS, REMOVED, Literal("blank")), {("target/status", "equals")}),
    ((INDICATOR, v.CANONICAL_VALUE, REMOVED, None), {("target/threshold/canonicalValue", "equals")}),
    ((INDICATOR, v.CANONICAL_VALUE, REMOVED, Literal("true", datatype=v.BOOLEAN)), {
        ("canonicalValue", "or"), ("target/threshold/canonicalValue", "equals"),
    }),
    ((INDICATOR, v.YEAR, REMOVED, Literal("2024")), {
        ("year", "datatype"), ("target/year", "equals"), ("document/year", "equals"),
    }),
    ((TARGET, v.PERIOD, REMOVED, None), {("target/period", "minCount"), ("target/period", "equals")}),
    ((TARGET, v.PERIOD, REMOVED, Literal("weekly")), {
        ("period", "in"), ("target/period", "in"), ("target/period", "equals"),
    }),
    ((TARGET, v.KIND, REMOVED, Literal("vague")), {
        ("kind", "in"), ("target/kind", "equals"), ("kind | threshold/value", "or"), ("kind | direction", "or"),
    }),
    ((TARGET, v.HAS_THRESHOLD, None, NOWHERE), {("threshold", "class"), ("threshold", "maxCount")}),
    ((INDICATOR, v.TYPE, REMOVED, None), {("type", "hasValue")}),
    ((INDICATOR, v.TYPE, None, v.PROJECT), {("type", "not")}),
    ((INDICATOR, v.TYPE, REMOVED, v.DOCUMENT), {
        ("type", "hasValue"), *((name, "minCount") for name in ("fileName", "checksum", "format")),
    }),
    ((NOWHERE, v.SCOPE, None, Literal("project")), {("type", "hasValue")}),
    ((THRESHOLD, v.HAS_OPERATOR, REMOVED, None), {("operator", "minCount"), ("operator/notation", "equals")}),
    ((THRESHOLD, v.HAS_OPERATOR, REMOVED, v.OPERATORS["<="]), {("operator/notation", "equals")}),
    ((THRESHOLD, v.HAS_OPERATOR, REMOVED, v.OPERATORS[">"]), {("operator", "class"), ("operator/notation", "equals")}),
    ((THRESHOLD, v.HAS_OPERATOR, REMOVED, NOWHERE), {
        ("operator", "in"), ("operator", "class"), ("operator/notation", "equals"),
    }),
    ((v.OPERATORS[">="], v.NOTATION, REMOVED, Literal("<")), {("operator/notation", "equals")}),
    ((THRESHOLD, v.VALUE, REMOVED, TEXT), {("kind | threshold/value", "or")}),
    ((THRESHOLD, v.VALUE, REMOVED, Literal("2024-12-31", datatype=v.DATE)), {("kind | threshold/value", "or")}),
    ((DEADLINE, v.VALUE, REMOVED, Literal("31", datatype=v.INTEGER)), {("kind | threshold/value", "or")}),
    ((CELL, v.LINE, REMOVED, None), {("line | row | table | page", "or")}),
    ((THRESHOLD, v.OPERATOR_SOURCE, None, Literal("worded")), {
        ("operatorSource", "maxCount"), ("target/threshold/operatorSource", "equals"),
    }),
    ((THRESHOLD, v.HAS_CODED_UNIT, REMOVED, NOWHERE), {
        ("codedUnit", "class"), ("target/threshold/codedUnit", "equals"),
    }),
    ((THRESHOLD, v.VALUE, REMOVED, Literal("2024-13-01", datatype=v.DATE)), {("value", "or"), ("kind | threshold/value", "or")}),
    ((CELL, v.LINE, REMOVED, Literal("0", datatype=v.INTEGER)), {("line", "minInclusive")}),
    ((CELL, v.FILE_NAME, REMOVED, None), {("fileName", "minCount")}),
    ((IRIS.document(SEASIDE.name), v.CHECKSUM, REMOVED, Literal("A" * 64)), {("checksum", "pattern")}),
    ((IRIS.document(SEASIDE.name), v.MEDIA_TYPE, REMOVED, None), {("format", "minCount")}),
    ((IRIS.document(SEASIDE.name), v.BUILT_WITH, REMOVED, Literal("2")), {
        ("run/wasAssociatedWith/version", "equals"),
    }),
    ((IRIS.document(SEASIDE.name), v.HAS_RUN, REMOVED, NOWHERE), {
        ("run", "class"), ("run/wasAssociatedWith/version", "equals"),
    }),
    ((IRIS.run(SEASIDE.name, "1"), v.USED, REMOVED, None), {("used", "minCount")}),
    ((IRIS.run(SEASIDE.name, "1"), v.HAS_SOFTWARE, REMOVED, NOWHERE), {
        ("wasAssociatedWith", "class"), ("run/wasAssociatedWith/version", "equals"),
    }),
    ((IRIS.software("1"), v.VERSION, REMOVED, None), {
        ("version", "minCount"), ("run/wasAssociatedWith/version", "equals"),
    }),
    ((IRIS.category("满意度指标", 1), v.LEVEL, REMOVED, Literal("3", datatype=v.INTEGER)), {
        ("level", "in"), ("level1/level", "in"),
    }),
    ((IRIS.category("满意度指标", 1), v.PREF_LABEL, None, Literal("满意", language="zh")), {("prefLabel", "uniqueLang")}),
    ((INDICATOR, v.WEIGHT, REMOVED, Literal("-1", datatype=v.INTEGER)), {("weight", "minInclusive")}),
    ((PLACE, v.DIVISION_CODE, REMOVED, Literal("13030")), {
        ("divisionCode", "pattern"), ("P442", "lessThanOrEquals"),
    }),
    ((PLACE, v.WIKIDATA_DIVISION_CODE, REMOVED, Literal("130300")), {("divisionCode", "lessThanOrEquals")}),
    ((PLACE, v.WIKIDATA_DIVISION_CODE, REMOVED, Literal("130303")), {("P442", "lessThanOrEquals")}),
    ((PLACE, v.DIVISION_LEVEL, REMOVED, Literal("town")), {("divisionLevel", "in")}),
    ((PLACE, v.PART_OF, REMOVED, NOWHERE), {("partOf", "class")}),
    ((IRIS.unit("percent"), v.FACTOR, REMOVED, TEXT), {("factor", "or")}),
    ((IRIS.unit("percent"), v.TYPE, REMOVED, None), {("codedUnit", "class")}),
]  # fmt: skip


def planted(change: Planted) -> list[Quad]:
    """The seaside document's quads with one statement taken away, replaced or put beside."""
    return changed(document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS, built_with="1"), change)


def changed(quads: list[Quad], change: Planted) -> list[Quad]:
    subject, predicate, removed, added = change
    kept = [quad for quad in quads if removed is None or (quad.subject, quad.predicate) != (subject, predicate)]
    assert len(kept) < len(quads) or removed is None
    return [*kept, *([Quad(subject, predicate, added, DefaultGraph())] if added else [])]


@pytest.mark.parametrize(("change", "expected"), WRONG)
def test_each_wrong_triple_is_caught_for_what_it_is(change: Planted, expected: set[tuple[str, str]]) -> None:
    report = validate(stored(planted(change)))
    assert found(report) == expected
    assert not report.conforms


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ((INDICATOR, v.HAS_DEPARTMENT, REMOVED, None), {("department", "minCount")}),
        ((INDICATOR, v.WEIGHT, REMOVED, Literal("120", datatype=v.INTEGER)), {("weight", "maxInclusive")}),
        ((THRESHOLD, v.VALUE_UPPER, None, Literal("90", datatype=v.INTEGER)), {("value", "lessThanOrEquals")}),
    ],
)
def test_what_should_hold_and_does_not_is_a_warning(change: Planted, expected: set[tuple[str, str]]) -> None:
    usual = found(validate(stored(document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS, built_with="1"))), "Warning")
    report = validate(stored(planted(change)))
    assert found(report, "Warning") - usual == expected
    assert report.conforms


ROWS = [*SEASIDE_ROWS, *INLAND_ROWS]
MEASURE, MEMBERSHIP, MAPPING = (NamedNode(f"any:{name}") for name in ("measure", "membership", "mapping"))
SET = IRIS.comparison("群众满意度", 1)
COMPARED = NamedNode(f"{SET.value}/a-001")
STRUCTURE = NamedNode(f"{IRIS.base}comparison-structure")
COMPONENT = NamedNode(f"{STRUCTURE.value}/1")
SCORE = NamedNode(v.SSSOM + "confidence")


def cube(name: str) -> NamedNode:
    return NamedNode(v.QB + name)


DERIVED: list[tuple[Planted, set[tuple[str, str]]]] = [
    ((MAPPING, v.SIMILARITY, REMOVED, Literal("1.2", datatype=v.DECIMAL)), {("similarity", "maxInclusive")}),
    ((MAPPING, v.SIMILARITY, REMOVED, Literal("-1", datatype=v.INTEGER)), {("similarity", "minInclusive")}),
    ((MAPPING, v.SIMILARITY, REMOVED, None), {("similarity", "minCount")}),
    ((MAPPING, SCORE, None, Literal("2", datatype=v.INTEGER)), {("confidence", "maxCount"), ("confidence", "maxInclusive")}),
    ((MAPPING, v.MAPPED_FROM, REMOVED, None), {("mappedFrom", "minCount"), ("mappedFrom", "equals")}),
    ((MAPPING, v.MAPPED_TO, REMOVED, TEXT), {("mappedTo", "nodeKind"), ("mappedTo", "equals")}),
    ((MAPPING, NamedNode(v.SSSOM + "predicate_id"), REMOVED, NamedNode(v.OWL + "sameAs")), {("predicate_id", "in")}),
    ((MAPPING, NamedNode(v.SSSOM + "mapping_justification"), REMOVED, None), {("mapping_justification", "minCount")}),
    ((MEASURE, v.PREF_LABEL, REMOVED, None), {("prefLabel", "minCount")}),
    ((MEASURE, v.PREF_LABEL, REMOVED, TEXT), {("prefLabel", "datatype")}),
    ((INDICATOR, v.HAS_MEASURE, REMOVED, NOWHERE), {("ofMeasure", "class")}),
    ((SET, v.MEASURE, REMOVED, None), {("measure", "minCount")}),
    ((SET, v.STRICTNESS, REMOVED, TEXT), {("strictness", "in")}),
    ((SET, v.TYPE, REMOVED, NamedNode(v.QB + "DataSet")), {("comparisonSet", "class")}),
    ((COMPARED, v.HAS_COMPARISON_SET, REMOVED, None), {("comparisonSet", "minCount"), ("comparisonSet", "equals")}),
    ((COMPARED, v.HAS_JURISDICTION, REMOVED, None), {("jurisdiction", "minCount")}),
    ((COMPARED, v.HAS_COMPARED_INDICATOR, REMOVED, TEXT), {("comparedIndicator", "nodeKind")}),
    ((COMPARED, v.CANONICAL_VALUE, REMOVED, TEXT), {("canonicalValue", "or")}),
    ((COMPARED, v.RANK, REMOVED, Literal("0", datatype=v.INTEGER)), {("rank", "minInclusive")}),
    ((MEASURE, v.HAS_MEMBERSHIP, REMOVED, None), {("hasMembership", "minCount")}),
    ((MEASURE, v.HAS_MEMBERSHIP, REMOVED, NOWHERE), {("hasMembership", "class")}),
    ((MEASURE, v.HAS_MEMBERSHIP, None, TEXT), {("hasMembership", "class"), ("hasMembership", "nodeKind")}),
    ((MEMBERSHIP, v.LABEL, REMOVED, None), {("label", "minCount")}),
    ((MEMBERSHIP, v.LABEL, REMOVED, TEXT), {("label", "datatype")}),
    ((MEMBERSHIP, v.MEMBERSHIP_SCORE, REMOVED, None), {("membershipScore", "minCount")}),
    ((MEMBERSHIP, v.MEMBERSHIP_SCORE, None, Literal("0.5", datatype=v.DECIMAL)), {("membershipScore", "maxCount")}),
    ((MEMBERSHIP, v.MEMBERSHIP_SCORE, REMOVED, Literal("1.1", datatype=v.DECIMAL)), {
        ("membershipScore", "maxInclusive"),
    }),
    ((MEMBERSHIP, v.MEMBERSHIP_SCORE, REMOVED, Literal("-1", datatype=v.INTEGER)), {
        ("membershipScore", "minInclusive"),
    }),
    ((MEMBERSHIP, v.MEMBERSHIP_SCORE, REMOVED, Literal("1", datatype=v.DOUBLE)), {("membershipScore", "or")}),
    ((MEMBERSHIP, v.TYPE, REMOVED, None), {("hasMembership", "class"), ("type", "hasValue")}),
    ((SET, cube("structure"), REMOVED, None), {("structure", "minCount")}),
    ((STRUCTURE, v.TYPE, REMOVED, None), {("structure", "class")}),
    ((STRUCTURE, cube("component"), REMOVED, None), {
        ("component", "minCount"), ("component/dimension", "minCount"), ("component/measure", "minCount"),
    }),
    ((STRUCTURE, cube("component"), None, Literal("one: two")), {
        ("component", "nodeKind"), ("dimension | measure | attribute", "or"),
    }),
    ((STRUCTURE, cube("component"), None, NOWHERE), {("dimension | measure | attribute", "or")}),
    ((COMPONENT, cube("dimension"), REMOVED, None), {("dimension | measure | attribute", "or")}),
    ((COMPONENT, cube("dimension"), REMOVED, TEXT), {("dimension", "class"), ("dimension", "nodeKind")}),
    ((COMPONENT, cube("dimension"), REMOVED, v.CANONICAL_VALUE), {("dimension", "class")}),
    ((COMPONENT, cube("measure"), None, NOWHERE), {("measure", "class"), ("component/measure", "maxCount")}),
    ((COMPONENT, cube("attribute"), None, NOWHERE), {("attribute", "class")}),
    ((COMPONENT, cube("componentAttachment"), None, NOWHERE), {("componentAttachment", "in")}),
    ((v.HAS_JURISDICTION, NamedNode(v.RDFS + "range"), REMOVED, None), {("range", "minCount")}),
]  # fmt: skip


def derived(change: Planted | None = None) -> list[Quad]:
    """What `export measures` and `export datacube` write, with one statement taken away, replaced or put beside."""
    quads = measures_to_quads(ROWS, Decisions(join=(("信访群众满意度", "群众满意度"),)), IRIS)
    quads += comparison_to_quads(compare(ROWS, "群众满意度"), IRIS)
    if change is None:
        return quads
    subject, *rest = change
    kinds = {MEASURE: v.MEASURE_CLASS, MEMBERSHIP: v.MEMBERSHIP, MAPPING: v.SIMILARITY_MAPPING}
    subject = next((quad.subject for quad in quads if quad.object == kinds.get(subject)), subject)
    return changed(quads, (subject, *rest))


def test_measures_and_cubes_conform() -> None:
    quads = derived()
    assert {quad.object for quad in quads if quad.predicate == v.TYPE} >= {
        v.MEASURE_CLASS, v.SIMILARITY_MAPPING, v.COMPARISON_SET, v.COMPARED_TARGET,
    }  # fmt: skip
    assert found(validate(stored(quads))) == set() == by_the_oracle(quads)


@pytest.mark.parametrize(("change", "expected"), DERIVED)
def test_each_wrong_triple_of_measures_and_cubes_is_caught(change: Planted, expected: set[tuple[str, str]]) -> None:
    quads = derived(change)
    report = validate(stored(quads))
    assert found(report) == expected
    assert {key(finding) for finding in report.findings} == by_the_oracle(quads)


WORDS = replace(
    lexicon(),
    ignored=frozenset({"的"}),
    concepts={
        "share": Concept("share", "measure", "比例", "share", ("比例", "比重"), near={"amount": -0.5}),
        "rate": Concept("rate", "measure", "率", "rate", ("率",), fixed=("效率",), parent="share", weight=0.25),
        "amount": Concept("amount", "measure", "数量", "amount", ("数量",)),
    },
)
SHARE, RATE, NEARNESS = IRIS.lexicon("share"), IRIS.lexicon("rate"), IRIS.lexicon("share", "amount")
LEXICAL: list[tuple[Planted, set[tuple[str, str]]]] = [
    ((RATE, v.NOTATION, REMOVED, None), {("notation", "minCount")}),
    ((RATE, v.NOTATION, REMOVED, Literal("")), {("notation", "minLength")}),
    ((RATE, v.PREF_LABEL, REMOVED, None), {("prefLabel", "minCount")}),
    ((RATE, v.PREF_LABEL, REMOVED, TEXT), {("prefLabel", "datatype")}),
    ((RATE, v.PREF_LABEL, None, Literal("比率", language="zh")), {("prefLabel", "uniqueLang")}),
    ((RATE, v.ALT_LABEL, None, TEXT), {("altLabel", "datatype")}),
    ((RATE, v.IN_SCHEME, REMOVED, None), {("inScheme", "minCount")}),
    ((RATE, v.IN_SCHEME, REMOVED, TEXT), {("inScheme", "class"), ("inScheme", "nodeKind")}),
    ((RATE, v.BROADER, REMOVED, NOWHERE), {("broader", "class")}),
    ((RATE, v.BROADER, None, TEXT), {("broader", "class"), ("broader", "nodeKind"), ("broader", "maxCount")}),
    ((RATE, v.NAME_ROLE, REMOVED, Literal("verb")), {("nameRole", "in")}),
    ((RATE, v.NAME_ROLE, REMOVED, None), {("nameRole", "minCount")}),
    ((RATE, v.TELLING, REMOVED, None), {("telling", "minCount")}),
    ((RATE, v.TELLING, REMOVED, Literal("2", datatype=v.INTEGER)), {("telling", "maxInclusive")}),
    ((RATE, v.TELLING, REMOVED, Literal("-0.5", datatype=v.DECIMAL)), {("telling", "minInclusive")}),
    ((RATE, v.FIXED_WORD, REMOVED, Literal("效率", language="zh")), {("fixedWord", "datatype")}),
    ((RATE, v.TYPE, REMOVED, None), {("type", "hasValue")}),
    ((SHARE, v.TYPE, REMOVED, None), {("broader", "class"), ("type", "hasValue")}),
    ((SHARE, v.HAS_NEARNESS, REMOVED, NOWHERE), {("hasNearness", "class")}),
    ((SHARE, v.HAS_NEARNESS, None, TEXT), {("hasNearness", "class"), ("hasNearness", "nodeKind")}),
    ((NEARNESS, v.TYPE, REMOVED, None), {("hasNearness", "class"), ("type", "hasValue")}),
    ((NEARNESS, v.NEAR_TO, REMOVED, None), {("nearTo", "minCount")}),
    ((NEARNESS, v.NEAR_TO, None, NOWHERE), {("nearTo", "maxCount"), ("nearTo", "class")}),
    ((NEARNESS, v.DEGREE, REMOVED, None), {("degree", "minCount")}),
    ((NEARNESS, v.DEGREE, REMOVED, Literal("1.5", datatype=v.DECIMAL)), {("degree", "maxInclusive")}),
    ((NEARNESS, v.DEGREE, REMOVED, Literal("-2", datatype=v.INTEGER)), {("degree", "minInclusive")}),
    ((IRIS.lexicon(), v.PREF_LABEL, REMOVED, None), {("prefLabel", "minCount")}),
    ((IRIS.lexicon(), v.IGNORED_WORD, REMOVED, None), {("basisChecked | ignoredWord", "or")}),
    ((IRIS.lexicon(), v.IGNORED_WORD, None, Literal("7", datatype=v.INTEGER)), {("ignoredWord", "datatype")}),
    ((IRIS.lexicon(), v.TYPE, REMOVED, v.CONCEPT), {("inScheme", "class"), ("type", "hasValue")}),
]  # fmt: skip


def lexical(words: Lexicon) -> list[Quad]:
    """What `lexicon export` writes."""
    return [Quad(*statement, DefaultGraph()) for statement in lexicon_statements(words, IRIS)]


def test_the_lexicon_conforms() -> None:
    assert found(validate(stored(lexical(lexicon())))) == set()
    assert found(validate(stored(lexical(WORDS)))) == set() == by_the_oracle(lexical(WORDS))


@pytest.mark.parametrize(("change", "expected"), LEXICAL)
def test_each_wrong_triple_of_the_lexicon_is_caught(change: Planted, expected: set[tuple[str, str]]) -> None:
    quads = changed(lexical(WORDS), change)
    report = validate(stored(quads))
    assert found(report) == expected
    assert {key(finding) for finding in report.findings} == by_the_oracle(quads)


@pytest.mark.parametrize(("text", "conforms"), [(None, True), ("—", True), ("／", True), ("无", False), ("≥3%", False)])
def test_a_blank_cell_may_print_a_dash_and_nothing_that_says_anything(text: str | None, conforms: bool) -> None:  # noqa: FBT001
    rows = [INLAND_ROWS[0], replace(INLAND_ROWS[1], target_text=text)]
    quads = document_to_quads(INLAND, rows, IRIS, built_with="1")
    report = validate(stored(quads))
    assert found(report) == (set() if conforms else {("status | targetText", "or")})
    assert {key(finding) for finding in report.findings} == by_the_oracle(quads)


def test_a_finding_leads_to_the_document_and_its_line() -> None:
    report = validate(stored(planted((THRESHOLD, v.OPERATOR_SOURCE, REMOVED, Literal("guessed")))))
    columns, rows = validation_to_report(report)
    [row] = [row for row in rows if row[-1] == THRESHOLD.value]
    assert dict(zip(columns, row, strict=True)) == {
        "级别": "错误 violation",
        "对象": "信访群众满意度",
        "出处": "海港区2024年.txt:101",
        "属性": "operatorSource",
        "问题": "不在列表中：printed worded assumed (none of the list)",
        "值": "guessed",
        "IRI": THRESHOLD.value,
    }
    assert {row[-1] for row in rows if row[0] != "提示 warning"} == {INDICATOR.value, THRESHOLD.value}


def test_findings_of_a_kind_are_told_once_with_where_some_of_them_stand() -> None:
    rows = [replace(SEASIDE_ROWS[0], id=f"a-{line}", line=line, level2=None) for line in range(101, 106)]
    columns, kinds = validation_to_kinds(
        validate(stored(document_to_quads(SEASIDE, [*rows, SEASIDE_ROWS[1]], IRIS, built_with="1")))
    )
    missing = next(dict(zip(columns, row, strict=True)) for row in kinds if "level2" in str(row[1]))
    assert missing == {
        "级别": "提示 warning",
        "属性": "二级指标 level2",
        "问题": "少于 1 个 (fewer than 1)",
        "处数": 5,
        "例": "；".join(f"海港区2024年.txt:{line} 信访群众满意度" for line in (101, 102, 103)) + "…",
    }


def test_kinds_of_findings_come_with_violations_first_then_the_most_frequent() -> None:
    report = validate(stored(planted((THRESHOLD, v.OPERATOR_SOURCE, REMOVED, Literal("guessed")))))
    kinds = [(row[0], row[3]) for row in validation_to_kinds(report)[1]]
    assert kinds == sorted(kinds, key=lambda kind: (not str(kind[0]).startswith("错误"), -int(str(kind[1]))))
    assert sum(int(str(number)) for _, number in kinds) == len(report.findings)


def test_every_constraint_of_the_shapes_is_said_in_words() -> None:
    for shape in shipped_shapes():
        for constraint in shape.constraints:
            words = constraint_in_words(constraint)
            assert "(" in words
            assert "{" not in re.sub(r"\{[1-9]\d*\}", "", words)


def test_a_graph_that_is_wrong_in_every_way_is_reported_and_not_tripped_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = stored(
        [
            Quad(INDICATOR, v.TYPE, v.INDICATOR),
            Quad(INDICATOR, v.HAS_CELL, TEXT),
            Quad(INDICATOR, v.HAS_TARGET, INDICATOR),
            Quad(BlankNode("b"), v.TYPE, v.INDICATOR),
        ]
    )
    report = validate(store)
    assert Counter(finding.severity for finding in report.findings)["Violation"] > 10
    write_rows(*validation_to_report(report), "csv", sys.stdout)
    assert INDICATOR.value in capsys.readouterr().out


def test_a_folder_is_checked_where_it_lies(tmp_path: Path) -> None:
    with GraphFolder.create_or_open(tmp_path / "graph") as graph:
        graph.put(SEASIDE, SEASIDE_ROWS)
        assert validate(graph).conforms


SHAPE = "ex:S a sh:NodeShape ; sh:targetClass kpi:Indicator ; sh:property [ sh:path rdfs:label ; {} ] ."


@pytest.mark.parametrize(
    ("constraint", "name"),
    [
        ("sh:minExclusive 3", "minExclusive"),
        ("sh:node ex:T", "node"),
        ("sh:qualifiedValueShape [ sh:class kpi:Unit ]", "qualifiedValueShape"),
        ("sh:or ( [ sh:minLength 1 ; sh:maxLength 2 ] )", "or of more than one"),
        ("sh:or ( [ sh:minCount 1 ] )", "or of more than one"),
        ("sh:class [ ]", "class of a blank node"),
    ],
)
def test_a_construct_that_is_not_compiled_is_an_error(constraint: str, name: str) -> None:
    with pytest.raises(UnsupportedShapeError, match=f"sh:{name}.*the constraints that are: class, datatype"):
        turtle_to_shapes(PREFIXES + SHAPE.format(constraint))


@pytest.mark.parametrize(
    "text",
    [
        SHAPE.format("sh:minCount 1").replace("rdfs:label", "[ sh:inversePath rdfs:label ]"),
        SHAPE.format("sh:minCount 1").replace("sh:targetClass", "sh:targetNode"),
        SHAPE.format("sh:minCount 1").replace("sh:targetClass", "sh:closed true ; sh:targetClass"),
        SHAPE.format("sh:minCount 1").replace("sh:property", "sh:or ( [ sh:nodeKind sh:IRI ] ) ; sh:property"),
        SHAPE.format("sh:minCount 1").replace("sh:property", "sh:and ( [ sh:path rdfs:label ] ) ; sh:property"),
    ],
)
def test_a_target_or_path_that_is_not_compiled_is_an_error(text: str) -> None:
    with pytest.raises(UnsupportedShapeError, match="not supported"):
        turtle_to_shapes(PREFIXES + text)


@pytest.mark.parametrize(
    ("constraint", "broken"),
    [
        ("sh:minCount 2", {"a-001", "a-002", "a-003", "a-004"}),
        ("sh:maxCount 0", {"a-001", "a-002", "a-003", "a-004"}),
        ("sh:maxLength 5", {"a-001", "a-002"}),
        ('sh:pattern "率$"', {"a-001", "a-002", "a-004"}),
        ('sh:or ( [ sh:pattern "率$" ] [ sh:maxLength 4 ] )', {"a-001", "a-002"}),
        ("sh:minCount 1", set()),
    ],
)
def test_other_shapes_are_checked_too(constraint: str, broken: set[str]) -> None:
    shapes = turtle_to_shapes(PREFIXES + SHAPE.format(constraint))
    report = validate(stored(document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS, built_with="1")), shapes)
    assert {finding.focus.rsplit("/", 1)[-1] for finding in report.findings} == broken


def test_a_choice_among_properties_is_said_in_words() -> None:
    report = validate(stored(planted((CELL, v.LINE, REMOVED, None))))
    [row] = [row for row in validation_to_report(report)[1] if row[0] != "提示 warning"]
    assert row[3:6] == [
        "",
        "以下各项均不满足：kpi:line | kpi:row | kpi:table | kpi:page (none of these holds): "
        + " | ".join(4 * ["少于 1 个 (fewer than 1)"]),
        None,
    ]  # fmt: skip


def key(finding: Finding) -> tuple[str, str, str, str]:
    component = finding.constraint.name[0].upper() + finding.constraint.name[1:]
    return finding.focus, "/".join(finding.path), finding.severity, f"{component}ConstraintComponent"


def by_the_oracle(quads: list[Quad]) -> set[tuple[str, str, str, str]]:
    """What pyshacl finds in the union of all graphs, in the same terms."""
    rdflib = pytest.importorskip("rdflib")
    pyshacl = pytest.importorskip("pyshacl", reason="the oracle is not installed")
    sh = rdflib.SH
    data = rdflib.Graph().parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    shapes = rdflib.Graph().parse(
        data=files("ontology").joinpath("shapes.ttl").read_text(encoding="utf-8"), format="turtle"
    )
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes)

    def local(node: object) -> str:
        if node is None:  # about the thing itself
            return ""
        steps = list(rdflib.collection.Collection(results, node)) if isinstance(node, rdflib.BNode) else [node]
        return "/".join(str(step).replace("#", "/").rsplit("/", 1)[-1] for step in steps)

    return {
        (
            str(results.value(result, sh.focusNode)),
            local(results.value(result, sh.resultPath)),
            local(results.value(result, sh.resultSeverity)),
            local(results.value(result, sh.sourceConstraintComponent)),
        )
        for result in results.subjects(rdflib.RDF.type, sh.ValidationResult)
    }


NAMED = [change for change, _ in WRONG if not isinstance(change[3], BlankNode)]


@pytest.mark.parametrize("change", [None, *NAMED])
def test_the_oracle_finds_the_same(change: Planted | None) -> None:
    quads = document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS, built_with="1") if change is None else planted(change)
    assert {key(finding) for finding in validate(stored(quads)).findings} == by_the_oracle(quads)
