"""Amounts of money as printed become yuan: 165.00 under 万元 is 1650000, 600,000 under 元 is 600000."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.numerals import digits, plain
from ontology.folding import fold
from ontology.forms import bare_label, field_role, forms
from ontology.units import scale

if TYPE_CHECKING:
    from collections.abc import Sequence

MONEY_UNITS = "亿元|万元|千元|元"
"""The units of money that forms print, as a pattern."""
_AMOUNT = re.compile(rf"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>{MONEY_UNITS})?")
_UNIT = re.compile(MONEY_UNITS)


def money_unit(text: str) -> str | None:
    """The unit of money that a label or a remark names (项目资金(元) → 元, 单位：万元 → 万元), or None."""
    found = _UNIT.search(fold(text))
    return found[0] if found else None


def amount(text: str, unit: str | None) -> int | float | None:
    """The amount in yuan that a cell prints as a whole; its own unit goes before `unit`; None where it is no amount."""
    found = _AMOUNT.fullmatch(fold(text))
    number = digits(found["number"]) if found else None
    named = scale(found["unit"] or unit) if found else None
    if number is None or named is None or named.kind != "money":
        return None
    return plain(number * named.factor)


def with_amounts_named(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Labels of fields of one row with their values, 金额（万元） beside a project's name as 项目金额（万元）."""
    beside_name = any(field_role(label) == "project" for label, _ in pairs)
    return [(_amount_label(label), value) if beside_name else (label, value) for label, value in pairs]


def _amount_label(label: str) -> str:
    bare = bare_label(label)
    return fold(label).replace(bare, forms().amount_beside_name.get(bare, bare), 1)
