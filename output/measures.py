"""Measures as RDF: SKOS concepts with all their names and their scores, the indicators of each, and why names were taken for one.

A name that is not the label is mapped: from an indicator that bears it to one that bears the label, with score and
reasons, as an exact match; measures that are only alike are mapped as close or related ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.concepts import names_to_measures, suggestions
from graph.similarity import reasons
from graph.terms import value_to_literal
from ontology import vocabulary as v
from output.rdf import write_rdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from extract.indicator import Indicator
    from graph.concepts import Measure
    from graph.decisions import Decisions
    from graph.iris import Iris

    Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]

_PREDICATE, _JUSTIFICATION, _CONFIDENCE = (
    NamedNode(v.SSSOM + name) for name in ("predicate_id", "mapping_justification", "confidence")
)
_SUBJECT, _OBJECT = (NamedNode(v.SSSOM + name) for name in ("subject_id", "object_id"))
_SIMILAR = NamedNode(v.SEMAPV + "LexicalSimilarityThresholdMatching")
_CURATED = NamedNode(v.SEMAPV + "ManualMappingCuration")
_EXACT, _CLOSE, _RELATED = (NamedNode(v.SKOS + name) for name in ("exactMatch", "closeMatch", "relatedMatch"))
_CLOSE_SCORE = 0.8


@dataclass(frozen=True, slots=True)
class _Link:
    """A mapping between two indicators by their ids: how they match, by whose judgement, score and reasons."""

    ends: tuple[str, str]
    predicate: NamedNode
    why: NamedNode
    score: float
    reasons: tuple[str, ...]


def write_measures(
    indicators: Sequence[Indicator], decisions: Decisions, iris: Iris, target: Path | str | IO[bytes]
) -> int:
    """Write the measures of some indicators as Turtle; returns how many triples were written.

    Raises:
        OutputNotWritableError: the file cannot be written.
    """
    return write_rdf(measures_to_quads(indicators, decisions, iris), "ttl", target)


def measures_to_quads(indicators: Sequence[Indicator], decisions: Decisions, iris: Iris) -> list[Quad]:
    """Measures, their indicators and mappings in the default graph; `iris` must be those of the graph."""
    measures = names_to_measures((one.level3 for one in indicators), decisions)
    by_name: dict[str, list[str]] = {}
    for one in sorted(indicators, key=lambda one: one.id):
        by_name.setdefault(one.level3, []).append(one.id)
    statements: dict[Statement, None] = {}
    for measure in measures:
        statements.update(dict.fromkeys(_measure(measure, by_name, decisions, iris)))
    for pair in suggestions(measures, decisions):
        ends = (by_name[pair.one][0], by_name[pair.other][0])
        predicate = _CLOSE if pair.score >= _CLOSE_SCORE else _RELATED
        link = _Link(ends, predicate, _SIMILAR, pair.score, pair.reasons)
        statements.update(dict.fromkeys(_mapping(link, iris)))
    return [Quad(*statement, DefaultGraph()) for statement in statements]


def _measure(measure: Measure, by_name: dict[str, list[str]], decisions: Decisions, iris: Iris) -> Iterator[Statement]:
    subject = iris.measure(measure.identity)
    yield subject, v.TYPE, v.MEASURE_CLASS
    yield subject, v.TYPE, v.CONCEPT
    yield subject, v.PREF_LABEL, Literal(measure.label, language="zh")
    for name in measure.names[1:]:
        yield subject, v.ALT_LABEL, Literal(name, language="zh")
    joined = {name for names in decisions.join for name in names}
    for member in measure.members:
        membership = iris.membership(measure.identity, member.name)
        yield subject, v.HAS_MEMBERSHIP, membership
        yield membership, v.TYPE, v.MEMBERSHIP
        yield membership, v.LABEL, Literal(member.name, language="zh")
        yield membership, v.MEMBERSHIP_SCORE, value_to_literal(member.score)
        for identity in by_name[member.name]:
            yield iris.indicator(identity), v.HAS_MEASURE, subject
        if member.name != measure.label:
            ends = (by_name[member.name][0], by_name[measure.label][0])
            why = _CURATED if member.name in joined else _SIMILAR
            link = _Link(ends, _EXACT, why, member.score, reasons(member.name, measure.label))
            yield from _mapping(link, iris)


def _mapping(link: _Link, iris: Iris) -> Iterator[Statement]:
    subject = iris.mapping(*link.ends)
    yield subject, v.TYPE, v.SIMILARITY_MAPPING
    yield subject, v.MAPPED_FROM, iris.indicator(link.ends[0])
    yield subject, v.MAPPED_TO, iris.indicator(link.ends[1])
    yield subject, _PREDICATE, link.predicate
    yield subject, _JUSTIFICATION, link.why
    yield subject, _SUBJECT, iris.indicator(link.ends[0])
    yield subject, _OBJECT, iris.indicator(link.ends[1])
    yield subject, v.SIMILARITY, value_to_literal(link.score)
    yield subject, _CONFIDENCE, value_to_literal(1.0 if link.why == _CURATED else link.score)
    if link.reasons:
        yield subject, v.REASONS, Literal("\n".join(link.reasons))
