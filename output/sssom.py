"""Similarity mappings as an SSSOM file: one table with a header of metadata, for tools that share and curate mappings.

Each side is an indicator that stands for all of its name in its jurisdiction: its id, its name as label, the jurisdiction as source.
What SSSOM requires of a row is there: subject_id, predicate_id, object_id, mapping_justification.
"""

from __future__ import annotations

import csv
import io
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING

from output.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.iris import Iris
    from graph.mappings import Mapping, Place

_COLUMNS = (
    "subject_id", "subject_label", "subject_type", "subject_source", "predicate_id", "object_id", "object_label",
    "object_type", "object_source", "mapping_justification", "confidence", "similarity_score", "similarity_measure", "comment",
)  # fmt: skip
_TYPE = "owl named individual"
_PREFIXES = {
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


def write_sssom(mappings: Iterable[Mapping], iris: Iris, target: Path | str | IO[bytes]) -> int:
    """Write mappings as SSSOM/TSV to a path or a binary stream; returns how many were written.

    `iris` are those of the graph. Names of one measure are an exact match, others a close one.

    Raises:
        OutputNotWritableError: the file cannot be written.
    """
    rows = [_row(mapping, iris) for mapping in mappings]
    content = (_metadata(iris) + _table(rows)).encode()
    if isinstance(target, str | Path):
        with whole_file(Path(target)) as stream:
            stream.write(content)
    else:
        target.write(content)
    return len(rows)


def _metadata(iris: Iris) -> str:
    """The header: YAML, each line after a hash sign."""
    prefixes = {**_PREFIXES, **{kind: f"{iris.base}{kind}/" for kind in ("indicator", "jurisdiction")}}
    lines = [
        f"mapping_set_id: {iris.base}mappings/similarity",
        'mapping_set_title: "Similar indicator names of different jurisdictions"',
        "license: https://w3id.org/sssom/license/unspecified",
        "mapping_tool: kpigraph",
        f'mapping_tool_version: "{version("kpigraph")}"',
        "curie_map:",
        *(f"  {prefix}: {namespace}" for prefix, namespace in sorted(prefixes.items())),
    ]
    return "".join(f"#{line}\n" for line in lines)


def _table(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def _justification(mapping: Mapping) -> str:
    """How it is known: the names are one, people said so, the lexicon has their words in one ring, or they are alike."""
    if mapping.equal:
        return "semapv:LexicalMatching"
    if mapping.decided:
        return "semapv:ManualMappingCuration"
    return "semapv:LexicalSimilarityThresholdMatching"


def _row(mapping: Mapping, iris: Iris) -> list[str]:
    score = format(mapping.score, ".6f").rstrip("0").rstrip(".")
    return [
        f"indicator:{mapping.subject_id}",
        mapping.subject,
        _TYPE,
        _source(mapping.subject_place, iris),
        "skos:exactMatch" if mapping.exact else "skos:closeMatch",
        f"indicator:{mapping.object_id}",
        mapping.object,
        _TYPE,
        _source(mapping.object_place, iris),
        _justification(mapping),
        score,
        score,
        "mean of two coverages by concepts, and Dice of character bigrams",
        "；".join(mapping.reasons),
    ]


def _source(place: Place, iris: Iris) -> str:
    node = iris.jurisdiction(place.code, place.names)
    return "" if node is None else f"jurisdiction:{node.value.rsplit('/', 1)[-1]}"
