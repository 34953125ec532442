"""Measures: names that mean the same measure, grouped across jurisdictions.

1. A name's key is the set of what its words say and the characters that no word covers, in any order. Words say the same
   where the lexicon has them in one ring (its `measures`): concepts are too wide for that, for 破案 and 发案 are one.
   A name that counts what is not wanted (逾期办结率) has another key than its contrary.
   Names of one key are one measure: a pass over the names, without comparing any two.
2. What people decided (graph.decisions) joins keys, and takes names out of them.
3. Names that are alike without being one measure by themselves are suggested, never merged.

A measure's IRI follows from its key, so that it stays when documents are added.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from graph.decisions import Decisions
from graph.identities import UnknownIdentityError
from graph.meanings import Said, meaning_rows, names_to_meanings, word_meanings
from graph.name_index import build_index, mixed, summed
from graph.name_reading import read_names
from graph.name_search import best_names, score_of
from graph.similarity import LONGEST_QUERY, reasons
from ontology.plain_characters import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from graph.name_index import NameIndex

_ADVERSE = 1 << 40  # beyond all concepts and characters
_DIGITS = 16
_NEIGHBOURS = 12  # names looked at around each for suggestions


@dataclass(frozen=True, slots=True)
class Member:
    """A name of a measure, how often it is used, and how similar it is to the measure's label, 0..1."""

    name: str
    uses: int
    score: float


@dataclass(frozen=True, slots=True)
class Measure:
    """Names that mean one measure: `identity` for its IRI, the most usual name as label, all names most used first."""

    identity: str
    label: str
    members: tuple[Member, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the label first."""
        return tuple(member.name for member in self.members)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two measures that may be one, by their labels, with the score of these and the reasons in Chinese."""

    one: str
    other: str
    score: float
    reasons: tuple[str, ...]


def name_to_key(name: str) -> str:
    """What a name means, as one text: the same for names of one measure, on every machine.

    A name in which nothing is understood is its own key.
    """
    return names_to_keys([name])[0]


def names_to_keys(names: Sequence[str]) -> list[str]:
    """The key of each name (see `name_to_key`)."""
    return [_said_to_key(name, said) for name, said in zip(names, names_to_meanings(names), strict=True)]


def _said_to_key(name: str, said: Said) -> str:
    if not said.words:
        return f"={''.join(filter(str.isalnum, fold(name))) or name}"
    return f"{' '.join(sorted(said.words))}|{said.unknown}{'|-' if said.adverse else ''}"


def group_names(names: Sequence[str]) -> NDArray[np.int64]:
    """For each name the number of its group; names of one key share one. Quick enough for a million names."""
    readings = read_names(names)
    count = len(names)
    meaning, width = meaning_rows()[readings.words], len(word_meanings())
    owner = np.repeat(np.arange(count), np.diff(readings.word_starts))
    pairs = np.unique((owner * width + meaning)[meaning >= 0])
    starts = np.searchsorted(pairs, np.arange(count + 1) * width)
    keys = summed(mixed((pairs % width).astype(np.uint64)), starts)
    keys += summed(mixed(readings.unknown.astype(np.uint64) + np.uint64(1 << 32)), readings.unknown_starts)
    keys[readings.adverse] += mixed(np.array([_ADVERSE], np.uint64))
    nothing = np.flatnonzero(np.diff(starts) == 0)
    for place in nothing.tolist():  # a name without a concept is its own key
        keys[place] = np.uint64(int(_digest(name_to_key(names[place])), 16))
    _, groups = np.unique(keys, return_inverse=True)
    return groups


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:_DIGITS]


def names_to_measures(names: Iterable[str], decisions: Decisions | None = None) -> list[Measure]:
    """The measures of some names, each as often given as it is used; the most used first.

    The same names and decisions give the same measures, in any order.
    """
    uses = Counter(names)
    keys = decided_keys(sorted(uses), decisions or Decisions())
    groups: dict[str, list[str]] = {}
    for name in sorted(uses):
        groups.setdefault(keys[name], []).append(name)
    index = build_index(uses)
    measures = [_measure(key, members, uses, index) for key, members in groups.items()]
    return sorted(measures, key=lambda one: (-sum(member.uses for member in one.members), one.label))


def decided_keys(names: Sequence[str], decisions: Decisions) -> dict[str, str]:
    """The key of each name after the decisions: a split name keeps apart, joined names take the key of the first."""
    keys = dict(zip(names, names_to_keys(names), strict=True))
    for apart in decisions.split:
        held: set[str] = set()
        for name in apart:
            if keys.get(name, "") in held:
                keys[name] = f"={name}"
            held.add(keys.get(name, f"={name}"))
    for together in decisions.join:
        first = keys.get(together[0], name_to_key(together[0]))
        merged = {keys[name] for name in together if name in keys}
        fixed = {name for apart in decisions.split for name in apart}
        for name, key in keys.items():
            if name in together or (key in merged and name not in fixed):
                keys[name] = first
    return keys


def _measure(key: str, names: Sequence[str], uses: Mapping[str, int], index: NameIndex) -> Measure:
    ordered = sorted(names, key=lambda name: (-uses[name], len(name), name))
    label = ordered[0]
    scores = [1.0 if name == label or len(label) > LONGEST_QUERY else score_of(index, label, name) for name in ordered]
    members = tuple(Member(name, uses[name], score) for name, score in zip(ordered, scores, strict=True))
    return Measure(_digest(key), label, members)


def suggestions(
    measures: Sequence[Measure], decisions: Decisions | None = None, least: float = 0.6
) -> list[Suggestion]:
    """Pairs of measures that may be one and about which nothing is decided, the most similar first."""
    decided = (decisions or Decisions()).decided()
    by_label = {measure.label: measure for measure in measures}
    index = build_index(by_label)
    found: dict[tuple[str, str], float] = {}
    for label in sorted(by_label):
        if len(label) <= LONGEST_QUERY and any(map(str.isalnum, label)):
            for row, score in best_names(index, label, _NEIGHBOURS):
                other = index.name(row)
                if other != label and score >= least:
                    pair = (min(label, other), max(label, other))
                    found[pair] = max(score, found.get(pair, 0.0))
    return [
        Suggestion(one, other, score, reasons(one, other))
        for (one, other), score in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if not _is_decided(by_label[one], by_label[other], decided)
    ]


def _is_decided(one: Measure, other: Measure, decided: frozenset[frozenset[str]]) -> bool:
    return any(frozenset((a, b)) in decided for a in one.names for b in other.names)


def identified(measures: Sequence[Measure], identity: str) -> Measure:
    """The measure with this identity.

    Raises:
        UnknownIdentityError: none has it.
    """
    found = next((one for one in measures if one.identity == identity), None)
    if found is None:
        raise UnknownIdentityError(identity, "measure", (one.identity for one in measures))
    return found


def measure_of(measures: Iterable[Measure], text: str) -> Measure | None:
    """The measure with this identity, or with a name that is `text`; None where there is none."""
    return next((one for one in measures if text == one.identity or text in one.names), None)
