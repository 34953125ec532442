"""Commands that ask the graph and hand it on: info, query, export, validate, view."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.parameters import DEFAULT_GRAPH, MOST_LISTED, Decided, Form, Graph, Output
from output.answers import AnswerFormat, row_format, show_answer, tell_unmet
from output.console import show, tell
from output.exports import ExportFormat
from output.faults import ParameterFormError, QueryNeededError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SET_HELP = (
    "参数 名称=值，可多次；对自写的 SPARQL，可给其中任一变量赋值：2021 是数字，http://… 是 IRI，'\"2021\"' 是文字 (NAME=VALUE, "
    "repeatable; for SPARQL of your own any of its variables: a number, an IRI, or a quoted text; ASK and CONSTRUCT take those of "
    "their patterns, DESCRIBE and a SELECT that counts without GROUP BY those that they name)"
)


def info(
    graph: Graph = DEFAULT_GRAPH,
    form: Form = "table",
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="文件很多时也逐一列出 (list documents however many)")
    ] = False,
) -> None:
    """图谱里有什么。 What the graph holds."""
    from graph.manifest import read_manifest, stated_counts

    counts = stated_counts(read_manifest(graph))
    if form == "table":
        typer.echo(f"{graph}: " + "  ".join(f"{name} {number}" for name, number in counts.items()))
    if form == "table" and not everything and counts["documents"] > MOST_LISTED:
        return tell("文件较多，未逐一列出；加 --all 列出 (many documents: --all lists them)")
    from graph.store import GraphFolder
    from output.reports import entries_to_summary

    with GraphFolder.open(graph, read_only=True) as folder:
        return show(entries_to_summary(folder.entries()), form)


def query(
    sparql: Annotated[str | None, typer.Argument(help="SPARQL 查询 (a SPARQL query)", show_default=False)] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", help="查询文件 (a file that holds it)")] = None,
    name: Annotated[str | None, typer.Option("--name", help="现成的查询 (a named query)")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", help=_SET_HELP)] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="列出现成的查询 (list the named queries)")] = False,
    graph: Graph = DEFAULT_GRAPH,
    form: Annotated[
        AnswerFormat,
        typer.Option("--format", help="输出格式；RDF 格式用于 CONSTRUCT、DESCRIBE (RDF for CONSTRUCT and DESCRIBE)"),
    ] = "table",
    timeout: Annotated[
        float,
        typer.Option("--timeout", min=0, help="最多用时，秒；0 不限 (seconds at most; 0 for any)", metavar="SECONDS"),
    ] = 120,
    memory: Annotated[
        float,
        typer.Option("--memory", min=0, help="最多用内存，GB；0 不限 (gigabytes at most; 0 for any)", metavar="GB"),
    ] = 4,
) -> None:
    """用 SPARQL 查询图谱。 Ask the graph in SPARQL.

    例 (example): kpigraph query --name thresholds --set measure=群众满意度

    例 (example): kpigraph query 'DESCRIBE ?place { ?place a kpi:Jurisdiction }' --format ttl
    """
    from output.bounded import Bounds, bounded

    if listed:
        from graph.named_queries import list_queries
        from output.reports import queries_to_report

        return show(queries_to_report(list_queries()), row_format(form))
    if sum(given is not None for given in (sparql, file, name)) != 1:
        raise QueryNeededError
    parameters = _parameters(settings or [])
    return bounded(
        lambda: _ask(graph, sparql or file or name or "", parameters, form, named=name is not None),
        Bounds(timeout, memory),
    )


def _ask(graph: Path, query: str | Path, parameters: dict[str, str], form: AnswerFormat, *, named: bool) -> None:
    """Print the answer to a query: a text, a file of one, or the name of one."""
    from graph.named_queries import answer, load, read_query, unmet_parameters
    from graph.sparql import text_to_binding
    from graph.store import GraphFolder

    with GraphFolder.open(graph, read_only=True) as folder:
        if named:
            question = load(str(query))
            tell_unmet(unmet_parameters(folder, question, parameters))
            return show_answer(answer(folder, question, parameters), form)
        bindings = {variable: text_to_binding(text) for variable, text in parameters.items()}
        text = read_query(query) if isinstance(query, Path) else query
        return show_answer(folder.answer(text, bindings), form)


def export(
    form: Annotated[ExportFormat, typer.Argument(help="格式 (format)", show_default=False, metavar="FORMAT")],
    output: Output = None,
    measure: Annotated[
        str | None, typer.Option("--measure", help="datacube 所比较的指标 (the measure, for datacube)", metavar="TEXT")
    ] = None,
    graph: Graph = DEFAULT_GRAPH,
) -> None:
    """导出图谱；文件名以 .gz 结尾则压缩。 Export the graph; a name that ends in .gz is compressed.

    ttl nt nq trig jsonld rdfxml：RDF；graphml gexf neo4j：图软件；sssom：指标对照；measures：指标归并（RDF）；
    csv csvw xlsx parquet：表格；datacube：一项指标的各地比较，供统计软件。

    例 (example): kpigraph export ttl -o 指标.ttl

    例 (example): kpigraph export datacube --measure 群众满意度 -o 比较.ttl
    """
    from graph.decisions import FILE_NAME
    from graph.store import GraphFolder
    from output.exports import RESTORED, write_export

    with GraphFolder.open(graph, read_only=True) as folder:
        written = write_export(folder, form, output, measure)
    tell(f"{output or '-'}: {written}")
    decisions = graph / FILE_NAME
    if form in RESTORED and decisions.is_file():
        tell(
            f"人工归并的决定不在导出文件中；用 kpigraph build --from 恢复后，请把 {decisions} 复制到新图谱的文件夹 "
            f"(your decisions about measures are not in the file: after build --from, copy {decisions} into the new folder)",
            "warning",
        )


def validate(
    graph: Graph = DEFAULT_GRAPH,
    form: Form = "table",
    *,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help="表格也逐条列出，csv 与 json 总是逐条 (each finding in the table too, as in csv and json)"
        ),
    ] = False,
) -> None:
    """按 SHACL 规则检查图谱：错误以状态 1 结束，缺项只提醒。 Check the graph by its shapes; errors end with status 1.

    表格按问题归并，各举几例并注明出处。 The table has a row a kind of problem, with how many and where some of them stand.
    """
    from graph.store import GraphFolder
    from graph.validation import validate as validated
    from output.validation import validation_to_kinds, validation_to_report

    with GraphFolder.open(graph, read_only=True) as folder:
        report = validated(folder)
    if report.findings or form != "table":
        show(validation_to_kinds(report) if form == "table" and not everything else validation_to_report(report), form)
    errors = sum(finding.severity == "Violation" for finding in report.findings)
    tell(f"{graph}: {errors} 处错误，{len(report.findings) - errors} 处提示 (violations, warnings)")
    if not report.conforms:
        raise typer.Exit(1)


def view(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="网页文件 (default: DIR/graph.html)")] = None,
    graph: Graph = DEFAULT_GRAPH,
    decided: Decided = None,
) -> None:
    """生成可离线浏览的交互网页。 Make the interactive page, one file that works without a network.

    超过 20 MB 时按地区分页：-o 的文件成为目录，各地区的网页放在同名的 _files 文件夹。
    Above 20 MB there is one page for each jurisdiction, in a folder beside the file, which then lists them.
    """
    from graph.decisions import graph_decisions
    from graph.store import GraphFolder
    from output.html import write_page

    target = output or graph / "graph.html"
    with GraphFolder.open(graph, read_only=True) as folder:
        decisions = graph_decisions(graph, decided)
        parts = write_page(folder.indicators(), folder.documents(), target, decisions=decisions)
    if parts:
        beside = target.with_name(f"{target.stem}_files")
        tell(f"{beside}: 图谱较大，已按地区分成 {parts} 页 (a large graph: one page for each of {parts} jurisdictions)")
    typer.echo(target.resolve().as_uri() if sys.stdout.isatty() else str(target))


def _parameters(settings: Sequence[str]) -> dict[str, str]:
    """The values given, by parameter; one that is given twice is none to guess between."""
    found: dict[str, str] = {}
    for text in settings:
        name, equals, value = text.partition("=")
        if not name or not equals or found.setdefault(name, value) != value:
            raise ParameterFormError(text)
    return found
