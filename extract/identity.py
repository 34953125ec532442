"""Stable identity of indicators: made of what the document says, so that every run, machine and file format gives the same."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.indicator import Indicator

_PARTS = (
    "department", "scope", "project", "period", "objective", "source", "level1", "level2", "level3", "target_text",
)  # fmt: skip
_DIGITS = 16


def identified(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators with their ids: division code, year and a digest of what they say.

    An indicator that stands several times in one document with the same words is told apart by its turn.
    """
    turns: Counter[str] = Counter()
    found = []
    for indicator in indicators:
        said = json.dumps([getattr(indicator, part) for part in _PARTS], ensure_ascii=False)
        turns[said] += 1
        digest = hashlib.sha256(f"{said}{turns[said]}".encode()).hexdigest()[:_DIGITS]
        found.append(
            replace(indicator, id=f"{indicator.division_code or '000000'}-{indicator.year or '0000'}-{digest}")
        )
    return found
