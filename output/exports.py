"""A graph in any of the formats it can leave in, by name."""

from __future__ import annotations

import sys
from math import inf
from typing import IO, TYPE_CHECKING, Literal, cast

from output.faults import MeasureNeededError, NothingToCompareError, OutputNeededError

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import GraphFolder
    from output.rdf import Format

RdfFormat = Literal["ttl", "nt", "nq", "trig", "jsonld", "rdfxml"]
"""Formats that hold all that the graph does: what the documents say, and the measures that were published."""
RESTORED: tuple[RdfFormat, ...] = ("nq", "trig")
"""Those of them that a graph is restored from."""
ExportFormat = Literal[
    RdfFormat, "graphml", "gexf", "neo4j", "sssom", "measures", "datacube",
    "csv", "csvw", "xlsx", "parquet",
]  # fmt: skip
_FILES_ONLY = frozenset({"xlsx", "csvw", "neo4j", "parquet"})
"""Formats of bytes that no terminal shows, or of several files."""


def write_export(folder: GraphFolder, form: ExportFormat, output: Path | None, measure: str | None = None) -> int:
    """Write a graph to a file, a folder (neo4j) or, without one, to standard output; returns how many things were written.

    These are triples or quads of RDF, nodes of a property graph, mappings, or records. csvw is csv with its description
    beside it, as the W3C's CSV on the Web has it; datacube is the comparison of one measure, named by `measure`.

    Raises:
        OutputNeededError: a format that needs a file, without one.
        MeasureNeededError: datacube without a measure, or another format with one.
        LibraryNeededError: parquet without the library that writes it.
        OutputNotWritableError: the file cannot be written.
    """
    if form in _FILES_ONLY and output is None:
        raise OutputNeededError(form)
    if (form == "datacube") != (measure is not None):
        raise MeasureNeededError(form)
    if form in ("csv", "csvw", "xlsx", "parquet"):
        return _write_table(folder, form, output)
    stream = output or sys.stdout.buffer
    if form == "neo4j":
        from output.neo4j import write_neo4j

        return write_neo4j(folder.indicators(), cast("Path", output))
    if form in ("graphml", "gexf"):
        from output.property_graph import write_gexf, write_graphml

        return (write_gexf if form == "gexf" else write_graphml)(folder.indicators(), stream)
    if measure is not None:
        return _write_cube(folder, measure, stream)
    if form in ("sssom", "measures"):
        return _write_mappings(folder, form, stream)
    from output.rdf import write_rdf

    return write_rdf(folder, cast("Format", form), stream)


def _write_cube(folder: GraphFolder, measure: str, stream: Path | IO[bytes]) -> int:
    from graph.decisions import graph_decisions
    from graph.selection import CompareOptions, compare
    from graph.similarity import nearest_spelling
    from output.data_cube import holds_observation, write_cube

    indicators = folder.indicators()
    # A cube is of the measure that was named: no other name stands in for one that there is not.
    options = CompareOptions(base=folder.iris.base, stand_in=inf)
    comparison = compare(indicators, measure, options, graph_decisions(folder.path))
    if not holds_observation(comparison, folder.iris):
        near = [name for name, _ in comparison.near] or nearest_spelling((one.level3 for one in indicators), measure)
        raise NothingToCompareError(measure, near)
    return write_cube(comparison, folder.iris, stream)


def _write_mappings(folder: GraphFolder, form: ExportFormat, stream: Path | IO[bytes]) -> int:
    from graph.decisions import graph_decisions

    decisions = graph_decisions(folder.path)
    if form == "sssom":
        from graph.mappings import indicators_to_mappings
        from output.sssom import write_sssom

        mappings = indicators_to_mappings(folder.indicators(), decisions=decisions)
        return write_sssom(mappings, folder.iris, stream)
    from output.measures import write_measures

    return write_measures(folder.indicators(), decisions, folder.iris, stream)


def _write_table(folder: GraphFolder, form: ExportFormat, output: Path | None) -> int:
    from output.csvw import write_csvw
    from output.parquet import write_parquet
    from output.tables import write_records

    if form == "parquet":
        return write_parquet(folder.indicators(), cast("Path", output))
    if form == "csvw":
        return write_csvw(folder.indicators(), folder.iris, cast("Path", output))
    return write_records(folder.indicators(), "xlsx" if form == "xlsx" else "csv", output or sys.stdout)
