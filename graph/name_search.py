"""Search in an index of names: the best for a text, exactly, with most of the names never looked at.

1. The text is read into concepts, unknown characters and bigrams.
2. The halves of the concept sets are scored. What a head can reach with the best tail bounds the scores of its sets.
3. Some sets of the heads of the highest bounds are scored, and those of their names that can be among the best: the last
   one kept sets a bar.
4. The sets whose heads' bounds reach the bar are scored. What a set's concepts are worth bounds the scores of its names
   from above; the names of the sets whose bounds reach the bar are scored in full.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.name_query import Query, text_to_query
from graph.name_scoring import WEIGHTS
from graph.set_scoring import SLACK, Found, SetScoring, one_set, stretches, strung

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.name_index import NameIndex

    Array = NDArray[Any]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_SEED_NAMES = 200
_MANY_SETS = 5_000  # from which the best of them are looked at before the others
_GROWTH = 16  # how many more names are looked at in the next step, where a step did not decide
_DIGITS = 6  # scores are rounded to them, so that machines agree on ties


def _concept_scores(index: NameIndex, query: Query, found: Found, names: Ints, owner: Ints) -> Floats:
    """What each name scores by its concepts and unknown characters; `owner` is the place of its set in `found`."""
    lengths = index.unknown_starts[names + 1].astype(np.int64) - index.unknown_starts[names]
    shared = _shared_unknown(index, query, names, lengths)
    answered = np.minimum(found.answered[owner] + shared, query.total)
    totals = found.totals[owner] + WEIGHTS.unknown * lengths
    asks = np.clip((found.asked[owner] + shared) / (totals + 1e-12), 0, 1)
    joined: Floats = (1 - WEIGHTS.bigrams) * (answered / (query.total + 1e-12) + asks) / 2
    return joined


def _shared_unknown(index: NameIndex, query: Query, names: Ints, lengths: Ints) -> Floats:
    """What the unknown characters are worth that a name shares with the text."""
    shared = np.zeros(len(names))
    if query.unknown and lengths.any():
        place, owner = stretches(index.unknown_starts, names)
        codes = index.unknown[place]
        for code, count in query.unknown.items():
            held = np.bincount(owner[codes == code], minlength=len(names))
            shared += WEIGHTS.unknown * np.minimum(held, count)
    return shared


def _pairs(index: NameIndex, names: Ints) -> Ints:
    """How many bigrams each name has."""
    return np.maximum(index.letter_starts[names + 1].astype(np.int64) - index.letter_starts[names] - 1, 0)


def _most_dice(index: NameIndex, query: Query, names: Ints) -> Floats:
    """What the share of common bigrams can be at most: that of the shorter text in the longer."""
    pairs, own = _pairs(index, names), sum(query.bigrams.values())
    return 2 * np.minimum(pairs, own) / np.maximum(pairs + own, 1)


def _dice(index: NameIndex, query: Query, names: Ints) -> Floats:
    """The share of bigrams that names and text have in common."""
    pairs = _pairs(index, names)
    common, some = np.zeros(len(names)), np.flatnonzero(pairs)
    if query.bigrams and len(some):
        first = strung(index.letter_starts[names[some]].astype(np.int64), pairs[some])
        codes = index.letters[first].astype(np.int64) << 32 | index.letters[first + 1]
        asked = np.array(list(query.bigrams.items()), np.int64)
        same = codes[:, None] == asked[:, 0]
        held = np.add.reduceat(same, np.cumsum(pairs[some]) - pairs[some], axis=0, dtype=np.int64)
        common[some] = held.sum(axis=1) + (held > 0) @ asked[:, 1]
    return common / np.maximum(pairs + sum(query.bigrams.values()), 1)


def best_names(
    index: NameIndex, text: str, top: int, allowed: NDArray[np.bool_] | None = None
) -> list[tuple[int, float]]:
    """The rows of the `top` names most similar to `text` with their scores above 0, best first, ties in name order.

    `allowed` says by row which names count; all do where it is None.
    """
    if not len(index):
        return []
    best = _Best(index, text_to_query(index, text), top, allowed)
    best.look_at_all()
    return best.ranked()


@dataclass(slots=True)
class _Best:
    """The best names so far of one search."""

    index: NameIndex
    query: Query
    top: int
    allowed: NDArray[np.bool_] | None
    scores: dict[int, float] = field(default_factory=dict)
    bar: float = 0.0

    def look_at_all(self) -> None:
        """Look at promising sets, which raise the bar, then at all that can reach it, the best of many first."""
        scoring = SetScoring(self.index, self.query)
        found = scoring.promising()
        self._look_at(_leading(self.index, found, scoring.bounds(found), self.top))
        found = scoring.reaching(self.bar)
        bounds = scoring.bounds(found)
        if len(bounds) > _MANY_SETS:
            self._look_at(_leading(self.index, found, bounds, self.top))
        self._look_at(found.taken(bounds >= self.bar - SLACK))

    def _look_at(self, found: Found) -> None:
        """Score those names of the sets that can be among the best: the most promising first."""
        place, owner = stretches(self.index.set_starts, found.sets)
        names = self.index.names_by_set[place].astype(np.int64)
        if self.allowed is not None:
            kept = self.allowed[names]
            names, owner = names[kept], owner[kept]
        by_concept = _concept_scores(self.index, self.query, found, names, owner)
        most = by_concept + WEIGHTS.bigrams * _most_dice(self.index, self.query, names)
        count = max(self.top, _SEED_NAMES)
        while len(names):
            part = _largest(most, count)
            count *= _GROWTH
            dice = _dice(self.index, self.query, names[part])
            self._take(names[part], np.round(by_concept[part] + WEIGHTS.bigrams * dice, _DIGITS))
            left = most >= self.bar - SLACK
            left[part] = False
            names, by_concept, most = names[left], by_concept[left], most[left]
            if len(part) >= len(left):
                return

    def _take(self, names: Ints, scores: Floats) -> None:
        if len(scores) > self.top:
            kept = scores >= max(self.bar, np.partition(scores, len(scores) - self.top)[len(scores) - self.top])
            names, scores = names[kept], scores[kept]
        self.scores.update(zip(names.tolist(), scores.tolist(), strict=True))
        ranked = self.ranked()
        self.scores = dict(ranked)
        self.bar = ranked[-1][1] if len(ranked) == self.top else 0.0

    def ranked(self) -> list[tuple[int, float]]:
        """The best names and their scores, best first."""
        pairs = [(name, score) for name, score in self.scores.items() if score > 0]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[: self.top]


def _largest(values: Floats, count: int) -> Ints:
    """The places of the `count` largest values, a value that several share taken in any order."""
    if len(values) <= count:
        return np.arange(len(values))
    places: Ints = np.argpartition(-values, count - 1)[:count]
    return places


def _leading(index: NameIndex, found: Found, bounds: Floats, top: int) -> Found:
    """The sets with the highest bounds, as many as hold a good number of names."""
    count = min(len(bounds), max(top, _SEED_NAMES))
    order = np.argpartition(-bounds, count - 1)[:count] if count else np.zeros(0, np.int64)
    order = order[np.argsort(-bounds[order], kind="stable")]
    sets = found.sets[order]
    names_before = np.cumsum(index.set_starts[sets + 1] - index.set_starts[sets])
    enough = int(np.searchsorted(names_before, max(top, _SEED_NAMES))) + 1
    return found.taken(order[:enough])


def score_of(index: NameIndex, text: str, name: str) -> float:
    """The score of one name of the index against a text, 0..1; 0 for a name that it does not hold."""
    row = index.row_of(name)
    if row is None:
        return 0.0
    query, names = text_to_query(index, text), np.array([row], np.int64)
    found = one_set(index, query, int(index.set_of[row]))
    by_concept = _concept_scores(index, query, found, names, np.zeros(1, np.int64))
    return float(np.round(by_concept + WEIGHTS.bigrams * _dice(index, query, names), _DIGITS)[0])
