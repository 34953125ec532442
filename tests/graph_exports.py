"""Exports of graphs to files, for the tests of what comes back from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from graph.restoring import restore
from graph.store import GraphFolder
from output.rdf import write_rdf

if TYPE_CHECKING:
    from pathlib import Path


def exported(folder: Path, target: Path) -> Path:
    """The file with a graph's statements, as TriG where it is named so, else as N-Quads."""
    with GraphFolder.open(folder, read_only=True) as graph:
        write_rdf(graph, "trig" if ".trig" in target.name else "nq", target)
    return target


def canonical(path: Path) -> list[str]:
    """The canonical N-Quads of a file."""
    dataset = Dataset(parse(path.read_bytes(), RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad} .\n" for quad in dataset)


def exported_and_restored(folder: Path, place: Path) -> tuple[Path, Path, Path]:
    """A graph's export, the graph that is restored from it (`again` in the place), and the export of that one."""
    before, again = exported(folder, place / "one.nq"), place / "again"
    restore(before, again)
    return before, again, exported(again, place / "two.nq")
