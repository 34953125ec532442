"""A built graph as an rdflib dataset: notebooks and the tools of rdflib meet the store on disk, and cannot change it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn, cast

from oxrdflib import OxigraphStore
from rdflib import Dataset

from graph.sparql import asked, failures_told, refuse_what_does_not_only_read
from graph.sparql_variables import names_dataset
from graph.store import GraphFolder
from ontology.errors import KpigraphError
from ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

    from pyoxigraph import Store
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


class DatasetClosedError(KpigraphError):
    """A question to a dataset that was closed."""

    def __init__(self, path: Path) -> None:
        """Say how to ask again."""
        super().__init__(
            f"{path}: 数据集已关闭；请再次用 graph.open 打开 (the dataset is closed; open it again with graph.open)"
        )


class FolderStore(OxigraphStore):
    """The store of a graph folder behind rdflib's interface: it answers, and refuses every change."""

    def __init__(self, folder: GraphFolder) -> None:
        """Take a folder that is open for reading; closing this store closes the folder."""
        super().__init__(store=folder.engine)
        self._folder = folder
        self._is_closed = False

    def close(self, commit_pending_transaction: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 -- rdflib's form
        """Let the folder go; closing again does nothing."""
        self._store = None
        self._is_closed = True
        self._folder.close()

    @property
    def _inner(self) -> Store:
        # All that reads goes through here; without this, a closed store would answer as an empty one.
        if self._is_closed:
            raise DatasetClosedError(self._folder.path)
        return super()._inner

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803 -- rdflib's names
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: object,
    ) -> Result:
        """Answer a query; one that names its graphs (FROM, FROM NAMED) is asked of these and not of `queryGraph`.

        `initBindings` gives values to any variables of the query; only those that its SELECT names are in the answer.

        Raises:
            UpdateRefusedError: the query would change the graph.
            ServiceRefusedError: the query would send requests to another machine.
            MalformedQueryError: the query is no SPARQL.
            UnboundParameterError: a value is given for no variable of the query.
            QueryFailedError: the engine gave up before the first row.
            NotImplementedError: the query is one that rdflib has parsed already.
        """
        if not isinstance(query, str):
            return super().query(query, initNs, initBindings, queryGraph, **kwargs)
        refuse_what_does_not_only_read(query)
        # Neither the union nor a graph, which would stand above FROM.
        asked_of = "" if names_dataset(query) else queryGraph
        ask = partial(
            super().query, initNs=initNs, initBindings=initBindings, queryGraph=asked_of, **cast("Any", kwargs)
        )
        names = tuple(map(str, initBindings))
        with failures_told(query, names):
            found, added = asked(ask, query, names)
        return _without(found, added)

    def add_graph(self, graph: Graph) -> None:
        """Do nothing: rdflib adds a graph when somebody looks at it."""

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise ReadOnlyDatasetError

    add = addN = remove = remove_graph = update = destroy = _refuse  # noqa: N815 -- rdflib's name


class FolderDataset(Dataset):
    """A graph folder as a dataset; a `with` statement closes it at its end."""

    def __enter__(self) -> Self:
        """Give the dataset itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the folder go, whatever happened."""
        self.close()


def _without(found: Result, variables: frozenset[str]) -> Result:
    """The rows without the columns that were only added to give their variables values."""
    if variables and found.vars is not None:
        kept = [variable for variable in found.vars if str(variable) not in variables]
        rows = ({name: row[name] for name in kept if name in row} for row in found.bindings)
        found.vars, found.bindings = kept, rows
    return found


def open_dataset(path: Path) -> FolderDataset:
    """The graph at `path` as a dataset whose default graph is the union of all documents; `close` lets it go.

    Using it afterwards raises DatasetClosedError.

    Raises:
        KpigraphError: as `GraphFolder.open`.
    """
    dataset = FolderDataset(store=FolderStore(GraphFolder.open(path, read_only=True)), default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset
