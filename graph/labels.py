"""The index of labels: all names of indicators, projects and jurisdictions, so that a part of a name is looked up in them.

SPARQL can find a part of a text only by looking at every text. Distinct names are few: they are looked through here, and a query
gets those that hold the part as VALUES. The index may hold names that nothing bears any more; these match nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.manifest import read_index_file, write_index_file
from graph.terms import text_to_term
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Store

LabelKind = OneOf["indicator", "project", "jurisdiction"]
Names = dict[LabelKind, dict[str, list[str]]]
"""Of each kind the names; of jurisdictions with each name the IRIs of those that bear it."""

_KINDS = frozenset({"indicator", "project", "jurisdiction"})


class Labels:
    """The labels of one generation."""

    def __init__(self, names: Names) -> None:
        """Take the names."""
        self.names = names

    def holding(self, kind: LabelKind, part: str) -> list[str]:
        """What a query looks for in place of a part of a name, as N-Triples: whole names, or the jurisdictions themselves."""
        found = [name for name in self.names[kind] if part in name]
        if kind == "jurisdiction":
            return [f"<{iri}>" for name in found for iri in self.names[kind][name]]
        return [text_to_term(name) for name in found]


def read_labels(folder: Path, name: str | None) -> Labels | None:
    """The index of a generation; None where it has none."""
    found = read_index_file(folder, name)
    return Labels(found) if isinstance(found, dict) and found.keys() == _KINDS else None


def write_labels(folder: Path, before: str | None, store: Store, indicators: Iterable[str]) -> str:
    """Write the index: names of indicators from the one before and from those that came since, all others from the store."""
    known = read_labels(folder, before)
    projects = {name for name, _ in _labels(store, v.PROJECT)}
    names: Names = {
        "indicator": {name: [] for name in sorted({*(known.names["indicator"] if known else ()), *indicators})},
        "project": {name: [] for name in sorted(projects)},
        "jurisdiction": {},
    }
    for name, iri in sorted(_labels(store, v.JURISDICTION)):
        names["jurisdiction"].setdefault(name, []).append(iri)
    return write_index_file(folder, "labels", json.dumps(names, ensure_ascii=False, separators=(",", ":")))


def _labels(store: Store, kind: NamedNode) -> Iterator[tuple[str, str]]:
    """The labels of all shared things of a class, each with the thing's IRI."""
    here = DefaultGraph()
    for typed in store.quads_for_pattern(None, v.TYPE, kind, here):
        for labelled in store.quads_for_pattern(typed.subject, v.LABEL, None, here):
            if isinstance(labelled.object, Literal) and isinstance(typed.subject, NamedNode):
                yield labelled.object.value, typed.subject.value
