"""Invented records for measuring the page: real counties, offices, projects and measures as forms word them."""

from __future__ import annotations

import csv
import hashlib
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.indicator import DocumentFacts, Indicator
from ontology import divisions

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICES = ("信访局", "教育局", "水利局", "农业农村局", "卫生健康局", "民政局", "交通运输局", "文化和旅游局")
PURPOSES = (
    "人员岗位津贴", "办公设备购置", "信息系统运行维护", "业务培训", "困难群众救助补助", "基础设施改造",
    "宣传教育", "专项检查", "档案整理", "接待场所运行", "监测评估", "奖励扶持",
)  # fmt: skip
OBJECTS = (
    "来访群众", "服务对象", "参训人员", "受益农户", "学校师生", "基层干部", "救助对象", "游客",
    "患者", "企业", "施工单位", "志愿者", "社区居民", "困难家庭", "评审专家", "项目单位",
)  # fmt: skip
THINGS = (
    "设备", "资金", "信访事项", "工程", "培训", "补助", "系统", "档案", "检查", "宣传活动", "道路", "饮水工程",
    "校舍", "水库", "农田", "疫苗", "图书", "车辆", "平台", "问题整改", "矛盾纠纷", "公共厕所", "河道", "林地",
)  # fmt: skip
STAGES = ("", "县级", "乡镇", "重点", "新建", "年度", "专项", "省级", "基层", "农村", "城区", "维修改造")
# level 1, level 2, how the name is made, target, kind, operator, unit, canonical unit and scale
MEASURES: tuple[tuple[str, str, str, str, str, str | None, str | None, str | None, float], ...] = (
    ("产出指标", "数量指标", "{stage}{thing}数量", "≥{n}个", "numeric", ">=", "个", "个", 1),
    ("产出指标", "数量指标", "{stage}{thing}覆盖{object}人数", "≥{n}人", "numeric", ">=", "人", "人", 1),
    ("产出指标", "质量指标", "{stage}{thing}合格率", "≥{share}%", "numeric", ">=", "%", "1", 0.01),
    ("产出指标", "质量指标", "{stage}{thing}完成率", "={share}%", "numeric", "=", "%", "1", 0.01),
    ("产出指标", "时效指标", "{stage}{thing}完成时限", "≤{n}天", "numeric", "<=", "天", "天", 1),
    ("成本指标", "经济成本指标", "{stage}{thing}补助标准", "≤{n}元", "numeric", "<=", "元", "元", 1),
    ("效益指标", "社会效益指标", "{object}{thing}保障水平", "持续提升", "change", None, None, None, 1),
    ("效益指标", "可持续影响指标", "{stage}{thing}长效管理机制", "有效建立", "qualitative", None, None, None, 1),
    ("满意度指标", "服务对象满意度指标", "{object}满意度", "≥{share}%", "numeric", ">=", "%", "1", 0.01),
)


def records(nodes: int) -> tuple[list[Indicator], list[DocumentFacts]]:
    """Indicators of about that many nodes (indicators, projects, departments and jurisdictions), with their documents."""
    wanted = max(round(nodes * 0.888) - 20, 9)  # one project holds nine indicators, a department ten projects
    made = list(islice(_indicators(), wanted))
    documents = {one.document: one for one in made}
    return made, [_facts(one) for one in documents.values()]


def _indicators() -> Iterator[Indicator]:
    for place, office, year in ((place, office, 2024) for place in _counties()[::8] for office in OFFICES):
        lineage = divisions.lineage(place)
        said = {
            "province": lineage.province, "city": lineage.city, "county": lineage.county, "division_code": place.code,
            "department": f"{place.name}{office}", "year": year, "document": f"{place.code}-{office}-{year}.xlsx",
        }  # fmt: skip
        yield from _department(said)


def _counties() -> list[divisions.Division]:
    with (Path(divisions.__file__).with_name("divisions.csv")).open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        found = [divisions.by_code(row["code"]) for row in rows if row["level"] == "county"]
    return [one for one in found if one is not None]


def _department(said: dict[str, Any]) -> Iterator[Indicator]:
    numbers = count(1)
    for at in range(10):
        number = _number(said["document"], at)
        project = f"{STAGES[number % 12]}{PURPOSES[(number // 12) % 12]}专项经费"
        for measure in range(9):
            yield _indicator(said, f"{project}（{at + 1}）", measure, next(numbers))


def _indicator(said: dict[str, Any], project: str, measure: int, row: int) -> Indicator:
    level1, level2, name, target, kind, operator, unit, canonical, scale = MEASURES[measure]
    number = _number(said["document"], project, measure)
    words = {
        "stage": STAGES[number % 12], "thing": THINGS[number // 12 % 24], "object": OBJECTS[number // 288 % 16],
        "n": number // 5000 % 300 + 1, "share": 80 + number // 5000 % 21,
    }  # fmt: skip
    value = words["share"] if unit == "%" else words["n"]
    known = {"operator": operator, "value": value, "unit": unit, "canonical_unit": canonical,
             "canonical_value": round(int(value) * scale, 6), "operator_source": "printed"} if operator else {}  # fmt: skip
    return Indicator(
        id=f"{said['division_code']}-{said['year']}-{_digest(said['document'], row)[:16]}", level1=level1,
        level2=level2, level3=name.format(**words), target_text=target.format(**words), scope="project",
        project=project, project_code=f"{said['division_code']}24P{row:05}", table=row // 9 + 1, row=row % 9 + 4, column=4,
        direction="increase" if kind == "change" else None, kind=kind, sheet="绩效目标表", **known, **said,  # type: ignore[arg-type]
    )  # fmt: skip


def _facts(one: Indicator) -> DocumentFacts:
    return DocumentFacts(
        name=one.document, checksum=_digest(one.document), media_type="application/vnd.ms-excel",
        title=f"{one.department}{one.year}年部门预算", department=one.department, province=one.province, city=one.city,
        county=one.county, division_code=one.division_code, year=one.year,
    )  # fmt: skip


def _number(*key: object) -> int:
    return int(_digest(*key)[:12], 16)


def _digest(*key: object) -> str:
    return hashlib.sha256(repr(key).encode()).hexdigest()
