"""One table as conversions print it: apart by tabs, blanks or pipes, a cell a line, or run together.

Whatever columns it has and whatever holds its cells apart, the indicators are the same. Merged labels are printed once.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest
from promises import LINES, Line

from extract.readers import file_to_document
from extract.reading import document_to_extraction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Rows = list[list[str]]


TARGETS: dict[str, tuple[tuple[str, ...], Callable[[Line], Sequence[str]]]] = {
    "whole": (("指标值",), lambda line: [line.target]),
    "sign, number, unit": (
        ("指标性质", "指标值", "计量单位"),
        lambda line: [line.sign or "定性", line.number, line.unit],
    ),
    "sign and number, unit": (("指标值", "计量单位"), lambda line: [line.sign + line.number, line.unit]),
    "sign, number and unit": (("符号", "指标值"), lambda line: [line.sign, line.number + line.unit]),
    "unit, sign, number": (
        ("计量单位", "指标性质", "指标值"),
        lambda line: [line.unit, line.sign or "定性", line.number],
    ),
    "number, sign, unit": (
        ("指标值", "指标性质", "度量单位"),
        lambda line: [line.number, line.sign or "定性", line.unit],
    ),
    "direction, sign, number, unit": (
        ("指标方向", "指标性质", "目标值", "计量单位"),
        lambda line: ["反向" if line.sign == "≤" else "正向", line.sign, line.number, line.unit],
    ),
}
BEHIND: dict[str, tuple[tuple[str, ...], Callable[[Line], Sequence[str]]]] = {
    "nothing": ((), lambda _: []),
    "a weight": (("权重(%)",), lambda _: ["10"]),
    "a blank remark": (("备注",), lambda _: [""]),
    "what was reached": (("全年实际完成值", "分值", "得分"), lambda line: [line.target, "10", "9.5"]),
}
END: dict[str, list[str]] = {"": [], "total": ["合计", "100"], "remark": ["备注", "本表由单位填报"]}


def table(target: str, behind: str, end: str, names: str) -> Rows:
    """The rows, a merged label only on its first one."""
    headings, cells_of = TARGETS[target]
    more, others_of = BEHIND[behind]
    rows = [["项目名称", "农村公路养护"], ["一级指标", "二级指标", "三级指标", *headings, *more]]
    number = 0
    for above, line in pairwise((None, *LINES)):
        assert line is not None
        same = above is not None and above[:2] == line[:2]
        number = number + 1 if same else 1
        first = [] if above and above.level1 == line.level1 else [line.level1]
        second = [] if same else [line.level2]
        name = f"指标{number}：{line.name}" if names == "numbered" else line.name
        rows.append([*first, *second, name, *cells_of(line), *others_of(line)])
    return [*rows, *([END[end]] if END[end] else [])]


def lines_of(separator: str, end: str = "", begin: str = "") -> Callable[[Rows], str]:
    """A line a row, blank cells left out where blanks or nothing hold cells apart."""
    kept = separator.strip() or separator == "\t"
    return lambda rows: "\n".join(begin + separator.join(c for c in row if c or kept) + end for row in rows)


def padded(rows: Rows) -> str:
    """A pipe behind each cell, and pipes for the cells that merged ones cover."""
    widest = max(map(len, rows))
    return "\n".join(" | ".join(row) + " |" + "|" * (widest - len(row)) for row in rows)


FORMS: dict[str, Callable[[Rows], str]] = {
    "tabs": lines_of("\t"),
    "blanks": lines_of("  "),
    "single blanks": lines_of(" "),
    "nothing between cells": lines_of(""),
    "nothing at all": lambda rows: "".join(cell for row in rows for cell in row),
    "blanks on one line": lambda rows: " ".join(cell for row in rows for cell in row if cell),
    "pipes around cells": lines_of(" | ", " |", "| "),
    "pipes behind cells": lines_of(" | ", " |"),
    "pipes made up": padded,
}
NOT_TOLD = {
    ("unit, sign, number", "a weight"),  # 公里≥2010: nothing tells 20 and 10 apart
    ("unit, sign, number", "what was reached"),
    *(("number, sign, unit", behind) for behind in BEHIND),  # 道路20≥公里3=台
}
RUN_TOGETHER = ("nothing between cells", "nothing at all")


CASES = [
    pytest.param(form, columns, id="; ".join((form, *columns)))
    for form, *columns in product(FORMS, TARGETS, BEHIND, END, ("plain", "numbered"))
    if form not in RUN_TOGETHER or tuple(columns[:2]) not in NOT_TOLD
]


@pytest.mark.parametrize(("form", "columns"), CASES)
def test_the_same_indicators(tmp_path: Path, form: str, columns: tuple[str, str, str, str]) -> None:
    text = FORMS[form](table(*columns))
    (file := tmp_path / "page.txt").write_text(f"某县水利局2024年项目支出绩效目标表\n{text}\n", encoding="utf-8")
    found = document_to_extraction(file_to_document(file, file.name)).indicators
    assert [(each.level1, each.level2, each.level3, each.target_text) for each in found] == [
        (*line[:3], line.target) for line in LINES
    ]
    assert {each.project for each in found} == {"农村公路养护"}
