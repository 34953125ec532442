"""The graph on disk: one folder with an Oxigraph store, updated document by document, and read by queries.

The store is the truth. What it holds of a document is one named graph and, shared with other documents, descriptions in
the default graph. A document is put, replaced or removed in one transaction; the manifest is derived when all is done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import version
from itertools import chain
from typing import IO, TYPE_CHECKING, Self
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.folder_lock import GraphInUseError, lock_folder
from graph.iris import Iris
from graph.manifest import Entry, Manifest, NotAGraphFolderError, read_manifest, write_manifest
from graph.records import quads_to_facts, quads_to_indicators
from graph.sparql import Binding, QueryResult, evaluate
from graph.triples import SHARED_LINKS, document_to_quads
from ontology import vocabulary as v
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from extract.indicator import DocumentFacts, Indicator

# From an indicator these lead to its own layers, which no other indicator names.
_OWN_LINKS = frozenset({v.HAS_TARGET, v.HAS_THRESHOLD, v.HAS_CELL, v.HAS_EARLIER_TARGET, v.HAS_OBJECTIVE})

Change = OneOf["added", "replaced", "unchanged"]
Described = dict[NamedNode, list[Quad]]

DEFAULT_FOLDER = "kpi-graph"
STORE_NAME = "store"
_DOCUMENTS_PER_CHANGE = 10
_CLASSES = {
    "documents": v.DOCUMENT,
    "jurisdictions": v.JURISDICTION,
    "departments": v.DEPARTMENT,
    "projects": v.PROJECT,
    "categories": v.CATEGORY,
    "indicators": v.INDICATOR,
}


class GraphNotWritableError(KpigraphError):
    """A place where no graph can be written."""

    def __init__(self, path: Path, cause: OSError) -> None:
        """Say what the system said."""
        super().__init__(f"{path}: the graph cannot be written here ({cause.strerror or cause}); name another folder")


class GraphDamagedError(KpigraphError):
    """A store whose files are damaged or gone."""

    def __init__(self, path: Path) -> None:
        """Say how to get it back."""
        super().__init__(f"{path}: the store is damaged; remove the folder and build it anew from the documents")


class OtherBaseError(KpigraphError):
    """A graph built under another base than the one that is asked for."""

    def __init__(self, path: Path, base: str, wanted: str) -> None:
        """Name both bases."""
        super().__init__(f"{path}: built under the base {base}, not {wanted}; build into another folder")


class UnknownDocumentError(KpigraphError):
    """A document that the graph does not hold."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        """Name the nearest that it holds."""
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it holds {len(known)} documents"
        super().__init__(f"{name}: no document of this graph; {hint}")


class RepeatedIndicatorError(KpigraphError):
    """Two indicators of a document with one id, which the graph could not keep apart."""

    def __init__(self, document: str, identity: str) -> None:
        """Name the document and the id."""
        super().__init__(f"{document}: two indicators have the id {identity}; every row needs an id of its own")


@dataclass(slots=True)
class GraphFolder:
    """A built graph, open for reading, or for reading and writing; a context manager that closes it.

    Made by `open` and `create_or_open` only.
    """

    path: Path
    iris: Iris
    _store: Store
    _lock: IO[bytes] | None
    _read_only: bool
    _changed: set[str] = field(default_factory=set, init=False)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open a graph that was built; any number of processes may read it at once, as long as none writes.

        Raises:
            NotAGraphFolderError: there is none at `path`.
            NewerGraphFormatError: a later version wrote it.
            GraphInUseError: another process writes it, or reads what is to be written.
            GraphNotWritableError: it cannot be written, and `read_only` is false.
            GraphDamagedError: its files are damaged.
        """
        iris = Iris(read_manifest(path).base)
        try:
            lock = lock_folder(path, exclusive=not read_only)
        except OSError as error:
            raise GraphNotWritableError(path, error) from error
        try:
            return cls(path, iris, _open_store(path, read_only=read_only), lock, read_only)
        except KpigraphError:
            _release(lock)
            raise

    @classmethod
    def create_or_open(cls, path: Path, *, base: str | None = None) -> Self:
        """Open a graph for writing, and begin an empty one where there is none; `base` is kept for good.

        Raises:
            NotAGraphFolderError: `path` is a file, or a folder that holds something else.
            OtherBaseError: the graph was built under another base.
            UnusableBaseError: no IRI can be made under `base`.
            KpigraphError: as `open`.
        """
        if path.is_dir() and any(path.iterdir()):
            if base not in (None, found := read_manifest(path).base):
                raise OtherBaseError(path, found, str(base))
        else:
            _begin(path, Iris() if base is None else Iris(base))
        return cls.open(path)

    def __enter__(self) -> Self:
        """Give the folder itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the folder, whatever happened."""
        self.close()

    def close(self) -> None:
        """Bring store and manifest in order where something changed, and let others in; nothing works afterwards."""
        try:
            if self._changed:
                self._settle()
        except OSError as error:
            raise GraphNotWritableError(self.path, error) from error
        finally:
            self._changed.clear()
            # The store has no close of its own: its files are let go with the last reference.
            self._store = Store()
            if not self._read_only:
                _remove_old_logs(self.path / STORE_NAME)
            _release(self._lock)

    def put(self, facts: DocumentFacts, indicators: Sequence[Indicator]) -> Change:
        """Put a document into the graph, in place of what the graph holds under its name.

        Nothing happens where this version of kpigraph has built a file of the same checksum under this name.

        Raises:
            RepeatedIndicatorError: two indicators have one id.
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        built_with = version("kpigraph")
        if self._is_built(facts, built_with):
            return "unchanged"
        _refuse_repeated_ids(facts, indicators)
        return self.put_quads(facts.name, document_to_quads(facts, indicators, self.iris, built_with=built_with))

    def put_quads(self, name: str, quads: Sequence[Quad]) -> Change:
        """Put a document as the quads that `document_to_quads` makes of it, whatever the graph holds under its name.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        graph = self.iris.graph(name)
        known = self._store.contains_named_graph(graph)
        self._replace(graph, quads)
        return "replaced" if known else "added"

    def remove(self, name: str) -> None:
        """Take a document out of the graph, with all that only it described.

        Raises:
            UnknownDocumentError: the graph holds no document of this name.
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        self._replace(self._graph_of(name), [])

    def documents(self) -> list[DocumentFacts]:
        """The facts of all documents, by name."""
        nodes = [quad.subject for quad in self._store.quads_for_pattern(None, v.TYPE, v.DOCUMENT)]
        own = [quad for node in nodes for quad in self._store.quads_for_pattern(node, None, None)]
        return quads_to_facts(chain(own, *self._described(own).values()))

    def indicators(self, name: str | None = None) -> list[Indicator]:
        """The indicators of one document in its order, or of all documents by name.

        Raises:
            UnknownDocumentError: the graph holds no document of this name.
        """
        names = [facts.name for facts in self.documents()] if name is None else [name]
        return [indicator for each in names for indicator in self._indicators(self._graph_of(each))]

    def indicators_by_id(self, identities: Sequence[str]) -> list[Indicator]:
        """The indicators with these ids, in their order; ids that the graph does not hold are left out."""
        return [one for identity in identities for one in self._indicator(self.iris.indicator(identity))]

    def _indicator(self, subject: NamedNode) -> list[Indicator]:
        own: list[Quad] = []
        ahead = [subject]
        while ahead:
            found = list(self._store.quads_for_pattern(ahead.pop(), None, None))
            own += found
            ahead += [q.object for q in found if q.predicate in _OWN_LINKS and isinstance(q.object, NamedNode)]
        return quads_to_indicators(chain(own, *self._described(own).values()))

    def quads(self) -> Iterator[Quad]:
        """All quads, in no order that may be relied on."""
        return iter(self._store)

    def query(self, sparql: str, bindings: Mapping[str, Binding] | None = None) -> QueryResult:
        """Answer a SPARQL query over all documents at once; see `graph.sparql.evaluate` for bindings and errors."""
        return evaluate(self._store, sparql, bindings)

    @property
    def engine(self) -> Store:
        """The store itself, for libraries that work on one; a folder open for reading cannot be changed through it."""
        return self._store

    def counts(self) -> dict[str, int]:
        """How many documents, jurisdictions, departments, projects, categories, indicators and quads there are."""
        found = {
            name: sum(1 for _ in self._store.quads_for_pattern(None, v.TYPE, kind)) for name, kind in _CLASSES.items()
        }
        return found | {"quads": len(self._store)}

    def _graph_of(self, name: str) -> NamedNode:
        graph = self.iris.graph(name)
        if not self._store.contains_named_graph(graph):
            raise UnknownDocumentError(name, [facts.name for facts in self.documents()])
        return graph

    def _indicators(self, graph: NamedNode) -> list[Indicator]:
        own = self._quads_of(graph)
        return quads_to_indicators(chain(own, *self._described(own).values()))

    def _quads_of(self, graph: NamedNode) -> list[Quad]:
        return list(self._store.quads_for_pattern(None, None, None, graph))

    def _is_built(self, facts: DocumentFacts, built_with: str) -> bool:
        document, graph = self.iris.document(facts.name), self.iris.graph(facts.name)
        said = {v.CHECKSUM: facts.checksum, v.BUILT_WITH: built_with}
        return all(
            any(
                getattr(quad.object, "value", None) == value
                for quad in self._store.quads_for_pattern(document, p, None, graph)
            )
            for p, value in said.items()
        )

    def _replace(self, graph: NamedNode, quads: Sequence[Quad]) -> None:
        """Put quads in place of a graph and drop shared descriptions that nothing names any more: one transaction."""
        shared = [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
        own = [quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph)]
        orphans = self._orphans(graph, {quad.subject for quad in shared if isinstance(quad.subject, NamedNode)})
        # An update of several operations is one transaction; two calls, for removing and for adding, would be two.
        update = (
            f"DELETE DATA {{ {_lines(orphans)} }} ;\nDROP SILENT GRAPH {graph} ;\n"
            f"INSERT DATA {{ {_lines(shared)} GRAPH {graph} {{ {_lines(own)} }} }}"
        )
        self._changed.add(graph.value)
        try:
            self._store.update(update)
        except OSError as error:
            raise GraphNotWritableError(self.path, error) from error

    def _described(self, quads: Iterable[Quad]) -> Described:
        """What the default graph says of the shared things that `quads` name, and of those that these name in turn."""
        found: Described = {}
        ahead = _named(quads)
        while ahead:
            node = ahead.pop()
            if node not in found:
                found[node] = list(self._store.quads_for_pattern(node, None, None, DefaultGraph()))
                ahead |= _named(found[node])
        return found

    def _orphans(self, graph: NamedNode, kept: set[NamedNode]) -> list[Quad]:
        """What the default graph says of things that only `graph` names, those in `kept` excepted."""
        described = self._described(self._quads_of(graph))
        doomed = described.keys() - kept
        while rescued := {node for node in doomed if self._is_named_elsewhere(node, graph, doomed)}:
            doomed -= rescued
        return [quad for node in doomed for quad in described[node]]

    def _is_named_elsewhere(self, node: NamedNode, graph: NamedNode, doomed: set[NamedNode]) -> bool:
        return any(
            quad.graph_name != graph and quad.subject not in doomed
            for quad in self._store.quads_for_pattern(None, None, node)
        )

    def _settle(self) -> None:
        manifest = self._manifest()
        # Queries need a compact store, but compacting rewrites all of it: not for one document among many.
        if len(self._changed) * _DOCUMENTS_PER_CHANGE >= len(manifest.documents):
            self._store.optimize()
        write_manifest(self.path, manifest)

    def _manifest(self) -> Manifest:
        before = read_manifest(self.path).documents
        entries = {facts.name: self._entry(facts, before.get(facts.name)) for facts in self.documents()}
        return Manifest(self.iris.base, version("kpigraph"), entries)

    def _entry(self, facts: DocumentFacts, before: Entry | None) -> Entry:
        """The manifest's entry for a document; the one from before where it still holds, since counting takes time."""
        graph = self.iris.graph(facts.name)
        if before and graph.value not in self._changed and before.facts == facts:
            return before
        quads = self._quads_of(graph)
        indicators = sum(1 for quad in quads if quad.predicate == v.TYPE and quad.object == v.INDICATOR)
        return Entry(graph.value, version("kpigraph"), indicators, len(quads), facts)


def _begin(path: Path, iris: Iris) -> None:
    if path.exists() and not path.is_dir():
        raise NotAGraphFolderError(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        write_manifest(path, Manifest(iris.base, version("kpigraph")))
    except OSError as error:
        raise GraphNotWritableError(path, error) from error


def _open_store(path: Path, *, read_only: bool) -> Store:
    place = path / STORE_NAME
    if read_only and not place.is_dir():
        raise GraphDamagedError(path)
    try:
        return Store.read_only(str(place)) if read_only else Store(place)
    except OSError as error:
        # The engine says it in words only.
        raise (GraphInUseError(path) if "lock" in str(error).lower() else GraphNotWritableError(path, error)) from error
    except RuntimeError as error:
        raise GraphDamagedError(path) from error


def _remove_old_logs(store: Path) -> None:
    """The engine begins a log at every opening and keeps those of before, a thousand of them."""
    for log in store.glob("LOG.old.*"):
        log.unlink(missing_ok=True)


def _release(lock: IO[bytes] | None) -> None:
    if lock is not None:
        lock.close()


def _refuse_repeated_ids(facts: DocumentFacts, indicators: Sequence[Indicator]) -> None:
    seen: set[str] = set()
    for indicator in indicators:
        if indicator.id in seen:
            raise RepeatedIndicatorError(facts.name, indicator.id)
        seen.add(indicator.id)


def _named(quads: Iterable[Quad]) -> set[NamedNode]:
    return {quad.object for quad in quads if quad.predicate in SHARED_LINKS and isinstance(quad.object, NamedNode)}


def _lines(quads: Iterable[Quad]) -> str:
    return "\n".join(f"{quad.triple} ." for quad in quads)
