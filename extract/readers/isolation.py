"""Binary formats are read in a process of their own: a hostile file ends that process, and never the batch.

1. One process serves a whole batch; it is started with the first file that needs it, and anew after a crash or a timeout.
2. It bounds its own memory; who asked ends it when the time is over. Requests and
   answers are bytes with their length before them.
3. Whatever goes wrong inside becomes one error that names the file.
"""

from __future__ import annotations

import atexit
import marshal
import os
import signal
import struct
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from threading import Event, Lock, Timer
from typing import IO, TYPE_CHECKING, NamedTuple

from extract.document import Content, UnreadableDocumentError
from extract.readers.faults import DamagedFileError, PackageMissingError, TooLargeError, UnreadableFileError
from extract.readers.formats import load, load_parts
from extract.readers.transport import bytes_to_content, content_to_bytes, error_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_LENGTH = struct.Struct("<Q")
_START = "import sys; sys.path[:] = sys.argv[2:]; from extract.readers.isolation import serve; serve(int(sys.argv[1]))"
_GRACE = 5
"""Seconds after its time in which a process ends by itself, should nobody be left to end it."""
_KILLED = -9
"""The status of a process that a system without memory ended."""
_NO_MEMORY = 75
"""The status with which the process ends when its memory does not suffice."""


class Task(NamedTuple):
    """A file to read: the reader as `load` takes it, the path, and what the file is called in errors."""

    reader: str
    path: str
    name: str
    parts: bool = False
    """Whether the reader takes the path and gives the content in parts."""


def read_here(task: Task) -> Content:
    """Read a file in this process; whatever it breaks in its reader becomes an error that names it.

    Raises:
        UnreadableDocumentError: as the reader raises it; TooLargeError, DamagedFileError for what the reader did not foresee.
    """
    with _naming(task.name):
        return load(task.reader)(Path(task.path).read_bytes(), task.name)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Errors that a reader did not foresee, as errors that name the file."""
    try:
        yield
    except (UnreadableDocumentError, OSError):
        raise
    except MemoryError as error:
        raise TooLargeError(name, "内存不足 (out of memory)") from error
    except RecursionError as error:
        raise TooLargeError(name, "嵌套过深 (nested too deeply)") from error
    except ImportError as error:
        raise PackageMissingError(name, error.name or str(error)) from error
    except Exception as error:
        raise DamagedFileError(name, f"{type(error).__name__}: {error}") from error


def read_isolated(task: Task, *, seconds: float, memory_mb: int) -> Content:
    """Read a file in the other process.

    Args:
        task: the file and its reader.
        seconds: time after which it is given up.
        memory_mb: address space of the process in megabytes, where the system can bound it.

    Raises:
        UnreadableDocumentError: as the reader raises it; TooLargeError where time or memory do not suffice, DamagedFileError where
            the file ends the process.
    """
    # A process that was forked off has none of its parent's readers.
    key = (os.getpid(), memory_mb)
    if key not in _readers:
        _readers[key] = _Reader(memory_mb)
    return _readers[key].read(task, seconds)


def read_isolated_parts(task: Task, *, seconds: float, memory_mb: int) -> Iterator[Content]:
    """Read a file in the other process part by part, as `task`'s reader gives them; arguments and errors as of `read_isolated`."""
    key = (os.getpid(), memory_mb)
    if key not in _readers:
        _readers[key] = _Reader(memory_mb)
    return _readers[key].read_parts(task, seconds)


@dataclass(slots=True)
class _Reader:
    """The other process, seen from here."""

    memory_mb: int
    process: subprocess.Popen[bytes] | None = None
    lock: Lock = field(default_factory=Lock)

    def read(self, task: Task, seconds: float) -> Content:
        """Hand over a task and wait for its content."""
        with self.lock:
            process = self._started()
            overtime = Event()
            try:
                with _ended_after(seconds, process, overtime):
                    answer = _exchange(process, marshal.dumps((seconds, *task)))
            except BaseException:
                self.stop()
                raise
            if answer is None or overtime.is_set():
                self.stop()
        if answer is None:
            raise self._failure(process.returncode, task.name, seconds if overtime.is_set() else None)
        return bytes_to_content(answer)

    def read_parts(self, task: Task, seconds: float) -> Iterator[Content]:
        """Hand over a task and pass on its parts as they come; one that is not asked for to the end ends the process."""
        with self.lock:
            process = self._started()
            overtime = Event()
            try:
                with _ended_after(seconds, process, overtime):
                    answer = _exchange(process, marshal.dumps((seconds, *task)))
                    while answer:
                        yield bytes_to_content(answer)
                        answer = _receive(process.stdout) if process.stdout else None
            except UnreadableDocumentError:
                raise  # an error ends the parts, and the process goes on
            except BaseException:
                self.stop()
                raise
            if answer is None or overtime.is_set():
                process.wait()
                self.stop()
        if answer is None:
            raise self._failure(process.returncode, task.name, seconds if overtime.is_set() else None)

    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            command = [sys.executable, "-P", "-X", "utf8", "-c", _START, str(self.memory_mb), *sys.path]
            self.process = subprocess.Popen(  # noqa: S603 - this program itself
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self.process

    def stop(self) -> None:
        """End the process, whatever it does."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _failure(self, status: int, name: str, seconds: float | None) -> UnreadableDocumentError:
        if seconds is not None:
            return TooLargeError(name, f"读取超过 {seconds:.0f} 秒 (took too long)")
        if status in {_KILLED, _NO_MEMORY}:
            return TooLargeError(name, f"内存超过 {self.memory_mb} MB (out of memory)")
        return DamagedFileError(name, f"读取进程中止，状态 {status} (the reading process ended)")


@contextmanager
def _ended_after(seconds: float, process: subprocess.Popen[bytes], overtime: Event) -> Iterator[None]:
    """A time at whose end the process is killed; `overtime` tells that it came to that."""

    def end() -> None:
        overtime.set()
        process.kill()

    timer = Timer(seconds, end)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


_readers: dict[tuple[int, int], _Reader] = {}


@atexit.register
def stop_readers() -> None:
    """End the processes that this one started; the next file starts a new one."""
    for (owner, _), reader in list(_readers.items()):
        if owner == os.getpid():
            reader.stop()


def _exchange(process: subprocess.Popen[bytes], request: bytes) -> bytes | None:
    """The answer to a request; None where the process ended without any."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        _send(process.stdin, request)
        answer = _receive(process.stdout)
    except (BrokenPipeError, ConnectionResetError):
        answer = None
    if answer is None:
        process.wait()
    return answer


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the stream ends before its end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


def serve(memory_mb: int) -> None:
    """Answer requests from standard input until it ends; the work of the other process."""
    requests, answers = sys.stdin.buffer, _private_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory(memory_mb)
    while (request := _receive(requests)) is not None:
        seconds, *task = marshal.loads(request)  # noqa: S302 - from the process that started this one
        _end_after(seconds + _GRACE)
        asked, more = Task(*task), True
        contents = _contents(asked)
        while more:
            answer, more = _answer(contents, asked)
            _send(answers, answer)
        _end_after(0)


def _private_output() -> IO[bytes]:
    """Standard output for answers alone: what a library prints goes nowhere, and can't get between them."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def _bound_memory(memory_mb: int) -> None:
    if sys.platform == "linux":
        import resource

        size = memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_after(seconds: float) -> None:
    """Have the system end this process after some time, or never (0)."""
    if sys.platform != "win32":
        signal.alarm(ceil(seconds))


def _contents(task: Task) -> Iterator[Content]:
    """What a task's file holds, in one or in its parts; whatever its reader breaks becomes an error that names the file."""
    if not task.parts:
        yield read_here(task)
        return
    with _naming(task.name):
        yield from load_parts(task.reader)(Path(task.path), task.name)


def _answer(contents: Iterator[Content], task: Task) -> tuple[bytes, bool]:
    """The next answer to a task, an empty one behind its last part, and whether another one follows."""
    try:
        content = next(contents, None)
        return (b"", False) if content is None else (content_to_bytes(content), task.parts)
    except UnreadableDocumentError as error:
        if isinstance(error.__cause__, MemoryError):
            os._exit(_NO_MEMORY)  # what is left in memory is not trusted, and cleaning up would take more of it
        return error_to_bytes(error), False
    except MemoryError:
        os._exit(_NO_MEMORY)
    except OSError as error:
        return error_to_bytes(UnreadableFileError(task.name, error.strerror or type(error).__name__)), False
