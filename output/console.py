"""What goes to the terminal: results on stdout, messages and progress on stderr, so that output pipes."""

from __future__ import annotations

import io
import os
import shutil
import sys
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from _typeshed import ReadableBuffer

    from output.reports import Cell

T = TypeVar("T")
Level = Literal["note", "warning", "error"]

_MARKS: dict[Level, str] = {"note": "", "warning": "提示 (warning): ", "error": "错误 (error): "}
_COLOURS: dict[Level, str] = {"note": "", "warning": "\x1b[33m", "error": "\x1b[31m"}


class _Pipe(io.FileIO):
    """Standard output that ends the program when its reader has gone (| head), quietly, or its disk is full, with one line."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data) or 0
        except OSError as error:
            # What is still buffered has nowhere to go, and must not fail again when the program ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            if isinstance(error, BrokenPipeError):
                raise SystemExit(0) from None
            reason = error.strerror or error
            tell(f"结果无法写出，请腾出空间或换一个位置 (the output can't be written: {reason}; make room)", "error")
            raise SystemExit(1) from None


def prepare_streams() -> None:
    """Data in UTF-8 wherever it is piped to; on a terminal of another encoding the signs that it lacks are replaced."""
    stdout = sys.stdout
    terminal = stdout.isatty()
    encoding = (stdout.encoding if terminal else None) or "utf-8"
    pipe = io.BufferedWriter(_Pipe(stdout.fileno(), "wb", closefd=False))
    sys.stdout = io.TextIOWrapper(pipe, encoding, errors="replace", line_buffering=terminal, newline="")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="replace")


def tell(message: str, level: Level = "note") -> None:
    """One line on stderr, coloured on a terminal."""
    colour = _COLOURS[level] if sys.stderr.isatty() else ""
    line = f"{_MARKS[level]}{' '.join(message.split())}"
    sys.stderr.write(f"{colour}{line}\x1b[0m\n" if colour else f"{line}\n")


def terminal_width() -> int | None:
    """The columns of the terminal that stdout is, or that $COLUMNS states; None where what is printed is no terminal's."""
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return shutil.get_terminal_size().columns if known else None


def drawn_width() -> int | None:
    """The columns of the terminal that stdout is; None where it is piped, for programs that read it want every column."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def show(
    report: tuple[Sequence[str], Iterable[Sequence[Cell]]], form: Literal["table", "csv", "json"] = "table"
) -> None:
    """A result on stdout."""
    from output.tables import write_rows

    write_rows(*report, form, sys.stdout)


def tracked(results: Iterator[T], total: int) -> Iterator[T]:
    """The same results, with a progress bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        return results
    return iter(_drawn(results, total))


def _drawn(results: Iterable[T], total: int) -> Iterable[T]:
    from rich.console import Console
    from rich.progress import track

    return track(results, "读取 (reading)", total=total, console=Console(stderr=True), transient=True)
