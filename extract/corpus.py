"""Many files to records: folders walked, every file read in turn or in parallel, faults collected and never fatal."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import active_children, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from extract.document import UnreadableDocumentError
from extract.readers import SUFFIXES
from extract.readers.settings import DEFAULT_SETTINGS, ReaderSettings
from extract.reading import Extraction, file_to_extraction
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_WORTH_WORKERS = 16
"""Files from which on several processes are quicker than one (each loads the words anew)."""


class NoSuchPathError(KpigraphError):
    """A path given on the command line where nothing is."""

    def __init__(self, path: Path) -> None:
        """Take the path as it was given."""
        super().__init__(f"{path}: 没有此文件或文件夹；请检查路径 (no such file or folder: check the path)")


class NoDocumentsError(KpigraphError):
    """Folders in which no file of a known format lies."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Take the paths as they were given."""
        named = "、".join(map(str, paths))
        super().__init__(f"{named}: 没有可读取的文件（{' '.join(SUFFIXES)}）(no file of a known format)")


class UnexpectedFaultError(UnreadableDocumentError):
    """A document on which the reading itself failed, in a way that nobody has foreseen."""

    def __init__(self, name: str, error: Exception) -> None:
        """Take the file's name, and what went wrong."""
        super().__init__(
            f"{name}: 读取时程序出错（{type(error).__name__}: {error}）；请连同此文件反馈，其余文件不受影响 "
            "(the reading failed: please report it with this file; the others are not affected)"
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and what its document is called: the file's name, or its path below the folder that was walked."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that could not be read, with the sentence that says why and what to do."""

    source: Source
    message: str


def find_sources(paths: Sequence[Path]) -> list[Source]:
    """The files to read, in the order of the paths and by name below each folder; hidden files and READMEs are left out.

    Raises:
        NoSuchPathError: a path where nothing is.
        NoDocumentsError: folders without a single readable file.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        if not path.exists():
            raise NoSuchPathError(path)
        for file in _walk(path) if path.is_dir() else [path]:
            named = file.relative_to(path).as_posix() if path.is_dir() else file.name
            found.setdefault(file.resolve(), Source(file, named))
    if not found:
        raise NoDocumentsError(paths)
    return _told_apart(list(found.values()))


def _told_apart(sources: list[Source]) -> list[Source]:
    """The sources with as many folders before a name that several share as it takes to tell them apart."""
    parts = {source.path: source.path.resolve().parts for source in sources}
    depth = {source.path: len(Path(source.name).parts) for source in sources}
    while repeated := {name for name, times in Counter(source.name for source in sources).items() if times > 1}:
        for at, source in enumerate(sources):
            if source.name in repeated:
                depth[source.path] += 1
                sources[at] = Source(source.path, "/".join(parts[source.path][-depth[source.path] :]))
    return sources


def named_as_known(sources: Sequence[Source], known: Collection[str]) -> list[Source]:
    """The sources under the names that are known of them: a file keeps the folders that its name had when it was first read.

    Of known names that end the file's path the longest is taken, unless another source has it.
    """
    taken = {source.name for source in sources}
    found = []
    for source in sources:
        parts = source.path.resolve().parts
        shortest = len(Path(source.name).parts)
        longer = ("/".join(parts[-length:]) for length in range(len(parts) - 1, shortest, -1))
        name = next((name for name in longer if name in known and name not in taken), source.name)
        taken.add(name)
        found.append(Source(source.path, name))
    return found


def passed_over(paths: Sequence[Path], apart: Path) -> list[Path]:
    """The files below folders that are left out because of their ending, by name.

    Hidden files and READMEs are not among them, nor what stands in the folder `apart`, that of the graph.
    """
    left = (file for path in paths if path.is_dir() for file in _shown(path) if file.suffix.lower() not in SUFFIXES)
    return [file for file in left if not file.resolve().is_relative_to(apart.resolve())]


def _walk(folder: Path) -> list[Path]:
    return [file for file in _shown(folder) if file.suffix.lower() in SUFFIXES]


def _shown(folder: Path) -> list[Path]:
    """The files below a folder by name, but hidden ones, those of a program that has a document open, and READMEs."""
    files = (file for file in folder.rglob("*") if file.is_file())
    shown = (file for file in files if not any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts))
    return sorted(file for file in shown if file.stem.upper() != "README")


def read_corpus(
    sources: Sequence[Source], workers: int = 1, settings: ReaderSettings = DEFAULT_SETTINGS
) -> Iterator[Extraction | Fault]:
    """Read the files in order, each to its extraction or its fault.

    Args:
        sources: the files.
        workers: processes to use at most; a few files are read in this one.
        settings: the converter of old formats, and the bounds of time and memory.
    """
    read = partial(_read, settings=settings)
    if workers < 2 or len(sources) < _WORTH_WORKERS:  # noqa: PLR2004 - one is no parallelism
        yield from map(read, sources)
        return
    try:
        with ProcessPoolExecutor(workers, initializer=_end_with_parent) as pool:
            yield from pool.map(read, sources, chunksize=4)
    finally:
        for worker in active_children():
            worker.kill()  # a request to end came between its beginning and that of the thread that gives it work


def _end_with_parent() -> None:
    """Let a worker end when the process that it works for is killed, as it would wait for more work for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _read(source: Source, settings: ReaderSettings) -> Extraction | Fault:
    try:
        return file_to_extraction(source.path, source.name, settings)
    except UnreadableDocumentError as error:
        return Fault(source, str(error))
    except Exception as error:  # noqa: BLE001 - one document must never cost the rest of a batch
        return Fault(source, str(UnexpectedFaultError(source.name, error)))


def faults(results: Iterable[Extraction | Fault]) -> list[Fault]:
    """The faults among results."""
    return [result for result in results if isinstance(result, Fault)]
