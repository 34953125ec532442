"""Locks among all processes of the machine: one writer of a graph folder, any number of readers of a generation."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING
from weakref import WeakSet

from graph.faults import GraphInUseError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

LOCK_NAME = "lock"
_PATIENCE = 1.0
"""For how many seconds a folder that is held is tried again: a process that was killed while it forked a worker holds it
on until that one has let go."""
_PAUSE = 0.02
_held: WeakSet[IO[bytes]] = WeakSet()
"""The files by which this process holds locks."""


def lock_folder(folder: Path) -> IO[bytes]:
    """Hold the folder for writing until the returned file is closed.

    Raises:
        GraphInUseError: another process writes it, and did not end within a moment.
        OSError: the folder cannot be written.
    """
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return lock_file(folder / LOCK_NAME, exclusive=True)
        except BlockingIOError as error:
            if time.monotonic() > end:
                raise GraphInUseError(folder) from error
        time.sleep(_PAUSE)


def lock_file(path: Path, *, exclusive: bool) -> IO[bytes]:
    """Hold a lock until the returned file is closed; one that is not exclusive needs the file to be there.

    Raises:
        BlockingIOError: another process holds it.
        OSError: the file cannot be opened.
    """
    file = path.open("ab" if exclusive else "rb")
    try:
        _lock(file, exclusive=exclusive)
    except BlockingIOError:
        file.close()
        raise
    _held.add(file)
    return file


def _let_go() -> None:
    """Close the files in a process that was forked: it would hold the locks on when this one is killed."""
    for file in list(_held):
        file.close()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_let_go)


def _lock(file: IO[bytes], *, exclusive: bool) -> None:
    if sys.platform != "win32":
        import fcntl  # only there outside Windows, where files that are open cannot be removed

        fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
