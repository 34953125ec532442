"""What the tables that tests write promise: a row each."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """What a row promises."""

    level1: str
    level2: str
    name: str
    sign: str
    number: str
    unit: str

    @property
    def target(self) -> str:
        """The whole target."""
        return self.sign + self.number + self.unit


LINES = (
    Line("产出指标", "数量指标", "道路养护里程", "≥", "20", "公里"),
    Line("产出指标", "数量指标", "设备购置数量", "=", "3", "台"),
    Line("产出指标", "质量指标", "验收合格率", "≥", "95", "%"),
    Line("产出指标", "时效指标", "完成时间", "", "12月底前", ""),
    Line("产出指标", "成本指标", "养护单价", "≤", "1.5", "万元/公里"),
    Line("效益指标", "社会效益指标", "群众出行条件", "", "有效改善", ""),
    Line("效益指标", "可持续影响指标", "道路使用年限", "≥", "10", "年"),
    Line("满意度指标", "服务对象满意度指标", "群众满意度", "≥", "90", "%"),
)
