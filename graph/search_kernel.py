"""The search for the best names as machine code: what `compiled_search` runs. Imported only where numba is installed.

The steps and the order of every sum are those of `name_search` and `set_scoring`, so that scores are the same; bounds may
differ by what rounding leaves. Each array that a function is given or takes from a tuple counts references, which costs
more than a sum: loops take the fields of their tuples first, and what they call is given few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

from graph.name_kernel import SLACK, TINY, Asked, Found, bar_of, bits_in, look_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.compiled_search import Best, Parts, Wanted

    Array = NDArray[Any]
    Two = tuple[float, float]

_BUCKETS = 1_024  # of heads by their bounds
_LEADING = 600  # heads of the highest bounds, in whose order the first sets are looked at
_FEW = 100  # sets that are looked at first
_GROWTH = 4  # how many times as many, those before included, are looked at up to each next step, by the bar these set
_MANY = 6_400  # sets that have set the bar for all others


class Sums(NamedTuple):
    """By half what its tokens are asked for and answer, where they are; the halves that are asked for.

    `bounds` is by asked head what no name of it scores above, `merits` what of the text its sets answer and are asked for,
    in worth; `tail_answers` what each asked tail answers.
    """

    heads: Array
    tails: Array
    asked_heads: Array
    asked_tails: Array
    bounds: Array
    merits: Array
    tail_answers: Array
    most: Two


@njit(cache=True)
def search(parts: Parts, wanted: Wanted, best: Best) -> None:
    """Fill `best` with the best names: those of the leading heads first, step by step, then those of all others."""
    concepts = _asked(parts, wanted)
    sums = _sums(parts, wanted, concepts)
    bounds, asked_heads, starts = sums.bounds, sums.asked_heads, parts.head_starts
    order = _leading(bounds)
    first, number, enough, bar = 0, 0, _FEW, 0.0
    while first < len(order) and number < _MANY:
        begin = first
        while first < len(order) and number < enough:
            head = asked_heads[order[first]]
            number += starts[head + 1] - starts[head]
            first += 1
        look_at(parts, wanted, concepts, _of_heads(parts, wanted, sums, order[begin:first], bar), best)
        bar, enough = bar_of(best.scores, best.number), enough * _GROWTH
    bounds[order[:first]] = -1
    # In the order in which they stand: memory is read ahead.
    look_at(parts, wanted, concepts, _of_heads(parts, wanted, sums, _reaching(bounds, bar), bar), best)
    bar = bar_of(best.scores, best.number)
    look_at(parts, wanted, concepts, _of_strangers(parts, wanted, sums, bar), best)


@njit(cache=True)
def _asked(parts: Parts, wanted: Wanted) -> Asked:
    """What the text asks of each concept, as Query has it."""
    likeness, held, weights, hundredths = parts.likeness, wanted.held, wanted.weights, wanted.hundredths
    count = likeness.shape[1]
    asked, answers, suggested = np.zeros(count), np.zeros(count), np.zeros(count if len(wanted.suggested) else 0)
    for concept in range(count):
        best, worst, answered = 0, 0, 0.0
        for place in range(len(held)):
            alike = likeness[held[place], concept]
            best, worst = max(best, alike), min(worst, alike)
            answered += weights[place] / hundredths * max(alike, 0)
        asked[concept], answers[concept] = (best if best > 0 else worst) / hundredths, answered
    for place in range(len(wanted.suggested)):
        concept = wanted.suggested[place]
        suggested[concept] = wanted.suggested_worth[place]
        asked[concept] = max(asked[concept], wanted.back_off)
        answers[concept] += suggested[concept]
    return Asked(asked, answers, suggested)


@njit(cache=True)
def _sums(parts: Parts, wanted: Wanted, concepts: Asked) -> Sums:
    """What halves are worth to the text; what speaks against them is left to their scores."""
    count = len(parts.heads.totals)
    sums, heads, tails = _summed(parts, wanted, concepts)
    asked, answers, tail_answers = 0.0, 0.0, np.empty(len(tails), np.float32)
    for place in range(len(tails)):
        half = np.uint32(count + tails[place])
        tail_answers[place] = sums[half, 1]
        asked, answers = max(asked, sums[half, 0]), max(answers, sums[half, 1])
    bounds, merits = _head_bounds(parts.heads.totals, wanted, sums, heads, (asked, answers))
    return Sums(sums[:count], sums[count:], heads, tails, bounds, merits, tail_answers, (asked, answers))


@njit(cache=True)
def _summed(parts: Parts, wanted: Wanted, concepts: Asked) -> tuple[Array, Array, Array]:
    """For each half what its tokens are asked for and answer; the heads that have any such, or no worth, and the tails."""
    asked_of, answers_of, weights, each = concepts.asked, concepts.answers, parts.token_weights, wanted.most_concepts
    halves, starts, count = parts.halves_by_token, parts.token_starts, len(parts.heads.totals)
    sums = np.zeros((count + len(parts.tails.totals), 2), np.float32)
    heads, tails, number, others = np.empty(count + 1, np.int32), np.empty(len(parts.tails.totals) + 1, np.int32), 0, 0
    for concept in range(len(asked_of)):
        if asked_of[concept] > 0:
            answered = max(answers_of[concept], TINY)  # more than halves that are not asked for
            for token in range(concept * each, (concept + 1) * each):
                held, worth = halves[starts[token] : starts[token + 1]], (asked_of[concept] * weights[token], answered)
                if len(held) and held[0] < count:
                    number = _added(sums, held, worth, heads, number)
                else:
                    others = _added(sums, held, worth, tails, others)
    for head in parts.worthless:
        heads[number] = head
        number += sums[head, 1] == 0
    return sums, heads[:number], tails[:others] - np.int32(count)


@njit(cache=True)
def _added(sums: Array, halves: Array, worth: Two, met: Array, number: int) -> int:
    """Add what a token is asked for and answers to its halves; those met first go behind the `number` of `met`.

    There must be room for one more: each is put there before it is known whether it was met, so that nothing is guessed.
    """
    asked, answered = np.float32(worth[0]), np.float32(worth[1])
    for each in halves:
        half = np.uint32(each)
        met[np.uint64(number)] = half
        number += sums[half, 1] == 0
        sums[half, 0] += asked
        sums[half, 1] += answered
    return number


@njit(cache=True)
def _bound(asked: float, answers: float, total: float, common: Two, scale: Two) -> float:
    """What no name scores above of a set with these sums, as SetScoring bounds it.

    `common` is what unknown characters are worth and what share of the bigrams a name can have in common with the text,
    `scale` what part of the text a worth of 1 is, and what share of the score the bigrams have.
    """
    (spare, dice), (part, bigrams) = common, scale
    answered = min((answers + spare) * part, 1.0)
    return (1 - bigrams) * 0.5 * (answered + _asks(asked, total, spare)) + bigrams * dice


@njit(cache=True)
def _scale(wanted: Wanted) -> Two:
    """What part of the text a worth of 1 is, and what share of the score the bigrams have."""
    return 1 / (wanted.total + TINY), wanted.for_bigrams


@njit(cache=True)
def _needed(wanted: Wanted, bar: float) -> float:
    """What a set must have in merit, of its concepts, for a name to reach the bar."""
    share = 2 * (bar - wanted.for_bigrams) / (1 - wanted.for_bigrams)
    return share * wanted.total - wanted.shared_worth - SLACK


@njit(cache=True)
def _asks(asked: float, total: float, spare: float) -> float:
    """What part of a set is asked for at most; `spare` is what unknown characters are worth that a name can have in common."""
    return (asked + spare) / (total + spare + TINY)


@njit(cache=True)
def _head_bounds(totals: Array, wanted: Wanted, heads: Array, chosen: Array, best: Two) -> tuple[Array, Array]:
    """Bounds and merits of chosen heads, by their places; `best` is what tails are asked for and answer at most.

    What tails answer is not in the merits.
    """
    bounds, merits = np.empty(len(chosen)), np.empty(len(chosen))
    scale, spare, whole = _scale(wanted), wanted.shared_worth, wanted.total
    asked, answers = best
    for place in range(len(chosen)):
        head = np.uint32(chosen[place])
        own, total = heads[head, 0] + asked, totals[head] + asked
        bounds[place] = _bound(own, heads[head, 1] + answers, total, (spare, 1.0), scale)
        merits[place] = _asks(own, total, spare) * whole + heads[head, 1]
    return bounds, merits


@njit(cache=True)
def _leading(bounds: Array) -> Array:
    """The places of the highest bounds, about, those in the highest bucket first."""
    counts, number, last = np.zeros(_BUCKETS + 1, np.int64), 0, _BUCKETS
    for bound in bounds:
        counts[min(int(bound * _BUCKETS), _BUCKETS)] += 1
    while last and number + counts[last] < _LEADING:
        number += counts[last]
        last -= 1
    places = _reaching(bounds, last / _BUCKETS)
    return places[_falling(bounds[places])]


@njit(cache=True)
def _reaching(bounds: Array, bar: float) -> Array:
    """The places of bounds that reach the bar, in order."""
    places, number = np.empty(len(bounds) + 1, np.int32), 0
    for place in range(len(bounds)):
        places[number] = place
        number += bounds[place] >= bar
    return places[:number]


@njit(cache=True)
def _falling(bounds: Array) -> Array:
    """The places of bounds, those in the highest bucket first."""
    counts, buckets = np.zeros(_BUCKETS + 1, np.int64), np.empty(len(bounds), np.int32)
    for place in range(len(bounds)):
        buckets[place] = _BUCKETS - min(int(bounds[place] * _BUCKETS), _BUCKETS)
        counts[buckets[place]] += 1
    filled, places = np.cumsum(counts) - counts, np.empty(len(bounds), np.int32)
    for place in range(len(bounds)):
        places[filled[buckets[place]]] = place
        filled[buckets[place]] += 1
    return places


@njit(cache=True)
def _of_heads(parts: Parts, wanted: Wanted, sums: Sums, chosen: Array, bar: float) -> Found:
    """The sets of the heads at the chosen places of which a name may reach the bar, and what none scores above."""
    starts, tail_of, head_totals, tail_totals = parts.head_starts, parts.tail_of, parts.heads.totals, parts.tails.totals
    heads, tails, merits, scale, most = sums.heads, sums.tails, sums.merits, _scale(wanted), (wanted.shared_worth, 1.0)
    asked_heads, needed, room = sums.asked_heads, _needed(wanted, bar), 0
    for place in chosen:
        room += starts[asked_heads[place] + 1] - starts[asked_heads[place]]
    sets, found, number = np.empty(room, np.int32), np.empty(room), 0
    for each in chosen:
        place = np.uint32(each)
        head, least = np.uint32(asked_heads[place]), needed - merits[place]
        for which in range(starts[head], starts[head + 1]):
            tail = np.uint32(tail_of[np.uint32(which)])
            if tails[tail, 1] >= least:
                asked, answers = heads[head, 0] + tails[tail, 0], heads[head, 1] + tails[tail, 1]
                sets[number] = which
                found[number] = _bound(asked, answers, head_totals[head] + tail_totals[tail], most, scale)
                number += found[number] >= bar
    return _sharpened(parts, wanted, sums, Found(sets[:number], found[:number]), bar)


@njit(cache=True)
def _of_strangers(parts: Parts, wanted: Wanted, sums: Sums, bar: float) -> Found:
    """The sets with heads of which nothing is asked for, where their tails reach the bar, and what no name scores above."""
    starts, by_tail, head_of, answers_of = parts.tail_starts, parts.sets_by_tail, parts.head_of, sums.tail_answers
    head_totals, tail_totals, heads, tails = parts.heads.totals, parts.tails.totals, sums.heads, sums.tails
    scale, most, asked_tails, least_totals = (
        _scale(wanted),
        (wanted.shared_worth, 1.0),
        sums.asked_tails,
        parts.least_totals,
    )
    asks = _asks(sums.most[0], sums.most[0] + wanted.least_head, wanted.shared_worth)
    needed = _needed(wanted, bar) - asks * wanted.total
    if needed <= 0:
        asked_tails = np.arange(len(tails)).astype(np.int32)
        answers_of = tails[:, 1].copy()
    chosen = _reaching(answers_of, needed)
    sets, found, number = (
        np.empty(len(head_of) if len(chosen) else 0, np.int32),
        np.empty(len(head_of) if len(chosen) else 0),
        0,
    )
    for tail in asked_tails[chosen]:
        asked, answers, total = tails[tail, 0], tails[tail, 1], tail_totals[tail]
        if _bound(asked, answers, least_totals[tail], most, scale) < bar:
            continue
        for at in range(starts[tail], starts[tail + 1]):
            which = np.uint32(by_tail[at])
            head = np.uint32(head_of[which])
            value = _bound(asked, answers, total + head_totals[head], most, scale)
            if value < bar or head_totals[head] == 0:
                break  # the heads behind it are worth more, or nothing
            sets[number], found[number] = which, value
            number += heads[head, 1] == 0
    return _sharpened(parts, wanted, sums, Found(sets[:number], found[:number]), bar)


@njit(cache=True)
def _sharpened(parts: Parts, wanted: Wanted, sums: Sums, rough: Found, bar: float) -> Found:
    """The sets that reach the bar by their unknown characters and bigrams too, those of the highest bounds first, about."""
    head_of, tail_of, head_totals, tail_totals = parts.head_of, parts.tail_of, parts.heads.totals, parts.tails.totals
    set_unknown, set_pairs, written, scale = parts.set_unknown, parts.set_pairs, wanted.written, _scale(wanted)
    bits, counts, mask, each = wanted.unknown_bits, written.unknown_counts, written.bigram_bits, written.for_unknown
    heads, tails, sets, found, number, doubled = sums.heads, sums.tails, rough.sets, rough.bounds, 0, written.doubled
    own = bits_in(mask) + doubled
    for at in range(len(sets)):
        which = sets[at]
        head, tail = head_of[which], tail_of[which]
        spare = 0.0
        for unknown in range(len(bits)):
            if set_unknown[which] & bits[unknown]:
                spare += each * counts[unknown]
        common = bits_in(set_pairs[which] & mask) + doubled
        asked, answers = heads[head, 0] + tails[tail, 0], heads[head, 1] + tails[tail, 1]
        worth = head_totals[head] + tail_totals[tail]
        value = _bound(asked, answers, worth, (spare, 2 * common / max(common + own, 1)), scale)
        sets[number], found[number] = which, value
        number += value >= bar
    order = _falling(found[:number])
    return Found(sets[:number][order], found[:number][order])
