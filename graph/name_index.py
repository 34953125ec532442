"""The index of distinct names: what search needs of them, as arrays that a file can hold and memory can map.

Many names hold the same concepts (信访事项按期办结率, 按期办结信访案件的比例), so that the concept sets are scored, and only the
names of the best sets are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from graph.name_reading import Readings, concept_rows, names_to_text, read_names
from graph.name_scoring import WEIGHTS, plain_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_SMALL = 1 << 16


@dataclass(frozen=True)
class NameIndex:
    """Distinct names in sorted order and their concept sets, largest set first.

    `codes[starts[n]:starts[n+1]]` are name n's characters, `letters` with `letter_starts` its folded letters, `unknown`
    with `unknown_starts` the characters that no word covers. Set s has `widths`-many columns: column j covers the sets
    before `column_sizes[j]`; its concepts and weights stand one after the other in `members` and `values`. `totals` is
    a set's weight, `names_by_set[set_starts[s]:…]` its names, `set_of` the set of a name,
    `sets_by_concept[concept_starts[c]:…]` the sets that hold concept c, `rarity` how rare concepts are among the names.
    """

    codes: Array
    starts: Array
    letters: Array
    letter_starts: Array
    unknown: Array
    unknown_starts: Array
    column_sizes: Array
    members: Array
    values: Array
    totals: Array
    set_starts: Array
    names_by_set: Array
    set_of: Array
    concept_starts: Array
    sets_by_concept: Array
    rarity: Array

    def __len__(self) -> int:
        """How many names there are."""
        return len(self.starts) - 1

    def name(self, row: int) -> str:
        """The name of a row."""
        codes = self.codes[self.starts[row] : self.starts[row + 1]]
        return codes.astype(np.uint32).tobytes().decode("utf-32-le", "surrogatepass")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names, in order."""
        return tuple(map(self.name, range(len(self))))

    def row_of(self, name: str) -> int | None:
        """The row of a name, or None where the index does not hold it."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.name(middle) < name:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self.name(low) == name else None

    @cached_property
    def columns(self) -> tuple[tuple[Array, Array], ...]:
        """For each column the concepts and the weights of the sets that it covers."""
        ends = np.concatenate(([0], np.cumsum(self.column_sizes)))
        slices = [slice(int(start), int(end)) for start, end in pairwise(ends)]
        return tuple((self.members[part], self.values[part]) for part in slices)

    def save(self, folder: Path) -> None:
        """Write each array as a file of its own into a folder that exists."""
        for each in fields(self):
            np.save(folder / f"{each.name}.npy", getattr(self, each.name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The index that `save` wrote, mapped into memory: only what a search touches is read.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        mapped = {each.name: np.load(folder / f"{each.name}.npy", mmap_mode="r") for each in fields(cls)}
        return cls(
            **{name: array.view(np.ndarray) for name, array in mapped.items()}
        )  # a plain view is quicker to index


def build_index(names: Iterable[str]) -> NameIndex:
    """The index of the distinct ones of `names`."""
    distinct = sorted(set(names))
    readings = read_names(distinct)
    sets = _sets(readings)
    rarity = _rarity(readings, len(distinct))
    parts: dict[str, Array] = {}
    _add_texts(parts, distinct)
    _add_sets(parts, readings, sets, rarity)
    return NameIndex(
        **parts,
        unknown=_compact(readings.unknown),
        unknown_starts=readings.unknown_starts.astype(np.uint32),
        rarity=rarity,
    )


def _compact(codes: Array) -> Array:
    """Code points in two bytes each where they fit."""
    return codes.astype(np.uint16 if codes.max(initial=0) < _SMALL else np.uint32)


def _add_texts(parts: dict[str, Array], names: Sequence[str]) -> None:
    text = names_to_text(names)
    raw = np.frombuffer("".join(names).encode("utf-32-le", "surrogatepass"), np.uint32)
    before = np.concatenate(([0], np.cumsum(text.letters)))
    parts["codes"], parts["starts"] = _compact(raw), text.starts.astype(np.uint32)
    parts["letters"] = _compact(text.codes[text.letters])
    parts["letter_starts"] = before[text.starts].astype(np.uint32)


def concept_keys(readings: Readings, without: frozenset[int] = frozenset()) -> NDArray[np.uint64]:
    """A number for each name that is the same for the same concepts with the same shares, in any order.

    Concepts whose row is in `without` do not count.
    """
    kinds = readings.concepts.astype(np.uint64) * np.uint64(_SMALL) + np.round(1 / readings.shares).astype(np.uint64)
    kept = ~np.isin(readings.concepts, sorted(without))
    return summed(np.where(kept, mixed(kinds), np.uint64(0)), readings.starts)


def mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers spread over 64 bits, so that their sums tell multisets apart (the finaliser of splitmix64)."""
    spread = (numbers + np.uint64(1)) * np.uint64(_MIX[0])
    spread = (spread ^ (spread >> np.uint64(30))) * np.uint64(_MIX[1])
    spread = (spread ^ (spread >> np.uint64(27))) * np.uint64(_MIX[2])
    return spread ^ (spread >> np.uint64(31))


def summed(numbers: NDArray[np.uint64], starts: Ints) -> NDArray[np.uint64]:
    """The sum of each stretch, modulo 2**64; 0 of an empty one."""
    before = np.concatenate((np.zeros(1, np.uint64), np.cumsum(numbers, dtype=np.uint64)))
    sums: NDArray[np.uint64] = before[starts[1:]] - before[starts[:-1]]
    return sums


@dataclass(frozen=True, slots=True)
class _Sets:
    """The set of each name, and for each set a name that holds it; sets with more concepts first."""

    of_name: Ints
    example: Ints


def _sets(readings: Readings) -> _Sets:
    _, example, of_name = np.unique(concept_keys(readings), return_index=True, return_inverse=True)
    order = np.lexsort((example, -np.diff(readings.starts)[example]))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return _Sets(place[of_name], example[order])


def _rarity(readings: Readings, size: int) -> Floats:
    """For each concept its inverse frequency among the names, 0..1, damped; 1 for a concept that no name holds."""
    counts = np.bincount(readings.concepts, minlength=len(concept_rows()))
    most = np.log1p(size) or 1.0
    return np.where(counts > 0, (np.log1p(size / np.maximum(counts, 1)) / most) ** WEIGHTS.rarity, 1.0)


def _add_sets(parts: dict[str, Array], readings: Readings, sets: _Sets, rarity: Floats) -> None:
    starts = readings.starts[sets.example]
    sizes = np.diff(readings.starts)[sets.example]
    widths = [int(np.count_nonzero(sizes > column)) for column in range(int(sizes.max(initial=0)))]
    places = [starts[:width] + column for column, width in enumerate(widths)]
    place = np.concatenate(places) if places else np.zeros(0, np.int64)
    owner = np.concatenate([np.arange(width) for width in widths]) if widths else np.zeros(0, np.int64)
    concepts = readings.concepts[place].astype(np.int64)
    values = plain_weights()[concepts] * rarity[concepts] * readings.shares[place]
    by_concept = np.lexsort((owner, concepts))
    parts["column_sizes"] = np.array(widths, np.int64)
    parts["members"], parts["values"] = concepts, values
    parts["totals"] = np.bincount(owner, weights=values, minlength=len(sizes))
    parts["set_starts"] = np.concatenate(([0], np.cumsum(np.bincount(sets.of_name, minlength=len(sizes)))))
    parts["names_by_set"] = np.argsort(sets.of_name, kind="stable").astype(np.uint32)
    parts["set_of"] = sets.of_name.astype(np.uint32)
    parts["concept_starts"] = np.concatenate(([0], np.cumsum(np.bincount(concepts, minlength=len(rarity)))))
    parts["sets_by_concept"] = owner[by_concept].astype(np.uint32)
