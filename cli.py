"""The command line: each command parses its arguments, calls one function of the rooms below, and prints.

Heavy packages (spacy, jieba, networkx, pyvis, rdflib, numpy, pyoxigraph) are imported inside the command that needs them, so
that `kpigraph --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ontology.errors import KpigraphError
from output.console import prepare_streams, show, tell, tracked
from output.exports import ExportFormat
from output.faults import OutputNeededError, ParameterFormError, QueryNeededError, SourceNeededError
from output.tables import RecordFormat, RowFormat

if TYPE_CHECKING:
    from extract.corpus import Fault
    from extract.readers.settings import ReaderSettings
    from extract.reading import Extraction
    from graph.store import Change, GraphFolder

app = typer.Typer(
    name="kpigraph",
    help=(
        "读取预算绩效目标表，建成知识图谱：可检索、可比较、可浏览、可导出。\n\n"
        "Reads performance targets of Chinese budget documents and builds a knowledge graph.\n\n"
        "先用 build 建图，再用 similar、compare、query、view。 Start with build, then similar, compare, query, view."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


PATHS = typer.Argument(help="文件或文件夹，可多个 (files or folders)", show_default=False)
Graph = Annotated[
    Path, typer.Option("-g", "--graph", envvar="KPIGRAPH_DIR", help="图谱文件夹 (the graph folder)", metavar="DIR")
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="输出文件，缺省为标准输出 (default: stdout)", metavar="FILE")
]
Form = Annotated[RowFormat, typer.Option("--format", help="输出格式 (format)")]
Place = Annotated[
    str | None, typer.Option("--jurisdiction", help="只看此地区：名称或区划代码 (only this place)", metavar="PLACE")
]
Other = Annotated[
    str | None, typer.Option("--other-jurisdictions", help="只看此地区以外 (all places but this one)", metavar="PLACE")
]
Text = Annotated[str, typer.Argument(help="指标名称，如 群众满意度 (a name of an indicator)", show_default=False)]
Soffice = Annotated[
    Path | None,
    typer.Option("--soffice", help="LibreOffice 的路径，用于 .doc .wps .rtf (for old formats)", metavar="PATH"),
]
DEFAULT_GRAPH = Path("kpi-graph")


def version(value: bool) -> None:  # noqa: FBT001 - the form that typer calls
    """Print the version and end."""
    if value:
        from importlib.metadata import version as installed

        typer.echo(f"kpigraph {installed('kpigraph')}")
        raise typer.Exit


@app.callback()
def common(
    _: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="显示版本 (show the version)")
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command()
def extract(
    paths: Annotated[list[Path], PATHS],
    output: Output = None,
    form: Annotated[
        RecordFormat | None, typer.Option("--format", help="缺省按文件名，否则 jsonl (by the name)")
    ] = None,
    soffice: Soffice = None,
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="逐行说明各表如何读取 (say how each row was taken)")
    ] = False,
    html: Annotated[
        bool, typer.Option("--html", help="画出各表，按读法着色 (draw the tables as they were taken)")
    ] = False,
) -> None:
    """从文件中提取指标记录。 Extract indicator records from documents.

    例 (example): kpigraph extract examples -o 指标.xlsx
    """
    if explain or html:
        _explain(paths, output, soffice, html=html)
        return
    from extract.corpus import Fault, find_sources, read_corpus
    from output.tables import path_to_format, write_records

    chosen = form or path_to_format(output)
    if chosen == "xlsx" and output is None:
        raise OutputNeededError(chosen)
    sources = find_sources(paths)
    results = list(tracked(read_corpus(sources, os.cpu_count() or 1, _settings(soffice)), len(sources)))
    read = [result for result in results if not isinstance(result, Fault)]
    records = [indicator for extraction in read for indicator in extraction.indicators]
    if read or output is None:
        write_records(records, chosen, output or sys.stdout)
    tell(f"{len(read)} 份文件，{len(records)} 条指标 ({len(read)} documents, {len(records)} indicators)")
    _end(results)


@app.command()
def build(
    paths: Annotated[list[Path] | None, PATHS] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="从导出的 .nq .trig 恢复，可为 .gz (restore an export)", metavar="FILE"),
    ] = None,
    graph: Graph = DEFAULT_GRAPH,
    base: Annotated[
        str | None, typer.Option("--base", help="IRI 前缀，建图时定 (prefix of IRIs, kept for good)")
    ] = None,
    soffice: Soffice = None,
) -> None:
    """建立或更新图谱：新文件加入，改过的替换，未变的不动。 Build or update the graph.

    例 (example): kpigraph build examples
    """
    from extract.corpus import Fault, find_sources, read_corpus
    from graph.restoring import restore
    from graph.store import GraphFolder

    if not paths and source is None:
        raise SourceNeededError
    sources = find_sources(paths) if paths else []
    changes: dict[Change, int] = {"added": 0, "replaced": 0, "unchanged": 0}
    if source is not None:
        changes |= restore(source, graph)
    results: list[Extraction | Fault] = []
    with GraphFolder.create_or_open(graph, base=base) as folder:
        for result in tracked(read_corpus(sources, os.cpu_count() or 1, _settings(soffice)), len(sources)):
            results.append(result)
            if not isinstance(result, Fault):
                changes[folder.put(result.facts, result.indicators)] += 1
        _print_summary(folder)
    tell(
        f"{graph}: 新增 {changes['added']}，替换 {changes['replaced']}，未变 {changes['unchanged']} "
        f"(added, replaced, unchanged)"
    )
    _end(results)


@app.command()
def info(graph: Graph = DEFAULT_GRAPH, form: Form = "table") -> None:
    """图谱里有什么。 What the graph holds."""
    from graph.store import GraphFolder

    with GraphFolder.open(graph, read_only=True) as folder:
        if form == "table":
            counts = "  ".join(f"{name} {number}" for name, number in folder.counts().items())
            typer.echo(f"{graph}: {counts}")
        _print_summary(folder, form)


@app.command()
def query(
    sparql: Annotated[str | None, typer.Argument(help="SPARQL 查询 (a SPARQL query)", show_default=False)] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", help="查询文件 (a file that holds it)")] = None,
    name: Annotated[str | None, typer.Option("--name", help="现成的查询 (a named query)")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", help="参数 名称=值 (NAME=VALUE, repeatable)")] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="列出现成的查询 (list the named queries)")] = False,
    graph: Graph = DEFAULT_GRAPH,
    form: Form = "table",
) -> None:
    """用 SPARQL 查询图谱。 Ask the graph in SPARQL.

    例 (example): kpigraph query --name targets-by-jurisdiction --set measure=满意度
    """
    from graph.named_queries import list_queries, load, read_query, run
    from graph.store import GraphFolder
    from output.reports import queries_to_report, result_to_report

    if listed:
        return show(queries_to_report(list_queries()), form)
    if sum(given is not None for given in (sparql, file, name)) != 1:
        raise QueryNeededError
    parameters = dict(_parameter(text) for text in settings or [])
    with GraphFolder.open(graph, read_only=True) as folder:
        if name is not None:
            result = run(folder, load(name), parameters)
        else:
            result = folder.query(read_query(file) if file else sparql or "", parameters)
    return show(result_to_report(result), form)


@app.command()
def similar(
    text: Text,
    top: Annotated[int, typer.Option("--top", min=1, help="最多几条 (at most)")] = 10,
    jurisdiction: Place = None,
    other_jurisdictions: Other = None,
    graph: Graph = DEFAULT_GRAPH,
    form: Form = "table",
) -> None:
    """查找相似指标。 Find indicators with similar names.

    例 (example): kpigraph similar 群众满意度 --top 5
    """
    from graph.similarity import SearchOptions, nearest_spelling
    from graph.similarity import similar as search
    from graph.store import GraphFolder
    from output.reports import hits_to_objects, hits_to_report

    with GraphFolder.open(graph, read_only=True) as folder:
        indicators = folder.indicators()
    options = SearchOptions(top=top, jurisdiction=jurisdiction, other_than=other_jurisdictions)
    hits = search(indicators, text, options)
    show(hits_to_report(hits) if form == "table" else hits_to_objects(hits), form)
    if not hits:
        near = "、".join(nearest_spelling([indicator.level3 for indicator in indicators], text))
        tell(f"没有相似的指标；字面最近的是：{near or '无'} (no hit; nearest by spelling)")


@app.command()
def compare(
    text: Text,
    jurisdiction: Place = None,
    other_jurisdictions: Other = None,
    graph: Graph = DEFAULT_GRAPH,
    form: Form = "table",
) -> None:
    """比较各地对同一指标的目标，由宽到严。 Compare the targets of one measure across jurisdictions, loosest first.

    例 (example): kpigraph compare 群众满意度
    """
    from graph.comparison import CompareOptions
    from graph.comparison import compare as compared
    from graph.store import GraphFolder
    from output.reports import comparison_to_report

    with GraphFolder.open(graph, read_only=True) as folder:
        indicators = folder.indicators()
    options = CompareOptions(jurisdiction=jurisdiction, other_than=other_jurisdictions)
    comparison = compared(indicators, text, options)
    show(comparison_to_report(comparison), form)
    names = "、".join(comparison.names) or "无"
    tell(f"比较的指标：{names} (indicators taken for this measure)")


@app.command()
def export(
    form: Annotated[ExportFormat, typer.Argument(help="格式 (format)", show_default=False, metavar="FORMAT")],
    output: Output = None,
    graph: Graph = DEFAULT_GRAPH,
) -> None:
    """导出图谱；文件名以 .gz 结尾则压缩。 Export the graph; a name that ends in .gz is compressed.

    ttl nt nq trig jsonld rdfxml：RDF；graphml gexf neo4j：图软件；sssom：指标对照；csv csvw xlsx：表格。

    例 (example): kpigraph export ttl -o 指标.ttl
    """
    from graph.store import GraphFolder
    from output.exports import write_export

    with GraphFolder.open(graph, read_only=True) as folder:
        written = write_export(folder, form, output)
    tell(f"{output or '-'}: {written}")


@app.command()
def validate(graph: Graph = DEFAULT_GRAPH, form: Form = "table") -> None:
    """按 SHACL 规则检查图谱：错误以状态 1 结束，缺项只提醒。 Check the graph by its shapes; errors end with status 1."""
    from graph.store import GraphFolder
    from graph.validation import validate as validated
    from output.validation import validation_to_report

    with GraphFolder.open(graph, read_only=True) as folder:
        report = validated(folder)
    show(validation_to_report(report), form)
    if not report.conforms:
        raise typer.Exit(1)


@app.command()
def view(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="网页文件 (default: DIR/graph.html)")] = None,
    graph: Graph = DEFAULT_GRAPH,
) -> None:
    """生成可离线浏览的交互网页。 Make the interactive page, one file that works without a network."""
    from graph.store import GraphFolder
    from output.html import write_page

    target = output or graph / "graph.html"
    with GraphFolder.open(graph, read_only=True) as folder:
        write_page(folder.indicators(), folder.documents(), target)
    typer.echo(target.resolve().as_uri() if sys.stdout.isatty() else str(target))


@app.command()
def remove(
    documents: Annotated[list[str], typer.Argument(help="图谱中的文件名 (names of documents in the graph)")],
    graph: Graph = DEFAULT_GRAPH,
) -> None:
    """从图谱中移除文件。 Remove documents from the graph."""
    from graph.store import GraphFolder

    with GraphFolder.open(graph) as folder:
        for document in documents:
            folder.remove(document)
            tell(f"{document}: 已移除 (removed)")


def _explain(paths: list[Path], output: Path | None, soffice: Path | None, *, html: bool) -> None:
    """Show how each row of the tables was taken, as a table or as a page for each file."""
    from extract.corpus import Fault, find_sources, read_corpus
    from extract.explanation import explain
    from output.evidence import evidence_to_report, write_evidence

    form = "html"
    results = list(read_corpus(find_sources(paths), settings=_settings(soffice)))
    read = {result.facts.name: explain(result) for result in results if not isinstance(result, Fault)}
    if not html:
        for rows in read.values():
            show(evidence_to_report(rows))
    elif output is not None:
        write_evidence(read, output)
    else:
        raise OutputNeededError(form)
    _end(results)


def _settings(soffice: Path | None) -> ReaderSettings:
    from extract.readers.settings import ReaderSettings

    return ReaderSettings(soffice=soffice)


def _end(results: Sequence[Extraction | Fault]) -> None:
    """Warnings, then the files that could not be read; these end the command with status 1."""
    from extract.corpus import Fault

    for result in results:
        if not isinstance(result, Fault):
            for warning in result.facts.warnings:
                tell(warning, "warning")
    faults = [result for result in results if isinstance(result, Fault)]
    for fault in faults:
        tell(fault.message, "error")
    if faults and len(results) > len(faults):
        tell(f"{len(faults)} 份文件未能读取，其余已完成 ({len(faults)} files not read, the others are done)", "error")
    if faults:
        raise typer.Exit(1)


def _print_summary(folder: GraphFolder, form: RowFormat = "table") -> None:
    from output.reports import documents_to_summary

    show(documents_to_summary(folder.documents(), folder.indicators()), form)


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise ParameterFormError(text)
    return name, value


def main() -> None:
    """Run the command; an error of the input becomes one red line and status 1."""
    prepare_streams()
    try:
        app()
    except KpigraphError as error:
        tell(str(error), "error")
        sys.exit(1)


if __name__ == "__main__":
    main()
