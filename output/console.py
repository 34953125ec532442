"""What goes to the terminal: results on stdout, messages and progress on stderr, so that output pipes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from output.reports import Report

T = TypeVar("T")
Level = Literal["note", "warning", "error"]

_MARKS: dict[Level, str] = {"note": "", "warning": "提示 (warning): ", "error": "错误 (error): "}
_COLOURS: dict[Level, str] = {"note": "", "warning": "\x1b[33m", "error": "\x1b[31m"}


def tell(message: str, level: Level = "note") -> None:
    """One line on stderr, coloured on a terminal."""
    colour = _COLOURS[level] if sys.stderr.isatty() else ""
    line = f"{_MARKS[level]}{' '.join(message.split())}"
    sys.stderr.write(f"{colour}{line}\x1b[0m\n" if colour else f"{line}\n")


def show(report: Report, form: Literal["table", "csv", "json"] = "table") -> None:
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
