"""The answer to a query on stdout: as rows, or as RDF where the query makes triples."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal, get_args

from ontology.errors import KpigraphError
from output.console import show, tell
from output.reports import result_to_report
from output.tables import RowFormat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.parameters import Unmet
    from graph.sparql import QueryResult, Solutions

TriplesFormat = Literal["ttl", "nt", "jsonld", "rdfxml"]
AnswerFormat = Literal[RowFormat, TriplesFormat]


class TriplesNeededError(KpigraphError):
    """RDF was asked for of a query whose answer is rows or a truth."""

    def __init__(self, form: str) -> None:
        """Take the format that was asked for."""
        known = ", ".join(get_args(RowFormat))
        super().__init__(
            f"--format {form}: 只有 CONSTRUCT 和 DESCRIBE 的结果可写成 RDF，此查询请用 {known} "
            f"(only CONSTRUCT and DESCRIBE give RDF; for this query choose one of {known})"
        )


_ROWS: dict[str, RowFormat] = {form: form for form in get_args(RowFormat)}
_TRIPLES: dict[str, TriplesFormat] = {form: form for form in get_args(TriplesFormat)}


def row_format(form: AnswerFormat) -> RowFormat:
    """The same format, where it is one of rows.

    Raises:
        TriplesNeededError: it is one of RDF.
    """
    if form not in _ROWS:
        raise TriplesNeededError(form)
    return _ROWS[form]


def show_answer(result: QueryResult | Solutions, form: AnswerFormat) -> None:
    """An answer on stdout: triples as `ttl`, `nt`, `jsonld` or `rdfxml`, sorted; any answer in the formats of rows.

    Raises:
        TriplesNeededError: the format holds triples, and the answer is none.
        NoXmlTextError: `rdfxml` was asked for, and a text holds a control character.
    """
    if form in _ROWS or result.form != "triples":
        return show(result_to_report(result), row_format(form))
    from pyoxigraph import Quad

    from output.rdf import write_rdf

    write_rdf((Quad(*triple) for triple in result.triples), _TRIPLES[form], sys.stdout.buffer)
    sys.stdout.buffer.flush()
    return None


def tell_unmet(values: Iterable[Unmet]) -> None:
    """Say on stderr which values of parameters occur nowhere, so that an empty answer is no riddle."""
    for one in values:
        near = "、".join(one.near) or "无 (none)"
        tell(
            f"{one.parameter}={one.value}: 图谱中没有；最接近的：{near} (occurs nowhere in the graph; the nearest that do)",
            "warning",
        )
