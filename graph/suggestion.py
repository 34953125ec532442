"""Suggestions for a project: which indicators such projects elsewhere use, by level, with their usual targets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress
from statistics import median, median_low
from typing import TYPE_CHECKING

from graph.canonical_numbers import day_caption, number_to_day
from graph.comparison import Target, compare_hits, hit_to_target
from graph.concepts import names_to_measures
from graph.name_index import build_index
from graph.name_search import best_names
from graph.places import in_jurisdiction
from graph.sides import are_newest
from graph.similarity import Hit, check_jurisdiction, check_query
from ontology.framework import categories, notation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extract.indicator import Indicator
    from graph.comparison import ComparableSet
    from graph.decisions import Decisions

LONGEST_PURPOSE = 2_000
"""Characters of a project's purpose, which is told in sentences."""
Levels = tuple[str | None, str | None]
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}
_PROJECT_SCHEMES = frozenset({"2015", "2021"})
_LEAST = 0.3  # similarity of a project, below which it is another kind of project
_RELATIVE = 0.6  # of the most similar one's
_CLOSE, _RELATIVE_TO_CLOSE = 0.75, 0.8  # where one is much like the text, what is farther is another kind of project
_ALIKE = 0.5  # similarity of a project that serves the same purpose
_MEASURED = 0.7  # similarity of a measure, below which it does not tell what the text is about


@dataclass(frozen=True, slots=True)
class Proposal:
    """An indicator to propose: levels and name as usually printed, its usual target, the range, and where it is used.

    `target` is the printed target nearest to the median of those that compare, or the most frequent one where none do;
    `median` is the true one, in the unit that most of them print (of deadlines the lower one, as a day). The range is from
    `loosest` to `strictest`. `with_number` of the `projects` have a target
    with a number. `examples` are indicators, one a project; `apart` are those whose numbers are not in the median and the
    range, because they are of another unit, kind, period or direction.
    """

    level1: str | None
    level2: str | None
    level3: str
    target: str | None
    loosest: str | None
    strictest: str | None
    projects: int
    examples: tuple[Indicator, ...]
    median: str | None = None
    with_number: int = 0
    apart: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The proposals for a text, in the order of the form, and the projects that they come from with their similarity."""

    text: str
    projects: tuple[tuple[str, float], ...]
    proposals: tuple[Proposal, ...]

    @property
    def is_far(self) -> bool:
        """Whether no project that it follows is much like the text."""
        return all(score < _ALIKE for _, score in self.projects)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOptions:
    """At most `top` proposals, from a place or from all others as in SearchOptions, of a year or of each place's latest one."""

    top: int = 30
    jurisdiction: str | None = None
    other_than: str | None = None
    year: int | None = None


def suggest(
    indicators: Sequence[Indicator],
    text: str,
    options: DraftOptions | None = None,
    decisions: Decisions | None = None,
) -> Draft:
    """What projects similar to `text`, by their name or what they measure, promise elsewhere.

    Raises:
        EmptyQueryError, LongQueryError: `text` is no name.
        UnknownJurisdictionError: no indicator lies in the wanted jurisdiction.
    """
    check_query(text, LONGEST_PURPOSE)
    options = options or DraftOptions()
    by_project: dict[str, list[Indicator]] = {}
    for one in _followed(indicators, options):
        if one.project:
            by_project.setdefault(one.project, []).append(one)
    projects = _similar_projects(by_project, text)
    chosen = [one for project, _ in projects for one in by_project[project]]
    label_of = {
        name: measure.label
        for measure in names_to_measures((one.level3 for one in indicators), decisions)
        for name in measure.names
    }
    groups: dict[str, list[Indicator]] = {}
    for one in chosen:
        groups.setdefault(label_of[one.level3], []).append(one)
    ranked = sorted(groups.values(), key=lambda group: (-len(_projects(group)), group[0].level3))[: options.top]
    order, labels = _order(chosen), _labels(chosen)
    found = sorted(map(_proposal, ranked), key=lambda one: (order[one.level1, one.level2], -one.projects, one.level3))
    return Draft(text, tuple(projects), tuple(_labelled(one, labels) for one in found))


def _followed(indicators: Sequence[Indicator], options: DraftOptions) -> Iterable[Indicator]:
    """The indicators of the places and the year that a draft may follow."""
    place, other = options.jurisdiction, options.other_than
    check_jurisdiction(indicators, place)
    years = are_newest(indicators) if options.year is None else [one.year == options.year for one in indicators]
    for one in compress(indicators, years):
        if (not place or in_jurisdiction(one, place)) and not (other and in_jurisdiction(one, other)):
            yield one


def _similar_projects(by_project: dict[str, list[Indicator]], text: str) -> list[tuple[str, float]]:
    """Projects by the similarity of their own name, or of the best name among their indicators where that is higher."""
    found: dict[str, float] = {}
    names = build_index(by_project)
    for row, score in best_names(names, text, len(names)):
        found[names.name(row)] = score
    users: dict[str, set[str]] = {}
    for project, own in by_project.items():
        for one in own:
            users.setdefault(one.level3, set()).add(project)
    measured = build_index(users)
    for row, score in best_names(measured, text, 20):
        for project in users[measured.name(row)] if score >= _MEASURED else ():
            found[project] = max(found.get(project, 0.0), 0.8 * score)  # what is measured tells less than the name
    best = max(found.values(), default=0.0)
    least = max(_LEAST, (_RELATIVE_TO_CLOSE if best >= _CLOSE else _RELATIVE) * best)
    kept = [(project, score) for project, score in found.items() if score >= least]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))


def _projects(group: Iterable[Indicator]) -> set[tuple[str, str | None]]:
    return {(one.document, one.project) for one in group}


def _official(level1: str | None, level2: str | None) -> Levels:
    """Two labels as the categories that they name, so that 服务对象满意度 and 服务对象满意度指标 are one."""
    return notation(level1 or "", 1) or level1, notation(level2 or "", 2) or level2


def _order(chosen: Iterable[Indicator]) -> dict[Levels, int]:
    """The pairs of categories as the framework has them, unknown ones behind those in their order, all of one first level together."""
    pairs = dict.fromkeys(_official(one.level1, one.level2) for one in chosen)
    firsts = list(dict.fromkeys(first for first, _ in pairs))
    known = {category: place for place, category in enumerate(categories())}

    def place(pair: Levels) -> tuple[int, int, int]:
        first, second = (known.get(label or "", len(known)) for label in pair)
        return first, firsts.index(pair[0]), second

    return {pair: number for number, pair in enumerate(sorted(pairs, key=place))}


def _labels(chosen: Iterable[Indicator]) -> dict[tuple[int, str | None], str | None]:
    """By level (1 or 2) how to print each category: the official label of a project's, or as it is usually printed."""
    printed: dict[tuple[int, str | None], Counter[str | None]] = {}
    for one in chosen:
        for level, (category, label) in enumerate(
            zip(_official(one.level1, one.level2), (one.level1, one.level2), strict=True), 1
        ):
            printed.setdefault((level, category), Counter())[label] += 1
    return {key: _project_label(key[1]) or labels.most_common(1)[0][0] for key, labels in printed.items()}


def _project_label(category: str | None) -> str | None:
    """The official label of a category of the projects' framework; None for any other."""
    known = categories().get(category or "")
    return known.label if known and set(known.schemes) & _PROJECT_SCHEMES else None


def _labelled(proposal: Proposal, labels: Mapping[tuple[int, str | None], str | None]) -> Proposal:
    return replace(proposal, level1=labels[1, proposal.level1], level2=labels[2, proposal.level2])


def _proposal(group: Sequence[Indicator]) -> Proposal:
    level1, level2 = Counter(_official(one.level1, one.level2) for one in group).most_common(1)[0][0]
    name = Counter(one.level3 for one in group).most_common(1)[0][0]
    compared = compare_hits(name, [Hit(one, 1.0, ()) for one in group])
    target, loosest, strictest = _usual(compared.sets[0]) if compared.sets else (_most_frequent(group), None, None)
    # An example must show a target of the period that the proposed one is of.
    shown = [one.hit.indicator for one in compared.sets[0].targets] if compared.sets else group
    examples = {(one.document, one.project): one for one in sorted(shown, key=lambda one: one.id, reverse=True)}
    ordered = sorted(examples.values(), key=lambda one: one.id)
    with_number = [one for one in group if isinstance(hit_to_target(Hit(one, 1.0, ())), Target)]
    numbered, counted = _projects(with_number), {one.id for one in shown}
    others = {(one.document, one.project): one for one in with_number if one.id not in counted}
    apart = [one for key, one in others.items() if key not in examples]
    middle = _median(compared.sets[0]) if compared.sets else None
    return Proposal(
        level1,
        level2,
        name,
        target,
        loosest,
        strictest,
        len(_projects(group)),
        tuple(ordered),
        middle,
        len(numbered),
        tuple(sorted(apart, key=lambda one: one.id)),
    )


def _median(group: ComparableSet) -> str:
    """The median of the targets of a set in the unit that they usually print: 1.7万元; of deadlines the lower one, 11月30日."""
    if group.key.kind == "date":
        return day_caption(median_low(target.value for target in group.targets))
    value = median(target.value for target in group.targets)
    unit, factor = group.usual_unit
    return f"{value / factor:.10g}{unit}"


def _usual(group: ComparableSet) -> tuple[str | None, str | None, str | None]:
    targets = sorted(group.targets, key=lambda target: (target.value, target.hit.indicator.id))
    middle = median(target.value for target in targets)
    usual = group.usual_unit[0]

    def distance(target: Target) -> tuple[float, bool, str]:
        one = target.hit.indicator
        return abs(target.value - middle), one.unit != usual, one.id

    nearest = min(targets, key=distance)
    ends = (
        group.rows[0].loosest,
        max((row.strictest for row in group.rows), key=lambda one: _strict(group, one.value)),
    )
    apart = group.key.kind == "date" and len({number_to_day(end.value)[0] for end in ends}) > 1
    loosest, strictest = (_dated(end) if apart else _plain(end.hit.indicator) for end in ends)
    if group.key.direction == "exactly":  # of which neither is the stricter
        return _plain(nearest.hit.indicator), None, None
    return _plain(nearest.hit.indicator), loosest, strictest


def _dated(end: Target) -> str | None:
    """A deadline with its year, beside one of another year."""
    value = end.hit.indicator.value
    if not isinstance(value, str):
        return end.hit.indicator.target_text
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日前"


def _plain(indicator: Indicator) -> str | None:
    """A target as one writes it into another form: ≥95% for 达到95百分比以上, a day of the plan's year without that year.

    What is no number, or a rough one (约30人), stays as printed.
    """
    sign = _SIGNS.get(indicator.operator or "")
    rough = indicator.operator == "=" and indicator.operator_source == "worded"
    if isinstance(indicator.value, str) and indicator.value[:4] == str(indicator.year):
        day = date.fromisoformat(indicator.value)
        stated = indicator.target_text or ""
        return f"{day.month}月{day.day}日前" if str(day.year) in stated else stated
    if indicator.kind != "numeric" or sign is None or rough or not isinstance(indicator.value, int | float):
        return indicator.target_text
    number = f"{indicator.value:.10g}"
    return f"{'' if indicator.operator_source == 'assumed' else sign}{number}{indicator.unit or ''}"


def _strict(group: ComparableSet, value: float) -> float:
    return -value if group.key.direction == "at_most" else value


def _most_frequent(group: Sequence[Indicator]) -> str | None:
    texts = Counter(one.target_text for one in group if one.target_text and one.status == "stated")
    return max(texts, key=lambda text: (texts[text], text)) if texts else None
