"""A few documents with the faults and changes that the named queries look for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graph_records import AID, INLAND, SEASIDE, indicator_of, share

EARLIER = replace(SEASIDE, name="海港区2023年.txt", checksum="e" * 64, title=None, year=2023, warnings=())
TOWN = replace(
    INLAND,
    name="解放区2024年.xlsx",
    checksum="f" * 64,
    department="解放区信访局",
    province="河南省",
    city="焦作市",
    county="解放区",
    division_code="410802",
    title="解放区信访局2024年预算",
)


def count(number: int, unit: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of the record
    """The fields of a target such as ≥40次."""
    target = {
        "target_text": f"≥{number}{unit}",
        "kind": "numeric",
        "operator": ">=",
        "value": number,
        "unit": unit,
        "operator_source": "printed",
        "canonical_value": number,
        "canonical_unit": unit,
    }
    return target | fields


def date(day: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of the record
    """The fields of a deadline."""
    target = {"kind": "date", "operator": "<=", "value": day, "canonical_value": day, "canonical_unit": "date"}
    return {"target_text": day, "operator_source": "worded"} | target | fields


TRAINING = {"scope": "project", "project": "信访培训费", "project_code": "41-2", "project_amount_cny": 50_000}
HOTLINE = {"scope": "project", "project": "热线电话费", "project_code": "41-3", "project_amount_cny": 20_000}
OUTPUT = {"level1": "产出指标", "level2": "数量指标"}

EARLIER_ROWS = [
    indicator_of(EARLIER, 1, "信访群众满意度", level1="满意度指标", level2="服务对象满意度指标", **AID, **share(93)),
    indicator_of(
        EARLIER, 2, "案件办理天数", **OUTPUT, **AID,
        **count(60, "天", target_text="60天", operator="<=", operator_source="assumed"),
    ),
    indicator_of(EARLIER, 3, "接访次数", **OUTPUT, **AID, **count(40, "次")),
]  # fmt: skip
TOWN_ROWS = [
    indicator_of(TOWN, 1, "群众满意度", level1="满意度指标", level2="服务对象满意度指标", weight=10, **TRAINING, **share(85)),
    indicator_of(TOWN, 2, "培训合格率", level1="产出指标", level2="质量指标", weight=50, **TRAINING, **share(120)),
    indicator_of(TOWN, 3, "培训次数", **OUTPUT, weight=40, **TRAINING, **count(4, "次")),
    indicator_of(TOWN, 4, "培训次数", **OUTPUT, **TRAINING, **count(6, "次")),
    indicator_of(TOWN, 5, "培训次数", **OUTPUT, period="multi_year", **TRAINING, **count(12, "次")),
    indicator_of(
        TOWN, 6, "培训成本", level1="成本指标", level2="经济成本指标", **TRAINING,
        **count(60_000, "元", target_text="≤6万元", operator="<="),
    ),
    indicator_of(TOWN, 7, "接线时间", level1="产出指标", level2="时效指标", weight=55, **HOTLINE, **date("2025-03-31")),
    indicator_of(
        TOWN, 8, "服务质量", level1="产出指标", weight=35, actual="良好", basis="工作计划", target_text="明显提高",
        kind="qualitative", **HOTLINE,
    ),
    indicator_of(
        TOWN, 9, "社会影响力", level1="影响类指标", level2="影响指标", repairs=("shifted-left",), confidence=0.5,
        target_text="提高120%", kind="change", direction="increase", operator="=", value=120, unit="%",
        operator_source="worded", canonical_value=1.2, canonical_unit="1",
    ),
    indicator_of(TOWN, 10, "工作思路", source="prose", status="blank"),
]  # fmt: skip

HALL_BEFORE = replace(TOWN, name="图书馆2023年.txt", checksum="1" * 64, department="解放区图书馆", year=2023)
HALL_AFTER = replace(HALL_BEFORE, name="图书馆2024年.txt", checksum="2" * 64, year=2024)
SATISFIED = {"level1": "满意度指标", "level2": "服务对象满意度指标"}
SLOWER = {
    "target_text": "缩短40天",
    "kind": "change",
    "direction": "decrease",
    "operator": "=",
    "operator_source": "assumed",
}

# The same targets in other words, and targets that are none of what a query looks for.
HALL_BEFORE_ROWS = [
    indicator_of(HALL_BEFORE, 1, "读者满意度", **SATISFIED, **share(95)),
    indicator_of(HALL_BEFORE, 2, "开馆率", **share(100, target_text="=100%", operator="=")),
    indicator_of(
        HALL_BEFORE,
        3,
        "答复时间",
        **count(120, "分钟", target_text="≤2小时", operator="<=", value=2) | {"unit": "小时"},
    ),
    indicator_of(
        HALL_BEFORE,
        4,
        "购书成本",
        **count(500_000, "元", target_text="≤50万元", operator="<=", value=50) | {"unit": "万元"},
    ),
    indicator_of(HALL_BEFORE, 5, "开放天数", **count(300, "天")),
    indicator_of(HALL_BEFORE, 6, "借书时间", **count(3, "天", target_text="≤3天", operator="<=")),
]
HALL_AFTER_ROWS = [
    indicator_of(HALL_AFTER, 1, "读者满意度", **SATISFIED, **share(95, target_text="95%以上", operator_source="worded")),
    indicator_of(
        HALL_AFTER, 2, "开馆率", **share(100, target_text="100%", operator="=", operator_source="assumed"),
    ),
    indicator_of(HALL_AFTER, 3, "答复时间", **count(120, "分钟", target_text="≤120分钟", operator="<=")),
    indicator_of(HALL_AFTER, 4, "购书成本", **count(500_000, "元", target_text="≤500000元", operator="<=")),
    indicator_of(HALL_AFTER, 5, "开放天数", **count(310, "天")),
    indicator_of(HALL_AFTER, 6, "借书时间", **count(5, "天", target_text="≤5天", operator="<=")),
    indicator_of(HALL_AFTER, 7, "学生不满意率", **SATISFIED, **share(5, target_text="≤5%", operator="<=")),
    indicator_of(
        HALL_AFTER, 8, "满意度提升幅度", **SATISFIED,
        **share(5, target_text="提高5%", kind="change", direction="increase", operator="="),
    ),
    indicator_of(HALL_AFTER, 9, "读者满意度", **SATISFIED, period="multi_year", **share(98)),
    indicator_of(HALL_AFTER, 10, "办证时间", value=40, unit="天", canonical_value=40, canonical_unit="天", **SLOWER),
    indicator_of(HALL_AFTER, 11, "开馆率", period="multi_year", **share(100, target_text="全部", operator="=")),
    indicator_of(HALL_AFTER, 12, "购书成本", **count(500_000, "元", target_text="50万元以内", operator="<=")),
]  # fmt: skip
