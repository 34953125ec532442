"""Commands that compare indicators across jurisdictions: similar, compare."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.parameters import DEFAULT_GRAPH, Form, Graph, Other, Place, Text
from output.console import show, tell


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
