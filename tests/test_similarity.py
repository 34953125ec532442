"""Similar names: what ranks above what, why, and what happens to odd queries."""

from __future__ import annotations

import pytest

from extract.indicator import Indicator
from graph.similarity import (
    EmptyQueryError,
    LongQueryError,
    SearchOptions,
    UnknownJurisdictionError,
    build_index,
    nearest_spelling,
    reasons,
    search,
    similar,
)

NAMES = [
    "群众满意度", "公众满意度", "信访人满意率", "服务对象满意度", "救助对象满意度", "机关人员满意度", "人员出勤率",
    "信访事项按期办结率", "在规定时限内完成信访事项", "案件受理及时率", "信访事项及时受理率", "受理案件办理天数",
    "信访积案化解率", "缓解信访矛盾", "网上信访占比", "预算执行率", "项目支出成本", "开展视频会议次数", "档案归档率",
    "政策宣传覆盖率", "遗属补助发放人数", "取暖费发放标准", "息诉罢访率", "非正常进京上访劝返率",
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("群众满意度", {"群众满意度"}),
        ("老百姓满意程度", {"群众满意度", "公众满意度"}),
        ("办事群众好评率", {"服务对象满意度", "群众满意度"}),
        ("职工满意度", {"机关人员满意度"}),
        ("考勤情况", {"人员出勤率"}),
        ("按时结案比例", {"信访事项按期办结率"}),
        ("处理时长", {"受理案件办理天数"}),
        ("矛盾纠纷调处", {"缓解信访矛盾", "信访积案化解率"}),
        ("线上信访比例", {"网上信访占比"}),
        ("经费支出进度", {"项目支出成本", "预算执行率"}),
        ("开会多少次", {"开展视频会议次数"}),
        ("卷宗存档", {"档案归档率"}),
        ("普法普及面", {"政策宣传覆盖率"}),
        ("停访息诉", {"息诉罢访率"}),
    ],
)
def test_what_means_the_same_comes_first(query: str, best: set[str]) -> None:
    assert search(build_index(NAMES), query)[0].name in best


@pytest.mark.parametrize(
    ("query", "nearer", "farther"),
    [
        ("群众满意度", "公众满意度", "救助对象满意度"),
        ("群众满意度", "信访人满意率", "机关人员满意度"),
        ("群众满意度", "救助对象满意度", "人员出勤率"),
        ("受理及时率", "案件受理及时率", "信访事项按期办结率"),
        ("信访办结率", "信访事项按期办结率", "网上信访占比"),
        ("补助人数", "遗属补助发放人数", "取暖费发放标准"),
    ],
)
def test_the_same_measure_ranks_above_its_neighbours(query: str, nearer: str, farther: str) -> None:
    scores = {match.name: match.score for match in search(build_index(NAMES), query, len(NAMES))}
    assert scores[nearer] > scores.get(farther, 0)


def test_a_name_is_wholly_like_itself_and_scores_stay_between_0_and_1() -> None:
    index = build_index(NAMES)
    for name in NAMES:
        found = search(index, name, len(NAMES))
        assert (found[0].name, found[0].score) == (name, 1.0)
        assert all(0 < match.score <= 1 for match in found)


def test_an_unknown_subject_keeps_names_apart() -> None:
    found = search(build_index(["鼯鼱及时率", "鼹鼬及时率"]), "鼯鼱及时率")
    assert found[0].name == "鼯鼱及时率"
    assert found[1].score < 0.7


def test_the_answer_does_not_depend_on_order_or_repetition() -> None:
    assert search(build_index(NAMES), "满意") == search(build_index([*reversed(NAMES), *NAMES]), "满意")


def test_ties_are_broken_by_name() -> None:
    found = search(build_index(["乙满意", "甲满意"]), "满意度")
    assert [match.name for match in found] == sorted(["乙满意", "甲满意"])
    assert found[0].score == found[1].score


WORDS_IN_NAMES = [
    "应急演练场次", "人均培训天数", "培训合格率", "特困人员满意度", "贫血率", "驾驶人满意度", "补贴客运线路", "法定审限内结案率",
    "评审审减率", "管网抢修时限", "修缮个数", "清淤河道长度", "疏浚工程完成及时率", "清运生活垃圾", "问题整改率", "治理面积",
    "信访案件化解率", "培训学员满意度", "用水户满意度", "使用单位满意度", "门诊等待时间", "排放达标率", "管网漏损率", "管网长度",
    "大班额比例", "班次准点率", "出水达标率", "带动农户增收", "资金支付率", "补助发放率", "化学需氧量削减量", "校舍使用年限",
    "完成时间", "党群服务中心保洁率", "社区群众满意度", "生均补助标准", "月补助标准", "火情处置及时性", "火灾起数",
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("演练", "应急演练场次"),
        ("消防演练次数", "应急演练场次"),
        ("特困", "特困人员满意度"),
        ("驾驶", "驾驶人满意度"),
        ("审限", "法定审限内结案率"),
        ("抢修", "管网抢修时限"),
        ("清淤", "清淤河道长度"),
        ("河道清淤多长", "清淤河道长度"),
        ("整改", "问题整改率"),
        ("治理", "治理面积"),
        ("支付", "资金支付率"),
        ("需氧量", "化学需氧量削减量"),
        ("年限", "校舍使用年限"),
        ("党群", "党群服务中心保洁率"),
        ("学员满意度", "培训学员满意度"),
        ("取用水户满意度", "用水户满意度"),
        ("看病要排多久队", "门诊等待时间"),
        ("水管漏水", "管网漏损率"),
        ("班里学生太多", "大班额比例"),
        ("公交准不准点", "班次准点率"),
        ("污水处理达标率", "出水达标率"),
        ("农民挣得多了没", "带动农户增收"),
        ("着火了多久扑灭", "火情处置及时性"),
    ],
)
def test_a_word_that_stands_in_names_finds_these_first(query: str, first: str) -> None:
    assert search(build_index(WORDS_IN_NAMES), query)[0].name == first


@pytest.mark.parametrize(
    ("query", "name", "least", "most"),
    [
        ("群众满意度", "救助对象满意度", 0.55, 0.85),  # who gains is of the public
        ("群众满意度", "机关人员满意度", 0.0, 0.45),  # staff are its contrary
        ("学员满意度", "使用单位满意度", 0.0, 0.6),
        ("学员满意度", "用水户满意度", 0.0, 0.6),
        ("人均补助标准", "生均补助标准", 0.6, 0.9),
    ],
)
def test_what_is_near_is_not_the_same(query: str, name: str, least: float, most: float) -> None:
    found = {match.name: match.score for match in search(build_index([*NAMES, *WORDS_IN_NAMES]), query, 99)}
    assert least <= found.get(name, 0.0) <= most


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("群众满意度", "公众满意率", ("相同：群众＝公众、满意度＝满意", "仅名称：率")),
        ("群众满意度", "服务对象满意度", ("相同：满意度", "相近：群众≈服务对象")),
        ("职工满意度", "遗属满意度", ("相同：满意度", "冲突：职工/遗属")),
        ("按期办结率", "逾期办结率", ("相反：一为所求，一为所避", "相同：办结、率", "相近：按期～逾期")),
        ("及时率", "鼯鼱及时率", ("相同：及时、率", "未识别：鼯鼱")),
        ("预算执行率", "政府采购执行率", ("相同：执行、率", "仅查询：预算", "仅名称：政府采购")),
        ("保洁人员数量", "安保人员数量", ("相同：数量", "相近：保洁人员～安保人员")),
        ("出口额", "进口额", ("相近：出口额～进口", "仅名称：额")),
        ("孕产妇死亡", "安全事故", ("相近：死亡≈事故", "仅查询：孕产妇", "仅名称：安全")),
        ("省级公路", "市级公路", ("相同：公路", "仅查询：省级", "仅名称：市级")),
        ("火星人", "缓解信访矛盾", ("仅查询：火", "仅名称：缓解、信访、矛盾", "未识别：星")),
        ("羔犊数量", "肉牛数量", ("相同：数量", "按字推测：羔犊→肉牛", "未识别：羔犊")),
        ("公路", "省级公路", ("相同：公路", "仅名称：省级")),
    ],
)
def test_reasons_say_what_agrees_and_what_differs(text: str, name: str, expected: tuple[str, ...]) -> None:
    assert reasons(text, name) == expected


@pytest.mark.parametrize("text", ["", "  ", "😀😀", "≥，（）"])
def test_a_text_without_letters_is_refused(text: str) -> None:
    with pytest.raises(EmptyQueryError):
        search(build_index(NAMES), text)


def test_a_text_of_10_000_characters_is_refused() -> None:
    with pytest.raises(LongQueryError, match="10,000 characters"):
        search(build_index(NAMES), "群" * 10_000)


def test_emoji_beside_a_name_are_overlooked() -> None:
    assert search(build_index(NAMES), "😀群众满意度")[0].score == 1.0


@pytest.mark.parametrize("text", ["a", "率", "鼯"])
def test_one_character_is_a_query(text: str) -> None:
    assert all(match.score > 0 for match in search(build_index(NAMES), text))


def test_an_empty_index_answers_nothing() -> None:
    assert search(build_index([]), "群众满意度") == []


def test_where_nothing_is_similar_the_nearest_spelling_helps() -> None:
    assert search(build_index(NAMES), "qwx") == []
    assert nearest_spelling(NAMES, "息诉霸访", top=1) == ["息诉罢访率"]
    assert nearest_spelling(NAMES, "qwx") == []


INDICATORS = [
    Indicator(id=f"i{number}", document=place, level3=name, province=province, county=place, division_code=code)
    for number, (name, province, place, code) in enumerate(
        [
            ("群众满意度", "甲省", "东县", "110101"),
            ("群众满意度", "甲省", "西县", "110102"),
            ("公众满意度", "乙省", "南县", "120101"),
            ("预算执行率", "乙省", "南县", "120101"),
        ]
    )
]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (SearchOptions(), ["i0", "i1", "i2"]),
        (SearchOptions(top=2), ["i0", "i1"]),
        (SearchOptions(min_score=0.99), ["i0", "i1"]),
        (SearchOptions(jurisdiction="甲省西"), ["i1"]),
        (SearchOptions(jurisdiction="1201"), ["i2"]),
        (SearchOptions(other_than="甲省"), ["i2"]),
        (SearchOptions(jurisdiction="甲省", other_than="东县"), ["i1"]),
    ],
)
def test_each_indicator_of_a_similar_name_is_a_hit(options: SearchOptions, ids: list[str]) -> None:
    assert [hit.indicator.id for hit in similar(INDICATORS, "群众满意度", options)] == ids


def test_an_unknown_place_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownJurisdictionError, match="乙省南县、甲省东县、甲省西县"):
        similar(INDICATORS, "群众满意度", SearchOptions(jurisdiction="北县"))


def test_no_indicators_no_hits() -> None:
    assert similar([], "群众满意度", SearchOptions(jurisdiction="北县")) == []
