"""Commands by which people tend what similarity rests on: the measures (list, review) and the lexicon (coverage, fields, lint, export)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.parameters import DEFAULT_GRAPH, Decided, Form, Graph, Lexicon
from ontology.folding import fold
from output.console import show, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.concepts import Suggestion
    from graph.decisions import Decisions

Answer = Literal["yes", "no", "skip", "quit"]
_ANSWERS: dict[str, Answer] = {
    **dict.fromkeys(("y", "yes", "是", "是的", "对"), "yes"),
    **dict.fromkeys(("n", "no", "否", "不是", "不"), "no"),
    **dict.fromkeys(("s", "skip", "跳过"), "skip"),
    **dict.fromkeys(("q", "quit", "结束", "退出"), "quit"),
}

measures = typer.Typer(
    name="measures", help="指标归并：列出、审定。 Names that mean one measure: list and review.", no_args_is_help=True
)
words = typer.Typer(
    name="lexicon",
    help="词表：覆盖率、领域、检查、导出。 The lexicon: coverage, fields of work, faults, export.",
    no_args_is_help=True,
)


@measures.command(name="list")
def list_measures(
    top: Annotated[int, typer.Option("--top", min=1, help="最多几个 (at most)")] = 50,
    decided: Decided = None,
    graph: Graph = DEFAULT_GRAPH,
    lexicon: Lexicon = None,
    form: Form = "table",
) -> None:
    """列出归并后的指标及其各种名称。 The measures with all their names, most used first."""
    from graph.concepts import names_to_measures
    from graph.decisions import FILE_NAME, graph_decisions
    from graph.store import GraphFolder
    from ontology.lexicon import use_user_file
    from output.measure_objects import measures_to_objects
    from output.measure_reports import measures_to_report
    from output.report_files import write_object

    use_user_file(lexicon)
    with GraphFolder.open(graph, read_only=True) as folder:
        names = [one.level3 for one in folder.indicators()]
    decisions = graph_decisions(graph, decided)
    found = names_to_measures(names, decisions)
    if unknown := decisions.unknown(names):
        tell(
            f"{decided or FILE_NAME}: 图谱中没有这些名称：{'、'.join(unknown)} (names that the graph does not have)",
            "warning",
        )
    if form == "json":
        write_object(measures_to_objects(found[:top]), None)
    else:
        show(measures_to_report(found[:top]), form)
    _tell_cut(top, len(found))
    tell(f"{len(set(names))} 个名称，{len(found)} 个指标 (names, measures)")


def _tell_cut(top: int, count: int) -> None:
    """Say that a list was cut."""
    if count > top:
        tell(f"只列出前 {top} 条，共 {count} 条；--top {count} 全部列出 (the first {top} of {count}; --top lists more)")


@measures.command()
def publish(
    decided: Decided = None,
    graph: Graph = DEFAULT_GRAPH,
    lexicon: Lexicon = None,
) -> None:
    """把归并与相似关系写入图谱，供 SPARQL 查询；文件更新后重新运行。 Put measures and mappings into the graph, for queries.

    例 (example): kpigraph measures publish; kpigraph query "SELECT * WHERE { ?m a kpi:SimilarityMapping }"
    """
    from graph.decisions import graph_decisions
    from graph.store import GraphFolder
    from ontology.lexicon import use_user_file
    from output.measures import measures_to_quads

    use_user_file(lexicon)
    with GraphFolder.open(graph) as folder:
        found = measures_to_quads(folder.indicators(), graph_decisions(graph, decided), folder.iris)
        count = folder.put_measures(found)
    tell(f"{graph}: {count} 条三元组，写入命名图 measures (triples, in the graph measures)")


@measures.command()
def review(
    top: Annotated[int, typer.Option("--top", min=1, help="最多几对 (at most)")] = 20,
    min_score: Annotated[float, typer.Option("--min-score", min=0, max=1, help="最低相似度 (least score)")] = 0.6,
    *,
    ask: Annotated[bool, typer.Option("--ask", help="逐对询问并写入文件 (ask, and write the answers)")] = False,
    decided: Decided = None,
    graph: Graph = DEFAULT_GRAPH,
    lexicon: Lexicon = None,
    form: Form = "table",
) -> None:
    """可能是同一指标的名称，附相似度和理由；--ask 逐对审定。 Pairs that may be one measure; --ask writes your answers.

    例 (example): kpigraph measures review --ask
    """
    from graph.concepts import names_to_measures, suggestions
    from graph.decisions import FILE_NAME, read_decisions
    from graph.store import GraphFolder
    from ontology.lexicon import use_user_file
    from output.measure_objects import suggestions_to_objects
    from output.measure_reports import suggestions_to_report
    from output.report_files import write_object

    use_user_file(lexicon)
    place = decided or graph / FILE_NAME
    with GraphFolder.open(graph, read_only=True) as folder:
        names = [one.level3 for one in folder.indicators()]
    decisions = read_decisions(place)
    every = suggestions(names_to_measures(names, decisions), decisions, min_score)
    found = every[:top]
    _tell_cut(top, len(every))
    if not ask:
        if form == "json":
            write_object(suggestions_to_objects(found), None)
        else:
            show(suggestions_to_report(found), form)
        tell(f"{len(found)} 对待审定；--ask 逐对审定，或写入 {place} (pairs to decide)")
        return
    decisions = _decided_by_asking(found, decisions, place)
    tell(f"{place}: {len(decisions.join)} 组合并，{len(decisions.split)} 组拆分 (joined, split)")


def _decided_by_asking(found: Sequence[Suggestion], decisions: Decisions, place: Path) -> Decisions:
    """The decisions with the answers to each pair, written to the file after every one."""
    from graph.decisions import Decisions, write_decisions

    for number, one in enumerate(found):
        typer.echo(f"{one.score:.2f}  {one.one}  |  {one.other}\n      {'；'.join(one.reasons)}")
        answer = _answer()
        if answer is None:
            tell(
                f"输入已结束，还有 {len(found) - number} 对未审定 (end of input: {len(found) - number} pairs undecided)"
            )
        if answer in (None, "quit"):
            break
        pair = (one.one, one.other)
        if answer == "yes":
            decisions = Decisions((*decisions.join, pair), decisions.split)
        elif answer == "no":
            decisions = Decisions(decisions.join, (*decisions.split, pair))
        write_decisions(place, decisions)
    return decisions


def _answer() -> Answer | None:
    """What is answered, the question repeated until it is an answer; None where the input ends."""
    while True:
        try:
            said = typer.prompt(
                "同一指标？是 y / 否 n / 跳过 s / 结束 q (one measure? yes, no, skip, quit)", default="s"
            )
        except typer.Abort:
            typer.echo()
            return None
        if (known := _ANSWERS.get(fold(said).lower())) is not None:
            return known
        tell(f"“{said[:20]}”不是回答；请输入 是、否、跳过 或 结束 (no answer: type y, n, s or q)", "warning")


@words.command()
def coverage(
    top: Annotated[int, typer.Option("--top", min=1, help="最多几条 (at most)")] = 30,
    graph: Graph = DEFAULT_GRAPH,
    lexicon: Lexicon = None,
    form: Form = "table",
) -> None:
    """词表覆盖了多少，未识别的文字按次数排列。 How much the lexicon understands, and what it lacks, most frequent first."""
    from graph.store import GraphFolder
    from ontology.lexicon import use_user_file
    from ontology.lexicon_lint import coverage as covered
    from output.measure_reports import coverage_to_report

    use_user_file(lexicon)
    with GraphFolder.open(graph, read_only=True) as folder:
        found = covered(one.level3 for one in folder.indicators())
    show(coverage_to_report(found, top), form)
    tell(f"{found.names} 个名称，{found.share:.1%} 的文字已识别 (names, share of letters understood)")


@words.command(name="fields")
def list_fields(lexicon: Lexicon = None, form: Form = "table") -> None:
    """词表涉及的各领域有多少概念和词。 How many concepts and words the lexicon has of each field of work."""
    from ontology.lexicon import use_user_file
    from output.measure_reports import fields_to_report

    use_user_file(lexicon)
    show(fields_to_report(), form)


@words.command()
def lint(
    file: Annotated[Path | None, typer.Argument(help="补充词表，缺省为自带词表 (your own; default: ours)")] = None,
    form: Form = "table",
) -> None:
    """检查词表：重复、由他词组成、循环、权重不一。 Check the lexicon, or your own file joined with it; faults end with status 1."""
    from ontology.lexicon import load_source
    from ontology.lexicon_files import joined as both
    from ontology.lexicon_files import load_user_file
    from ontology.lexicon_lint import lint as linted
    from ontology.plain_characters import fold as plain
    from output.measure_reports import findings_to_report

    source = load_source()
    user = load_user_file(file) if file else None
    whole = both(source, user, plain) if user else source
    findings = linted(whole)
    show(findings_to_report(findings), form)
    own = f"（其中 {file} 有 {len(user['concepts'])} 个）" if user else ""
    tell(f"{len(whole['concepts'])} 个概念{own}，{len(findings)} 个问题 (concepts, faults)")
    if findings:
        raise typer.Exit(1)


@words.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件，缺省输出到屏幕 (file; default: print)")
    ] = None,
    lexicon: Lexicon = None,
) -> None:
    """词表导出为 SKOS（Turtle）：概念、写法、上位概念、相近关系。 The lexicon as SKOS in Turtle, with its weighted neighbours.

    例 (example): kpigraph lexicon export -o lexicon.ttl
    """
    import sys

    from ontology.lexicon import use_user_file
    from output.lexicon_rdf import write_lexicon

    use_user_file(lexicon)
    count = write_lexicon(output or sys.stdout.buffer)
    if output:
        tell(f"{output}: {count} 条三元组 (triples)")
