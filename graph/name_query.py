"""What a text asks of the names of an index: its concepts, what each concept of a name is worth to it, its bigrams."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from graph.name_index import HALF, bit_of
from graph.name_reading import concept_rows
from graph.name_scoring import HUNDREDTHS, WEIGHTS, likeness, plain_weights
from ontology.lexicon import lexicon
from ontology.plain_characters import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from graph.name_index import NameIndex

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Hundredths = NDArray[np.int8]


@dataclass(frozen=True)
class Query:
    """A text as the score sees it, for one index.

    `held` are its concepts, `weights` what they are worth. `suggested` is by concept what the characters of unknown words
    suggest that it is worth. `unknown` counts its characters that no word covers, those that stand so in names, and
    `unknown_worth` is what all of them are worth; `bigrams` counts its bigrams. `total` is what the whole text is worth,
    `adverse` whether it counts what is not wanted.
    """

    held: Ints
    weights: Floats
    suggested: Mapping[int, float]
    unknown: Mapping[int, int]
    unknown_worth: float
    bigrams: Mapping[int, int]
    total: float
    adverse: bool

    @cached_property
    def shared_worth(self) -> float:
        """What the characters that no word covers are worth that a name can have in common with the text."""
        return WEIGHTS.unknown * sum(self.unknown.values())

    @cached_property
    def alike(self) -> Hundredths:
        """How alike each concept of the text and each of a name are, in hundredths, and 0 behind them, for `no_token`."""
        return hundredths().take(self.held, axis=0)

    @cached_property
    def asked(self) -> Floats:
        """By concept of a name what part of its worth the text asks for, and 0.

        That is the best likeness to one of the text, or the worst conflict where none is alike.
        """
        best = self.alike.max(axis=0, initial=-HUNDREDTHS)
        asked: Floats = np.where(best > 0, best, self.alike.min(axis=0, initial=0)) / np.float64(HUNDREDTHS)
        for concept, worth in self.suggested.items():
            if worth > 0:
                asked[concept] = max(asked[concept], WEIGHTS.back_off)
        return asked

    @cached_property
    def answers(self) -> Floats:
        """By concept of a name what of the text's worth it answers at most, and 0."""
        answers: Floats = (self.weights / HUNDREDTHS) @ np.maximum(self.alike, 0)
        for concept, worth in self.suggested.items():
            answers[concept] += worth
        return answers

    @cached_property
    def bits(self) -> tuple[list[int], int, int]:
        """The bits of its unknown characters, those of its bigrams together, and how many bigrams share one with others."""
        mask = 0
        for pair in self.bigrams:
            mask |= bit_of(pair)
        return list(map(bit_of, self.unknown)), mask, sum(self.bigrams.values()) - mask.bit_count()

    @cached_property
    def counted_bigrams(self) -> tuple[Ints, Ints]:
        """Its bigrams in order, and how often each comes."""
        pairs = sorted(self.bigrams.items())
        return np.array([pair for pair, _ in pairs], np.int64), np.array([count for _, count in pairs], np.int64)

    @cached_property
    def suggestions(self) -> Floats | None:
        """`suggested` for every concept, and 0 behind them; None where nothing is."""
        if not self.suggested:
            return None
        suggestions = np.zeros(len(concept_rows()) + 1)
        suggestions[list(self.suggested)] = list(self.suggested.values())
        return suggestions


def text_to_query(index: NameIndex, text: str) -> Query:
    """What a text asks of the names of an index."""
    words, rows = lexicon(), concept_rows()
    reading = words.read(text)
    shares: dict[int, float] = {}
    for span in (*reading.spans, *words.parts(reading)):
        shares[rows[span.concept]] = max(span.share, shares.get(rows[span.concept], 0.0))
    held = np.array(sorted(shares), np.int64)
    weights = plain_weights().take(held) * index.rarity.take(held) * np.array([shares[row] for row in held.tolist()])
    residue = "".join(reading.residue)
    unknown_worth = WEIGHTS.unknown * len(residue)
    letters = [ord(letter) for letter in fold(text) if letter.isalnum()]
    return Query(
        held,
        weights,
        _suggested(index, reading.residue, shares),
        _counted(code for code in map(ord, residue) if code in index.unknown_codes),
        unknown_worth,
        _counted([first << HALF | second for first, second in pairwise(letters)]),
        float(weights.sum()) + unknown_worth,
        words.is_adverse(text),
    )


def _counted(numbers: Iterable[int]) -> dict[int, int]:
    """How often each number comes, in the order in which they come."""
    counts: dict[int, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    return counts


def _suggested(index: NameIndex, residue: tuple[str, ...], held: Mapping[int, float]) -> dict[int, float]:
    """What the characters of unknown words suggest that concepts are worth, where they suggest anything."""
    worth: dict[int, float] = {}
    for run in residue:
        for key, share in lexicon().suggested(run).items():
            row = concept_rows()[key] if share >= WEIGHTS.back_off_share else -1
            if row >= 0 and row not in held:
                value = float(plain_weights()[row] * index.rarity[row] * WEIGHTS.back_off * share)
                worth[row] = max(worth.get(row, 0.0), value)
    return {row: value for row, value in worth.items() if value}


@cache
def hundredths() -> Hundredths:
    """The likenesses of any two concepts in hundredths, and behind the last column zeros."""
    table = np.zeros((len(concept_rows()), len(concept_rows()) + 1), np.int8)
    table[:, :-1] = np.round(likeness() * HUNDREDTHS)
    return table
