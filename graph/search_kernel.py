"""The search for the best names as machine code: what `compiled_search` runs. Imported only where numba is installed.

The steps and the order of every sum are those of `name_search` and `set_scoring`, so that scores are the same; bounds may
differ by what rounding leaves. Loops take the fields of their tuples first: each such look counts references.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.compiled_search import Best, Parts, Wanted

    Array = NDArray[Any]
    Two = tuple[float, float]

_TINY = 1e-12
_SLACK = 1e-5  # as set_scoring.SLACK
_DIGITS = 1e6
_BUCKETS = 1_024  # of heads by their bounds
_FEW = 250  # sets that are looked at first


class Sums(NamedTuple):
    """By half what its tokens are asked for and answer, where they are; the halves that are asked for; the bounds of heads."""

    heads: Array
    tails: Array
    asked_heads: Array
    asked_tails: Array
    bounds: Array


class Found(NamedTuple):
    """Sets, and what no name of each scores above."""

    sets: Array
    bounds: Array


@njit(cache=True)
def search(parts: Parts, wanted: Wanted, allowed: Array, best: Best) -> None:
    """Fill `best` with the best names; `allowed` says by row which count, all where it is empty."""
    sums = _sums(parts, wanted)
    order = _falling(sums.asked_heads, sums.bounds)
    first, number = 0, 0
    while first < len(order) and number < _FEW:
        number += parts.head_starts[order[first] + 1] - parts.head_starts[order[first]]
        first += 1
    _look_at(parts, wanted, allowed, _of_heads(parts, wanted, sums, order[:first], 0.0), best)
    _look_at(parts, wanted, allowed, _of_heads(parts, wanted, sums, order[first:], _bar(best)), best)
    _look_at(parts, wanted, allowed, _of_strangers(parts, wanted, sums, _bar(best)), best)


@njit(cache=True)
def _sums(parts: Parts, wanted: Wanted) -> Sums:
    """What halves are worth to the text; what speaks against them is left to their scores."""
    heads, asked_heads = _summed(parts.head_places, parts.head_place_starts, len(parts.head_totals), wanted.worth)
    tails, asked_tails = _summed(parts.tail_places, parts.tail_place_starts, len(parts.tail_totals), wanted.worth)
    empty = len(heads) - 1  # halves stand largest first
    if parts.head_totals[empty] == 0:
        asked_heads = np.append(asked_heads, empty)
    bounds = _head_bounds(parts, wanted, heads, asked_heads, _most(tails, asked_tails))
    return Sums(heads, tails, asked_heads, asked_tails, bounds)


@njit(cache=True)
def _summed(places: Array, starts: Array, count: int, worth: Array) -> tuple[Array, Array]:
    """For each half what its tokens are worth that are asked for: asked, and answered; and the halves that have any."""
    sums, found, number = np.zeros((count, 2), np.float32), np.empty(count, np.int64), 0
    for token in range(len(worth)):
        asked, answered = max(worth[token, 0], np.float32(0)), worth[token, 1]
        if asked > 0 or answered > 0:
            for at in range(starts[token], starts[token + 1]):
                half = places[at]
                if sums[half, 0] == 0 and sums[half, 1] == 0:
                    found[number] = half
                    number += 1
                sums[half, 0] += asked
                sums[half, 1] += answered
    return sums, found[:number]


@njit(cache=True)
def _bound(asked: float, answers: float, total: float, common: Two, scale: Two) -> float:
    """What no name scores above of a set with these sums, as SetScoring bounds it.

    `common` is what unknown characters are worth and what share of the bigrams a name can have in common with the text,
    `scale` what part of the text a worth of 1 is, and what share of the score the bigrams have.
    """
    (spare, dice), (part, bigrams) = common, scale
    answered = min((answers + spare) * part, 1.0)
    asks = max((asked + spare) / (total + spare + _TINY), 0.0)
    return (1 - bigrams) * 0.5 * (answered + asks) + bigrams * dice


@njit(cache=True)
def _scale(wanted: Wanted) -> Two:
    """What part of the text a worth of 1 is, and what share of the score the bigrams have."""
    return 1 / (wanted.total + _TINY), wanted.for_bigrams


@njit(cache=True)
def _needed(wanted: Wanted, bar: float) -> float:
    """What concepts must answer of a text, where all that a set holds is asked for, for a name to reach the bar."""
    share = 2 * (bar - wanted.for_bigrams) / (1 - wanted.for_bigrams) - 1
    return share * wanted.total - wanted.unknown_worth - _SLACK


@njit(cache=True)
def _head_bounds(parts: Parts, wanted: Wanted, heads: Array, chosen: Array, best: Two) -> Array:
    """What no name scores above of each chosen head; `best` is what tails are asked for and answer at most."""
    totals, scale, most, bounds = parts.head_totals, _scale(wanted), (wanted.unknown_worth, 1.0), np.zeros(len(heads))
    asked, answers = best
    for head in chosen:
        bounds[head] = _bound(heads[head, 0] + asked, heads[head, 1] + answers, totals[head] + asked, most, scale)
    return bounds


@njit(cache=True)
def _most(sums: Array, chosen: Array) -> Two:
    """The largest of either column."""
    asked, answers = 0.0, 0.0
    for half in chosen:
        asked, answers = max(asked, sums[half, 0]), max(answers, sums[half, 1])
    return asked, answers


@njit(cache=True)
def _falling(chosen: Array, bounds: Array) -> Array:
    """The chosen places, those with bounds in the highest bucket first."""
    counts = np.zeros(_BUCKETS + 1, np.int64)
    for place in chosen:
        counts[_BUCKETS - min(int(bounds[place] * _BUCKETS), _BUCKETS)] += 1
    filled, places = np.cumsum(counts) - counts, np.empty(len(chosen), np.int64)
    for place in chosen:
        bucket = _BUCKETS - min(int(bounds[place] * _BUCKETS), _BUCKETS)
        places[filled[bucket]] = place
        filled[bucket] += 1
    return places


@njit(cache=True)
def _of_heads(parts: Parts, wanted: Wanted, sums: Sums, chosen: Array, bar: float) -> Found:
    """The sets of the chosen heads of which a name may reach the bar, and what none scores above."""
    starts, tail_of, head_totals, tail_totals = parts.head_starts, parts.tail_of, parts.head_totals, parts.tail_totals
    heads, tails, bounds, scale, most = sums.heads, sums.tails, sums.bounds, _scale(wanted), (wanted.unknown_worth, 1.0)
    needed = _needed(wanted, bar)
    sets, found, number = np.empty(len(tail_of), np.int64), np.empty(len(tail_of)), 0
    for head in chosen:
        if bounds[head] < bar:
            continue
        asked, answers, total = heads[head, 0], heads[head, 1], head_totals[head]
        for which in range(starts[head], starts[head + 1]):
            tail = tail_of[which]
            if answers + tails[tail, 1] < needed:
                continue
            value = _bound(asked + tails[tail, 0], answers + tails[tail, 1], total + tail_totals[tail], most, scale)
            sets[number], found[number] = which, value
            number += value >= bar
    return _sharpened(parts, wanted, sums, Found(sets[:number], found[:number]), bar)


@njit(cache=True)
def _of_strangers(parts: Parts, wanted: Wanted, sums: Sums, bar: float) -> Found:
    """The sets with heads of which nothing is asked for, where their tails reach the bar, and what no name scores above."""
    starts, by_tail, head_of, least = parts.tail_starts, parts.sets_by_tail, parts.head_of, wanted.least_head
    head_totals, tail_totals, heads, tails = parts.head_totals, parts.tail_totals, sums.heads, sums.tails
    scale, most = _scale(wanted), (wanted.unknown_worth, 1.0)
    needed = _needed(wanted, bar)
    sets, found, number = np.empty(len(head_of), np.int64), np.empty(len(head_of)), 0
    for tail in sums.asked_tails if needed > 0 else np.arange(len(tails)):
        asked, answers, total = tails[tail, 0], tails[tail, 1], tail_totals[tail]
        if answers < needed or _bound(asked, answers, total + least, most, scale) < bar:
            continue
        for at in range(starts[tail], starts[tail + 1]):
            which = by_tail[at]
            head = head_of[which]
            if heads[head, 1] <= 0 and head_totals[head] > 0:
                value = _bound(asked + heads[head, 0], answers, total + head_totals[head], most, scale)
                sets[number], found[number] = which, value
                number += value >= bar
    return _sharpened(parts, wanted, sums, Found(sets[:number], found[:number]), bar)


@njit(cache=True)
def _sharpened(parts: Parts, wanted: Wanted, sums: Sums, rough: Found, bar: float) -> Found:
    """The sets that reach the bar by their unknown characters and bigrams too, the highest bounds first."""
    head_of, tail_of, head_totals, tail_totals = parts.head_of, parts.tail_of, parts.head_totals, parts.tail_totals
    set_unknown, set_pairs, bits, counts = (
        parts.set_unknown,
        parts.set_pairs,
        wanted.unknown_bits,
        wanted.unknown_counts,
    )
    mask, each, doubled, scale = wanted.bigram_bits, wanted.for_unknown, wanted.doubled, _scale(wanted)
    heads, tails, sets, found, own, number = sums.heads, sums.tails, rough.sets, rough.bounds, _bits(mask) + doubled, 0
    for at in range(len(sets)):
        which = sets[at]
        head, tail = head_of[which], tail_of[which]
        spare = 0.0
        for unknown in range(len(bits)):
            if set_unknown[which] & bits[unknown]:
                spare += each * counts[unknown]
        common = _bits(set_pairs[which] & mask) + doubled
        asked, answers = heads[head, 0] + tails[tail, 0], heads[head, 1] + tails[tail, 1]
        worth = head_totals[head] + tail_totals[tail]
        value = _bound(asked, answers, worth, (spare, 2 * common / max(common + own, 1)), scale)
        sets[number], found[number] = which, value
        number += value >= bar
    order = np.argsort(-found[:number])
    return Found(sets[:number][order], found[:number][order])


@njit(cache=True)
def _bits(word: np.uint64) -> int:
    """How many bits a word has."""
    number = 0
    while word:
        word &= word - np.uint64(1)
        number += 1
    return number


@njit(cache=True)
def _bar(best: Best) -> float:
    """What a bound must reach: the worst of the best, once there are enough of them."""
    return best.scores[-1] - _SLACK if best.number[0] == len(best.scores) else _TINY


@njit(cache=True)
def _look_at(parts: Parts, wanted: Wanted, allowed: Array, found: Found, best: Best) -> None:
    """Score the names of sets that can be among the best, the highest bounds first."""
    for at in range(len(found.sets)):
        if found.bounds[at] < _bar(best):
            return
        _look_at_set(parts, wanted, allowed, found.sets[at], best)


@njit(cache=True)
def _look_at_set(parts: Parts, wanted: Wanted, allowed: Array, which: int, best: Best) -> None:
    """Score the names of one set that can be among the best."""
    answered, asked = _set_answers(parts, wanted, which, best.held)
    worth = parts.head_totals[parts.head_of[which]] + parts.tail_totals[parts.tail_of[which]]
    letter_starts, adverse, names = parts.letter_starts, parts.adverse, parts.names_by_set
    unknown_starts, unknown, each, total = parts.unknown_starts, parts.unknown, wanted.for_unknown, wanted.total
    codes, counts, bigrams, own = wanted.unknown, wanted.unknown_counts, wanted.for_bigrams, wanted.bigram_counts.sum()
    for place in range(parts.set_starts[which], parts.set_starts[which + 1]):
        if len(allowed) and not allowed[names[place]]:
            continue
        first, end = unknown_starts[place], unknown_starts[place + 1]
        shared = 0.0
        if end > first:
            for at in range(len(codes)):
                shared += each * min(_count(unknown, first, end, codes[at]), counts[at])
        coverage = min(answered + shared, total) / (total + _TINY)
        asks = min(max((asked + shared) / (worth + each * (end - first) + _TINY), 0.0), 1.0)
        joined = (1 - bigrams) * (coverage + asks) / 2
        agreed = 1.0 if adverse[place] == wanted.adverse else wanted.contrary
        pairs = max(letter_starts[place + 1] - letter_starts[place] - 1, 0)
        if agreed * (joined + bigrams * (2 * min(pairs, own) / max(pairs + own, 1))) >= _bar(best):
            dice = 2 * _pairs_in_common(parts, wanted, place) / max(pairs + own, 1)
            _put(best, np.rint(agreed * (joined + bigrams * dice) * _DIGITS) / _DIGITS, names[place])


@njit(cache=True)
def _set_answers(parts: Parts, wanted: Wanted, which: int, held: Array) -> tuple[float, float]:
    """What of the text's worth a set answers, and what of its own the text asks for; `held` is room for its tokens."""
    number = _tokens(parts.head_sizes, parts.head_tokens, parts.head_of[which], held, 0)
    number = _tokens(parts.tail_sizes, parts.tail_tokens, parts.tail_of[which], held, number)
    likeness, weights, most_concepts = wanted.likeness, wanted.weights, wanted.most_concepts
    answered, asked = 0.0, 0.0
    if len(wanted.suggested):
        for at in range(number):
            answered += wanted.suggested[held[at] // most_concepts]
        answered = min(answered, wanted.unknown_worth)
    for place in range(len(weights)):
        alike = 0
        for at in range(number):
            alike = max(alike, likeness[held[at] // most_concepts, place])
        answered += weights[place] / wanted.hundredths * alike
    for at in range(number):
        asked += wanted.asked[held[at]]
    return answered, asked


@njit(cache=True)
def _tokens(sizes: Array, tokens: Array, row: int, held: Array, number: int) -> int:
    """Put the tokens of a half behind the `number` that `held` has; how many it has then."""
    start = 0
    for size in sizes:
        if size <= row:
            break
        held[number] = tokens[start + row]
        number += 1
        start += size
    return number


@njit(cache=True)
def _count(values: Array, start: int, end: int, wanted: int) -> int:
    """How often a stretch holds a number."""
    number = 0
    for at in range(start, end):
        number += values[at] == wanted
    return number


@njit(cache=True)
def _pairs_in_common(parts: Parts, wanted: Wanted, place: int) -> int:
    """How many bigrams the name at a place has in common with the text."""
    letters, start, end = parts.letters, parts.letter_starts[place], parts.letter_starts[place + 1]
    bigrams, counts, half = wanted.bigrams, wanted.bigram_counts, wanted.half
    common = 0
    for at in range(len(bigrams)):
        first, second, number = bigrams[at] >> half, bigrams[at] & ((1 << half) - 1), 0
        for letter in range(start, end - 1):
            number += letters[letter] == first and letters[letter + 1] == second
        common += min(number, counts[at])
    return common


@njit(cache=True)
def _put(best: Best, score: float, row: int) -> None:
    """Put a name where it belongs among the best: before those of lower scores, and of the same in later rows."""
    scores, rows, number = best.scores, best.rows, best.number[0]
    if score <= 0 or (number == len(scores) and (score, -row) <= (scores[-1], -rows[-1])):
        return
    at = min(number, len(scores) - 1)
    while at and (score, -row) > (scores[at - 1], -rows[at - 1]):
        scores[at], rows[at] = scores[at - 1], rows[at - 1]
        at -= 1
    scores[at], rows[at] = score, row
    best.number[0] = min(number + 1, len(scores))
