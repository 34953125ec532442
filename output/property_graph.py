"""The network of indicators as GraphML or GEXF, for Gephi, Cytoscape, yEd and other tools that show property graphs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, TYPE_CHECKING

from graph.network import indicators_to_network
from output.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    import networkx as nx

    from extract.indicator import Indicator

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNKNOWN_CHARACTER = "\N{REPLACEMENT CHARACTER}"
# GraphML declares one type for each attribute: these have fractions in one record and none in another, or are dates.
_MAYBE_FRACTIONS = frozenset({"value", "value_upper", "canonical_value", "weight", "confidence", "amount_cny"})


def write_graphml(indicators: Iterable[Indicator], target: Path | str | IO[bytes]) -> int:
    """Write the network of some indicators to a path or a binary stream; returns how many nodes were written.

    The same indicators give the same bytes. Characters that XML cannot hold are written as U+FFFD; an attribute whose values
    are numbers here and dates there is written as text. A file that is already there is replaced only when the new one is
    whole.

    Raises:
        OutputNotWritableError: the file cannot be written.
    """
    return _write(indicators, target, _write_graphml)


def write_gexf(indicators: Iterable[Indicator], target: Path | str | IO[bytes]) -> int:
    """As `write_graphml`, in the format of Gephi; the same indicators give the same bytes.

    Raises:
        OutputNotWritableError: the file cannot be written.
    """
    return _write(indicators, target, _write_gexf)


def _write(
    indicators: Iterable[Indicator],
    target: Path | str | IO[bytes],
    form: Callable[[nx.MultiDiGraph[str], IO[bytes]], None],
) -> int:
    network = _written(indicators_to_network(indicators), numbered=form is _write_graphml)
    if isinstance(target, str | Path):
        with whole_file(Path(target)) as stream:
            form(network, stream)
    else:
        form(network, target)
    return network.number_of_nodes()


def _write_gexf(network: nx.MultiDiGraph[str], stream: IO[bytes]) -> None:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(network)
    for element in writer.xml:
        element.attrib.pop("lastmodifieddate", None)
    writer.write(stream)


def _write_graphml(network: nx.MultiDiGraph[str], stream: IO[bytes]) -> None:
    # Not write_graphml: that one takes lxml where it is installed, which gives other bytes.
    from networkx import write_graphml_xml

    write_graphml_xml(network, stream)


def _written(network: nx.MultiDiGraph[str], *, numbered: bool) -> nx.MultiDiGraph[str]:
    """A copy whose keys and attributes XML can hold; `numbered`: edges have numbers for keys.

    Of GraphML's edges the keys are the ids, of which a file may hold each once; GEXF's are numbered as they are written.
    """
    import networkx as nx

    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    texts = {name for _, said in network.nodes(data=True) for name, value in said.items() if isinstance(value, str)}
    for key, said in network.nodes(data=True):
        copy.add_node(_xml(key), **{name: _attribute(value, name, texts) for name, value in said.items()})
    for number, (start, end, relation) in enumerate(network.edges(keys=True), 1):
        copy.add_edge(_xml(start), _xml(end), key=f"e{number}" if numbered else relation, relation=relation)
    return copy


def _attribute(value: float | str, name: str, texts: AbstractSet[str]) -> str | int | float:
    if name in texts:
        return _xml(str(value))
    return float(value) if name in _MAYBE_FRACTIONS else value


def _xml(text: str) -> str:
    return _NO_XML.sub(_UNKNOWN_CHARACTER, text)
