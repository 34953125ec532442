"""Signs that recognition took for letters or digits: what is one again, and what is none."""

from __future__ import annotations

import pytest
from literal_tables import indicators

from extract.misread_signs import with_sign
from extract.targets import parse_target


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("CD4检测率", "N95%", (">=", 95, "%")),
        ("群众满意度", "295%", (">=", 95, "%")),
        ("疫苗追溯码扫码率", "299.5%", (">=", 99.5, "%")),
        ("运行经费", "W45万元", ("<=", 45, "万元")),
        ("电子化条数", "N30条", (">=", 30, "条")),
        ("知晓率", "》90%", (">=", 90, "%")),
        ("营业收入增长率", "290%", None),
        ("验收合格率", "200%", None),
        ("验收合格率", "250%", None),
        ("验收合格率", "95%", None),
        ("防护用品", "N95口罩", None),
        ("网络", "WTO", None),
        ("群众满意度", "290人", None),
        ("达标率", "N195%", None),
    ],
)
def test_sign_of_a_recognised_target(name: str, text: str, read: tuple[str, float, str] | None) -> None:
    found = with_sign(parse_target(text), name)
    assert read == (found and (found.operator, found.value, found.unit))
    assert found is None or found.text == text


def test_guess_is_a_doubt() -> None:
    text = """
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|培训人数|≥20人
        |质量指标|培训合格率|≥95%
        满意度指标|服务对象满意度指标|学员满意度|295%
        """
    told = [(one.level3, one.operator, one.value, one.confidence < 1, one.repairs) for one in indicators(text)]
    assert told[0] == ("培训人数", ">=", 20, False, ())
    assert told[2][:4] == ("学员满意度", ">=", 95, True)
    assert "sign-restored" in told[2][4]
