"""Targets: golden pairs of printed text and reading (data/targets.jsonl), and what holds for any text at all."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.quantities import is_cut_target
from extract.targets import Target, is_operator, named_unit, parse_target
from ontology.units import scale, spellings, units

GOLDEN = [
    json.loads(line) for line in (Path(__file__).parent / "data/targets.jsonl").read_text(encoding="utf-8").splitlines()
]
SIGNS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=", "≧": ">=", "≦": "<=", "＞": ">", "＜": "<", "＝": "="}
PIECES = [
    *SIGNS, "不低于", "不少于", "不超过", "达到", "以上", "以内", "内", "前", "左右", "约", "较上年", "下降", "提升", "持续", "率",
    "每月", "全年", "第一", "一级", "上半年", "季度", "年", "月", "日", "底", "至", "-", "—", "~", "〔", "〕", "（", "）", "号",
    "0", "1", "2", "3", "5", "12", "31", "95", "100", "2024", "1,500", "98.5", "½", "²", "三", "两", "十", "百", "万", "半",
    "%", "％", "‰", "百分比", "百分点", "百分之", "次", "件", "个工作日", "万元", "元/月人", "元", "人", "/", "×", ":",
    "。", "；", "，", "…", " ", "\n", "\t", "\u3000",
]  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
SIGN = st.sampled_from(sorted(SIGNS))
# 12月 and 2季度 are dates, and 1 is the unit of shares, which nobody prints.
UNIT = st.sampled_from(sorted(spellings().keys() - {"年", "年度", "季度", "月", "日", "1"}))
NUMBER = st.one_of(st.integers(0, 10**9), st.decimals("0", "1000000", places=2).map(float))


def caption_of(case: dict[str, Any]) -> str:
    """The case's name in the list of tests."""
    return f"{case['text'].strip() or 'nothing'} {case.get('year') or case.get('unit') or ''}".strip()


@pytest.mark.parametrize("case", GOLDEN, ids=caption_of)
def test_printed_target_is_read(case: dict[str, Any]) -> None:
    """A golden pair states every field that is not null."""
    target = parse_target(case["text"], year=case.get("year"), unit=case.get("unit"))
    read = {name: value for name, value in asdict(target).items() if value is not None and name != "text"}
    assert read == {"status": "stated", **case["expected"]}


def test_golden_pairs_stand_once() -> None:
    keys = [(case["text"], case.get("year"), case.get("unit")) for case in GOLDEN]
    assert len(keys) == len(set(keys)) >= 120


def test_blank_cell_has_neither_text_nor_kind() -> None:
    assert parse_target(None) == Target(status="blank")


@pytest.mark.parametrize("text", ["≥-5%", "-5%", "甲-5%", "±5%", "≥2/3", "1.5.2", "1/3", "≥12019年"])
def test_number_is_never_read_in_half(text: str) -> None:
    """A reading that drops the sign of a number, or the rest of it, would be a wrong number."""
    assert parse_target(text).value not in {5, 2, 1.5, 1}


@pytest.mark.parametrize("text", ["2024年2月30日前", "2024年13月底", "2024年11月31日前", "13月底前"])
def test_impossible_date_is_no_number(text: str) -> None:
    target = parse_target(text, year=2024)
    assert target.kind in {"date", "qualitative"}
    assert not isinstance(target.value, int)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("工资到位及时率（%）", "%"),
        ("工资到位及时率(%)", "%"),
        ("公用经费（万元）", "万元"),
        ("接待人次（单位：人次）", "人次"),
        ("办理天数（天）", "天"),
        ("苗木成活率（≥**%）", "%"),
        ("道路里程(≥**公里)", "公里"),
        ("满意度（群众）", None),
        ("（%）满意度", None),
        ("满意度", None),
        ("", None),
    ],
)
def test_unit_in_a_name(name: str, unit: str | None) -> None:
    assert named_unit(name) == unit


@given(ANY_TEXT, st.none() | st.integers(1, 9999), st.none() | st.text(max_size=6) | UNIT)
@example("〇年", 1, None)
@example("9" * 400, 2024, "%")
@example("≥1" + "0" * 40 + "%", 2024, None)
@example("百分之", None, None)
@example("²", None, None)
@example("٣次", None, None)
@example(f"{'较前前' * 200}的", None, None)  # a pattern that tries all ways would never end
def test_any_text_is_read_without_error(text: str, year: int | None, unit: str | None) -> None:
    target = parse_target(text, year=year, unit=unit)
    assert (target.kind is None) == (target.status != "stated")
    assert (target.operator is None) == (target.operator_source is None)
    assert target.direction is None or target.kind == "change"
    assert target.value is None or target.operator is not None
    assert (target.canonical_value is None) == (target.value is None)
    json.dumps(asdict(target), allow_nan=False)


@given(ANY_TEXT)
def test_printed_text_is_kept_but_for_white_space(text: str) -> None:
    assert (parse_target(text).text or "") == "".join(text.split())


@given(ANY_TEXT, st.none() | st.just(2024))
def test_reading_is_the_same_every_time_and_without_white_space(text: str, year: int | None) -> None:
    target = parse_target(text, year=year)
    assert target == parse_target(text, year=year) == parse_target("".join(text.split()), year=year)


@given(ANY_TEXT)
@example("万1")
def test_caption_is_read_back(text: str) -> None:
    """The caption of a reading that has a number gives operator, value and unit again."""
    target = parse_target(text, year=2024)
    again = parse_target(target.caption)
    if target.value is not None:
        assert (again.operator, again.value, again.unit) == (target.operator, target.value, target.unit), target.caption
        assert again.canonical_value == target.canonical_value
    else:
        assert target.caption == (target.text or "")


@given(SIGN, NUMBER, UNIT, st.sampled_from(["", " ", "\u3000"]))
def test_sign_number_and_unit_are_read(sign: str, number: float, unit: str, gap: str) -> None:
    target = parse_target(f"{sign}{gap}{number}{gap}{unit}")
    known = spellings()[unit]
    assert (target.kind, target.operator, target.operator_source) == ("numeric", SIGNS[sign], "printed")
    assert target.value == number
    assert target.unit == ("%" if known.notation == "percent" else unit)
    assert math.isclose(target.canonical_value, Decimal(str(number)) * known.factor)  # type: ignore[arg-type]
    assert target.canonical_unit == units()[known.canonical].sign


@given(ANY_TEXT)
def test_canonical_value_stands_on_the_scale_of_its_unit(text: str) -> None:
    target = parse_target(text, year=2024)
    if isinstance(target.value, str) or target.value is None:
        assert target.canonical_value == target.value
        assert target.canonical_unit is None
        return
    found = scale(target.unit)
    assert target.canonical_unit == (found.unit if found else None)
    assert isinstance(target.canonical_value, int | float)
    assert math.isclose(target.canonical_value, float(target.value) * float(found.factor if found else 1))


@given(
    st.integers(0, 9999),
    st.integers(0, 9999),
    st.sampled_from("-—~～至"),
    st.sampled_from(["件", "%", "人次", "元/月人"]),
)
def test_range_keeps_both_ends(one: int, other: int, dash: str, unit: str) -> None:
    lower, upper = sorted((one, other))
    target = parse_target(f"{lower}{dash}{upper}{unit}")
    assert (target.value, target.value_upper, target.unit) == (lower, upper, unit)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_any_day_is_a_deadline(day: dt.date) -> None:
    for printed in (
        f"{day.year}年{day.month}月{day.day}日前",
        f"{day.isoformat()}前",
        f"{day.year}.{day.month}.{day.day}",
    ):
        target = parse_target(printed)
        assert (target.kind, target.operator, target.value) == ("date", "<=", day.isoformat()), printed
    assert parse_target(f"{day.month}月{day.day}日前", year=day.year).value == day.isoformat()


@pytest.mark.parametrize(
    ("upper", "lower", "cut"),
    [
        ("2023年11", "月30日前", True),
        ("≤4.5万", "元/公里", True),
        ("不少于1", "次/天", True),
        ("较上年下降1.5个百分", "点", True),
        ("较上年提高", "2%", True),
        ("10", "%", False),  # a weight, and the unit in the next cell
        ("≥95%", "100%", False),
        ("提高", "稳步提升", False),
        ("3个", "月", False),
    ],
)
def test_targets_that_a_line_cut(upper: str, lower: str, cut: bool) -> None:  # noqa: FBT001 - a case of a table
    assert is_cut_target(upper, lower) is cut


@pytest.mark.parametrize("text", ["≥", "＝", "大于等于", "不超过"])
def test_cells_of_operators(text: str) -> None:
    assert is_operator(text)


@pytest.mark.parametrize("text", ["定性", "分时段预约", "首次参加", ""])
def test_cells_of_anything_else_are_no_operators(text: str) -> None:
    assert not is_operator(text)
