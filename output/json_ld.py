"""Quads → JSON-LD that people can read: short names from one context, one object a thing, graphs inside the dataset."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from ontology.vocabulary import INTEGER, PREFIXES, TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Quad

_STRING = XSD + "string"
# JSON readers may take a number for a double, which holds integers of fifteen digits exactly.
_EXACT = re.compile(r"0|-?[1-9]\d{0,14}", re.ASCII)


def quads_to_json_ld(quads: Sequence[Quad]) -> bytes:
    """The dataset as one JSON-LD document in UTF-8; `quads` are sorted by graph and subject."""
    links = _links(quads)
    context: dict[str, Any] = PREFIXES | {_short(iri): {"@type": "@id"} for iri in sorted(links)}
    graph: list[dict[str, Any]] = []
    for name, members in groupby(quads, key=lambda quad: quad.graph_name):
        nodes = list(_nodes(members, links))
        graph.extend(nodes if isinstance(name, DefaultGraph) else [{"@id": _text(name), "@graph": nodes}])
    return (json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _links(quads: Iterable[Quad]) -> frozenset[str]:
    """The properties that always lead to a thing, so that the context can say so once."""
    things, values = set[str](), set[str]()
    for quad in quads:
        (values if isinstance(quad.object, Literal) else things).add(quad.predicate.value)
    return frozenset(iri for iri in things - values if iri != TYPE.value and _short(iri) != iri)


def _nodes(quads: Iterable[Quad], links: frozenset[str]) -> Iterator[dict[str, Any]]:
    for subject, members in groupby(quads, key=lambda quad: quad.subject):
        node: dict[str, Any] = {"@id": _text(subject)}
        for quad in members:
            key, value = _statement(quad, links)
            node[key] = value if key not in node else [*_listed(node[key]), value]
        yield node


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _statement(quad: Quad, links: frozenset[str]) -> tuple[str, object]:
    if quad.predicate == TYPE:
        return "@type", _short(_text(quad.object))
    if quad.predicate.value in links:
        return _short(quad.predicate.value), _text(quad.object)
    value = _value(quad.object) if isinstance(quad.object, Literal) else {"@id": _text(quad.object)}
    return _short(quad.predicate.value), value


def _value(literal: Literal) -> object:
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    datatype = literal.datatype.value
    if datatype == _STRING:
        return literal.value
    if datatype == INTEGER.value and _EXACT.fullmatch(literal.value):
        return int(literal.value)
    return {"@value": literal.value, "@type": _short(datatype)}


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _short(iri: str) -> str:
    """The IRI under its prefix (kpi:Indicator), or in full where no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
