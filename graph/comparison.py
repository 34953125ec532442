"""The targets of one measure side by side: what may be compared, loosest to strictest, and what may not, and why.

1. graph.selection finds the indicators meant.
2. Each target becomes a number on its canonical scale, or a reason why it cannot be compared.
3. Numbers of one unit, kind, period, direction of strictness and family of frameworks form a comparable set; `=` joins a
   directed set; nothing at all is the same in any unit.
4. In each set a jurisdiction is one row; rows are ranked, and equal promises share a rank.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, Literal

from graph.distribution import Distribution, values_to_distribution
from ontology.folding import fold
from ontology.framework import framework_family
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extract.indicator import Direction, Indicator, Kind, Period
    from graph.similarity import Hit

Side = Literal["jurisdiction", "department", "year", "project"]
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
    "other_unit": "计量单位与其他目标不同",
    "other_kind": "目标类型（数值、变化幅度、日期）与其他目标不同",
    "earlier_year": "已有更新年度的目标",
}
_NATURAL_CAP = 1.0  # a share cannot exceed the whole, so that =100% promises what >=100% does
_DAYS = "day of the year"
_DAYS_OF_A_YEAR, _A_LEAP_YEAR = 366, 2000
"""Deadlines are counted as if every year were a leap year."""
_MONTHS = range(1, 13)
_OFTEN = re.compile(r"每(?P<time>年|季|月|周|天|日)")


@dataclass(frozen=True, slots=True)
class SetKey:
    """What targets must share to be compared.

    `unit` is the canonical unit (deadlines are counted in days from the start of the plan's year, a leap year).
    `direction` says whether more (`at_least`) or less (`at_most`) is the stricter promise; it is unknown for `exactly`.
    `framework` is the family of frameworks (project, department, evaluation …): a department's whole work and a project of its
    promise different things. `change` says where changes lead; None for what is no change.
    """

    kind: Kind
    unit: str | None
    period: Period
    direction: Strictness
    framework: str = "project"
    change: Direction | None = None


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
    """

    place: str
    targets: tuple[Target, ...]
    rank: int | None

    @property
    def loosest(self) -> Target:
        """The easiest promise of the place."""
        return self.targets[0]

    @property
    def strictest(self) -> Target:
        """The hardest promise of the place."""
        return self.targets[-1]

    @property
    def spread(self) -> Distribution:
        """How the numbers of all its targets spread."""
        return values_to_distribution([target.value for target in self.targets])


@dataclass(frozen=True, slots=True)
class ComparableSet:
    """Targets that may be compared: rows from loosest to strictest (by value where no direction is known)."""

    key: SetKey
    rows: tuple[Row, ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets, in the order of the rows."""
        return tuple(target for row in self.rows for target in row.targets)

    @property
    def distribution(self) -> Distribution:
        """How the numbers spread that the rows promise everywhere, their loosest: one each, however many targets it has."""
        return values_to_distribution([row.loosest.value for row in self.rows])


@dataclass(frozen=True, slots=True)
class Incomparable:
    """A target that is listed and not compared, with the reason."""

    hit: Hit
    reason: Reason

    @property
    def reason_zh(self) -> str:
        """The reason as a phrase for readers."""
        return REASONS_ZH[self.reason]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer to one text: sets with the most jurisdictions first, and what could not be compared.

    `before` is by id what was printed for an indicator the year before, `near` are names like the text that were not taken,
    with their scores.
    """

    text: str
    sets: tuple[ComparableSet, ...]
    incomparable: tuple[Incomparable, ...]
    before: Mapping[str, str] = field(default_factory=dict)
    near: tuple[tuple[str, float], ...] = ()

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


def compare_hits(text: str, hits: Iterable[Hit], by: Side = "jurisdiction", *, latest: bool = False) -> Comparison:
    """The comparison of hits that are known to mean the same measure, a row for each of what `by` names.

    With `latest` only the newest year of each row counts.
    """
    keyed: list[tuple[SetKey, Target]] = []
    counted, older = _of_latest_year(hits, by) if latest else (list(hits), [])
    left_out = [Incomparable(hit, "earlier_year") for hit in older]
    for hit in map(_by_month, counted):
        found = hit_to_target(hit)
        if isinstance(found, Target):
            keyed.append((_key(found), found))
        else:
            left_out.append(Incomparable(hit, found))
    groups = _grouped(_zeros_joined(_equals_joined(keyed)))
    odd = _odd_ones(groups)
    left_out += [Incomparable(target.hit, reason) for key, reason in odd.items() for target in groups[key]]
    sets = [targets_to_set(key, targets, by) for key, targets in groups.items() if key not in odd]
    sets.sort(
        key=lambda one: (-len(one.rows), *map(str, (one.key.kind, one.key.unit, one.key.period, one.key.direction)))
    )
    ordered = sorted(left_out, key=lambda one: _best_first(one.hit))
    return Comparison(text, tuple(sets), tuple(ordered))


def _by_month(hit: Hit) -> Hit:
    """The hit with a deadline where its number is a month (完工时间 ≤11月): by its end, as 11月30日前 is."""
    one = hit.indicator
    asks_when = one.kind == "numeric" and one.unit == "月" and _asks_when().search(one.level3)
    if not asks_when or one.operator not in {"<=", "="} or one.value not in _MONTHS:
        return hit
    year, month = one.year or _A_LEAP_YEAR, int(one.value or 0)
    day = date(year, month, monthrange(year, month)[1]).isoformat()
    until = replace(one, kind="date", operator="<=", value=day, unit=None, canonical_value=day, canonical_unit=None)
    return replace(hit, indicator=until)


@cache
def _asks_when() -> re.Pattern[str]:
    """How names end that ask when something is done, with what is remarked of it (完成时间（月）)."""
    return re.compile(rf"(?:{any_of(wording().asks_when)})(?:[(（][^()（）]*[)）])?$")


def _of_latest_year(hits: Iterable[Hit], by: Side) -> tuple[list[Hit], list[Hit]]:
    """The hits of each side's newest year, and the others."""
    held = list(hits)
    counts = are_newest([hit.indicator for hit in held], by)
    return list(compress(held, counts)), list(compress(held, map(not_, counts)))


def are_newest(indicators: Sequence[Indicator], by: Side = "jurisdiction") -> list[bool]:
    """Of each indicator, whether its year is the newest one of its place or whatever `by` names."""
    newest: dict[str, int] = {}
    for one in indicators:
        side = side_of(one, by)
        newest[side] = max(newest.get(side, 0), one.year or 0)
    return [(one.year or 0) == newest[side_of(one, by)] for one in indicators]


def _best_first(hit: Hit) -> tuple[float, str, str]:
    return -hit.score, hit.indicator.level3, hit.indicator.id


def hit_to_target(hit: Hit) -> Target | Reason:
    """The comparable number of a hit's target, or why there is none."""
    indicator = hit.indicator
    if indicator.status != "stated":
        return indicator.status
    if indicator.kind is None or indicator.kind == "qualitative":
        return Target(hit, 0.0) if _none_happens(indicator) else "qualitative"
    if indicator.value_upper is not None:
        return "range"
    value = _canonical_number(indicator)
    if value is None:
        return "change_without_number" if indicator.kind == "change" else "no_number"
    return Target(hit, value, open_end=indicator.operator in {">", "<"})


def _none_happens(indicator: Indicator) -> bool:
    """Whether a target in words promises that something does not happen at all; 无 does so of what is not wanted."""
    said = fold(indicator.target_text or "").rstrip("。")
    nothing = said in wording().no_names and any(word in indicator.level3 for word in wording().not_wanted)
    return nothing or said in wording().none_happens


def _canonical_number(indicator: Indicator) -> float | None:
    value = indicator.value if indicator.canonical_value is None else indicator.canonical_value
    if indicator.kind != "date":
        return float(value) if isinstance(value, int | float) else None
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return None
    # Lest the last of December be looser in one year than in another.
    years = day.year - (indicator.year or day.year)
    return float(years * _DAYS_OF_A_YEAR + day.replace(year=_A_LEAP_YEAR).timetuple().tm_yday - 1)


def number_to_day(value: float) -> tuple[int, date]:
    """The day that the number of a deadline stands for: how many years behind the plan's, and the day in a leap year."""
    years, days = divmod(int(value), _DAYS_OF_A_YEAR)
    return years, date(_A_LEAP_YEAR, 1, 1) + timedelta(days)


def _key(target: Target) -> SetKey:
    indicator = target.hit.indicator
    kind = "numeric" if indicator.kind in (None, "qualitative") else indicator.kind  # 不发生 stands for 0
    unit = _DAYS if kind == "date" else indicator.canonical_unit or indicator.unit
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


def _odd_ones(groups: dict[SetKey, list[Target]]) -> dict[SetKey, Reason]:
    """The sets of a single place that differ in kind or unit from the largest set, if that compares several places."""
    places = {key: len({_place(target.hit.indicator) for target in targets}) for key, targets in groups.items()}
    if max(places.values(), default=0) < 2:  # noqa: PLR2004 - two places make a comparison
        return {}
    main = max(places, key=lambda key: (places[key], key.kind, key.unit or ""))
    alone = [key for key, count in places.items() if count == 1 and (key.unit, key.kind) != (main.unit, main.kind)]
    if main.kind == "numeric":  # nothing at all is of any unit
        alone = [key for key in alone if key.kind != "numeric" or any(target.value for target in groups[key])]
    return {key: "other_kind" if key.kind != main.kind else "other_unit" for key in alone}


def targets_to_set(key: SetKey, targets: Iterable[Target], by: Side = "jurisdiction") -> ComparableSet:
    """One row a place, or whatever `by` names, ranked."""
    by_place: dict[str, list[Target]] = {}
    for target in sorted(targets, key=lambda one: (*strictness(one, key.direction), _best_first(one.hit))):
        by_place.setdefault(side_of(target.hit.indicator, by), []).append(target)

    def worth(place: str) -> tuple[tuple[float, bool], tuple[float, bool]]:
        own = by_place[place]
        return strictness(own[0], key.direction), strictness(own[-1], key.direction)

    order = sorted(by_place, key=lambda place: (worth(place), place))
    ranks = {step: number for number, step in enumerate(sorted(set(map(worth, order))), 1)}
    directed = key.direction != "exactly"
    return ComparableSet(
        key,
        tuple(Row(place, tuple(by_place[place]), ranks[worth(place)] if directed else None) for place in order),
    )


def strictness(target: Target, direction: Strictness) -> tuple[float, bool]:
    """A key that grows with strictness; more than 5 is stricter than at least 5."""
    return (-target.value if direction == "at_most" else target.value), target.open_end


def side_of(indicator: Indicator, by: Side) -> str:
    """What an indicator's target is compared as: its place, or department, year or project."""
    if by == "year":
        return str(indicator.year or "年度不明")
    place = _place(indicator)
    if by == "department":
        return f"{place} {indicator.department or '部门不明'}"
    if by == "project":
        return f"{place} {indicator.project or '（部门整体）'}"
    return place


def _place(indicator: Indicator) -> str:
    return indicator.jurisdiction or indicator.document
