"""What concept sets can reach: each half of a set is scored once, and the sets are put together from their halves.

What the text asks for of a set is the sum over its halves; of the text a set answers, concept by concept, what either
half answers best. What a head can reach with the best of all tails bounds the scores of all its sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.name_query import LANES, query_to_bits
from graph.name_reading import MOST_CONCEPTS
from graph.name_scoring import HUNDREDTHS, WEIGHTS
from graph.stretches import stretches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.name_index import NameIndex
    from graph.name_query import Query

    Array = NDArray[Any]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]

SLACK = 1e-5
"""By how much a score may be above what bounds it: bounds are worked out in single precision, scores are rounded."""
_TINY = 1e-12
_STEP = 0.05  # by which the level of promising heads is lowered
_FEW = 250  # sets that are looked at first


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets of an index, the halves of each, and what no name of it scores above."""

    rows: Ints
    heads: Ints
    tails: Ints
    bounds: Singles

    def taken(self, which: Ints) -> Sets:
        """Some of them."""
        rows, heads, tails = (part.take(which, mode="clip") for part in (self.rows, self.heads, self.tails))
        return Sets(rows, heads, tails, self.bounds.take(which, mode="clip"))


@dataclass(frozen=True, slots=True)
class Found:
    """Sets with what their names can reach: `answered` of the text's worth, and `asked` of their own `totals`, in worth."""

    sets: Ints
    answered: Floats
    asked: Floats
    totals: Floats


class SetScoring:
    """The halves of an index's sets as one text sees them."""

    def __init__(self, index: NameIndex, query: Query) -> None:
        """Score every half."""
        self._index, self._query = index, query
        self._heads, self._tails = index.heads.summed(query.worth), index.tails.summed(query.worth)

    @cached_property
    def _answering(self) -> tuple[Ints, Singles]:
        """The heads that answer some of the text or hold no concept, and what no name of their sets scores above."""
        totals = self._index.heads.rough_totals
        heads = np.flatnonzero((self._heads[:, 1] > 0) | (totals == 0))
        asked, answers = (column.max(initial=0) for column in self._tails.T)
        own, totals = self._heads.take(heads, axis=0, mode="clip").T, totals.take(heads, mode="clip")
        return heads, self._most(own[0] + asked, own[1] + answers, totals + asked)

    def _of_strangers(self, least: float) -> Ints:
        """Sets with other heads, of which nothing is asked for: those whose tails can reach `least` nevertheless."""
        index, query = self._index, self._query
        needed = (least - WEIGHTS.bigrams) * 2 / (1 - WEIGHTS.bigrams) - 1  # to be answered, of 1, if all is asked for
        tails = np.flatnonzero(self._tails[:, 1] >= needed * query.total - query.unknown_worth - SLACK)
        asked, answers = self._tails.take(tails, axis=0, mode="clip").T
        totals = index.tails.rough_totals.take(tails, mode="clip") + np.float32(index.heads.least_total)
        sets, _ = stretches(index.tail_starts, tails[self._most(asked, answers, totals) >= least])
        return index.sets_by_tail.take(sets, mode="clip").astype(np.int64)

    def _most(
        self,
        asked: Singles,
        answers: Singles,
        totals: Singles,
        spare: Singles | None = None,
        dice: Singles | None = None,
    ) -> Singles:
        """What no name scores above of sets with these sums over their tokens.

        `spare` is what the unknown characters are worth and `dice` the share of the bigrams that a name can have in
        common with the text, all where they are None; what several tokens answer counts for each of them.
        """
        own = np.float32(self._query.unknown_worth) if spare is None else spare
        share = (answers + own) * np.float32(1 / (self._query.total + _TINY))
        np.minimum(share, np.float32(1), out=share)
        share += np.maximum((asked + own) / (totals + (own + np.float32(_TINY))), np.float32(0))
        share *= np.float32((1 - WEIGHTS.bigrams) / 2)
        share += np.float32(WEIGHTS.bigrams) if dice is None else np.float32(WEIGHTS.bigrams) * dice
        return share

    @cached_property
    def _bits(self) -> tuple[NDArray[np.uint64], np.uint64, int]:
        """The bits of the text's unknown characters, those of its bigrams together, and how many share one with others."""
        return query_to_bits(self._query)

    def _in_common(self, sets: Ints) -> tuple[Singles, Singles]:
        """What the unknown characters are worth and what share of the bigrams the names of sets can have of the text's."""
        index, (bits, mask, double) = self._index, self._bits
        spare = np.zeros(len(sets), np.float32)
        for bit, count in zip(bits, self._query.unknown.values(), strict=True):
            spare += np.float32(WEIGHTS.unknown * count) * ((index.set_unknown.take(sets, mode="clip") & bit) > 0)
        common = np.bitwise_count(index.set_pairs.take(sets, mode="clip") & mask) + np.float32(double)
        return spare, 2 * common / np.maximum(common + np.float32(int(mask).bit_count() + double), np.float32(1))

    def promising(self) -> Sets:
        """The sets of the heads of the highest bounds."""
        index, (heads, bounds) = self._index, self._answering
        level = float(bounds.max(initial=0))
        enough = min(_FEW, len(index.tail_of))
        best = heads[:0]
        sets, owner = stretches(index.head_starts, best)
        while len(sets) < enough and level > 0:
            level -= _STEP
            best = heads[bounds >= level]
            sets, owner = stretches(index.head_starts, best)
        return self._bounded(sets, best[owner], sharp=True)

    def reaching(self, bar: float) -> Sets:
        """The sets of which a name may reach the bar."""
        index, least = self._index, bar - SLACK
        heads, bounds = self._answering
        heads = heads[bounds >= least]
        sets, owner = stretches(index.head_starts, heads)
        others = self._of_strangers(least)
        their = index.head_of.take(others, mode="clip")
        kept = (self._heads[:, 1].take(their, mode="clip") <= 0) & (
            index.heads.rough_totals.take(their, mode="clip") > 0
        )
        found = self._bounded(np.concatenate((sets, others[kept])), np.concatenate((heads[owner], their[kept])))
        found = self._bounded(found.rows[found.bounds >= least], found.heads[found.bounds >= least], sharp=True)
        return found.taken(np.flatnonzero(found.bounds >= least))

    def _bounded(self, sets: Ints, heads: Ints, *, sharp: bool = False) -> Sets:
        """What no name of sets scores above, looking at their unknown characters and bigrams where it is to be `sharp`."""
        index = self._index
        tails = index.tail_of.take(sets, mode="clip")
        worth = self._heads.take(heads, axis=0, mode="clip") + self._tails.take(tails, axis=0, mode="clip")
        totals = index.heads.rough_totals.take(heads, mode="clip") + index.tails.rough_totals.take(tails, mode="clip")
        more = self._in_common(sets) if sharp else (None, None)
        return Sets(sets, heads, tails, self._most(worth[:, 0], worth[:, 1], totals, *more))


def scored(index: NameIndex, query: Query, some: Sets) -> Found:
    """What the names of sets can reach: of each concept of the text the likest of a set's answers."""
    tokens = np.concatenate((index.heads.taken(some.heads), index.tails.taken(some.tails)))
    concepts, answered = tokens // MOST_CONCEPTS, np.zeros(len(some.rows))
    if query.suggested is not None:
        answered = np.minimum(query.suggested.take(concepts, mode="clip").sum(axis=0), query.unknown_worth)
    for number, table in enumerate(query.lanes):
        best = table.take(concepts, mode="clip").view(np.uint8).max(axis=0, initial=0)
        for place, weight in enumerate(query.weights[number * LANES : (number + 1) * LANES].tolist()):
            answered += (weight / HUNDREDTHS) * best[place::LANES]
    totals = index.heads.totals[some.heads] + index.tails.totals[some.tails]
    return Found(some.rows, answered, query.asked.take(tokens, mode="clip").sum(axis=0), totals)


def one_set(index: NameIndex, query: Query, which: int) -> Found:
    """One set alone."""
    sets = np.array([which], np.int64)
    return scored(index, query, Sets(sets, index.head_of[sets], index.tail_of[sets], np.ones(1, np.float32)))
