"""Documents and records read from the store itself: slow and sure, where the index has nothing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.manifest import Rows, entry_of
from graph.orphans import described
from graph.records import quads_to_facts, quads_to_indicators
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Quad, Store

    from extract.indicator import DocumentFacts, Indicator
    from graph.iris import Iris
    from graph.manifest import Entry

# From an indicator these lead to its own layers, which no other indicator names.
_OWN_LINKS = frozenset({v.HAS_TARGET, v.HAS_THRESHOLD, v.HAS_CELL, v.HAS_EARLIER_TARGET, v.HAS_OBJECTIVE})


def store_to_documents(store: Store) -> Iterator[tuple[str, tuple[DocumentFacts, str]]]:
    """The name of each document with its facts and the version that wrote it, by name."""
    built_with: dict[str, str] = {}
    own = []
    for typed in store.quads_for_pattern(None, v.TYPE, v.DOCUMENT):
        said = list(store.quads_for_pattern(typed.subject, None, None))
        own += said
        texts = {quad.predicate: quad.object.value for quad in said if isinstance(quad.object, Literal)}
        built_with[texts[v.FILE_NAME]] = texts.get(v.BUILT_WITH, "")
    for facts in quads_to_facts(chain(own, *described(store, own).values())):
        yield facts.name, (facts, built_with[facts.name])


def store_to_entries(store: Store, iris: Iris) -> dict[str, Entry]:
    """What a list of documents would say of each, by name; their records are in no file."""
    found = {}
    for name, (facts, built_with) in store_to_documents(store):
        indicators = store_to_indicators(store, iris.graph(name))
        quads = sum(1 for _ in store.quads_for_pattern(None, None, None, iris.graph(name)))
        found[name] = entry_of(facts, indicators, built_with, quads, Rows("", 0, len(indicators)))
    return found


def store_to_indicators(store: Store, graph: NamedNode) -> list[Indicator]:
    """The indicators of a document's graph in its order."""
    own = list(store.quads_for_pattern(None, None, None, graph))
    return quads_to_indicators(chain(own, *described(store, own).values()))


def subject_to_indicators(store: Store, subject: NamedNode) -> list[Indicator]:
    """The one indicator of this name; none where the store does not hold it."""
    own: list[Quad] = []
    ahead = [subject]
    while ahead:
        found = list(store.quads_for_pattern(ahead.pop(), None, None))
        own += found
        ahead += [q.object for q in found if q.predicate in _OWN_LINKS and isinstance(q.object, NamedNode)]
    return quads_to_indicators(chain(own, *described(store, own).values()))
