"""Peers: the jurisdictions most like one by what they measure and promise, and how it differs from them.

Two jurisdictions are alike by two figures, 0..1: the measures that they share (the cosine of which measures each has,
rare ones counting more), and how near their targets of the shared measures are, the less certain the fewer these are. The
weights of the two can be chosen. Each jurisdiction counts with its latest year, and once in each comparable set, with its
loosest target.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import compress
from statistics import median, median_low
from typing import TYPE_CHECKING, Literal

from graph.comparison import Target, compare_hits
from graph.concepts import names_to_measures
from graph.places import places_named
from graph.sides import are_newest
from graph.similarity import Hit, UnknownJurisdictionError
from ontology.errors import KpigraphError
from ontology.units import scale
from ontology.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.indicator import Indicator, Period
    from graph.comparison import SetKey
    from graph.decisions import Decisions

Kind = Literal["missing", "looser", "stricter"]
_DOUBT = 2.0  # comparable targets whose nearness is taken for half certain
_UNLIKE_IN_SIZE = frozenset(
    {"ratio", "percentage point", "duration", "calendar days", "working days", "months", "score"}
)
"""Kinds of quantities that do not grow with the size of a place, so that more or less of them is stricter or looser."""
_COMMON = 0.6  # share of the peers that have a measure, from which its absence is told
_FEWEST = 2  # peers that must have it, if there are so many


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerOptions:
    """How many peers, what shared measures and near targets weigh, and the year, the latest of each place where it is None."""

    top: int = 5
    measures: float = 0.7
    targets: float = 0.3
    year: int | None = None


class NoWeightError(KpigraphError):
    """Weights that are both 0, by which nothing is like anything."""

    def __init__(self) -> None:
        """Say which to raise."""
        super().__init__(
            "两个权重不能都为 0；请调高 --weight-measures 或 --weight-targets (both weights are 0; raise one of them)"
        )


@dataclass(frozen=True, slots=True)
class Peer:
    """Another jurisdiction: how alike it is, 0..1, by what, and the labels of the shared measures."""

    place: str
    score: float
    by_measures: float
    by_targets: float | None
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the jurisdiction differs in one measure: the indicators of its target and of the peers' middle one, and who has it.

    `places` counts the peers that have it, `of` all of them.
    `period` is that of the targets compared; None where the measure is missing.
    """

    kind: Kind
    measure: str
    own: Indicator | None
    peers: Indicator | None
    places: int
    period: Period | None = None
    of: int = 0


@dataclass(frozen=True, slots=True)
class Promises:
    """What a jurisdiction measures: by measure and comparable set what it promises everywhere, its loosest target."""

    measures: Mapping[str, Mapping[SetKey, Target]]


def peers(
    indicators: Sequence[Indicator], place: str, options: PeerOptions | None = None, decisions: Decisions | None = None
) -> tuple[str, list[Peer], list[Difference]]:
    """The full name of the jurisdiction that `place` names, its peers, most alike first, and how it differs from them.

    Raises:
        UnknownJurisdictionError: no jurisdiction, or several, by that name or code.
        NoWeightError: neither shared measures nor targets weigh anything.
    """
    options = options or PeerOptions()
    if not options.measures and not options.targets:
        raise NoWeightError
    years = [one.year == options.year for one in indicators] if options.year is not None else are_newest(indicators)
    indicators = list(compress(indicators, years))
    known = {one.jurisdiction: one.division_code or "" for one in indicators if one.jurisdiction}
    meant = places_named(place, known)
    if len(meant) != 1:
        raise UnknownJurisdictionError(place, meant or known, several=bool(meant))
    promises = _promises(indicators, decisions)
    rarity = _rarity(promises)
    found = [_peer(promises, rarity, meant[0], other, options) for other in promises if other != meant[0]]
    found = sorted((peer for peer in found if peer.shared), key=lambda peer: (-peer.score, peer.place))[: options.top]
    return meant[0], found, _differences(promises, meant[0], [peer.place for peer in found])


def _promises(indicators: Sequence[Indicator], decisions: Decisions | None) -> dict[str, Promises]:
    measures = names_to_measures((one.level3 for one in indicators), decisions)
    label_of = {name: measure.label for measure in measures for name in measure.names}
    grouped: dict[str, list[Hit]] = {}
    for one in indicators:
        grouped.setdefault(label_of[one.level3], []).append(Hit(one, 1.0, ()))
    found: dict[str, dict[str, dict[SetKey, Target]]] = {}
    for label, hits in grouped.items():
        for hit in hits:
            if hit.indicator.jurisdiction:
                found.setdefault(hit.indicator.jurisdiction, {}).setdefault(label, {})
        for group in compare_hits(label, hits).sets:
            for row in group.rows:
                if (where := row.loosest.hit.indicator.jurisdiction) is not None:
                    found[where][label][group.key] = row.loosest
    return {place: Promises(found[place]) for place in sorted(found)}


def _rarity(promises: Mapping[str, Promises]) -> dict[str, float]:
    counts = Counter(label for own in promises.values() for label in own.measures)
    return {label: math.log1p(len(promises) / count) for label, count in counts.items()}


def _peer(
    promises: Mapping[str, Promises], rarity: Mapping[str, float], one: str, other: str, options: PeerOptions
) -> Peer:
    mine, theirs = promises[one].measures, promises[other].measures
    shared = sorted(set(mine) & set(theirs))
    norms = [math.sqrt(sum(rarity[label] ** 2 for label in side)) for side in (mine, theirs)]
    by_measures = sum(rarity[label] ** 2 for label in shared) / (norms[0] * norms[1] or 1.0)
    near = [
        _nearness(mine[label][key], theirs[label][key])
        for label in shared
        for key in set(mine[label]) & set(theirs[label])
    ]
    by_targets = sum(near) / (len(near) + _DOUBT) if near else None
    total = options.measures + (options.targets if by_targets is not None else 0.0)
    score = (options.measures * by_measures + options.targets * (by_targets or 0.0)) / (total or 1.0)
    return Peer(other, round(score, 6), by_measures, by_targets, tuple(shared))


def _nearness(mine: Target, theirs: Target) -> float:
    """How near two targets are, 0..1: the smaller over the larger."""
    largest = max(abs(mine.value), abs(theirs.value))
    return 1.0 if largest == 0 else max(0.0, 1 - abs(mine.value - theirs.value) / largest)


def _differences(promises: Mapping[str, Promises], place: str, others: Sequence[str]) -> list[Difference]:
    mine = promises[place].measures
    having = Counter(label for other in others for label in promises[other].measures)
    least = min(len(others), max(_FEWEST, _COMMON * len(others)))
    found = [
        Difference("missing", label, None, _usual(promises, others, label), count)
        for label, count in having.items()
        if label not in mine and count >= least
    ]
    for label, sets in mine.items():
        for key, own in sets.items():
            known = (promises[other].measures.get(label, {}).get(key) for other in others)
            theirs = [target for target in known if target is not None]
            if theirs and key.direction != "exactly" and _is_whatever_the_size(label, key):
                found += _stricter_or_looser(label, key, own, theirs)
    found = [replace(one, of=len(others)) for one in found]
    return sorted(found, key=lambda one: (one.kind, -one.places, one.measure))


def _is_whatever_the_size(label: str, key: SetKey) -> bool:
    """Whether targets of a set say how strict a place is, however large it is: shares, times, amounts for each of something."""
    if key.kind in ("date", "change") or key.unit is None or "/" in key.unit:
        return True
    if any(word in label for word in wording().of_each):
        return True
    scaled = scale(key.unit)
    return key.unit == "1" or (scaled is not None and scaled.kind in _UNLIKE_IN_SIZE)


def _stricter_or_looser(label: str, key: SetKey, own: Target, theirs: Sequence[Target]) -> list[Difference]:
    # The lower of two middle ones, so that it is a promise that somebody made, and can be shown.
    usual = median_low(target.value for target in theirs)
    if own.value == usual:
        return []
    stricter = own.value > usual if key.direction == "at_least" else own.value < usual
    kind: Kind = "stricter" if stricter else "looser"
    return [Difference(kind, label, own.hit.indicator, _nearest(theirs, usual), len(theirs), key.period)]


def _nearest(targets: Sequence[Target], value: float) -> Indicator:
    """The indicator whose target is the nearest to a value."""
    return min(targets, key=lambda target: (abs(target.value - value), target.hit.indicator.id)).hit.indicator


def _usual(promises: Mapping[str, Promises], others: Sequence[str], label: str) -> Indicator | None:
    """The indicator of the target in the middle of the largest comparable set of the peers."""
    sets: dict[SetKey, list[Target]] = {}
    for other in others:
        for key, target in promises[other].measures.get(label, {}).items():
            sets.setdefault(key, []).append(target)
    if not sets:
        return None
    largest = max(sets.values(), key=len)
    return _nearest(largest, median(target.value for target in largest))
