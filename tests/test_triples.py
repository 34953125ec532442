"""Records and RDF: nothing of a record is lost on the way, and every name in the graph is one that anybody can rely on."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from itertools import pairwise
from typing import Any

import pytest
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS, indicator_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from extract.indicator import FIELDS, DocumentFacts, Indicator
from extract.targets import parse_target
from graph.iris import Iris, UnusableBaseError
from graph.records import quads_to_facts, quads_to_indicators
from graph.terms import dated_to_text, term_to_value, value_to_literal
from graph.triples import FACT_SLOTS, SLOTS, document_to_quads
from ontology import vocabulary as v
from ontology.divisions import by_code

IRIS = Iris()

# Records are large and machines differ: how long an example takes says nothing.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

texts = st.text(max_size=12)
codes = st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True)
numbers = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
values = st.none() | numbers | st.dates().map(str) | texts
counts = st.none() | st.integers(1, 10**6)
printed = st.none() | texts


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    """Any record: every field takes any value that its type allows."""
    drawn = {
        field: draw(printed)
        for field in (
            "level1", "level2", "target_text", "unit", "canonical_unit", "actual", "description", "basis", "project",
            "objective", "project_code", "department", "province", "city", "county", "division_code", "sheet",
        )
    }  # fmt: skip
    return Indicator(
        **drawn,
        id=draw(st.text(min_size=1)),
        document=draw(texts),
        level3=draw(texts),
        kind=draw(st.sampled_from([None, "numeric", "change", "date", "qualitative"])),
        operator=draw(st.sampled_from([None, ">=", "<=", ">", "<", "="])),
        value=draw(values),
        value_upper=draw(st.none() | numbers),
        direction=draw(st.sampled_from([None, "increase", "decrease"])),
        status=draw(st.sampled_from(["stated", "blank", "not_applicable", "placeholder"])),
        operator_source=draw(st.sampled_from([None, "printed", "worded", "assumed"])),
        canonical_value=draw(values),
        confidence=draw(st.floats(0, 1)),
        weight=draw(st.none() | numbers),
        history=draw(st.none() | st.dictionaries(texts, texts, min_size=1, max_size=3)),
        source=draw(st.sampled_from(["table", "prose"])),
        scope=draw(st.sampled_from(["department", "project"])),
        period=draw(st.sampled_from(["multi_year", "annual"])),
        project_amount_cny=draw(st.none() | numbers),
        year=draw(st.none() | st.integers(1990, 2100)),
        line=draw(counts),
        page=draw(counts),
        table=draw(counts),
        row=draw(counts),
        column=draw(counts),
        row_span=draw(st.none() | st.integers(2, 99)),
        column_span=draw(st.none() | st.integers(2, 99)),
        repairs=tuple(draw(st.lists(codes, max_size=3))),
    )


@st.composite
def documents(draw: st.DrawFn) -> DocumentFacts:
    """Any facts of a document."""
    places = {field: draw(printed) for field in ("department", "province", "city", "county", "division_code", "title")}
    return DocumentFacts(
        **places,
        name=draw(st.text(min_size=1)),
        checksum=draw(texts),
        media_type=draw(texts),
        year=draw(st.none() | st.integers(1990, 2100)),
        total_budget_cny=draw(st.none() | numbers),
        warnings=tuple(draw(st.lists(codes, max_size=3))),
    )


def stored(quads: list[Quad]) -> list[Quad]:
    """Quads as they come back from a store, in another order and with its own spelling of numbers."""
    store = Store()
    store.extend(quads)
    return list(store)


@patient
@given(documents(), st.lists(indicators(), max_size=4, unique_by=lambda indicator: indicator.id))
def test_records_written_and_read_back_are_the_same(facts: DocumentFacts, rows: list[Indicator]) -> None:
    quads = stored(document_to_quads(facts, rows, IRIS))
    assert quads_to_indicators(quads) == rows
    assert quads_to_facts(quads) == [facts]


@patient
@given(documents(), st.lists(indicators(), max_size=2, unique_by=lambda indicator: indicator.id))
def test_every_name_is_ascii_and_no_node_is_blank(facts: DocumentFacts, rows: list[Indicator]) -> None:
    for quad in document_to_quads(facts, rows, IRIS):
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            assert not isinstance(term, BlankNode)
            assert not isinstance(term, NamedNode) or term.value.isascii()


def test_every_field_of_the_record_has_a_home() -> None:
    linked = {"project", "project_code", "project_amount_cny", "objective", "department", "division_code", "history"}
    assert {slot.field for slot in SLOTS} | linked == set(FIELDS)
    assert {field for field, _ in FACT_SLOTS} | {"department", "division_code"} == {
        field.name for field in fields(DocumentFacts)
    }


@pytest.mark.parametrize(
    ("value", "lexical", "datatype"),
    [
        (95, "95", v.INTEGER),
        (95.0, "95", v.INTEGER),
        (0, "0", v.INTEGER),
        (0.95, "0.95", v.DECIMAL),
        (1e-7, "0.0000001", v.DECIMAL),
        ("2024-12-31", "2024-12-31", v.DATE),
        ("2024-02-30", "2024-02-30", None),
        ("95", "95", None),
        ("95.0", "95.0", None),
    ],
)
def test_a_value_as_a_literal(value: float | str, lexical: str, datatype: NamedNode | None) -> None:
    expected = Literal(lexical) if datatype is None else Literal(lexical, datatype=datatype)
    assert dated_to_text(value) == str(expected)
    assert term_to_value(expected) == value


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (Literal("0.5", datatype=v.DOUBLE), 0.5),
        (Literal("3.0", datatype=v.DOUBLE), 3),
        (Literal("true", datatype=v.BOOLEAN), True),
        (Literal("false", datatype=v.BOOLEAN), False),
        (Literal("产出指标", language="zh"), "产出指标"),
        (Literal("many", datatype=v.INTEGER), "many"),
        (v.INDICATOR, "https://kpigraph.example/ontology#Indicator"),
    ],
)
def test_a_term_as_a_plain_value(term: Literal | NamedNode, value: object) -> None:
    found = term_to_value(term)
    assert found == value
    assert type(found) is type(value)


def test_printed_text_is_no_number_beside_the_number() -> None:
    row = indicator_of(INLAND, 9, "结案率", target_text="95.0", value=95.0, operator="=", kind="numeric")
    quads = stored(document_to_quads(INLAND, [row], IRIS))
    texts_found = {quad.object for quad in quads if quad.predicate == v.TARGET_TEXT}
    assert texts_found == {Literal("95.0")}
    assert {quad.object for quad in quads if quad.predicate == v.VALUE} == {value_to_literal(95)}


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        (v.LABEL, Literal("信访群众满意度")),
        (v.TARGET_TEXT, Literal("≥95%")),
        (v.STATUS, Literal("stated")),
        (v.SIGN, Literal(">=")),
        (v.CANONICAL_VALUE, value_to_literal(0.95)),
        (v.CANONICAL_UNIT, Literal("1")),
        (v.YEAR, value_to_literal(2024)),
        (v.LEVEL1_LABEL, Literal("满意度指标")),
        (v.HAS_LEVEL1, NamedNode(f"{v.DEFAULT_BASE}category/satisfaction")),
        (v.HAS_JURISDICTION, NamedNode(f"{v.DEFAULT_BASE}jurisdiction/130302")),
        (v.HAS_DEPARTMENT, IRIS.department("海港区信访局", NamedNode(f"{v.DEFAULT_BASE}jurisdiction/130302"))),
    ],
)
def test_what_usual_questions_need_stands_on_the_indicator(predicate: NamedNode, expected: Literal | NamedNode) -> None:
    subject = IRIS.indicator(SEASIDE_ROWS[0].id)
    assert Quad(subject, predicate, expected, IRIS.graph(SEASIDE.name)) in document_to_quads(
        SEASIDE, SEASIDE_ROWS, IRIS
    )


def _place(code: str) -> NamedNode:
    return NamedNode(f"{v.DEFAULT_BASE}jurisdiction/{code}")


@pytest.mark.parametrize(
    ("code", "above"),
    [
        (
            "130302",
            [
                ("130302", "county", "河北省秦皇岛市海港区"),
                ("130300", "city", "河北省秦皇岛市"),
                ("130000", "province", "河北省"),
            ],
        ),
        ("419001", [("419001", "county", "河南省济源市"), ("410000", "province", "河南省")]),
        (
            "130371",
            [
                ("130371", "county", "河北省秦皇岛市海港区"),
                ("130300", "city", "河北省秦皇岛市"),
                ("130000", "province", "河北省"),
            ],
        ),
        ("110000", [("110000", "province", "北京市")]),
    ],
)
def test_a_jurisdiction_is_part_of_those_above_it_up_to_the_province(
    code: str, above: list[tuple[str, str, str]]
) -> None:
    facts = replace(SEASIDE, division_code=code)
    said = {(quad.subject, quad.predicate, quad.object) for quad in document_to_quads(facts, [], IRIS)}
    for place, level, name in above:
        assert (_place(place), v.TYPE, v.JURISDICTION) in said
        assert (_place(place), v.DIVISION_LEVEL, Literal(level)) in said
        assert (_place(place), v.LABEL, Literal(name)) in said
        assert (_place(place), v.DIVISION_CODE, Literal(place)) in said
        known = by_code(place) is not None
        assert ((_place(place), v.WIKIDATA_DIVISION_CODE, Literal(place)) in said) == known
    steps = {(one, other) for one, predicate, other in said if predicate == v.PART_OF}
    assert steps == {(_place(one[0]), _place(other[0])) for one, other in pairwise(above)}


def test_a_jurisdiction_that_only_names_tell_is_part_of_the_divisions_that_they_name() -> None:
    facts = replace(SEASIDE, division_code=None)
    said = [(quad.predicate, quad.object) for quad in document_to_quads(facts, [], IRIS)]
    assert (v.PART_OF, _place("130300")) in said
    assert (v.PART_OF, _place("130000")) in said
    assert (v.DIVISION_LEVEL, Literal("county")) in said


@pytest.mark.parametrize(("one", "other"), [("产出指标", "产出"), ("产出指标", "产出指标(50分)")])
def test_spellings_of_an_official_label_are_one_category(one: str, other: str) -> None:
    assert IRIS.category(one, 1) == IRIS.category(other, 1)


def test_a_label_outside_the_framework_keeps_a_category_of_its_own() -> None:
    category = IRIS.category("设备指标", 2)
    quads = document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS)
    assert Quad(category, v.PREF_LABEL, Literal("设备指标", language="zh"), DefaultGraph()) in quads
    assert category != IRIS.category("设备指标", 1)


def test_documents_share_no_triple_but_in_the_default_graph() -> None:
    """A query over all graphs would count a triple twice that stands in two of them."""
    one = document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS)
    other = document_to_quads(replace(SEASIDE, name="copy.txt"), [replace(SEASIDE_ROWS[1], id="other")], IRIS)
    own = [{quad.triple for quad in quads if quad.graph_name != DefaultGraph()} for quads in (one, other)]
    assert not own[0] & own[1]


def test_the_same_project_in_two_documents_is_one() -> None:
    projects = [
        {quad.object for quad in document_to_quads(facts, SEASIDE_ROWS[:1], IRIS) if quad.predicate == v.HAS_PROJECT}
        for facts in (SEASIDE, replace(SEASIDE, name="evaluation.txt"))
    ]
    assert projects[0] == projects[1]


def series_keys(rows: list[Indicator], iris: Iris = IRIS) -> list[str]:
    """The series key of each record, in their order."""
    quads = document_to_quads(SEASIDE, rows, iris)
    return [quad.object.value for quad in quads if quad.predicate == v.SERIES_KEY and isinstance(quad.object, Literal)]


@pytest.mark.parametrize(
    ("change", "series"),
    [
        ({"year": 2025, "period": "multi_year", "target_text": "≥96%"}, 1),
        ({"line": 99, "level2": "服务对象满意度", "project_amount_cny": 1.0}, 1),
        ({"level3": "来访群众满意度"}, 2),
        ({"project": "另一项目"}, 2),
        ({"department": "另一部门"}, 2),
        ({"division_code": "130303"}, 2),
    ],
)
def test_a_series_is_one_name_of_one_project_of_one_department(change: dict[str, Any], series: int) -> None:
    rows = [SEASIDE_ROWS[0], replace(SEASIDE_ROWS[0], id="other", **change)]
    keys = series_keys(rows)
    assert (len(keys), len(set(keys))) == (2, series)
    assert series_keys(rows, Iris("https://data.example.org/targets#")) == keys


def test_another_base_changes_the_names_and_nothing_else() -> None:
    base = "https://data.example.org/targets/"
    quads = document_to_quads(INLAND, INLAND_ROWS, Iris(base))
    assert quads_to_indicators(quads) == INLAND_ROWS
    data = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)} - set(v.OPERATORS.values())
    assert all(iri.value.startswith(base) for iri in data)


@pytest.mark.parametrize("base", ["", "data/", "https://example.org", "https://例子.org/", "https://example.org/a b/"])
def test_a_base_that_makes_no_iri_is_refused(base: str) -> None:
    with pytest.raises(UnusableBaseError, match="give one like"):
        Iris(base)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("80%-95%", {"codedUnit": "percent", "canonicalValue": "0.8", "canonicalValueUpper": "0.95"}),
        ("1.5-2万元", {"codedUnit": "ten-thousand-yuan", "canonicalValue": "15000", "canonicalValueUpper": "20000"}),
        ("≥3万人次", {"codedUnit": "ten-thousand-person-time", "canonicalValue": "30000"}),
        ("120份/年", {"codedUnit": "document-per-year", "canonicalValue": "120"}),
        ("≤0.8万元/人·年", {"codedUnit": "ten-thousand-yuan-per-person-year", "canonicalValue": "8000"}),
        ("3-5锅", {"canonicalValue": "3", "canonicalValueUpper": "5"}),
    ],
)
def test_threshold_and_indicator_hold_the_coded_unit_and_both_ends_of_a_range(text: str, told: dict[str, str]) -> None:
    said = asdict(parse_target(text))
    del said["text"]
    quads = document_to_quads(INLAND, [indicator_of(INLAND, 1, "某指标", target_text=text, **said)], IRIS)
    subject = IRIS.indicator("b-001").value
    names = {"codedUnit", "canonicalValue", "canonicalValueUpper"}
    for holder in (subject, f"{subject}/threshold"):
        found = {
            name: quad.object.value.rsplit("/", 1)[-1]
            for quad in quads
            if getattr(quad.subject, "value", None) == holder
            and (name := quad.predicate.value.rsplit("#", 1)[-1]) in names
            and not isinstance(quad.object, BlankNode | Triple)
        }
        assert found == told
