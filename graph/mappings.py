"""Mappings between the indicator names of different jurisdictions: which of them probably mean the same measure.

1. Every distinct name is searched among all names; what scores at least `least` is kept, and what people joined, a pair of
   names once, with the better score of its two directions. Equal names map with score 1.
2. A pair of names maps wherever it is used: one mapping for each two jurisdictions of which one uses the one name and
   the other the other. Names inside one jurisdiction are not mapped onto each other.

3. Names of one measure (graph.concepts, and what people decided) match exactly, other similar ones closely; names that
   people keep apart are not mapped.

A mapping says that names are similar, with a score and reasons. It never says that two indicators are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.indicator import Indicator
    from graph.decisions import Decisions

LEAST_SCORE = 0.8


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction as records know it: its division code where there is one, and its name in full."""

    code: str | None
    names: tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Two names of two places, the similarity 0..1 and the reasons in Chinese; `exact` where they are of one measure.

    The ids are those of an indicator of the name in each place, the first of many.
    """

    subject: str
    subject_place: Place
    subject_id: str
    object: str
    object_place: Place
    object_id: str
    score: float
    reasons: tuple[str, ...]
    exact: bool
    decided: bool
    """Whether people said so, rather than the names."""

    @property
    def equal(self) -> bool:
        """Whether both places use the very same name."""
        return self.subject == self.object


def indicators_to_mappings(
    indicators: Sequence[Indicator], least: float = LEAST_SCORE, decisions: Decisions | None = None
) -> Iterator[Mapping]:
    """The mappings of at least `least`, by names and places; records of no known jurisdiction are left out."""
    from graph.concepts import names_to_keys, names_to_measures
    from graph.similarity import reasons

    places = _places(indicators)
    names = sorted(places)
    keys = dict(zip(names, names_to_keys(names), strict=True))
    measures = names_to_measures((one.level3 for one in indicators), decisions)
    measure_of = {name: measure.identity for measure in measures for name in measure.names}
    joined = [
        pair
        for measure in measures
        for pair in combinations(sorted(measure.names), 2)
        if keys[pair[0]] != keys[pair[1]]
    ]
    apart = decisions.apart() if decisions else frozenset()
    for (one, other), score in sorted(_pairs(names, least, joined).items()):
        if frozenset((one, other)) in apart:
            continue
        told, exact = reasons(one, other), measure_of[one] == measure_of[other]
        for first in places[one]:
            for second in places[other]:
                if (first < second) if one == other else (first != second):
                    ids = places[one][first], places[other][second]
                    stated = exact and keys[one] != keys[other]
                    yield Mapping(one, _place(first), ids[0], other, _place(second), ids[1], score, told, exact, stated)


Key = tuple[str, str, str, str]


def _places(indicators: Sequence[Indicator]) -> dict[str, dict[Key, str]]:
    """For each name the places that use it, in order, with the first id of each."""
    found: dict[str, dict[Key, str]] = {}
    for one in sorted(indicators, key=lambda one: one.id):
        key = (one.division_code or "", one.province or "", one.city or "", one.county or "")
        if any(key) and any(map(str.isalnum, one.level3)):
            found.setdefault(one.level3, {}).setdefault(key, one.id)
    return {name: dict(sorted(ids.items())) for name, ids in found.items()}


def _place(key: Key) -> Place:
    code, province, city, county = (part or None for part in key)
    return Place(code, (province, city, county))


def _pairs(names: Sequence[str], least: float, joined: Iterable[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """The scores of the pairs that reach the least, and of those that people joined, whatever these score."""
    from graph.name_search import names_reaching, score_of
    from graph.similarity import LONGEST_QUERY, build_index

    index = build_index(names)
    found = {(name, name): 1.0 for name in names}
    for name in names:
        for row, score in names_reaching(index, name, least) if len(name) <= LONGEST_QUERY else ():
            other = index.name(row)
            if other != name:
                pair = (min(name, other), max(name, other))
                found[pair] = max(score, found.get(pair, 0.0))
    # Only names that are short enough to be asked for have a score.
    for one, other in joined:
        if max(len(one), len(other)) <= LONGEST_QUERY and (one, other) not in found:
            found[one, other] = max(score_of(index, one, other), score_of(index, other, one))
    return found
