"""Changing a graph: a copy of what was published takes one document after the other, and is then published in one step.

1. A document of its own name is put, replaced or removed in one transaction of the copy.
2. New documents that come in numbers are loaded together, batch by batch; what two of these hold bounds the memory. After some
   batches the copy is published, so that readers see how far it got and a process that is ended loses little.
3. Publishing writes the index (documents, records as columns, labels), makes a snapshot, and then names all in the manifest.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, RdfFormat

from graph.batches import Batches, stated_to_entry
from graph.faults import GraphNotWritableError
from graph.generations import Working, is_left_behind, remove_spare, remove_unread
from graph.labels import write_labels
from graph.manifest import INDEX_NAME, Manifest, Rows, entry_of, read_entries, write_entries, write_manifest
from graph.orphans import orphans
from graph.reading import store_to_documents, store_to_indicators
from graph.record_columns import KIND, write_columns
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pyoxigraph import Store, Triple

    from extract.indicator import Indicator
    from graph.iris import Iris
    from graph.manifest import Entry
    from graph.triples import DocumentLines, StatedDocument

_CLASSES = {
    "documents": v.DOCUMENT,
    "jurisdictions": v.JURISDICTION,
    "departments": v.DEPARTMENT,
    "projects": v.PROJECT,
    "categories": v.CATEGORY,
    "indicators": v.INDICATOR,
}
_CHECKPOINT = 5_000_000
"""Quads after which a long build publishes what it has."""
_ROWS_A_FILE = 20_000
_DOCUMENTS_PER_CHANGE = 10


class Writer:
    """The one that changes a graph folder; nothing is copied or written before the first change."""

    def __init__(self, folder: Path, manifest: Manifest, iris: Iris, store: Store) -> None:
        """Take a folder that is locked, what is published in it, and that store, open for reading.

        Documents that an earlier writer put, but was ended before it could publish them, are taken over.
        """
        self.folder, self.iris, self.manifest = folder, iris, manifest
        self._published = store
        self._working: Working | None = None
        self._pending: dict[str, list[Indicator]] = {}
        self._batches = Batches(folder, self._begin, self._note, manifest.counts.get("quads", 0))
        self._checkpoints = True
        self._unpublished = 0
        self._changed = set[str]()
        self._measures_put = self.dropped_measures = False
        self._names = set[str]()
        remove_spare(folder)
        found = read_entries(folder, manifest)
        self.entries: dict[str, Entry] = found or {}
        if found is None or is_left_behind(folder):
            self._reconcile()

    @property
    def store(self) -> Store:
        """The store with all that was put so far."""
        self.load_batch()
        return self._working.store if self._working else self._published

    @property
    def has_changes(self) -> bool:
        """Whether something was put or removed that is not published."""
        return bool(self._changed or self._batches)

    def pending(self, name: str) -> list[Indicator] | None:
        """The records of a document that was put and is in no file of the index yet."""
        return self._pending.get(name)

    def put(self, document: StatedDocument) -> None:
        """Put a document in place of what is there under its name, in one transaction.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        self.load_batch()
        store = self._begin().store
        try:
            if document.facts.name in self.entries:
                store.update(self._replacing(document.facts.name, document.lines))
            else:
                store.load(document.lines.n_quads().encode(), format=RdfFormat.N_QUADS)
        except OSError as error:
            raise GraphNotWritableError(self.folder, error) from error
        self._note(stated_to_entry(document), document.indicators)

    def add(self, document: StatedDocument) -> None:
        """Take a document whose name is new into the next batch, which is loaded beside what follows once it is full.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before the batch that was being loaded.
        """
        if self._batches.add(document) and self._checkpoints and self._unpublished >= _CHECKPOINT:
            self._batches.settle()
            self.publish(checkpoint=True)

    def waits(self, name: str) -> bool:
        """Whether a document of this name waits in a batch."""
        return self._batches.waits(name)

    def load_batch(self) -> None:
        """Load what waits in the batch.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before the batch.
        """
        self._batches.load_all()

    def take_loaded(self) -> int:
        """How many documents of batches were loaded since this was asked last."""
        return self._batches.take_count()

    def other_owner(self, name: str, identity: str) -> str | None:
        """The document that has an indicator with this id, if it is another one than `name`."""
        if (waiting := self._batches.owner(identity)) is not None:
            return None if waiting == name else waiting
        store = self._working.store if self._working else self._published
        for quad in store.quads_for_pattern(self.iris.indicator(identity), v.TYPE, v.INDICATOR, None):
            if quad.graph_name != self.iris.graph(name):
                named = store.quads_for_pattern(None, v.FILE_NAME, None, quad.graph_name)
                return next((str(one.object.value) for one in named if isinstance(one.object, Literal)), None)
        return None

    def remove(self, name: str) -> None:
        """Take a document out, with all that only it described.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        self._batches.settle()
        store = self._begin().store
        try:
            store.update(self._replacing(name, None))
        except OSError as error:
            raise GraphNotWritableError(self.folder, error) from error
        del self.entries[name]
        self._read_again(name)
        self._pending.pop(name, None)
        self._mark_changed(name)

    def put_measures(self, triples: Sequence[Triple]) -> int:
        """Put the measures that follow from the documents, in place of those before.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before.
        """
        self.load_batch()
        working, graph = self._begin(), self.iris.measures
        try:
            working.store.update(f"DROP SILENT GRAPH {graph}")
            working.load("".join(f"{triple} {graph} .\n" for triple in triples).encode())
        except OSError as error:
            raise GraphNotWritableError(self.folder, error) from error
        self._measures_put, self.dropped_measures = True, False
        return len(triples)

    def close(self) -> None:
        """Publish what changed; what could not be published stays for the next writer, unless it is all or nothing.

        Raises:
            GraphNotWritableError: the disk refused.
        """
        published = False
        try:
            self.load_batch()
            if self._changed or self._measures_put:
                self.publish()
            published = True
        finally:
            self._batches.close()
            if self._working:
                self._working.close(keep=self._checkpoints and not published)
                self._working = None

    def keep_unpublished(self) -> None:
        """Publish nothing before the end, and leave nothing behind that is to be published later."""
        self._checkpoints = False
        self._begin().disown()

    def abandon(self) -> None:
        """Forget what was put since the last time that something was published."""
        self._batches.forget()
        self._changed.clear()
        self._measures_put = False

    def publish(self, *, checkpoint: bool = False) -> None:
        """Let readers see what was put so far.

        Raises:
            GraphNotWritableError: the disk refused; what was published before stays.
        """
        working = self._begin()
        try:
            self._drop_old_measures(working.store)
            # Queries need a compact store, but compacting rewrites all of it: not for one document among many.
            if not checkpoint and len(self._changed) * _DOCUMENTS_PER_CHANGE >= len(self.entries):
                working.store.optimize()
            self._write_rows()
            number = working.snapshot()
            self.manifest = self._manifest(working.store, number)
            write_manifest(self.folder, self.manifest)
            working.published(number)
            self._remove_old_index()
        except OSError as error:
            raise GraphNotWritableError(self.folder, error) from error
        self._unpublished = 0
        if not checkpoint:
            self._changed.clear()
            self._measures_put = False

    def _drop_old_measures(self, store: Store) -> None:
        """Drop the measures where they followed from what the documents were before."""
        measures = self.iris.measures
        if self._changed and not self._measures_put and store.contains_named_graph(measures):
            store.update(f"DROP GRAPH {measures}")
            self.dropped_measures = True

    def _mark_changed(self, name: str) -> None:
        """Take note that a document is no longer what was published, so that measures put before do not follow from it."""
        self._changed.add(name)
        self._measures_put = False

    def _begin(self) -> Working:
        if self._working is None:
            self._working = Working(self.folder, self.manifest.generation)
        return self._working

    def _read_again(self, name: str) -> None:
        """Let the next build read the documents that left out indicators because this one had them."""
        for other, entry in self.entries.items():
            if name in entry.repeats:
                self.entries[other] = replace(entry, built_with="")
                self._mark_changed(other)

    def _note(self, entry: Entry, indicators: Sequence[Indicator]) -> None:
        """Take note of a document that was stored: its entry, its names, its records, which are soon put into a file."""
        name = entry.facts.name
        if name in self.entries:
            self._read_again(name)
        self.entries[name] = entry
        self._names.update(indicator.level3 for indicator in indicators)
        self._pending[name] = list(indicators)
        self._mark_changed(name)
        self._unpublished += entry.quads
        if sum(map(len, self._pending.values())) >= _ROWS_A_FILE:
            self._write_rows()

    def _write_rows(self) -> None:
        """Put the records that are in no file of the index into one."""
        if not self._pending:
            return
        pending, first = sorted(self._pending.items()), 0
        try:
            file = write_columns(self.folder, [row for _, indicators in pending for row in indicators])
        except OSError as error:
            raise GraphNotWritableError(self.folder, error) from error
        for name, indicators in pending:
            self.entries[name] = replace(self.entries[name], rows=Rows(file, first, len(indicators)))
            first += len(indicators)
        self._pending.clear()

    def _replacing(self, name: str, lines: DocumentLines | None) -> str:
        """An update that puts a document in place of the one before, and drops descriptions that nothing names any more."""
        own, shared = (lines.own, lines.shared) if lines else ([], [])
        graph = self.iris.graph(name)
        store = self._begin().store
        doomed = orphans(store, graph, {line.split(" ", 1)[0] for line in shared})
        # An update of several operations is one transaction; two calls, for removing and for adding, would be two.
        return (
            f"DELETE DATA {{ {_ended(str(quad.triple) for quad in doomed)} }} ;\nDROP SILENT GRAPH {graph} ;\n"
            f"INSERT DATA {{ {_ended(shared)} GRAPH {graph} {{ {_ended(own)} }} }}"
        )

    def _manifest(self, store: Store, number: int) -> Manifest:
        documents = write_entries(self.folder, self.entries)
        labels = write_labels(self.folder, self.manifest.labels, store, self._names)
        return Manifest(self.iris.base, version("kpigraph"), number, self.counts(store), documents, labels)

    def counts(self, store: Store) -> dict[str, int]:
        """How much there is of what, from the entries, the default graph and the published measures."""
        here = DefaultGraph()
        shared = {
            name: sum(1 for _ in store.quads_for_pattern(None, v.TYPE, kind, here)) for name, kind in _CLASSES.items()
        }
        shared["jurisdictions"] -= _only_above(store)
        quads = sum(1 for graph in (here, self.iris.measures) for _ in store.quads_for_pattern(None, None, None, graph))
        return shared | {
            "documents": len(self.entries),
            "indicators": sum(entry.indicators for entry in self.entries.values()),
            "quads": quads + sum(entry.quads for entry in self.entries.values()),
        }

    def _remove_old_index(self) -> None:
        """Remove files of the index that the manifest does not lead to, once nobody reads an earlier generation."""
        if not remove_unread(self.folder, self.manifest.generation):
            return
        kept = {entry.rows.file for entry in self.entries.values()} | {self.manifest.documents, self.manifest.labels}
        for path in (self.folder / INDEX_NAME).glob("*-*.json"):
            if path.name not in kept and path.name.startswith((f"{KIND}-", "documents-", "labels-")):
                path.unlink(missing_ok=True)

    def _reconcile(self) -> None:
        """Bring the entries in line with a store that was left behind, or whose list of documents is gone."""
        working = self._begin()
        if not working.taken_over and self.entries:
            return
        found = dict(store_to_documents(working.store))
        for name in self.entries.keys() - found.keys():
            del self.entries[name]
            self._mark_changed(name)
        for name, (facts, built_with) in found.items():
            entry = self.entries.get(name)
            if entry is None or (entry.facts, entry.built_with) != (facts, built_with):
                graph = self.iris.graph(name)
                indicators = store_to_indicators(working.store, graph)
                quads = sum(1 for _ in working.store.quads_for_pattern(None, None, None, graph))
                rows = Rows("", 0, len(indicators))
                self._note(entry_of(facts, indicators, built_with, quads, rows), indicators)


def _only_above(store: Store) -> int:
    """How many jurisdictions stand in the graph only because others are part of them."""
    above = {quad.object for quad in store.quads_for_pattern(None, v.PART_OF, None, DefaultGraph())}
    named = (next(store.quads_for_pattern(None, v.HAS_JURISDICTION, place), None) for place in above)
    return sum(quad is None for quad in named)


def _ended(lines: Sequence[str] | Iterator[str]) -> str:
    return "".join(f"{line} .\n" for line in lines)
