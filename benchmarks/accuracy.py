"""Accuracy of extraction on labelled documents: `python benchmarks/accuracy.py LABELS DOCUMENTS [LABELS DOCUMENTS …]`.

LABELS is a folder of *.jsonl, one file a document, in the fields of the indicator record; DOCUMENTS the folder in which the
documents of the same names lie. A record is found when name, project, scope and period agree; then its fields are compared, text
in NFKC without white space. Prints a table in Markdown: how much is found (precision, recall, F1), the share of labelled
records that are right in every core field (whole), and the share of right values of the worst core and other field.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.reading import file_to_extraction

KEY = ("level3", "project", "scope", "period")
CORE = ("level1", "level2", "target_text", "kind", "operator", "value", "unit", "direction")
OTHER = ("source", "objective", "weight", "history", "description", "basis", "line")
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well the records of one document agree with its labels; all shares 0 to 1."""

    labels: int
    found: int
    precision: float
    recall: float
    whole: float
    fields: dict[str, float]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def worst(self, names: tuple[str, ...]) -> tuple[float, str]:
        """The lowest share among some fields, and its field."""
        return min((self.fields[name], name) for name in names)


def folded(value: Any) -> Any:  # noqa: ANN401 - a field holds any plain JSON type
    """A field in the form in which it is compared."""
    if isinstance(value, str):
        text = "".join(unicodedata.normalize("NFKC", value).split())
        return text.replace("“", '"').replace("”", '"').strip("。.;；") or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return {folded(key): folded(item) for key, item in value.items()} or None
    return value


def is_right(label: Record, record: Record, field: str) -> bool:
    """Whether a field agrees with the label, or with another value that the label accepts."""
    accepted = [folded(label.get(field)), *map(folded, label.get("accept", {}).get(field, ()))]
    value = folded(record.get(field))
    if field in ("level1", "level2"):
        value, *accepted = (text and text.removesuffix("指标") for text in (value, *accepted))
    return value in accepted


def paired(labels: list[Record], records: list[Record]) -> list[tuple[Record, Record]]:
    """Labels with the record that agrees on the key and, of several, in most fields."""
    pool: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for record in records:
        pool[tuple(folded(record.get(name)) for name in KEY)].append(record)
    pairs = []
    for label in labels:
        candidates = pool[tuple(folded(label.get(name)) for name in KEY)]
        if candidates:
            best = max(
                candidates, key=lambda record, label=label: sum(is_right(label, record, f) for f in CORE + OTHER)
            )
            candidates.remove(best)
            pairs.append((label, best))
    return pairs


def score(labels: list[Record], records: list[Record]) -> Figures:
    """Compare the records of a document with its labels."""
    pairs = paired(labels, records)
    fields = {f: sum(is_right(a, b, f) for a, b in pairs) / max(1, len(pairs)) for f in CORE + OTHER}
    whole = sum(all(is_right(a, b, f) for f in CORE) for a, b in pairs)
    return Figures(
        len(labels),
        len(records),
        len(pairs) / max(1, len(records)),
        len(pairs) / max(1, len(labels)),
        whole / max(1, len(labels)),
        fields,
    )


def read_labels(path: Path) -> list[Record]:
    """The labels of one document."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def labelled(labels: Path, documents: Path) -> list[tuple[Path, Path]]:
    """The label files of a folder, each with its document."""
    files = {file.stem: file for file in sorted(documents.iterdir()) if file.is_file()}
    return [(path, files[path.stem]) for path in sorted(labels.glob("*.jsonl")) if path.stem in files]


def table(rows: list[tuple[str, Figures]]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| document | labels | found | precision | recall | F1 | whole | worst core field | worst other field |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, figures in rows:
        shares = (figures.precision, figures.recall, figures.f1, figures.whole)
        worst = (" ".join((f"{share:.3f}", field)) for share, field in (figures.worst(CORE), figures.worst(OTHER)))
        cells = (name, figures.labels, figures.found, *(f"{share:.3f}" for share in shares), *worst)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Score every labelled document of the pairs of folders given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="LABELS DOCUMENTS", help="pairs of folders")
    folders = parser.parse_args(arguments).folders
    if len(folders) % 2:
        parser.error("a folder of labels goes with each folder of documents")
    rows = []
    for labels, documents in zip(folders[::2], folders[1::2], strict=True):
        for label_file, document in labelled(Path(labels), Path(documents)):
            records = [indicator.record() for indicator in file_to_extraction(document).indicators]
            rows.append((document.name, score(read_labels(label_file), records)))
    if not rows:
        parser.error("no labelled document was found in these folders")
    print(table(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
