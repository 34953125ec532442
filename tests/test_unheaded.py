"""Tables and lines that list indicators without headings of columns, in the forms that documents and conversions give them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest

from extract.reading import NoIndicatorsError, file_to_extraction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Line(NamedTuple):
    """An indicator as it is printed; the target in its sign, number and unit."""

    level1: str
    level2: str
    name: str
    target: tuple[str, ...]
    weight: str


LINES = [
    Line("产出指标", "数量指标", "清淤长度", ("≥", "30", "公里"), "10"),
    Line("产出指标", "数量指标", "新建泵站", ("＝", "2", "座"), "20"),
    Line("产出指标", "质量指标", "验收合格率", ("＝", "100", "%"), "20"),
    Line("产出指标", "时效指标", "完成及时率", ("≥", "95", "%"), "20"),
    Line("效益指标", "社会效益指标", "受益人口", ("≥", "2", "万人"), "10"),
    Line("满意度指标", "服务对象满意度指标", "群众满意度", ("≥", "90", "%"), "10"),
]
HEAD = "某县水利局2024年度项目支出绩效目标表"


def cells(line: Line, *, parted: bool, weighted: bool) -> list[str]:
    """The cells of a row behind its labels."""
    target = line.target if parted else ("".join(line.target),)
    return [line.name, *target, *([line.weight] if weighted else [])]


def opened() -> Iterator[tuple[Line, list[str]]]:
    """The lines with the labels that each prints where merged cells print theirs once."""
    above = Line("", "", "", (), "")
    for before, line in pairwise([above, *LINES]):
        first = [line.level1] if line.level1 != before.level1 else []
        yield line, first + ([line.level2] if first or line.level2 != before.level2 else [])


def html(*, parted: bool, weighted: bool) -> str:
    def spanned(line: Line, labels: list[str]) -> str:
        firsts = sum(one.level1 == line.level1 for one in LINES)
        seconds = sum(one.level2 == line.level2 for one in LINES)
        spans = [firsts, seconds][-len(labels) :] if labels else []
        heads = [f"<td rowspan={span}>{label}</td>" for span, label in zip(spans, labels, strict=True)]
        return "".join(heads) + "".join(f"<td>{text}</td>" for text in cells(line, parted=parted, weighted=weighted))

    rows = [spanned(*each) for each in opened()]
    rows[0] = f"<td rowspan={len(rows)}>绩效指标</td>{rows[0]}"
    body = "".join(f"<tr>{row}</tr>" for row in ["<td>项目名称</td><td colspan=5>河道清淤</td>", *rows])
    return f"<p>{HEAD}</p><table>{body}</table>"


def flat(*, parted: bool, weighted: bool) -> str:
    rows = [[line.level1, line.level2, *cells(line, parted=parted, weighted=weighted)] for line in LINES]
    return "\n".join([HEAD, "项目名称,河道清淤", *map(",".join, rows)])


def markdown(*, parted: bool, weighted: bool) -> str:
    rows = [
        ["绩效指标"] + [""] * (2 - len(labels)) + labels + cells(line, parted=parted, weighted=weighted)
        for line, labels in opened()
    ]
    head = ["项目名称", "河道清淤", *[""] * (len(rows[0]) - 2)]
    table = [head, ["---"] * len(head), *rows]
    return f"{HEAD}\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in table)


def lines(between: str) -> Callable[..., str]:
    def text(*, parted: bool, weighted: bool) -> str:
        rows = [between.join([*labels, *cells(line, parted=parted, weighted=weighted)]) for line, labels in opened()]
        return "\n".join([HEAD, "项目名称 河道清淤", *rows])

    return text


def stacked(*, parted: bool, weighted: bool) -> str:
    rows = [" ".join(cells(line, parted=parted, weighted=weighted)) for line in LINES]
    return "\n".join(
        [
            HEAD,
            "项目名称：河道清淤",
            *(text for (_, labels), row in zip(opened(), rows, strict=True) for text in (*labels, row)),
        ]
    )


def listed(*, parted: bool, weighted: bool) -> str:
    del parted, weighted
    texts = [f"# {HEAD}", "项目名称：河道清淤"]
    for line, labels in opened():
        texts += [f"## {label}" if label == line.level1 else f"- {label}" for label in labels]
        texts.append(f"  - {line.name}：{''.join(line.target)}")
    return "\n".join(texts)


def a_cell_a_line(*, parted: bool, weighted: bool) -> str:
    del parted, weighted
    texts = [text for line, labels in opened() for text in (*labels, line.name, "".join(line.target))]
    return "\n".join([HEAD, "项目名称", "河道清淤", *texts])


FORMS: dict[str, Callable[..., str]] = {
    "merged.html": html,
    "flat.csv": flat,
    "blank.md": markdown,
    "blanks.txt": lines(" "),
    "gaps.txt": lines("    "),
    "tabs.txt": lines("\t"),
    "strokes.txt": lines("  |  "),
    "labels-on-lines.txt": stacked,
    "list.md": listed,
    "cell-a-line.txt": a_cell_a_line,
}


@pytest.mark.parametrize("weighted", [False, True], ids=["", "weighted"])
@pytest.mark.parametrize("parted", [False, True], ids=["", "parted"])
@pytest.mark.parametrize("form", FORMS)
def test_indicators_without_headings_are_read(form: str, parted: bool, weighted: bool, tmp_path: Path) -> None:  # noqa: FBT001
    path = tmp_path / form
    path.write_text(FORMS[form](parted=parted, weighted=weighted), encoding="utf-8")
    found = file_to_extraction(path).indicators
    assert [(one.level1, one.level2, one.level3) for one in found] == [line[:3] for line in LINES]
    assert [(one.value, one.unit) for one in found] == [(int(line.target[1]), line.target[2]) for line in LINES]
    assert [one.operator for one in found] == [{"≥": ">=", "＝": "="}[line.target[0]] for line in LINES]
    assert {one.project for one in found} == {"河道清淤"}
    assert all(one.confidence < 1 and one.repairs for one in found)
    if weighted and form not in {"list.md", "cell-a-line.txt"}:
        assert [one.weight for one in found] == [int(line.weight) for line in LINES]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("产出指标\n清淤长度\n新建泵站\n验收合格率", id="names without targets"),
        pytest.param("产出指标\n清淤长度 ≥30公里\n新建泵站 2座", id="too few"),
        pytest.param("数量指标\n清淤长度 ≥30公里\n新建泵站 2座\n验收合格率 100%", id="no first level"),
        pytest.param("产出指标。\n清淤长度\n预算收入 30万元\n财政拨款 20万元\n其他收入 10万元", id="no label"),
    ],
)
def test_other_lines_are_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(f"{HEAD}\n{text}\n其他事项说明。", encoding="utf-8")
    with pytest.raises(NoIndicatorsError):
        file_to_extraction(path)


def test_what_was_reached_in_the_words_of_the_target_is_no_other_indicator(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    said = [
        "产出指标",
        "数量指标",
        "清淤长度30公里",
        "清淤长度30公里",
        "新建泵站2座",
        "新建泵站2座",
        "验收合格率100%",
        "验收合格率100%",
    ]
    path.write_text("\n".join([HEAD, *said]), encoding="utf-8")
    found = [(one.level3, one.target_text) for one in file_to_extraction(path).indicators]
    assert found == [("清淤长度", "30公里"), ("新建泵站", "2座"), ("验收合格率", "100%")]
