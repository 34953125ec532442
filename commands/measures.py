"""Commands that compare indicators across jurisdictions: similar, compare, peers, suggest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.asked_names import name_meant
from commands.parameters import DEFAULT_GRAPH, Decided, Graph, Lexicon, Other, Output, Place
from output.console import drawn_width, show, tell, terminal_width
from output.report_files import PageFormat, SheetFormat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.catalogue import Catalogue
    from graph.comparison import Comparison
    from graph.similarity import SearchOptions
    from graph.store import GraphFolder
    from output.fitting import Fitted

Side = Literal["jurisdiction", "department", "year", "project"]
Level = Literal["province", "city", "county"]

_OPTIONS = {"unit": "单位", "level2": "二级指标", "year": "年度"}
_MOST_SHOWN = 12
_CLOSE = 0.45
_MOST_SETS, _MOST_LEFT, _MOST_NAMES = 20, 50, 30  # that a terminal lists of a general text's
"""The score of the best hit from which it is taken to be meant: below it are few of the judged queries, and what means nothing here."""

Year = Annotated[int | None, typer.Option("--year", help="只看此年度 (only this year)")]
Sheet = Annotated[SheetFormat, typer.Option("--format", help="输出格式 (format)")]
Page = Annotated[PageFormat, typer.Option("--format", help="输出格式 (format)")]


def similar(
    text: Annotated[str, typer.Argument(help="指标名称、编号或 IRI (a name, an id or an IRI)", show_default=False)],
    top: Annotated[int, typer.Option("--top", min=1, help="最多几条 (at most)")] = 10,
    jurisdiction: Place = None,
    other_jurisdictions: Other = None,
    level2: Annotated[str | None, typer.Option("--level2", help="二级指标含此文字 (second level holds this)")] = None,
    year: Year = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="计量单位及其倍数，如 %、元 (the unit, multiples too)")
    ] = None,
    min_score: Annotated[float, typer.Option("--min-score", min=0, max=1, help="最低相似度 (least score)")] = 0.25,
    per_name: Annotated[
        int, typer.Option("--per-name", min=0, help="同名指标最多几条，0 为全部 (at most so many of one name; 0: all)")
    ] = 1,
    *,
    explain: Annotated[bool, typer.Option("--explain", help="说明名称如何理解 (how the text was read)")] = False,
    graph: Graph = DEFAULT_GRAPH,
    lexicon: Lexicon = None,
    form: Sheet = "table",
    output: Output = None,
) -> None:
    """查找相似指标：给出名称或指标编号。 Find indicators with similar names, by a name or an indicator's id.

    例 (example): kpigraph similar 群众满意度 --top 5 --other-jurisdictions 泽州县 --explain
    """
    from graph.catalogue import open_catalogue
    from graph.similarity import Hit, SearchOptions, check_query, reasons
    from graph.store import GraphFolder
    from ontology.lexicon import use_user_file
    from output.measure_reports import hits_to_fitted, reading_to_report
    from output.report_files import write_report
    from output.reports import hits_to_objects, hits_to_report

    use_user_file(lexicon)
    with GraphFolder.open(graph, read_only=True) as folder:
        catalogue = open_catalogue(folder, tell)
        name, own = _asked(text, folder, catalogue)
        check_query(name)
        options = SearchOptions(
            top=top,
            jurisdiction=jurisdiction,
            other_than=other_jurisdictions,
            level2=level2,
            year=year,
            unit=unit,
            min_score=min_score,
            per_name=per_name,
        )
        found = catalogue.find(name, options, own)
        read = folder.indicators_by_id([catalogue.identity(one.place) for one in found])
    told = {one.level3: reasons(name, one.level3) for one in read}
    hits = [Hit(one, hit.score, told[one.level3], hit.of_name) for one, hit in zip(read, found, strict=True)]
    if explain:
        tell(f"查询理解为 (read as)：{'；'.join(f'{row[0]}→{row[1]}' for row in reading_to_report(name)[1])}")
    if form == "table" and output is None and (width := drawn_width()):
        _show_fitted(hits_to_fitted(hits, width), width)
    else:
        report = hits_to_objects(hits) if form in ("json", "csv") else hits_to_report(hits)
        write_report({"相似指标": report}, form, output, title=f"与“{name}”相似的指标")
    if any(hit.of_name > per_name > 0 for hit in hits):
        tell("同名指标还有更多，--per-name 0 逐个列出 (names have more indicators: --per-name 0 lists each)")
    if not hits:
        _tell_nothing_found(catalogue, name, options)
    elif hits[0].score < _CLOSE:
        tell(
            f"最高相似度只有 {hits[0].score:.2f}，没有意思相近的名称，仅供参考 (nothing is close to this: for reference only)"
        )


def _show_fitted(found: Fitted, width: int) -> None:
    """Draw what a terminal has room for, and say what it has none for."""
    from output.fitting import left_out_caption

    show(found.report)
    if found.left_out and found.report[1]:
        tell(left_out_caption(found.left_out, width))


def _asked(text: str, folder: GraphFolder, catalogue: Catalogue) -> tuple[str, int | None]:
    """The name that a text asks for, and the place in the catalogue of the indicator whose id or IRI it is."""
    from graph.concepts import identified, names_to_measures
    from graph.decisions import graph_decisions
    from graph.identities import text_to_meant

    meant = text_to_meant(text, folder.iris.base)
    if meant is None:
        return name_meant(text, lambda: catalogue.index.names), None
    if meant.kind == "indicator":
        own = catalogue.id_to_place(meant.identity)
        return catalogue.name_at(own), own
    measures = names_to_measures(map(catalogue.name_at, range(len(catalogue))), graph_decisions(folder.path))
    return identified(measures, meant.identity).label, None


def _tell_nothing_found(catalogue: Catalogue, name: str, options: SearchOptions) -> None:
    """Say which of the options nothing meets, or that nothing is similar, and which names are spelt most alike."""
    from graph.similarity import nearest_spelling

    unmet = catalogue.unmet(options)
    for option, value, known in unmet:
        shown = "、".join(known[:_MOST_SHOWN]) + ("…" if len(known) > _MOST_SHOWN else "")
        tell(
            f"没有{_OPTIONS[option]}为“{value}”的指标；已有：{shown or '无'} (no indicator has this {option}; these there are)"
        )
    if unmet:
        return
    spelt = nearest_spelling(catalogue.index.names, name)
    narrowed = "在所选地区、二级指标、年度、单位或最低相似度内" if _is_narrowed(options) else ""
    tell(
        f"{narrowed}没有相似的指标；字面最近的是：{'、'.join(spelt) or '无'} "
        f"(no hit{' within these options' if narrowed else ''}; nearest by spelling)"
    )


def _is_narrowed(options: SearchOptions) -> bool:
    """Whether options leave out indicators that the text alone would find."""
    from graph.similarity import SearchOptions

    return options != SearchOptions(top=options.top, per_name=options.per_name)


def compare(
    text: Annotated[
        str, typer.Argument(help="指标名称，或指标、归并指标的编号或 IRI (a name, an id or an IRI)", show_default=False)
    ],
    by: Annotated[Side, typer.Option("--by", help="按什么分行 (what a row is)")] = "jurisdiction",
    level: Annotated[Level | None, typer.Option("--level", help="只看此级政府 (only this level of government)")] = None,
    year: Year = None,
    jurisdiction: Place = None,
    other_jurisdictions: Other = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="图表文件 .svg .png .html (a chart)", metavar="FILE")
    ] = None,
    *,
    near: Annotated[bool, typer.Option("--near", help="相近的指标也一并比较 (near names too)")] = False,
    decided: Decided = None,
    graph: Graph = DEFAULT_GRAPH,
    lexicon: Lexicon = None,
    form: Page = "table",
    output: Output = None,
) -> None:
    """并列比较同一指标的目标，由宽到严，附四分位、异常与不可比的理由。 Targets of one measure side by side, loosest first.

    例 (example): kpigraph compare 群众满意度 --by department --plot 满意度.svg
    """
    from graph.decisions import graph_decisions
    from graph.identities import text_to_meant
    from graph.selection import WIDE, CompareOptions
    from graph.selection import compare as compared
    from graph.store import GraphFolder
    from ontology.lexicon import use_user_file
    from output.charts import write_chart

    use_user_file(lexicon)
    with GraphFolder.open(graph, read_only=True) as folder:
        indicators = folder.indicators()
        decisions, base = graph_decisions(folder.path, decided), folder.iris.base
    if text_to_meant(text, base) is None:
        text = name_meant(text, lambda: {one.level3 for one in indicators})
    options = CompareOptions(
        by=by, level=level, year=year, jurisdiction=jurisdiction, other_than=other_jurisdictions, base=base
    )
    if near:
        options = replace(options, relative=WIDE)
    comparison = compared(indicators, text, options, decisions)
    _write_comparison(comparison, by, form, output)
    _tell_names(comparison, (one.level3 for one in indicators))
    if plot is not None:
        write_chart(comparison, plot)
        tell(f"{plot}: 图表 (chart)")


def _write_comparison(comparison: Comparison, by: Side, form: PageFormat, output: Path | None) -> None:
    """Print a comparison, or write it to a file."""
    from output.comparison_objects import comparison_to_object
    from output.comparison_sheets import comparison_to_rows, comparison_to_sheets
    from output.report_files import write_content, write_object, write_report

    title = f"{comparison.text}：目标比较"
    if form == "json":
        write_object(comparison_to_object(comparison), output)
    elif form == "table" and output is None:
        _show_comparison(comparison, by)
    elif form == "html":
        from output.comparison_page import comparison_to_page

        write_content(comparison_to_page(comparison, by).encode("utf-8", "replace"), output, form)
    elif form == "xlsx":
        write_report(comparison_to_sheets(comparison, by), form, output, title=title)
    else:
        write_report({comparison.text: comparison_to_rows(comparison, by)}, form, output, title=title)


def _show_comparison(comparison: Comparison, by: Side) -> None:
    """Print what there is room for: a table each set, what can't be compared, how sets spread; and say what had no room."""
    from output.comparison_tables import comparison_to_fitted, spreads_to_report
    from output.fitting import left_out_caption

    width = terminal_width()
    every = comparison
    if len(comparison.sets) > _MOST_SETS:  # those of the most places come first
        comparison = replace(every, sets=every.sets[:_MOST_SETS], incomparable=every.incomparable[:_MOST_LEFT])
    tables = comparison_to_fitted(comparison, by, width)
    for title, found in tables:
        typer.echo(title)
        show(found.report)
        typer.echo()
    spreads = spreads_to_report(comparison)
    if spreads[1]:
        show(spreads)
    if left_out := dict.fromkeys(name for _, found in tables for name in found.left_out):
        tell(left_out_caption(list(left_out), width))
    if more := len(every.sets) - len(comparison.sets):
        unlisted = len(every.incomparable) - len(comparison.incomparable)
        tell(
            f"另有 {more} 个可比组、{unlisted} 条不可比的目标；--format csv、xlsx、html 或 json 列出全部 "
            f"({more} more sets and {unlisted} more targets that can't be compared: csv, xlsx, html and json have all)"
        )


def _tell_names(comparison: Comparison, known: Iterable[str]) -> None:
    """Say which names were taken, which were near, and, where none was taken, which are spelt alike."""
    from graph.selection import is_by_meaning
    from graph.similarity import nearest_spelling
    from output.comparison_tables import elsewhere_caption

    scored = "、".join(f"{name} {score:.2f}" for name, score in comparison.near)
    if comparison.elsewhere:
        tell(elsewhere_caption(comparison))
        if comparison.near:
            tell(f"此范围内相近的是：{scored} (near, within these options)")
        return
    if not comparison.names and comparison.near:
        tell(
            f"没有名为“{comparison.text}”的指标；最近的是：{scored} (nothing is known by this name; nearest, with scores)"
        )
        return
    if not comparison.names:
        near = "、".join(nearest_spelling(known, comparison.text)) or "无"
        tell(
            f"没有可比较的指标；字面最近的是：{near} (no such indicator, or none of these places and years; nearest by spelling)"
        )
        return
    names = "、".join(comparison.names[:_MOST_NAMES])
    more = f" 等 {len(comparison.names)} 个" if len(comparison.names) > _MOST_NAMES else ""
    tell(f"比较的指标：{names}{more} (indicators taken for this measure)")
    if any(one.key.measure for one in comparison.sets):
        tell(
            f"“{comparison.text}”含多种指标，各自比较；给出更具体的名称只比一种 "
            "(several measures, each compared by itself; a narrower name compares one)"
        )
    if is_by_meaning(comparison):
        tell(
            f"没有名称含“{comparison.text}”，以上按词义取用，请核对 (no name has this text: taken by meaning, check)",
            "warning",
        )
    if comparison.near:
        tell(f"相近而未列入：{scored}；用 --near 一并比较 (near, not taken; --near takes them too)")


def peers(
    place: Annotated[str, typer.Argument(help="地区名称或区划代码 (a place's name or code)", show_default=False)],
    top: Annotated[int, typer.Option("--top", min=1, help="最多几个地区 (at most)")] = 5,
    measures: Annotated[float, typer.Option("--weight-measures", min=0, help="指标相似的权重 (weight)")] = 0.7,
    targets: Annotated[float, typer.Option("--weight-targets", min=0, help="目标相近的权重 (weight)")] = 0.3,
    year: Annotated[int | None, typer.Option("--year", help="只看此年度，默认各地最新 (only this year)")] = None,
    decided: Decided = None,
    graph: Graph = DEFAULT_GRAPH,
    lexicon: Lexicon = None,
    form: Page = "table",
    output: Output = None,
) -> None:
    """最相似的地区，以及本地缺少、较宽、较严的指标。 The most similar places, and how this one differs from them.

    例 (example): kpigraph peers 泽州县 --weight-targets 0.5
    """
    from graph.decisions import graph_decisions
    from graph.peers import PeerOptions
    from graph.peers import peers as found_peers
    from graph.store import GraphFolder
    from ontology.lexicon import use_user_file
    from output.comparison_objects import peers_to_object
    from output.measure_reports import differences_to_brief, differences_to_report, peers_to_report, peers_to_rows
    from output.report_files import write_object, write_report

    use_user_file(lexicon)
    with GraphFolder.open(graph, read_only=True) as folder:
        options = PeerOptions(top=top, measures=measures, targets=targets, year=year)
        name, found, differences = found_peers(
            folder.indicators(), place, options, graph_decisions(folder.path, decided)
        )
    if form == "json":
        write_object(peers_to_object(name, found, differences), output)
    elif form == "csv":
        write_report({name: peers_to_rows(found, differences)}, form, output, title=name)
    else:
        sheets = {"相似地区": peers_to_report(found), "差异": differences_to_report(differences)}
        write_report(sheets, form, output, title=f"{name}：相似地区")
    if form == "table" and output is None:
        typer.echo()
        show(differences_to_brief(differences))
    tell(f"{name}：{len(found)} 个相似地区，{len(differences)} 处差异 (peers, differences)")


def suggest(
    text: Annotated[
        str, typer.Argument(help="项目名称或用途，如 信访救助资金 (a project's name or purpose)", show_default=False)
    ],
    top: Annotated[int, typer.Option("--top", min=1, help="最多几条 (at most)")] = 30,
    jurisdiction: Place = None,
    other_jurisdictions: Other = None,
    year: Annotated[int | None, typer.Option("--year", help="只看此年度，默认各地最新 (only this year)")] = None,
    decided: Decided = None,
    graph: Graph = DEFAULT_GRAPH,
    lexicon: Lexicon = None,
    form: Sheet = "table",
    output: Output = None,
) -> None:
    """为项目建议绩效指标，附常用目标值与出处；xlsx 为正式表样。 Indicators that such projects use elsewhere, with usual targets.

    例 (example): kpigraph suggest 信访救助资金 --format xlsx -o 绩效目标表.xlsx
    """
    from graph.decisions import graph_decisions
    from graph.similarity import nearest_spelling
    from graph.store import GraphFolder
    from graph.suggestion import DraftOptions
    from graph.suggestion import suggest as suggested
    from ontology.lexicon import use_user_file
    from output.draft_form import draft_to_workbook
    from output.measure_objects import draft_to_objects
    from output.measure_reports import draft_to_fitted, draft_to_report
    from output.report_files import write_content, write_object, write_report

    use_user_file(lexicon)
    with GraphFolder.open(graph, read_only=True) as folder:
        indicators = folder.indicators()
        options = DraftOptions(top=top, jurisdiction=jurisdiction, other_than=other_jurisdictions, year=year)
        draft = suggested(indicators, text, options, graph_decisions(folder.path, decided))
    if form == "xlsx":
        write_content(draft_to_workbook(draft), output)
    elif form == "json":
        write_object(draft_to_objects(draft), output)
    elif form == "table" and output is None and (width := drawn_width()):
        _show_fitted(draft_to_fitted(draft, width), width)
    else:
        write_report({text: draft_to_report(draft)}, form, output, title=text)
    if not draft.projects:
        near = "、".join(nearest_spelling((one.project for one in indicators if one.project), text)) or "无"
        narrowed = "在所选地区、年度内" if jurisdiction or other_jurisdictions or year else ""
        tell(
            f"{narrowed}没有相似的项目；字面最近的是：{near} "
            f"(no such project{' within these options' if narrowed else ''}; nearest by spelling)"
        )
        return
    projects = "、".join(f"{project}（{score:.2f}）" for project, score in draft.projects)
    tell(f"参考的项目与相似度：{projects} (projects that the draft follows, and how alike they are)")
    if draft.is_far:
        tell("没有很相近的项目，此草案仅供参考 (no project is much alike: take the draft as a hint only)", "warning")
