"""What the words of a name say of its measure: words that are taken for one another have one meaning."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.name_reading import known_words, read_names
from ontology.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_ENDINGS = ("性", "情况")
"""What a word may end in without saying anything else (及时性, 改善情况), where the word without it is of the same concept."""


@cache
def word_meanings() -> tuple[str | None, ...]:
    """The meaning of each word by its number in `known_words`; None for one that tells nothing."""
    return tuple(map(word_to_meaning, known_words()))


@cache
def meaning_rows() -> NDArray[np.int64]:
    """For each word the number of its meaning among all in order; -1 for one that tells nothing."""
    rows = {meaning: row for row, meaning in enumerate(sorted(set(filter(None, word_meanings()))))}
    return np.array([rows[meaning] if meaning else -1 for meaning in word_meanings()], np.int64)


class Said(NamedTuple):
    """What the words of a name say, the characters that no word covers, and whether it counts what is not wanted."""

    words: frozenset[str]
    unknown: str
    adverse: bool


def names_to_meanings(names: Sequence[str]) -> list[Said]:
    """What each name says."""
    readings, meanings = read_names(names), word_meanings()
    words, unknown = readings.words.tolist(), "".join(map(chr, readings.unknown.tolist()))
    return [
        Said(frozenset(filter(None, (meanings[word] for word in words[first:end]))), unknown[start:stop], adverse)
        for (first, end), (start, stop), adverse in zip(
            pairwise(readings.word_starts.tolist()),
            pairwise(readings.unknown_starts.tolist()),
            readings.adverse.tolist(),
            strict=True,
        )
    ]


def word_to_meaning(word: str) -> str | None:
    """What a word, folded, says of a measure: the word itself, or the first of those that say the same; None for nothing."""
    known = lexicon()
    if word in known.meanings:
        return known.meanings[word]
    for ending in _ENDINGS:
        bare = word.removesuffix(ending)
        if bare != word and set(known.keys_by_word.get(bare, ())) & set(known.keys_by_word.get(word, ())):
            return word_to_meaning(bare)
    return word
