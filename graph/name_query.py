"""What a text asks of the names of an index: its concepts, what each concept of a name is worth to it, its bigrams."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from graph.name_index import bits_of, pair_codes
from graph.name_reading import MOST_CONCEPTS, concept_rows
from graph.name_scoring import HUNDREDTHS, WEIGHTS, likeness, plain_weights
from ontology.lexicon import fold, lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from graph.name_index import NameIndex

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]

LANES = 8
"""Likenesses in one machine word."""


@dataclass(frozen=True, slots=True)
class Query:
    """A text as the score sees it, for one index.

    `weights` are those of its concepts. By token: `asked` says what of a token's worth the text asks for; `worth` says
    that in single precision, and beside it what of the text's worth the token answers at most. By concept: `suggested` is
    what an unknown word's characters suggest, `lanes` are the likenesses to the concepts of the text in hundredths, eight
    to a word. Behind the last token and the last concept stand zeros, for `no_token`. `total` is what the whole text is
    worth, `adverse` whether it counts what is not wanted.
    """

    weights: Floats
    asked: Floats
    worth: Singles
    suggested: Floats | None
    lanes: tuple[NDArray[np.uint64], ...]
    unknown: Mapping[int, int]
    bigrams: Mapping[int, int]
    total: float
    adverse: bool

    @property
    def unknown_worth(self) -> float:
        """What the characters that no word covers are worth."""
        return WEIGHTS.unknown * sum(self.unknown.values())


def text_to_query(index: NameIndex, text: str) -> Query:
    """What a text asks of the names of an index."""
    reading, rows = lexicon().read(text), concept_rows()
    shares: dict[int, float] = {}
    for span in (*reading.spans, *reading.parts):
        shares[rows[span.concept]] = max(span.share, shares.get(rows[span.concept], 0.0))
    held = np.array(sorted(shares), np.int64)
    weights = plain_weights()[held] * index.rarity[held] * np.array([shares[row] for row in held.tolist()])
    unknown = Counter(map(ord, "".join(reading.residue)))
    letters = np.array([ord(letter) for letter in fold(text) if letter.isalnum()], np.int64)
    asked, suggested = _asked(held), _suggested(index, reading.residue, held)
    answers = (weights / HUNDREDTHS) @ _hundredths()[held]
    if suggested is not None:
        asked = np.maximum(asked, np.where(suggested > 0, WEIGHTS.back_off * (suggested > 0), -1.0))
        answers = answers + suggested
    of_tokens = np.append(np.repeat(asked, MOST_CONCEPTS) * index.token_weights, 0)  # the last is no_token
    return Query(
        weights,
        of_tokens,
        np.stack((of_tokens, np.append(np.repeat(answers, MOST_CONCEPTS), 0)), axis=1, dtype=np.float32),
        None if suggested is None else np.append(suggested, 0),
        _lanes(held),
        unknown,
        Counter(pair_codes(letters[:-1], letters[1:]).tolist()),
        float(weights.sum()) + WEIGHTS.unknown * sum(unknown.values()),
        lexicon().is_adverse(text),
    )


def _asked(held: Ints) -> Floats:
    """For each concept the best likeness to one of `held`, or the worst conflict where none is alike."""
    if not len(held):
        return np.zeros(len(concept_rows()))
    best: Floats = likeness()[held].max(axis=0)
    return np.where(best > 0, best, likeness()[held].min(axis=0))


def _suggested(index: NameIndex, residue: tuple[str, ...], held: Ints) -> Floats | None:
    """By concept what the characters of unknown words suggest that it is worth, or None where they suggest nothing."""
    worth = np.zeros(len(concept_rows()))
    for run in residue:
        for key, share in lexicon().suggested(run).items():
            row = concept_rows()[key]
            if share >= WEIGHTS.back_off_share and row not in held:
                value = plain_weights()[row] * index.rarity[row] * WEIGHTS.back_off * share
                worth[row] = max(worth[row], value)
    return worth if worth.any() else None


def _lanes(held: Ints) -> tuple[NDArray[np.uint64], ...]:
    """By concept its likeness to each of `held`, 0..100 in a byte each, eight concepts to a word."""
    table = _hundredths()[held].T
    packed = []
    for start in range(0, len(held), LANES):
        bytes_of = np.zeros((len(table) + 1, LANES), np.uint8)
        part = table[:, start : start + LANES]
        bytes_of[:-1, : part.shape[1]] = part
        packed.append(bytes_of.view(np.uint64).ravel())
    return tuple(packed)


@cache
def _hundredths() -> NDArray[np.uint8]:
    """The likenesses above 0 in hundredths, the same both ways."""
    return np.round(np.clip(likeness(), 0, 1) * HUNDREDTHS).astype(np.uint8)


def query_to_bits(query: Query) -> tuple[NDArray[np.uint64], np.uint64, int]:
    """The bits of a text's unknown characters, those of its bigrams together, and how many bigrams share one with others."""
    own, bigrams = np.array([*query.unknown], np.uint64), np.array([*query.bigrams], np.uint64)
    bits = bits_of(np.concatenate((own, bigrams)))
    mask = np.bitwise_or.reduce(bits[len(own) :])
    return bits[: len(own)], mask, sum(query.bigrams.values()) - int(mask).bit_count()
