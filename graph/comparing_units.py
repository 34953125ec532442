"""The units of comparable sets: the scale on which their targets are compared, and the unit in which people read them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ontology.units import scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.comparison import Target

_SHARE = "1"  # the unit of shares on the scale for comparing
_MULTIPLES = frozenset({"千", "万", "百万", "亿"})
_ELAPSED = {"天": ("分钟", 1440.0), "秒": ("分钟", 1 / 60)}
"""Scales of time that passes whoever works: days and seconds are as many minutes; working days and months are not."""


def on_one_scale(value: float, unit: str | None) -> tuple[float, str | None]:
    """A number on the scale of its unit, and that, with all time that passes on one: 2天 and 48小时 are as many minutes.

    A multiple alone (100万) says not of what.
    """
    if unit in _MULTIPLES:
        return value, None
    common, factor = _ELAPSED.get(unit or "", (unit, 1.0))
    return value * factor, common


def usual_unit(targets: Iterable[Target], own: str | None) -> tuple[str, float]:
    """The unit that most targets of a set print, of equally many the loosest's, and how much it is of the set's `own` unit."""
    printed = Counter(target.hit.indicator.unit for target in targets)
    for unit, _ in printed.most_common():
        found = scale(unit)
        factor, common = on_one_scale(float(found.factor), found.unit) if found else (1.0, None)
        if unit and common == own:
            return unit, factor
    return ("%", 0.01) if own == _SHARE else (own or "", 1.0)
