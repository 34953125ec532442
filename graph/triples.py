"""Records → RDF: what a document says in a named graph of its own, what documents share in the default graph.

1. Every field of a record has one home: a slot that names its layer (indicator, target, threshold, cell) and property.
2. `records.py` reads the same slots backwards, so that what is written is what is read.
3. A few values stand on the indicator too, so that no usual query has to walk through the layers.
4. Targets of earlier periods have the same slots below nodes of their own, filled by what reading their texts gives.
5. What several documents describe alike (categories, jurisdictions, departments, projects) is written once, in the
   default graph. A query over all graphs sees a triple as often as there are graphs that hold it: it would count twice.

Statements are made as lines of N-Triples without their end: text is what stores load and files hold, and making it
directly takes a tenth of the time that objects take. `described.py` makes the lines of shared things.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from pyoxigraph import NamedNode, RdfFormat, parse

from extract.earlier import Target, earlier_targets
from graph.described import Described
from graph.terms import dated_to_text, text_to_term, value_to_text
from ontology import units
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pyoxigraph import Quad

    from extract.indicator import DocumentFacts, Indicator
    from graph.iris import Iris

Layer = OneOf["indicator", "target", "threshold", "cell"]
Plain = str | int | float | tuple[str, ...]


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
    Slot("kind", v.KIND, "target", shortcut=True),
    Slot("direction", v.DIRECTION, "target"),
    Slot("period", v.PERIOD, "target", shortcut=True),
    Slot("operator", v.SIGN, "threshold", shortcut=True),
    Slot("operator_source", v.OPERATOR_SOURCE, "threshold", shortcut=True),
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
    Slot("row_span", v.ROW_SPAN, "cell"),
    Slot("column_span", v.COLUMN_SPAN, "cell"),
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
    v.CONVERTS_TO, v.HAS_NUMERATOR_UNIT, v.HAS_PER_UNIT, v.HAS_SOFTWARE, v.PART_OF, v.HAS_OPERATOR, v.IN_SCHEME,
)  # fmt: skip

_NOWHERE = (None,) * 5
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


Row = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class DocumentLines:
    """The statements of one document as lines of N-Triples without their end, each once.

    `graph` is the document's graph in angle brackets, `own` what stands in it, `shared` what stands in the default graph.
    """

    graph: str
    own: list[str]
    shared: list[str]

    def n_quads(self) -> str:
        """All statements as N-Quads, the document's own first."""
        return _ended(self.own, f" {self.graph} .\n") + _ended(self.shared, " .\n")


@dataclass(frozen=True, slots=True)
class StatedDocument:
    """A document with its records, the statements that stand for them, and the version of kpigraph that made these.

    `repeats` names the documents that have some of its indicators already.
    """

    facts: DocumentFacts
    indicators: Sequence[Indicator]
    lines: DocumentLines
    built_with: str
    repeats: tuple[str, ...] = ()


def _ended(lines: Sequence[str], end: str) -> str:
    return end.join(lines) + end if lines else ""


def document_to_lines(
    facts: DocumentFacts, indicators: Sequence[Indicator], iris: Iris, *, built_with: str | None = None
) -> DocumentLines:
    """All statements of one document in its order; `built_with` is the version of kpigraph that read it."""
    shared = Described(iris)
    own = list(_document_lines(facts, shared, built_with))
    objectives = set[str]()
    rows: dict[Row, Indicator] = {}
    for position, indicator in enumerate(indicators, 1):
        own += _indicator_lines(indicator, position, facts.name, shared)
        if (first := rows.setdefault(_row(indicator), indicator)).period != indicator.period:
            own.append(f"{iris.indicator(indicator.id)} {v.PRINTED_WITH} {iris.indicator(first.id)}")
        if indicator.objective is not None:
            own += _objective_lines(indicator, facts.name, iris, objectives)
    return DocumentLines(str(iris.graph(facts.name)), own, list(shared.lines))


def document_to_quads(
    facts: DocumentFacts, indicators: Sequence[Indicator], iris: Iris, *, built_with: str | None = None
) -> list[Quad]:
    """All quads of one document, each once, in the document's order.

    Quads of the document's own graph `iris.graph(facts.name)` and of the default graph stand one after the other.
    """
    lines = document_to_lines(facts, indicators, iris, built_with=built_with)
    return list(parse(lines.n_quads().encode(), RdfFormat.N_QUADS))


def plain_to_text(field: str, value: Plain) -> str:
    """The literal that stands for a field's value; several texts are the lines of one, because their order counts."""
    if isinstance(value, tuple):
        return text_to_term("\n".join(value))
    return dated_to_text(value) if field in _DATED else value_to_text(value)


def _document_lines(facts: DocumentFacts, shared: Described, built_with: str | None) -> Iterator[str]:
    iris = shared.iris
    document = iris.document(facts.name)
    yield f"{document} {v.TYPE} {v.DOCUMENT}"
    for field, predicate in FACT_SLOTS:
        if (value := getattr(facts, field)) not in (None, ()):
            yield f"{document} {predicate} {plain_to_text(field, value)}"
    yield from _linked(str(document), shared.belonging(facts))
    if built_with is not None:
        run, software = iris.run(facts.name, built_with), shared.software(built_with)
        yield f"{document} {v.BUILT_WITH} {text_to_term(built_with)}"
        yield f"{document} {v.HAS_RUN} {run}"
        yield f"{run} {v.TYPE} {v.RUN}"
        yield f"{run} {v.USED} {document}"
        yield f"{run} {v.GENERATED} {iris.graph(facts.name)}"
        yield f"{run} {v.HAS_SOFTWARE} {software}"


def _linked(subject: str, links: Iterable[str]) -> Iterator[str]:
    """Statements of a subject, of which the links hold property and object."""
    return (f"{subject}{link}" for link in links)


def _row(indicator: Indicator) -> Row:
    """The name in its printed row; one that stands nowhere is alone in its own."""
    place = (indicator.line, indicator.sheet, indicator.page, indicator.table, indicator.row)
    alone = indicator.id if place == _NOWHERE else None
    return (*place, indicator.level3, indicator.project, indicator.project_code, alone)


@dataclass(frozen=True, slots=True)
class _LayerForm:
    """One layer with all that is the same in every record: texts of its node, class, link and properties."""

    end: str
    stated: str
    linked: tuple[str, str] | None
    values: Callable[[Indicator], tuple[Plain | None, ...]]
    slots: tuple[tuple[str, Callable[[Plain], str], bool], ...]


def _layer_form(layer: Layer) -> _LayerForm:
    slots = [slot for slot in SLOTS if slot.layer == layer]
    link = _LINKS.get(layer)
    return _LayerForm(
        end="" if layer == "indicator" else f"/{layer}",
        stated=f" {v.TYPE} {_CLASSES[layer]}",
        linked=("" if link[0] == "indicator" else f"/{link[0]}", f" {link[1]} ") if link else None,
        values=attrgetter(*(slot.field for slot in slots)),
        slots=tuple((f" {slot.predicate} ", _text_form(slot.field), slot.shortcut) for slot in slots),
    )


def _text_form(field: str) -> Callable[[Plain], str]:
    if field == "repairs":
        return lambda value: plain_to_text("repairs", value)
    return dated_to_text if field in _DATED else value_to_text


_OF_EARLIER: dict[Layer, list[Slot]] = {
    layer: [slot for slot in SLOTS if slot.layer == layer and hasattr(Target, slot.field)]
    for layer in ("target", "threshold")
}
"""The slots that the reading of an earlier target fills."""
_FORMS = tuple(_layer_form(layer) for layer in _CLASSES)


def _indicator_lines(indicator: Indicator, position: int, document: str, shared: Described) -> list[str]:
    iris = shared.iris
    subject = str(iris.indicator(indicator.id))
    stem = subject[:-1]
    lines: list[str] = []
    for form in _FORMS:
        _add_layer(lines, form, indicator, stem)
    if indicator.operator:
        lines.append(f"{stem}/threshold> {v.HAS_OPERATOR} {shared.operator(indicator.operator)}")
    for said in _threshold_links(indicator, shared):
        lines += (f"{stem}/threshold> {said}", f"{subject} {said}")
    lines.append(f"{subject} {v.POSITION} {value_to_text(position)}")
    lines.append(f"{subject} {v.HAS_DOCUMENT} {iris.document(document)}")
    belonging = shared.belonging(indicator)
    for links in (shared.categories(indicator), belonging, shared.project(indicator)):
        lines += [subject + link for link in links]
    owner = belonging[-1].rpartition(iris.base)[-1] if belonging else document
    lines.append(f'{subject} {v.SERIES_KEY} "{iris.series(owner, indicator.project, indicator.level3)}"')
    if indicator.history:
        lines += _history_lines(stem, indicator, shared)
    return lines


def _threshold_links(indicator: Indicator | Target, shared: Described) -> Iterator[str]:
    """What follows from unit and upper end of a range, and stands on the threshold and on the indicator too."""
    if indicator.unit and (unit := shared.unit(indicator.unit)):
        yield f"{v.HAS_CODED_UNIT} {unit}"
    if indicator.value_upper is not None:
        scale = units.scale(indicator.unit)
        factor = scale.factor if scale else 1
        yield f"{v.CANONICAL_VALUE_UPPER} {value_to_text(float(Decimal(str(indicator.value_upper)) * factor))}"


def _add_layer(lines: list[str], form: _LayerForm, indicator: Indicator, stem: str) -> None:
    """The values of one layer, if it holds any: its node, linked from the layer above, and shortcuts on the indicator."""
    node = f"{stem}{form.end}>"
    begin = len(lines)
    for (predicate, text_of, shortcut), value in zip(form.slots, form.values(indicator), strict=True):
        if value is not None and value != ():
            said = predicate + text_of(value)
            lines.append(node + said)
            if shortcut:
                lines.append(f"{stem}>{said}")
    if len(lines) > begin:
        lines.append(node + form.stated)
        if form.linked:
            lines.append(f"{stem}{form.linked[0]}>{form.linked[1]}{node}")


def _objective_lines(indicator: Indicator, document: str, iris: Iris, told: set[str]) -> Iterator[str]:
    label = indicator.objective or ""
    objective = str(iris.objective(document, indicator.project, label))
    yield f"{iris.indicator(indicator.id)} {v.HAS_OBJECTIVE} {objective}"
    if objective not in told:
        told.add(objective)
        yield f"{objective} {v.TYPE} {v.OBJECTIVE}"
        yield f"{objective} {v.LABEL} {text_to_term(label)}"


def _history_lines(stem: str, indicator: Indicator, shared: Described) -> Iterator[str]:
    """The targets of earlier periods, in the slots of the row's own."""
    for position, earlier in enumerate(earlier_targets(indicator), 1):
        node = f"{stem}/earlier/{position}"
        yield f"{stem}> {v.HAS_EARLIER_TARGET} {node}>"
        yield f"{node}> {v.TYPE} {v.TARGET}"
        yield f"{node}> {v.POSITION} {value_to_text(position)}"
        yield f"{node}> {v.PERIOD_LABEL} {text_to_term(earlier.label)}"
        yield f"{node}> {v.TARGET_TEXT} {text_to_term(earlier.text)}"
        if earlier.year is not None:
            yield f"{node}> {v.YEAR} {value_to_text(earlier.year)}"
        for slot in _OF_EARLIER["target"]:
            if (value := getattr(earlier.target, slot.field)) is not None:
                yield f"{node}> {slot.predicate} {plain_to_text(slot.field, value)}"
        yield from _earlier_threshold_lines(node, earlier.target, shared)


def _earlier_threshold_lines(node: str, target: Target, shared: Described) -> Iterator[str]:
    values = [(slot, getattr(target, slot.field)) for slot in _OF_EARLIER["threshold"]]
    said = [f" {slot.predicate} {plain_to_text(slot.field, value)}" for slot, value in values if value is not None]
    if not said:
        return
    yield f"{node}> {v.HAS_THRESHOLD} {node}/threshold>"
    said.append(f" {v.TYPE} {v.THRESHOLD}")
    if target.operator:
        said.append(f" {v.HAS_OPERATOR} {shared.operator(target.operator)}")
    said += [f" {link}" for link in _threshold_links(target, shared)]
    yield from _linked(f"{node}/threshold>", said)


def layer_node(indicator: NamedNode, layer: Layer) -> NamedNode:
    """The node of one layer of an indicator."""
    return indicator if layer == "indicator" else NamedNode(f"{indicator.value}/{layer}")
