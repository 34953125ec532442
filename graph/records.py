"""RDF → records: the slots of `triples.py` read backwards, so that a graph gives back the records it was made of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, Quad

from extract.indicator import DocumentFacts, Indicator
from graph.terms import Value, term_to_value
from graph.triples import FACT_SLOTS, SLOTS, layer_node
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable

Node = dict[str, list[Value]]
Nodes = dict[str, Node]


def quads_to_indicators(quads: Iterable[Quad]) -> list[Indicator]:
    """The indicators of one document in the document's order.

    `quads` are those of the document's graph and of what it names in the default graph (projects, departments …).
    An empty history comes back as None, a number without a fraction as an int.
    """
    nodes = _nodes(quads)
    found = [(iri, node) for iri, node in nodes.items() if v.INDICATOR.value in node.get(v.TYPE.value, ())]
    found.sort(key=lambda pair: pair[1][v.POSITION.value])
    return [_indicator(NamedNode(iri), nodes) for iri, _ in found]


def quads_to_facts(quads: Iterable[Quad]) -> list[DocumentFacts]:
    """The facts of every document that `quads` describe, by name; the shared things must be among the quads."""
    nodes = _nodes(quads)
    documents = [node for node in nodes.values() if v.DOCUMENT.value in node.get(v.TYPE.value, ())]
    return sorted((_facts(node, nodes) for node in documents), key=lambda facts: facts.name)


def _nodes(quads: Iterable[Quad]) -> Nodes:
    nodes: Nodes = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        nodes[str(term_to_value(quad.subject))][quad.predicate.value].append(term_to_value(quad.object))
    return nodes


def _first(node: Node, predicate: NamedNode) -> Any:  # noqa: ANN401 -- which type a field holds is the record's to say
    return next(iter(node.get(predicate.value, ())), None)


def _linked(node: Node, predicate: NamedNode, nodes: Nodes) -> Node:
    return nodes.get(str(_first(node, predicate)), {})


def _indicator(subject: NamedNode, nodes: Nodes) -> Indicator:
    node = nodes[subject.value]
    layers = {slot.layer: nodes.get(layer_node(subject, slot.layer).value, {}) for slot in SLOTS}
    record = {slot.field: _first(layers[slot.layer], slot.predicate) for slot in SLOTS}
    project = _linked(node, v.HAS_PROJECT, nodes)
    record |= _belonging(node, nodes) | {
        "confidence": float(record["confidence"]),
        "repairs": _lines(record["repairs"]),
        "project": _first(project, v.LABEL),
        "project_code": _first(project, v.PROJECT_CODE),
        "project_amount_cny": _first(project, v.PROJECT_AMOUNT),
        "objective": _first(_linked(node, v.HAS_OBJECTIVE, nodes), v.LABEL),
        "history": _history(node, nodes),
    }
    return Indicator(**record)


def _facts(node: Node, nodes: Nodes) -> DocumentFacts:
    facts = {field: _first(node, predicate) for field, predicate in FACT_SLOTS}
    return DocumentFacts(**facts | _belonging(node, nodes) | {"warnings": _lines(facts["warnings"])})


def _belonging(node: Node, nodes: Nodes) -> dict[str, str | None]:
    return {
        "department": _first(_linked(node, v.HAS_DEPARTMENT, nodes), v.LABEL),
        "division_code": _first(_linked(node, v.HAS_JURISDICTION, nodes), v.DIVISION_CODE),
    }


def _lines(text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(text.split("\n"))


def _history(node: Node, nodes: Nodes) -> dict[str, str] | None:
    targets = [nodes[str(iri)] for iri in node.get(v.HAS_EARLIER_TARGET.value, ())]
    targets.sort(key=lambda target: _first(target, v.POSITION))
    return {_first(target, v.PERIOD_LABEL): _first(target, v.TARGET_TEXT) for target in targets} or None
