"""Look-up of how targets are worded, from targets.yaml: operators, changes, statuses, numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from ontology.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable


def load_yaml(name: str) -> Any:  # noqa: ANN401 - the shape is the file's own
    """The content of a YAML file of this folder."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files("ontology").joinpath(name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe


def longest_first(words: list[str]) -> tuple[str, ...]:
    """Words folded and in the order in which they must be tried, so that a longer one is met before its beginning."""
    return tuple(sorted({fold(word) for word in words}, key=lambda word: (-len(word), word)))


def any_of(words: Iterable[str]) -> str:
    """A pattern that any of some words meets, the longest one first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of targets.yaml, each table from a folded word to what it means."""

    signs: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]
    changes: dict[str, str]
    adverbs: tuple[str, ...]
    baselines: tuple[str, ...]
    nouns_after: tuple[str, ...]
    denied: tuple[str, ...]
    qualities: tuple[str, ...]
    deadlines: tuple[str, ...]
    not_applicable: frozenset[str]
    blank: frozenset[str]
    placeholders: frozenset[str]
    placeholder_starts: tuple[str, ...]
    placeholder_ends: tuple[str, ...]
    placeholder_signs: str
    """The signs that stand in a template for what is to be filled in, one behind another."""
    placeholder_words: tuple[str, ...]
    placeholder_measures: tuple[str, ...]
    short: frozenset[str]
    ends_no_word: frozenset[str]
    score_units: frozenset[str]
    grades: frozenset[str]
    grading: frozenset[str]
    no_names: frozenset[str]
    asks_when: tuple[str, ...]
    none_happens: frozenset[str]
    years_back: dict[str, int]
    not_wanted: tuple[str, ...]
    manners: tuple[str, ...]
    judged: frozenset[str]
    ahead: tuple[str, ...]
    misread_signs: dict[str, str]
    not_ahead: tuple[str, ...]
    only_each: frozenset[str]
    of_each: tuple[str, ...]
    numerals: dict[str, int]
    magnitudes: dict[str, int]
    half: str
    tenths: str

    @property
    def operator_words(self) -> list[str]:
        """The words of operators before a number (不低于, 超过), longest first; a single sign may be part of a word."""
        return sorted((word for word in self.before if len(word) > 1), key=len, reverse=True)


@cache
def wording() -> Wording:
    """The wording of targets, loaded once."""
    data = load_yaml("targets.yaml")
    change = data["change"]
    return Wording(
        signs=_inverted(data["signs"]),
        before=_inverted(data["before"]),
        after=_inverted(data["after"]),
        changes=_inverted({"increase": change["increase"], "decrease": change["decrease"]}),
        adverbs=longest_first(change["adverbs"]),
        baselines=longest_first(change["baselines"]),
        nouns_after=longest_first(change["nouns_after"]),
        denied=longest_first(change["denied"]),
        qualities=longest_first(data["qualities"]),
        deadlines=longest_first(data["deadlines"]),
        not_applicable=frozenset(map(fold, data["status"]["not_applicable"])),
        blank=frozenset(map(fold, data["status"]["blank"])),
        placeholders=frozenset(map(fold, data["placeholders"])),
        placeholder_starts=tuple(map(fold, data["placeholder_starts"])),
        placeholder_ends=tuple(map(fold, data["placeholder_ends"])),
        placeholder_signs="".join(data["placeholder_signs"]),
        placeholder_words=longest_first(data["placeholder_words"]),
        placeholder_measures=longest_first(data["placeholder_measures"]),
        short=frozenset(map(fold, data["short"])),
        ends_no_word=frozenset(map(fold, data["ends_no_word"])),
        score_units=frozenset(map(fold, data["score_units"])),
        grades=frozenset(map(fold, data["grades"])),
        grading=frozenset(map(fold, data["grading"])),
        no_names=frozenset(map(fold, data["no_names"])),
        asks_when=longest_first(data["asks_when"]),
        none_happens=frozenset(map(fold, data["none_happens"])),
        years_back={fold(word): back for back, words in data["years_back"].items() for word in words},
        not_wanted=longest_first(data["not_wanted"]),
        manners=longest_first(data["manners"]),
        judged=frozenset(data["judged"]),
        ahead=longest_first(data["ahead"]),
        misread_signs={fold(letter): sign for letter, sign in data["misread_signs"].items()},
        not_ahead=longest_first(data["not_ahead"]),
        only_each=frozenset(map(fold, data["only_each"])),
        of_each=tuple(data["of_each"]),
        numerals=data["numerals"],
        magnitudes=data["magnitudes"],
        half=data["half"],
        tenths=data["tenths"],
    )


def _inverted(table: dict[str, list[str]]) -> dict[str, str]:
    pairs = {fold(word): meaning for meaning, words in table.items() for word in words}
    return {word: pairs[word] for word in longest_first(list(pairs))}
