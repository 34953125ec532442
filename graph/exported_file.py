"""The file that a graph was exported to: of which base its documents are, and its quads, loaded some lines at a time.

What is wrong with the file is told from what is wrong with the disk that it is loaded to: reading has errors of its own.
"""

from __future__ import annotations

import gzip
import zlib
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import NamedNode, RdfFormat, parse

from graph.iris import Iris, UnusableBaseError
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyoxigraph import Store

_FORMATS = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
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


def graph_to_base(graph: NamedNode) -> str | None:
    """The base of a graph that is named as one of a document is; None for another."""
    base, found, _ = graph.value.rpartition("graph/")
    try:
        return Iris(base).base if found else None
    except UnusableBaseError:
        return None


def stated_base(path: Path) -> str | None:
    """The base by the first graph that is named as one of a document is; None where there is none.

    Raises:
        RestoreFormatError: the file's name ends in none of .nq, .trig, .nq.gz, .trig.gz.
        UnreadableExportError: it cannot be read so far.
    """
    form = _format(path)
    with _opened(path) as source, _lines_named(path):
        graphs = (quad.graph_name for quad in parse(cast("IO[bytes]", source), form))
        bases = (graph_to_base(graph) for graph in graphs if isinstance(graph, NamedNode))
        return next((base for base in bases if base is not None), None)


def load(path: Path, store: Store) -> None:
    """Load the file into a store.

    Raises:
        RestoreFormatError, UnreadableExportError: as `stated_base`.
        OSError: the store cannot be written.
    """
    form = _format(path)
    with _opened(path) as source:
        if form != RdfFormat.N_QUADS:
            with _lines_named(path):
                store.bulk_load(cast("IO[bytes]", source), format=form)
            return
        before = 0
        while lines := source.lines(_LINES):
            with _lines_named(path, before):
                store.bulk_load(lines, format=form)
            before += _LINES


class _Source:
    """A file that is open, and says of each fault of reading that it is one."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path, self._file = path, file

    def read(self, size: int = -1) -> bytes:
        """As of any file."""
        with _faults_named(self._path):
            return self._file.read(size)

    def lines(self, count: int) -> bytes:
        """The next lines, as many as that at most."""
        with _faults_named(self._path):
            return b"".join(islice(self._file, count))


def _format(path: Path) -> RdfFormat:
    """The format by the name; an ending .gz is taken off to look it up."""
    form = _FORMATS.get((path.with_suffix("") if _is_compressed(path) else path).suffix.lower())
    if form is None:
        raise RestoreFormatError(path)
    return form


def _is_compressed(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


@contextmanager
def _opened(path: Path) -> Iterator[_Source]:
    with ExitStack() as stack:
        with _faults_named(path):
            file: IO[bytes] = stack.enter_context(path.open("rb"))
            if _is_compressed(path):
                file = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=file)))
        yield _Source(path, file)


@contextmanager
def _faults_named(path: Path) -> Iterator[None]:
    """What reading raises, as an error that names the file."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableExportError(path, getattr(error, "strerror", None) or str(error)) from error


@contextmanager
def _lines_named(path: Path, before: int = 0) -> Iterator[None]:
    """What is no RDF, as an error that names the file and the line; the reader was given those after so many."""
    try:
        yield
    except SyntaxError as error:
        raise UnreadableExportError(path, f"line {before + (error.lineno or 0)}: {error.msg}") from error
    except ValueError as error:
        raise UnreadableExportError(path, str(error)) from error
