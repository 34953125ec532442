"""Search in an index of names: the best for a text, exactly, with most of the names never looked at.

1. The text is read into concepts, unknown characters and bigrams.
2. The sets that hold its rarest concept are scored, and the names of the best of them: the last one kept sets a bar.
3. The sets near enough to reach the bar are scored. What a set's concepts are worth bounds the scores of its names from
   above; the names of the highest bounds are scored in full and raise the bar.
4. The names of the sets whose bound reaches it are scored in full.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.name_reading import concept_rows
from graph.name_scoring import HUNDREDTHS, WEIGHTS, likeness, plain_weights
from ontology.lexicon import fold, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from graph.name_index import NameIndex

    Array = NDArray[Any]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_PICKED = 0.25  # of the sets, up to which picking them out is quicker than scoring all
_LANES = 8  # likenesses in one machine word
_SEEDS = 2_000  # sets that are scored first
_SEED_NAMES = 200
_GROWTH = 16  # how many more names are looked at in the next step, where a step did not decide
_SLACK = 1e-9
_DIGITS = 6  # scores are rounded to them, so that machines agree on ties


@dataclass(frozen=True, slots=True)
class Query:
    """A text as the score sees it, for one index.

    `rows` are its concepts with `weights`; `asked` says by concept how near the text comes to it, `suggested` what an
    unknown word's characters suggest; `total` is what the whole text is worth. `lanes` are the likenesses of the concepts
    in hundredths, eight to a word.
    """

    rows: Ints
    weights: Floats
    asked: Floats
    suggested: Floats | None
    unknown: Mapping[int, int]
    bigrams: Mapping[int, int]
    total: float
    lanes: tuple[NDArray[np.uint64], ...]

    @property
    def unknown_worth(self) -> float:
        """What the characters that no word covers are worth."""
        return WEIGHTS.unknown * sum(self.unknown.values())


def text_to_query(index: NameIndex, text: str) -> Query:
    """What a text asks of the names of an index."""
    reading, rows = lexicon().read(text), concept_rows()
    shares: dict[int, float] = {}
    for span in reading.spans:
        shares[rows[span.concept]] = max(span.share, shares.get(rows[span.concept], 0.0))
    held = np.array(sorted(shares), np.int64)
    weights = plain_weights()[held] * index.rarity[held] * np.array([shares[row] for row in held.tolist()])
    unknown = Counter(map(ord, "".join(reading.residue)))
    letters = [ord(letter) for letter in fold(text) if letter.isalnum()]
    asked, suggested = _asked(held), _suggested(index, reading.residue, held)
    if suggested is not None:
        asked = np.maximum(asked, np.where(suggested > 0, WEIGHTS.back_off * (suggested > 0), -1.0))
    return Query(
        held,
        weights,
        asked,
        suggested,
        unknown,
        Counter(one << 32 | other for one, other in pairwise(letters)),
        float(weights.sum()) + WEIGHTS.unknown * sum(unknown.values()),
        _lanes(held),
    )


def _asked(held: Ints) -> Floats:
    """For each concept the best likeness to one of `held`, or the worst conflict where none is alike."""
    if not len(held):
        return np.zeros(len(concept_rows()) + 1)
    best: Floats = likeness()[held].max(axis=0)
    return np.where(best > 0, best, likeness()[held].min(axis=0))


def _suggested(index: NameIndex, residue: tuple[str, ...], held: Ints) -> Floats | None:
    """By concept what the characters of unknown words suggest that it is worth, or None where they suggest nothing."""
    worth = np.zeros(len(concept_rows()) + 1)
    for run in residue:
        for key, share in lexicon().suggested(run).items():
            row = concept_rows()[key]
            if share >= WEIGHTS.back_off_share and row not in held:
                value = plain_weights()[row] * index.rarity[row] * WEIGHTS.back_off * share
                worth[row] = max(worth[row], value)
    return worth if worth.any() else None


def _lanes(held: Ints) -> tuple[NDArray[np.uint64], ...]:
    """By concept its likeness to each of `held`, 0..100 in a byte each, eight concepts to a word."""
    table = _hundredths()[:, held]
    packed = []
    for start in range(0, len(held), _LANES):
        bytes_of = np.zeros((len(table), _LANES), np.uint8)
        part = table[:, start : start + _LANES]
        bytes_of[:, : part.shape[1]] = part
        packed.append(bytes_of.view(np.uint64).ravel())
    return tuple(packed)


@cache
def _hundredths() -> NDArray[np.uint8]:
    """The likenesses above 0 in hundredths."""
    return np.round(np.clip(likeness(), 0, 1) * HUNDREDTHS).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Found:
    """Sets with what their names can reach: `answered` of the text's worth, and `asked` of their own, both in worth."""

    sets: Ints
    answered: Floats
    asked: Floats

    def taken(self, which: Array) -> Found:
        """Some of them."""
        return Found(self.sets[which], self.answered[which], self.asked[which])


def _scored_sets(index: NameIndex, query: Query, sets: Ints, bar: float = 0.0) -> Found:
    """What the concepts of the sets (ascending) answer of the text, and what of them the text asks for.

    Sets of which too little is asked for to reach the bar, whatever they answer, are left out before that is worked out.
    """
    asked = np.zeros(len(sets))
    for members, values, here, count in _columns_of(index, sets):
        asked[:count] += query.asked.take(members[here]) * values[here]
    least = 2 * (bar - WEIGHTS.bigrams) / (1 - WEIGHTS.bigrams) - 1
    if least > 0:
        spare = query.unknown_worth
        kept = asked + spare >= (least - _SLACK) * (index.totals[sets] + spare)
        sets, asked = sets[kept], asked[kept]
    return Found(sets, _answered(index, query, sets), asked)


def _columns_of(index: NameIndex, sets: Ints) -> Iterator[tuple[Array, Array, slice | Ints, int]]:
    """For each column its concepts and weights, where those of the sets stand in it, and how many of the sets it covers."""
    everything = len(sets) == len(index.totals)
    for members, values in index.columns:
        count = len(members) if everything else int(np.searchsorted(sets, len(members)))
        yield members, values, slice(None) if everything else sets[:count], count


def _answered(index: NameIndex, query: Query, sets: Ints) -> Floats:
    answered = np.zeros(len(sets))
    best = [np.zeros(len(sets), np.uint64) for _ in query.lanes]
    for members, _, here, count in _columns_of(index, sets):
        concepts = members[here]
        if query.suggested is not None:
            answered[:count] += query.suggested.take(concepts)
        for lane, table in zip(best, query.lanes, strict=True):
            bytes_of = lane[:count].view(np.uint8)
            np.maximum(bytes_of, table.take(concepts).view(np.uint8), out=bytes_of)
    np.minimum(answered, query.unknown_worth, out=answered)
    for number, weight in enumerate(query.weights.tolist()):
        part = best[number // _LANES].view(np.uint8)[number % _LANES :: _LANES]
        answered += (weight / HUNDREDTHS) * part
    return answered


def _bounds(index: NameIndex, query: Query, found: Found) -> Floats:
    """What no name of the sets scores above."""
    spare = query.unknown_worth
    answers = np.clip((found.answered + spare) / (query.total + 1e-12), 0, 1)
    asks = np.clip((found.asked + spare) / (index.totals[found.sets] + spare + 1e-12), 0, 1)
    joined: Floats = (1 - WEIGHTS.bigrams) * (answers + asks) / 2 + WEIGHTS.bigrams
    return joined


def _names_of(index: NameIndex, sets: Ints) -> tuple[Ints, Ints]:
    """The names of the sets, and for each the place of its set among them."""
    first = index.set_starts[sets]
    counts = index.set_starts[sets + 1] - first
    owner = np.repeat(np.arange(len(sets)), counts)
    inside = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return index.names_by_set[np.repeat(first, counts) + inside].astype(np.int64), owner


def _concept_scores(index: NameIndex, query: Query, found: Found, names: Ints, owner: Ints) -> Floats:
    """What each name scores by its concepts and unknown characters; `owner` is the place of its set in `found`."""
    lengths = index.unknown_starts[names + 1].astype(np.int64) - index.unknown_starts[names]
    shared = _shared_unknown(index, query, names, lengths)
    answered = np.minimum(found.answered[owner] + shared, query.total)
    totals = index.totals[found.sets][owner] + WEIGHTS.unknown * lengths
    asks = np.clip((found.asked[owner] + shared) / (totals + 1e-12), 0, 1)
    joined: Floats = (1 - WEIGHTS.bigrams) * (answered / (query.total + 1e-12) + asks) / 2
    return joined


def _shared_unknown(index: NameIndex, query: Query, names: Ints, lengths: Ints) -> Floats:
    """What the unknown characters are worth that a name shares with the text."""
    shared = np.zeros(len(names))
    if query.unknown and lengths.any():
        place = _stretches(index.unknown_starts[names].astype(np.int64), lengths)
        codes, owner = index.unknown[place], np.repeat(np.arange(len(names)), lengths)
        for code, count in query.unknown.items():
            held = np.bincount(owner[codes == code], minlength=len(names))
            shared += WEIGHTS.unknown * np.minimum(held, count)
    return shared


def _stretches(starts: Ints, lengths: Ints) -> Ints:
    """The positions of many stretches, one after the other."""
    return np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))


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
    first = _stretches(index.letter_starts[names].astype(np.int64), pairs)
    codes = index.letters[first].astype(np.int64) << 32 | index.letters[first + 1]
    owner = np.repeat(np.arange(len(names)), pairs)
    common = np.zeros(len(names))
    for bigram, count in query.bigrams.items():
        held = np.bincount(owner[codes == bigram], minlength=len(names))
        common += held + count * (held > 0)
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
    best.look_at(_seeds(best))
    best.look_at(_candidates(best))
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

    def look_at(self, sets: Ints) -> None:
        """Score the sets, and those of their names that can be among the best: the most promising first."""
        found = _scored_sets(self.index, self.query, sets, self.bar)
        bounds = _bounds(self.index, self.query, found)
        first = _leading(self.index, found, bounds, self.top)
        self._look_at_names(found.taken(first))
        rest = bounds >= self.bar - _SLACK
        rest[first] = False
        self._look_at_names(found.taken(np.flatnonzero(rest)))

    def _look_at_names(self, found: Found) -> None:
        names, owner = _names_of(self.index, found.sets)
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
            left = most >= self.bar - _SLACK
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


def _leading(index: NameIndex, found: Found, bounds: Floats, top: int) -> Ints:
    """The places of the sets with the highest bounds, as many as hold a good number of names."""
    count = min(len(bounds), max(top, _SEED_NAMES))
    order = np.argpartition(-bounds, count - 1)[:count] if count else np.zeros(0, np.int64)
    order = order[np.argsort(-bounds[order], kind="stable")]
    sets = found.sets[order]
    names_before = np.cumsum(index.set_starts[sets + 1] - index.set_starts[sets])
    enough = int(np.searchsorted(names_before, max(top, _SEED_NAMES))) + 1
    return np.sort(order[:enough])


def _seeds(best: _Best) -> Ints:
    """Some of the sets that hold the rarest concept of the text; none where the index is small anyway."""
    index, rows = best.index, best.query.rows
    sizes = index.concept_starts[rows + 1] - index.concept_starts[rows]
    usable = np.flatnonzero(sizes)
    if not len(usable) or len(index.totals) <= _SEEDS:
        return np.zeros(0, np.int64)
    rarest = rows[usable[np.argmin(sizes[usable])]]
    seeds = index.sets_by_concept[index.concept_starts[rarest] : index.concept_starts[rarest + 1]]
    return seeds[:: max(1, len(seeds) // _SEEDS)].astype(np.int64)


@cache
def _related(row: int) -> Ints:
    """The concepts that are near one, itself among them."""
    return np.flatnonzero(likeness()[row, :-1] > 0)


def _candidates(best: _Best) -> Ints:
    """The sets of which a name can reach the bar: they are near enough of the text's concepts to make up the rest.

    A set that is near none of some concepts of the text answers at most the worth of the others; the sets of the most
    frequent concepts need no look as long as these alone are not worth what the bar asks.
    """
    index, query = best.index, best.query
    everything = np.arange(len(index.totals))
    needed = (2 * (best.bar - WEIGHTS.bigrams) / (1 - WEIGHTS.bigrams) - 1) * query.total - query.unknown_worth
    if needed <= 0 or query.suggested is not None:
        return everything
    related = [_related(row) for row in query.rows.tolist()]
    counts = index.concept_starts[1:] - index.concept_starts[:-1]
    sizes = np.array([int(counts[rows].sum()) for rows in related])
    wanted: set[int] = set()
    spared = 0.0
    for place in np.argsort(-sizes, kind="stable").tolist():
        if spared + query.weights[place] < needed - _SLACK:
            spared += float(query.weights[place])
        else:
            wanted.update(related[place].tolist())
    if int(counts[sorted(wanted)].sum()) > _PICKED * len(everything):
        return everything
    mask = np.zeros(len(everything), np.bool_)
    for row in wanted:
        mask[index.sets_by_concept[index.concept_starts[row] : index.concept_starts[row + 1]]] = True
    return np.flatnonzero(mask)


def score_of(index: NameIndex, text: str, name: str) -> float:
    """The score of one name of the index against a text, 0..1; 0 for a name that it does not hold."""
    row = index.row_of(name)
    if row is None:
        return 0.0
    query, names = text_to_query(index, text), np.array([row], np.int64)
    found = _scored_sets(index, query, index.set_of[names].astype(np.int64))
    by_concept = _concept_scores(index, query, found, names, np.zeros(1, np.int64))
    return float(np.round(by_concept + WEIGHTS.bigrams * _dice(index, query, names), _DIGITS)[0])
