"""A file that is there whole or not at all: written beside its place, then put there in one step."""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class OutputNotWritableError(KpigraphError):
    """An output that the system refused."""

    def __init__(self, path: Path, cause: OSError) -> None:
        """Name the file and the system's reason."""
        super().__init__(
            f"{path}: 无法写入，请换一个位置或腾出空间 "
            f"(cannot be written: {cause.strerror or cause}; name a file in a folder that can, or make room)"
        )


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream that takes the place of `path` when all went well; else what stood there stays.

    What is no regular file, such as a device or a pipe, is written to directly. A name ending in .gz is compressed.

    Raises:
        OutputNotWritableError: the system refused.
    """
    place = path.resolve()
    direct = place.exists() and not place.is_file()
    beside = place if direct else place.with_name(f".{place.name}.part")
    try:
        try:
            with beside.open("wb") as stream, _compressed(stream, path) as content:
                yield content
            if not direct:
                beside.replace(place)
        finally:
            if not direct:
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputNotWritableError(path, error) from error


@contextmanager
def _compressed(stream: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    """The stream itself, or one that compresses into it: without name and time, so that equal content is equal bytes."""
    if path.suffix.lower() != ".gz":
        yield stream
        return
    with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as compressed:
        yield cast("IO[bytes]", compressed)
