"""What the commands about measures print: hits, comparisons, peers, suggestions, coverage as columns and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.lexicon import lexicon
from output.fitting import fitted
from output.reports import PERIODS_ZH, hits_to_report, short_places, source_caption

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.indicator import Indicator
    from graph.concepts import Measure, Suggestion
    from graph.peers import Difference, Peer
    from graph.similarity import Hit
    from graph.suggestion import Draft, Proposal
    from ontology.lexicon_lint import Coverage, Finding
    from output.fitting import Fitted
    from output.reports import Cell, Report

_KINDS = {"missing": "缺少", "looser": "较宽", "stricter": "较严"}
_ROLES = {"object": "对象", "action": "事情", "qualifier": "要求", "measure": "度量"}
_PLACE = "地区"
_SHOWN = 6  # concepts of a field, as examples
_OF_HITS = ("部门", "项目", "出处", "年度", "同名", "理由", "二级指标", "时期", "一级指标", "编号")
_MOST_EXAMPLES = 3
_OF_DRAFTS = ("项目数", "二级指标", "中位数", "最宽", "最严", "一级指标", "示例与出处", "有数值的项目数")
"""Columns that a narrow terminal does without, those first that matter most."""


def reading_to_report(text: str) -> Report:
    """How a text was understood: a row a word, with its concept and role, and the characters that were not."""
    words, reading = lexicon(), lexicon().read(text)
    rows: list[list[Cell]] = [
        [span.word, words.concepts[span.concept].zh, _ROLES[words.concepts[span.concept].role], round(span.share, 2)]
        for span in reading.spans
    ]
    rows += [[run, "（未识别）", None, None] for run in reading.residue]
    return ["词", "概念", "作用", "份额"], rows


def fields_to_report() -> Report:
    """A row a field of work with how many concepts and words the lexicon has of it, and some; the last: those of any field."""
    words = lexicon()
    of_fields = [
        (labels, [one for one in words.concepts.values() if key in one.scope]) for key, labels in words.fields.items()
    ]
    of_any = ({"zh": "各领域通用", "en": "any field"}, [one for one in words.concepts.values() if not one.scope])
    rows: list[list[Cell]] = [
        [labels["zh"], labels["en"], len(concepts), len({word for one in concepts for word in (*one.words, *one.fixed)}),
         "、".join(one.zh for one in concepts[:_SHOWN])]
        for labels, concepts in (*of_fields, of_any)
    ]  # fmt: skip
    return ["领域", "field", "概念数", "词数", "概念示例"], rows


def hits_to_fitted(hits: Sequence[Hit], width: int) -> Fitted:
    """The hits as a terminal of a width has room for them, places in short where that is plain."""
    columns, rows = hits_to_report(hits)
    places, at = short_places(hit.indicator for hit in hits), columns.index(_PLACE)
    short = [[*row[:at], places.get(str(row[at]), row[at]), *row[at + 1 :]] for row in rows]
    return fitted((columns, short), width, _OF_HITS)


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
            _examples(one),
        ]
        for one in draft.proposals
    ]


def _examples(proposal: Proposal) -> str:
    """Some of the indicators that a proposal follows, and those whose numbers its median and range leave out."""
    shown = "；".join(map(_printed, proposal.examples[:_MOST_EXAMPLES]))
    apart = "；".join(map(_printed, proposal.apart[:_MOST_EXAMPLES]))
    return f"{shown}；另有不可比、未计入中位数和范围的：{apart}" if apart else shown


def _printed(one: Indicator) -> str:
    return f"{one.level3} {one.target_text or ''}（{source_caption(one)}）"


def draft_to_fitted(draft: Draft, width: int) -> Fitted:
    """The proposals as a terminal of a width has room for them."""
    return fitted(draft_to_report(draft), width, _OF_DRAFTS)


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
    """The stretches that no word covers, those of most names first, each with the first name that has it."""
    rows: list[list[Cell]] = [[text, times, found.examples[text]] for text, times in found.residues[:top]]
    return ["未识别", "名称数", "示例"], rows


def findings_to_report(findings: Iterable[Finding]) -> Report:
    """A row a fault of a lexicon."""
    rows: list[list[Cell]] = [[one.concept or None, one.fault] for one in findings]
    return ["概念", "问题"], rows
