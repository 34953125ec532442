"""The index of labels: all names of indicators, projects and jurisdictions, so that a part of a name is looked up in them.

SPARQL can find a part of a text only by looking at every text. Distinct names are few: they are looked through here, and a query
gets those that hold the part as VALUES. The index may hold names that nothing bears any more; these match nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, Literal

from graph.manifest import read_index_file, write_index_file
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import NamedNode, Store

LabelKind = OneOf["indicator", "project", "jurisdiction"]


class Labels:
    """The labels of one generation."""

    def __init__(self, names: dict[LabelKind, list[str]]) -> None:
        """Take the names of each kind, each once."""
        self.names = names

    def holding(self, kind: LabelKind, part: str) -> list[str]:
        """The names of a kind that hold a part, in order."""
        return [name for name in self.names[kind] if part in name]


def read_labels(folder: Path, name: str | None) -> Labels | None:
    """The index of a generation; None where it has none."""
    found = read_index_file(folder, name)
    return (
        Labels(found) if isinstance(found, dict) and found.keys() == {"indicator", "project", "jurisdiction"} else None
    )


def write_labels(folder: Path, before: str | None, store: Store, indicators: Iterable[str]) -> str:
    """Write the index: names of indicators from the one before and from those that came since, all others from the store."""
    known = read_labels(folder, before)
    names: dict[LabelKind, list[str]] = {
        "indicator": sorted({*(known.names["indicator"] if known else ()), *indicators}),
        "project": sorted(_labels(store, v.PROJECT)),
        "jurisdiction": sorted(_labels(store, v.JURISDICTION)),
    }
    return write_index_file(folder, "labels", json.dumps(names, ensure_ascii=False, separators=(",", ":")))


def _labels(store: Store, kind: NamedNode) -> set[str]:
    """The labels of all shared things of a class."""
    here = DefaultGraph()
    things = [quad.subject for quad in store.quads_for_pattern(None, v.TYPE, kind, here)]
    labels = (quad.object for thing in things for quad in store.quads_for_pattern(thing, v.LABEL, None, here))
    return {label.value for label in labels if isinstance(label, Literal)}
