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
_FEW = 100  # sets that are looked at first
_GROWTH = 4  # how many times as many, those before included, are looked at up to each next step, by the bar these set


class Asked(NamedTuple):
    """By concept of a name what part of its worth the text asks for, and what of the text's worth it answers at most."""

    asked: Array
    answers: Array
    suggested: Array


class Sums(NamedTuple):
    """By half what its tokens are asked for and answer, where they are; the halves that are asked for; the bounds of heads."""

    heads: Array
    tails: Array
    asked_heads: Array
    asked_tails: Array
    bounds: Array
    most: Two


class Found(NamedTuple):
    """Sets, and what no name of each scores above."""

    sets: Array
    bounds: Array


@njit(cache=True)
def search(parts: Parts, wanted: Wanted, best: Best) -> None:
    """Fill `best` with the best names."""
    concepts = _asked(parts, wanted)
    sums = _sums(parts, wanted, concepts)
    order = _falling(sums.bounds)
    first, number, enough, bar = 0, 0, _FEW, 0.0
    # By their order a bucket's breadth is all by which a head further back can be bounded higher.
    while first < len(order) and sums.bounds[order[first]] + 1 / _BUCKETS >= bar:
        begin = first
        while first < len(order) and number < enough:
            head = sums.asked_heads[order[first]]
            number += parts.head_starts[head + 1] - parts.head_starts[head]
            first += 1
        _look_at(parts, wanted, concepts, _of_heads(parts, wanted, sums, order[begin:first], bar), best)
        bar, enough = _bar(best), enough * _GROWTH
    _look_at(parts, wanted, concepts, _of_strangers(parts, wanted, sums, _bar(best)), best)


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
    count = len(parts.head_totals)
    sums, heads, tails = _summed(parts, wanted, concepts)
    asked, answers = 0.0, 0.0
    for tail in tails:
        asked, answers = max(asked, sums[count + tail, 0]), max(answers, sums[count + tail, 1])
    bounds = _head_bounds(parts, wanted, sums, heads, (asked, answers))
    return Sums(sums[:count], sums[count:], heads, tails, bounds, (asked, answers))


@njit(cache=True)
def _summed(parts: Parts, wanted: Wanted, concepts: Asked) -> tuple[Array, Array, Array]:
    """For each half what its tokens are asked for and answer; the heads that have any such, or no worth, and the tails."""
    asked_of, answers_of, weights, each = concepts.asked, concepts.answers, parts.token_weights, wanted.most_concepts
    halves, starts, count = parts.halves_by_token, parts.token_starts, len(parts.head_totals)
    sums = np.zeros((count + len(parts.tail_totals), 2), np.float32)
    heads, tails, number, others = np.empty(count + 1, np.int32), np.empty(len(parts.tail_totals) + 1, np.int32), 0, 0
    for concept in range(len(asked_of)):
        if asked_of[concept] > 0:
            answered = max(answers_of[concept], _TINY)  # more than halves that are not asked for
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
    for half in halves:
        met[number] = half
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
    return 1 / (wanted.total + _TINY), wanted.for_bigrams


@njit(cache=True)
def _needed(wanted: Wanted, bar: float, asks: float) -> float:
    """What concepts must answer of a text, where this part of a set is asked for, for a name to reach the bar."""
    share = 2 * (bar - wanted.for_bigrams) / (1 - wanted.for_bigrams) - asks
    return share * wanted.total - wanted.shared_worth - _SLACK


@njit(cache=True)
def _asks(asked: float, total: float, spare: float) -> float:
    """What part of a set is asked for at most; `spare` is what unknown characters are worth that a name can have in common."""
    return (asked + spare) / (total + spare + _TINY)


@njit(cache=True)
def _head_bounds(parts: Parts, wanted: Wanted, heads: Array, chosen: Array, best: Two) -> Array:
    """What no name scores above of each chosen head, by its place; `best` is what tails are asked for and answer at most."""
    totals, scale, most, bounds = parts.head_totals, _scale(wanted), (wanted.shared_worth, 1.0), np.empty(len(chosen))
    asked, answers = best
    for place in range(len(chosen)):
        head = chosen[place]
        bounds[place] = _bound(heads[head, 0] + asked, heads[head, 1] + answers, totals[head] + asked, most, scale)
    return bounds


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
    starts, tail_of, head_totals, tail_totals = parts.head_starts, parts.tail_of, parts.head_totals, parts.tail_totals
    heads, tails, bounds, scale, most = sums.heads, sums.tails, sums.bounds, _scale(wanted), (wanted.shared_worth, 1.0)
    asked_heads, room = sums.asked_heads, 0
    for place in chosen:
        room += (starts[asked_heads[place] + 1] - starts[asked_heads[place]]) * (bounds[place] >= bar)
    sets, found, number = np.empty(room, np.int64), np.empty(room), 0
    for place in chosen:
        if bounds[place] < bar:
            continue
        head = asked_heads[place]
        asked, answers, total = heads[head, 0], heads[head, 1], head_totals[head]
        asks = _asks(asked + sums.most[0], total + sums.most[0], wanted.shared_worth)
        needed = _needed(wanted, bar, asks) - answers
        for which in range(starts[head], starts[head + 1]):
            tail = tail_of[which]
            if tails[tail, 1] < needed:
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
    scale, most = _scale(wanted), (wanted.shared_worth, 1.0)
    needed = _needed(wanted, bar, _asks(sums.most[0], sums.most[0] + least, wanted.shared_worth))
    if sums.most[1] < needed:
        return Found(np.empty(0, np.int64), np.empty(0))
    sets, found, number = np.empty(len(head_of), np.int64), np.empty(len(head_of)), 0
    for tail in sums.asked_tails if needed > 0 else np.arange(len(tails)).astype(np.int32):
        asked, answers, total = tails[tail, 0], tails[tail, 1], tail_totals[tail]
        if answers < needed or _bound(asked, answers, total + least, most, scale) < bar:
            continue
        for at in range(starts[tail], starts[tail + 1]):
            which = by_tail[at]
            head = head_of[which]
            value = _bound(asked, answers, total + head_totals[head], most, scale)
            if value < bar or head_totals[head] == 0:
                break  # the heads behind it are worth more, or nothing
            sets[number], found[number] = which, value
            number += heads[head, 1] == 0
    return _sharpened(parts, wanted, sums, Found(sets[:number], found[:number]), bar)


@njit(cache=True)
def _sharpened(parts: Parts, wanted: Wanted, sums: Sums, rough: Found, bar: float) -> Found:
    """The sets that reach the bar by their unknown characters and bigrams too, those of the highest bounds first, about."""
    head_of, tail_of, head_totals, tail_totals = parts.head_of, parts.tail_of, parts.head_totals, parts.tail_totals
    set_unknown, set_pairs = parts.set_unknown, parts.set_pairs
    bits, counts = wanted.unknown_bits, wanted.unknown_counts
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
    order = _falling(found[:number])
    return Found(sets[:number][order], found[:number][order])


@njit(cache=True)
def _bits(word: np.uint64) -> int:
    """How many bits a word has: those of ever wider parts of it are added."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    number: int = np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))  # type: ignore[assignment]
    return number


@njit(cache=True)
def _bar(best: Best) -> float:
    """What a bound must reach: the worst of the best, once there are enough of them."""
    return best.scores[-1] - _SLACK if best.number[0] == len(best.scores) else _TINY


@njit(cache=True)
def _look_at(parts: Parts, wanted: Wanted, concepts: Asked, found: Found, best: Best) -> None:
    """Score the names of sets that can be among the best, the highest bounds first, about."""
    for at in range(len(found.sets)):
        if found.bounds[at] >= _bar(best):
            _look_at_set(parts, wanted, concepts, found.sets[at], best)


@njit(cache=True)
def _look_at_set(parts: Parts, wanted: Wanted, concepts: Asked, which: int, best: Best) -> None:
    """Score the names of one set that can be among the best."""
    answered, asked = _set_answers(parts, wanted, concepts, which, best.held)
    worth = parts.head_totals[parts.head_of[which]] + parts.tail_totals[parts.tail_of[which]]
    pairs_of, pair_counts, adverse, names = parts.pairs, parts.pair_counts, parts.adverse, parts.names_by_set
    unknown_counts, each, total, mask = parts.unknown_counts, wanted.for_unknown, wanted.total, wanted.bigram_bits
    bigrams, doubled, own = wanted.for_bigrams, wanted.doubled, wanted.bigram_counts.sum()
    unknown_starts, characters, allowed = parts.unknown_starts, parts.unknown, wanted.allowed
    codes, counts = wanted.unknown, wanted.unknown_counts
    for place in range(parts.set_starts[which], parts.set_starts[which + 1]):
        if len(allowed) and not allowed[names[place]]:
            continue
        unknown, pairs = unknown_counts[place], np.int64(pair_counts[place])
        shared = 0.0
        if unknown:
            first, end = unknown_starts[place], unknown_starts[place + 1]
            for at in range(len(codes)):
                shared += each * min(_count(characters, first, end, codes[at]), counts[at])
        coverage = min(answered + shared, total) / (total + _TINY)
        asks: float = min(max((asked + shared) / (worth + each * unknown + _TINY), 0.0), 1.0)
        joined = (1 - bigrams) * (coverage + asks) / 2
        agreed = 1.0 if adverse[place] == wanted.adverse else wanted.contrary
        most: int = _bits(pairs_of[place] & mask) + doubled
        if agreed * (joined + bigrams * (2 * min(most, int(pairs)) / max(pairs + own, 1))) >= _bar(best):
            dice = 2 * _pairs_in_common(parts, wanted, place) / max(pairs + own, 1)
            _put(best, np.rint(agreed * (joined + bigrams * dice) * _DIGITS) / _DIGITS, names[place])


@njit(cache=True)
def _set_answers(parts: Parts, wanted: Wanted, concepts: Asked, which: int, held: Array) -> Two:
    """What of the text's worth a set answers, and what of its own the text asks for; `held` is room for its tokens."""
    number = _tokens(parts.head_sizes, parts.head_tokens, parts.head_of[which], held, 0)
    number = _tokens(parts.tail_sizes, parts.tail_tokens, parts.tail_of[which], held, number)
    likeness, concepts_of, most_concepts = parts.likeness, wanted.held, wanted.most_concepts
    weights, token_weights = wanted.weights, parts.token_weights
    asked_of, suggested = concepts.asked, concepts.suggested
    answered, asked = 0.0, 0.0
    if len(suggested):
        for at in range(number):
            answered += suggested[held[at] // most_concepts]
        answered = min(answered, wanted.unknown_worth)
    for place in range(len(weights)):
        alike, row = 0, concepts_of[place]
        for at in range(number):
            alike = max(alike, likeness[row, held[at] // most_concepts])
        answered += weights[place] / wanted.hundredths * alike
    for at in range(number):
        asked += asked_of[held[at] // most_concepts] * token_weights[held[at]]
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
