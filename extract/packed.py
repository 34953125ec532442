"""Indicators of a long document, packed: hundreds of thousands take a tenth of the memory that the same objects would."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, overload

from extract.indicator import FIELDS, Indicator

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLOCK = 2_000
"""Indicators packed together; one block is unpacked at a time."""
_values = attrgetter(*FIELDS)


class PackedIndicators(Sequence[Indicator]):
    """A sequence of indicators that is added to at its end, and unpacked block by block while it is walked over."""

    def __init__(self) -> None:
        """Begin an empty one."""
        self._blocks: list[bytes] = []
        self._open: list[Indicator] = []

    def extend(self, indicators: Iterable[Indicator]) -> None:
        """Add indicators."""
        for indicator in indicators:
            self._open.append(indicator)
            if len(self._open) == _BLOCK:
                self._blocks.append(zlib.compress(pickle.dumps(list(map(_values, self._open))), 1))
                self._open = []

    def __len__(self) -> int:
        """How many there are."""
        return len(self._blocks) * _BLOCK + len(self._open)

    def __iter__(self) -> Iterator[Indicator]:
        """All, in order."""
        return chain(chain.from_iterable(map(_unpacked, self._blocks)), self._open)

    @overload
    def __getitem__(self, index: int) -> Indicator: ...
    @overload
    def __getitem__(self, index: slice) -> list[Indicator]: ...
    def __getitem__(self, index: int | slice) -> Indicator | list[Indicator]:
        """One, or those of a slice."""
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        block, at = divmod(range(len(self))[index], _BLOCK)
        return self._open[at] if block == len(self._blocks) else _unpacked(self._blocks[block])[at]


def _unpacked(block: bytes) -> list[Indicator]:
    values = pickle.loads(zlib.decompress(block))  # noqa: S301 - packed by this object, in this process
    return [Indicator(**dict(zip(FIELDS, each, strict=True))) for each in values]
