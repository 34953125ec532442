"""The targets of one measure side by side: what may be compared, loosest to strictest, and what may not, and why.

1. graph.selection finds the indicators meant.
2. Each target becomes a number on its canonical scale, or a reason why it cannot be compared.
3. Numbers of one unit, kind, period, direction of strictness and family of frameworks form a comparable set; `=` joins a
   directed set; nothing at all is the same in any unit.
4. In each set a jurisdiction is one row; rows are ranked, and equal promises share a rank.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, Literal

from graph.canonical_numbers import canonical_number, month_to_deadline, none_happens
from graph.comparing_units import on_one_scale, usual_unit
from graph.distribution import Distribution, values_to_distribution
from graph.sides import are_newest, side_of
from ontology.framework import framework_family

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extract.indicator import Direction, Indicator, Kind, Period
    from graph.sides import Side
    from graph.similarity import Hit

Level = Literal["province", "city", "county"]
Strictness = Literal["at_least", "at_most", "exactly"]
Reason = Literal[
    "qualitative",
    "blank",
    "not_applicable",
    "placeholder",
    "change_without_number",
    "no_number",
    "range",
    "no_unit",
    "other_unit",
    "other_kind",
    "earlier_year",
]

REASONS_ZH: dict[Reason, str] = {
    "qualitative": "定性目标，没有数值",
    "blank": "未填写目标值",
    "not_applicable": "不适用",
    "placeholder": "模板占位，未填写",
    "change_without_number": "只说明增减方向，没有数值",
    "no_number": "没有可比的数值",
    "range": "目标是一个区间",
    "no_unit": "未写计量单位",
    "other_unit": "计量单位与其他目标不同",
    "other_kind": "目标类型（数值、变化幅度、日期）与其他目标不同",
    "earlier_year": "已有更新年度的目标",
}
_NATURAL_CAP = 1.0  # a share cannot exceed the whole, so that =100% promises what >=100% does
_PERCENT = "%"
_DAYS = "day of the year"
_OFTEN = re.compile(r"每(?P<time>年|季|月|周|天|日)")


@dataclass(frozen=True, slots=True)
class SetKey:
    """What targets must share to be compared.

    `unit` is the canonical unit (deadlines are counted in days from the start of the plan's year, a leap year).
    `direction` says whether more (`at_least`) or less (`at_most`) is the stricter promise; it is unknown for `exactly`.
    `framework` is the family of frameworks (project, department, evaluation …): a department's whole work and a project of its
    promise different things. `change` says where changes lead; None for what is no change. `measure` is the most usual name
    of the measure where what was asked for means several (满意度), else None.
    """

    kind: Kind
    unit: str | None
    period: Period
    direction: Strictness
    framework: str = "project"
    change: Direction | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A comparable target: the number on its canonical scale; `open_end` where the number is not enough (> <)."""

    hit: Hit
    value: float
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One jurisdiction in a set; `rank` 1 is the loosest, equal promises share one, None where no direction is known.

    The rank goes by the loosest target, what the place promises everywhere, then by the strictest. `place` is the
    jurisdiction in full, or the document's name where none was recognised; `targets` run from loosest to strictest.
    A row that `pools` the targets of many places, a year, stands for their median and is ranked by it.
    """

    place: str
    targets: tuple[Target, ...]
    rank: int | None
    pools: bool = False

    @property
    def loosest(self) -> Target:
        """The easiest promise of the place."""
        return self.targets[0]

    @property
    def strictest(self) -> Target:
        """The hardest promise of the place."""
        return self.targets[-1]

    @property
    def value(self) -> float:
        """The number that the row stands for: that of its loosest target, or the median where it pools many places."""
        return self.spread.median if self.pools else self.loosest.value

    @property
    def spread(self) -> Distribution:
        """How the numbers of all its targets spread."""
        return values_to_distribution([target.value for target in self.targets])


@dataclass(frozen=True, slots=True)
class ComparableSet:
    """Targets that may be compared: rows from loosest to strictest (by value where no direction is known), years in their order."""

    key: SetKey
    rows: tuple[Row, ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets, in the order of the rows."""
        return tuple(target for row in self.rows for target in row.targets)

    @property
    def usual_unit(self) -> tuple[str, float]:
        """The unit in which people read the set, that which most targets print, and how much it is of the set's own."""
        return usual_unit(self.targets, self.key.unit)

    @property
    def distribution(self) -> Distribution:
        """How the numbers spread that the rows stand for: one each, however many targets it has."""
        return values_to_distribution([row.value for row in self.rows])

    def holds_outlier(self, row: Row) -> bool:
        """Whether a row stands out of the others, or, where it pools many places, one of its targets does in it."""
        if row.pools:
            return any(self.is_outlier(row, target) for target in row.targets)
        return row.value in self.distribution.outliers

    def is_outlier(self, row: Row, target: Target) -> bool:
        """Whether a target stands out of the rows, or, in a row that pools many places, of the row."""
        return target.value in (row.spread if row.pools else self.distribution).outliers


@dataclass(frozen=True, slots=True)
class Incomparable:
    """A target that is listed and not compared, with the reason; `supposed` is what it would be in the unit of the others."""

    hit: Hit
    reason: Reason
    supposed: str | None = None

    @property
    def reason_zh(self) -> str:
        """The reason as a phrase for readers: 未写计量单位，与其他目标同单位则为 100%."""
        more = f"，与其他目标同单位则为 {self.supposed}" if self.supposed else ""
        return f"{REASONS_ZH[self.reason]}{more}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer to one text: sets with the most jurisdictions first, and what could not be compared.

    `before` is by id what was printed for an indicator the year before, `near` are names like the text that were not taken,
    with their scores. Where nothing was found, `elsewhere` are the indicators of other places, years or levels of government
    that the text means.
    """

    text: str
    sets: tuple[ComparableSet, ...]
    incomparable: tuple[Incomparable, ...]
    before: Mapping[str, str] = field(default_factory=dict)
    near: tuple[tuple[str, float], ...] = ()
    elsewhere: tuple[Indicator, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The distinct names of the indicators meant, best first."""
        members = [target.hit for one in self.sets for row in one.rows for target in row.targets]
        hits = sorted([*members, *(one.hit for one in self.incomparable)], key=_best_first)
        return tuple(dict.fromkeys(hit.indicator.level3 for hit in hits))

    def last_year(self, indicator: Indicator) -> str | None:
        """What was promised for the year before, as printed beside the target or in that year's document."""
        history = indicator.history or {}
        past = f"{indicator.year - 1}" if indicator.year else "上年"
        beside = next((text for label, text in history.items() if past in label or "上年" in label), None)
        return beside or self.before.get(indicator.id)


def compare_hits(
    text: str,
    hits: Iterable[Hit],
    by: Side = "jurisdiction",
    *,
    latest: bool = False,
    measures: Mapping[str, str] | None = None,
) -> Comparison:
    """The comparison of hits, a row for each of what `by` names.

    With `latest` only the newest year of each row counts. The hits mean one measure, or those that `measures` gives by name,
    which are compared each by itself.
    """
    keyed: list[tuple[SetKey, Target]] = []
    counted, older = _of_latest_year(hits, by) if latest else (list(hits), [])
    left_out = [Incomparable(hit, "earlier_year") for hit in older]
    for each in counted:
        hit = replace(each, indicator=month_to_deadline(each.indicator))
        found = hit_to_target(hit)
        if isinstance(found, Target):
            keyed.append((replace(_key(found), measure=(measures or {}).get(hit.indicator.level3)), found))
        else:
            left_out.append(Incomparable(hit, found))
    groups = _grouped(_zeros_joined(_equals_joined(keyed)))
    odd: dict[SetKey, Reason] = {}
    for measure in dict.fromkeys(key.measure for key in groups):
        reasons, unit = _odd_ones({key: own for key, own in groups.items() if key.measure == measure})
        odd |= reasons
        left_out += [
            Incomparable(target.hit, reason, _supposed(target.value, unit) if reason == "no_unit" else None)
            for key, reason in reasons.items()
            for target in groups[key]
        ]
    sets = [targets_to_set(key, targets, by) for key, targets in groups.items() if key not in odd]
    sets.sort(
        key=lambda one: (
            -len(one.rows),
            *map(str, (one.key.kind, one.key.unit, one.key.period, one.key.direction, one.key.measure)),
        )
    )
    ordered = sorted(left_out, key=lambda one: _best_first(one.hit))
    return Comparison(text, tuple(sets), tuple(ordered))


def _of_latest_year(hits: Iterable[Hit], by: Side) -> tuple[list[Hit], list[Hit]]:
    """The hits of each side's newest year, and the others."""
    held = list(hits)
    counts = are_newest([hit.indicator for hit in held], by)
    return list(compress(held, counts)), list(compress(held, map(not_, counts)))


def _best_first(hit: Hit) -> tuple[float, str, str]:
    return -hit.score, hit.indicator.level3, hit.indicator.id


def hit_to_target(hit: Hit) -> Target | Reason:
    """The comparable number of a hit's target, or why there is none."""
    indicator = hit.indicator
    if indicator.status != "stated":
        return indicator.status
    if indicator.kind is None or indicator.kind == "qualitative":
        return Target(hit, 0.0) if none_happens(indicator) else "qualitative"
    if indicator.value_upper is not None:
        return "range"
    value = canonical_number(indicator)
    if value is None:
        return "change_without_number" if indicator.kind == "change" else "no_number"
    value, _ = on_one_scale(value, indicator.canonical_unit)
    return Target(hit, value, open_end=indicator.operator in {">", "<"})


def _key(target: Target) -> SetKey:
    indicator = target.hit.indicator
    kind = "numeric" if indicator.kind in (None, "qualitative") else indicator.kind  # 不发生 stands for 0
    _, common = on_one_scale(target.value, indicator.canonical_unit or indicator.unit)
    unit = _DAYS if kind == "date" else common
    often = _OFTEN.match(indicator.target_text or "")
    if often and unit and "/" not in unit:  # once a month is no less than twelve times
        unit = f"{unit}/{often['time']}"
    framework = framework_family(indicator.level1, indicator.level2)
    change = indicator.direction if kind == "change" else None
    return SetKey(kind, unit, indicator.period, _direction(target), framework, change)


def _direction(target: Target) -> Strictness:
    """Which promise is the stricter: by the operator, for changes the larger one, for deadlines the earlier one."""
    indicator = target.hit.indicator
    if indicator.operator in {">=", ">"}:
        return "at_least"
    if indicator.operator in {"<=", "<"} or indicator.kind == "date":
        return "at_most"
    if indicator.kind == "change" or (indicator.unit == "%" and target.value == _NATURAL_CAP):
        return "at_least"
    return "at_most" if target.value == 0 else "exactly"


def _equals_joined(keyed: Sequence[tuple[SetKey, Target]]) -> list[tuple[SetKey, Target]]:
    """`=` goes with the directed set of its unit, with the larger one where both exist (at_least of two equal ones)."""
    sizes = Counter(key for key, _ in keyed)

    def joined(key: SetKey) -> SetKey:
        if key.direction != "exactly":
            return key
        directed = [replace(key, direction="at_least"), replace(key, direction="at_most")]
        best = max(directed, key=lambda one: sizes[one])
        return best if sizes[best] else key

    return [(joined(key), target) for key, target in keyed]


def _zeros_joined(keyed: Sequence[tuple[SetKey, Target]]) -> list[tuple[SetKey, Target]]:
    """Promises that something does not happen at all in one set, whatever their unit: 0%, 0次 and 不发生 say the same.

    Where sets limit it to more than nothing they go with that of their unit, or with the largest one.
    """
    sizes = Counter(key for key, _ in keyed)
    limits = {key for key, target in keyed if target.value}

    def joined(key: SetKey, target: Target) -> SetKey:
        if target.value or key.direction != "at_most" or key.kind != "numeric":
            return key
        alike = [one for one in sizes if replace(one, unit=key.unit) == key]
        return max(alike, key=lambda one: (one in limits, one in limits and one == key, sizes[one], str(one.unit)))

    return [(joined(key, target), target) for key, target in keyed]


def _grouped(keyed: Iterable[tuple[SetKey, Target]]) -> dict[SetKey, list[Target]]:
    groups: dict[SetKey, list[Target]] = {}
    for key, target in keyed:
        groups.setdefault(key, []).append(target)
    return groups


def _odd_ones(groups: dict[SetKey, list[Target]]) -> tuple[dict[SetKey, Reason], str | None]:
    """The sets of a single place that differ in kind or unit from the largest set, if that compares several places; its unit."""
    places = {key: len({side_of(each.hit.indicator, "jurisdiction") for each in own}) for key, own in groups.items()}
    if max(places.values(), default=0) < 2:  # noqa: PLR2004 - two places make a comparison
        return {}, None
    main = max(places, key=lambda key: (places[key], key.kind, key.unit or ""))
    alone = [key for key, count in places.items() if count == 1 and (key.unit, key.kind) != (main.unit, main.kind)]
    if main.kind == "numeric":  # nothing at all is of any unit
        alone = [key for key in alone if key.kind != "numeric" or any(target.value for target in groups[key])]
    return {key: _how_odd(key, main) for key in alone}, usual_unit(groups[main], main.unit)[0]


def _how_odd(key: SetKey, main: SetKey) -> Reason:
    if key.kind != main.kind:
        return "other_kind"
    return "other_unit" if key.unit else "no_unit"


def _supposed(value: float, unit: str | None) -> str | None:
    """What a number without a unit would be in that of the others: 100 and 0.95 of a share are 100% and 95%."""
    if unit != _PERCENT:
        return f"{value:.10g}{unit}" if unit else None
    return f"{value if value > _NATURAL_CAP else value * 100:.10g}%"


def targets_to_set(key: SetKey, targets: Iterable[Target], by: Side = "jurisdiction") -> ComparableSet:
    """One row a place, or whatever `by` names, ranked; years stay in their order."""
    by_place: dict[str, list[Target]] = {}
    for target in sorted(targets, key=lambda one: (*strictness(one, key.direction), _best_first(one.hit))):
        by_place.setdefault(side_of(target.hit.indicator, by), []).append(target)

    pools = by == "year"
    rows = [Row(place, tuple(own), None, pools) for place, own in sorted(by_place.items())]

    def worth(row: Row) -> tuple[tuple[float, bool], ...]:
        if row.pools:
            return ((_signed(row.value, key.direction), False),)
        return strictness(row.loosest, key.direction), strictness(row.strictest, key.direction)

    ranks = {step: number for number, step in enumerate(sorted(set(map(worth, rows))), 1)}
    ordered = rows if pools else sorted(rows, key=worth)
    directed = key.direction != "exactly"
    return ComparableSet(key, tuple(replace(row, rank=ranks[worth(row)] if directed else None) for row in ordered))


def strictness(target: Target, direction: Strictness) -> tuple[float, bool]:
    """A key that grows with strictness; more than 5 is stricter than at least 5."""
    return _signed(target.value, direction), target.open_end


def _signed(value: float, direction: Strictness) -> float:
    return -value if direction == "at_most" else value
