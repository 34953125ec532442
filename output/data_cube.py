"""A comparison as an RDF Data Cube: one data set a comparable set, one observation a target, for statistical tools.

Dimensions are the jurisdiction and the indicator; the measure is the number on the set's scale, whose unit stands on
the data set. A target of an unknown jurisdiction has no place in a cube and is left out. The structure declares what the
sets and observations say, and nothing else.
"""

from __future__ import annotations

from itertools import chain
from typing import IO, TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.comparison import strictness
from graph.terms import value_to_literal
from ontology import vocabulary as v
from output.rdf import write_rdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from graph.comparison import ComparableSet, Comparison, Target
    from graph.iris import Iris

    Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]

_DATA_SET, _STRUCTURE, _OBSERVATION = (
    NamedNode(v.QB + name) for name in ("DataSet", "DataStructureDefinition", "Observation")
)
_HAS_DATA_SET, _HAS_STRUCTURE, _HAS_COMPONENT = (
    NamedNode(v.QB + name) for name in ("dataSet", "structure", "component")
)
_ATTACHMENT = NamedNode(v.QB + "componentAttachment")
_COMPONENTS = (
    ("dimension", "DimensionProperty", v.HAS_JURISDICTION, None),
    ("dimension", "DimensionProperty", v.HAS_COMPARED_INDICATOR, None),
    ("measure", "MeasureProperty", v.CANONICAL_VALUE, None),
    ("attribute", "AttributeProperty", v.CANONICAL_UNIT, _DATA_SET),
    ("attribute", "AttributeProperty", v.MEASURE, _DATA_SET),
    ("attribute", "AttributeProperty", v.KIND, _DATA_SET),
    ("attribute", "AttributeProperty", v.PERIOD, _DATA_SET),
    ("attribute", "AttributeProperty", v.STRICTNESS, _DATA_SET),
    ("attribute", "AttributeProperty", v.DIRECTION, _DATA_SET),
    ("attribute", "AttributeProperty", v.TARGET_TEXT, None),
    ("attribute", "AttributeProperty", v.YEAR, None),
    ("attribute", "AttributeProperty", v.RANK, None),
)

_RANGE = NamedNode(v.RDFS + "range")
_RANGES = {v.HAS_JURISDICTION: v.JURISDICTION, v.HAS_COMPARED_INDICATOR: v.INDICATOR}
"""What the values of the dimensions are, as IC-4 of the Data Cube asks of each."""


def write_cube(comparison: Comparison, iris: Iris, target: Path | str | IO[bytes]) -> int:
    """Write a comparison as Turtle to a path or a binary stream; returns how many triples were written.

    Raises:
        OutputNotWritableError: the file cannot be written.
    """
    return write_rdf(comparison_to_quads(comparison, iris), "ttl", target)


def holds_observation(comparison: Comparison, iris: Iris) -> bool:
    """Whether a cube of this comparison would hold any target; those of an unknown jurisdiction are left out."""
    targets = (target for group in comparison.sets for target in group.targets)
    return any(_place(target, iris) is not None for target in targets)


def comparison_to_quads(comparison: Comparison, iris: Iris) -> list[Quad]:
    """The cube in the default graph; `iris` must be those of the graph that was compared."""
    located = [group for group in comparison.sets if any(_place(target, iris) for target in group.targets)]
    sets = [
        statement
        for number, group in enumerate(located, 1)
        for statement in _set_statements(group, iris.comparison(comparison.text, number), comparison.text, iris)
    ]
    said = {predicate for _, predicate, _ in sets}
    statements = chain(_structure_statements(_structure(iris), said), sets)
    return [Quad(*statement, DefaultGraph()) for statement in dict.fromkeys(statements)]


def _structure(iris: Iris) -> NamedNode:
    return NamedNode(f"{iris.base}comparison-structure")


def _structure_statements(structure: NamedNode, said: AbstractSet[NamedNode]) -> Iterator[Statement]:
    """The structure with the components that something is said of."""
    yield structure, v.TYPE, _STRUCTURE
    for number, (role, kind, term, attachment) in enumerate((one for one in _COMPONENTS if one[2] in said), 1):
        component = NamedNode(f"{structure.value}/{number}")
        yield structure, _HAS_COMPONENT, component
        yield component, NamedNode(v.QB + role), term
        yield term, v.TYPE, NamedNode(v.QB + kind)
        if (ranged := _RANGES.get(term)) is not None:
            yield term, _RANGE, ranged
        if attachment:
            yield component, _ATTACHMENT, attachment


def _set_statements(group: ComparableSet, subject: NamedNode, text: str, iris: Iris) -> Iterator[Statement]:
    yield subject, v.TYPE, _DATA_SET
    yield subject, v.TYPE, v.COMPARISON_SET
    yield subject, _HAS_STRUCTURE, _structure(iris)
    named = group.key.measure or text
    yield subject, v.LABEL, Literal(f"{named} ({group.key.direction}, {group.key.period}, {group.key.framework})")
    yield subject, v.MEASURE, Literal(named)
    yield subject, v.KIND, Literal(group.key.kind)
    yield subject, v.PERIOD, Literal(group.key.period)
    yield subject, v.STRICTNESS, Literal(group.key.direction)
    yield subject, v.CANONICAL_UNIT, Literal(group.key.unit or "")
    if group.key.change:
        yield subject, v.DIRECTION, Literal(group.key.change)
    ranks = _ranks(group)
    for row in group.rows:
        for target in row.targets:
            rank = ranks.get(strictness(target, group.key.direction))
            yield from _observation_statements(subject, row.place, target, rank, iris)


def _ranks(group: ComparableSet) -> dict[tuple[float, bool], int]:
    """The rank of each promise of a set, from the loosest; none where nothing is stricter than anything."""
    if group.key.direction == "exactly":
        return {}
    steps = {strictness(target, group.key.direction) for target in group.targets}
    return {step: rank for rank, step in enumerate(sorted(steps), 1)}


def _place(target: Target, iris: Iris) -> NamedNode | None:
    one = target.hit.indicator
    return iris.jurisdiction(one.division_code, (one.province, one.city, one.county))


def _observation_statements(
    group: NamedNode, place_name: str, target: Target, rank: int | None, iris: Iris
) -> Iterator[Statement]:
    indicator, place = target.hit.indicator, _place(target, iris)
    if place is None:
        return
    compared = iris.indicator(indicator.id)
    subject = NamedNode(f"{group.value}/{compared.value.rsplit('/', 1)[-1]}")
    yield subject, v.TYPE, _OBSERVATION
    yield subject, v.TYPE, v.COMPARED_TARGET
    yield subject, _HAS_DATA_SET, group
    yield subject, v.HAS_COMPARISON_SET, group
    yield subject, v.HAS_JURISDICTION, place
    yield subject, v.HAS_COMPARED_INDICATOR, compared
    yield subject, v.CANONICAL_VALUE, value_to_literal(target.value)
    yield place, v.LABEL, Literal(place_name)
    known = ((v.TARGET_TEXT, indicator.target_text), (v.YEAR, indicator.year), (v.RANK, rank))
    yield from ((subject, predicate, value_to_literal(value)) for predicate, value in known if value is not None)
