"""First and second levels: merged labels carried down, cut ones completed, lost ones taken from the framework."""

from __future__ import annotations

import pytest

from extract.levels import LevelRow, carried

Labels = tuple[str | None, str | None]


def labels(rows: list[tuple[int, str | None, str | None]]) -> list[Labels]:
    return [(found.level1, found.level2) for found in carried([LevelRow(*row) for row in rows])]


CASES: dict[str, tuple[list[tuple[int, str | None, str | None]], list[Labels]]] = {
    "merged labels are filled down": (
        [(1, "产出指标", "数量指标"), (1, None, None), (1, None, "质量指标"), (1, "效益指标", "社会效益指标"), (1, None, None)],
        [("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"),
         ("效益指标", "社会效益指标")],
    ),
    "a new first level ends the second": (
        [(1, "产出指标", "成本指标"), (1, "满意度指标", None)], [("产出指标", "成本指标"), ("满意度指标", None)],
    ),
    "labels are carried over a page break": (
        [(1, "产出指标", "数量指标"), (2, None, None), (2, None, "质量指标")],
        [("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标")],
    ),
    "a cut label is completed": (
        [(1, "满意度指标", "服务对象满意度指")], [("满意度指标", "服务对象满意度指标")],
    ),
    "a label without 指标 is kept as printed": (
        [(1, "效益指标", "社会效益"), (1, None, None)], [("效益指标", "社会效益"), ("效益指标", "社会效益")],
    ),
    "labels outside the framework are kept as printed": (
        [(1, "信访业务", "来访接待"), (1, None, None)], [("信访业务", "来访接待")] * 2,
    ),
    "cost may be a first level of its own": (
        [(1, "成本指标", "经济成本指标"), (1, "产出指标", "数量指标")], [("成本指标", "经济成本指标"), ("产出指标", "数量指标")],
    ),
    "cost may be a second level under output": (
        [(1, "产出指标", "时效指标"), (1, None, "成本指标")], [("产出指标", "时效指标"), ("产出指标", "成本指标")],
    ),
    "the label printed only below the page break counts above it too": (
        [(1, None, "数量指标"), (1, None, None), (2, "产出指标", "质量指标")],
        [("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标")],
    ),
    "a second level in the first level's place takes its parent": (
        [(1, "效益指标", "社会效益指标"), (1, "可持续影响指标", None)],
        [("效益指标", "社会效益指标"), ("效益指标", "可持续影响指标")],
    ),
    "without any label there is none": ([(1, None, None)], [(None, None)]),
    "no rows": ([], []),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_labels_that_apply(rows: list[tuple[int, str | None, str | None]], expected: list[Labels]) -> None:
    assert labels(rows) == expected


@pytest.mark.parametrize(
    ("rows", "repairs"),
    [
        ([(1, "产出指标", "数量指标"), (1, None, None)], [(), ()]),
        (
            [(1, "产出指标", "数量指标"), (2, None, None), (2, None, "质量指标")],
            [(), ("label-carried",), ("label-carried",)],
        ),
        ([(1, "满意度指标", "服务对象满意度指"), (1, None, None)], [("label-completed",), ()]),
        ([(1, None, "数量指标"), (2, "产出指标", "质量指标")], [("level-from-framework",), ()]),
    ],
)
def test_mends_are_written_down(rows: list[tuple[int, str | None, str | None]], repairs: list[tuple[str, ...]]) -> None:
    assert [found.repairs for found in carried([LevelRow(*row) for row in rows])] == repairs


def test_only_a_guess_from_the_framework_costs_confidence() -> None:
    guessed, printed = carried([LevelRow(1, None, "数量指标"), LevelRow(2, "产出指标", "质量指标")])
    assert 0 < guessed.confidence < 1
    assert printed.confidence == 1
