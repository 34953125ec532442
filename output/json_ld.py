"""Quads → JSON-LD that people can read: short names from one context, one object a thing, graphs inside the dataset."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Property:
    """How the context names a property, and the type that all its values have, if it says so: @id or a datatype."""

    name: str
    type: str | None


def quads_to_json_ld(quads: Sequence[Quad]) -> bytes:
    """The dataset as one JSON-LD document in UTF-8; `quads` are sorted by graph and subject."""
    properties = _properties(quads)
    context: dict[str, Any] = PREFIXES | dict(sorted(_terms(properties)))
    graph: list[dict[str, Any]] = []
    for name, members in groupby(quads, key=lambda quad: quad.graph_name):
        nodes = list(_nodes(members, properties))
        graph.extend(nodes if isinstance(name, DefaultGraph) else [{"@id": _text(name), "@graph": nodes}])
    return (json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _terms(properties: dict[str, _Property]) -> Iterator[tuple[str, object]]:
    """What the context says of each property that it names."""
    for iri, said in properties.items():
        if said.type:
            yield said.name, {"@id": _short(iri), "@type": _short(said.type)}
        elif said.name != _short(iri):
            yield said.name, _short(iri)


def _properties(quads: Iterable[Quad]) -> dict[str, _Property]:
    """The properties by IRI: each by its local name, unless two share it or a prefix has it."""
    types: dict[str, set[str | None]] = {}
    for quad in quads:
        if quad.predicate != TYPE:
            types.setdefault(quad.predicate.value, set()).add(_type(quad.object))
    times = Counter(map(_local, types))
    return {iri: _property(iri, found, alone=times[_local(iri)] == 1) for iri, found in types.items()}


def _property(iri: str, types: set[str | None], *, alone: bool) -> _Property:
    """A property by the types of its values; in full, without a word in the context, where no prefix fits."""
    short, local = _short(iri), _local(iri)
    if short == iri:
        return _Property(iri, None)
    is_plain = alone and local and local not in PREFIXES
    return _Property(local if is_plain else short, types.pop() if len(types) == 1 else None)


def _type(term: object) -> str | None:
    """What a context may say of all values of a property: @id, or a datatype that plain JSON does not show."""
    if not isinstance(term, Literal):
        return "@id"
    datatype = term.datatype.value
    return None if term.language or datatype in {_STRING, INTEGER.value} else datatype


def _nodes(quads: Iterable[Quad], properties: dict[str, _Property]) -> Iterator[dict[str, Any]]:
    for subject, members in groupby(quads, key=lambda quad: quad.subject):
        node: dict[str, Any] = {"@id": _text(subject)}
        for quad in members:
            key, value = _statement(quad, properties)
            node[key] = value if key not in node else [*_listed(node[key]), value]
        yield node


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _statement(quad: Quad, properties: dict[str, _Property]) -> tuple[str, object]:
    if quad.predicate == TYPE:
        return "@type", _short(_text(quad.object))
    said = properties[quad.predicate.value]
    if said.type:
        return said.name, quad.object.value if isinstance(quad.object, Literal) else _text(quad.object)
    value = _value(quad.object) if isinstance(quad.object, Literal) else {"@id": _text(quad.object)}
    return said.name, value


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


def _local(iri: str) -> str:
    return re.split("[#/]", iri)[-1]


def _short(iri: str) -> str:
    """The IRI under its prefix (kpi:Indicator), or in full where no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
