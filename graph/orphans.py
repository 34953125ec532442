"""What the default graph says of shared things, and which of these nobody would name any more without a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.triples import SHARED_LINKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

Shared = dict[NamedNode, list[Quad]]


def described(store: Store, quads: Iterable[Quad]) -> Shared:
    """What the default graph says of the shared things that `quads` name, and of those that these name in turn."""
    found: Shared = {}
    ahead = _named(quads)
    while ahead:
        node = ahead.pop()
        if node not in found:
            found[node] = list(store.quads_for_pattern(node, None, None, DefaultGraph()))
            ahead |= _named(found[node])
    return found


def orphans(store: Store, graph: NamedNode, kept: set[str]) -> list[Quad]:
    """What the default graph says of things that only `graph` names; `kept` are the things, as N-Triples, to leave out."""
    shared = described(store, store.quads_for_pattern(None, None, None, graph))
    doomed = {node for node in shared if str(node) not in kept}
    while rescued := {node for node in doomed if _is_named_elsewhere(store, node, graph, doomed)}:
        doomed -= rescued
    return [quad for node in doomed for quad in shared[node]]


def _is_named_elsewhere(store: Store, node: NamedNode, graph: NamedNode, doomed: set[NamedNode]) -> bool:
    """Whether what stays leads to a thing; a match of a crosswalk, which names what may not be there, does not."""
    return any(
        quad.graph_name != graph and quad.subject not in doomed and quad.predicate in SHARED_LINKS
        for quad in store.quads_for_pattern(None, None, node)
    )


def _named(quads: Iterable[Quad]) -> set[NamedNode]:
    return {quad.object for quad in quads if quad.predicate in SHARED_LINKS and isinstance(quad.object, NamedNode)}
