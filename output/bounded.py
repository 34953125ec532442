"""A task in a process of its own that is ended when it takes too long, grows too large, or nobody reads any more.

The engine can't be interrupted: while it joins or sorts, neither a signal's handler nor another thread has its turn, and
without a row there is nothing to write by which a closed pipe would be noticed. So another process watches.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import KpigraphError
from output.console import tell

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKS = 0.2
"""Seconds between two looks at the memory."""
_GRACE = 2
"""Seconds after its time at which a task ends by itself, where its watcher was ended."""
_CLOSED = getattr(select, "POLLERR", 0) | getattr(select, "POLLHUP", 0)
_GIGABYTE = 1 << 30


class QueryTimeError(KpigraphError):
    """A query that took too long."""

    def __init__(self, seconds: float) -> None:
        """Take the time that it had."""
        super().__init__(
            f"查询在 {seconds:g} 秒内没有完成，已终止；请缩小范围（如加条件或 LIMIT），或用 --timeout 延长，0 为不限 "
            f"(the query was ended after {seconds:g} s: narrow it, by a condition or LIMIT, or allow more by --timeout, 0 for any)"
        )


class QueryMemoryError(KpigraphError):
    """A query that took too much memory."""

    def __init__(self, gigabytes: float) -> None:
        """Take the memory that it had."""
        super().__init__(
            f"查询占用内存超过 {gigabytes:g} GB，已终止；请缩小范围，或用 --memory 放宽，0 为不限 "
            f"(the query was ended at {gigabytes:g} GB of memory: narrow it, or allow more by --memory, 0 for any)"
        )


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a task may take in seconds, and how much memory in gigabytes; 0 is without bound."""

    seconds: float = 120
    gigabytes: float = 4


def bounded(task: Callable[[], None], bounds: Bounds) -> None:
    """Run a task that writes to standard output; where the system has no fork, or output is held in memory, without bounds.

    Raises:
        QueryTimeError: it took too long.
        QueryMemoryError: it took too much memory.
        SystemExit: it failed, and said why.
    """
    output = _stdout()
    if output is None or not hasattr(os, "fork"):
        return task()
    sys.stdout.flush()
    alive, held = os.pipe()
    # A request to end that comes between the fork and the try would leave the child to itself: it waits until then.
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        os.close(alive)
        if bounds.seconds:
            signal.setitimer(signal.ITIMER_REAL, bounds.seconds + _GRACE)
        os._exit(_status(task))
    ended = False
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        os.close(held)
        ended = _watch(child, alive, output, bounds)
    finally:
        os.close(alive)
        if not ended:
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended and status:
        raise SystemExit(status if status > 0 else 1)
    return None


def _stdout() -> int | None:
    try:
        return sys.stdout.fileno()
    except OSError:
        return None


def _status(task: Callable[[], None]) -> int:
    """Run the task to its end, as the command line does; its exit status."""
    try:
        task()
        sys.stdout.flush()
    except KpigraphError as error:
        tell(str(error), "error")
        return 1
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BaseException:  # noqa: BLE001 -- a forked process must not return into what its parent is doing
        traceback.print_exc()
        return 1
    return 0


def _watch(child: int, alive: int, output: int, bounds: Bounds) -> bool:
    """Wait for the end of a process: True where it came by itself, False where nobody reads what it writes.

    Raises:
        QueryTimeError, QueryMemoryError: a bound is passed.
    """
    poll, end = select.poll(), time.monotonic() + bounds.seconds
    poll.register(alive, select.POLLIN)
    poll.register(output, 0)
    while True:
        left = end - time.monotonic() if bounds.seconds else _LOOKS
        events = dict(poll.poll(1000 * max(0, min(left, _LOOKS))))
        if alive in events:
            return True
        if events.get(output, 0) & _CLOSED:
            return False
        if left <= 0:
            raise QueryTimeError(bounds.seconds)
        if bounds.gigabytes and _memory(child) > bounds.gigabytes * _GIGABYTE:
            raise QueryMemoryError(bounds.gigabytes)


def _memory(process: int) -> int:
    """The bytes that a process holds; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
