"""What the commands about measures print: hits, comparisons, peers, suggestions, coverage as columns and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.comparison import REASONS_ZH
from graph.selection import government_level
from graph.sides import side_of
from ontology.lexicon import lexicon
from output.reports import PERIODS_ZH, source_caption

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.indicator import Indicator
    from graph.comparison import ComparableSet, Comparison, Level, Row, SetKey, Target
    from graph.concepts import Measure, Suggestion
    from graph.peers import Difference, Peer
    from graph.sides import Side
    from graph.suggestion import Draft
    from ontology.lexicon_lint import Coverage, Finding
    from output.reports import Cell, Report

_DIRECTIONS = {"at_least": "不低于", "at_most": "不高于", "exactly": "等于"}
_FRAMEWORKS = {"department": "部门整体框架", "evaluation": "评价框架", "decomposed": "分解目标框架"}
_KINDS = {"missing": "缺少", "looser": "较宽", "stricter": "较严"}
_CHANGES = {"increase": "上升", "decrease": "下降", None: None}
_DEADLINE = "距年初天数"
_ROLES = {"object": "对象", "action": "事情", "qualifier": "要求", "measure": "度量"}
_GOVERNMENTS: dict[Level, str] = {"province": "省", "city": "市", "county": "县"}
_MOST_PLACES = 5  # named in a message
_MOST_PROJECTS = 3  # named in a cell of a terminal
_BAR = 12  # columns of a bar on the terminal
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def reading_to_report(text: str) -> Report:
    """How a text was understood: a row a word, with its concept and role, and the characters that were not."""
    words, reading = lexicon(), lexicon().read(text)
    rows: list[list[Cell]] = [
        [span.word, words.concepts[span.concept].zh, _ROLES[words.concepts[span.concept].role], round(span.share, 2)]
        for span in reading.spans
    ]
    rows += [[run, "（未识别）", None, None] for run in reading.residue]
    return ["词", "概念", "作用", "份额"], rows


_SIDES: dict[Side, str] = {"jurisdiction": "地区", "department": "部门", "year": "年度", "project": "项目"}
_COMPARED = [
    "可比组", "由宽到严", "并列", "对象", "年度", "最宽", "最严", "图示", "换算值", "上年目标", "异常", "条数", "项目金额", "指标与出处",
]  # fmt: skip


_WITHIN = ["下四分位", "中位数", "上四分位"]
_DIGITS = 6


def rounded(value: Cell) -> Cell:
    """A value as people read it: 0.9625 for 0.9624999999999999."""
    return round(value, _DIGITS) if isinstance(value, float) else value


def year_spread(row: Row) -> list[Cell]:
    """How many targets a row has, and their quartiles: what a year promises, all its targets alike."""
    one = row.spread
    return [one.count, *map(rounded, (one.lower, one.median, one.upper))]


def comparison_to_table(comparison: Comparison, by: Side = "jurisdiction") -> Report:
    """A row for each side and comparable set, loosest first; then what can't be compared, each with its reason."""
    rows: list[list[Cell]] = []
    for number, group in enumerate(comparison.sets, 1):
        rows += [_compared_row(comparison, f"{number} {set_caption(group)}", group, row) for row in group.rows]
    for left in comparison.incomparable:
        one = left.hit.indicator
        named = f"{one.level3}（{source_caption(one)}）"
        plain: list[Cell] = ["不可比", None, None, side_of(one, by), one.year, one.target_text, REASONS_ZH[left.reason]]
        rows.append([*plain, None, None, comparison.last_year(one), None, 1, one.project_amount_cny, named])
    columns = [_SIDES[by] if name == "对象" else name for name in _COMPARED]
    if by == "year":
        within = [year_spread(row)[1:] for one in comparison.sets for row in one.rows]
        within += [[None] * len(_WITHIN) for _ in comparison.incomparable]
        columns += _WITHIN
        rows = [[*row, *figures] for row, figures in zip(rows, within, strict=True)]
    kept = [at for at, name in enumerate(columns) if columns.index(name) == at]  # by year, the year is the row's name
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]


_LEFT_OUT = frozenset({"可比组", "并列", "换算值", "项目金额", "指标与出处"})
"""What a terminal has no room for."""


def comparison_to_brief(comparison: Comparison, by: Side = "jurisdiction") -> Report:
    """What of the same a terminal has room for: the set only at its first row, and the source of the loosest target."""
    columns, rows = comparison_to_table(comparison, by)
    places = [at for at, name in enumerate(columns) if name not in _LEFT_OUT]
    sources = [source_caption(row.loosest.hit.indicator) for one in comparison.sets for row in one.rows]
    sources += [source_caption(one.hit.indicator) for one in comparison.incomparable]
    telling, told = _telling(comparison, by)
    brief: list[list[Cell]] = []
    for above, row, more, source in zip([None, *rows], rows, told, sources, strict=False):
        first = None if above and above[0] == row[0] else row[0]
        brief.append([first, *(row[at] for at in places), *more, source])
    return ["可比组", *(columns[at] for at in places), *telling, "出处"], brief


def _telling(comparison: Comparison, by: Side) -> tuple[list[str], list[list[Cell]]]:
    """For each row what tells its targets apart: projects where an office has several, the period where it differs."""
    held = [[target.hit.indicator for target in row.targets] for one in comparison.sets for row in one.rows]
    held += [[left.hit.indicator] for left in comparison.incomparable]
    projects: dict[tuple[str, str | None], set[str | None]] = {}
    for one in (each for members in held for each in members):
        projects.setdefault((side_of(one, "jurisdiction"), one.department), set()).add(one.project)
    several = by != "project" and any(len(names) > 1 for names in projects.values())
    periods = len({one.period for members in held for one in members}) > 1
    columns = [*(["项目"] if several else ()), *(["时期"] if periods else ())]
    rows: list[list[Cell]] = []
    for members in held:
        cells: list[Cell] = [_project_names(members)] if several else []
        rows.append([*cells, PERIODS_ZH[members[0].period]] if periods else cells)
    return columns, rows


def _project_names(members: Sequence[Indicator]) -> str:
    """The projects of some indicators, from the loosest target to the strictest, a few of many."""
    names = list(dict.fromkeys(one.project or "（部门整体）" for one in members))
    return "、".join(names[:_MOST_PROJECTS]) + (f" 等{len(names)}个" if len(names) > _MOST_PROJECTS else "")


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
    """What the targets of a set share: 年度 不低于 %; the family of frameworks where it is not that of projects."""
    unit = unit_caption(group.key)
    shared = (
        PERIODS_ZH[group.key.period],
        _DIRECTIONS[group.key.direction],
        unit,
        _FRAMEWORKS.get(group.key.framework),
    )
    return " ".join(filter(None, shared))


def unit_caption(key: SetKey) -> str:
    """The unit of a set as people write it: %, 天, 距年初天数 for deadlines, 上升 % for changes."""
    unit = _DEADLINE if key.kind == "date" else "%" if key.unit == "1" else key.unit
    return " ".join(filter(None, (_CHANGES[key.change], unit)))


def _compared_row(comparison: Comparison, caption: str, group: ComparableSet, row: Row) -> list[Cell]:
    spread = group.distribution
    tied = sum(other.rank == row.rank for other in group.rows) if row.rank is not None else 1
    before = [text for target in row.targets if (text := comparison.last_year(target.hit.indicator))]
    years = sorted({target.hit.indicator.year for target in row.targets} - {None}, key=str)
    amounts = {target.hit.indicator.project_amount_cny for target in row.targets} - {None}
    return [
        caption,
        row.rank,
        tied if tied > 1 else None,
        row.place,
        "、".join(map(str, years)) or None,
        row.loosest.hit.indicator.target_text,
        row.strictest.hit.indicator.target_text,
        bar(row.value, min(0.0, spread.minimum), spread.maximum),
        rounded(row.value),
        "；".join(dict.fromkeys(before)) or None,
        "异常" if row.value in spread.outliers else None,
        len(row.targets),
        "；".join(f"{amount:,.0f}" for amount in sorted(filter(None, amounts))) or None,
        "；".join(map(_target_caption, row.targets)),
    ]


def _target_caption(target: Target) -> str:
    one = target.hit.indicator
    return f"{one.level3} {one.target_text}（{source_caption(one)}）"


def bar(value: float, low: float, high: float) -> str:
    """A bar of at most twelve columns, in eighths: full at `high`, empty at `low`."""
    share = (value - low) / (high - low) if high > low else 1.0
    eighths = round(share * _BAR * 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip() or "▏"


def spreads_to_report(comparison: Comparison) -> Report:
    """A row a comparable set: how many rows it has, minimum, quartiles, maximum and what stands out of what they promise."""
    rows: list[list[Cell]] = []
    for number, group in enumerate(comparison.sets, 1):
        one = group.distribution
        spread = [one.minimum, one.lower, one.median, one.upper, one.maximum]
        plain: list[Cell] = [f"{number} {set_caption(group)}", one.count, *(round(value, 6) for value in spread)]
        rows.append([*plain, "、".join(f"{value:g}" for value in one.outliers) or None])
    return ["可比组", "行数", "最小", "下四分位", "中位数", "上四分位", "最大", "异常值"], rows


def peers_to_report(found: Sequence[Peer]) -> Report:
    """A row a peer: how alike, by what, and the shared measures."""
    return ["地区", "相似度", "指标相似", "目标相近", "共有指标数", "共有指标"], [
        [
            peer.place,
            round(peer.score, 3),
            round(peer.by_measures, 3),
            None if peer.by_targets is None else round(peer.by_targets, 3),
            len(peer.shared),
            "、".join(peer.shared),
        ]
        for peer in found
    ]


_DIFFERENCE = ["差异", "指标", "时期", "本地目标", "同类地区目标", "有此指标的同类地区"]


def differences_to_brief(found: Iterable[Difference]) -> Report:
    """A row a difference from the peers: lacking, looser or stricter; what a terminal has room for."""
    return _DIFFERENCE, [_difference_row(one) for one in found]


def differences_to_report(found: Iterable[Difference]) -> Report:
    """The same with the ids of the targets shown, and where they are printed."""
    rows = [[*_difference_row(one), *_told_apart(one.own), *_told_apart(one.peers)] for one in found]
    return [*_DIFFERENCE, "本地编号", "本地出处", "同类地区编号", "同类地区出处"], rows


def peers_to_rows(found: Sequence[Peer], differences: Iterable[Difference]) -> Report:
    """Peers and differences in one table, for CSV: first what a row is, then the columns of the ones and of the others."""
    (peer_columns, peer_rows), (columns, rows) = peers_to_report(found), differences_to_report(differences)
    before: list[Cell] = [None] * len(peer_columns)
    behind: list[Cell] = [None] * (len(columns) - 1)
    told = [["相似地区", *row, *behind] for row in peer_rows]
    return ["类别", *peer_columns, *columns[1:]], [*told, *([row[0], *before, *row[1:]] for row in rows)]


def _difference_row(one: Difference) -> list[Cell]:
    texts = [side.target_text if side else None for side in (one.own, one.peers)]
    period = PERIODS_ZH[one.period] if one.period else None
    return [_KINDS[one.kind], one.measure, period, *texts, f"{one.places}/{one.of}"]


def _told_apart(one: Indicator | None) -> list[Cell]:
    return [one.id, source_caption(one)] if one else [None, None]


def draft_to_report(draft: Draft) -> Report:
    """A row a proposal, in the order of the form: levels, name, usual target, median, range, projects, examples."""
    columns = [
        "一级指标", "二级指标", "三级指标", "建议指标值", "中位数", "最宽", "最严", "项目数", "有数值的项目数", "示例与出处",
    ]  # fmt: skip
    return columns, [
        [
            one.level1,
            one.level2,
            one.level3,
            one.target,
            one.median,
            one.loosest,
            one.strictest,
            one.projects,
            one.with_number,
            "；".join(f"{each.level3} {each.target_text or ''}（{source_caption(each)}）" for each in one.examples[:3]),
        ]
        for one in draft.proposals
    ]


def measures_to_report(measures: Iterable[Measure]) -> Report:
    """A row a measure: its identity, label, how often it is used, and its other names with their scores."""
    rows: list[list[Cell]] = [
        [
            one.identity,
            one.label,
            sum(member.uses for member in one.members),
            len(one.members),
            "、".join(f"{member.name} {member.score:.2f}" for member in one.members[1:]),
        ]
        for one in measures
    ]
    return ["编号", "指标", "使用次数", "名称数", "其他名称与相似度"], rows


def suggestions_to_report(found: Iterable[Suggestion]) -> Report:
    """A row a pair of measures that may be one."""
    rows: list[list[Cell]] = [[round(one.score, 3), one.one, one.other, "；".join(one.reasons)] for one in found]
    return ["相似度", "甲", "乙", "理由"], rows


def coverage_to_report(found: Coverage, top: int) -> Report:
    """The stretches that no word covers, most frequent first."""
    rows: list[list[Cell]] = [[text, times] for text, times in found.residues[:top]]
    return ["未识别", "次数"], rows


def findings_to_report(findings: Iterable[Finding]) -> Report:
    """A row a fault of a lexicon."""
    rows: list[list[Cell]] = [[one.concept or None, one.fault] for one in findings]
    return ["概念", "问题"], rows
