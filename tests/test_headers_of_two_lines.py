"""Headers of two lines in tables with merged cells: a heading over the parts of a target, of names, of scores or of levels.

Every kind of heading stands beside every other; the indicators are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from promises import LINES, Line

from extract.readers import file_to_document
from extract.reading import document_to_extraction

if TYPE_CHECKING:
    from pathlib import Path

Heading = tuple[str, tuple[str, ...]]
"""A heading, and those below it that part it."""


NAMES: dict[str, tuple[Heading, ...]] = {
    "alone": (("一级指标", ()), ("二级指标", ()), ("三级指标", ())),
    "explained": (("一级指标", ()), ("二级指标", ()), ("三级指标", ("指标名称", "指标解释"))),
    "said": (("一级指标", ()), ("二级指标", ()), ("三级指标", ("名称", "说明"))),
    "under one heading": (("绩效指标", ("一级指标", "二级指标", "三级指标")),),
    "under a system": (("指标体系", ("一级指标", "二级指标", "三级指标")),),
    "weighted": (("一级指标", ("名称", "权重")), ("二级指标", ("名称", "权重")), ("三级指标", ("名称", "权重"))),
}

TARGETS: dict[str, Heading] = {
    "whole": ("指标值", ()),
    "符号 值 单位": ("预期指标值", ("符号", "值", "单位(文字描述)")),
    "运算符 指标值 计量单位": ("年度指标值", ("运算符", "指标值", "计量单位")),
    "指标性质 指标值 度量单位": ("指标值", ("指标性质", "指标值", "度量单位")),
    "性质 数值 单位": ("绩效指标值", ("性质", "数值", "单位")),
    "符号 值 单位 below 年度目标": ("年度目标", ("符号", "值", "单位")),
    "数值 单位": ("指标值", ("数值", "单位")),
    "单位 符号 数值": ("指标值", ("单位", "符号", "数值")),
    "上年 当年": ("指标值", ("上年", "当年")),
    "years": ("绩效指标值", ("2022年实际值", "2024年目标值")),
    "前年 上年 预计当年实现": ("指标值", ("前年", "上年", "预计当年实现")),
    "中期 年度": ("指标值", ("中期", "年度")),
    "实施期目标值 年度目标值": ("绩效目标值", ("实施期目标值", "年度目标值")),
    "全年 上半年": ("指标值", ("全年", "上半年")),
    "quarters": ("年度指标值", ("一季度", "二季度", "三季度", "全年")),
}

BEHIND: dict[str, tuple[tuple[Heading, ...], tuple[str, ...]]] = {
    "nothing": ((), ()),
    "a weight": ((("分值", ()),), ("10",)),
    "scores": ((("自评得分", ("单项指标得分", "权重占比(%)", "单项指标折算得分")),), ("10", "10", "10")),
    "what was reached": ((("实际完成情况", ("完成值", "得分", "偏差原因")),), ("95%", "10", "无")),
    "reached and scored": ((("实际完成值", ()), ("分值", ()), ("得分", ()), ("备注", ())), ("95%", "10", "10", "")),
    "an evaluation": ((("自评情况", ("实际完成值", "自评得分", "偏差原因及改进措施")),), ("95%", "10", "无")),
    "rules": ((("指标评价", ("评价标准", "评分办法")),), ("按完成情况评分", "扣分制")),
}


def of_names(names: str, line: Line) -> list[str]:
    """The cells of a row that say what is measured."""
    if names == "weighted":
        return [line.level1, "50", line.level2, "20", line.name, "10"]
    said = [f"反映{line.name}的情况"] if names in ("explained", "said") else []
    return [line.level1, line.level2, line.name, *said]


def of_target(parts: tuple[str, ...], line: Line) -> list[str]:
    """The cells of a row that say what is promised."""
    cells = {"符号": line.sign, "运算符": line.sign, "指标性质": line.sign, "性质": line.sign}
    cells |= {"单位": line.unit, "单位(文字描述)": line.unit, "计量单位": line.unit, "度量单位": line.unit}
    whole = line.target
    parted = [part for part in parts if part in cells]
    number = whole if not parted else line.number if len(parted) > 1 else line.sign + line.number
    cells |= dict.fromkeys(("值", "指标值", "数值"), number)
    cells |= dict.fromkeys(("当年", "2024年目标值", "预计当年实现", "年度", "年度目标值", "全年"), whole)
    cells |= dict.fromkeys(("上年", "前年", "2022年实际值"), "12" if line.unit else "较好")
    cells |= dict.fromkeys(("中期", "实施期目标值"), "60" if line.unit else "长期")
    return [cells.get(part, "/" if part == "上半年" else "") for part in parts] or [whole]


def page(names: str, target: str, behind: str) -> str:
    """A web page with the table."""
    headings = (*NAMES[names], TARGETS[target], *BEHIND[behind][0])
    parted = any(parts for _, parts in headings)
    upper = "".join(
        f"<td colspan={len(parts)}>{heading}</td>" if parts else f"<td rowspan={1 + parted}>{heading}</td>"
        for heading, parts in headings
    )
    lower = "".join(f"<td>{part}</td>" for _, parts in headings for part in parts)
    rows = [
        "".join(f"<td>{cell}</td>" for cell in (*of_names(names, line), *cells, *BEHIND[behind][1]))
        for line in LINES
        for cells in [of_target(TARGETS[target][1], line)]
    ]
    table = "".join(f"<tr>{row}</tr>" for row in (upper, *([lower] if parted else []), *rows))
    return f"<html><body><p>某县2024年项目支出绩效目标表</p><table>{table}</table></body></html>"


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("names", NAMES)
def test_a_heading_may_be_parted_below(tmp_path: Path, names: str, target: str, behind: str) -> None:
    (file := tmp_path / "page.html").write_text(page(names, target, behind), encoding="utf-8")
    found = document_to_extraction(file_to_document(file, file.name)).indicators
    annual = [(each.level1, each.level2, each.level3, each.target_text) for each in found if each.period == "annual"]
    assert annual == [(line.level1, line.level2, line.name, line.target) for line in LINES]
