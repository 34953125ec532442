"""Records → RDF: what a document says in a named graph of its own, what documents share in the default graph.

1. Every field of a record has one home: a slot that names its layer (indicator, target, threshold, cell) and property.
2. `records.py` reads the same slots backwards, so that what is written is what is read.
3. A few values stand on the indicator too, so that no usual query has to walk through the layers.
4. What several documents describe alike (categories, jurisdictions, departments, projects) is written once, in the
   default graph. A query over all graphs sees a triple as often as there are graphs that hold it: it would count twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.terms import dated_to_literal, value_to_literal
from ontology import divisions, framework, units
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.indicator import DocumentFacts, Indicator
    from graph.iris import Iris

Layer = OneOf["indicator", "target", "threshold", "cell"]
Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]
Plain = str | int | float | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a field of the record lives; `shortcut`: its value stands on the indicator as well."""

    field: str
    predicate: NamedNode
    layer: Layer = "indicator"
    shortcut: bool = False


SLOTS = (
    Slot("id", v.IDENTIFIER),
    Slot("level1", v.LEVEL1_LABEL),
    Slot("level2", v.LEVEL2_LABEL),
    Slot("level3", v.LABEL),
    Slot("confidence", v.CONFIDENCE),
    Slot("weight", v.WEIGHT),
    Slot("actual", v.ACTUAL),
    Slot("description", v.DESCRIPTION),
    Slot("basis", v.BASIS),
    Slot("source", v.SOURCE),
    Slot("scope", v.SCOPE),
    Slot("province", v.PROVINCE),
    Slot("city", v.CITY),
    Slot("county", v.COUNTY),
    Slot("repairs", v.REPAIRS),
    Slot("target_text", v.TARGET_TEXT, "target", shortcut=True),
    Slot("status", v.STATUS, "target", shortcut=True),
    Slot("year", v.YEAR, "target", shortcut=True),
    Slot("kind", v.KIND, "target"),
    Slot("direction", v.DIRECTION, "target"),
    Slot("period", v.PERIOD, "target"),
    Slot("operator", v.SIGN, "threshold", shortcut=True),
    Slot("operator_source", v.OPERATOR_SOURCE, "threshold"),
    Slot("value", v.VALUE, "threshold"),
    Slot("value_upper", v.VALUE_UPPER, "threshold"),
    Slot("unit", v.UNIT, "threshold"),
    Slot("canonical_value", v.CANONICAL_VALUE, "threshold", shortcut=True),
    Slot("canonical_unit", v.CANONICAL_UNIT, "threshold", shortcut=True),
    Slot("document", v.FILE_NAME, "cell"),
    Slot("line", v.LINE, "cell"),
    Slot("page", v.PAGE, "cell"),
    Slot("table", v.TABLE, "cell"),
    Slot("row", v.ROW, "cell"),
    Slot("column", v.COLUMN, "cell"),
    Slot("sheet", v.SHEET, "cell"),
)

FACT_SLOTS = (
    ("name", v.FILE_NAME),
    ("checksum", v.CHECKSUM),
    ("media_type", v.MEDIA_TYPE),
    ("title", v.TITLE),
    ("province", v.PROVINCE),
    ("city", v.CITY),
    ("county", v.COUNTY),
    ("year", v.YEAR),
    ("total_budget_cny", v.TOTAL_BUDGET),
    ("warnings", v.WARNINGS),
)

# From a document's graph, and among the shared things themselves, these lead to what stands in the default graph.
SHARED_LINKS = (
    v.HAS_LEVEL1, v.HAS_LEVEL2, v.BROADER, v.HAS_JURISDICTION, v.HAS_DEPARTMENT, v.HAS_PROJECT, v.HAS_CODED_UNIT,
    v.CONVERTS_TO,
)  # fmt: skip

_DATED = frozenset({"value", "canonical_value"})
_CLASSES: dict[Layer, NamedNode] = {
    "indicator": v.INDICATOR,
    "target": v.TARGET,
    "threshold": v.THRESHOLD,
    "cell": v.CELL,
}
_LINKS: dict[Layer, tuple[Layer, NamedNode]] = {
    "target": ("indicator", v.HAS_TARGET),
    "threshold": ("target", v.HAS_THRESHOLD),
    "cell": ("indicator", v.HAS_CELL),
}


def document_to_quads(
    facts: DocumentFacts, indicators: Sequence[Indicator], iris: Iris, *, built_with: str | None = None
) -> list[Quad]:
    """All quads of one document, each once, in the document's order.

    Quads of the document's own graph `iris.graph(facts.name)` and of the default graph stand mixed.
    """
    graph = iris.graph(facts.name)
    own: dict[Statement, None] = dict.fromkeys(_document_statements(facts, iris, built_with))
    shared: dict[Statement, None] = dict.fromkeys(_belonging_statements(facts, iris))
    for position, indicator in enumerate(indicators, 1):
        own.update(dict.fromkeys(_indicator_statements(indicator, position, facts.name, iris)))
        shared.update(dict.fromkeys(_shared_statements(indicator, iris)))
    return [Quad(*s, graph) for s in own] + [Quad(*s, DefaultGraph()) for s in shared]


def plain_to_literal(field: str, value: float | str | tuple[str, ...]) -> Literal:
    """The literal that stands for a field's value; several texts are the lines of one, because their order counts."""
    if isinstance(value, tuple):
        return Literal("\n".join(value))
    return dated_to_literal(value) if field in _DATED else value_to_literal(value)


def _document_statements(facts: DocumentFacts, iris: Iris, built_with: str | None) -> Iterator[Statement]:
    document = iris.document(facts.name)
    yield document, v.TYPE, v.DOCUMENT
    for field, predicate in FACT_SLOTS:
        if (value := getattr(facts, field)) not in (None, ()):
            yield document, predicate, plain_to_literal(field, value)
    if built_with is not None:
        yield document, v.BUILT_WITH, Literal(built_with)
    yield from _belonging_links(document, facts, iris)


def _indicator_statements(indicator: Indicator, position: int, document: str, iris: Iris) -> Iterator[Statement]:
    subject = iris.indicator(indicator.id)
    yield from _layer_statements(indicator, subject)
    if unit := _unit(indicator):
        yield layer_node(subject, "threshold"), v.HAS_CODED_UNIT, iris.unit(unit.notation)
    yield subject, v.POSITION, value_to_literal(position)
    yield subject, v.HAS_DOCUMENT, iris.document(document)
    yield from _category_links(subject, indicator, iris)
    yield from _belonging_links(subject, indicator, iris)
    if project := _project(indicator, iris):
        yield subject, v.HAS_PROJECT, project
    yield from _objective_statements(subject, indicator, document, iris)
    yield from _history_statements(subject, indicator.history or {})


def _layer_statements(indicator: Indicator, subject: NamedNode) -> Iterator[Statement]:
    """The layers that hold a value, each linked from the layer above, and the shortcuts on the indicator."""
    filled = [(slot, value) for slot in SLOTS if (value := getattr(indicator, slot.field)) not in (None, ())]
    nodes = {layer: layer_node(subject, layer) for layer in dict.fromkeys(slot.layer for slot, _ in filled)}
    for layer, node in nodes.items():
        yield node, v.TYPE, _CLASSES[layer]
        if layer in _LINKS:
            above, predicate = _LINKS[layer]
            yield nodes[above], predicate, node
    for slot, value in filled:
        literal = plain_to_literal(slot.field, value)
        yield nodes[slot.layer], slot.predicate, literal
        if slot.shortcut:
            yield subject, slot.predicate, literal
    if indicator.operator:
        yield nodes["threshold"], v.HAS_OPERATOR, v.OPERATORS[indicator.operator]


def layer_node(indicator: NamedNode, layer: Layer) -> NamedNode:
    """The node of one layer of an indicator."""
    return indicator if layer == "indicator" else NamedNode(f"{indicator.value}/{layer}")


def _objective_statements(subject: NamedNode, indicator: Indicator, document: str, iris: Iris) -> Iterator[Statement]:
    if indicator.objective is not None:
        objective = iris.objective(document, indicator.project, indicator.objective)
        yield subject, v.HAS_OBJECTIVE, objective
        yield objective, v.TYPE, v.OBJECTIVE
        yield objective, v.LABEL, Literal(indicator.objective)


def _history_statements(subject: NamedNode, history: dict[str, str]) -> Iterator[Statement]:
    for position, (label, text) in enumerate(history.items(), 1):
        target = NamedNode(f"{subject.value}/earlier/{position}")
        yield subject, v.HAS_EARLIER_TARGET, target
        yield target, v.TYPE, v.TARGET
        yield target, v.POSITION, value_to_literal(position)
        yield target, v.PERIOD_LABEL, Literal(label)
        yield target, v.TARGET_TEXT, Literal(text)


def _category_links(subject: NamedNode, indicator: Indicator, iris: Iris) -> Iterator[Statement]:
    for level, predicate, label in _levels(indicator):
        yield subject, predicate, iris.category(label, level)


def _levels(indicator: Indicator) -> Iterator[tuple[int, NamedNode, str]]:
    if indicator.level1 is not None:
        yield 1, v.HAS_LEVEL1, indicator.level1
    if indicator.level2 is not None:
        yield 2, v.HAS_LEVEL2, indicator.level2


def _belonging_links(subject: NamedNode, thing: Indicator | DocumentFacts, iris: Iris) -> Iterator[Statement]:
    if jurisdiction := _jurisdiction(thing, iris):
        yield subject, v.HAS_JURISDICTION, jurisdiction
    if department := _department(thing, iris):
        yield subject, v.HAS_DEPARTMENT, department


def _unit(indicator: Indicator) -> units.Unit | None:
    return units.unit_named(indicator.unit) if indicator.unit else None


def _jurisdiction(thing: Indicator | DocumentFacts, iris: Iris) -> NamedNode | None:
    return iris.jurisdiction(thing.division_code, (thing.province, thing.city, thing.county))


def _department(thing: Indicator | DocumentFacts, iris: Iris) -> NamedNode | None:
    return None if thing.department is None else iris.department(thing.department, _jurisdiction(thing, iris))


def _project(indicator: Indicator, iris: Iris) -> NamedNode | None:
    printed = (indicator.project, indicator.project_code, indicator.project_amount_cny)
    if all(part is None for part in printed):
        return None
    owner = _department(indicator, iris) or _jurisdiction(indicator, iris)
    return iris.project(owner, indicator.year, *printed)


def _shared_statements(indicator: Indicator, iris: Iris) -> Iterator[Statement]:
    for level, _, label in _levels(indicator):
        yield from _category_statements(label, level, iris)
    yield from _belonging_statements(indicator, iris)
    yield from _project_statements(indicator, iris)
    if unit := _unit(indicator):
        yield from _unit_statements(unit, iris)


def _category_statements(label: str, level: int, iris: Iris) -> Iterator[Statement]:
    subject = iris.category(label, level)
    official = framework.categories().get(framework.notation(label, level) or "")
    yield from _concept(subject, level, label if official is None else official.label)
    if official is not None:
        yield subject, v.PREF_LABEL, Literal(official.label_en, language="en")
        yield subject, v.NOTATION, Literal(official.notation)
        if official.parent is not None:
            parent = framework.categories()[official.parent]
            yield subject, v.BROADER, iris.category(parent.label, parent.level)
            yield from _category_statements(parent.label, parent.level, iris)


def _concept(subject: NamedNode, level: int, label: str) -> Iterator[Statement]:
    yield subject, v.TYPE, v.CATEGORY
    yield subject, v.TYPE, v.CONCEPT
    yield subject, v.LEVEL, value_to_literal(level)
    yield subject, v.PREF_LABEL, Literal(label, language="zh")


def _belonging_statements(thing: Indicator | DocumentFacts, iris: Iris) -> Iterator[Statement]:
    """What is said of a department and its jurisdiction: no more than their IRIs are made of."""
    jurisdiction = _jurisdiction(thing, iris)
    if jurisdiction:
        yield jurisdiction, v.TYPE, v.JURISDICTION
        yield jurisdiction, v.LABEL, Literal(_official_name(thing.division_code) or _printed_name(thing))
        if thing.division_code is not None:
            yield jurisdiction, v.DIVISION_CODE, Literal(thing.division_code)
    if thing.department is not None:
        department = iris.department(thing.department, jurisdiction)
        yield department, v.TYPE, v.DEPARTMENT
        yield department, v.LABEL, Literal(thing.department)
        if jurisdiction:
            yield department, v.HAS_JURISDICTION, jurisdiction


@cache
def _official_name(code: str | None) -> str | None:
    division = divisions.by_code(code or "")
    return "".join(name for name in divisions.lineage(division)[:3] if name) if division else None


def _printed_name(thing: Indicator | DocumentFacts) -> str:
    names = (thing.province, thing.city, thing.county)
    return "".join(name for name in names if name) or thing.division_code or ""


def _unit_statements(unit: units.Unit, iris: Iris) -> Iterator[Statement]:
    """A unit and the one into which it is converted for comparing."""
    subject = iris.unit(unit.notation)
    yield subject, v.TYPE, v.UNIT_CLASS
    yield subject, v.NOTATION, Literal(unit.notation)
    yield subject, v.PREF_LABEL, Literal(unit.sign, language="zh")
    yield subject, v.QUANTITY_KIND, Literal(unit.kind)
    if unit.canonical != unit.notation:
        canonical = units.units()[unit.canonical]
        yield subject, v.CONVERTS_TO, iris.unit(canonical.notation)
        yield subject, v.FACTOR, value_to_literal(float(unit.factor))
        yield from _unit_statements(canonical, iris)


def _project_statements(indicator: Indicator, iris: Iris) -> Iterator[Statement]:
    project = _project(indicator, iris)
    if project is None:
        return
    yield project, v.TYPE, v.PROJECT
    yield from _belonging_links(project, indicator, iris)
    said: Iterable[tuple[NamedNode, str, float | str | None]] = (
        (v.LABEL, "project", indicator.project),
        (v.PROJECT_CODE, "project_code", indicator.project_code),
        (v.PROJECT_AMOUNT, "project_amount_cny", indicator.project_amount_cny),
        (v.YEAR, "year", indicator.year),
    )
    for predicate, field, value in said:
        if value is not None:
            yield project, predicate, plain_to_literal(field, value)
