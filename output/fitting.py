"""What a terminal has room for: the columns of a table that matter most, and which were left out."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from output.tables import display_width, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from output.reports import Cell, Report

_GAP = 3  # columns of a terminal between two of a table
_FOLDED = 20
"""Columns of a terminal in which a long text is still read with ease, over some lines; less is a ladder of signs."""
_FOLDED_SPARED = 24  # the same of a column that could be left out instead, so that places in files are seldom folded
_LINES = 3  # that such a column may take in a row


@dataclass(frozen=True, slots=True)
class Fitted:
    """A report as a terminal has room for it, and the names of the columns that it has none for."""

    report: Report
    left_out: tuple[str, ...] = ()


def fitted(report: Report, width: int | None, spared: Sequence[str]) -> Fitted:
    """Of the columns that may be `spared`, those that matter most first, as many as have room; any other column stays.

    One that has no room makes way for narrower ones behind it. Without a `width`, in columns, there is room for all.
    """
    columns, rows = report
    if width is None:
        return Fitted(report)
    cells = zip(columns, *rows, strict=True)
    widths = {name: max(map(_width, column)) for name, column in zip(columns, cells, strict=True)}
    kept = {name for name in columns if name not in spared}
    room = width - 1 - sum(_GAP + min(_FOLDED, widths[name]) for name in kept)
    for name in filter(widths.__contains__, spared):
        need = _GAP + max(min(_FOLDED_SPARED, widths[name]), ceil(widths[name] / _LINES))
        if need <= room:
            kept.add(name)
            room -= need
    places = [at for at, name in enumerate(columns) if name in kept]
    shown = [columns[at] for at in places], [[row[at] for at in places] for row in rows]
    return Fitted(shown, tuple(name for name in columns if name not in kept))


def _width(value: Cell) -> int:
    return 0 if value is None else display_width(str(joined(value)))


def left_out_caption(names: Sequence[str], width: int | None) -> str:
    """That columns had no room, and where they are."""
    return (
        f"终端宽 {width} 列，放不下：{'、'.join(names)}；--format csv 或 json 有全部内容 "
        f"(no room for these columns; --format csv or json has all of them)"
    )
