"""The names of sets scored as machine code: what `search_kernel` calls, whose first words on arrays hold here too.

Machine code that is kept on disk is made anew where `search_kernel` changes, not this module alone: touch both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.compiled_search import Best, HalfParts, NameParts, Parts, Wanted, Written

    Array = NDArray[Any]
    Two = tuple[float, float]

TINY = 1e-12
"""What keeps divisors above 0."""
SLACK = 1e-5
"""As `set_scoring.SLACK`."""
_DIGITS = 1e6


class Asked(NamedTuple):
    """By concept of a name what part of its worth the text asks for, and what of the text's worth it answers at most."""

    asked: Array
    answers: Array
    suggested: Array


class Found(NamedTuple):
    """Sets, and what no name of each scores above."""

    sets: Array
    bounds: Array


@njit(cache=True)
def bits_in(word: np.uint64) -> int:
    """How many bits a word has: those of ever wider parts of it are added."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    number: int = np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))  # type: ignore[assignment]
    return number


@njit(cache=True)
def bar_of(scores: Array, number: Array) -> float:
    """What a bound must reach: the worst of the best, once there are enough of them."""
    return scores[-1] - SLACK if number[0] == len(scores) else TINY


@njit(cache=True)
def look_at(parts: Parts, wanted: Wanted, concepts: Asked, found: Found, best: Best) -> None:
    """Score the names of sets that can be among the best, the highest bounds first, about."""
    sets, bounds, scores, number = found.sets, found.bounds, best.scores, best.number
    heads, tails, head_of, tail_of, held = parts.heads, parts.tails, parts.head_of, parts.tail_of, best.held
    worths = (parts.likeness, parts.token_weights, wanted.held, wanted.weights)
    limits = (wanted.unknown_worth, wanted.most_concepts, wanted.hundredths)
    for at in range(len(sets)):
        if bounds[at] >= bar_of(scores, number):
            head, tail = head_of[sets[at]], tail_of[sets[at]]
            tokens = _tokens(tails, tail, held, _tokens(heads, head, held, 0))
            answered, asked = _set_answers(concepts, worths, limits, held, tokens)
            reached = (answered, asked, heads.totals[head] + tails.totals[tail])
            _look_at_set(parts.names, wanted.written, sets[at], reached, best)


@njit(cache=True)
def _look_at_set(
    names: NameParts, written: Written, which: int, reached: tuple[float, float, float], best: Best
) -> None:
    """Score the names of one set that can be among the best; `reached` is what the set answers, is asked for and is worth."""
    rows, adverse, pairs_of, pair_counts, allowed = (
        names.rows,
        names.adverse,
        names.pairs,
        names.pair_counts,
        written.allowed,
    )
    unknown_counts, unknown_starts, characters = names.unknown_counts, names.unknown_starts, names.unknown
    letters, letter_starts, bigrams, counts = names.letters, names.letter_starts, written.bigrams, written.bigram_counts
    total, each, for_bigrams, contrary = written.total, written.for_unknown, written.for_bigrams, written.contrary
    mask, doubled, own, counts_adverse = written.bigram_bits, written.doubled, counts.sum(), written.adverse
    codes, code_counts, half, scores, number = (
        written.unknown,
        written.unknown_counts,
        written.half,
        best.scores,
        best.number,
    )
    (answered, asked, worth), bar = reached, bar_of(scores, number)
    for place in range(names.starts[which], names.starts[which + 1]):
        if len(allowed) and not allowed[rows[place]]:
            continue
        unknown, pairs = unknown_counts[place], np.int64(pair_counts[place])
        shared = 0.0
        if unknown:
            first, end = unknown_starts[place], unknown_starts[place + 1]
            for at in range(len(codes)):
                shared += each * min(_count(characters, first, end, codes[at]), code_counts[at])
        coverage = min(answered + shared, total) / (total + TINY)
        asks: float = min(max((asked + shared) / (worth + each * unknown + TINY), 0.0), 1.0)
        joined = (1 - for_bigrams) * (coverage + asks) / 2
        agreed = 1.0 if adverse[place] == counts_adverse else contrary
        most: int = bits_in(pairs_of[place] & mask) + doubled
        if agreed * (joined + for_bigrams * (2 * min(most, int(pairs)) / max(pairs + own, 1))) >= bar:
            first, end = letter_starts[place], letter_starts[place + 1]
            dice = 2 * _pairs_in_common(letters, (first, end), (bigrams, counts, half)) / max(pairs + own, 1)
            _put(
                scores,
                best.rows,
                number,
                np.rint(agreed * (joined + for_bigrams * dice) * _DIGITS) / _DIGITS,
                rows[place],
            )
            bar = bar_of(scores, number)


@njit(cache=True)
def _set_answers(
    concepts: Asked, worths: tuple[Array, Array, Array, Array], limits: tuple[float, int, int], held: Array, number: int
) -> Two:
    """What of the text's worth a set answers, and what of its own the text asks for; `held` has its `number` of tokens."""
    (likeness, token_weights, concepts_of, weights), (unknown_worth, each, hundredths) = worths, limits
    asked_of, suggested = concepts.asked, concepts.suggested
    answered, asked = 0.0, 0.0
    if len(suggested):
        for at in range(number):
            answered += suggested[held[at] // each]
        answered = min(answered, unknown_worth)
    for place in range(len(weights)):
        alike, row = 0, concepts_of[place]
        for at in range(number):
            alike = max(alike, likeness[row, held[at] // each])
        answered += weights[place] / hundredths * alike
    for at in range(number):
        asked += asked_of[held[at] // each] * token_weights[held[at]]
    return answered, asked


@njit(cache=True)
def _tokens(halves: HalfParts, row: int, held: Array, number: int) -> int:
    """Put the tokens of a half behind the `number` that `held` has; how many it has then."""
    start, tokens = 0, halves.tokens
    for size in halves.sizes:
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
def _pairs_in_common(letters: Array, name: tuple[int, int], text: tuple[Array, Array, int]) -> int:
    """How many bigrams the name of a stretch of letters has in common with the text: bigrams, their counts, bits of a letter."""
    (start, end), (bigrams, counts, half), common = name, text, 0
    for at in range(len(bigrams)):
        first, second, number = bigrams[at] >> half, bigrams[at] & ((1 << half) - 1), 0
        for letter in range(start, end - 1):
            number += letters[letter] == first and letters[letter + 1] == second
        common += min(number, counts[at])
    return common


@njit(cache=True)
def _put(scores: Array, rows: Array, count: Array, score: float, row: int) -> None:
    """Put a name where it belongs among the best: before those of lower scores, and of the same in later rows."""
    number = count[0]
    if score <= 0 or (number == len(scores) and (score, -row) <= (scores[-1], -rows[-1])):
        return
    at = min(number, len(scores) - 1)
    while at and (score, -row) > (scores[at - 1], -rows[at - 1]):
        scores[at], rows[at] = scores[at - 1], rows[at - 1]
        at -= 1
    scores[at], rows[at] = score, row
    count[0] = min(number + 1, len(scores))
