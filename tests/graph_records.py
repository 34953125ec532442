"""Two small documents in the forms that records take, for the tests of the graph."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from extract.indicator import DocumentFacts, Indicator

SEASIDE = DocumentFacts(
    name="海港区2024年.txt",
    checksum="a" * 64,
    media_type="text/plain",
    title="海港区信访局2024年部门预算",
    department="海港区信访局",
    province="河北省",
    city="秦皇岛市",
    county="海港区",
    division_code="130302",
    year=2024,
    total_budget_cny=4_310_000.5,
    warnings=("海港区2024年.txt, line 12: no unit", "海港区2024年.txt, line 40: two totals"),
)
INLAND = DocumentFacts(
    name="zezhou-2024.txt",
    checksum="b" * 64,
    media_type="text/plain",
    department="泽州县信访局",
    province="山西省",
    city="晋城市",
    county="泽州县",
    division_code="140525",
    year=2024,
)


def indicator_of(facts: DocumentFacts, number: int, name: str, **fields: Any) -> Indicator:  # noqa: ANN401 - any field
    """An indicator of a document, known by its number in it."""
    belonging = {
        key: getattr(facts, key) for key in ("department", "province", "city", "county", "division_code", "year")
    }
    stated = {"id": f"{facts.checksum[0]}-{number:03}", "document": facts.name, "level3": name, "line": 100 + number}
    return Indicator(**{**belonging, **stated, **fields})


def share(percent: float, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of the record
    """The fields of a target such as ≥95%."""
    target = {
        "target_text": f"≥{percent}%",
        "kind": "numeric",
        "operator": ">=",
        "value": percent,
        "unit": "%",
        "operator_source": "printed",
        "canonical_value": percent / 100,
        "canonical_unit": "1",
    }
    return target | fields


AID = {"scope": "project", "project": "信访救助金", "project_code": "13030221P00001", "project_amount_cny": 1_650_000}
PHONES = {"scope": "project", "project": "接访电话费"}

SEASIDE_ROWS = [
    indicator_of(
        SEASIDE,
        1,
        "信访群众满意度",
        level1="满意度指标",
        level2="服务对象满意度指标",
        objective="年度绩效目标1",
        weight=10,
        description="衡量信访群众的满意程度",
        basis="上年数据",
        history={"2023年": "≥94%", "2022年": "≥93%"},
        repairs=("shifted-left", "label-carried"),
        confidence=0.75,
        **AID,
        **share(95),
    ),
    indicator_of(
        SEASIDE,
        2,
        "案件办理天数",
        level1="产出指标",
        level2="时效指标",
        target_text="60天",
        kind="numeric",
        operator="<=",
        value=60,
        unit="天",
        operator_source="assumed",
        canonical_value=60,
        canonical_unit="天",
        **AID,
    ),
    indicator_of(
        SEASIDE,
        3,
        "电话完好率",
        level1="产出指标",
        level2="设备指标",
        **PHONES,
        **share(80.5),
    ),
    indicator_of(
        SEASIDE,
        4,
        "完工时间",
        target_text="2024年底",
        kind="date",
        operator="<=",
        value="2024-12-31",
        operator_source="worded",
        canonical_value="2024-12-31",
        canonical_unit="date",
    ),
]
INLAND_ROWS = [
    indicator_of(
        INLAND,
        1,
        "群众满意度",
        level1="满意度指标",
        level2="服务对象满意度指标",
        **share(90),
    ),
    indicator_of(INLAND, 2, "接待群众人次", level1="产出指标", level2="数量指标", status="blank"),
    indicator_of(
        INLAND,
        3,
        "信访总量",
        level1="效益指标",
        level2="社会效益指标",
        target_text="下降60%",
        kind="change",
        operator="=",
        value=60,
        unit="%",
        direction="decrease",
        operator_source="worded",
        canonical_value=0.6,
        canonical_unit="1",
        period="multi_year",
    ),
]

# The same file a day later: one row less, another checksum.
SEASIDE_CHANGED = replace(SEASIDE, checksum="c" * 64)
SEASIDE_CHANGED_ROWS = SEASIDE_ROWS[:2]
