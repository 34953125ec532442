"""The index of distinct names: what search needs of them, as arrays that a file can hold and memory can map.

Many names hold the same concepts (信访事项按期办结率, 按期办结信访案件的比例), so that the concept sets are scored, and only the
names of the best sets are looked at. Many sets share their objects (信访事项) or all but these (按期 办结 率): each such half
is scored once, and only the sets of the best halves are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from graph.name_reading import MOST_CONCEPTS, Readings, concept_rows, names_to_text, read_names
from graph.name_scoring import WEIGHTS, plain_weights
from graph.stretches import rearranged, starts_of, united
from ontology.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from graph.compiled_search import Parts

    Array = NDArray[Any]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

INDEX_FORMAT = 5
"""Raised when the arrays of an index change, so that those of before are made anew."""
_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_ALL = (1 << 64) - 1
_TOP = 58  # the bits above this one tell 64 numbers apart
HALF = 32
"""Bits of a character in a bigram."""


@dataclass(frozen=True)
class Halves:
    """The distinct halves of concept sets, largest first, in columns: column j covers the halves before `sizes[j]`.

    The columns stand one after the other in `tokens`: a concept's row times MOST_CONCEPTS, and how many concepts share
    its word less one. `totals` is what each half is worth.
    """

    sizes: Array
    tokens: Array
    totals: Array

    @cached_property
    def starts(self) -> Ints:
        """Where each column starts, and the last one ends."""
        return starts_of(self.sizes)

    @cached_property
    def least_total(self) -> float:
        """What the least half with any token is worth."""
        return float(self.totals[: int(self.sizes[0])].min()) if len(self.sizes) else 0.0

    @cached_property
    def worthless(self) -> Ints:
        """The halves that are worth nothing: the one without tokens."""
        return np.flatnonzero(self.totals == 0)

    @cached_property
    def by_total(self) -> Ints:
        """The halves in the order of what they are worth."""
        return np.argsort(self.totals, kind="stable")

    @cached_property
    def totals_in_order(self) -> Floats:
        """What the halves are worth, in order."""
        return self.totals.take(self.by_total)

    def rows(self) -> Ints:
        """For each token of the columns the half that it is of."""
        return np.concatenate([np.zeros(0, np.int64), *map(np.arange, self.sizes.tolist())])

    def summed(self, worth: Floats) -> Floats:
        """For each half what its tokens are worth together; `worth` is by token."""
        sums = np.zeros(len(self.totals))
        for start, end in pairwise(self.starts.tolist()):
            sums[: end - start] += worth[self.tokens[start:end]]
        return sums

    def taken(self, rows: Ints) -> Array:
        """The tokens of halves, a column a half; `no_token` where it has fewer than others."""
        columns = int(np.count_nonzero(self.sizes > rows.min())) if len(rows) else 0
        if not columns:
            return np.full((0, len(rows)), no_token(), np.int64)
        tokens = self.tokens.take(self.starts[:columns, None] + rows, mode="clip").astype(np.int64)
        return np.where(self.sizes[:columns, None] > rows, tokens, no_token())


@dataclass(frozen=True)
class NameIndex:
    """Distinct names in sorted order and their concept sets.

    `codes[starts[n]:starts[n+1]]` are name n's characters. `heads` are the objects of the sets, `tails` what else they
    hold: `head_of` and `tail_of` are the halves of a set, the sets of head h are `head_starts[h]` to `head_starts[h+1]`,
    those of tail t `sets_by_tail[tail_starts[t]:…]`, by what their heads are worth, least first, those without worth last.
    The halves that hold token k are `halves_by_token[token_starts[k]:…]`, in order, the tails numbered behind the heads.
    The names of set s have the places `set_starts[s]` to `set_starts[s+1]`: `names_by_set` has the name of each place,
    `set_of` is the set of a name. By place, lest a search wander through the memory, are a name's folded letters,
    `letters` with `letter_starts`, and the characters that no word covers, `unknown` with `unknown_starts`; how many
    bigrams and such characters it has, `pair_counts` and `unknown_counts`, and a Bloom filter of its bigrams, `pairs`.
    `set_pairs` and `set_unknown` are those of all bigrams and unknown characters of a set. `adverse` are the places of the
    names that count what is not wanted. `rarity` is how rare concepts are among the names.
    """

    codes: Array
    starts: Array
    letters: Array
    letter_starts: Array
    unknown: Array
    unknown_starts: Array
    pairs: Array
    pair_counts: Array
    unknown_counts: Array
    heads: Halves
    tails: Halves
    halves_by_token: Array
    token_starts: Array
    head_starts: Array
    head_of: Array
    tail_of: Array
    tail_starts: Array
    sets_by_tail: Array
    set_starts: Array
    set_pairs: Array
    set_unknown: Array
    names_by_set: Array
    set_of: Array
    adverse: Array
    rarity: Array

    @cached_property
    def token_weights(self) -> Floats:
        """What each token is worth, and 0 for `no_token`."""
        return np.append(token_weights(self.rarity), 0)

    @cached_property
    def set_totals(self) -> Floats:
        """What each set is worth."""
        totals: Floats = self.heads.totals.take(self.head_of) + self.tails.totals.take(self.tail_of)
        return totals

    @cached_property
    def lightest_heads(self) -> Floats:
        """By tail what the head is worth at least of its sets whose head has any worth; 0 where there is none."""
        firsts = self.sets_by_tail.take(self.tail_starts[:-1])
        lightest: Floats = self.heads.totals.take(self.head_of.take(firsts))
        return lightest

    @cached_property
    def unknown_codes(self) -> frozenset[int]:
        """The characters of names that no word covers."""
        return frozenset(np.flatnonzero(np.bincount(self.unknown)).tolist())

    @cached_property
    def parts(self) -> Parts:
        """The arrays as machine code reads them."""
        from graph.compiled_search import index_to_parts

        return index_to_parts(self)

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

    def save(self, folder: Path) -> None:
        """Write each array as a file of its own into a folder that exists."""
        for name, array in _arrays(self):
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The index that `save` wrote, mapped into memory: only what a search touches is read.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        parts: dict[str, Any] = {
            each.name: Halves(**{part.name: _mapped(folder, f"{each.name}_{part.name}") for part in fields(Halves)})
            if each.type == Halves.__name__
            else _mapped(folder, each.name)
            for each in fields(cls)
        }
        return cls(**parts)


def _mapped(folder: Path, name: str) -> Array:
    array: Array = np.load(folder / f"{name}.npy", mmap_mode="r")
    return array.view(np.ndarray)  # quicker to index


def _arrays(index: NameIndex) -> Iterator[tuple[str, Array]]:
    """The arrays of an index, each with the name of its file."""
    for each in fields(index):
        value = getattr(index, each.name)
        if isinstance(value, Halves):
            yield from ((f"{each.name}_{part.name}", getattr(value, part.name)) for part in fields(value))
        else:
            yield each.name, value


def build_index(names: Iterable[str]) -> NameIndex:
    """The index of the distinct ones of `names`."""
    distinct = sorted(set(names))
    readings = read_names(distinct)
    rarity = _rarity(readings, len(distinct))
    parts: dict[str, Any] = {}
    _add_sets(parts, readings, rarity)
    _add_texts(parts, distinct)
    _add_unknown(parts, readings)
    parts["adverse"] = readings.adverse[parts["names_by_set"]]
    return NameIndex(**parts, rarity=rarity)


def _compact(numbers: Array) -> Array:
    """Numbers from 0 on in the smallest type that holds them: what is not read from memory is not waited for."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _add_texts(parts: dict[str, Any], names: Sequence[str]) -> None:
    text = names_to_text(names)
    raw = np.frombuffer("".join(names).encode("utf-32-le", "surrogatepass"), np.uint32)
    parts["codes"], parts["starts"] = _compact(raw), _compact(text.starts)
    letters, letter_starts = rearranged(
        _compact(text.codes[text.letters]), starts_of(text.letters)[text.starts], parts["names_by_set"]
    )
    parts["letters"], parts["letter_starts"] = letters, _compact(letter_starts)
    bits = np.zeros(len(letters), np.uint64)
    bits[:-1] = bits_of(pair_codes(letters[:-1], letters[1:]))
    bits[letter_starts[1:][letter_starts[1:] > 0] - 1] = 0  # none from the last letter of a name on
    parts["pairs"] = united(bits, letter_starts)
    parts["pair_counts"] = _compact(np.maximum(np.diff(letter_starts) - 1, 0))
    parts["set_pairs"] = united(parts["pairs"], parts["set_starts"])


def _add_unknown(parts: dict[str, Any], readings: Readings) -> None:
    unknown, starts = rearranged(readings.unknown, readings.unknown_starts, parts["names_by_set"])
    parts["unknown"], parts["unknown_starts"] = _compact(unknown), _compact(starts)
    parts["unknown_counts"] = _compact(np.diff(starts))
    parts["set_unknown"] = united(bits_of(unknown), starts[parts["set_starts"]])


def pair_codes(first: Array, second: Array) -> Ints:
    """Bigrams as numbers."""
    codes: Ints = first.astype(np.int64) << HALF | second
    return codes


def bits_of(codes: Array) -> NDArray[np.uint64]:
    """One of 64 bits for each number: that by which a Bloom filter knows it, as `bit_of` has it."""
    return np.uint64(1) << (codes.astype(np.uint64) * np.uint64(_MIX[0]) >> np.uint64(_TOP))


def bit_of(code: int) -> int:
    """The bit of one number of 64 bits: the highest bits of a product hang on all of its factor's."""
    return 1 << ((code * _MIX[0] & _ALL) >> _TOP)


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


def _rarity(readings: Readings, size: int) -> Floats:
    """For each concept its inverse frequency among the names, 0..1, damped; 1 for a concept that no name holds."""
    counts = np.bincount(readings.concepts, minlength=len(concept_rows()))
    most = np.log1p(size) or 1.0
    return np.where(counts > 0, (np.log1p(size / np.maximum(counts, 1)) / most) ** WEIGHTS.rarity, 1.0)


def no_token() -> int:
    """A token that is worth nothing: of a concept behind the last one."""
    return len(concept_rows()) * MOST_CONCEPTS


def token_weights(rarity: Floats) -> Floats:
    """What each token is worth: its concept, divided among the concepts that share the word."""
    weights = plain_weights() * rarity
    return (weights[:, None] / np.arange(1, MOST_CONCEPTS + 1)).ravel()


def _add_sets(parts: dict[str, Any], readings: Readings, rarity: Floats) -> None:
    concepts = lexicon().concepts
    objects = np.array([concepts[key].role == "object" for key in concept_rows()])[readings.concepts]
    parts["heads"], head_of = _halves(readings, objects, rarity)
    parts["tails"], tail_of = _halves(readings, ~objects, rarity)
    keys, set_of = np.unique(head_of * len(parts["tails"].totals) + tail_of, return_inverse=True)
    heads, tails = np.divmod(keys, max(len(parts["tails"].totals), 1))
    parts["head_starts"] = _compact(starts_of(np.bincount(heads, minlength=len(parts["heads"].totals))))
    parts["tail_starts"] = _compact(starts_of(np.bincount(tails, minlength=len(parts["tails"].totals))))
    worth = parts["heads"].totals[heads]
    parts["sets_by_tail"] = _compact(np.lexsort((np.where(worth > 0, worth, np.inf), tails)))
    parts["head_of"], parts["tail_of"] = _compact(heads), _compact(tails)
    parts["set_starts"] = _compact(starts_of(np.bincount(set_of, minlength=len(keys))))
    parts["names_by_set"] = _compact(np.argsort(set_of, kind="stable"))
    parts["set_of"] = _compact(set_of)
    _add_tokens(parts, parts["heads"], parts["tails"])


def _add_tokens(parts: dict[str, Any], heads: Halves, tails: Halves) -> None:
    """Which halves hold each token."""
    tokens = np.concatenate((heads.tokens, tails.tokens)).astype(np.int64)
    halves = np.concatenate((heads.rows(), tails.rows() + len(heads.totals)))
    order = np.lexsort((halves, tokens))
    parts["halves_by_token"] = _compact(halves[order])
    parts["token_starts"] = _compact(starts_of(np.bincount(tokens, minlength=no_token())))


def _halves(readings: Readings, kept: NDArray[np.bool_], rarity: Floats) -> tuple[Halves, Ints]:
    """The distinct halves that names have of the concepts `kept`, and which of them each name has."""
    starts = starts_of(kept)[readings.starts]
    shared = np.round(1 / readings.shares[kept]).astype(np.int64)
    tokens = readings.concepts[kept] * MOST_CONCEPTS + shared - 1
    _, example, of_name = np.unique(
        summed(mixed(tokens.astype(np.uint64)), starts), return_index=True, return_inverse=True
    )
    order = np.lexsort((example, -np.diff(starts)[example]))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    firsts, sizes = starts[example[order]], np.diff(starts)[example[order]]
    widths = [int(np.count_nonzero(sizes > column)) for column in range(int(sizes.max(initial=0)))]
    columns = [tokens[firsts[:width] + column] for column, width in enumerate(widths)]
    half = Halves(
        np.array(widths, np.int64), _compact(np.concatenate([*columns, np.zeros(0, np.int64)])), np.zeros(len(sizes))
    )
    return replace(half, totals=half.summed(token_weights(rarity))), place[of_name]
