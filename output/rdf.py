"""A graph as a file of RDF: six formats, sorted, so that the same graph gives the same bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, TYPE_CHECKING, get_args
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, Quad, RdfFormat, serialize

from graph.store import GraphFolder
from ontology.errors import KpigraphError
from ontology.vocabulary import PREFIXES, TYPE
from output.json_ld import quads_to_json_ld
from output.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Format = OneOf["ttl", "nt", "nq", "trig", "jsonld", "rdfxml"]

FORMATS: tuple[Format, ...] = get_args(Format)
_WITH_GRAPHS = frozenset({"nq", "trig", "jsonld"})
_SERIALIZERS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdfxml": RdfFormat.RDF_XML,
}
_DECLARATION = re.compile(rb'@prefix [^\n]*\n| xmlns:\w+="[^"]*"')
_DECLARATIONS = re.compile(rb"(?:%s)+" % _DECLARATION.pattern)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class UnknownRdfFormatError(KpigraphError):
    """A format that is not written."""

    def __init__(self, name: str) -> None:
        """List those that are."""
        known = ", ".join(FORMATS)
        super().__init__(
            f"{name}: 没有这种 RDF 格式，可用 {known} (no RDF format that is written; choose one of {known})"
        )


class NoXmlTextError(KpigraphError):
    """A text with a character that XML has no way to write."""

    def __init__(self, character: str) -> None:
        """Name the character and the way out."""
        super().__init__(
            f"有文字含 U+{ord(character):04X}，XML 无法写出，请改用 ttl 或 nt "
            f"(a text holds the character U+{ord(character):04X}, which XML cannot; export ttl or nt instead)"
        )


def write_rdf(source: GraphFolder | Iterable[Quad], form: Format, target: Path | str | IO[bytes]) -> int:
    """Write a graph to a path or a binary stream; returns how many triples or quads were written.

    nq, trig and jsonld keep the named graphs; ttl, nt and rdfxml hold the union of all graphs, each triple once. A file
    that is already there is replaced only when the new one is whole. Of a folder, nq is written document by document, and then
    what was published of measures; all other formats take the whole graph into memory.

    Raises:
        UnknownRdfFormatError: no such format.
        NoXmlTextError: a text holds a control character, and rdfxml was asked for.
        OutputNotWritableError: the file cannot be written.
    """
    if form not in FORMATS:
        raise UnknownRdfFormatError(form)
    if isinstance(target, str | Path):
        with whole_file(Path(target)) as stream:
            return _write(source, form, stream)
    return _write(source, form, target)


def _write(source: GraphFolder | Iterable[Quad], form: Format, stream: IO[bytes]) -> int:
    if form == "nq" and isinstance(source, GraphFolder):
        return _write_by_graph(source, stream)
    quads = _sorted(source.quads() if isinstance(source, GraphFolder) else source, named=form in _WITH_GRAPHS)
    stream.write(quads_to_rdf(quads, form))
    return len(quads)


def _write_by_graph(folder: GraphFolder, stream: IO[bytes]) -> int:
    """The same as N-Quads, one document in memory at a time: the form in which large graphs leave and come back."""
    store, written = folder.engine, 0
    for graph in (DefaultGraph(), *sorted(store.named_graphs(), key=str)):
        quads = sorted(store.quads_for_pattern(None, None, None, graph), key=_order)
        stream.write(quads_to_rdf(quads, "nq"))
        written += len(quads)
    return written


def quads_to_rdf(quads: Sequence[Quad], form: Format) -> bytes:
    """Quads that `write_rdf` has sorted as the text of one format, in UTF-8."""
    if form == "jsonld":
        return quads_to_json_ld(quads)
    terms = quads if form in _WITH_GRAPHS else [quad.triple for quad in quads]
    content = serialize(terms, format=_SERIALIZERS[form], prefixes=PREFIXES) or b""
    return _mended_xml(content) if form == "rdfxml" else _DECLARATIONS.sub(_in_order, content, count=1)


def _sorted(quads: Iterable[Quad], *, named: bool) -> list[Quad]:
    """By graph, subject and property, a thing's type first; all in the default graph unless graphs are `named`."""
    kept = set(quads) if named else {_ungraphed(quad) for quad in quads}
    return sorted(kept, key=_order)


def _ungraphed(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


def _order(quad: Quad) -> tuple[str, str, bool, str, str]:
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    return graph, str(quad.subject), quad.predicate != TYPE, quad.predicate.value, str(quad.object)


def _mended_xml(content: bytes) -> bytes:
    """The serializer writes control characters as they are: readers drop a carriage return and refuse the others."""
    if found := _NO_XML.search(content.decode()):
        raise NoXmlTextError(found.group())
    return _DECLARATIONS.sub(_in_order, content.replace(b"\r", b"&#13;"), count=1)


def _in_order(declarations: re.Match[bytes]) -> bytes:
    """The prefixes by name: the serializer declares them in another order every time."""
    return b"".join(sorted(_DECLARATION.findall(declarations.group())))
