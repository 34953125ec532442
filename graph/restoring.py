"""Exported N-Quads → a graph folder: what `export nq` wrote gives the same graph again, quad for quad.

1. The file is read into a store of its own; nothing is written before all of it is known to be a graph of documents.
2. A named graph with one document in it is a document; its name must give the graph's IRI, which tells the base.
3. What the default graph says of the things that a document names goes with it, as when it was built.
4. Quads that belong to no document would be lost, and so they are an error.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store

from graph.iris import Iris, UnusableBaseError
from graph.records import quads_to_facts, quads_to_indicators
from graph.store import GraphFolder
from graph.triples import SHARED_LINKS
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from graph.store import Change

_FORMATS = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
_NEEDED = ("id", "level3", "status", "source", "scope", "period")
_ENDINGS = ", ".join(ending + more for ending in _FORMATS for more in ("", ".gz"))


class RestoreFormatError(KpigraphError):
    """A file whose name is that of no format that a graph can be restored from."""

    def __init__(self, path: Path) -> None:
        """List the endings that are read."""
        super().__init__(f"{path}: a graph is restored from a file that ends in one of {_ENDINGS}")


class UnreadableExportError(KpigraphError):
    """A file that cannot be read as RDF."""

    def __init__(self, path: Path, reason: str) -> None:
        """Pass on the reader's words, which hold the line."""
        super().__init__(f"{path}: cannot be read ({' '.join(reason.split())}); export the graph again")


class NoExportedGraphError(KpigraphError):
    """A file of RDF that no graph of documents was exported to."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say what is odd in it."""
        super().__init__(f"{path}: no export of a graph ({reason}); build the graph from its documents")


@dataclass(frozen=True, slots=True)
class Exported:
    """One document of an export: its name and all quads that go with it."""

    name: str
    quads: tuple[Quad, ...]


def restore(path: Path, folder: Path) -> dict[Change, int]:
    """Put all documents of an exported graph into a folder, made where there is none; how many were added or replaced.

    Documents are put one by one, each whole or not at all, and keep the version of kpigraph that they were built with.

    Raises:
        RestoreFormatError: the file's name ends in none of .nq, .trig, .nq.gz, .trig.gz.
        UnreadableExportError: it cannot be read.
        NoExportedGraphError: it holds what no export of a graph holds.
        OtherBaseError: the folder was built under another base.
        KpigraphError: as `GraphFolder.create_or_open`.
    """
    iris, documents = read_export(path)
    changes: dict[Change, int] = {"added": 0, "replaced": 0}
    with GraphFolder.create_or_open(folder, base=iris.base) as graph:
        for document in documents:
            changes[graph.put_quads(document.name, document.quads)] += 1
    return changes


def read_export(path: Path) -> tuple[Iris, list[Exported]]:
    """The IRIs and the documents of an exported graph, by the names of their graphs; errors as `restore`."""
    store = _read(path)
    shared = [quad for quad in store if isinstance(quad.graph_name, DefaultGraph)]
    found = [
        _document(path, store, graph) for graph in sorted(store.named_graphs(), key=str) if isinstance(graph, NamedNode)
    ]
    if not found:
        raise NoExportedGraphError(path, "it holds no document")
    bases = {_base(path, document.name, document.quads[0].graph_name) for document in found}
    if len(bases) > 1:
        raise NoExportedGraphError(path, f"its documents have {len(bases)} bases")
    _refuse_what_is_left(path, shared, found)
    return Iris(bases.pop()), found


def _read(path: Path) -> Store:
    """The file as a store; an ending .gz is taken off before the format is looked up."""
    compressed = path.suffix.lower() == ".gz"
    form = _FORMATS.get((path.with_suffix("") if compressed else path).suffix.lower())
    if form is None:
        raise RestoreFormatError(path)
    store = Store()
    try:
        with cast("IO[bytes]", gzip.open(path) if compressed else path.open("rb")) as file:
            store.bulk_load(file, format=form)
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        raise UnreadableExportError(path, getattr(error, "strerror", None) or str(error)) from error
    return store


def _document(path: Path, store: Store, graph: NamedNode) -> Exported:
    own = list(store.quads_for_pattern(None, None, None, graph))
    if any(isinstance(term, BlankNode) for quad in own for term in (quad.subject, quad.object)):
        raise NoExportedGraphError(path, f"{graph.value} holds a blank node")
    quads = (*own, *_described(store, own))
    try:
        [facts], indicators = quads_to_facts(quads), quads_to_indicators(quads)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NoExportedGraphError(path, f"{graph.value} is no document") from error
    for indicator in indicators:
        if indicator.document != facts.name or any(getattr(indicator, name) is None for name in _NEEDED):
            raise NoExportedGraphError(path, f"indicator {indicator.id} is not whole")
    if any(value is None for value in (facts.name, facts.checksum, facts.media_type)):
        raise NoExportedGraphError(path, f"the document of {graph.value} is not whole")
    return Exported(facts.name, quads)


def _described(store: Store, quads: Iterable[Quad]) -> Iterator[Quad]:
    """What the default graph says of the shared things that quads name, and of those that these name in turn."""
    ahead, seen = _named(quads), set[NamedNode]()
    while ahead:
        node = ahead.pop()
        if node not in seen:
            seen.add(node)
            said = list(store.quads_for_pattern(node, None, None, DefaultGraph()))
            ahead |= _named(said)
            yield from said


def _named(quads: Iterable[Quad]) -> set[NamedNode]:
    return {quad.object for quad in quads if quad.predicate in SHARED_LINKS and isinstance(quad.object, NamedNode)}


def _base(path: Path, name: str, graph: object) -> str:
    """The base under which a document of this name has this graph."""
    iri = str(getattr(graph, "value", graph))
    base, found, _ = iri.rpartition("graph/")
    try:
        if found and Iris(base).graph(name).value == iri:
            return base
    except UnusableBaseError:
        pass
    raise NoExportedGraphError(path, f"{iri} is not the graph of {name}")


def _refuse_what_is_left(path: Path, shared: Iterable[Quad], documents: Iterable[Exported]) -> None:
    taken = {quad for document in documents for quad in document.quads}
    left = [quad for quad in shared if quad not in taken]
    if left:
        raise NoExportedGraphError(path, f"{len(left)} quads belong to no document, such as {left[0]}")
