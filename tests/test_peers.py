"""Peers and suggestions: who is most alike, what differs, and a draft for a project."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from extract.indicator import Indicator
from graph.decisions import Decisions
from graph.peers import NoWeightError, PeerOptions, peers
from graph.similarity import EmptyQueryError, UnknownJurisdictionError
from graph.suggestion import DraftOptions, suggest
from output.comparison_objects import peers_to_object
from output.draft_form import draft_to_workbook
from output.measure_reports import (
    differences_to_brief,
    differences_to_report,
    draft_to_fitted,
    draft_to_report,
    peers_to_report,
    peers_to_rows,
)


def row(place: str, name: str, value: float, project: str = "信访工作经费", operator: str = ">=") -> Indicator:
    level = ("产出指标", "时效指标") if "率" in name else ("满意度指标", "服务对象满意度指标")
    return Indicator(
        id=f"{place}-{name}-{project}", document=f"{place}.txt", level1=level[0], level2=level[1], level3=name,
        county=place, target_text=f"{'≥' if operator == '>=' else '≤'}{value:g}%", kind="numeric", operator=operator,
        value=value, unit="%", canonical_value=value / 100, canonical_unit="1", project=project, scope="project",
    )  # fmt: skip


ROWS = [
    row("甲县", "群众满意度", 90), row("甲县", "按期办结率", 95), row("甲县", "越级上访率", 5, operator="<="),
    row("乙县", "公众满意度", 95), row("乙县", "按期办结率", 95), row("乙县", "信访受理及时率", 100),
    row("丙县", "群众满意率", 95), row("丙县", "信访受理及时率", 98), row("丙县", "越级上访率", 10, operator="<="),
    row("丁县", "道路养护及时率", 100, project="公路养护"),
]  # fmt: skip


def printed(one: Indicator | None) -> str | None:
    return one.target_text if one else None


def test_peers_share_measures_and_promise_alike() -> None:
    name, found, differences = peers(ROWS, "甲")
    assert name == "甲县"
    assert {peer.place for peer in found} == {"乙县", "丙县"}
    assert all(0 < peer.score < 1 for peer in found)
    told = {(one.kind, one.measure): (printed(one.own), printed(one.peers), one.places) for one in differences}
    assert told[("missing", "信访受理及时率")] == (None, "≥98%", 2)
    assert told[("looser", "公众满意度")] == ("≥90%", "≥95%", 2)
    assert told[("stricter", "越级上访率")] == ("≤5%", "≤10%", 1)


def test_a_peer_counts_once_with_its_loosest_target_however_many_it_has() -> None:
    many = [row("乙县", "群众满意度", 98, project=str(n)) for n in range(9)] + [row("乙县", "群众满意度", 85)]
    (one,) = peers([row("甲县", "群众满意度", 90), row("甲县", "群众满意度", 99, project="二"), *many], "甲县")[2]
    assert (one.kind, printed(one.own), printed(one.peers), one.places) == ("stricter", "≥90%", "≥85%", 1)


def test_what_a_single_peer_has_and_the_place_lacks_is_told() -> None:
    rows = [row("甲县", "群众满意度", 90), row("乙县", "群众满意度", 90), row("乙县", "归档率", 95)]
    (one,) = peers(rows, "甲县")[2]
    assert (one.kind, one.measure, one.own, printed(one.peers), one.places, one.of) == (
        "missing",
        "归档率",
        None,
        "≥95%",
        1,
        1,
    )


def test_differences_name_their_targets_in_every_format() -> None:
    name, found, differences = peers(ROWS, "甲县")
    told = {one["measure"]: one for one in peers_to_object(name, found, differences)["differences"]}
    assert told["越级上访率"].items() >= {"own": "≤5%", "own_id": "甲县-越级上访率-信访工作经费", "own_source": "甲县.txt",
                                       "peers_source": "丙县.txt"}.items()  # fmt: skip
    assert told["信访受理及时率"]["own_id"] is None
    columns, lines = peers_to_rows(found, differences)
    shown = [dict(zip(columns, line, strict=True)) for line in lines]
    assert {one["类别"] for one in shown} == {"相似地区", "缺少", "较宽", "较严"}
    assert {one["本地出处"] for one in shown if one["类别"] == "较宽"} == {"甲县.txt"}
    assert {len(line) for line in differences_to_report(differences)[1]} == {10}


def test_what_is_lacking_is_told_with_the_share_of_peers_that_have_it_all_first() -> None:
    common = [row(place, "甲办结率", 90) for place in ("乙县", "丙县", "丁县", "戊县", "己县")]
    rows = [row("甲县", "甲办结率", 90), *common, *(row(one.county or "", "归档率", 90) for one in common),
            *(row(place, "答复率", 90) for place in ("乙县", "丙县", "丁县"))]  # fmt: skip
    columns, lines = differences_to_report(peers(rows, "甲县")[2])
    shown = [dict(zip(columns, line, strict=True)) for line in lines]
    assert [(one["指标"], one["有此指标的同类地区"]) for one in shown] == [("归档率", "5/5"), ("答复率", "3/5")]


@pytest.mark.parametrize(
    ("values", "unit", "canonical", "target", "middle"),
    [
        ([300_000, 30_000, 6_000, 4_000], "元", 1, "≥30000元", "18000元"),
        (list(range(1, 13)), "公里", 1_000, "≥7公里", "6.5公里"),
        ([1, 2, 9], "项", 1, "≥2项", "2项"),
    ],
)
def test_the_true_median_stands_beside_the_nearest_printed_target(
    values: list[float], unit: str, canonical: int, target: str, middle: str
) -> None:
    of = {"公里": "米"}.get(unit, unit)
    rows = [
        replace(
            row(f"{n}县", "建设数量", value),
            unit=unit,
            canonical_value=value * canonical,
            canonical_unit=of,
            target_text=f"≥{value}{unit}",
        )
        for n, value in enumerate(values)
    ]
    words = replace(
        row("东县", "建设数量", 1), kind="qualitative", value=None, canonical_value=None, target_text="不少"
    )
    (proposal,) = suggest([*rows, words], "信访经费").proposals
    assert proposal.median == middle
    assert proposal.target in {target, "≥6公里", "≥6000元"}
    assert (proposal.projects, proposal.with_number) == (len(values) + 1, len(values))


def deadline(place: str, day: str, year: int = 2024) -> Indicator:
    month, number = (int(part) for part in day.split("-")[1:])
    return replace(row(place, "完成时间", 0), kind="date", operator="<=", value=day, canonical_value=day, unit=None,
                   canonical_unit=None, year=year, target_text=f"{month}月{number}日前")  # fmt: skip


@pytest.mark.parametrize(
    ("days", "middle", "loosest", "strictest"),
    [
        (["2024-06-30", "2024-11-30", "2024-12-31"], "11月30日", "12月31日前", "6月30日前"),
        (["2024-12-31", "2029-03-31"], "12月31日", "2029年3月31日前", "2024年12月31日前"),
        (["2025-03-31", "2025-03-31", "2024-12-31"], "次年3月31日", "2025年3月31日前", "2024年12月31日前"),
        (["2026-03-31"], "第3年3月31日", "3月31日前", "3月31日前"),
    ],
)
def test_the_median_of_deadlines_is_a_day_and_a_range_over_years_tells_them(
    days: list[str], middle: str, loosest: str, strictest: str
) -> None:
    (found,) = suggest([deadline(f"{n}县", day) for n, day in enumerate(days)], "信访经费").proposals
    assert (found.median, found.loosest, found.strictest) == (middle, loosest, strictest)


@pytest.mark.parametrize(
    ("unit", "canonical", "factor", "values", "middle"),
    [
        ("年", "月", 12, [50], "50年"),
        ("小时", "分钟", 60, [24, 3], "13.5小时"),
        ("万元", "元", 10_000, [10], "10万元"),
        ("座", "处", 1, [42, 52], "47座"),
        ("块", "块", 1, [96], "96块"),
        ("‰", "1", 0.001, [3], "3‰"),
    ],
)
def test_the_median_has_the_unit_that_targets_print(
    unit: str, canonical: str, factor: float, values: list[int], middle: str
) -> None:
    rows = [replace(row(f"{n}县", "数量", value), unit=unit, canonical_unit=canonical, canonical_value=value * factor)
            for n, value in enumerate(values)]  # fmt: skip
    assert [one.median for one in suggest(rows, "信访经费").proposals] == [middle]


def test_a_category_is_one_block_however_it_is_printed() -> None:
    rows = [replace(row("甲县", "培训人数", 9), level1="产出值", level2="数量指标"),
            replace(row("乙县", "按期办结率", 9), level1="产出指标", level2="时效"),
            replace(row("丙县", "节约水量", 9), level1="效益值", level2="生态效益值")]  # fmt: skip
    assert [(one.level1, one.level2) for one in suggest(rows, "信访经费").proposals] == [
        ("产出指标", "数量指标"), ("产出指标", "时效指标"), ("效益指标", "生态效益指标"),
    ]  # fmt: skip


def test_a_draft_follows_the_places_and_the_year_that_are_asked_for() -> None:
    rows = [replace(one, year=2023 if one.county == "乙县" else 2024) for one in ROWS]

    def places(options: DraftOptions) -> set[str | None]:
        return {each.county for one in suggest(rows, "信访经费", options).proposals for each in one.examples}

    assert places(DraftOptions(jurisdiction="甲县")) == {"甲县"}
    assert places(DraftOptions(other_than="甲县")) == {"乙县", "丙县"}
    assert places(DraftOptions(year=2023)) == {"乙县"}
    with pytest.raises(UnknownJurisdictionError):
        suggest(rows, "信访经费", DraftOptions(jurisdiction="庚县"))


def test_weights_can_be_chosen() -> None:
    by_targets = {peer.place: peer.score for peer in peers(ROWS, "甲县", PeerOptions(measures=0, targets=1))[1]}
    by_measures = {peer.place: peer for peer in peers(ROWS, "甲县", PeerOptions(measures=1, targets=0))[1]}
    assert by_targets["乙县"] > by_targets["丙县"]
    assert all(round(peer.by_measures, 6) == peer.score for peer in by_measures.values())


def test_decisions_join_measures_of_peers() -> None:
    together = Decisions(join=(("按期办结率", "道路养护及时率"),))
    assert "丁县" in {peer.place for peer in peers(ROWS, "甲县", None, together)[1]}


@pytest.mark.parametrize(("place", "said"), [("庚县", "没有“庚县”"), ("县", "“县”对应多个地区：丁县")])
def test_no_place_or_several_are_refused(place: str, said: str) -> None:
    with pytest.raises(UnknownJurisdictionError, match=said):
        peers(ROWS, place)


def test_without_any_weight_nothing_is_alike() -> None:
    with pytest.raises(NoWeightError, match="--weight-targets"):
        peers(ROWS, "甲县", PeerOptions(measures=0, targets=0))


def test_a_larger_place_is_not_the_stricter_one() -> None:
    counts = [
        replace(row(place, "培训人数", value), unit="人", canonical_unit="人", canonical_value=value)
        for place, value in (("甲县", 50), ("乙县", 900))
    ]
    assert {one.measure for one in peers([*ROWS, *counts], "甲县")[2]} == {
        one.measure for one in peers(ROWS, "甲县")[2]
    }


def test_each_place_counts_with_its_latest_year_or_the_one_asked_for() -> None:
    before = [replace(one, id=f"{one.id}-2023", year=2023) for one in ROWS]
    now = [replace(one, year=2024) for one in ROWS if one.county != "乙县"]
    now.append(replace(row("乙县", "公众满意度", 70), year=2024))
    told = {one.measure: one.kind for one in peers([*before, *now], "乙县")[2]}
    assert told["公众满意度"] == "looser"
    assert {one.measure: one.kind for one in peers([*before, *now], "乙县", PeerOptions(year=2023))[2]}[
        "公众满意度"
    ] == "stricter"


def test_one_shared_target_is_little_evidence() -> None:
    (few,) = (one for one in peers(ROWS, "甲县")[1] if one.place == "丙县")
    assert few.by_targets is not None
    assert few.by_targets < len(few.shared) / (len(few.shared) + 2) + 1e-9


def test_reports_have_a_value_for_each_column() -> None:
    _, found, differences = peers(ROWS, "甲县")
    for columns, rows in (
        peers_to_report(found),
        differences_to_brief(differences),
        differences_to_report(differences),
    ):
        assert rows
        assert all(len(line) == len(columns) for line in rows)


def test_a_draft_takes_what_such_projects_use_with_the_usual_target() -> None:
    draft = suggest(ROWS, "信访经费")
    assert [project for project, _ in draft.projects] == ["信访工作经费"]
    assert "道路养护及时率" not in {one.level3 for one in draft.proposals}
    usual = next(one for one in draft.proposals if "满意" in one.level3)
    assert (usual.target, usual.loosest, usual.strictest, usual.projects) == ("≥95%", "≥90%", "≥95%", 3)
    columns, rows = draft_to_report(draft)
    assert all(len(line) == len(columns) for line in rows)


def test_the_example_of_a_draft_shows_a_target_of_the_same_period() -> None:
    annual = row("甲县", "按期办结率", 95)
    longer = replace(row("甲县", "按期办结率", 80), id="0", period="multi_year")
    (proposal,) = suggest([annual, longer], "信访经费").proposals
    assert proposal.target in {one.target_text for one in proposal.examples}
    assert len({one.period for one in proposal.examples}) == 1


def test_a_draft_has_one_block_for_each_category_and_plain_targets() -> None:
    spelt = [
        replace(row("甲县", "群众满意度", 90), target_text="达到90百分比以上"),
        replace(row("乙县", "按期办结率", 95)),
        replace(row("丙县", "企业满意度", 85), level2="服务对象满意度"),
    ]
    proposals = suggest(spelt, "信访经费").proposals
    assert [one.level2 for one in proposals] == ["时效指标", "服务对象满意度指标", "服务对象满意度指标"]
    assert {one.target for one in proposals} == {"≥90%", "≥95%", "≥85%"}


@pytest.mark.parametrize(
    ("changes", "proposed"),
    [
        ({"target_text": "约30人", "operator": "=", "operator_source": "worded", "value": 30, "unit": "人"}, "约30人"),
        ({"target_text": "2023年11月30日前", "kind": "date", "operator": "<=", "value": "2023-11-30", "unit": None,
          "canonical_value": "2023-11-30", "canonical_unit": None, "year": 2023}, "11月30日前"),
        ({"target_text": "2023年1月至2023年12月", "kind": "date", "operator": "<=", "value": "2023-12-31", "unit": None,
          "canonical_value": "2023-12-31", "canonical_unit": None, "year": 2023}, "12月31日前"),
        ({"target_text": "年底前", "kind": "date", "operator": "<=", "value": "2023-12-31", "unit": None,
          "canonical_value": "2023-12-31", "canonical_unit": None, "year": 2023}, "年底前"),
        ({"target_text": "2026年底前", "kind": "date", "operator": "<=", "value": "2026-12-31", "unit": None,
          "canonical_value": "2026-12-31", "canonical_unit": None, "year": 2023}, "2026年底前"),
        ({"target_text": "/", "status": "blank", "kind": None, "operator": None, "value": None, "unit": None,
          "canonical_value": None, "canonical_unit": None}, None),
    ],
)  # fmt: skip
def test_a_draft_proposes_what_another_form_can_hold(changes: dict[str, object], proposed: str | None) -> None:
    one = replace(row("甲县", "按期办结率", 95), **changes)  # type: ignore[arg-type]  # fields of a case of the table
    assert [proposal.target for proposal in suggest([one], "信访经费").proposals] == [proposed]


def test_a_draft_says_that_no_project_is_much_alike() -> None:
    assert not suggest(ROWS, "信访经费").is_far
    assert suggest([row("甲县", "道路养护及时率", 95, project="公路养护")], "公路博物馆展陈设计").is_far


def test_the_middle_of_two_peers_is_a_target_that_one_of_them_has() -> None:
    apart = [row("甲县", "群众满意度", 90), row("乙县", "群众满意度", 90), row("丙县", "群众满意度", 98)]
    _, _, differences = peers(apart, "甲县")
    assert not [one for one in differences if one.kind != "missing"]


def test_a_draft_counts_a_project_once_however_many_years_it_has() -> None:
    years = [replace(one, id=f"{one.id}-{year}", year=year) for one in ROWS for year in (2022, 2023, 2024)]
    assert [one.projects for one in suggest(years, "信访经费").proposals] == [
        one.projects for one in suggest(ROWS, "信访经费").proposals
    ]


def test_projects_of_places_that_were_not_recognised_are_followed_too() -> None:
    unknown = [
        replace(row(f"档案{n}", "群众满意度", 90), document=f"{n}.txt", county=None, year=2020 + n) for n in (1, 2)
    ]
    (proposal,) = suggest(unknown, "信访经费").proposals
    assert proposal.projects == len(unknown)


def test_a_draft_has_the_layout_of_the_form() -> None:
    book = openpyxl.load_workbook(io.BytesIO(draft_to_workbook(suggest(ROWS, "信访经费"))))
    form = book["项目支出绩效目标表"]
    labels = [[cell.value for cell in line if cell.value] for line in form.iter_rows(max_row=9)]
    assert labels[1:] == [
        ["项目名称", "信访经费"], ["主管部门", "实施单位"], ["项目资金（万元）", "年度资金总额"], ["其中：财政拨款"],
        ["其他资金"], ["总体目标"], ["年度目标"], ["一级指标", "二级指标", "三级指标", "指标值"],
    ]  # fmt: skip
    filled = [[cell.value for cell in line] for line in form.iter_rows(min_row=10)]
    assert {line[2] for line in filled} >= {"按期办结率", "信访受理及时率"}
    assert [line[0] for line in filled if line[0]] == list(dict.fromkeys(line[0] for line in filled if line[0]))
    assert "依据" in book.sheetnames


@pytest.mark.parametrize(("sheet", "heading"), [("项目支出绩效目标表", "$9:$9"), ("依据", "$1:$1")])
def test_each_sheet_of_a_draft_prints_on_a4_landscape_one_page_wide(sheet: str, heading: str) -> None:
    printed = openpyxl.load_workbook(io.BytesIO(draft_to_workbook(suggest(ROWS, "信访经费"))))[sheet]
    assert (printed.page_setup.paperSize, printed.page_setup.orientation) == (9, "landscape")
    assert printed.sheet_properties.pageSetUpPr is not None
    assert printed.sheet_properties.pageSetUpPr.fitToPage
    assert (printed.page_setup.fitToWidth or 1, printed.page_setup.fitToHeight) == (1, 0)
    assert printed.print_title_rows == heading


def test_a_row_of_a_draft_is_as_high_as_its_text() -> None:
    rows = [*ROWS, row("戊县", "群众来信来访事项按期受理并在规定的期限以内办结答复率", 90)]
    form = openpyxl.load_workbook(io.BytesIO(draft_to_workbook(suggest(rows, "信访经费"))))["项目支出绩效目标表"]
    heights = {form.cell(number, 3).value: form.row_dimensions[number].height for number in range(10, form.max_row + 1)}
    assert heights["群众来信来访事项按期受理并在规定的期限以内办结答复率"] == 30
    assert heights["按期办结率"] in (None, 15)


@pytest.mark.parametrize(
    ("width", "left_out"),
    [
        (80, {"一级指标", "最严", "有数值的项目数", "示例与出处"}),
        (120, {"示例与出处"}),
        (200, set()),
    ],
)
def test_a_draft_on_a_narrow_terminal_is_names_usual_targets_and_projects(width: int, left_out: set[str]) -> None:
    found = draft_to_fitted(suggest(ROWS, "信访经费"), width)
    assert {"三级指标", "建议指标值", "项目数"} <= set(found.report[0])
    assert set(found.left_out) == left_out


def test_a_text_without_letters_is_refused() -> None:
    with pytest.raises(EmptyQueryError):
        suggest(ROWS, "！")


def test_nothing_alike_gives_an_empty_draft() -> None:
    assert suggest(ROWS, "qwx").proposals == ()


def test_amounts_for_each_of_something_do_not_grow_with_a_place() -> None:
    def cost(place: str, value: float) -> Indicator:
        of = {"unit": "万元", "canonical_value": value * 10_000, "canonical_unit": "元", "target_text": f"≤{value}万元"}
        return replace(row(place, "每公里养护成本", value, operator="<="), **of)

    rows = [*ROWS, cost("甲县", 1.0), cost("乙县", 0.6), cost("丙县", 0.8)]
    _, _, differences = peers(rows, "甲县")
    assert [one.kind for one in differences if one.measure == "每公里养护成本"] == ["looser"]


def test_all_projects_with_a_number_are_counted_whatever_their_units() -> None:
    def limit(place: str, text: str, unit: str) -> Indicator:
        return replace(row(place, "报告时限", 3, operator="<="), target_text=text, unit=unit, canonical_unit=unit)

    rows = [limit("甲县", "≤3天", "天"), limit("乙县", "≤3个工作日", "工作日"), limit("丙县", "≤3天", "天")]
    (proposal,) = suggest(rows, "信访工作经费").proposals
    assert (proposal.projects, proposal.with_number) == (3, 3)
    assert [one.target_text for one in proposal.apart] == ["≤3个工作日"]  # which median and range leave out
