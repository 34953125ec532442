"""Writers of synthetic records as quads: the product's, a bare line formatter's and rdflib's, for rdf.py to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.iris import Iris
from graph.triples import SLOTS, document_to_lines, document_to_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from benchmarks.synthesize import Document

IRIS = Iris()
VERSION = "0"


def bare_lines(documents: Iterable[Document]) -> Iterator[str]:
    """The fields of each record as lines of its one subject, as a script of ten lines would write them."""
    for document in documents:
        graph = IRIS.graph(document.facts.name)
        for indicator in document.indicators:
            subject = f"<{IRIS.base}indicator/{indicator.id}>"
            for slot in SLOTS:
                value = getattr(indicator, slot.field)
                if value not in (None, ()):
                    text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
                    yield f'{subject} <{slot.predicate.value}> "{text}" {graph} .\n'


def our_lines(documents: Iterable[Document]) -> Iterator[str]:
    """The whole of what the product says of each document."""
    return (document_to_lines(one.facts, one.indicators, IRIS, built_with=VERSION).n_quads() for one in documents)


def write_lines(lines: Iterable[str], path: Path) -> int:
    """Write texts of lines; returns how many lines there are."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for text in lines:
            file.write(text)
            count += text.count("\n")
    return count


def write_with_rdflib(documents: Iterable[Document], path: Path) -> int:
    """The same quads through rdflib's own objects and serializer."""
    import rdflib

    dataset = rdflib.Dataset()
    for one in documents:
        for quad in document_to_quads(one.facts, one.indicators, IRIS, built_with=VERSION):
            named = getattr(quad.graph_name, "value", None)
            context = dataset.graph(rdflib.URIRef(named)) if named else dataset.default_graph
            context.add(tuple(map(as_rdflib, quad.triple)))
    dataset.serialize(path, format="nquads")
    return sum(1 for _ in dataset.quads())


def as_rdflib(term: Any) -> Any:  # noqa: ANN401 -- terms of two libraries
    """A term of pyoxigraph as one of rdflib."""
    import rdflib

    if not hasattr(term, "datatype"):
        return rdflib.URIRef(term.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=None if term.language else term.datatype.value)
