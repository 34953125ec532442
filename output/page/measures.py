"""What the page needs for comparing: which names mean one measure, what names share, and which targets are comparable.

1. Names mean one measure as graph.concepts groups them, with what people decided.
2. For each name its features: concepts and uncovered characters, with weights that grow with their rarity among the
   names. The page finds similar names by the cosine of these vectors when a reader asks, because all pairs of a large
   graph would take minutes.
3. The targets of one measure are compared by graph.comparison: each gets the set in which it may be compared and its
   number there, or the reason why it may not.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from graph.comparison import compare_hits
from graph.concepts import decided_keys
from graph.decisions import Decisions
from graph.similarity import Hit
from ontology.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.indicator import Indicator
    from graph.comparison import SetKey
    from ontology.lexicon import Reading

# As in graph.similarity: what a measure is of counts a little less than what is measured, and rarity counts little.
WEIGHT_OF_ROLE = {"object": 0.8, "action": 1.0, "qualifier": 0.75, "measure": 1.0}
WEIGHT_OF_CHARACTER = 0.4
POWER_OF_RARITY = 0.3
NOT_COMPARED = -1
_DECIMALS = 4
_LONGEST_NAME = 200  # characters that are read; no measure needs more


class ComparableSet(NamedTuple):
    """What the targets of a set share; fields as in graph.comparison.SetKey."""

    kind: str
    unit: str | None
    period: str
    direction: str
    framework: str
    change: str | None


@dataclass(slots=True)
class Measures:
    """Names and measures by number; `…_of_row` by indicator, `…_of_name` by name, `weights` by feature."""

    names: list[str]
    name_of_row: list[int]
    measure_of_name: list[int]
    features_of_name: list[list[int]]
    weights: list[float]
    sets: list[ComparableSet] = field(default_factory=list)
    set_of_row: list[int] = field(default_factory=list)
    number_of_row: list[float | None] = field(default_factory=list)
    reason_of_row: list[str | None] = field(default_factory=list)


def page_measures(indicators: Sequence[Indicator], decisions: Decisions | None = None) -> Measures:
    """Names, measures after the decisions and comparable sets of the indicators, in the order of their first mention."""
    numbers: dict[str, int] = {}
    rows = [numbers.setdefault(one.level3, len(numbers)) for one in indicators]
    vectors = [name_to_features(name) for name in numbers]
    key_of = decided_keys(sorted(numbers), decisions or Decisions())
    keys: dict[str, int] = {}
    measures = [keys.setdefault(key_of[name], len(keys)) for name in numbers]
    known = {feature: at for at, feature in enumerate(sorted({key for vector in vectors for key in vector}))}
    found = Measures(
        list(numbers), rows, measures, [[known[key] for key in vector] for vector in vectors], _weights(vectors, known)
    )
    _compare(indicators, found)
    return found


def part(whole: Measures, rows: Sequence[int]) -> Measures:
    """The measures of some of the rows: names and measures numbered anew, features and sets as they were."""
    names: dict[int, int] = {}
    name_of_row = [names.setdefault(whole.name_of_row[row], len(names)) for row in rows]
    measures: dict[int, int] = {}
    return Measures(
        names=[whole.names[name] for name in names],
        name_of_row=name_of_row,
        measure_of_name=[measures.setdefault(whole.measure_of_name[name], len(measures)) for name in names],
        features_of_name=[whole.features_of_name[name] for name in names],
        weights=whole.weights,
        sets=whole.sets,
        set_of_row=[whole.set_of_row[row] for row in rows],
        number_of_row=[whole.number_of_row[row] for row in rows],
        reason_of_row=[whole.reason_of_row[row] for row in rows],
    )


def name_to_features(name: str) -> dict[str, float]:
    """The concepts of a name, and the characters that none covers, with plain weights; a concept's key is ASCII.

    A name in which nothing is known stands for itself alone.
    """
    reading, concepts = lexicon().read(name[:_LONGEST_NAME]), lexicon().concepts
    vector = {key: WEIGHT_OF_ROLE[concepts[key].role] * concepts[key].weight for key in _concepts_of(reading)}
    vector |= dict.fromkeys(sorted(set("".join(reading.residue))), WEIGHT_OF_CHARACTER)
    return vector or {name: 1.0}


def _concepts_of(reading: Reading) -> list[str]:
    return sorted({span.concept for span in reading.spans})


def _weights(vectors: Sequence[dict[str, float]], known: dict[str, int]) -> list[float]:
    """For each feature its largest plain weight times its inverse frequency, 0..1, to a power."""
    counts = Counter(key for vector in vectors for key in vector)
    most: dict[str, float] = {}
    for vector in vectors:
        for key, weight in vector.items():
            most[key] = max(weight, most.get(key, 0.0))
    whole = math.log1p(len(vectors)) or 1.0
    return [
        round(most[key] * (math.log1p(len(vectors) / counts[key]) / whole) ** POWER_OF_RARITY, _DECIMALS)
        for key in known
    ]


def _compare(indicators: Sequence[Indicator], found: Measures) -> None:
    """Fills in the set, number or reason of every row."""
    members: dict[int, list[int]] = {}
    for row, name in enumerate(found.name_of_row):
        members.setdefault(found.measure_of_name[name], []).append(row)
    found.set_of_row = [NOT_COMPARED] * len(indicators)
    found.number_of_row = [None] * len(indicators)
    found.reason_of_row = [None] * len(indicators)
    sets: dict[ComparableSet, int] = {}
    for rows in members.values():
        _compare_measure([(row, indicators[row]) for row in rows], found, sets)
    found.sets = list(sets)


def _compare_measure(members: Sequence[tuple[int, Indicator]], found: Measures, sets: dict[ComparableSet, int]) -> None:
    # Not by the indicators' ids: nothing here may depend on their being distinct.
    row_of = {id(indicator): row for row, indicator in members}
    comparison = compare_hits(members[0][1].level3, [Hit(indicator, 1.0, ()) for _, indicator in members])
    for comparable in comparison.sets:
        number = sets.setdefault(_key(comparable.key), len(sets))
        for target in (target for row in comparable.rows for target in row.targets):
            row = row_of[id(target.hit.indicator)]
            found.set_of_row[row], found.number_of_row[row] = number, target.value
    for one in comparison.incomparable:
        found.reason_of_row[row_of[id(one.hit.indicator)]] = one.reason


def _key(key: SetKey) -> ComparableSet:
    return ComparableSet(key.kind, key.unit, key.period, key.direction, key.framework, key.change)
