"""Indicators that two documents of a graph share, as the PDF and the workbook of one table do: each counts once.

An indicator's id is made of all that it says, so that the same id in another document is the same indicator. The document
that was there first keeps it; of the other one a warning tells how many were left out. What happens once that one changes
or goes is said in `succession.py`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from extract.indicator import DocumentFacts, Indicator

_MOST_NAMED = 3


def without_repeats(
    facts: DocumentFacts, indicators: Sequence[Indicator], owner: Callable[[str], str | None]
) -> tuple[DocumentFacts, Sequence[Indicator], tuple[str, ...]]:
    """A document without the indicators that others have, with a warning that says so, and the names of those others.

    Args:
        facts: the document's facts.
        indicators: its indicators.
        owner: gives the name of the other document that has an indicator's id, or None.
    """
    owners = [owner(one.id) for one in indicators]
    shared = Counter(name for name in owners if name is not None)
    if not shared:
        return facts, indicators, ()
    warning = repeats_warning(facts.name, shared.total(), [name for name, _ in shared.most_common(_MOST_NAMED)])
    left = [one for one, name in zip(indicators, owners, strict=True) if name is None]
    return replace(facts, warnings=(*facts.warnings, warning)), left, tuple(sorted(shared))


def repeats_warning(document: str, count: int, owners: Sequence[str]) -> str:
    """The sentence that tells of a document how many of its indicators others have."""
    named = "、".join(owners)
    return f"{document}: {count} 条指标与 {named} 中的相同，不重复加入 ({count} indicators are those of {named}, and count once)"
