"""What records mean together: RDF, store, queries, network, similarity, comparison."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.dataset import FolderDataset


def open(folder: Path | str) -> FolderDataset:  # noqa: A001 -- read as graph.open
    """A built graph as an rdflib dataset, for reading; its default graph is the union of all documents.

    `with graph.open(folder) as dataset:` closes it at the end. Any number of processes may have it open at once, also
    while one builds into it: each sees to the end what was published when it was opened.

    Raises:
        KpigraphError: there is no graph, or it is damaged, or of a later or an earlier version.
    """
    from graph.dataset import open_dataset

    return open_dataset(Path(folder))
