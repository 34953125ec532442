"""What concept sets can reach: each half of a set is scored once, and the sets are put together from their halves.

What the text asks for of a set is the sum over its halves; of the text a set answers, concept by concept, what either
half answers best. What a head can reach with the best of all tails bounds the scores of all its sets. Bounds leave out
what speaks against a set: then only the halves are looked at that hold something of what is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.name_reading import MOST_CONCEPTS
from graph.name_scoring import HUNDREDTHS, WEIGHTS
from graph.stretches import listed, stretches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.name_index import NameIndex
    from graph.name_query import Query

    Array = NDArray[Any]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Worths = NDArray[np.floating[Any]]

SLACK = 1e-5
"""By how much a score may be above what bounds it: bounds are sums in another order, scores are rounded."""
_TINY = 1e-12
_FIRST_HEADS = 64  # at most, whose sets are looked at first
_FIRST_SETS = 250  # from which they are enough


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets of an index, the halves of each, and what no name of it scores above."""

    rows: Ints
    heads: Ints
    tails: Ints
    bounds: Worths

    def taken(self, which: Ints) -> Sets:
        """Some of them."""
        return Sets(self.rows.take(which), self.heads.take(which), self.tails.take(which), self.bounds.take(which))

    def reaching(self, least: float) -> Sets:
        """Those of which a name may score `least`."""
        return self.taken(np.flatnonzero(self.bounds >= least))

    def joined(self, others: Sets) -> Sets:
        """These and others."""
        return Sets(
            np.concatenate((self.rows, others.rows)),
            np.concatenate((self.heads, others.heads)),
            np.concatenate((self.tails, others.tails)),
            np.concatenate((self.bounds, others.bounds)),
        )


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
        """Score every half that holds something of what is asked for, and bound what the names of each head score."""
        self._index, self._query, heads = index, query, len(index.heads.totals)
        self._bits, mask, self._double = query.bits
        self._mask, self._pairs = np.uint64(mask), float(mask.bit_count() + self._double)
        sums = _summed(index, query)
        self._head_sums, self._tail_sums = sums[:heads], sums[heads:]
        answers = sums.imag.copy()  # quicker to read than every second number
        self._tail_answers = answers[heads:]
        self._most_asked, self._most_answered = self._tail_sums.real.max(initial=0), self._tail_answers.max(initial=0)
        answers[index.heads.worthless] = _TINY  # they go with all tails
        self._heads = np.flatnonzero(answers[:heads] > 0)  # of truth values: several times as quick as of numbers
        own, more = self._head_sums.take(self._heads), self._most_asked
        self._answers = own.imag
        self._asks = self._part_asked(own.real + more, index.heads.totals.take(self._heads) + more)
        self._bounds = self._most(self._answers + self._most_answered, self._asks)
        self._left = np.ones(len(self._heads), np.bool_)

    def _part_asked(self, asked: Worths, totals: Worths, own: Floats | None = None) -> Worths:
        """What part the text asks for at most of sets with these sums; `own` is what unknown characters are worth.

        These are those that a name can have in common with the text, all of the text's where it is None.
        """
        spare = self._query.shared_worth if own is None else own
        return (asked + spare) / (totals + (spare + _TINY))

    def _most(self, answers: Worths, asks: Worths, own: Floats | None = None, dice: Floats | None = None) -> Worths:
        """What no name scores above of sets that answer this, of which this part is asked for.

        `dice` is the share of the bigrams that a name can have in common with the text, 1 where it is None; what several
        tokens answer counts for each of them.
        """
        most = (answers + (self._query.shared_worth if own is None else own)) * (1 / (self._query.total + _TINY))
        np.minimum(most, 1, out=most)
        most += asks
        most *= (1 - WEIGHTS.bigrams) / 2
        most += WEIGHTS.bigrams * (1 if dice is None else dice)
        return most

    def promising(self) -> Sets:
        """The sets of the heads of the highest bounds: some hundreds."""
        starts, rest = self._index.head_starts, max(len(self._heads) - _FIRST_HEADS, 0)
        best = np.argpartition(self._bounds, rest)[rest:] if rest else np.arange(len(self._heads))
        best = best.take(np.argsort(-self._bounds.take(best)))
        heads = self._heads.take(best)
        sets_of = np.cumsum(starts.take(heads + 1) - starts.take(heads))
        best = best[: int(sets_of.searchsorted(_FIRST_SETS)) + 1]
        self._left[best] = False
        heads = self._heads.take(best)
        sets, owner = stretches(self._index.head_starts, heads)
        return self._bounded(sets, heads.take(owner))

    def reaching(self, bar: float) -> Sets:
        """The other sets of which a name may reach the bar."""
        least = bar - SLACK
        found = self._bounded(*self._of_heads(least))
        if (strangers := self._of_strangers(least)) is not None:
            found = found.joined(self._bounded(*strangers))
        return found.reaching(least)

    def _needed(self, least: float, asks: Worths) -> Any:  # noqa: ANN401 - as `asks`
        """What the concepts of a set must answer for a name to reach `least`, where this part of the set is asked for."""
        share = (least - WEIGHTS.bigrams) * (2 / (1 - WEIGHTS.bigrams)) - asks
        return share * self._query.total - (self._query.shared_worth + SLACK)

    def _of_heads(self, least: float) -> tuple[Ints, Ints]:
        """The sets, and their heads, whose heads reach `least` with the best of all tails, and whose tails answer enough."""
        index = self._index
        kept = np.flatnonzero((self._bounds >= least) & self._left)
        heads = self._heads.take(kept)
        needed = self._needed(least, self._asks.take(kept)) - self._answers[kept]
        sets, counts = listed(index.head_starts, heads)
        spare: Worths = self._tail_answers.take(index.tail_of.take(sets)) - needed.repeat(counts)
        which = np.flatnonzero(spare >= 0)
        sets = sets.take(which)
        if (own := self._unknown_in_common(sets)) is not None:  # `needed` takes all to be in common
            sets = sets.compress(spare.take(which) + own >= self._query.shared_worth)
        return sets, index.head_of.take(sets).astype(np.int64)

    def _of_strangers(self, least: float) -> tuple[Ints, Ints] | None:
        """Sets with heads of which nothing is asked for, and these: where tails can reach `least` nevertheless."""
        index, more = self._index, self._most_asked
        needed = self._needed(least, self._part_asked(more, more + index.heads.least_total))
        if self._most_answered < needed:
            return None
        tails = np.flatnonzero(self._tail_answers >= max(needed, _TINY))
        if needed < _TINY:
            tails = np.concatenate((tails, self._light_tails(least)))
        sums, totals = self._tail_sums.take(tails), index.tails.totals.take(tails) + index.lightest_heads.take(tails)
        bounds = self._most(sums.imag, self._part_asked(sums.real, totals))
        places, _ = listed(index.tail_starts, tails[bounds >= least])
        sets = index.sets_by_tail.take(places).astype(np.int64)
        heads = index.head_of.take(sets).astype(np.int64)
        kept = np.flatnonzero((self._head_sums.take(heads) == 0) & (index.heads.totals.take(heads) > 0))
        return sets.take(kept), heads.take(kept)

    def _light_tails(self, least: float) -> Ints:
        """Tails of which nothing is asked for, of sets so light that a name may reach `least` by its unknown characters."""
        spare, tails = self._query.shared_worth, self._index.tails
        asks = (least - WEIGHTS.bigrams) * (2 / (1 - WEIGHTS.bigrams)) - min(spare / (self._query.total + _TINY), 1)
        most = spare / asks - spare - self._index.heads.least_total if asks > _TINY else inf
        light = tails.by_total[: int(tails.totals_in_order.searchsorted(most, side="right"))]
        return light.compress(self._tail_answers.take(light) == 0)

    def _bounded(self, sets: Ints, heads: Ints) -> Sets:
        """What no name of sets scores above, by their concepts, unknown characters and bigrams."""
        index = self._index
        tails = index.tail_of.take(sets).astype(np.int64)
        sums = self._head_sums.take(heads) + self._tail_sums.take(tails)
        totals = index.set_totals.take(sets)
        common = np.bitwise_count(index.set_pairs.take(sets) & self._mask) + np.float64(self._double)
        own = self._unknown_in_common(sets)
        asks, dice = self._part_asked(sums.real, totals, own), 2 * common / np.maximum(common + self._pairs, 1)
        bounds = self._most(sums.imag, asks, own, dice)
        return Sets(sets, heads, tails, bounds)

    def _unknown_in_common(self, sets: Ints) -> Floats | None:
        """What the unknown characters are worth that names of each set can have in common with the text."""
        if not self._bits:
            return None
        held, own = self._index.set_unknown.take(sets), np.zeros(len(sets))
        for bit, count in zip(self._bits, self._query.unknown.values(), strict=True):
            own += (WEIGHTS.unknown * count) * ((held & np.uint64(bit)) > 0)
        return own


def _summed(index: NameIndex, query: Query) -> NDArray[np.complex64]:
    """What of each half's worth is asked for, the real part, and what its tokens answer, the imaginary one.

    Both stand in one number, so that they are added and read at once: the heads, then the tails.
    """
    concepts = np.flatnonzero(query.asked > 0)
    tokens = (concepts[:, None] * MOST_CONCEPTS + np.arange(MOST_CONCEPTS)).ravel()
    first, ends = index.token_starts.take(tokens), index.token_starts.take(tokens + 1)
    held = np.flatnonzero(ends > first)
    tokens, first, ends = tokens.take(held), first.take(held), ends.take(held)
    parts = [index.halves_by_token[start:end] for start, end in zip(first.tolist(), ends.tolist(), strict=True)]
    halves = np.concatenate((index.halves_by_token[:0], *parts), dtype=np.int64)
    worth = np.empty(len(tokens), np.complex64)
    worth.real = query.asked.take(tokens // MOST_CONCEPTS) * index.token_weights.take(tokens)
    worth.imag = np.maximum(query.answers.take(tokens // MOST_CONCEPTS), _TINY)
    sums = np.zeros(len(index.heads.totals) + len(index.tails.totals), np.complex64)
    np.add.at(sums, halves, np.repeat(worth, ends - first))
    return sums


def scored(index: NameIndex, query: Query, some: Sets) -> Found:
    """What the names of sets can reach: of each concept of the text the likest of a set's answers."""
    tokens = np.concatenate((index.heads.taken(some.heads), index.tails.taken(some.tails)))
    concepts, answered = tokens // MOST_CONCEPTS, np.zeros(len(some.rows))
    if query.suggestions is not None:
        answered = np.minimum(query.suggestions.take(concepts).sum(axis=0), query.unknown_worth)
    best = query.alike.take(concepts, axis=1).max(axis=1, initial=0)
    for place, weight in enumerate(query.weights.tolist()):
        answered += (weight / HUNDREDTHS) * best[place]
    totals = index.set_totals.take(some.rows)
    asked = query.asked.take(concepts) * index.token_weights.take(tokens)
    return Found(some.rows, answered, asked.sum(axis=0), totals)


def one_set(index: NameIndex, query: Query, which: int) -> Found:
    """One set alone."""
    sets = np.array([which], np.int64)
    return scored(index, query, Sets(sets, index.head_of[sets], index.tail_of[sets], np.ones(1)))
