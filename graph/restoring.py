"""Exported N-Quads → a graph folder: what `export nq` wrote gives the same graph again, quad for quad.

1. The folder is begun, or opened, under the base that the first document's graph tells, and nobody else writes it.
2. The file is read, some lines at a time, into a store of its own in the folder, so that no memory need hold it.
3. A named graph with one document in it is a document; its name must give the graph's IRI, which tells the base.
4. What the default graph says of the things that a document names goes with it, as when it was built.
5. Quads that belong to no document would be lost, and so they are an error.
6. Measures that were published come back with the documents that they follow from.
7. A file without any quad is the export of an empty graph.
8. The graph is published when all of it is there and known to be right: until then nothing is changed.
"""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from graph.exported_file import graph_to_base, load, stated_base
from graph.faults import GraphNotWritableError
from graph.generations import spare_place
from graph.iris import Iris
from graph.orphans import described
from graph.records import quads_to_facts, quads_to_indicators
from graph.store import GraphFolder
from graph.triples import DocumentLines, StatedDocument
from ontology import vocabulary as v
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from extract.indicator import Indicator
    from graph.orphans import Shared
    from graph.terms import Term

_OF_INDICATORS = frozenset({v.HAS_MEASURE, v.MAPPED_FROM, v.MAPPED_TO})
_NEEDED = ("id", "level3", "status", "source", "scope", "period")


class NoExportedGraphError(KpigraphError):
    """A file of RDF that no graph of documents was exported to."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say what is odd in it."""
        super().__init__(
            f"{path}: 不是导出的图谱，请用原文件建图 (no export of a graph: {reason}; build the graph from its documents)"
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """How many documents were added or replaced; `lost_measures`: the file or the folder had measures, and the graph has none."""

    added: int = 0
    replaced: int = 0
    lost_measures: bool = False


def restore(path: Path, folder: Path) -> Restored:
    """Put all documents of an exported graph into a folder, made where there is none.

    Documents keep the version of kpigraph that they were built with. Measures that were published come back where the folder
    holds no other documents, from which they do not follow. Where anything is wrong, nothing is changed.

    Raises:
        RestoreFormatError: the file's name ends in none of .nq, .trig, .nq.gz, .trig.gz.
        UnreadableExportError: it cannot be read.
        NoExportedGraphError: it holds what no export of a graph holds.
        OtherBaseError: the folder was built under another base.
        GraphNotWritableError: the disk refused.
        KpigraphError: as `GraphFolder.create_or_open`.
    """
    base = stated_base(path)
    with _emptied_on_failure(folder), GraphFolder.create_or_open(folder, base=base) as graph:
        graph.keep_unpublished()
        try:
            with _loaded(path, folder) as store:
                restored = _put(path, store, graph)
        except BaseException:
            graph.abandon()
            raise
    return replace(restored, lost_measures=True) if graph.dropped_measures else restored


@contextmanager
def _emptied_on_failure(folder: Path) -> Iterator[None]:
    """Leave nothing in a folder that was not there, or was empty."""
    is_there = folder.exists()
    is_new = not is_there or (folder.is_dir() and not any(folder.iterdir()))
    try:
        yield
    except BaseException:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        if is_there:
            folder.mkdir(exist_ok=True)
        raise


@contextmanager
def _loaded(path: Path, folder: Path) -> Iterator[Store]:
    """The file as a store on the disk, which is gone afterwards."""
    with ExitStack() as stack:
        try:
            store = Store(stack.enter_context(spare_place(folder)))
            load(path, store)
        except OSError as error:
            raise GraphNotWritableError(folder, error) from error
        yield store
        del store


def _put(path: Path, store: Store, graph: GraphFolder) -> Restored:
    if not len(store):  # the export of a graph without documents
        return Restored()
    export = _Export(path, store, graph.iris.base)
    changes = Counter(graph.put_stated(export.documents(), anew=True))
    export.refuse_what_is_left()
    measures = export.measures()
    follow = len(graph.entries()) == changes.total()
    if measures and follow:
        graph.put_measures(measures)
    return Restored(changes["added"], changes["replaced"], lost_measures=bool(measures) and not follow)


@dataclass(slots=True)
class _Export:
    """An exported graph in a store: its documents, checked one after the other, what follows from them, and the rest."""

    path: Path
    store: Store
    base: str
    _graphs: list[NamedNode] = field(init=False)
    _taken: set[NamedNode] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """Find the documents' graphs."""
        graphs = {graph for graph in self.store.named_graphs() if isinstance(graph, NamedNode)}
        self._graphs = sorted(graphs - {Iris(self.base).measures}, key=str)
        if not self._graphs:
            raise NoExportedGraphError(self.path, "it holds no document")

    def documents(self) -> Iterator[StatedDocument]:
        """The documents by the names of their graphs.

        Raises:
            NoExportedGraphError: a graph is no document, or not of the base that the folder was begun or opened under.
        """
        for graph in self._graphs:
            document = self._document(graph)
            if (base := self._base_of(document.facts.name, graph)) != self.base:
                raise NoExportedGraphError(self.path, f"its documents have 2 bases: {self.base} and {base}")
            yield document

    def measures(self) -> list[Quad]:
        """The measures and mappings that were published.

        Raises:
            NoExportedGraphError: they are of indicators that no document has.
        """
        found = list(self.store.quads_for_pattern(None, None, None, Iris(self.base).measures))
        for quad in found:
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                raise NoExportedGraphError(self.path, f"{quad.graph_name} holds a blank node")
            named = quad.subject if quad.predicate == v.HAS_MEASURE else quad.object
            if quad.predicate in _OF_INDICATORS and not self._is_indicator(named):
                raise NoExportedGraphError(self.path, f"it has measures of {named}, and no such indicator")
        return found

    def _is_indicator(self, term: Term) -> bool:
        return isinstance(term, NamedNode) and any(self.store.quads_for_pattern(term, v.TYPE, v.INDICATOR))

    def refuse_what_is_left(self) -> None:
        """Refuse what the default graph says of things that no document names.

        Raises:
            NoExportedGraphError: there is such a thing.
        """
        shared = self.store.quads_for_pattern(None, None, None, DefaultGraph())
        left = [quad for quad in shared if quad.subject not in self._taken]
        if left:
            raise NoExportedGraphError(self.path, f"{len(left)} quads belong to no document, such as {left[0]}")

    def _document(self, graph: NamedNode) -> StatedDocument:
        own = list(self.store.quads_for_pattern(None, None, None, graph))
        if any(isinstance(term, BlankNode) for quad in own for term in (quad.subject, quad.object)):
            raise NoExportedGraphError(self.path, f"{graph.value} holds a blank node")
        shared = described(self.store, own)
        self._taken |= shared.keys()
        said = [quad for quads in shared.values() for quad in quads]
        try:
            [facts], indicators = quads_to_facts([*own, *said]), quads_to_indicators([*own, *said])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NoExportedGraphError(self.path, f"{graph.value} is no document") from error
        if any(value is None for value in (facts.name, facts.checksum, facts.media_type)):
            raise NoExportedGraphError(self.path, f"the document of {graph.value} is not whole")
        self._refuse_what_is_not_whole(facts.name, indicators)
        if sum(quad.predicate == v.SERIES_KEY for quad in own) != len(indicators):
            raise NoExportedGraphError(
                self.path, f"indicators of {graph.value} have no series key: an earlier version wrote it"
            )
        self._refuse_undescribed_operators(graph, own, shared)
        lines = DocumentLines(str(graph), _lines(own), _lines(said))
        return StatedDocument(facts, indicators, lines, _built_with(own))

    def _refuse_what_is_not_whole(self, document: str, indicators: Sequence[Indicator]) -> None:
        for indicator in indicators:
            if indicator.document != document or any(getattr(indicator, name) is None for name in _NEEDED):
                raise NoExportedGraphError(self.path, f"indicator {indicator.id} is not whole")

    def _refuse_undescribed_operators(self, graph: NamedNode, own: Sequence[Quad], shared: Shared) -> None:
        operators = {
            quad.object for quad in own if quad.predicate == v.HAS_OPERATOR and isinstance(quad.object, NamedNode)
        }
        if any(not shared.get(operator) for operator in operators):
            raise NoExportedGraphError(
                self.path, f"operators of {graph.value} are not described: an earlier version wrote it"
            )

    def _base_of(self, name: str, graph: NamedNode) -> str:
        """The base under which a document of this name has this graph."""
        base = graph_to_base(graph)
        if base is not None and Iris(base).graph(name) == graph:
            return base
        raise NoExportedGraphError(self.path, f"{graph.value} is not the graph of {name}")


def _lines(quads: Sequence[Quad]) -> list[str]:
    return [str(quad.triple) for quad in quads]


def _built_with(quads: Sequence[Quad]) -> str:
    """The version that wrote a document; none where it does not say."""
    found = (quad.object for quad in quads if quad.predicate == v.BUILT_WITH)
    return next((literal.value for literal in found if isinstance(literal, Literal)), "")
