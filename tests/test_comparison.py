"""Comparison: what may stand side by side, who promises more, and that nothing is dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extract.indicator import Indicator
from graph.comparison import ComparableSet, Comparison
from graph.decisions import Decisions
from graph.selection import WIDE, CompareOptions, compare, is_by_meaning
from output.comparison_tables import elsewhere_caption, set_caption, spreads_to_report


def indicator(place: str, target: str, **fields: Any) -> Indicator:  # noqa: ANN401 - any field of the record
    """An indicator of a place with a printed target such as ">=95%", "=0次", "-" (blank)."""
    operator = next((sign for sign in (">=", "<=", ">", "<", "=") if target.startswith(sign)), None)
    number = "".join(sign for sign in target if sign.isdigit() or sign == ".")
    unit = target.removeprefix(operator or "").removeprefix(number) or None
    value = float(number) if number else None
    stated: dict[str, Any] = {
        "id": f"{place}-{target}-{fields.get('level3', '')}-{fields.get('project', '')}",
        "document": f"{place}.txt",
        "level3": "群众满意度",
        "county": place,
        "target_text": target,
        "kind": "numeric",
        "operator": operator,
        "value": value,
        "unit": unit,
        "canonical_value": value / 100 if unit == "%" and value is not None else value,
        "canonical_unit": unit,
    }
    return Indicator(**{**stated, **fields})


def ranks(one: ComparableSet) -> list[tuple[str, int | None]]:
    """The places of a set with their ranks, loosest first."""
    return [(row.place, row.rank) for row in one.rows]


def told(*indicators: Indicator, text: str = "群众满意度") -> Comparison:
    """The comparison of these indicators."""
    return compare(list(indicators), text)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ({"东": ">=90%", "西": ">=80%", "南": ">=95%"}, [("西", 1), ("东", 2), ("南", 3)]),
        ({"东": ">=90%", "西": ">=90%", "南": ">=95%"}, [("东", 1), ("西", 1), ("南", 2)]),
        ({"东": "=100%", "西": ">=100%", "南": ">=95%"}, [("南", 1), ("东", 2), ("西", 2)]),  # a natural cap
        ({"东": "=90%", "西": ">=80%"}, [("西", 1), ("东", 2)]),  # = joins the set of its unit
        ({"东": ">0%", "西": ">=0%"}, [("西", 1), ("东", 2)]),  # zero is a value, and more than it is stricter
        ({"东": "<=60天", "西": "<=30天", "南": "=60天"}, [("东", 1), ("南", 1), ("西", 2)]),
        ({"东": "=0次", "西": "<=0次", "南": "<=2次"}, [("南", 1), ("东", 2), ("西", 2)]),
        ({"东": "=0次", "西": "=0%", "南": "=0"}, [("东", 1), ("南", 1), ("西", 1)]),  # nothing is nothing in any unit
        ({"东": "=0次", "西": "<=1%"}, [("西", 1), ("东", 2)]),
        ({"东": "=5人", "西": "=3人"}, [("西", None), ("东", None)]),  # no direction, no verdict
    ],
)
def test_rows_run_from_loosest_to_strictest(targets: dict[str, str], expected: list[tuple[str, int | None]]) -> None:
    comparison = told(*(indicator(place, target) for place, target in targets.items()))
    assert [ranks(one) for one in comparison.sets] == [expected]
    assert comparison.incomparable == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (indicator("东", ">=90%"), indicator("西", "<=90%")),
        (indicator("东", ">=90%"), indicator("西", ">=90%", period="multi_year")),
        (
            indicator("东", "=60%", kind="change", direction="decrease"),
            indicator("西", "=60%", kind="change", direction="increase"),
        ),
        (
            indicator("东", ">=90%", level1="满意度指标", level2="服务对象满意度指标"),
            indicator("西", ">=90%", level1="投入管理指标", level2="预算和财务管理"),
        ),
    ],
    ids=["strictness", "period", "direction of a change", "a project's and a department's framework"],
)
def test_what_differs_in_direction_period_or_framework_stands_apart(first: Indicator, second: Indicator) -> None:
    assert sorted(len(one.rows) for one in told(first, second).sets) == [1, 1]


@pytest.mark.parametrize(
    ("level1", "level2"),
    [("效益指标", "满意度"), ("满意度", None), (None, None), ("服务产出", "服务质量")],
    ids=["satisfaction as a benefit", "no second level", "prose", "levels that no framework knows"],
)
def test_generations_of_the_framework_are_compared(level1: str | None, level2: str | None) -> None:
    official = indicator("东", ">=90%", level1="满意度指标", level2="服务对象满意度指标")
    found = told(official, indicator("西", ">=90%", level1=level1, level2=level2))
    assert [len(one.rows) for one in found.sets] == [2]


def test_a_larger_change_is_the_stricter_promise() -> None:
    changes = (
        indicator(place, f"={n}%", kind="change", direction="decrease", canonical_unit="1")
        for place, n in (("东", 60), ("西", 3))
    )
    (compared,) = told(*changes).sets
    assert ranks(compared) == [("西", 1), ("东", 2)]
    assert (compared.key.change, compared.key.unit, set_caption(compared)) == ("decrease", "1", "年度 不低于 下降 %")


def test_an_earlier_deadline_is_stricter_and_the_same_day_equal_whatever_the_year() -> None:
    deadlines = [("东", "2024-12-31", 2024), ("西", "2021-12-31", 2021), ("南", "2021-06-30", 2021)]
    days = (
        indicator(place, day, kind="date", operator="<=", value=day, canonical_value=day, unit=None, year=year)
        for place, day, year in deadlines
    )
    found = [ranks(one) for one in told(*days).sets]
    assert found == [[("东", 1), ("西", 1), ("南", 2)]]  # 2024 is a leap year: its last day is the 366th


def test_a_month_is_a_deadline_where_the_name_asks_when() -> None:
    month = indicator("东", "<=11月", level3="完工时间", value=11, canonical_value=11, canonical_unit="月", year=2024)
    day = indicator("西", "2023-11-30", level3="完工时间", kind="date", operator="<=", value="2023-11-30", unit=None,
                    canonical_value="2023-11-30", canonical_unit=None, year=2023)  # fmt: skip
    (one,) = told(month, day, text="完工时间").sets
    assert ranks(one) == [("东", 1), ("西", 1)]
    (length,) = told(replace(month, level3="工期"), text="工期").sets
    assert (length.key.kind, length.key.unit) == ("numeric", "月")


@pytest.mark.parametrize("words", ["不发生", "零发生", "不发生。"])
def test_what_is_not_to_happen_is_compared_as_nothing(words: str) -> None:
    (one,) = told(indicator("东", words, kind="qualitative", value=None, unit=None), indicator("西", "<=2次")).sets
    assert ranks(one) == [("西", 1), ("东", 2)]
    assert one.key.unit == "次"


def test_none_is_nothing_where_it_is_not_wanted() -> None:
    blank: dict[str, Any] = {"kind": "qualitative", "value": None, "unit": None}
    (one,) = told(*(indicator(place, target, level3="安全事故", **more)
                    for place, target, more in [("东", "无", blank), ("西", "<=2次", {})]), text="安全事故").sets  # fmt: skip
    assert ranks(one) == [("西", 1), ("东", 2)]
    (left,) = told(indicator("东", "无", **blank), indicator("西", ">=2次")).incomparable
    assert left.reason == "qualitative"


def test_a_place_with_several_targets_is_one_row_with_all_of_them() -> None:
    several = [indicator("东", ">=95%", project="甲"), indicator("东", ">=80%", project="乙"), indicator("西", ">=90%")]
    (one,) = told(*several).sets
    assert ranks(one) == [("东", 1), ("西", 2)]
    assert [target.hit.indicator.project for target in one.rows[0].targets] == ["乙", "甲"]
    assert (one.rows[0].loosest.value, one.rows[0].strictest.value) == (0.8, 0.95)


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (indicator("北", "满意", kind="qualitative"), "qualitative"),
        (indicator("北", "-", kind=None, status="blank"), "blank"),
        (indicator("北", "不适用", kind=None, status="not_applicable"), "not_applicable"),
        (indicator("北", "……", kind=None, status="placeholder"), "placeholder"),
        (indicator("北", "下降", kind="change", direction="decrease"), "change_without_number"),
        (indicator("北", "若干"), "no_number"),
        (indicator("北", "2024-02-30", kind="date", value="2024-02-30", canonical_value=None), "no_number"),
        (indicator("北", "=5件", value_upper=8), "range"),
        (indicator("北", ">=90分"), "other_unit"),
        (indicator("北", ">=100"), "no_unit"),
        (indicator("北", "=3%", kind="change", direction="increase"), "other_kind"),
    ],
)
def test_what_cannot_be_compared_is_listed_with_the_reason(odd: Indicator, reason: str) -> None:
    comparison = told(indicator("东", ">=90%"), indicator("西", ">=95%"), odd)
    assert [(one.hit.indicator.id, one.reason) for one in comparison.incomparable] == [(odd.id, reason)]
    assert comparison.incomparable[0].reason_zh
    assert [ranks(one) for one in comparison.sets] == [[("东", 1), ("西", 2)]]


@pytest.mark.parametrize(
    ("target", "unit", "supposed"),
    [
        ("=100", "%", "100%"),
        (">=100", "%", "100%"),
        ("=0.95", "%", "95%"),
        (">=95", "%", "95%"),
        ("=3", "天", "3天"),
        ("=90万", "万元", "90万元"),
    ],
)
def test_a_number_without_a_unit_is_told_to_lack_it(target: str, unit: str, supposed: str) -> None:
    shares = [
        indicator(place, f">={n}{unit}", canonical_unit="1" if unit == "%" else unit)
        for place, n in (("东", 90), ("西", 95))
    ]
    (left,) = told(*shares, indicator("北", target)).incomparable
    assert left.reason_zh == f"未写计量单位，与其他目标同单位则为 {supposed}"


def test_months_and_days_stay_apart() -> None:
    days = [indicator("东", "<=90天"), indicator("西", "<=60天")]
    (left,) = told(*days, indicator("北", "<=3月", unit="个月", canonical_unit="月")).incomparable
    assert (left.reason, left.supposed) == ("other_unit", None)


def test_synonyms_are_meant_and_neighbours_are_not() -> None:
    names = ["群众满意度", "公众满意度", "信访人满意率", "救助对象满意度", "机关人员满意度", "人员出勤率"]
    comparison = told(*(indicator(name, ">=90%", level3=name) for name in names))
    assert set(comparison.names) == {"群众满意度", "公众满意度", "信访人满意率"}


@pytest.mark.parametrize(
    ("text", "taken", "near"),
    [
        ("按期办结率", {"按期办结率", "案件按期办结率"}, {"信访案件办结率"}),  # near: without its deadline
        ("受理案件办理天数", {"受理案件办理天数"}, {"案件受理及时率"}),
        ("预算执行率", {"预算执行率"}, {"预算调整率"}),
        ("逾期办结率", set(), set()),  # the contrary is neither
        ("案件发改率", {"案件发改率"}, {"案件服判息诉率"}),  # of one concept, and of contrary meaning
        ("人均培训费", {"人均培训费"}, {"印刷费"}),
        ("执行预算的比率", {"预算执行率"}, {"预算调整率"}),  # no name says it so: the best one stands in
    ],
)
def test_what_is_only_near_is_told_and_not_compared(text: str, taken: set[str], near: set[str]) -> None:
    names = [
        "按期办结率",
        "案件按期办结率",
        "信访案件办结率",
        "受理案件办理天数",
        "案件受理及时率",
        "预算执行率",
        "预算调整率",
        "案件发改率",
        "案件服判息诉率",
        "人均培训费",
        "印刷费",
    ]
    comparison = told(*(indicator("东", ">=90%", level3=name) for name in names), text=text)
    assert set(comparison.names) == taken
    assert near <= {name for name, _ in comparison.near}


@pytest.mark.parametrize(
    ("text", "names", "taken", "near"),
    [
        ("就业人数", ["就业人数", "男性就业人数", "女性就业人数"], {"就业人数"}, {"男性就业人数", "女性就业人数"}),
        ("完成率", ["完成率", "一季度完成率", "二季度完成率"], {"完成率"}, {"一季度完成率", "二季度完成率"}),
        ("合格率", ["合格率", "验收合格率"], {"合格率"}, {"验收合格率"}),
        ("竣工率", ["完成率", "一季度完成率"], {"完成率"}, {"一季度完成率"}),  # no name as typed, but one that says it
        ("合格率", ["验收合格率"], {"验收合格率"}, set()),  # none says just that
    ],
)
def test_a_text_takes_the_measure_whose_name_it_is(
    text: str, names: list[str], taken: set[str], near: set[str]
) -> None:
    comparison = told(*(indicator("东", ">=90%", level3=name) for name in names), text=text)
    assert set(comparison.names) == taken
    assert near <= {name for name, _ in comparison.near}


@pytest.mark.parametrize(
    ("text", "names", "taken"),
    [
        ("演练", ["人均培训天数", "应急演练场次", "培训人数"], {"应急演练场次"}),  # 演练 and 培训 are of one concept
        ("特困", ["贫血率", "困难群众生活水平", "特困人员满意度"], {"特困人员满意度"}),
        ("整改", ["信访案件化解率", "隐患整改率", "治理面积"], {"隐患整改率"}),
        ("办结", ["年终结案率", "投诉办结率"], {"投诉办结率"}),  # says just that, in another word
        ("驾驶", ["补贴客运线路", "群众出行条件"], set()),
    ],
)
def test_names_that_hold_the_text_come_before_others(text: str, names: list[str], taken: set[str]) -> None:
    comparison = told(*(indicator("东", ">=90%", level3=name) for name in names), text=text)
    assert set(comparison.names) == taken
    assert not is_by_meaning(comparison)


@pytest.mark.parametrize(
    ("text", "names", "measures"),
    [
        (
            "工资标准",
            ["每月工资标准", "每年工资标准", "人均工资标准"],
            ["人均工资标准", "每年工资标准", "每月工资标准"],
        ),
        (
            "死亡率",
            ["孕产妇死亡率", "婴儿死亡率"],
            ["婴儿死亡率", "孕产妇死亡率"],
        ),  # 婴儿死亡率 is a word: it holds the text
        (
            "公路里程",
            ["一级公路里程", "二级公路里程", "农村公路里程"],
            ["一级公路里程", "二级公路里程", "农村公路里程"],
        ),
        ("满意度", ["群众满意度", "公众满意度", "职工满意度"], ["公众满意度", "职工满意度"]),  # the first two are one
        ("合格率", ["合格率", "验收合格率"], [None]),  # one says just that
        ("合格率", ["验收合格率"], [None]),
    ],
)
def test_measures_that_a_general_text_means_are_compared_each_by_itself(
    text: str, names: list[str], measures: list[str | None]
) -> None:
    comparison = told(*(indicator("东", ">=90%", level3=name) for name in names), text=text)
    assert sorted((one.key.measure for one in comparison.sets), key=str) == measures
    assert not comparison.incomparable


def test_a_measure_that_is_taken_for_its_meaning_alone_is_told_to_be() -> None:
    assert is_by_meaning(told(indicator("东", ">=90%", level3="工程完工率"), text="竣工"))
    assert not is_by_meaning(told(indicator("东", ">=90%")))


@pytest.mark.parametrize(
    ("text", "name"),
    [("火星人", "缓解信访矛盾"), ("火星人", "森林火灾受害率"), ("宣传次数", "政策、法律宣传形式")],
    ids=["guessed", "a third not understood", "little alike"],
)
def test_a_text_that_no_name_says_stands_for_none(text: str, name: str) -> None:
    comparison = told(indicator("东", ">=90%", level3=name), text=text)
    assert (comparison.names, comparison.sets) == ((), ())


def test_the_nearest_are_told_where_nothing_is_known() -> None:
    comparison = told(indicator("东", ">=90%", level3="政策、法律宣传形式"), text="宣传次数")
    assert [name for name, _ in comparison.near] == ["政策、法律宣传形式"]


def test_each_place_has_its_latest_year_and_the_others_are_listed() -> None:
    years = [
        indicator("东", ">=85%", year=2023),
        indicator("东", ">=90%", year=2024),
        indicator("西", ">=80%", year=2021),
    ]
    comparison = told(*years)
    assert [ranks(one) for one in comparison.sets] == [[("西", 1), ("东", 2)]]
    assert [(one.hit.indicator.year, one.reason) for one in comparison.incomparable] == [(2023, "earlier_year")]
    (one,) = compare(years, "群众满意度", CompareOptions(year=2023)).sets
    assert ranks(one) == [("东", 1)]


def test_last_years_target_is_found_in_last_years_document() -> None:
    before, now = (indicator("东", f">={n}%", year=year, department="局") for n, year in ((85, 2023), (90, 2024)))
    assert told(before, now).last_year(now) == ">=85%"
    assert told(now).last_year(now) is None


def test_a_place_with_many_targets_weighs_as_one_in_the_figures() -> None:
    many = [indicator("东", ">=95%", project=str(number)) for number in range(6)]
    (one,) = told(*many, indicator("西", ">=80%"), indicator("南", ">=85%")).sets
    assert (one.distribution.count, one.distribution.median, one.distribution.outliers) == (3, 0.85, ())


def test_how_often_is_part_of_the_unit() -> None:
    monthly = indicator(
        "东", "每月1次", kind="numeric", operator="=", value=1, unit="次", canonical_value=1, canonical_unit="次"
    )
    found = told(monthly, indicator("西", ">=12次"))
    assert [(one.key.unit, len(one.rows)) for one in found.sets] == [("次", 1), ("次/月", 1)]


def test_nothing_meant_is_an_empty_comparison() -> None:
    assert told(indicator("东", ">=90%"), text="公路里程") == Comparison("公路里程", (), ())
    assert compare([], "群众满意度") == Comparison("群众满意度", (), ())


def test_a_place_without_a_name_goes_by_its_document() -> None:
    (one,) = told(indicator("东", ">=90%", county=None)).sets
    assert one.rows[0].place == "东.txt"


def test_the_order_of_the_input_does_not_matter() -> None:
    many = [indicator(place, target) for place in "东西南" for target in (">=90%", "=100%", "<=3天", "满意")]
    assert compare(many, "群众满意度") == compare(many[::-1], "群众满意度")


def test_a_comparison_can_leave_a_place_out() -> None:
    both = [indicator("东", ">=90%"), indicator("西", ">=95%")]
    (one,) = compare(both, "群众满意度", CompareOptions(other_than="西")).sets
    assert ranks(one) == [("东", 1)]


SPLIT = Decisions(split=(("群众满意度", "公众满意度"),))


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("群众满意度", {"群众满意度", "群众满意率"}),  # about which people decided
        ("群众满意率", {"群众满意度", "群众满意率"}),  # of the same measure
        ("公众满意度", {"公众满意度"}),
    ],
)
def test_what_was_split_off_by_hand_is_near(text: str, taken: set[str]) -> None:
    names = ["群众满意度", "公众满意度", "群众满意率", "人员出勤率"]
    rows = [indicator(name, ">=90%", level3=name) for name in names]
    comparison = compare(rows, text, None, SPLIT)
    assert set(comparison.names) == taken
    assert {name for name, _ in comparison.near} >= {"群众满意度", "公众满意度"} - taken
    wide = compare(rows, text, CompareOptions(relative=WIDE), SPLIT)
    assert set(wide.names) == set(names[:3])


@pytest.mark.parametrize(
    "options",
    [
        CompareOptions(level="province"),
        CompareOptions(year=1999),
        CompareOptions(jurisdiction="西"),
        CompareOptions(other_than="东"),
    ],
    ids=["level", "year", "place", "other places"],
)
def test_what_is_only_elsewhere_is_told_to_be_there(options: CompareOptions) -> None:
    rows = [indicator("东", ">=90%", year=2021), indicator("西", ">=90%", level3="人员出勤率", year=2021)]
    comparison = compare(rows, "群众满意度", options)
    assert (comparison.names, [one.county for one in comparison.elsewhere]) == ((), ["东"])
    assert "有此指标的是：县级；2021 年；东" in elsewhere_caption(comparison)
    assert compare(rows, "群众满意度").elsewhere == ()


def test_a_filter_makes_no_other_measure_of_a_text() -> None:
    rows = [indicator("东", ">=90%", level3="信访案件办结率"), indicator("西", ">=90%", level3="年终结案率")]
    whole, one = (compare(rows, "信访案件办结率", CompareOptions(jurisdiction=place)) for place in (None, "西"))
    assert whole.names == ("信访案件办结率",)
    assert (one.names, [name for name, _ in one.near]) == ((), ["年终结案率"])


def test_hours_and_days_are_one_kind_of_time_and_told_as_most_print_them() -> None:
    hours = {"unit": "小时", "canonical_unit": "分钟", "level3": "抢修到场时限"}
    rows = [
        indicator("东", "<=24小时", **hours, canonical_value=1440.0),
        indicator("西", "<=2天", level3="抢修到场时限"),
        indicator("南", "<=48小时", **hours, canonical_value=2880.0),
        indicator("北", "<=3个工作日", level3="抢修到场时限", unit="个工作日", canonical_unit="工作日"),
    ]
    comparison = told(*rows, text="抢修到场时限")
    assert ranks(comparison.sets[0]) == [("南", 1), ("西", 1), ("东", 2)]
    assert set_caption(comparison.sets[0]) == "年度 不高于 小时"
    assert spreads_to_report(comparison)[1][0][2:7] == [24, 36, 48, 48, 48]
    assert [left.reason for left in comparison.incomparable] == ["other_unit"]


def test_a_department_counts_until_it_publishes_anew_itself() -> None:
    rows = [
        indicator("东", ">=90%", year=2021, department="信访局"),
        indicator("东", ">=95%", year=2024, department="卫健局"),
        indicator("东", ">=85%", year=2022, department="卫健局"),
    ]
    (compared,) = told(*rows).sets
    assert [[target.value for target in row.targets] for row in compared.rows] == [[0.9, 0.95]]


@pytest.mark.parametrize(
    ("targets", "outliers"),
    [
        ([95, 95, 95, 95, 95, 94], ()),  # where most are equal the least difference tells nothing
        ([100, 100, 100, 100, 100, 99], ()),
        ([95, 95, 95, 95, 95, 60], (0.6,)),
        ([0, 0, 0, 0, 0, 3], (0.03,)),
        ([90, 91, 92, 93, 94, 20], (0.2,)),
    ],
)
def test_what_stands_out_is_far_by_any_measure(targets: list[int], outliers: tuple[float, ...]) -> None:
    (compared,) = told(*(indicator(f"{at}县", f">={value}%") for at, value in enumerate(targets))).sets
    assert compared.distribution.outliers == outliers
