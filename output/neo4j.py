"""The network of indicators for Neo4j: CSV files with header files for `neo4j-admin database import`, and a Cypher script.

    FOLDER/indicator.csv, indicator-header.csv …   nodes, one pair of files for each kind of thing
    FOLDER/relations.csv, relations-header.csv     relations of all kinds
    FOLDER/load.cypher                             loads the same files into a database that runs

A script and not a command loads into a running database: `cypher-shell -f load.cypher`, with the CSV files in the
import folder of the database. For an empty one, `load.cypher` shows the command of the bulk import in its first lines.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from graph.network import KINDS, indicators_to_network
from output.whole_file import OutputNotWritableError, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import networkx as nx

    from extract.indicator import Indicator
    from graph.network import Attribute, Kind

_TYPES = dict.fromkeys(
    ("line", "page", "table", "row", "column", "row_span", "column_span", "year"), "int"
) | dict.fromkeys(("value", "value_upper", "canonical_value", "weight", "confidence", "amount_cny"), "float")
_NUMBER_OR_DATE = frozenset({"value", "canonical_value"})
_CASTS = {"int": "toInteger", "float": "toFloat"}
_RELATIONS = "relations"


def write_neo4j(indicators: Iterable[Indicator], folder: Path) -> int:
    """Write the files into a folder, made where there is none; returns how many nodes were written.

    The same indicators give the same bytes. Line breaks in texts become blanks, as the import asks for. A value that is no
    number, such as a date, stands in a column of its own: value_text, canonical_value_text.

    Raises:
        OutputNotWritableError: the folder or a file cannot be written.
    """
    network = indicators_to_network(indicators)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputNotWritableError(folder, error) from error
    columns = {kind: _columns(network, kind) for kind in KINDS}
    for kind in KINDS:
        nodes = [(key, _stated(said)) for key, said in network.nodes(data=True) if said["kind"] == kind]
        _write_csv(folder / f"{kind}-header.csv", [_header(kind, columns[kind])])
        _write_csv(folder / f"{kind}.csv", ([key, *(said.get(name) for name in columns[kind])] for key, said in nodes))
    _write_csv(folder / f"{_RELATIONS}-header.csv", [[":START_ID", ":END_ID", ":TYPE"]])
    edges = ((start, end, _relation(key)) for start, end, key in network.edges(keys=True))
    _write_csv(folder / f"{_RELATIONS}.csv", edges)
    with whole_file(folder / "load.cypher") as stream:
        stream.write(_script(columns, network).encode())
    return network.number_of_nodes()


def _columns(network: nx.MultiDiGraph[str], kind: Kind) -> list[str]:
    """What any node of a kind says of itself, in the order of first mention."""
    nodes = (_stated(said) for _, said in network.nodes(data=True) if said["kind"] == kind)
    return list(dict.fromkeys(name for said in nodes for name in said if name != "kind")) or ["label"]


def _stated(said: Mapping[str, Attribute]) -> dict[str, Attribute]:
    """What a node says of itself, with texts under other names than numbers: a property has one type."""
    return {_property(name, value): value for name, value in said.items()}


def _property(name: str, value: Attribute) -> str:
    return f"{name}_text" if name in _NUMBER_OR_DATE and isinstance(value, str) else name


def _header(kind: Kind, columns: Sequence[str]) -> list[str]:
    typed = (f"{name}:{_TYPES[name]}" if name in _TYPES else name for name in columns)
    return [f"key:ID{{label:{_label(kind)}}}", *typed]


def _label(kind: Kind) -> str:
    return kind.capitalize()


def _relation(key: str) -> str:
    return f"HAS_{key.upper()}"


def _write_csv(path: Path, rows: Iterable[Iterable[object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerows(["" if cell is None else " ".join(str(cell).splitlines()) for cell in row] for row in rows)
    with whole_file(path) as stream:
        stream.write(text.getvalue().encode())


def _script(columns: dict[Kind, list[str]], network: nx.MultiDiGraph[str]) -> str:
    files = " ".join(f"--nodes={_label(kind)}={kind}-header.csv,{kind}.csv" for kind in KINDS)
    head = f"// neo4j-admin database import full {files} --relationships={_RELATIONS}-header.csv,{_RELATIONS}.csv\n"
    kinds: dict[str, Kind] = {key: said["kind"] for key, said in network.nodes(data=True)}
    relations = sorted({(kinds[start], _relation(key), kinds[end]) for start, end, key in network.edges(keys=True)})
    parts = [*(_load_nodes(kind, columns[kind]) for kind in KINDS), *(_load_relations(*each) for each in relations)]
    return head + "\n" + "\n".join(parts)


def _load_nodes(kind: Kind, columns: Sequence[str]) -> str:
    label = _label(kind)
    sets = ", ".join(f"n.{name} = {_cast(name, number)}" for number, name in enumerate(columns, 1))
    return (
        f"CREATE CONSTRAINT {kind}_key IF NOT EXISTS FOR (n:{label}) REQUIRE n.key IS UNIQUE;\n"
        f"LOAD CSV FROM 'file:///{kind}.csv' AS row MERGE (n:{label} {{key: row[0]}}) SET {sets};\n"
    )


def _cast(name: str, number: int) -> str:
    value = f"nullIf(row[{number}], '')"
    return f"{_CASTS[_TYPES[name]]}({value})" if name in _TYPES else value


def _load_relations(start: Kind, relation: str, end: Kind) -> str:
    # A key begins with its kind, by which each match finds the index of its label.
    return (
        f"LOAD CSV FROM 'file:///{_RELATIONS}.csv' AS row WITH row WHERE row[2] = '{relation}' "
        f"AND row[0] STARTS WITH '{start}:' AND row[1] STARTS WITH '{end}:'\n"
        f"MATCH (a:{_label(start)} {{key: row[0]}}) MATCH (b:{_label(end)} {{key: row[1]}}) MERGE (a)-[:{relation}]->(b);\n"
    )
