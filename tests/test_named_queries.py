"""The queries that have a name: each answers its question, on documents made for it, with exactly these rows."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pytest
from graph_records import AID, INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS, indicator_of, share
from pyoxigraph import Store
from query_records import (
    EARLIER,
    EARLIER_ROWS,
    HALL_AFTER,
    HALL_AFTER_ROWS,
    HALL_BEFORE,
    HALL_BEFORE_ROWS,
    TOWN,
    TOWN_ROWS,
)

from extract.targets import parse_target
from graph.named_queries import (
    ParameterNotANumberError,
    UnknownParameterError,
    UnknownQueryError,
    list_queries,
    load,
    run,
    unmet_parameters,
)
from graph.sparql import evaluate
from graph.store import GraphFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.terms import Value

    Answer = tuple[str, dict[str, str | int | float], list[tuple[Value | None, ...]]]

SEASIDE_PLACE, INLAND_PLACE, TOWN_PLACE = "河北省秦皇岛市海港区", "山西省晋城市泽州县", "河南省焦作市解放区"
SEASIDE_OFFICE, INLAND_OFFICE, TOWN_OFFICE = "海港区信访局", "泽州县信访局", "解放区信访局"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphFolder]:
    path = tmp_path_factory.mktemp("plain") / "graph"
    with GraphFolder.create_or_open(path) as folder:
        folder.put(SEASIDE, SEASIDE_ROWS)
        folder.put(INLAND, INLAND_ROWS)
    with GraphFolder.open(path, read_only=True) as folder:
        yield folder


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphFolder]:
    path = tmp_path_factory.mktemp("troubled") / "graph"
    with GraphFolder.create_or_open(path) as folder:
        for facts, rows in [
            (SEASIDE, SEASIDE_ROWS), (INLAND, INLAND_ROWS), (EARLIER, EARLIER_ROWS), (TOWN, TOWN_ROWS),
        ]:  # fmt: skip
            folder.put(facts, rows)
    with GraphFolder.open(path, read_only=True) as folder:
        yield folder


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphFolder]:
    path = tmp_path_factory.mktemp("reworded") / "graph"
    with GraphFolder.create_or_open(path) as folder:
        folder.put(HALL_BEFORE, HALL_BEFORE_ROWS)
        folder.put(HALL_AFTER, HALL_AFTER_ROWS)
    with GraphFolder.open(path, read_only=True) as folder:
        yield folder


PLAIN: list[Answer] = [
    (
        "targets-by-jurisdiction",
        {},
        [
            (INLAND_PLACE, "泽州县信访局", 2024, "群众满意度", "annual", "≥90%", 0.9, "1", None),
            (SEASIDE_PLACE, "海港区信访局", 2024, "信访群众满意度", "annual", "≥95%", 0.95, "1", "信访救助金"),
        ],
    ),
    (
        "targets-by-jurisdiction",
        {"measure": "天数"},
        [(SEASIDE_PLACE, "海港区信访局", 2024, "案件办理天数", "annual", "60天", 60, "天", "信访救助金")],
    ),
    (
        "quantified-share-by-department",
        {},
        [("海港区信访局", SEASIDE_PLACE, 4, 4, 100), ("泽州县信访局", INLAND_PLACE, 3, 2, 66.7)],
    ),
    ("quantified-share-by-department", {"place": "山西"}, [("泽州县信访局", INLAND_PLACE, 3, 2, 66.7)]),
    (
        "long-deadlines",
        {},
        [(SEASIDE_PLACE, "海港区信访局", "信访救助金", "案件办理天数", "60天", 60, "天", 60)],
    ),
    ("long-deadlines", {"days": "60"}, []),
    ("projects-without-satisfaction", {}, [(SEASIDE_PLACE, "海港区信访局", "接访电话费", 2024, None)]),
    (
        "assumed-operators",
        {},
        [(SEASIDE_PLACE, SEASIDE.name, "第102行", "信访救助金", "案件办理天数", "annual", "60天", "<=")],
    ),
    ("average-satisfaction", {}, [(SEASIDE_PLACE, "annual", 1, 95, 95, 95), (INLAND_PLACE, "annual", 1, 90, 90, 90)]),
    (
        "counts-by-category",
        {},
        [
            ("满意度指标", "服务对象满意度指标", 2),
            (None, None, 1),
            ("产出指标", "数量指标", 1),
            ("产出指标", "时效指标", 1),
            ("产出指标", "设备指标", 1),
            ("效益指标", "社会效益指标", 1),
        ],
    ),
    (
        "project-indicators",
        {"name": "电话"},
        [
            (
                SEASIDE_PLACE,
                "海港区信访局",
                2024,
                "接访电话费",
                None,
                None,
                "产出指标",
                "设备指标",
                "电话完好率",
                "annual",
                "≥80.5%",
            )
        ],
    ),
    ("blank-targets", {}, [(INLAND_PLACE, INLAND.name, "第102行", None, "接待群众人次", "blank")]),
]

TROUBLED: list[Answer] = [
    ("actual-values", {}, [(TOWN_PLACE, TOWN.name, "热线电话费", "服务质量", "明显提高", "良好")]),
    ("actual-values", {"place": "河北"}, []),
    (
        "added-and-dropped-indicators",
        {},
        [
            ("added", SEASIDE_PLACE, SEASIDE_OFFICE, "完工时间"),
            ("added", SEASIDE_PLACE, SEASIDE_OFFICE, "电话完好率"),
            ("dropped", SEASIDE_PLACE, SEASIDE_OFFICE, "接访次数"),
        ],
    ),
    ("added-and-dropped-indicators", {"earlier": 2022}, []),
    (
        "annual-against-multi-year",
        {},
        [
            (TOWN_PLACE, TOWN.name, "信访培训费", "培训次数", "≥4次", "≥12次"),
            (TOWN_PLACE, TOWN.name, "信访培训费", "培训次数", "≥6次", "≥12次"),
        ],
    ),
    (
        "average-satisfaction-by-year",
        {},
        [
            (2023, "河北省", "annual", 1, 93),
            (2024, "山西省", "annual", 1, 90),
            (2024, "河北省", "annual", 1, 95),
            (2024, "河南省", "annual", 1, 85),
        ],
    ),
    (
        "basis-share-by-department",
        {},
        [
            (SEASIDE_OFFICE, SEASIDE_PLACE, 7, 1, 14.3),
            (TOWN_OFFICE, TOWN_PLACE, 10, 1, 10),
            (INLAND_OFFICE, INLAND_PLACE, 3, 0, 0),
        ],
    ),
    (
        "changed-targets",
        {},
        [
            (SEASIDE_PLACE, SEASIDE_OFFICE, "信访救助金", "信访群众满意度", "≥93%", "≥95%", "stricter"),
            # What the row of 2024 prints as the target of 2023.
            (SEASIDE_PLACE, SEASIDE_OFFICE, "信访救助金", "信访群众满意度", "≥94%", "≥95%", "stricter"),
        ],
    ),
    (
        "changed-targets",
        {"earlier": "2024", "later": "2023"},
        [(SEASIDE_PLACE, SEASIDE_OFFICE, "信访救助金", "信访群众满意度", "≥95%", "≥93%", "looser")],
    ),
    (
        "contradictory-targets",
        {},
        [(TOWN_PLACE, TOWN.name, "信访培训费", "培训次数", "annual", "≥4次", "第103行", "≥6次", "第104行")],
    ),
    (
        "costs-against-amount",
        {},
        [(TOWN_PLACE, TOWN_OFFICE, "信访培训费", 50000, "培训成本", "≤6万元", 60000, 120)],
    ),
    ("costs-against-amount", {"percent": 120}, []),
    (
        "deadlines-after-the-year",
        {},
        [(TOWN_PLACE, TOWN.name, "第107行", "热线电话费", "接线时间", "2025-03-31", 2024, "2025-03-31")],
    ),
    (
        "documents",
        {},
        [
            (INLAND.name, INLAND_PLACE, INLAND_OFFICE, 2024, None, None, 3, 3),
            (EARLIER.name, SEASIDE_PLACE, SEASIDE_OFFICE, 2023, None, 4_310_000.5, 3, 3),
            (SEASIDE.name, SEASIDE_PLACE, SEASIDE_OFFICE, 2024, "海港区信访局2024年部门预算", 4_310_000.5, 4, 4),
            (TOWN.name, TOWN_PLACE, TOWN_OFFICE, 2024, "解放区信访局2024年预算", None, 10, 10),
        ],
    ),
    (
        "doubtful-readings",
        {},
        [
            (TOWN_PLACE, TOWN.name, "第109行", "社会影响力", "提高120%", 0.5, "shifted-left"),
            (SEASIDE_PLACE, SEASIDE.name, "第101行", "信访群众满意度", "≥95%", 0.75, "shifted-left\nlabel-carried"),
        ],
    ),
    (
        "earlier-targets",
        {},
        [
            (
                SEASIDE_PLACE,
                SEASIDE_OFFICE,
                "信访救助金",
                "信访群众满意度",
                "2023年",
                2023,
                "≥94%",
                0.94,
                "1",
                2024,
                "≥95%",
                "annual",
            ),
            (
                SEASIDE_PLACE,
                SEASIDE_OFFICE,
                "信访救助金",
                "信访群众满意度",
                "2022年",
                2022,
                "≥93%",
                0.93,
                "1",
                2024,
                "≥95%",
                "annual",
            ),
        ],
    ),
    (
        "indicators-without-level",
        {},
        [
            (SEASIDE_PLACE, SEASIDE.name, "第104行", None, None, None, "完工时间"),
            (TOWN_PLACE, TOWN.name, "第108行", "热线电话费", "产出指标", None, "服务质量"),
        ],
    ),
    ("labels-outside-the-framework", {}, [(1, "影响类指标", 1, 1), (2, "影响指标", 1, 1), (2, "设备指标", 1, 1)]),
    ("low-satisfaction", {}, [(TOWN_PLACE, TOWN_OFFICE, "信访培训费", "群众满意度", "annual", "≥85%")]),
    ("low-satisfaction", {"percent": 85}, []),
    (
        "most-frequent-measures",
        {},
        [("培训次数", 3, 1), ("群众满意度", 2, 2), ("信访群众满意度", 2, 1), ("案件办理天数", 2, 1)],
    ),
    ("most-frequent-measures", {"least": "3"}, [("培训次数", 3, 1)]),
    (
        "projects-by-amount",
        {"place": "解放"},
        [
            (TOWN_PLACE, TOWN_OFFICE, 2024, "信访培训费", 50_000, 6, 6),
            (TOWN_PLACE, TOWN_OFFICE, 2024, "热线电话费", 20_000, 2, 2),
        ],
    ),
    (
        "projects-by-amount",
        {"least": 60_000},
        [
            (SEASIDE_PLACE, SEASIDE_OFFICE, 2024, "信访救助金", 1_650_000, 2, 2),
            (SEASIDE_PLACE, SEASIDE_OFFICE, 2023, "信访救助金", 1_650_000, 3, 3),
        ],
    ),
    ("qualitative-targets", {}, [(TOWN_PLACE, TOWN.name, "第108行", "热线电话费", "服务质量", "annual", "明显提高")]),
    ("rates-above-the-whole", {}, [(TOWN_PLACE, TOWN.name, "第102行", "信访培训费", "培训合格率", "≥120%")]),
    ("rates-above-the-whole", {"percent": 120}, []),
    (
        "weights-not-adding-up",
        {},
        [
            (SEASIDE_PLACE, SEASIDE.name, "信访救助金", "annual", 10, 1),
            (TOWN_PLACE, TOWN.name, "热线电话费", "annual", 90, 2),
        ],
    ),
    (
        "weights-not-adding-up",
        {"total": "90"},
        [
            (SEASIDE_PLACE, SEASIDE.name, "信访救助金", "annual", 10, 1),
            (TOWN_PLACE, TOWN.name, "信访培训费", "annual", 100, 3),
        ],
    ),
    ("widest-spread", {}, [("群众满意度", "1", "annual", ">=", 2, 0.85, 0.9, 0.05, 5.6)]),
    ("widest-spread", {"places": 3}, []),
]

HALL = "解放区图书馆"
REWORDED: list[Answer] = [
    ("average-satisfaction", {}, [(TOWN_PLACE, "multi_year", 1, 98, 98, 98), (TOWN_PLACE, "annual", 2, 95, 95, 95)]),
    ("average-satisfaction", {"period": "multi_year"}, [(TOWN_PLACE, "multi_year", 1, 98, 98, 98)]),
    ("average-satisfaction", {"period": "annual"}, [(TOWN_PLACE, "annual", 2, 95, 95, 95)]),
    ("average-satisfaction-by-year", {}, [
        (2023, "河南省", "annual", 1, 95), (2024, "河南省", "annual", 1, 95), (2024, "河南省", "multi_year", 1, 98),
    ]),
    ("low-satisfaction", {"percent": 96}, [(TOWN_PLACE, HALL, None, "读者满意度", "annual", text) for text in ("≥95%", "95%以上")]),
    ("low-satisfaction", {"percent": 95}, []),
    (
        "changed-targets",
        {},
        [
            (TOWN_PLACE, HALL, None, "开放天数", "≥300天", "≥310天", "stricter"),
            (TOWN_PLACE, HALL, None, "借书时间", "≤3天", "≤5天", "looser"),
        ],
    ),
    ("annual-against-multi-year", {}, [(TOWN_PLACE, HALL_AFTER.name, None, "读者满意度", "95%以上", "≥98%")]),
    ("contradictory-targets", {}, []),
    ("long-deadlines", {"days": 2}, [
        (TOWN_PLACE, HALL, None, "借书时间", "≤5天", 5, "天", 5),
        (TOWN_PLACE, HALL, None, "借书时间", "≤3天", 3, "天", 3),
    ]),
    ("assumed-operators", {}, [(TOWN_PLACE, HALL_AFTER.name, "第102行", None, "开馆率", "annual", "100%", "=")]),
    ("widest-spread", {"places": 1}, [
        ("借书时间", "天", "annual", "<=", 1, 3, 5, 2, 40),
        ("开放天数", "天", "annual", ">=", 1, 300, 310, 10, 3.2),
    ]),
    ("thresholds", {"measure": "答复"}, [
        (TOWN_PLACE, 2023, HALL, None, "答复时间", "≤2小时", "annual", "<=", "printed", 2, None, "小时", 120, "分钟",
         HALL_BEFORE.name, "第103行"),
        (TOWN_PLACE, 2024, HALL, None, "答复时间", "≤120分钟", "annual", "<=", "printed", 120, None, "分钟", 120, "分钟",
         HALL_AFTER.name, "第103行"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "rows"), PLAIN)
def test_a_named_query_answers_its_question(
    graph: GraphFolder, name: str, given: dict[str, str | int | float], rows: list[tuple[Value | None, ...]]
) -> None:
    answer = run(graph, load(name), given)
    assert list(answer.rows) == rows
    assert not set(answer.variables) & {parameter.name for parameter in load(name).parameters}


@pytest.mark.parametrize(("name", "given", "rows"), TROUBLED)
def test_a_named_query_finds_the_fault_that_it_looks_for(
    troubled: GraphFolder, name: str, given: dict[str, str | int | float], rows: list[tuple[Value | None, ...]]
) -> None:
    assert list(run(troubled, load(name), given).rows) == rows


@pytest.mark.parametrize(("name", "given", "rows"), REWORDED)
def test_a_named_query_looks_at_what_a_target_says_and_not_at_its_words(
    reworded: GraphFolder, name: str, given: dict[str, str | int | float], rows: list[tuple[Value | None, ...]]
) -> None:
    assert list(run(reworded, load(name), given).rows) == rows


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("≤30天", None), ("≤31天", 31), ("≤45个工作日", 45), ("≤1个月", None), ("≤3个月", 90), ("≤1年", 360), ("≤2个季度", 180),
        ("≤4周", None), ("≤8周", 56), ("≤720小时", None), ("≤900小时", 37.5), ("20—60天", 60), ("10—20天", None),
        ("1-2个月", 60), ("1-2年", 720), ("1-2个月内", 60), ("≥310天", None), ("缩短40天", None), ("≤100件", None),
    ],
)  # fmt: skip
def test_a_long_deadline_is_found_in_whatever_unit_it_is_printed(tmp_path: Path, text: str, days: float | None) -> None:
    said = asdict(parse_target(text))
    del said["text"]
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(INLAND, [indicator_of(INLAND, 1, "办理时间", level2="时效指标", target_text=text, **said)])
        rows = run(folder, load("long-deadlines")).rows
    assert [(row[4], row[-1]) for row in rows] == ([] if days is None else [(text, days)])


@pytest.mark.parametrize(
    ("name", "level2", "text", "is_listed"),
    [
        ("案件办理天数", "时效指标", "60天", True),
        ("案件办理天数", "产出时效", "=60天", True),
        ("案件办理天数", "数量指标", "60天", False),
        ("案件办理天数", "数量指标", "=60天", False),
        ("案件办理天数", "数量指标", "≤60天", True),
        ("案件办理天数", None, "60天以内", True),
        ("租期", "数量指标", "3年", False),
        ("房屋租期", "时效指标", "≤3年", False),
        ("公益岗补助月数", "数量指标", "12个月", False),
        ("图书馆开放天数", "数量指标", "310天", False),
        ("图书馆开放天数", "时效指标", "≥310天", False),
        ("设备使用年限", "可持续影响指标", "10年", False),
        ("设备使用年限", "时效指标", "≤10年", False),
        ("管道使用寿命", "时效指标", "=50年", False),
    ],
)
def test_what_is_no_time_allowed_is_no_long_deadline(
    tmp_path: Path, name: str, level2: str | None, text: str, *, is_listed: bool
) -> None:
    said = asdict(parse_target(text))
    del said["text"]
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(INLAND, [indicator_of(INLAND, 1, name, level2=level2, target_text=text, **said)])
        assert bool(run(folder, load("long-deadlines")).rows) == is_listed


def test_rows_of_two_periods_are_told_apart(tmp_path: Path) -> None:
    rows = [
        indicator_of(
            INLAND, number, "群众满意度", line=101, period=period, **AID, **share(80, operator_source="assumed")
        )
        for number, period in enumerate(("annual", "multi_year"), 1)
    ]
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(INLAND, [replace(row, history={"上年": "70%"}) for row in rows])
        for name in (
            "project-indicators",
            "assumed-operators",
            "targets-by-jurisdiction",
            "earlier-targets",
            "low-satisfaction",
        ):
            given = {"name": "救助"} if name == "project-indicators" else {}
            found = run(folder, load(name), given).rows
            assert len(found) == len(set(found)) == 2, name
        folder.put(
            replace(INLAND, checksum="d" * 64), [replace(row, kind="qualitative", target_text="满意") for row in rows]
        )
        assert len(set(run(folder, load("qualitative-targets")).rows)) == 2


@pytest.mark.parametrize(
    ("name", "given", "counted"),
    [
        ("most-frequent-measures", {"least": 1}, (1, 1)),
        ("documents", {}, (2, 3)),
        ("projects-by-amount", {}, (2, 3)),
        ("quantified-share-by-department", {}, (2, 1, 50)),
        ("basis-share-by-department", {}, (2, 1, 50)),
        ("counts-by-category", {}, (2,)),
    ],
)
def test_a_row_that_prints_two_targets_is_counted_once(
    tmp_path: Path, name: str, given: dict[str, str | int | float], counted: tuple[float, ...]
) -> None:
    rows = [
        indicator_of(INLAND, 1, "接访次数", basis="上年", **AID, target_text="及时", kind="qualitative"),
        indicator_of(INLAND, 2, "接访次数", line=101, period="multi_year", basis="上年", **AID, **share(95)),
        indicator_of(INLAND, 3, "投诉次数", **AID, target_text="较少", kind="qualitative"),
    ]
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(INLAND, rows)
        answer = run(folder, load(name), given)
    assert {row[-len(counted) :] for row in answer.rows} == {counted}


@pytest.mark.parametrize(
    ("name", "given", "departments", "near"),
    [
        ("quantified-share-by-department", {"place": "130302"}, {SEASIDE_OFFICE}, None),
        ("quantified-share-by-department", {"place": "13"}, {SEASIDE_OFFICE}, None),
        ("quantified-share-by-department", {"place": "140500"}, {INLAND_OFFICE}, None),
        ("quantified-share-by-department", {"place": "泽州"}, {INLAND_OFFICE}, None),
        ("quantified-share-by-department", {"place": ""}, {SEASIDE_OFFICE, INLAND_OFFICE}, None),
        ("quantified-share-by-department", {"place": "130123"}, set(), "河北省秦皇岛市"),
        ("quantified-share-by-department", {"place": "999999"}, set(), ""),
        ("quantified-share-by-department", {"place": "海岗区"}, set(), SEASIDE_PLACE),
        ("targets-by-jurisdiction", {"measure": "群众满意率"}, set(), "群众满意度"),
        ("average-satisfaction", {"period": "yearly"}, set(), "multi_year"),
    ],
)
def test_a_place_is_known_by_its_code_and_what_occurs_nowhere_is_told(
    graph: GraphFolder, name: str, given: dict[str, str | int | float], departments: set[str], near: str | None
) -> None:
    answer = run(graph, load(name), given)
    assert {row[0] for row in answer.rows} == departments
    told = unmet_parameters(graph, load(name), given)
    assert [(one.parameter, (*one.near, "")[0]) for one in told] == (
        [] if near is None else [(next(iter(given)), near)]
    )


@pytest.mark.parametrize(
    ("targets", "answer"),
    [
        (["80%-95%"], [(1, 80, 80, 80)]), (["≥90%", "80%-95%"], [(2, 85, 80, 90)]), (["≥90%", "≥120%"], [(1, 90, 90, 90)]),
        (["≥90%", "提高5%"], [(1, 90, 90, 90)]), (["≥90%", "≥85分"], [(1, 90, 90, 90)]), (["满意", "120%"], []),
    ],
)  # fmt: skip
def test_an_average_is_of_what_is_promised(tmp_path: Path, targets: list[str], answer: list[tuple[float, ...]]) -> None:
    said = [asdict(parse_target(text)) for text in targets]
    fields = [{"target_text": one.pop("text"), **one} for one in said]
    rows = [indicator_of(INLAND, number, "群众满意度", **one) for number, one in enumerate(fields, 1)]
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(INLAND, rows)
        assert [row[2:] for row in run(folder, load("average-satisfaction")).rows] == answer


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ({"line": 7, "table": 1, "row": 2}, "第7行"),
        ({"line": None, "sheet": "绩效 表", "table": 2, "row": 5}, "绩效 表 表2第5行"),
        ({"line": None, "page": 3, "table": 2, "row": 5}, "第3页 表2第5行"),
        ({"line": None}, ""),
    ],
)
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("thresholds", share(95)),
        ("assumed-operators", share(95, operator_source="assumed")),
        ("qualitative-targets", {"kind": "qualitative", "target_text": "良好"}),
        ("blank-targets", {"status": "blank"}),
        ("indicators-without-level", {}),
        ("doubtful-readings", {"confidence": 0.5}),
        ("rates-above-the-whole", share(120)),
    ],
)
def test_an_answer_says_where_a_row_stands_in_documents_of_any_kind(
    tmp_path: Path, place: dict[str, int | str | None], where: str, name: str, fields: dict[str, Any]
) -> None:
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(INLAND, [indicator_of(INLAND, 1, "满意度", **{**fields, **place})])
        answer = run(folder, load(name))
    [row] = answer.rows
    found = dict(zip(answer.variables, row, strict=True))
    assert (found["document"], found["where"]) == (INLAND.name, where)


def test_every_named_query_is_tried_above_and_says_what_it_asks() -> None:
    assert {name for name, _, _ in [*PLAIN, *TROUBLED, *REWORDED]} == {query.name for query in list_queries()}
    assert len(list_queries()) >= 20
    for query in list_queries():
        assert query.question_zh.endswith("？")
        assert query.question_en.endswith("?")
        assert query.sparql.count("# parameter") == len(query.parameters)


def test_named_queries_declare_their_prefixes_for_other_engines() -> None:
    for query in list_queries():
        evaluate(Store(), query.sparql)
        assert "PREFIX kpi: <https://kpigraph.example/ontology#>" in query.sparql


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("long-deadline", "did you mean long-deadlines?"),
        ("satisfaction", "是否指 low-satisfaction、average-satisfaction"),
        ("xyz", "--list` shows all "),
    ],
)
def test_an_unknown_name_is_answered_by_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UnknownQueryError) as caught:
        load(name)
    assert message in str(caught.value)


def test_a_parameter_is_checked_before_the_query_runs(graph: GraphFolder) -> None:
    query = load("long-deadlines")
    with pytest.raises(UnknownParameterError, match="it takes days"):
        run(graph, query, {"day": 3})
    with pytest.raises(ParameterNotANumberError, match="'many'"):
        run(graph, query, {"days": "many"})
    assert query.bindings({}) == {"days": 30}
    assert query.bindings({"days": "2.5"}) == {"days": 2.5}
