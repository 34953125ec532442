"""One writer or many readers of a graph folder, among all processes of the machine.

The store itself keeps a second writer out, but lets a reader in beside a writer, which then meets files that vanish.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

LOCK_NAME = "lock"


class GraphInUseError(KpigraphError):
    """A graph folder that another process is working on."""

    def __init__(self, path: Path) -> None:
        """Say what to wait for."""
        super().__init__(f"{path}: in use by another process; wait until it has finished, or build into another folder")


def lock_folder(folder: Path, *, exclusive: bool) -> IO[bytes] | None:
    """Hold the folder's lock until the returned file is closed; None where locks cannot be had.

    Raises:
        GraphInUseError: another process writes, or reads what is to be written.
        OSError: the folder cannot be written, and `exclusive` was asked for.
    """
    try:
        file = (folder / LOCK_NAME).open("ab" if exclusive else "rb")
    except OSError:
        if exclusive:
            raise
        return None
    try:
        _lock(file, exclusive=exclusive)
    except BlockingIOError as error:
        file.close()
        raise GraphInUseError(folder) from error
    return file


def _lock(file: IO[bytes], *, exclusive: bool) -> None:
    if sys.platform != "win32":
        import fcntl  # only there outside Windows, where the store has a lock of its own

        fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
