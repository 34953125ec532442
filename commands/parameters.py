"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from output.tables import RowFormat

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
Lexicon = Annotated[
    Path | None,
    typer.Option(
        "--lexicon", help="补充词表文件，或用 KPIGRAPH_LEXICON 指定 (your own additional lexicon)", metavar="FILE"
    ),
]
Decided = Annotated[
    Path | None,
    typer.Option("--measures", help="人工归并文件，缺省为图谱中的 measures.yaml (decisions file)", metavar="FILE"),
]
DEFAULT_GRAPH = Path("kpi-graph")
MOST_LISTED = 200
"""Documents up to which a command lists a graph's documents without being asked to."""
