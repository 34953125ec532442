"""What a terminal shows of a comparison: a table each comparable set, then what can't be compared, why, and how sets spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.canonical_numbers import day_caption
from graph.selection import government_level
from graph.sides import side_of
from ontology.units import scale
from output.fitting import fitted
from output.reports import PERIODS_ZH, short_places, source_caption
from output.tables import display_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.indicator import Indicator
    from graph.comparison import ComparableSet, Comparison, Level, Row
    from graph.sides import Side
    from output.fitting import Fitted
    from output.reports import Cell, Report

_DIRECTIONS = {"at_least": "不低于", "at_most": "不高于", "exactly": "等于"}
_NO_LATER = "不晚于"
_FRAMEWORKS = {"department": "部门整体框架", "evaluation": "评价框架", "decomposed": "分解目标框架"}
_CHANGES = {"increase": "上升", "decrease": "下降", None: None}
_DEADLINE = "日期"
_NO_UNIT = "（未写单位）"
_GOVERNMENTS: dict[Level, str] = {"province": "省", "city": "市", "county": "县"}
_SIDES: dict[Side, str] = {"jurisdiction": "地区", "department": "部门", "year": "年度", "project": "项目"}
_WITHIN = ["下四分位", "中位数", "上四分位"]
_MAY_BE_EMPTY = frozenset({"上年目标", "异常", "年内异常值", "项目", "时期"})
_SPARED = (
    "异常", "年内异常值", "中位数", "图示", "上年目标", "年度", "条数", "时期", "下四分位", "上四分位", "出处", "项目",
)  # fmt: skip
"""Columns that a narrow terminal does without, those first that matter most."""
_MOST_PLACES = 5  # named in a message
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_DIGITS = 6


def rounded(value: Cell) -> Cell:
    """A value as people read it: 0.9625 for 0.9624999999999999."""
    return round(value, _DIGITS) if isinstance(value, float) else value


def year_spread(row: Row, group: ComparableSet) -> list[Cell]:
    """How many targets a row of a set has, and their quartiles: what a year promises, all its targets alike."""
    one = row.spread
    return [one.count, *(number_told(value, group) for value in (one.lower, one.median, one.upper))]


@dataclass(frozen=True, slots=True)
class Room:
    """What the cells of a table have room for: columns of a bar and of the names of projects, sources, places in full."""

    bar: int = 12
    projects: int = 24
    sources: int = 1
    full_places: bool = False


_TERMINAL = Room()
_NARROW = Room(bar=6)


def comparison_to_tables(
    comparison: Comparison, by: Side = "jurisdiction", room: Room = _TERMINAL
) -> list[tuple[str, Report]]:
    """A titled table each comparable set, a row a side, loosest first or by year; then what can't be compared, and why.

    Places are shortened where no other has the same name, unless there is room for them in full.
    """
    held = [target.hit.indicator for one in comparison.sets for target in one.targets]
    held += [left.hit.indicator for left in comparison.incomparable]
    places = {} if room.full_places else short_places(held)
    tables = [
        (f"{number} {set_caption(group)}", _set_table(comparison, group, by, places, room))
        for number, group in enumerate(comparison.sets, 1)
    ]
    if comparison.incomparable:
        tables.append(("不可比", _left_out_table(comparison, by, places, room)))
    return [(title, _without_empty(report)) for title, report in tables]


def comparison_to_fitted(comparison: Comparison, by: Side, width: int | None) -> list[tuple[str, Fitted]]:
    """The same as a terminal of a width has room for it; bars are shorter where that spares a column."""
    spared = [name for name in _SPARED if name != _SIDES[by]]
    ways = [comparison_to_tables(comparison, by, room) for room in (_TERMINAL, _NARROW)]
    return [
        (title, min(fitted(wide, width, spared), fitted(narrow, width, spared), key=lambda one: len(one.left_out)))
        for (title, wide), (_, narrow) in zip(*ways, strict=True)
    ]


def _set_table(comparison: Comparison, group: ComparableSet, by: Side, places: dict[str, str], room: Room) -> Report:
    mixed = len(set(map(_factor, (target.hit.indicator for target in group.targets)))) > 1
    several = by != "project" and _has_several_projects(group)
    columns = [
        "由宽到严",
        _SIDES[by],
        "年度",
        "最宽",
        "最严",
        *(["换算值"] if mixed else ()),
        "图示",
        "上年目标",
        "年内异常值" if by == "year" else "异常",
        "条数",
    ]
    columns += [*(_WITHIN if by == "year" else ()), *(["项目"] if several else ()), "出处"]
    rows: list[list[Cell]] = []
    for row in group.rows:
        held = [target.hit.indicator for target in row.targets]
        spread = group.distribution
        cells: list[Cell] = [row.rank, _shortened(row.place, places), _years(held)]
        cells += [row.loosest.hit.indicator.target_text, row.strictest.hit.indicator.target_text]
        cells += [number_caption(row.value, group)] if mixed else []
        cells += [bar(row.value, min(0.0, spread.minimum), spread.maximum, room.bar), _before(comparison, held)]
        cells += [_outlier_caption(row, group), len(held)]
        within = (row.spread.lower, row.spread.median, row.spread.upper)
        cells += [number_caption(value, group) for value in within] if by == "year" else []
        cells += [_project_names(held, room.projects)] if several else []
        rows.append([*cells, _sources(held, room.sources)])
    return _once(columns, rows)


def _outlier_caption(row: Row, group: ComparableSet) -> str | None:
    """That a row stands out of the others, or, where it pools many places, which of its numbers do in it."""
    if row.pools:
        return "、".join(number_caption(value, group) for value in row.spread.outliers) or None
    return "异常" if group.holds_outlier(row) else None


def _left_out_table(comparison: Comparison, by: Side, places: dict[str, str], room: Room) -> Report:
    columns = [_SIDES[by], "年度", "目标", "不可比的理由", "上年目标", "时期", "项目", "出处"]
    held = [(left, left.hit.indicator) for left in comparison.incomparable]
    rows: list[list[Cell]] = [
        [
            _shortened(side_of(one, by), places),
            one.year,
            one.target_text,
            left.reason_zh,
            comparison.last_year(one),
            PERIODS_ZH[one.period] if len({each.period for _, each in held}) > 1 else None,
            _project_names([one], room.projects) if by != "project" and one.project else None,
            source_caption(one),
        ]
        for left, one in held
    ]
    return _once(columns, rows)


def _once(columns: list[str], rows: list[list[Cell]]) -> Report:
    """The same without a column of a name that another has: by year, the year is the row's name."""
    kept = [at for at, name in enumerate(columns) if columns.index(name) == at]
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]


def _without_empty(report: Report) -> Report:
    columns, rows = report
    kept = [
        at for at, name in enumerate(columns) if name not in _MAY_BE_EMPTY or any(row[at] is not None for row in rows)
    ]
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]


def _shortened(side: str, places: dict[str, str]) -> str:
    """What a row is, with its place in short: the place stands before a department or project."""
    place = side.partition(" ")[0]
    return places.get(place, place) + side[len(place) :]


def _factor(one: Indicator) -> object:
    """What a printed unit is on the scale for comparing, by which targets of a set differ in print."""
    found = scale(one.unit)
    return found.factor if found else None


def _has_several_projects(group: ComparableSet) -> bool:
    """Whether any office has targets of several projects, which must be told apart."""
    projects: dict[tuple[str, str | None], set[str | None]] = {}
    for target in group.targets:
        one = target.hit.indicator
        projects.setdefault((side_of(one, "jurisdiction"), one.department), set()).add(one.project)
    return any(len(names) > 1 for names in projects.values())


def _years(held: Iterable[Indicator]) -> str | None:
    return "、".join(map(str, sorted({one.year for one in held if one.year}))) or None


def _before(comparison: Comparison, held: Iterable[Indicator]) -> str | None:
    texts = (comparison.last_year(one) for one in held)
    return "；".join(dict.fromkeys(text for text in texts if text)) or None


def _sources(members: Sequence[Indicator], most: int) -> str:
    """Where some indicators are printed, from the loosest target to the strictest, as many as there is room for."""
    captions = list(dict.fromkeys(map(source_caption, members)))
    told = most > 1 and len(captions) > most
    return "；".join(captions[:most]) + (f"；等{len(captions)}处" if told else "")


def _project_names(members: Sequence[Indicator], width: int) -> str:
    """The projects of some indicators, from the loosest target to the strictest, as many as there is room for."""
    names = list(dict.fromkeys(one.project or "（部门整体）" for one in members))
    shown = names[:1]
    for name in names[1:]:
        if display_width("、".join([*shown, name])) > width:
            break
        shown.append(name)
    text = "、".join(shown)
    cut = next(_cuts(text, width)) if display_width(text) > width else text
    return cut + (f" 等{len(names)}个" if len(names) > len(shown) else "")


def _cuts(text: str, width: int) -> Iterator[str]:
    """The longest beginning of a text for which there is room."""
    return (f"{text[:end]}…" for end in range(len(text), 0, -1) if display_width(text[:end]) < width)


def elsewhere_caption(comparison: Comparison) -> str:
    """That the indicators meant are not where they were asked for, and where they are: levels of government, years, places."""
    held = comparison.elsewhere
    levels = [zh for level, zh in _GOVERNMENTS.items() if any(government_level(one) == level for one in held)]
    years = sorted({f"{one.year}" for one in held if one.year})
    places = sorted({side_of(one, "jurisdiction") for one in held})
    more = f" 等 {len(places)} 个" if len(places) > _MOST_PLACES else ""
    where = [
        f"{'、'.join(levels)}级" if levels else "",
        f"{'、'.join(years)} 年" if years else "",
        f"{'、'.join(places[:_MOST_PLACES])}{more}",
    ]
    return (
        f"所选层级、年度或地区内没有“{comparison.text}”；有此指标的是：{'；'.join(filter(None, where))} "
        f"(not at this level, in this year or place; it exists at these)"
    )


def set_caption(group: ComparableSet) -> str:
    """What the targets of a set share: 年度 不低于 %; the family of frameworks where it is not that of projects.

    Where several measures were meant, that of the set comes first.
    """
    shared = (
        group.key.measure,
        PERIODS_ZH[group.key.period],
        _NO_LATER if group.key.kind == "date" else _DIRECTIONS[group.key.direction],
        unit_caption(group) or _NO_UNIT,
        _FRAMEWORKS.get(group.key.framework),
    )
    return " ".join(filter(None, shared))


def unit_caption(group: ComparableSet) -> str:
    """The unit in which a set is told: %, 天, 日期 for deadlines, 上升 % for changes."""
    unit = _DEADLINE if group.key.kind == "date" else group.usual_unit[0]
    return " ".join(filter(None, (_CHANGES[group.key.change], unit)))


def number_caption(value: float, group: ComparableSet) -> str:
    """A number of a set as readers know it: a share in percent, a deadline as a day, anything else with its usual unit."""
    told = number_told(value, group)
    return told if isinstance(told, str) else f"{told:,.10g}{group.usual_unit[0]}"


def number_told(value: float, group: ComparableSet) -> str | float:
    """A number of a set in the unit that its caption names: 97.5 for a share, a day (11月30日) for a deadline."""
    if group.key.kind == "date":
        return day_caption(value)
    return round(value / group.usual_unit[1], _DIGITS)


def bar(value: float, low: float, high: float, columns: int = 12) -> str:
    """A bar of so many columns at most, in eighths: full at `high`, empty at `low`; where these are one, empty for nothing."""
    share = (value - low) / (high - low) if high > low else float(value != 0)
    eighths = round(share * columns * 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip() or "▏"


def spreads_to_report(comparison: Comparison) -> Report:
    """A row a comparable set: how many rows it has, minimum, quartiles, maximum and what stands out of what they promise.

    Numbers are in the unit that the set's caption names.
    """
    rows: list[list[Cell]] = []
    for number, group in enumerate(comparison.sets, 1):
        one = group.distribution
        spread = [number_told(value, group) for value in (one.minimum, one.lower, one.median, one.upper, one.maximum)]
        outliers = "、".join(number_caption(value, group) for value in one.outliers) or None
        rows.append([f"{number} {set_caption(group)}", one.count, *spread, outliers])
    return ["可比组", "行数", "最小", "下四分位", "中位数", "上四分位", "最大", "异常值"], rows
