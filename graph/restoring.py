"""Exported N-Quads → a graph folder: what `export nq` wrote gives the same graph again, quad for quad.

1. The file is read, some lines at a time, into a store on the disk beside the folder, so that no memory need hold it.
2. A named graph with one document in it is a document; its name must give the graph's IRI, which tells the base.
3. What the default graph says of the things that a document names goes with it, as when it was built.
4. Quads that belong to no document would be lost, and so they are an error.
5. A file without any quad is the export of an empty graph.
6. The graph is published when all of it is there and known to be right: until then nothing is changed.
"""

from __future__ import annotations

import gzip
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from graph.faults import GraphNotWritableError
from graph.iris import Iris, UnusableBaseError
from graph.orphans import described
from graph.records import quads_to_facts, quads_to_indicators
from graph.store import GraphFolder
from graph.triples import DocumentLines, StatedDocument
from ontology import vocabulary as v
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.indicator import Indicator
    from graph.orphans import Shared
    from graph.store import Change

_FORMATS = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
_NEEDED = ("id", "level3", "status", "source", "scope", "period")
_ENDINGS = ", ".join(ending + more for ending in _FORMATS for more in ("", ".gz"))
_LINES = 250_000
"""Lines that are loaded together: they bound the memory."""


class RestoreFormatError(KpigraphError):
    """A file whose name is that of no format that a graph can be restored from."""

    def __init__(self, path: Path) -> None:
        """List the endings that are read."""
        super().__init__(
            f"{path}: 只能从以 {_ENDINGS} 结尾的文件恢复 (a graph is restored from a file that ends in one of {_ENDINGS})"
        )


class UnreadableExportError(KpigraphError):
    """A file that cannot be read as RDF."""

    def __init__(self, path: Path, reason: str) -> None:
        """Pass on the reader's words, which hold the line."""
        super().__init__(
            f"{path}: 无法读取，请重新导出 (cannot be read: {' '.join(reason.split())}; export the graph again)"
        )


class NoExportedGraphError(KpigraphError):
    """A file of RDF that no graph of documents was exported to."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say what is odd in it."""
        super().__init__(
            f"{path}: 不是导出的图谱，请用原文件建图 (no export of a graph: {reason}; build the graph from its documents)"
        )


def restore(path: Path, folder: Path) -> dict[Change, int]:
    """Put all documents of an exported graph into a folder, made where there is none; how many were added or replaced.

    Documents keep the version of kpigraph that they were built with. Where anything is wrong, nothing is changed.

    Raises:
        RestoreFormatError: the file's name ends in none of .nq, .trig, .nq.gz, .trig.gz.
        UnreadableExportError: it cannot be read.
        NoExportedGraphError: it holds what no export of a graph holds.
        OtherBaseError: the folder was built under another base.
        KpigraphError: as `GraphFolder.create_or_open`.
    """
    changes: dict[Change, int] = {"added": 0, "replaced": 0}
    with _loaded(path, folder) as store:
        if not len(store):  # the export of a graph without documents
            GraphFolder.create_or_open(folder).close()
            return changes
        export = _Export(path, store)
        is_new = not folder.exists()
        try:
            with GraphFolder.create_or_open(folder, base=export.base) as graph:
                graph.keep_unpublished()
                try:
                    for change in graph.put_stated(export.documents(), anew=True):
                        changes[change] += 1
                    export.refuse_what_is_left()
                except BaseException:
                    graph.abandon()
                    raise
        except BaseException:
            if is_new:
                shutil.rmtree(folder, ignore_errors=True)
            raise
    return changes


@contextmanager
def _loaded(path: Path, folder: Path) -> Iterator[Store]:
    """The file as a store on the disk, which is gone afterwards; an ending .gz is taken off to look up the format."""
    compressed = path.suffix.lower() == ".gz"
    form = _FORMATS.get((path.with_suffix("") if compressed else path).suffix.lower())
    if form is None:
        raise RestoreFormatError(path)
    with _place_beside(folder) as place:
        store = Store(place)
        try:
            with cast("IO[bytes]", gzip.open(path) if compressed else path.open("rb")) as file:
                _load(store, file, form)
        except (OSError, EOFError, SyntaxError, ValueError) as error:
            raise UnreadableExportError(path, getattr(error, "strerror", None) or str(error)) from error
        yield store
        del store


@contextmanager
def _place_beside(folder: Path) -> Iterator[Path]:
    """A folder of its own on the disk that the graph will stand on."""
    near = folder if folder.is_dir() else next(above for above in folder.absolute().parents if above.is_dir())
    try:
        place = Path(mkdtemp(prefix=".restoring-", dir=near.parent if near == folder else near))
    except OSError as error:
        raise GraphNotWritableError(folder, error) from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _load(store: Store, file: IO[bytes], form: RdfFormat) -> None:
    if form != RdfFormat.N_QUADS:
        store.bulk_load(file, format=form)
        return
    before = 0
    while lines := b"".join(islice(file, _LINES)):
        try:
            store.bulk_load(lines, format=form)
        except SyntaxError as error:
            # The reader counts from the first of the lines that it was given.
            reason = f"line {before + (error.lineno or 0)}: {error.msg}"
            raise ValueError(reason) from error
        before += _LINES


@dataclass(slots=True)
class _Export:
    """An exported graph in a store: its documents, checked one after the other, and what no document names."""

    path: Path
    store: Store
    base: str = field(init=False)
    _graphs: list[NamedNode] = field(init=False)
    _taken: set[NamedNode] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """Find the documents' graphs and the base that their names have."""
        graphs = (graph for graph in self.store.named_graphs() if isinstance(graph, NamedNode))
        self._graphs = sorted(graphs, key=str)
        if not self._graphs:
            raise NoExportedGraphError(self.path, "it holds no document")
        self.base = self._stated_base(self._graphs[0])

    def documents(self) -> Iterator[StatedDocument]:
        """The documents by the names of their graphs.

        Raises:
            NoExportedGraphError: a graph is no document, or not of the same base as the first.
        """
        for graph in self._graphs:
            document = self._document(graph)
            if (base := self._base_of(document.facts.name, graph)) != self.base:
                raise NoExportedGraphError(self.path, f"its documents have 2 bases: {self.base} and {base}")
            yield document

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

    def _stated_base(self, graph: NamedNode) -> str:
        """The base of a graph by the name of the document in it."""
        return self._base_of(self._document(graph).facts.name, graph)

    def _base_of(self, name: str, graph: NamedNode) -> str:
        """The base under which a document of this name has this graph."""
        base, found, _ = graph.value.rpartition("graph/")
        try:
            if found and Iris(base).graph(name) == graph:
                return base
        except UnusableBaseError:
            pass
        raise NoExportedGraphError(self.path, f"{graph.value} is not the graph of {name}")


def _lines(quads: Sequence[Quad]) -> list[str]:
    return [str(quad.triple) for quad in quads]


def _built_with(quads: Sequence[Quad]) -> str:
    """The version that wrote a document; none where it does not say."""
    found = (quad.object for quad in quads if quad.predicate == v.BUILT_WITH)
    return next((literal.value for literal in found if isinstance(literal, Literal)), "")
