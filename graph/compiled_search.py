"""The best names by machine code, where numba is installed (pip install 'kpigraph[fast]'): the same names and scores.

Loading the machine code takes a good half second, and making it, once on a machine, up to twenty; a process therefore
begins with `name_search` and goes over after many searches of many names.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.name_index import HALF
from graph.name_query import hundredths, text_to_query
from graph.name_reading import MOST_CONCEPTS
from graph.name_scoring import HUNDREDTHS, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from graph.name_index import Halves, NameIndex
    from graph.name_query import Query

    Array = NDArray[Any]

_ENOUGH_SEARCHES = 2_000
_MANY_NAMES = 50_000
_MOST_WANTED = 1_000  # the best are kept in order, each put where it belongs
_searches = count(1)


class HalfParts(NamedTuple):
    """The arrays of Halves."""

    sizes: Array
    tokens: Array
    totals: Array


class NameParts(NamedTuple):
    """The names set by set, and the text of each: `rows` are the names' own, `starts` where the names of a set start."""

    starts: Array
    rows: Array
    adverse: Array
    unknown: Array
    unknown_starts: Array
    unknown_counts: Array
    pairs: Array
    pair_counts: Array
    letters: Array
    letter_starts: Array


class Parts(NamedTuple):
    """The arrays of an index that the search reads, in types that don't change with its size, lest it be compiled again.

    `least_totals` is by tail what its lightest set is worth whose head has any worth.
    """

    heads: HalfParts
    tails: HalfParts
    names: NameParts
    worthless: Array
    halves_by_token: Array
    token_starts: Array
    token_weights: Array
    likeness: Array
    head_starts: Array
    head_of: Array
    tail_of: Array
    tail_starts: Array
    sets_by_tail: Array
    least_totals: Array
    set_unknown: Array
    set_pairs: Array


class Written(NamedTuple):
    """A text as it is compared with names letter by letter, what that counts for, and which names do: all if `allowed` is empty."""

    unknown: Array
    unknown_counts: Array
    bigrams: Array
    bigram_counts: Array
    bigram_bits: np.uint64
    doubled: int
    half: int
    total: float
    adverse: bool
    for_unknown: float
    for_bigrams: float
    contrary: float
    allowed: Array


class Wanted(NamedTuple):
    """A text as the search sees it: the fields of a Query as arrays, and the weights."""

    written: Written
    held: Array
    weights: Array
    suggested: Array
    suggested_worth: Array
    unknown_bits: Array
    unknown_worth: float
    shared_worth: float
    total: float
    least_head: float
    for_bigrams: float
    back_off: float
    most_concepts: int
    hundredths: int


class Best(NamedTuple):
    """The best names so far, best first, how many there are, and room for the tokens of a set."""

    scores: Array
    rows: Array
    number: Array
    held: Array


def is_worth_while(index: NameIndex, top: int) -> bool:
    """Whether this process has searched so much that machine code pays, numba is installed, and so few names are wanted."""
    often = next(_searches) > _ENOUGH_SEARCHES
    return often and len(index) >= _MANY_NAMES and top <= _MOST_WANTED and _search() is not None


def best_names(
    index: NameIndex, text: str, top: int, allowed: NDArray[np.bool_] | None = None
) -> list[tuple[int, float]]:
    """The rows and scores that `name_search.best_names` gives.

    Raises:
        ImportError: numba is not installed.
    """
    search = _search()
    if search is None:
        message = "numba is not installed: pip install 'kpigraph[fast]'"
        raise ImportError(message, name="numba")
    if not len(index) or top < 1:
        return []
    wanted = _wanted(index, text_to_query(index, text), allowed)
    tokens = len(index.heads.sizes) + len(index.tails.sizes)
    best = Best(np.zeros(top), np.zeros(top, np.int64), np.zeros(1, np.int64), np.zeros(tokens, np.int64))
    search(index.parts, wanted, best)
    number = int(best.number[0])
    return list(zip(best.rows[:number].tolist(), best.scores[:number].tolist(), strict=True))


@cache
def _search() -> Callable[[Parts, Wanted, Best], None] | None:
    """The search as machine code, or None where numba is not installed."""
    if find_spec("numba") is None:
        return None
    from graph.search_kernel import search

    return search


def index_to_parts(index: NameIndex) -> Parts:
    """The arrays of an index as the search reads them."""
    return Parts(
        _half_parts(index.heads),
        _half_parts(index.tails),
        _name_parts(index),
        _readable(index.heads.worthless, np.int64),
        _readable(index.halves_by_token, np.int32),
        _readable(index.token_starts, np.int32),
        _readable(index.token_weights, np.float64),
        _readable(hundredths(), np.int8),
        _readable(index.head_starts, np.int32),
        _readable(index.head_of, np.int32),
        _readable(index.tail_of, np.int32),
        _readable(index.tail_starts, np.int32),
        _readable(index.sets_by_tail, np.int32),
        _readable(index.lightest_heads + index.tails.totals, np.float64),
        _readable(index.set_unknown, np.uint64),
        _readable(index.set_pairs, np.uint64),
    )


def _half_parts(halves: Halves) -> HalfParts:
    return HalfParts(
        _readable(halves.sizes, np.int64), _readable(halves.tokens, np.uint16), _readable(halves.totals, np.float64)
    )


def _name_parts(index: NameIndex) -> NameParts:
    return NameParts(
        _readable(index.set_starts, np.int32),
        _readable(index.names_by_set, np.int32),
        _readable(index.adverse, np.bool_),
        _characters(index.unknown),
        _readable(index.unknown_starts, np.int32),
        _readable(index.unknown_counts, np.uint16),
        _readable(index.pairs, np.uint64),
        _readable(index.pair_counts, np.uint16),
        _characters(index.letters),
        _readable(index.letter_starts, np.int32),
    )


def _readable(array: Array, kind: type[np.generic]) -> Array:
    """An array of one type that cannot be written to, as one mapped into memory; copied only where its type is another."""
    same_size = array.dtype.itemsize == np.dtype(kind).itemsize and array.dtype.kind == "u" and kind is np.int32
    readable = array.view(kind) if same_size else np.ascontiguousarray(array, kind).view()
    readable.flags.writeable = False
    return readable


def _characters(codes: Array) -> Array:
    """Characters in two bytes each, or four."""
    return _readable(codes, np.uint16 if codes.dtype.itemsize <= np.uint16().itemsize else np.int32)


def _wanted(index: NameIndex, query: Query, allowed: NDArray[np.bool_] | None) -> Wanted:
    unknown_bits, mask, doubled = query.bits
    written = Written(
        np.array([*query.unknown], np.int64),
        np.array([*query.unknown.values()], np.int64),
        np.array([*query.bigrams], np.int64),
        np.array([*query.bigrams.values()], np.int64),
        np.uint64(mask),
        doubled,
        HALF,
        query.total,
        query.adverse,
        WEIGHTS.unknown,
        WEIGHTS.bigrams,
        WEIGHTS.contrary,
        np.zeros(0, np.bool_) if allowed is None else allowed,
    )
    return Wanted(
        written,
        query.held,
        query.weights,
        np.array([*query.suggested], np.int64),
        np.array([*query.suggested.values()], np.float64),
        np.array(unknown_bits, np.uint64),
        query.unknown_worth,
        query.shared_worth,
        query.total,
        index.heads.least_total,
        WEIGHTS.bigrams,
        WEIGHTS.back_off,
        MOST_CONCEPTS,
        HUNDREDTHS,
    )
