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
    indicator_of(EARLIER, 2, "案件办理天数", **OUTPUT, **AID, target_text="60天"),
    indicator_of(EARLIER, 3, "接访次数", **OUTPUT, **AID, **count(40, "次")),
]
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
        canonical_value=1.2, canonical_unit="1",
    ),
    indicator_of(TOWN, 10, "工作思路", source="prose"),
]  # fmt: skip
