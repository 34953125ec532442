"""Many names read at once: which concepts each holds, and which characters of it no word covers.

The same cover as `ontology.lexicon.Lexicon.read` gives one name, worked out for tens of thousands together:

1. All names are one long text, folded character by character.
2. A trie of the words is walked from every position at once, one character a step; the walks that go on get fewer.
3. From the last character to the first the cheapest cover of the rest of each name is chosen, for all names at once.
4. The chosen words are followed from the first character on; each gives its concepts, what lies between is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ontology.lexicon import PART, UNCOVERED_COST, WORD_COST, lexicon
from ontology.plain_characters import PARTICLES, QUESTION_WORDS, fold_character

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_BATCH = 20_000  # names; what a batch needs is let go before the next
_CHARACTERS = 0x110000
_BLANK = 0x20
MOST_CONCEPTS = 8  # of one word: there are four roles


@dataclass(frozen=True, slots=True)
class Readings:
    """What names hold: name n has the concepts `concepts[starts[n]:starts[n+1]]` in ascending order, with their shares.

    Concepts are numbered by `concept_rows`. In the same way `words[word_starts[n]:…]` are its words in their order, numbered
    as in `known_words`, and `unknown[unknown_starts[n]:…]` the code points that no word covers, ascending. `adverse` are the
    names that count what is not wanted.
    """

    starts: Ints
    concepts: Ints
    shares: Floats
    word_starts: Ints
    words: NDArray[np.int32]
    unknown_starts: Ints
    unknown: Ints
    adverse: Flags


@dataclass(frozen=True, slots=True)
class Text:
    """Names as one text: folded code points, where each name starts (one more at the end), which are letters."""

    codes: NDArray[np.int32]
    starts: Ints
    letters: Flags


@dataclass(frozen=True, slots=True)
class _Trie:
    """The words: `first` has the node of each character; `steps` are the sorted keys node * _CHARACTERS + character.

    `nodes` is what the steps lead to, `inner` whether a node has any. `word_of` has the word's number by node, or -1;
    word w has the concepts `concepts[starts[w]:starts[w+1]]`, each with a share of 1 / `dividing`.
    """

    first: Ints
    steps: Ints
    nodes: Ints
    inner: Flags
    word_of: Ints
    starts: Ints
    concepts: Ints
    dividing: Ints
    depth: int


@cache
def concept_rows() -> dict[str, int]:
    """The number of each concept, by key in order."""
    return {key: row for row, key in enumerate(sorted(lexicon().concepts))}


def read_names(names: Sequence[str]) -> Readings:
    """The concepts and the unknown characters of each name, in the order given."""
    parts = [_read(names[start : start + _BATCH]) for start in range(0, len(names), _BATCH)]
    return Readings(
        _starts([part[0] for part in parts]),
        _joined([part[1] for part in parts]).astype(np.int64),
        _joined([part[2] for part in parts]).astype(np.float64),
        _starts([part[3] for part in parts]),
        _joined([part[4] for part in parts]).astype(np.int32),
        _starts([part[5] for part in parts]),
        _joined([part[6] for part in parts]).astype(np.int64),
        _joined([part[7] for part in parts]).astype(np.bool_),
    )


def _starts(counts: Sequence[Ints]) -> Ints:
    return np.concatenate(([0], np.cumsum(_joined(counts)))).astype(np.int64)


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def names_to_text(names: Sequence[str]) -> Text:
    """Names as one folded text."""
    lengths = np.fromiter(map(len, names), np.int64, len(names))
    codes = np.frombuffer("".join(names).encode("utf-32-le", "surrogatepass"), np.int32)
    folded, letters = np.zeros(_CHARACTERS, np.int32), np.zeros(_CHARACTERS, np.bool_)
    for code in np.flatnonzero(np.bincount(codes)).tolist():
        folded[code] = ord(plain := fold_character(chr(code)))
        letters[code] = plain.isalnum()
    return Text(folded[codes], np.concatenate(([0], np.cumsum(lengths))), letters[codes])


def _read(names: Sequence[str]) -> tuple[Ints, Ints, Floats, Ints, NDArray[np.int32], Ints, Ints, Flags]:
    """For a batch the fields of `Readings`, with how many each name has in the place of starts."""
    folded = names_to_text(names)
    text = _unquestioned(folded)
    lengths, words = _chosen(text)
    at = _followed(text, lengths)
    covered = at[lengths[at] > 0]
    concepts, unknown = _concepts(text, covered, words), _unknown(text, at[lengths[at] == 0])
    held = np.bincount(np.searchsorted(text.starts, covered, side="right") - 1, minlength=len(names))
    return (*concepts, held, words[covered].astype(np.int32), *unknown, _adverse(folded, names))


def _adverse(text: Text, names: Sequence[str]) -> Flags:
    """Which names count what is not wanted: looked for where the first two characters of a word that says so stand."""
    first, second = np.zeros(_CHARACTERS, np.bool_), np.zeros(_CHARACTERS, np.bool_)
    for word in lexicon().adverse_words:
        first[ord(word[0])] = second[ord(word[1])] = True
    flags = np.zeros(len(names), np.bool_)
    found = np.flatnonzero(first[text.codes[:-1]] & second[text.codes[1:]])
    for name in np.unique(np.searchsorted(text.starts, found, side="right") - 1).tolist():
        flags[name] = lexicon().is_adverse(names[name])
    return flags


def _unquestioned(text: Text) -> Text:
    """Blanks where a text only asks, as `ontology.plain_characters.unquestioned` has it."""
    codes, letters = text.codes.copy(), text.letters.copy()
    if len(codes) > 2:  # noqa: PLR2004 - a question has three characters
        asks = np.isin(codes[1:-1], [ord(word) for word in QUESTION_WORDS]) & (codes[:-2] == codes[2:])
        name = np.repeat(np.arange(len(text.starts) - 1), np.diff(text.starts))
        place = np.flatnonzero(asks & (name[:-2] == name[2:]))
        after = np.minimum(place + 3, len(codes) - 1)
        goes_on = text.letters[after] & (after == place + 3) & (name[after] == name[place])
        goes_on &= ~np.isin(codes[after], [ord(word) for word in PARTICLES])
        place = np.where(goes_on, place, place + 1)
        for offset in (0, 1):
            codes[place + offset], letters[place + offset] = _BLANK, False
    return Text(codes, text.starts, letters)


def _chosen(text: Text) -> tuple[Ints, Ints]:
    """For each position the length of the word that the best cover starts there (0: none), and the word's number."""
    size = len(text.codes)
    left = np.repeat(text.starts[1:], np.diff(text.starts)) - np.arange(size)
    costs = np.zeros(size + 1, np.int64)
    lengths, words = np.zeros(size, np.int64), np.full(size, -1, np.int64)
    most = int(left.max(initial=0))
    order, bounds = _by_distance(left, most)
    matches = [_in_order(at, word, *_by_distance(left[at], most)) for at, word in _matches(text, left)]
    uncovered = np.where(text.letters, UNCOVERED_COST, 0)
    for step in range(most):  # all positions that are as far from the end of their name
        here = order[bounds[step] : bounds[step + 1]]
        costs[here] = uncovered[here] + (costs[here + 1] if step else 0)
        for length in range(min(len(matches), step + 1), 0, -1):
            at, word, starts = matches[length - 1]
            place, number = at[starts[step] : starts[step + 1]], word[starts[step] : starts[step + 1]]
            after = costs[place + length] if length <= step else np.zeros(len(place), np.int64)
            cost = after + (WORD_COST + length * length)
            better = cost < costs[place]
            place = place[better]
            costs[place], lengths[place], words[place] = cost[better], length, number[better]
    return lengths, words


def _by_distance(left: Ints, most: int) -> tuple[Ints, Ints]:
    """The order of positions by how many characters are left from each on, 1 to `most`, and where each number begins."""
    counts = np.bincount(left, minlength=most + 1)[1:]
    return np.argsort(left.astype(np.uint16) if most < 1 << 16 else left, kind="stable"), _starts([counts])


def _in_order(at: Ints, word: Ints, order: Ints, starts: Ints) -> tuple[Ints, Ints, Ints]:
    return at[order], word[order], starts


def _matches(text: Text, left: Ints) -> list[tuple[Ints, Ints]]:
    """For each length the positions at which a word of that length starts, in order, and its number."""
    trie = _trie()
    found: list[tuple[Ints, Ints]] = []
    node = trie.first[text.codes]
    at = np.flatnonzero(node)
    node = node[at]
    for length in range(1, trie.depth + 1):
        if length > 1:
            fits = (left[at] >= length) & trie.inner[node]
            at, node = at[fits], node[fits]
            keys = node * _CHARACTERS + text.codes[at + length - 1]
            place = np.minimum(np.searchsorted(trie.steps, keys), len(trie.steps) - 1)
            goes_on = trie.steps[place] == keys
            at, node = at[goes_on], trie.nodes[place[goes_on]]
        word = trie.word_of[node]
        known = word >= 0
        found.append((at[known], word[known]))
    return found


@cache
def known_words() -> tuple[str, ...]:
    """The words of the lexicon, those that search ignores included, by their number."""
    return tuple(sorted({*lexicon().keys_by_word, *lexicon().ignored}))


@cache
def _trie() -> _Trie:
    words = known_words()
    steps: dict[int, int] = {}
    word_of = [-1]
    for number, word in enumerate(words):
        node = 0
        for character in word:
            node = steps.setdefault(node * _CHARACTERS + ord(character), len(word_of))
            if node == len(word_of):
                word_of.append(-1)
        word_of[node] = number
    keys = np.array(sorted(steps), np.int64)
    nodes = np.array([steps[key] for key in keys.tolist()], np.int64)
    first, inner = np.zeros(_CHARACTERS, np.int64), np.zeros(len(word_of), np.bool_)
    first[keys[keys < _CHARACTERS]] = nodes[keys < _CHARACTERS]
    inner[keys // _CHARACTERS] = True
    members = [_members(word) for word in words]
    return _Trie(
        first,
        keys,
        nodes,
        inner,
        np.array(word_of, np.int64),
        np.concatenate(([0], np.cumsum([len(member) for member in members]))).astype(np.int64),
        np.array([row for member in members for row, _ in member], np.int64),
        np.array([count for member in members for _, count in member], np.int64),
        max(map(len, words)),
    )


def _members(word: str) -> list[tuple[int, int]]:
    """The concepts of a word, its parts' last, each with what its share is one over."""
    own = lexicon().keys_by_word.get(word, ())
    shares = [*((key, len(own)) for key in own), *((key, PART) for key in lexicon().part_keys(word))]
    return [(concept_rows()[key], count) for key, count in shares]


def _followed(text: Text, lengths: Ints) -> Ints:
    """The positions at which the cover of a name has a word or an uncovered character, each name from its start."""
    at, ends = text.starts[:-1], text.starts[1:]
    stops = np.zeros(len(text.codes), np.bool_)
    while len(at):
        inside = at < ends
        at, ends = at[inside], ends[inside]
        stops[at] = True
        at = at + np.maximum(lengths[at], 1)
    return np.flatnonzero(stops)


def _concepts(text: Text, at: Ints, words: Ints) -> tuple[Ints, Ints, Floats]:
    """The concepts of the words that start `at` these positions."""
    trie = _trie()
    word = words[at]
    count = trie.starts[word + 1] - trie.starts[word]
    inside = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    members = np.repeat(trie.starts[word], count) + inside
    rows, count_of = trie.concepts[members], trie.dividing[members]
    name = np.searchsorted(text.starts, at, side="right") - 1
    keys = np.repeat(name, count) * len(concept_rows()) + rows
    share = 1 / count_of
    order = np.argsort(keys * MOST_CONCEPTS + count_of, kind="stable")
    keys, share = keys[order], share[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))  # of one concept the largest share
    names = keys[first] // len(concept_rows())
    return (
        np.bincount(names, minlength=len(text.starts) - 1),
        keys[first] % len(concept_rows()),
        share[first],
    )


def _unknown(text: Text, at: Ints) -> tuple[Ints, Ints]:
    """The letters among the characters `at` these positions, which no word covers."""
    at = at[text.letters[at]]
    name = np.searchsorted(text.starts, at, side="right") - 1
    codes = text.codes[at].astype(np.int64)
    return np.bincount(name, minlength=len(text.starts) - 1), codes[np.lexsort((codes, name))]
