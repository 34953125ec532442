"""The graph on disk: one folder, updated document by document, and read by queries while it is updated.

The store is the truth. What it holds of a document is one named graph and, shared with other documents, descriptions in
the default graph. Readers see what was published last; a writer changes a copy and publishes it (`generations.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from hashlib import file_digest
from importlib.metadata import version
from typing import IO, TYPE_CHECKING, Self
from typing import Literal as OneOf

from graph.faults import (
    GraphNotWritableError,
    NotAGraphFolderError,
    OtherBaseError,
    ReadOnlyGraphError,
    RepeatedIndicatorError,
    UnknownDocumentError,
)
from graph.folder_lock import lock_folder
from graph.generations import open_published
from graph.iris import Iris
from graph.labels import Labels, read_labels
from graph.manifest import Manifest, read_entries, read_manifest, stated_counts, write_manifest
from graph.reading import store_to_entries, store_to_indicators, subject_to_indicators
from graph.record_columns import as_read_back, read_columns
from graph.repeats import without_repeats
from graph.sparql import Binding, QueryResult, Solutions, answer, evaluate
from graph.succession import Succession, estate_of, estate_to_documents
from graph.triples import DocumentLines, StatedDocument, document_to_lines
from graph.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from pyoxigraph import NamedNode, Quad, Store

    from extract.indicator import DocumentFacts, Indicator
    from graph.manifest import Entry
    from graph.succession import Estate

Change = OneOf["added", "replaced", "unchanged"]

DEFAULT_FOLDER = "kpi-graph"


@dataclass(slots=True)
class GraphFolder:
    """A built graph, open for reading, or for reading and writing; a context manager that closes it.

    Made by `open` and `create_or_open` only. Open for reading, it shows what was published when it was opened.
    """

    path: Path
    iris: Iris
    _store: Store
    _held: list[IO[bytes] | None]
    _manifest: Manifest
    _writer: Writer | None = None
    _entries: dict[str, Entry] | None = field(default=None, init=False)
    _files: dict[str, list[Indicator] | None] = field(default_factory=dict, init=False)
    _labels: tuple[str | None, Labels | None] | None = field(default=None, init=False)
    dropped_measures: bool = field(default=False, init=False)
    """Whether measures were there that do not follow from what was published since, and are gone; known once it is closed."""

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open a graph that was built; any number of processes may read it while one writes.

        Raises:
            NotAGraphFolderError: there is none at `path`.
            NewerGraphFormatError: a later version wrote it; OlderGraphFormatError: an earlier one.
            GraphInUseError: another process writes it, and it is to be written.
            GraphNotWritableError: it cannot be written, and `read_only` is false.
            GraphDamagedError: its files are damaged.
        """
        read_manifest(path)
        try:
            locks: list[IO[bytes] | None] = [] if read_only else [lock_folder(path)]
        except OSError as error:
            raise GraphNotWritableError(path, error) from error
        try:
            store, held, manifest = open_published(path)
            locks.append(held)
            folder = cls(path, Iris(manifest.base), store, locks, manifest)
            if not read_only:
                # Generations are removed by writers only, and there is no other one.
                _release([held])
                folder._writer = Writer(path, manifest, folder.iris, store)
        except BaseException:
            _release(locks)
            raise
        return folder

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
        """Publish what was put, and let others write; nothing works afterwards."""
        from pyoxigraph import Store

        writer, self._writer = self._writer, None
        try:
            if writer:
                writer.close()
                self.dropped_measures = writer.dropped_measures
        finally:
            # The store has no close of its own: its files are let go with the last reference.
            self._store = Store()
            self._files.clear()
            _release(self._held)

    def put(self, facts: DocumentFacts, indicators: Sequence[Indicator]) -> Change:
        """Put a document into the graph, in place of what the graph holds under its name.

        Nothing happens where this version of kpigraph has built a file of the same checksum under this name.

        Raises:
            RepeatedIndicatorError: two indicators have one id.
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        document = self._stated(facts, indicators, version("kpigraph"))
        if self._is_built(facts, document.built_with):
            return "unchanged"
        if facts.name in self._known():
            self._replace(document)
            return "replaced"
        self._writing().put(document)
        return "added"

    def built(self, name: str, file: Path) -> DocumentFacts | None:
        """The facts of a document if this version of kpigraph built it of just this file; None too where it cannot be read."""
        entry = self._known().get(name)
        if entry is None or entry.built_with != version("kpigraph"):
            return None
        try:
            with file.open("rb") as content:
                checksum = file_digest(content, "sha256").hexdigest()
        except OSError:
            return None
        return entry.facts if entry.facts.checksum == checksum else None

    def put_many(self, documents: Iterable[tuple[DocumentFacts, Sequence[Indicator]]]) -> Iterator[Change]:
        """Put documents one after the other, new ones many at a time, and say of each what happened as soon as it did.

        This is several times as fast as putting each for itself. After some time what is there is published; each document
        is there whole or not at all.

        Raises:
            RepeatedIndicatorError: two indicators of a document have one id; those before it are put.
            GraphNotWritableError: the disk refused; what was published before is still there.
        """
        built_with = version("kpigraph")
        return self.put_stated(self._stated(facts, rows, built_with) for facts, rows in documents)

    def put_stated(self, documents: Iterable[StatedDocument], *, anew: bool = False) -> Iterator[Change]:
        """As `put_many`, of documents whose statements are made; `anew`: also where nothing has changed."""
        writer = self._writing()
        for document in documents:
            name = document.facts.name
            if writer.waits(name):
                writer.load_batch()
            if not anew and self._is_built(document.facts, document.built_with):
                yield "unchanged"
            elif name in writer.entries:
                self._replace(document)
                yield "replaced"
            else:
                writer.add(document)
            yield from _times("added", writer.take_loaded())
        writer.load_batch()
        yield from _times("added", writer.take_loaded())

    def abandon(self) -> None:
        """Forget what was put into this folder since it was opened, but for what a long `put_many` has published."""
        self._writing().abandon()

    def keep_unpublished(self) -> None:
        """Publish nothing before the folder is closed, however much is put, and all of it then or nothing."""
        self._writing().keep_unpublished()

    def remove(self, name: str) -> Succession:
        """Take a document out of the graph, with all that only it described; an equal one then counts its indicators.

        Raises:
            UnknownDocumentError: the graph holds no document of this name.
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        self._graph_of(name)
        left = estate_of(name, self._known(), self.indicators)
        self._writing().remove(name)
        return self._hand_over(left)

    def documents(self) -> list[DocumentFacts]:
        """The facts of all documents, by name."""
        return [entry.facts for entry in self.entries()]

    def entries(self) -> list[Entry]:
        """What the list of documents says of each, by name."""
        return [entry for _, entry in sorted(self._known().items())]

    def indicators(self, name: str | None = None) -> list[Indicator]:
        """The indicators of one document in its order, or of all documents by name.

        Raises:
            UnknownDocumentError: the graph holds no document of this name.
        """
        if name is not None:
            self._graph_of(name)
        entries = self.entries() if name is None else [self._known()[name]]
        return [indicator for entry in entries for indicator in self._indicators(entry)]

    def indicators_by_id(self, identities: Sequence[str]) -> list[Indicator]:
        """The indicators with these ids, in their order; ids that the graph does not hold are left out."""
        return [
            one for identity in identities for one in subject_to_indicators(self.engine, self.iris.indicator(identity))
        ]

    def quads(self) -> Iterator[Quad]:
        """All quads of the graph, in no order that may be relied on."""
        return iter(self.engine)

    def put_measures(self, quads: Iterable[Quad]) -> int:
        """Put what follows from all documents into a graph of its own, in place of what was there; returns how many triples.

        Queries and exports see it; it is dropped with the next change of a document.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        return self._writing().put_measures([quad.triple for quad in quads])

    def query(self, sparql: str, bindings: Mapping[str, Binding] | None = None) -> QueryResult:
        """Answer a SPARQL query over all documents at once; see `graph.sparql.evaluate` for bindings and errors."""
        return evaluate(self.engine, sparql, bindings)

    def answer(self, sparql: str, bindings: Mapping[str, Binding] | None = None) -> QueryResult | Solutions:
        """As `query`, but the rows of a SELECT as they are found."""
        return answer(self.engine, sparql, bindings)

    def labels(self) -> Labels | None:
        """The index of labels, for what was published; None where there is none, or where something changed since."""
        if self._writer is not None and self._writer.has_changes:
            return None
        name = self._head.labels
        if self._labels is None or self._labels[0] != name:
            self._labels = name, read_labels(self.path, name)
        return self._labels[1]

    @property
    def engine(self) -> Store:
        """The store itself, for libraries that work on one; to be read and not to be changed."""
        return self._writer.store if self._writer else self._store

    def counts(self) -> dict[str, int]:
        """How many documents, jurisdictions, departments, projects, categories, indicators and quads there are.

        Of what is published, this takes the same time whatever the graph holds.
        """
        if self._writer and self._writer.has_changes:
            return self._writer.counts(self._writer.store)
        return stated_counts(self._head)

    @property
    def _head(self) -> Manifest:
        return self._writer.manifest if self._writer else self._manifest

    def _writing(self) -> Writer:
        if self._writer is None:
            raise ReadOnlyGraphError(self.path)
        return self._writer

    def _stated(self, facts: DocumentFacts, indicators: Sequence[Indicator], built_with: str) -> StatedDocument:
        """The document with its statements; without them where it is built, for nobody will look at them."""
        if self._is_built(facts, built_with):
            return StatedDocument(facts, indicators, DocumentLines("", [], []), built_with)
        _refuse_repeated_ids(facts, indicators)
        other = partial(self._writing().other_owner, facts.name)
        facts, indicators, repeats = without_repeats(facts, indicators, other)
        lines = document_to_lines(facts, indicators, self.iris, built_with=built_with)
        return StatedDocument(facts, indicators, lines, built_with, repeats)

    def _replace(self, document: StatedDocument) -> None:
        """Put a document in place of the one of its name, and what that one leaves into equal ones."""
        left = estate_of(document.facts.name, self._known(), self.indicators)
        self._writing().put(document)
        if document.facts.checksum != left.checksum:  # the same file read anew says anew what it shares with others
            self._hand_over(left)

    def _hand_over(self, left: Estate) -> Succession:
        writer, heirs = self._writing(), list[str]()
        for document in estate_to_documents(left, writer.other_owner, self.iris):
            writer.put(document)
            heirs += [document.facts.name] if document.indicators else []
        return Succession(heirs[0]) if heirs else Succession(unread=left.others)

    def _graph_of(self, name: str) -> NamedNode:
        if name not in self._known():
            raise UnknownDocumentError(name, sorted(self._known()))
        return self.iris.graph(name)

    def _is_built(self, facts: DocumentFacts, built_with: str) -> bool:
        entry = self._writing().entries.get(facts.name)
        return entry is not None and (entry.facts.checksum, entry.built_with) == (facts.checksum, built_with)

    def _known(self) -> dict[str, Entry]:
        """The entries of all documents by name."""
        if self._writer:
            self._writer.load_batch()
            return self._writer.entries
        if self._entries is None:
            found = read_entries(self.path, self._manifest)
            self._entries = store_to_entries(self._store, self.iris) if found is None else found
        return self._entries

    def _indicators(self, entry: Entry) -> list[Indicator]:
        name, rows = entry.facts.name, entry.rows
        pending = self._writer.pending(name) if self._writer else None
        if pending is not None:
            return [as_read_back(indicator) for indicator in pending]
        if rows.file not in self._files:
            self._files[rows.file] = read_columns(self.path, rows.file) if rows.file else None
        file = self._files[rows.file]
        if file is None:
            return store_to_indicators(self.engine, self.iris.graph(name))
        return file[rows.first : rows.first + rows.count]


def _begin(path: Path, iris: Iris) -> None:
    if path.exists() and not path.is_dir():
        raise NotAGraphFolderError(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        write_manifest(path, Manifest(iris.base, version("kpigraph")))
    except OSError as error:
        raise GraphNotWritableError(path, error) from error


def _release(locks: list[IO[bytes] | None]) -> None:
    for lock in locks:
        if lock is not None:
            lock.close()


def _times(change: Change, count: int) -> Iterator[Change]:
    return (change for _ in range(count))


def _refuse_repeated_ids(facts: DocumentFacts, indicators: Sequence[Indicator]) -> None:
    seen: set[str] = set()
    for indicator in indicators:
        if indicator.id in seen:
            raise RepeatedIndicatorError(facts.name, indicator.id)
        seen.add(indicator.id)
