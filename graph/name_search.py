"""Search in an index of names: the best for a text, exactly, with most of the names never looked at.

1. The text is read into concepts, unknown characters and bigrams.
2. The halves of the concept sets are scored: sums over them bound from above what any name of a set scores, and Bloom
   filters of a set's bigrams and unknown characters sharpen that.
3. The names of the sets of the highest bounds are scored, most promising first: the last one kept sets a bar.
4. The names of the other sets whose bounds reach the bar are scored in full, where their own bounds reach it too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from graph import compiled_search
from graph.name_index import pair_codes
from graph.name_query import Query, text_to_query
from graph.name_scoring import WEIGHTS
from graph.set_scoring import SLACK, Found, Sets, SetScoring, one_set, scored
from graph.stretches import stretches, strung

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.name_index import NameIndex

    Array = NDArray[Any]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_SEED_NAMES = 200
_CLOSELY = 64  # names that are compared letter by letter first
_MANY_NAMES = 5_000  # from which the best of them are looked at before the others
_GROWTH = 16  # how many more names are looked at in the next step, where a step did not decide
_DIGITS = 6  # scores are rounded to them, so that machines agree on ties


def _concept_scores(index: NameIndex, query: Query, found: Found, places: Ints, owner: Ints) -> Floats:
    """What the name at each place scores by its concepts and unknown characters; `owner` is the place of its set in `found`."""
    lengths = index.unknown_counts.take(places)
    shared = _shared_unknown(index, query, places, lengths)
    answered = np.minimum(found.answered[owner] + shared, query.total)
    totals = found.totals[owner] + WEIGHTS.unknown * lengths
    asks = np.clip((found.asked[owner] + shared) / (totals + 1e-12), 0, 1)
    joined: Floats = (1 - WEIGHTS.bigrams) * (answered / (query.total + 1e-12) + asks) / 2
    return joined


def _shared_unknown(index: NameIndex, query: Query, places: Ints, lengths: Ints) -> Floats:
    """What the unknown characters are worth that a name shares with the text."""
    shared = np.zeros(len(places))
    if query.unknown and lengths.any():
        position, owner = stretches(index.unknown_starts, places)
        codes = index.unknown[position]
        for code, count in query.unknown.items():
            held = np.bincount(owner[codes == code], minlength=len(places))
            shared += WEIGHTS.unknown * np.minimum(held, count)
    return shared


def _agreement(index: NameIndex, query: Query, places: Ints) -> Floats:
    """What part of its score the name at each place keeps: less than all where it and the text count the contrary."""
    parts: Floats = np.where(index.adverse[places] == query.adverse, 1.0, WEIGHTS.contrary)
    return parts


def _most_dice(index: NameIndex, query: Query, places: Ints) -> Floats:
    """What the share of common bigrams can be at most, by the names' Bloom filters."""
    pairs, (_, mask, double) = index.pair_counts.take(places), query.bits
    common = np.bitwise_count(index.pairs.take(places) & np.uint64(mask)) + np.float64(double)
    most: Floats = 2 * np.minimum(common, pairs) / np.maximum(pairs + np.float64(sum(query.bigrams.values())), 1)
    return most


def _dice(index: NameIndex, query: Query, places: Ints) -> Floats:
    """The share of bigrams that names and text have in common."""
    pairs = index.pair_counts.take(places).astype(np.int64)
    common = np.zeros(len(places))
    if query.bigrams:
        first = strung(index.letter_starts.take(places).astype(np.int64), pairs)
        codes = pair_codes(index.letters.take(first), index.letters.take(first + 1))
        wanted, counts = query.counted_bigrams
        place = wanted.searchsorted(codes)
        met = np.flatnonzero(wanted.take(place, mode="clip") == codes)
        owner = np.repeat(np.arange(len(places)) * len(wanted), pairs)
        held = np.bincount(owner.take(met) + place.take(met), minlength=len(places) * len(wanted))
        common = np.minimum(held.reshape(len(places), len(wanted)), counts).sum(axis=1)
    return 2 * common / np.maximum(pairs + sum(query.bigrams.values()), 1)


def best_names(
    index: NameIndex, text: str, top: int, allowed: NDArray[np.bool_] | None = None
) -> list[tuple[int, float]]:
    """The rows of the `top` names most similar to `text` with their scores above 0, best first, ties in name order.

    `allowed` says by row which names count; all do where it is None.
    """
    if not len(index):
        return []
    if compiled_search.is_worth_while(index, top):
        return compiled_search.best_names(index, text, top, allowed)
    best = _Best(index, text_to_query(index, text), top, allowed)
    best.look_at_all()
    return best.ranked()


def names_reaching(index: NameIndex, text: str, least: float) -> list[tuple[int, float]]:
    """The rows of all names that score `least` (above 0) or more against `text`, with their scores, as `best_names` gives them."""
    if not len(index):
        return []
    best = _Best(index, text_to_query(index, text), len(index), None, least=least, bar=least)
    best.look_at_all()
    return [(row, score) for row, score in best.ranked() if score >= least]


@dataclass(slots=True)
class _Best:
    """The best names so far of one search; what scores less than `bar`, at first `least`, is not among them."""

    index: NameIndex
    query: Query
    top: int
    allowed: NDArray[np.bool_] | None
    least: float = 0.0
    scores: dict[int, float] = field(default_factory=dict)
    bar: float = 0.0

    def look_at_all(self) -> None:
        """Look at promising sets, which raise the bar, then at all that can reach it, the best of many first."""
        scoring = SetScoring(self.index, self.query)
        left = self._leading_looked_at(scoring.promising())
        left = left.joined(scoring.reaching(self.bar))
        if (self.index.set_starts[left.rows + 1] - self.index.set_starts[left.rows]).sum() > _MANY_NAMES:
            left = self._leading_looked_at(left)
        if len(left.rows):
            self._look_at(left)

    def _leading_looked_at(self, some: Sets) -> Sets:
        """Look at the sets of the highest bounds; the others that can reach the bar then."""
        best = _leading(self.index, some, self.top)
        self._look_at(some.taken(best))
        others = some.bounds >= self.bar - SLACK
        others[best] = False
        return some.taken(np.flatnonzero(others))

    def _look_at(self, some: Sets) -> None:
        """Score those names of the sets that can be among the best: the most promising first."""
        found = scored(self.index, self.query, some)
        places, owner = stretches(self.index.set_starts, found.sets)
        if self.allowed is not None:
            kept = self.allowed[self.index.names_by_set[places]]
            places, owner = places[kept], owner[kept]
        by_concept = _concept_scores(self.index, self.query, found, places, owner)
        agreed = _agreement(self.index, self.query, places)
        most = agreed * (by_concept + WEIGHTS.bigrams * _most_dice(self.index, self.query, places))
        left, count = np.flatnonzero(most >= self.bar - SLACK), max(self.top, _CLOSELY)
        while len(left):
            part = left.take(_largest(most.take(left), count))
            count *= _GROWTH
            dice = _dice(self.index, self.query, places[part])
            self._take(places[part], np.round(agreed[part] * (by_concept[part] + WEIGHTS.bigrams * dice), _DIGITS))
            if len(part) >= len(left):
                return
            most[part] = -1
            left = np.flatnonzero(most >= self.bar - SLACK)

    def _take(self, places: Ints, scores: Floats) -> None:
        kept = scores >= self.bar
        places, scores = places[kept], scores[kept]
        if len(scores) > self.top:
            kept = scores >= max(self.bar, np.partition(scores, len(scores) - self.top)[len(scores) - self.top])
            places, scores = places[kept], scores[kept]
        names = self.index.names_by_set[places]
        self.scores.update(zip(names.tolist(), scores.tolist(), strict=True))
        ranked = self.ranked()
        self.scores = dict(ranked)
        self.bar = ranked[-1][1] if len(ranked) == self.top else self.least

    def ranked(self) -> list[tuple[int, float]]:
        """The best names and their scores, best first."""
        pairs = [(name, score) for name, score in self.scores.items() if score > 0]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[: self.top]


def _largest(values: NDArray[np.floating], count: int) -> Ints:
    """The places of the `count` largest values, a value that several share taken in any order."""
    if len(values) <= count:
        return np.arange(len(values))
    places: Ints = np.argpartition(-values, count - 1)[:count]
    return places


def _leading(index: NameIndex, some: Sets, top: int) -> Ints:
    """The places of the sets with the highest bounds, as many as hold a good number of names."""
    order = _largest(some.bounds, max(top, _SEED_NAMES))
    order = order[np.argsort(-some.bounds[order], kind="stable")]
    rows = some.rows[order]
    names_before = np.cumsum(index.set_starts[rows + 1] - index.set_starts[rows])
    return order[: int(np.searchsorted(names_before, max(top, _SEED_NAMES))) + 1]


def score_of(index: NameIndex, text: str, name: str) -> float:
    """The score of one name of the index against a text, 0..1; 0 for a name that it does not hold."""
    row = index.row_of(name)
    if row is None:
        return 0.0
    query, which = text_to_query(index, text), int(index.set_of[row])
    first, end = index.set_starts[which : which + 2].tolist()
    places = np.array([first + np.searchsorted(index.names_by_set[first:end], row)])
    found = one_set(index, query, which)
    by_concept = _concept_scores(index, query, found, places, np.zeros(1, np.int64))
    score = _agreement(index, query, places) * (by_concept + WEIGHTS.bigrams * _dice(index, query, places))
    return float(np.round(score, _DIGITS)[0])
