"""What concept sets can reach: each half of a set is scored once, and the sets are put together from their halves.

What the text asks for of a set is the sum over its halves; of the text a set answers, concept by concept, what either
half answers best. What a head can reach with the best of all tails bounds the scores of all its sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.name_query import LANES
from graph.name_reading import MOST_CONCEPTS
from graph.name_scoring import HUNDREDTHS, WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.name_index import Halves, NameIndex
    from graph.name_query import Query

    Array = NDArray[Any]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

SLACK = 1e-6
"""By how much a score may be above what bounds it, once it is rounded."""
_TINY = 1e-12
_STEP = 0.05  # by which the level of promising heads is lowered
_FEW = 250  # sets that are looked at first
_MANY = 0.2  # of the sets, above which looking at all is quicker than picking out those of some heads


@dataclass(frozen=True, slots=True)
class Found:
    """Sets with what their names can reach: `answered` of the text's worth, and `asked` of their own `totals`, in worth."""

    sets: Ints
    answered: Floats
    asked: Floats
    totals: Floats

    def taken(self, which: Array) -> Found:
        """Some of them."""
        return Found(self.sets[which], self.answered[which], self.asked[which], self.totals[which])


class SetScoring:
    """The halves of an index's sets as one text sees them."""

    def __init__(self, index: NameIndex, query: Query) -> None:
        """Score every half."""
        self._index, self._query = index, query
        self._heads, self._tails = index.heads.summed(query.asked), index.tails.summed(query.asked)

    @cached_property
    def _answers(self) -> Floats:
        """What each head answers together with the best tail, of 1, the unknown characters agreeing."""
        index, query = self._index, self._query
        spare = query.unknown_worth * (1 if query.suggested is None else 2)
        best = float(query.weights @ _most_alike(index.tails, query)) / HUNDREDTHS
        return np.minimum((index.heads.summed(query.answers) + best + spare) / (query.total + _TINY), 1)

    @cached_property
    def _head_bounds(self) -> Floats:
        """What no name of each head's sets scores above."""
        most = max(float(self._tails.max(initial=0)), 0.0) + self._query.unknown_worth
        return _joined(self._answers, (self._heads + most) / (self._index.heads.totals + most + _TINY))

    def promising(self) -> Found:
        """Sets of the heads of the highest bounds, of which most is asked for."""
        index, bounds = self._index, self._head_bounds
        level = float(bounds.max())
        sets = np.zeros(0, np.int64)
        while len(sets) < min(_FEW, len(index.tail_of)):
            level -= _STEP
            heads = np.flatnonzero(bounds >= level)
            sets, owner = stretches(index.head_starts, heads)
        heads, tails = heads[owner], index.tail_of[sets]
        left = index.heads.totals[heads] - self._heads[heads] + index.tails.totals[tails] - self._tails[tails]
        best = np.argpartition(left, _FEW)[:_FEW] if len(left) > _FEW else np.arange(len(left))
        return self._found(sets[best], heads[best], tails[best])

    def reaching(self, bar: float) -> Found:
        """The sets of which a name may reach the bar."""
        index = self._index
        heads = np.flatnonzero(self._head_bounds >= bar - SLACK)
        if (index.head_starts[heads + 1] - index.head_starts[heads]).sum() > _MANY * len(index.head_of):
            kept = self._asked_enough(np.arange(len(self._heads)), index.head_of, index.tail_of, bar)
            return self._found(kept, index.head_of[kept], index.tail_of[kept])
        sets, owner = stretches(index.head_starts, heads)
        kept = self._asked_enough(heads, owner, index.tail_of[sets], bar)
        return self._found(sets[kept], heads[owner[kept]], index.tail_of[sets[kept]])

    def _asked_enough(self, heads: Ints, owner: Ints, tails: Ints, bar: float) -> Ints:
        """The places of the sets of which enough is asked for to reach the bar, whatever their tails answer.

        `owner` is the place of each set's head among `heads`.
        """
        index, spare = self._index, self._query.unknown_worth
        needed = 2 * (bar - SLACK - WEIGHTS.bigrams) / (1 - WEIGHTS.bigrams) - self._answers[heads]
        needed[needed <= 0] = -1  # less is asked for of none
        above = self._heads[heads] + spare - needed * (index.heads.totals[heads] + spare)
        asked = above.take(owner, mode="clip") + self._tails.take(tails, mode="clip")
        return np.flatnonzero(asked >= needed.take(owner, mode="clip") * index.tails.totals.take(tails, mode="clip"))

    def _found(self, sets: Ints, heads: Ints, tails: Ints) -> Found:
        index = self._index
        return Found(
            sets,
            _answered(index, self._query, heads, tails),
            self._heads[heads] + self._tails[tails],
            index.heads.totals[heads] + index.tails.totals[tails],
        )

    def bounds(self, found: Found) -> Floats:
        """What no name of the sets scores above: all its unknown characters and bigrams agree with the text's."""
        spare = self._query.unknown_worth
        answers = np.minimum((found.answered + spare) / (self._query.total + _TINY), 1)
        return _joined(answers, (found.asked + spare) / (found.totals + spare + _TINY))


def one_set(index: NameIndex, query: Query, which: int) -> Found:
    """One set alone."""
    head = np.searchsorted(index.head_starts, [which], side="right") - 1
    sets = np.array([which], np.int64)
    tail = index.tail_of[sets]
    halves = ((index.heads, head), (index.tails, tail))
    asked = sum((query.asked[tokens].sum() for half, rows in halves for _, tokens in half.taken(rows)), start=0.0)
    totals = index.heads.totals[head] + index.tails.totals[tail]
    return Found(sets, _answered(index, query, head, tail), np.array([asked]), totals)


def stretches(starts: Array, rows: Ints) -> tuple[Ints, Ints]:
    """The positions `starts[r]` to `starts[r+1]` of many rows, one after the other, and for each the place of its row."""
    first = starts[rows].astype(np.int64)
    lengths = starts[rows + 1] - first
    return strung(first, lengths), np.repeat(np.arange(len(rows)), lengths)


def strung(first: Ints, lengths: Ints) -> Ints:
    """The positions of stretches, one after the other."""
    ends = np.cumsum(lengths)
    places: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - (ends - lengths), lengths)
    return places


def _joined(answers: Floats, asks: Floats) -> Floats:
    """The best scores that names can reach, of what they answer and what of them is asked for, of 1."""
    joined: Floats = (1 - WEIGHTS.bigrams) * (answers + np.maximum(asks, 0)) / 2 + WEIGHTS.bigrams
    return joined


def _answered(index: NameIndex, query: Query, heads: Ints, tails: Ints) -> Floats:
    """What sets answer of the text: of each of its concepts what the likest of theirs does."""
    pairs = [_likest(index.heads, query, heads), _likest(index.tails, query, tails)]
    answered = np.minimum(pairs[0][1] + pairs[1][1], query.unknown_worth)
    for number, (left, right) in enumerate(zip(pairs[0][0], pairs[1][0], strict=True)):
        best = np.maximum(left.view(np.uint8), right.view(np.uint8))
        for place, weight in enumerate(query.weights[number * LANES : (number + 1) * LANES].tolist()):
            answered += (weight / HUNDREDTHS) * best[place::LANES]
    return answered


def _likest(halves: Halves, query: Query, rows: Ints) -> tuple[list[NDArray[np.uint64]], Floats]:
    """How like the likest concept of each half in `rows` is to each of the text, and what they are suggested to be worth."""
    if len(rows) > len(halves.totals):
        lanes, suggested = _likest(halves, query, np.arange(len(halves.totals)))
        return [lane.take(rows, mode="clip") for lane in lanes], suggested.take(rows, mode="clip")
    lanes, suggested = [np.zeros(len(rows), np.uint64) for _ in query.lanes], np.zeros(len(rows))
    for covered, tokens in halves.taken(rows):
        concepts = tokens // MOST_CONCEPTS
        if query.suggested is not None:
            suggested[covered] += query.suggested.take(concepts, mode="clip")
        for lane, table in zip(lanes, query.lanes, strict=True):
            bytes_of = lane[covered].view(np.uint8)
            np.maximum(bytes_of, table.take(concepts, mode="clip").view(np.uint8), out=bytes_of)
            lane[covered] = bytes_of.view(np.uint64)
    return lanes, suggested


def _most_alike(halves: Halves, query: Query) -> NDArray[np.uint8]:
    """By concept of the text the likeness of the likest concept that any of the halves holds, in hundredths."""
    if not query.lanes:
        return np.zeros(0, np.uint8)
    likest = [table.view(np.uint8).reshape(-1, LANES)[halves.concepts].max(axis=0, initial=0) for table in query.lanes]
    return np.concatenate(likest)[: len(query.weights)]
