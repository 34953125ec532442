"""The generations of a graph's store on disk: what was published is never changed, and is read while the next is written.

    store/7/          the generation that the manifest names; store/7/lock is held by each of its readers
    store/working/    a copy of it that a writer changes; files that did not change are shared with it by hard links
    store/spare/      what a writer needs only while it works: a graph that is being restored

1. A writer begins with a copy, which costs as little as linking files.
2. Publishing makes a snapshot of the copy beside, under the next number, and then names it in the manifest: one step.
3. Generations that nobody reads any more are removed by the next writer.
4. A copy that a writer left behind when it was killed is taken over, with the documents put into it, if it is whole
   and was not to be published only with all that was still to come. The rest that it left behind is removed.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from pyoxigraph import Store

from graph.faults import GraphDamagedError, GraphInUseError, GraphNotWritableError
from graph.folder_lock import lock_file
from graph.manifest import read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.manifest import Manifest

STORE_NAME = "store"
_QUADS, _LOCK, _WORKING, _BASE, _LOADING, _SPARE = "quads", "lock", "working", "base", "loading", "spare"
_MOST_TRIES = 100


def open_published(folder: Path) -> tuple[Store, IO[bytes] | None, Manifest]:
    """The generation that counts, open for reading, what keeps it there until it is closed, and its manifest.

    Raises:
        NotAGraphFolderError: there is no graph.
        GraphDamagedError: its files are damaged or gone.
    """
    for _ in range(_MOST_TRIES):
        manifest = read_manifest(folder)
        if manifest.generation == 0:
            return Store(), None, manifest
        place = _place(folder, manifest.generation)
        held = _held(place)
        # A writer may have published, and removed this one, between the two steps.
        try:
            if read_manifest(folder).generation == manifest.generation:
                store, kept, held = _opened(folder, place / _QUADS), held, None
                return store, kept, manifest
        finally:
            if held is not None:
                held.close()
    raise GraphInUseError(folder)


def _place(folder: Path, generation: int) -> Path:
    return folder / STORE_NAME / str(generation)


def _held(place: Path) -> IO[bytes] | None:
    try:
        return lock_file(place / _LOCK, exclusive=False)
    except (OSError, BlockingIOError):
        return None


def _opened(folder: Path, quads: Path) -> Store:
    if not quads.is_dir():
        raise GraphDamagedError(folder)
    try:
        return Store.read_only(str(quads))
    except (OSError, RuntimeError) as error:
        raise GraphDamagedError(folder) from error


class Working:
    """The copy that a writer changes; `taken_over`: it was left behind by another that was ended."""

    def __init__(self, folder: Path, generation: int) -> None:
        """Begin with a copy of a generation, or go on with one of it that was left behind.

        Raises:
            GraphNotWritableError: the disk refused.
            GraphDamagedError: the files of the generation are damaged.
        """
        self._folder = folder
        self._path = folder / STORE_NAME / _WORKING
        self.generation = generation
        self.taken_over = self._is_whole_copy_of(generation)
        try:
            if not self.taken_over:
                self._begin(generation)
            self.store = Store(self._path / _QUADS)
        except OSError as error:
            if not self.taken_over:  # half a copy only takes the space that there is not
                shutil.rmtree(self._path, ignore_errors=True)
            raise GraphNotWritableError(folder, error) from error
        except RuntimeError as error:
            raise GraphDamagedError(folder) from error

    def _is_whole_copy_of(self, generation: int) -> bool:
        try:
            base = (self._path / _BASE).read_text(encoding="utf-8")
        except OSError:
            return False
        return base == str(generation) and not (self._path / _LOADING).exists()

    def _begin(self, generation: int) -> None:
        shutil.rmtree(self._path, ignore_errors=True)
        self._path.mkdir(parents=True)
        if generation:
            _copy(_place(self._folder, generation) / _QUADS, self._path / _QUADS)
        (self._path / _BASE).write_text(str(generation), encoding="utf-8")

    def disown(self) -> None:
        """Let nobody take this copy over before something of it is published."""
        (self._path / _BASE).unlink(missing_ok=True)

    def load(self, n_quads: bytes) -> None:
        """Load many quads at once; a process that is ended in between leaves a copy that nobody takes over."""
        from pyoxigraph import RdfFormat

        mark = self._path / _LOADING
        mark.touch()
        self.store.bulk_load(n_quads, format=RdfFormat.N_QUADS)
        mark.unlink()

    def snapshot(self) -> int:
        """Make the next generation of what the copy holds now; returns its number. The manifest does not name it yet."""
        number = self.generation + 1
        place = _place(self._folder, number)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        self.store.backup(str(place / _QUADS))
        (place / _LOCK).touch()
        return number

    def published(self, number: int) -> None:
        """Take note that the manifest names a snapshot, and remove the generations that nobody reads any more."""
        self.generation = number
        (self._path / _BASE).write_text(str(number), encoding="utf-8")
        remove_unread(self._folder, number)

    def close(self, *, keep: bool) -> None:
        """Let the copy go; it stays on the disk where it holds what was not published."""
        # The store has no close of its own: its files are let go with the last reference.
        self.store = Store()
        if not keep:
            shutil.rmtree(self._path, ignore_errors=True)


@contextmanager
def spare_place(folder: Path) -> Iterator[Path]:
    """A place on the disk for the one that writes the graph, which is gone afterwards.

    Raises:
        OSError: the disk refused.
    """
    remove_spare(folder)
    place = folder / STORE_NAME / _SPARE
    try:
        place.mkdir(parents=True)
        yield place
    finally:
        remove_spare(folder)


def remove_spare(folder: Path) -> None:
    """Remove the place that a writer had when it was killed."""
    shutil.rmtree(folder / STORE_NAME / _SPARE, ignore_errors=True)


def is_left_behind(folder: Path) -> bool:
    """Whether a writer was ended before it published what it had put."""
    return (folder / STORE_NAME / _WORKING).is_dir()


def remove_unread(folder: Path, current: int) -> bool:
    """Remove all generations but the current one and those that have readers; True where none of these is left."""
    alone = True
    for place in (folder / STORE_NAME).glob("[0-9]*"):
        if place.name != str(current):
            try:
                held = lock_file(place / _LOCK, exclusive=True)
            except BlockingIOError:
                alone = False
                continue
            except OSError:
                held = None
            shutil.rmtree(place, ignore_errors=True)
            if held is not None:
                held.close()
    return alone


def _copy(source: Path, target: Path) -> None:
    """A published store under another name: its tables, which are never changed, are linked, all else is copied."""
    target.mkdir()
    for file in sorted(source.iterdir()):
        if file.suffix == ".sst":
            try:
                os.link(file, target / file.name)
                continue
            except OSError:
                pass  # a file system without links
        if file.name != "LOCK":
            shutil.copy2(file, target / file.name)
