"""Look-up of comparison operators by their signs, from kpi.ttl."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ontology.turtle import subjects
from ontology.vocabulary import OPERATORS


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: its IRI, its sign (>=), its names, and the operators of other vocabularies that are the same."""

    iri: str
    sign: str
    label: str
    label_en: str
    same: tuple[str, ...]


@cache
def operators() -> dict[str, Operator]:
    """All operators by sign."""
    terms = subjects("kpi.ttl")
    found = {}
    for sign, node in OPERATORS.items():
        said = terms[node.value]
        same = tuple(said.get("exactMatch", ()))
        found[sign] = Operator(node.value, sign, said["label@zh"][0], said["label@en"][0], same)
    return found
