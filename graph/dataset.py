"""A built graph as an rdflib dataset: notebooks and the tools of rdflib meet the store on disk, and cannot change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from oxrdflib import OxigraphStore
from rdflib import Dataset

from graph.sparql import refuse_what_does_not_only_read
from graph.store import GraphFolder
from ontology.errors import KpigraphError
from ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from rdflib import Graph
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result
    from rdflib.term import Identifier


class ReadOnlyDatasetError(KpigraphError):
    """A change to a dataset that only shows a graph folder."""

    def __init__(self) -> None:
        """Say how a graph changes."""
        super().__init__(
            "rdflib 数据集只供读取；更改请用 kpigraph build 或 remove "
            "(a dataset shows the graph and cannot change it; build documents into the folder, or remove them)"
        )


class FolderStore(OxigraphStore):
    """The store of a graph folder behind rdflib's interface: it answers, and refuses every change."""

    def __init__(self, folder: GraphFolder) -> None:
        """Take a folder that is open for reading; closing this store closes the folder."""
        super().__init__(store=folder.engine)
        self._folder = folder

    def close(self, commit_pending_transaction: bool = False) -> None:  # noqa: FBT001, FBT002 -- rdflib's form
        """Let the folder go."""
        super().close(commit_pending_transaction)
        self._folder.close()

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803 -- rdflib's names
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: object,
    ) -> Result:
        """Answer a query.

        Raises:
            UpdateRefusedError: the query would change the graph.
            ServiceRefusedError: the query would send requests to another machine.
        """
        if isinstance(query, str):
            refuse_what_does_not_only_read(query)
        return super().query(query, initNs, initBindings, queryGraph, **kwargs)

    def add_graph(self, graph: Graph) -> None:
        """Do nothing: rdflib adds a graph when somebody looks at it."""

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise ReadOnlyDatasetError

    add = addN = remove = remove_graph = update = destroy = _refuse  # noqa: N815 -- rdflib's name


def open_dataset(path: Path) -> Dataset:
    """The graph at `path` as a dataset whose default graph is the union of all documents; `close` lets it go.

    Raises:
        KpigraphError: as `GraphFolder.open`.
    """
    dataset = Dataset(store=FolderStore(GraphFolder.open(path, read_only=True)), default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset
