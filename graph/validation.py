"""Whether a graph keeps to the shapes: what must hold (violations) and what should (warnings), each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.shapes import Constraint, shape_to_checks, shipped_shapes
from graph.sparql import evaluate
from graph.store import GraphFolder
from graph.terms import term_to_value
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Store

    from graph.shapes import Check, PropertyShape
    from graph.terms import Term, Value

_PARTS = frozenset({v.HAS_TARGET, v.HAS_EARLIER_TARGET, v.HAS_THRESHOLD, v.HAS_CELL})
_MOST_STEPS = 2  # from a threshold over its target to the indicator
_LABELS = (v.LABEL, v.PREF_LABEL, v.FILE_NAME)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: the thing, the path (local names) whose values break a constraint, and the value, if one does.

    `severity` is Violation or Warning; `constraint` holds the constraint's name and parameter.
    """

    focus: str
    path: tuple[str, ...]
    severity: str
    constraint: Constraint
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a finding is about in words: a label, and for an indicator or part of one, its document and line."""

    label: str | None = None
    document: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, violations first, and the places of the things that they are about, by IRI."""

    findings: tuple[Finding, ...]
    places: dict[str, Place]

    @property
    def conforms(self) -> bool:
        """Whether all that must hold holds; warnings do not count."""
        return not any(finding.severity == "Violation" for finding in self.findings)


def validate(graph: GraphFolder | Store, shapes: tuple[PropertyShape, ...] | None = None) -> Report:
    """Check a graph, all documents as one, against the shapes that are shipped, or against others.

    Raises:
        QueryFailedError: the engine gave up.
    """
    store = graph.engine if isinstance(graph, GraphFolder) else graph
    found = [finding for shape in shapes or shipped_shapes() for finding in _findings(store, shape)]
    found.sort(key=lambda one: (one.severity, one.focus, one.path, one.constraint.name, str(one.value)))
    return Report(tuple(found), {focus: _place(store, focus) for focus in dict.fromkeys(one.focus for one in found)})


def _findings(store: Store, shape: PropertyShape) -> Iterator[Finding]:
    path = tuple(_local(step) for step in shape.path)
    for check in _checks(shape):
        for row in evaluate(store, check.sparql).rows:
            focus, *rest = row
            for constraint in _broken(check.constraints, rest[1:]):
                yield Finding(str(focus), path, shape.severity, constraint, rest[0] if rest else None)


@cache
def _checks(shape: PropertyShape) -> tuple[Check, ...]:
    return tuple(shape_to_checks(shape))


def _broken(constraints: tuple[Constraint, ...], truths: Sequence[Value | None]) -> Iterable[Constraint]:
    if not truths:
        return constraints
    return [constraint for constraint, holds in zip(constraints, truths, strict=True) if not holds]


def _place(store: Store, focus: str) -> Place:
    """The label of a thing, or of the indicator of which it is a part, with the cell where that one stands."""
    try:
        whole = _whole(store, NamedNode(focus))
    except ValueError:  # a blank node, whose name says nothing outside its store, or a literal
        return Place()
    label = next((text for predicate in _LABELS if (text := _text(store, whole, predicate)) is not None), None)
    for quad in store.quads_for_pattern(whole, v.HAS_CELL, None):
        return Place(label, _text(store, quad.object, v.FILE_NAME), _text(store, quad.object, v.LINE))
    return Place(label)


def _whole(store: Store, part: NamedNode) -> NamedNode:
    """The indicator of which a target, threshold or cell is a part; any other thing itself."""
    for _ in range(_MOST_STEPS):
        above = [quad.subject for quad in store.quads_for_pattern(None, None, part) if quad.predicate in _PARTS]
        part = next((node for node in above if isinstance(node, NamedNode)), part)
    return part


def _text(store: Store, node: Term, predicate: NamedNode) -> str | None:
    """The first value of a property as text; a wrong graph may have anything in its place."""
    if not isinstance(node, NamedNode):
        return None
    found = sorted(str(term_to_value(quad.object)) for quad in store.quads_for_pattern(node, predicate, None))
    return found[0] if found else None


def _local(iri: NamedNode) -> str:
    return iri.value.replace("#", "/").rsplit("/", 1)[-1]
