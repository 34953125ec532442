"""The page's data as one JSON block: indicators in columns, each text once, so that a hundred thousand fit in one file.

A column is an object with `texts` (numbers of texts in the pool, -1 for a missing one) or `values` (as they are), one
for each indicator. A column of which most values are the same says that value as `usual`, and lists the other ones only:
`at` says which indicators they belong to.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extract.indicator import FIELDS
from output.page.measures import NOT_COMPARED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from output.page.data import PageData
    from output.page.measures import Measures

# What the owner, the categories, the document and the name of an indicator say already.
SAID_BY_NODES = frozenset(
    {"level1", "level2", "level3", "department", "province", "city", "county", "division_code", "project", "document"}
)
_USUAL_SHARE = 0.7
_MISSING = -1

Column = dict[str, Any]


@dataclass(slots=True)
class TextPool:
    """Texts by number, each once, in the order in which they were first asked for."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str | None) -> int:
        """The number of a text; -1 for none."""
        return _MISSING if text is None else self.numbers.setdefault(text, len(self.numbers))

    @property
    def texts(self) -> list[str]:
        """All texts, by number."""
        return list(self.numbers)


def packed(data: PageData, measures: Measures) -> dict[str, Any]:
    """The block without nodes and relations, which the network carries: texts, columns, names and measures.

    `measures` are those of the indicators of `data`, in their order.
    """
    pool = TextPool()
    position = {node["id"]: number for number, node in enumerate(data.nodes)}
    columns: dict[str, Column] = {
        name: {"values": [position[node] for node in nodes]}
        for name, nodes in (("owner", data.owners), ("subcategory", data.subcategories), ("document", data.documents))
    }
    for name in FIELDS:
        if name not in SAID_BY_NODES:
            values = [getattr(one, name) for one in data.indicators]
            columns[name] = {"values": values} if name == "id" else packed_column(values, pool)
    return {
        "title": data.title,
        "size": len(data.indicators),
        "columns": columns | _measure_columns(measures, pool),
        "names": [pool.number(name) for name in measures.names],
        "measures": measures.measure_of_name,
        "concepts": measures.features_of_name,
        "weights": measures.weights,
        "sets": [key._asdict() for key in measures.sets],
        "texts": pool.texts,
    }


def _measure_columns(measures: Measures, pool: TextPool) -> dict[str, Column]:
    return {
        "name": {"values": measures.name_of_row},
        "set": packed_column([None if at == NOT_COMPARED else at for at in measures.set_of_row], pool),
        "number": packed_column(measures.number_of_row, pool),
        "reason": packed_column(measures.reason_of_row, pool),
    }


def packed_column(values: Sequence[Any], pool: TextPool) -> Column:
    """One column as short as it can be said; None stands for what a document does not give."""
    plain = [None if value in ((), {}) else value for value in values]
    countable = [value if isinstance(value, str | int | float) else None for value in plain]
    usual, number = next(iter(Counter(countable).most_common(1)), (None, 0))
    is_text = all(value is None or isinstance(value, str) for value in plain)
    if number < _USUAL_SHARE * len(plain):
        return _listed(plain, pool, is_text=is_text)
    at = [row for row, value in enumerate(plain) if value != usual]
    if not at:
        return {"usual": usual}
    return {"usual": usual, "at": at} | _listed([plain[row] for row in at], pool, is_text=is_text)


def _listed(values: Sequence[Any], pool: TextPool, *, is_text: bool) -> Column:
    return {"texts": [pool.number(value) for value in values]} if is_text else {"values": list(values)}
