"""Units: every spelling of the data file leads to one unit, and every unit to the scale on which targets are compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ontology.folding import fold
from ontology.turtle import subjects
from ontology.units import Unit, coded_unit, converted, is_unit, leading_unit, parts, scale, unit_named, units

ALL = [unit for unit in units().values() if unit.notation != "one"]
"""The units that are printed; the bare number of a ratio's scale is none."""


def named(unit: Unit) -> str:
    return unit.notation


@pytest.mark.parametrize("unit", ALL, ids=named)
def test_every_spelling_names_its_unit_alone(unit: Unit) -> None:
    for spelling in unit.spellings:
        assert unit_named(spelling) == unit, spelling
        assert leading_unit(f"{spelling}，") == fold(spelling)


@pytest.mark.parametrize("unit", ALL, ids=named)
def test_every_unit_stands_on_a_scale_that_is_its_own(unit: Unit) -> None:
    canonical = units()[unit.canonical]
    assert (canonical.canonical, canonical.factor) == (canonical.notation, Decimal(1))
    assert canonical.kind == unit.kind
    assert unit.factor > 0
    found = scale(unit.sign)
    assert found is not None
    assert (found.unit, found.factor, found.kind) == (canonical.sign, unit.factor, unit.kind)


@pytest.mark.parametrize(
    ("text", "unit", "factor"),
    [
        ("%", "1", "0.01"),
        ("％", "1", "0.01"),
        ("百分比", "1", "0.01"),
        ("‰", "1", "0.001"),
        ("百分点", "百分点", "1"),
        ("个百分点", "百分点", "1"),
        ("万元", "元", "10000"),
        ("亿元", "元", "100000000"),
        ("万人次", "人次", "10000"),
        ("小时", "分钟", "60"),
        ("周", "天", "7"),
        ("年", "月", "12"),
        ("年一遇", "年一遇", "1"),
        ("个工作日", "工作日", "1"),
        ("元/月人", "元/月人", "1"),
        ("万元/年", "元/年", "10000"),
        ("元/人/天", "元/天人", "1"),
        ("元/人*月", "元/月人", "1"),
        ("元/人·月", "元/月人", "1"),
        ("元/㎡", "元/平方米", "1"),
        ("元/km", "元/公里", "1"),
        ("元/座", "元/座", "1"),
        ("μg/m³", "公斤/立方米", "1E-9"),
        ("微克/立方米", "公斤/立方米", "1E-9"),
        ("元/每人每月", "元/月人", "1"),
        ("万元/人/年", "元/年人", "10000"),
        ("元/生/日", "元/天生", "1"),
        ("元/人·次", "元/人次", "1"),
        ("元/小时/人", "元/小时人", "1"),
        ("元/人/小时", "元/小时人", "1"),
        ("元/1.5公斤", "元/1.5公斤", "1"),
        ("公里", "米", "1000"),
        ("名", "人", "1"),
        ("块", "块", "1"),  # blackboards, signs: money is never printed so
        ("锅", "锅", "1"),
        ("间", "间", "1"),  # rooms: no establishments
        ("对", "对", "1"),
    ],
)
def test_scale(text: str, unit: str, factor: str) -> None:
    found = scale(text)
    assert found is not None
    assert (found.unit, found.factor) == (unit, Decimal(factor))


@pytest.mark.parametrize("text", ["", None])
def test_no_unit_has_no_scale(text: str | None) -> None:
    assert scale(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("工作日", "天"),
        ("人", "人次"),
        ("%", "百分点"),
        ("元", "元/月人"),
        ("元/月人", "元/天人"),
        ("月", "天"),
        ("亩", "公顷"),
        ("个", "件"),
        ("间", "家"),
        ("对", "组"),
        ("度", "个"),
    ],
)
def test_units_that_do_not_convert_are_kept_apart(one: str, other: str) -> None:
    first, second = scale(one), scale(other)
    assert first is not None
    assert second is not None
    assert first.unit != second.unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("个工作日内", "个工作日"),
        ("人次以上", "人次"),
        ("万元", "万元"),
        ("万人次", "万人次"),
        ("百分比", "百分比"),
        ("批次", "批次"),
        ("台（套）", "台(套)"),
        ("以上", None),
        ("", None),
    ],
)
def test_longest_unit_at_the_beginning(text: str, unit: str | None) -> None:
    assert leading_unit(text) == unit


@pytest.mark.parametrize("text", ["", "1个", "满意度", "个工作日内"])
def test_what_is_no_unit(text: str) -> None:
    assert unit_named(text) is None


@pytest.mark.parametrize(
    "text", ["个", "万吨", "万元/公里", "元/人·月", "元/人*月", "元每人", "卷(件)", "万页", "课时", "元/生·年"]
)
def test_a_unit_alone_is_one(text: str) -> None:
    assert is_unit(text)


@pytest.mark.parametrize("text", ["", "/公里", "个体户", "元/个体户", "卷(本次)", "()", "生", "生/年", "元/"])
def test_what_holds_more_than_a_unit_is_none(text: str) -> None:
    assert not is_unit(text)


@pytest.mark.parametrize(
    ("text", "unit", "made_of"),
    [
        ("个工作日", ("working-day", "工作日", 1, "working-day"), None),
        ("万元", ("ten-thousand-yuan", "万元", 10_000, "yuan"), None),
        ("万人次", ("ten-thousand-person-time", "万人次", 10_000, "person-time"), None),
        ("万亩", ("ten-thousand-mu", "万亩", 10_000, "mu"), None),
        ("万公里", ("ten-thousand-kilometre", "万公里", 10_000_000, "metre"), None),
        ("百万人", ("million-person", "百万人", 1_000_000, "person"), None),
        ("元/月人", ("yuan-per-person-month", "元/月人", 1, "yuan-per-person-month"), ("yuan", "month", "person")),
        ("元/人·月", ("yuan-per-person-month", "元/月人", 1, "yuan-per-person-month"), ("yuan", "month", "person")),
        ("万元/年", ("ten-thousand-yuan-per-year", "万元/年", 10_000, "yuan-per-year"), ("ten-thousand-yuan", "year")),
        ("份/年", ("document-per-year", "份/年", 1, "document-per-year"), ("document", "year")),
        (
            "万元/人·年", ("ten-thousand-yuan-per-person-year", "万元/年人", 10_000, "yuan-per-person-year"),
            ("ten-thousand-yuan", "year", "person"),
        ),
        ("元/生·天", None, None),
        ("元/1.5公斤", None, None),
        ("万锅", None, None),
        ("锅", None, None),
    ],
)  # fmt: skip
def test_a_unit_made_of_known_ones_is_coded(
    text: str, unit: tuple[str, str, int, str] | None, made_of: tuple[str, ...] | None
) -> None:
    found = coded_unit(text)
    assert unit == (found and (found.notation, found.sign, found.factor, converted(found).notation))
    compound = parts(found.sign) if found else None
    assert made_of == (compound and (compound[0].notation, *(one.notation for one in compound[1])))
    assert found is None or coded_unit(found.sign) == found


def test_compound_units_of_the_file_name_the_units_that_their_signs_are_made_of() -> None:
    told = [one for one in subjects("units.ttl").values() if "numeratorUnit" in one]
    assert len(told) == sum("/" in unit.sign for unit in ALL)
    for properties in told:
        found = parts(properties["prefLabel@zh"][0])
        assert found is not None
        named_there = [iri.rsplit("/", 1)[-1] for iri in (*properties["numeratorUnit"], *properties["perUnit"])]
        assert named_there == [found[0].notation, *(one.notation for one in found[1])]
