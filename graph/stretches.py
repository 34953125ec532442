"""Stretches of one long array, as of a list of lists: stretch r lies from `starts[r]` to `starts[r+1]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Ints = NDArray[np.int64]

_BATCH = 50_000  # stretches that are rearranged at once


def starts_of(lengths: Array) -> Ints:
    """Where stretches of these lengths start that stand one after the other, and where the last one ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def stretches(starts: Array, rows: Ints) -> tuple[Ints, Ints]:
    """The positions of many stretches, one after the other, and for each position the place of its stretch in `rows`."""
    positions, lengths = listed(starts, rows)
    return positions, np.repeat(np.arange(len(rows)), lengths)


def listed(starts: Array, rows: Ints) -> tuple[Ints, Ints]:
    """The positions of many stretches, one after the other, and how long each stretch is."""
    rows = rows.astype(np.int64)  # one more than the largest of a small type is 0
    first = starts.take(rows).astype(np.int64)
    lengths: Ints = starts.take(rows + 1) - first
    return strung(first, lengths), lengths


def strung(first: Ints, lengths: Ints) -> Ints:
    """The positions of stretches of these lengths that begin at `first`, one after the other."""
    ends = np.cumsum(lengths)
    places: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + (first - (ends - lengths)).repeat(lengths)
    return places


def rearranged(values: Array, starts: Array, order: Ints) -> tuple[Array, Ints]:
    """The stretches of `values` in another order, and where each starts then."""
    parts, order = [np.zeros(0, values.dtype)], order.astype(np.int64)
    for low in range(0, len(order), _BATCH):
        rows = order[low : low + _BATCH]
        first = starts[rows].astype(np.int64)
        parts.append(values[strung(first, starts[rows + 1] - first)])
    return np.concatenate(parts), starts_of(starts[order + 1] - starts[order])


def united(bits: NDArray[np.uint64], starts: Array) -> NDArray[np.uint64]:
    """The bits that any number of each stretch has; none where it is empty."""
    joined = np.bitwise_or.reduceat(np.append(bits, np.uint64(0)), starts[:-1].astype(np.int64))
    return np.where(starts[1:] > starts[:-1], joined, np.uint64(0))
