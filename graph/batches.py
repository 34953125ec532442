"""New documents that are loaded into a store together: a batch is loaded while the next one is collected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import RdfFormat

from graph.faults import GraphNotWritableError
from graph.manifest import Rows, entry_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future, ThreadPoolExecutor
    from pathlib import Path
    from typing import TypeAlias

    from extract.indicator import Indicator
    from graph.generations import Working
    from graph.manifest import Entry
    from graph.triples import StatedDocument

    _Noted: TypeAlias = "tuple[Entry, Sequence[Indicator]]"

_BATCH = 450_000
"""Quads that are loaded together: of fewer, the load takes longer, because the store merges its files more often."""
_LARGE = 5_000_000
"""Quads of a graph from which its index takes so much memory that batches must be smaller."""
_SMALL_BATCH = 250_000
"""Quads that are loaded together then: two such batches take a quarter of a gigabyte less."""
_FEW = 20_000
"""Quads up to which a transaction is quicker than a load."""


class _Loading(NamedTuple):
    """A batch that is being loaded: when it is done, what is to be noted then, and the names of its documents."""

    done: Future[None]
    noted: list[_Noted]
    names: frozenset[str]


class Batches:
    """The documents of one writer that wait to be loaded, and those that are being loaded, in a thread of their own."""

    def __init__(
        self, folder: Path, begin: Callable[[], Working], note: Callable[[Entry, Sequence[Indicator]], None], held: int
    ) -> None:
        """Load into the copy that `begin` gives, of `held` quads, and have each document that was loaded noted."""
        self._folder, self._begin, self._note, self._held = folder, begin, note, held
        self._waiting: dict[str, StatedDocument] = {}
        self._owners: dict[str, str] = {}
        self._quads = self._count = 0
        self._loader: ThreadPoolExecutor | None = None
        self._loading: _Loading | None = None

    def __bool__(self) -> bool:
        """Whether documents wait or are being loaded."""
        return bool(self._waiting or self._loading)

    def add(self, document: StatedDocument) -> bool:
        """Take a document whose name is new; returns whether a batch is being loaded since.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before the batch that was being loaded.
        """
        self._waiting[document.facts.name] = document
        self._owners.update((one.id, document.facts.name) for one in document.indicators)
        self._quads += len(document.lines.own) + len(document.lines.shared)
        if self._quads < (_BATCH if self._held < _LARGE else _SMALL_BATCH):
            return False
        self._load_beside()
        return True

    def waits(self, name: str) -> bool:
        """Whether a document of this name waits or is being loaded."""
        return name in self._waiting or (self._loading is not None and name in self._loading.names)

    def owner(self, identity: str) -> str | None:
        """The document with the indicator of this id, if it waits or is being loaded."""
        return self._owners.get(identity)

    def load_all(self) -> None:
        """Load what waits, in one transaction if it is little.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before the batch.
        """
        self.settle()
        if self._quads >= _FEW:
            self._load_beside()
            self.settle()
        elif self._waiting:
            noted, content = self._taken()
            try:
                self._begin().store.load(content, format=RdfFormat.N_QUADS)
            except OSError as error:
                raise GraphNotWritableError(self._folder, error) from error
            self._note_all(noted)

    def settle(self) -> None:
        """Wait for the batch that is being loaded, and have its documents noted.

        Raises:
            GraphNotWritableError: the disk refused; the graph is as it was before the batch.
        """
        loading, self._loading = self._loading, None
        if loading is None:
            return
        try:
            loading.done.result()
        except OSError as error:
            raise GraphNotWritableError(self._folder, error) from error
        self._note_all(loading.noted)

    def take_count(self) -> int:
        """How many documents were loaded since this was asked last."""
        count, self._count = self._count, 0
        return count

    def forget(self) -> None:
        """Forget what waits; a batch that is being loaded is waited for, lest its copy be changed further."""
        loading, self._loading = self._loading, None
        if loading:
            loading.done.exception()
        self._waiting.clear()
        self._owners.clear()
        self._quads = self._count = 0

    def close(self) -> None:
        """End the thread."""
        if self._loader:
            self._loader.shutdown()
            self._loader = None

    def _load_beside(self) -> None:
        """Begin to load what waits; the store lets other threads run meanwhile."""
        from concurrent.futures import ThreadPoolExecutor

        self.settle()
        working = self._begin()
        noted, content = self._taken()
        self._loader = self._loader or ThreadPoolExecutor(1, "loading")
        names = frozenset(entry.facts.name for entry, _ in noted)
        self._loading = _Loading(self._loader.submit(working.load, content), noted, names)

    def _taken(self) -> tuple[list[_Noted], bytes]:
        """What is to be noted of the documents that wait, and their statements; none wait then."""
        documents, self._waiting, self._quads = list(self._waiting.values()), {}, 0
        content = "".join(document.lines.n_quads() for document in documents).encode()
        return [(stated_to_entry(document), document.indicators) for document in documents], content

    def _note_all(self, noted: Sequence[_Noted]) -> None:
        for entry, indicators in noted:
            self._note(entry, indicators)
            for one in indicators:
                self._owners.pop(one.id, None)
        self._count += len(noted)
        self._held += sum(entry.quads for entry, _ in noted)


def stated_to_entry(document: StatedDocument) -> Entry:
    """The entry of a document whose statements are made; its records are in no file yet."""
    rows, quads = Rows("", 0, len(document.indicators)), len(document.lines.own)
    entry = entry_of(document.facts, document.indicators, document.built_with, quads, rows)
    return replace(entry, repeats=document.repeats)
