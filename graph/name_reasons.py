"""Why a name is or is not what a text means, in the words that both print: what agrees, is near, conflicts, differs, is a guess.

Concepts are wider than words: 保洁人员 and 安保人员 stand under one. What is said to agree are words that say the same, both
of them where they are printed otherwise (相同：公众＝群众); words of one concept that differ are near (相近：保洁人员～安保人员), as
are those of near concepts (相近：资金≈预算).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.meanings import word_to_meaning
from graph.name_reading import concept_rows
from graph.name_scoring import WEIGHTS, likeness
from ontology.lexicon import lexicon
from ontology.plain_characters import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Pair = tuple[str, str]
_NEAR = 0.3  # likeness from which concepts are told to be near


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: by concept those that stand for it, those that search ignores but that tell something, the unknown."""

    by_concept: dict[str, list[str]]
    telling: tuple[str, ...]
    unknown: tuple[str, ...]
    parts: dict[str, str]
    """By concept a word that has a part which stands for it, where no whole one does (应急演练 of drills)."""

    def meanings(self) -> set[str]:
        """What all of its words say."""
        said = (word for words in self.by_concept.values() for word in words)
        return {_saying(word) for word in (*said, *self.telling)}


def text_to_words(text: str) -> Words:
    """A text as its words."""
    known, reading = lexicon(), lexicon().read(text)
    by_concept: dict[str, list[str]] = {}
    for span in reading.spans:
        words = by_concept.setdefault(span.concept, [])
        if span.word not in words:
            words.append(span.word)
    telling = (word for word in known.words_in(text) if word in known.ignored and word_to_meaning(word))
    parts = {span.concept: span.word for span in known.parts(reading) if span.concept not in by_concept}
    return Words(by_concept, tuple(dict.fromkeys(telling)), reading.residue, parts)


def words_to_reasons(text: str, name: str) -> tuple[str, ...]:
    """Why `name` is or is not what `text` means, most telling first."""
    mine, theirs = text_to_words(text), text_to_words(name)
    shared = [key for key in mine.by_concept if key in theirs.by_concept]
    left, right = ([key for key in side.by_concept if key not in shared] for side in (mine, theirs))
    rows = concept_rows()
    pairs = [(a, b, likeness()[rows[a], rows[b]]) for a in left for b in right]
    near = [(a, b) for a, b, degree in pairs if degree >= _NEAR]
    paired = {key for pair in near for key in pair}
    conflicts = [(a, b) for a, b, degree in pairs if degree < 0 and not paired & {a, b}]
    same, unlike = _of_shared(mine, theirs, shared)
    nearer = [*_printed(mine, theirs, near), *_held_in_part(mine, theirs)]
    apart = _printed(mine, theirs, conflicts)
    guesses = _guesses(mine, theirs, right)
    told = {word for pair in (*unlike, *nearer, *apart, *guesses) for word in pair}
    contrary = lexicon().is_adverse(text) != lexicon().is_adverse(name)
    reasons = [
        ("相反", ["一为所求，一为所避"] if contrary else []),
        ("相同", same),
        ("相近", [*map("～".join, unlike), *map("≈".join, nearer)]),
        ("冲突", ["/".join(pair) for pair in apart]),
        ("按字推测", ["→".join(pair) for pair in guesses]),
        ("仅查询", _only(mine, theirs, told)),
        ("仅名称", _only(theirs, mine, told)),
        ("未识别", [*mine.unknown, *theirs.unknown]),
    ]
    return tuple(f"{kind}：{'、'.join(dict.fromkeys(what))}" for kind, what in reasons if what)


def _saying(word: str) -> str:
    """What a word says of a measure, or of what concepts it is, where it says nothing of one (率)."""
    folded = fold(word)
    return word_to_meaning(folded) or " ".join(lexicon().keys_by_word.get(folded, (folded,)))


def _printed(mine: Words, theirs: Words, pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs of concepts as the words that stand for them."""
    return [(mine.by_concept[a][0], theirs.by_concept[b][0]) for a, b in pairs]


def _held_in_part(mine: Words, theirs: Words) -> list[Pair]:
    """Words of which one is, in meaning, a part of the other."""
    within = [(words[0], theirs.parts[key]) for key, words in mine.by_concept.items() if key in theirs.parts]
    around = [(mine.parts[key], words[0]) for key, words in theirs.by_concept.items() if key in mine.parts]
    return [*within, *around]


def _of_shared(mine: Words, theirs: Words, shared: Sequence[str]) -> tuple[list[str], list[Pair]]:
    """Of the concepts that both hold the words that say the same, and the pairs of words that do not."""
    here, there = mine.meanings(), theirs.meanings()
    same: list[str] = []
    unlike: list[Pair] = []
    for key in shared:
        same += [_equal(word, theirs.by_concept[key]) for word in mine.by_concept[key] if _saying(word) in there]
        own = [word for word in mine.by_concept[key] if _saying(word) not in there]
        other = [word for word in theirs.by_concept[key] if _saying(word) not in here]
        if own and other:
            unlike.append((own[0], other[0]))
        elif (own or other) and not same:  # the other side's words are of another concept too, as 进口 is
            unlike.append((mine.by_concept[key][0], theirs.by_concept[key][0]))
    return same, unlike


def _equal(word: str, others: Sequence[str]) -> str:
    """A word that the other side says too, with that side's where it is printed otherwise (公众＝群众)."""
    saying = _saying(word)
    twins = [other for other in others if _saying(other) == saying]
    return word if not twins or fold(word) in map(fold, twins) else f"{word}＝{twins[0]}"


def _guesses(mine: Words, theirs: Words, concepts: Iterable[str]) -> list[Pair]:
    """The name's words that only the characters of the text's unknown words suggest."""
    found: list[Pair] = []
    for run in mine.unknown:
        votes = lexicon().suggested(run)
        found += [
            (run, theirs.by_concept[key][0])
            for key in concepts
            if votes.get(key, 0.0) >= WEIGHTS.back_off_share and key not in mine.by_concept
        ]
    return found


def _only(side: Words, other: Words, told: set[str]) -> list[str]:
    """The words of one side that say what no word of the other does, and that were not told yet."""
    said = other.meanings()
    words = [*(word for words in side.by_concept.values() for word in words), *side.telling]
    return [word for word in words if _saying(word) not in said and word not in told]
