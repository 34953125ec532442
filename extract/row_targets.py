"""The target of a row as its cells print it: value, operator and unit, and what recognition of a picture misread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from extract.misread_digits import has_misread_digits
from extract.misread_signs import with_sign
from extract.targets import Target, is_operator, named_unit, parse_target
from ontology.folding import fold
from ontology.forms import value_period
from ontology.units import is_bare_unit
from ontology.wording import wording

if TYPE_CHECKING:
    from extract.row_cells import RowCells


class TargetRead(NamedTuple):
    """A target, and what was restored in it, so that it is a guess."""

    target: Target
    repairs: tuple[str, ...]


def target_read(cells: RowCells, year: int | None, unit_above: str | None) -> TargetRead:
    """The target of a row's cells; `unit_above` is the unit that the heading of the targets gives."""
    printed = _open_unit(_printed_target(cells, year, unit_above))
    if signed := with_sign(printed, cells.by_role["level3"].text):
        return TargetRead(signed, ("sign-restored",))
    misread = printed.kind == "numeric" and printed.text is not None and has_misread_digits(printed.text)
    return TargetRead(printed, ("digits-restored",) if misread else ())


def _printed_target(cells: RowCells, year: int | None, unit_above: str | None) -> Target:
    """The target as its cells print it: the value, with operator and unit where they have columns of their own."""
    value, sign, unit = cells.texts.get("value"), cells.texts.get("operator"), _printed_unit(cells)
    named = named_unit(cells.by_role["level3"].text) or unit_above
    if (
        value is None and unit and not is_bare_unit(fold(unit))
    ):  # 单位(文字描述): what is promised in words stands there
        return parse_target(unit, year=year, unit=named)
    target = parse_target(value, year=year, unit=unit or named)
    if value is None or target.kind != "numeric" or not (sign or unit):
        return target
    change = parse_target(f"{sign}{value}{unit or ''}", year=year) if sign else target
    if change.kind == "change":  # the column's sign is 下降 or 增长
        return change
    signed = sign if sign and target.operator_source == "assumed" and is_operator(sign) else ""
    # 稳定在62.5以上 | %: the unit belongs inside the text, which stays as it is.
    lacks_unit = value[-1].isdigit() and parse_target(value, year=year).unit is None
    read = parse_target(f"{signed}{value}", year=year, unit=unit or named)
    return replace(read, text=f"{signed}{value}{unit if unit and lacks_unit else ''}")


def _open_unit(target: Target) -> Target:
    """The target, as a template's where it is nothing but a unit (公里), before which a number was to be filled in."""
    return replace(target, kind=None, status="placeholder") if is_bare_unit(fold(target.text or "")) else target


def heading_unit(label: str) -> str | None:
    """The unit that the heading of the targets gives in parentheses; 指标值（年度） says when, not in what."""
    unit = named_unit(label)
    return None if unit is None or value_period(unit) else unit


def _printed_unit(cells: RowCells) -> str | None:
    """The unit in a column of its own; 无 and / say that there is none."""
    unit = cells.texts.get("unit")
    return None if unit is None or fold(unit) in {*wording().no_names, *wording().blank} else unit
