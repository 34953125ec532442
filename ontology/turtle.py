"""Turtle data files of this folder as plain subjects with their properties, for the look-ups that rest on them."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files

Subject = dict[str, list[str]]


def subjects(name: str) -> dict[str, Subject]:
    """The subjects of the file `name` of this folder: IRI → property's local name → values in file order.

    A literal with a language is under `name@language` (prefLabel@zh).
    """
    from pyoxigraph import Literal, RdfFormat, parse

    found: dict[str, Subject] = defaultdict(lambda: defaultdict(list))
    for quad in parse(files("ontology").joinpath(name).read_bytes(), RdfFormat.TURTLE):
        local = quad.predicate.value.replace("#", "/").rsplit("/", 1)[-1]
        if isinstance(quad.object, Literal) and quad.object.language:
            local += f"@{quad.object.language}"
        found[_value(quad.subject)][local].append(_value(quad.object))
    return found


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
