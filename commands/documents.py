"""Commands that read documents or change what the graph holds: extract, build, remove."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.parameters import DEFAULT_GRAPH, MOST_LISTED, PATHS, Graph, Output, Soffice
from output.console import show, tell, tracked
from output.faults import FormatUnusedError, OutputNeededError, SourceNeededError
from output.tables import RecordFormat

if TYPE_CHECKING:
    from extract.corpus import Fault
    from extract.indicator import DocumentFacts, Indicator
    from extract.readers.settings import ReaderSettings
    from extract.reading import Extraction
    from graph.store import Change, GraphFolder

_PAGES = frozenset({".html", ".htm"})
_MOST_NAMED = 5
"""Files named in a message; the others are counted."""


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
        if form is not None:
            raise FormatUnusedError("--explain" if explain else "--html")
        _explain(paths, output, soffice, html=html)
        return
    from extract.corpus import Fault, find_sources, read_corpus
    from output.tables import path_to_format, write_records

    chosen = form or path_to_format(output)
    if chosen == "xlsx" and output is None:
        raise OutputNeededError(chosen)
    sources = find_sources(paths)
    results: list[DocumentFacts | Fault] = []
    read = read_corpus(sources, os.cpu_count() or 1, _settings(soffice))
    if output is not None or not sys.stdout.isatty():  # records on the screen are progress enough
        read = tracked(read, len(sources))
    records = (indicator for _, indicators in _documents(read, results) for indicator in indicators)
    first = next(records, None)  # where no file can be read, none is written
    whole = chain(() if first is None else (first,), records)
    found = write_records(whole, chosen, output or sys.stdout) if first is not None or output is None else 0
    count = sum(not isinstance(result, Fault) for result in results)
    tell(f"{count} 份文件，{found} 条指标 ({count} documents, {found} indicators)")
    _tell_passed_over(paths)
    _end(results)


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
    from extract.corpus import find_sources, named_as_known, read_corpus
    from extract.indicator import DocumentFacts
    from graph.restoring import Restored, restore
    from graph.store import GraphFolder
    from output.reports import entries_to_summary

    if not paths and source is None:
        raise SourceNeededError
    sources = find_sources(paths) if paths else []
    restored = Restored() if source is None else restore(source, graph)
    changes: dict[Change, int] = {"added": restored.added, "replaced": restored.replaced, "unchanged": 0}
    results: list[DocumentFacts | Fault] = []
    with GraphFolder.create_or_open(graph, base=base) as folder:
        sources = named_as_known(sources, {entry.facts.name for entry in folder.entries()})
        # A file that is in the graph as it is costs its checksum, and is not read.
        known = {each.name: facts for each in sources if (facts := folder.built(each.name, each.path))}
        changes["unchanged"] += len(known)
        results += known.values()
        new = [each for each in sources if each.name not in known]
        read = tracked(read_corpus(new, os.cpu_count() or 1, _settings(soffice)), len(new))
        for change in folder.put_many(_documents(read, results)):
            changes[change] += 1
        entries = folder.entries()
        if len(entries) <= MOST_LISTED:
            show(entries_to_summary(entries))
        # What the graph says of a document besides: that another one has some of its indicators.
        told = {entry.facts.name: entry.facts for entry in entries}
        results = [told.get(one.name, one) if isinstance(one, DocumentFacts) else one for one in results]
    tell(
        f"{graph}: 新增 {changes['added']}，替换 {changes['replaced']}，未变 {changes['unchanged']} "
        f"(added, replaced, unchanged)"
    )
    if restored.lost_measures or folder.dropped_measures:
        _tell_dropped_measures(graph)
    _tell_passed_over(paths or [], graph)
    _end(results)


def remove(
    documents: Annotated[list[str], typer.Argument(help="图谱中的文件名 (names of documents in the graph)")],
    graph: Graph = DEFAULT_GRAPH,
) -> None:
    """从图谱中移除文件。 Remove documents from the graph."""
    from graph.store import GraphFolder

    folder = GraphFolder.open(graph)
    try:
        with folder:
            for document in documents:
                _remove(document, folder)
    finally:  # also where a later one of the names is unknown
        if folder.dropped_measures:
            _tell_dropped_measures(graph)


def _remove(document: str, folder: GraphFolder) -> None:
    """Remove a document, and say which others are concerned."""
    left = folder.remove(document)
    tell(f"{document}: 已移除 (removed)")
    if left.heir:
        tell(
            f"{left.heir} 与之相同，其指标今后由该文件计入 ({left.heir} is equal, and counts its indicators from now on)"
        )
    if left.unread:
        named = "、".join(left.unread[:_MOST_NAMED]) + ("…" if len(left.unread) > _MOST_NAMED else "")
        tell(
            f"{named} 中的部分指标原由该文件计入，请再次 build 这些文件 "
            f"({named}: some of their indicators counted there; build these files again)",
            "warning",
        )


def _tell_dropped_measures(graph: Path) -> None:
    """Say that published measures do not follow from the documents any more, and how there are new ones."""
    tell(
        f"文件有变，原先发布的指标归并已失效并移除；请用 kpigraph measures publish -g {graph} 重新发布 "
        f"(the documents changed, so the published measures were dropped; kpigraph measures publish -g {graph} makes them anew)",
        "warning",
    )


def _documents(
    read: Iterator[Extraction | Fault], results: list[DocumentFacts | Fault]
) -> Iterator[tuple[DocumentFacts, Sequence[Indicator]]]:
    """What was read of each document, passed on one by one; what is told of them in the end is noted in `results`."""
    from extract.corpus import Fault

    for result in read:
        results.append(result if isinstance(result, Fault) else result.facts)
        if not isinstance(result, Fault):
            yield result.facts, result.indicators


def _explain(paths: list[Path], output: Path | None, soffice: Path | None, *, html: bool) -> None:
    """Show how each row of the tables was taken, as a table or as a page for each file."""
    from extract.corpus import Fault, find_sources, read_corpus
    from extract.explanation import explain
    from output.evidence import documents_to_report, evidence_to_report, write_evidence
    from output.report_files import path_to_sheet_format, write_report

    form = "html"
    if html and output is None:
        raise OutputNeededError(form)
    results = list(read_corpus(find_sources(paths), settings=_settings(soffice)))
    read = {result.facts.name: explain(result) for result in results if not isinstance(result, Fault)}
    if output is None:
        for rows in read.values():
            show(evidence_to_report(rows))
    elif html or output.suffix.lower() in _PAGES:
        write_evidence(read, output)
    else:
        write_report(
            {"读法": documents_to_report(read)},
            path_to_sheet_format(output),
            output,
            title="kpigraph extract --explain",
        )
    _tell_passed_over(paths)
    _end(_told(results))


def _tell_passed_over(paths: Sequence[Path], graph: Path = DEFAULT_GRAPH) -> None:
    """Say which files of folders were not read because of their ending."""
    from extract.corpus import passed_over

    if left := passed_over(paths, graph):
        named = "、".join(str(path) for path in left[:_MOST_NAMED]) + ("…" if len(left) > _MOST_NAMED else "")
        tell(
            f"{len(left)} 个文件的后缀不在可读之列，未读：{named}；若是文件资料，请单独给出其路径，内容决定读法 "
            f"({len(left)} files with other endings were not read; name one by its path to read it)",
            "warning",
        )


def _told(results: Iterable[Extraction | Fault]) -> list[DocumentFacts | Fault]:
    """Of each file what is told in the end."""
    from extract.corpus import Fault

    return [result if isinstance(result, Fault) else result.facts for result in results]


def _settings(soffice: Path | None) -> ReaderSettings:
    from extract.readers.settings import ReaderSettings

    return ReaderSettings(soffice=soffice)


def _end(results: Sequence[DocumentFacts | Fault]) -> None:
    """Warnings, then the files that could not be read; these end the command with status 1."""
    from extract.corpus import Fault

    for result in results:
        if not isinstance(result, Fault):
            for warning in result.warnings:
                tell(warning, "warning")
    faults = [result for result in results if isinstance(result, Fault)]
    for fault in faults:
        tell(fault.message, "error")
    if faults and len(results) > len(faults):
        tell(f"{len(faults)} 份文件未能读取，其余已完成 ({len(faults)} files not read, the others are done)", "error")
    if faults:
        raise typer.Exit(1)
