"""The lexicon as RDF: a SKOS concept for each concept of names, with its words, wider concept and weighted neighbours."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.iris import Iris
from graph.terms import value_to_literal
from ontology import vocabulary as v
from ontology.lexicon import lexicon
from output.rdf import write_rdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ontology.lexicon import Concept, Lexicon

    Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]

_SCHEME_ZH, _SCHEME_EN = "指标名称词表", "Lexicon of indicators' names"


def write_lexicon(target: Path | str | IO[bytes], iris: Iris | None = None) -> int:
    """Write the lexicon, a user's own words among it, as Turtle to a path or a binary stream; returns the triples written.

    Raises:
        OutputNotWritableError: the file cannot be written.
    """
    quads = (Quad(*statement, DefaultGraph()) for statement in lexicon_statements(lexicon(), iris or Iris()))
    return write_rdf(quads, "ttl", target)


def lexicon_statements(words: Lexicon, iris: Iris) -> Iterator[Statement]:
    """What a lexicon says, concept by concept."""
    scheme = iris.lexicon()
    yield scheme, v.TYPE, v.CONCEPT_SCHEME
    yield scheme, v.PREF_LABEL, Literal(_SCHEME_ZH, language="zh")
    yield scheme, v.PREF_LABEL, Literal(_SCHEME_EN, language="en")
    for word in sorted(words.ignored):
        yield scheme, v.IGNORED_WORD, Literal(word)
    for concept in words.concepts.values():
        yield from _concept_statements(concept, iris)
    for key, labels in words.fields.items():
        field = iris.lexicon("field", key)
        yield field, v.TYPE, v.COLLECTION
        yield from ((field, v.PREF_LABEL, Literal(label, language=language)) for language, label in labels.items())
        members = (one.key for one in words.concepts.values() if key in one.scope)
        yield from ((field, v.MEMBER, iris.lexicon(member)) for member in members)


def _concept_statements(concept: Concept, iris: Iris) -> Iterator[Statement]:
    subject = iris.lexicon(concept.key)
    yield subject, v.TYPE, v.WORD
    yield subject, v.TYPE, v.CONCEPT  # as what it is known to tools for thesauri, which read no ontology
    yield subject, v.IN_SCHEME, iris.lexicon()
    yield subject, v.NOTATION, Literal(concept.key)
    yield subject, v.NAME_ROLE, Literal(concept.role)
    yield subject, v.PREF_LABEL, Literal(concept.zh, language="zh")
    yield subject, v.PREF_LABEL, Literal(concept.en, language="en")
    yield subject, v.TELLING, value_to_literal(concept.weight)
    if concept.parent:
        yield subject, v.BROADER, iris.lexicon(concept.parent)
    for word in dict.fromkeys(concept.words):
        if word == concept.zh:
            continue  # S13 of SKOS: a preferred label is no alternative one
        yield subject, v.ALT_LABEL, Literal(word, language="zh")
    for word in concept.fixed:
        yield subject, v.FIXED_WORD, Literal(word)
    for other, degree in concept.near.items():
        nearness = iris.lexicon(concept.key, other)
        yield subject, v.HAS_NEARNESS, nearness
        yield nearness, v.TYPE, v.NEARNESS
        yield nearness, v.NEAR_TO, iris.lexicon(other)
        yield nearness, v.DEGREE, value_to_literal(degree)
