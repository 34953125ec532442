"""Long files are read in parts, and what is read is what the whole file gives."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import openpyxl
import pytest
from conftest import ROOT

from extract import reading
from extract.document import Document, Table
from extract.packed import PackedIndicators
from extract.readers import file_to_parts, plain, separated, xlsx_parts
from extract.readers.faults import DamagedFileError, TooLargeError
from extract.readers.isolation import Task, read_isolated_parts
from extract.readers.limits import LIMITS
from extract.readers.plain import plain_to_content, plain_to_parts
from extract.readers.separated import separated_to_content, separated_to_parts
from extract.readers.xlsx import xlsx_to_content
from extract.readers.xlsx_parts import xlsx_to_parts
from extract.reading import file_to_extraction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from extract.document import Block, Content
    from extract.indicator import Indicator

EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))


def said(indicators: Iterable[Indicator]) -> list[tuple[object, ...]]:
    return [(i.id, i.line, i.table, i.row, i.level1, i.level2, i.level3, i.target_text, i.project) for i in indicators]


def whole(parts: Iterable[Content]) -> list[tuple[str, object]]:
    """Paragraphs, and the rows of tables one by one, wherever the parts were cut: blank lines at a cut belong to neither."""
    blocks: list[Block] = [block for content in parts for block in content.blocks]
    return [
        piece
        for block in blocks
        for piece in (
            [(f"table {block.number}", (row.number, row.cells)) for row in block.rows]
            if isinstance(block, Table)
            else [("text", replace(block, blanks=0))]
        )
    ]


@pytest.fixture
def long_text(tmp_path: Path) -> Path:
    path = tmp_path / "多份.txt"
    path.write_text("\n\n".join(example.read_text(encoding="utf-8") for example in EXAMPLES), encoding="utf-8")
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A sheet with merged labels over many rows, and one without anything."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "绩效目标"
    sheet.append(["项目名称", "农村供水"])
    sheet.append(["一级指标", "二级指标", "三级指标", "指标值"])
    for number in range(60):
        sheet.append(["产出指标", "数量指标", f"供水工程{number}处数", f"≥{number + 1}处"])
    sheet.merge_cells("A3:A62")
    sheet.merge_cells("B3:B32")
    sheet.merge_cells("B33:B62")
    book.create_sheet("空")
    path = tmp_path / "大表.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("window", [2_000, 9_000])
def test_text_in_windows_has_the_blocks_of_the_whole(
    long_text: Path, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "LIMITS", replace(LIMITS, window=window))
    parts = list(plain_to_parts(long_text, "多份.txt"))
    together = plain_to_content(long_text.read_bytes(), "多份.txt")
    assert len(parts) > 3
    texts = [piece for piece in whole(parts) if piece[0] == "text"]
    assert texts == [piece for piece in whole([together]) if piece[0] == "text"]
    cells = [cell for kind, piece in whole(parts) if kind != "text" for cell in piece[1]]  # type: ignore[index]
    assert cells == [cell for kind, piece in whole([together]) if kind != "text" for cell in piece[1]]  # type: ignore[index]


def test_a_line_longer_than_a_window_is_read_in_part_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "一行.txt"
    row = "产出指标\t数量指标\t办理案件数\t≥200件 "
    path.write_text("第一行\n" + row * 400 + "\n最后一行\n", encoding="utf-8")
    monkeypatch.setattr(plain, "LIMITS", replace(LIMITS, window=2_000))
    parts = list(plain_to_parts(path, "一行.txt"))
    (told,) = [warning for part in parts for warning in part.warnings]
    assert told.startswith("一行.txt: 第 2 行超过")
    (last,) = [block for part in parts for block in part.blocks if getattr(block, "text", "") == "最后一行"]
    assert last.place.line == 3  # type: ignore[union-attr]


def test_indicators_of_a_text_in_parts_are_those_of_the_whole(long_text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = file_to_extraction(long_text)
    monkeypatch.setattr(plain, "LIMITS", replace(LIMITS, window=20_000))
    monkeypatch.setattr("extract.readers._LONG", dict.fromkeys(file_to_parts.__globals__["_LONG"], 1))
    in_parts = file_to_extraction(long_text)
    assert isinstance(in_parts.indicators, PackedIndicators)
    assert [row[1:2] + row[4:] for row in said(in_parts.indicators)] == [
        row[1:2] + row[4:] for row in said(together.indicators)
    ]


def test_workbook_in_runs_has_the_rows_and_merged_ranges_of_the_whole(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_parts, "LIMITS", replace(LIMITS, window_cells=30))
    parts = list(xlsx_to_parts(workbook, "大表.xlsx"))
    together = xlsx_to_content(workbook.read_bytes(), "大表.xlsx")
    assert len(parts) > 3
    assert whole(parts) == whole([together])


def test_indicators_of_a_workbook_in_runs_have_the_labels_and_projects_above_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["项目名称", "一级指标", "二级指标", "三级指标", "指标值"])
    for project in ("农村供水", "道路养护"):
        for number in range(40):
            first = (
                [project, "产出指标", "数量指标"] if number == 0 else [None, None, "质量指标" if number == 20 else None]
            )
            sheet.append([*first, f"{project}工程{number}处数", f"≥{number + 1}处"])
    path = tmp_path / "合并.xlsx"
    book.save(path)

    def found(parts: Iterable[Content]) -> list[tuple[object, ...]]:
        documents = (Document(path.name, "", "", part.blocks, part.warnings, exact=True) for part in parts)
        indicators = reading._parts_to_extraction(documents).indicators  # noqa: SLF001 - the parts of a file, cut smaller
        return [(i.project, i.level1, i.level2, i.level3, i.target_text) for i in indicators]

    monkeypatch.setattr(xlsx_parts, "LIMITS", replace(LIMITS, window_cells=30))
    together = found([xlsx_to_content(path.read_bytes(), path.name)])
    assert found(xlsx_to_parts(path, path.name)) == together
    assert {row[:2] for row in together} == {("农村供水", "产出指标"), ("道路养护", "产出指标")}


@pytest.mark.parametrize("quote", ['"', "“"], ids=["quoted cells of two lines", "a quote that is never closed"])
def test_separated_values_in_runs_are_those_of_the_whole(
    tmp_path: Path, quote: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ["项目名称,一级指标,二级指标,三级指标,指标值"]
    for number in range(60):
        rows += [
            f"农村供水{number}期,产出指标,数量指标,新建供水工程{number}处数,≥{number + 1}处",
            f'农村供水{number}期,效益指标,社会效益指标,"受益人数\n（含流动人口）",≥{number}0人',
            f"农村供水{number}期,满意度指标,服务对象满意度指标,用水群众满意度,≥9{number % 10}%",
        ]
    path = tmp_path / "清单.csv"
    path.write_text("\n".join(rows + ([] if quote == '"' else [',,,"乙,'])), encoding="utf-8")
    together, content = file_to_extraction(path), separated_to_content(path.read_bytes(), path.name)
    monkeypatch.setattr(separated, "LIMITS", replace(LIMITS, window_cells=35))
    monkeypatch.setattr("extract.readers._LONG", dict.fromkeys(file_to_parts.__globals__["_LONG"], 1))
    parts = list(separated_to_parts(path, path.name))
    assert len(parts) > 20
    assert whole(parts) == whole([content])
    assert [warning for part in parts for warning in part.warnings] == list(content.warnings)
    assert said(file_to_extraction(path).indicators) == said(together.indicators)
    assert len(together.indicators) >= 120


def test_markdown_in_windows_has_the_indicators_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "\n".join(
        ["| 一级指标 | 二级指标 | 三级指标 | 指标值 |", "|---|---|---|---|"]
        + [f"| 产出指标 | 数量指标 | 供水工程{number}处数 | ≥{number}处 |" for number in range(1, 9)]
    )
    path = tmp_path / "汇总.md"
    path.write_text(
        "\n\n".join(f"## 项目{n}绩效目标表\n\n项目名称：供水{n}期\n\n{table}" for n in range(30)), encoding="utf-8"
    )
    together = file_to_extraction(path)
    monkeypatch.setattr(plain, "LIMITS", replace(LIMITS, window=1_500))
    monkeypatch.setattr("extract.readers._LONG", dict.fromkeys(file_to_parts.__globals__["_LONG"], 1))
    assert len(list(file_to_parts(path, path.name))) > 3
    assert said(file_to_extraction(path).indicators) == said(together.indicators)
    assert len(together.indicators) == 240


def test_parts_come_over_from_the_other_process_and_so_does_an_error(workbook: Path, tmp_path: Path) -> None:
    def parts_of(path: Path) -> list[Content]:
        task = Task("extract.readers.xlsx_parts:xlsx_to_parts", str(path), path.name, parts=True)
        return list(read_isolated_parts(task, seconds=30, memory_mb=1024))

    assert whole(parts_of(workbook)) == whole(xlsx_to_parts(workbook, workbook.name))
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(workbook.read_bytes()[:900])
    with pytest.raises(DamagedFileError, match="坏"):
        parts_of(broken)
    assert whole(parts_of(workbook)) == whole(xlsx_to_parts(workbook, workbook.name))


def test_more_indicators_than_a_document_may_have_are_refused_in_one_line(
    long_text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LIMITS", replace(LIMITS, indicators=100))
    with pytest.raises(TooLargeError, match="100 条指标"):
        file_to_extraction(long_text)


def test_packed_indicators_are_the_indicators() -> None:
    indicators = [i for example in EXAMPLES for i in file_to_extraction(example).indicators] * 20
    packed = PackedIndicators()
    packed.extend(indicators[:3000])
    packed.extend(indicators[3000:])
    assert len(packed) == len(indicators) > 4000
    assert list(packed) == list(packed) == indicators
    assert [packed[0], packed[2000], packed[-1]] == [indicators[0], indicators[2000], indicators[-1]]
    assert packed[1998:2002] == indicators[1998:2002]
    with pytest.raises(IndexError):
        packed[len(indicators)]


MATRIX = (
    "序号,项目名称,产出指标,,满意度指标\n,,数量指标,质量指标,服务对象满意度指标\n,,培训人次,培训合格率,学员满意度\n"
)
FORM = "项目名称,动物防疫,,,\n一级指标,二级指标,三级指标,指标值,\n产出指标,数量指标,免疫头数,≥2万头,\n产出指标,质量指标,免疫合格率,≥90%,\n"


@pytest.mark.parametrize(
    ("text", "cuts", "count"),
    [
        (MATRIX + "".join(f"{n},项目{n},≥{n}0人次,≥9{n}%,≥8{n}%\n" for n in range(1, 10)), (6, 9), 27),
        (MATRIX + "".join(f"{n},项目{n},≥{n}0人次,—,—\n" for n in range(1, 8)), (6, 8), 7),  # a row stays a row
        (MATRIX + "1,甲,≥10人次,≥91%,≥81%\n2,乙,≥20人次,≥92%,≥82%\n" + FORM, (4, 8), 8),  # it ends in the next part
        (MATRIX + "1,甲,≥10人次,≥91%,—\n", (), 2),  # as many rows as before
    ],
)
def test_a_matrix_of_projects_goes_on_in_the_next_part(text: str, cuts: tuple[int, ...], count: int) -> None:
    content = separated_to_content(text.encode(), "矩阵.csv")
    (table,) = content.blocks
    assert isinstance(table, Table)
    document = Document("矩阵.csv", "", "text/csv", content.blocks, exact=True)
    rows = (table.rows[first:end] for first, end in pairwise((0, *cuts, len(table.rows))))
    parts = [replace(document, blocks=(replace(table, rows=part),)) for part in rows]
    whole_file = reading._parts_to_extraction(iter([document])).indicators  # noqa: SLF001 - the parts are made here
    in_parts = reading._parts_to_extraction(iter(parts)).indicators  # noqa: SLF001
    assert len(whole_file) == count
    assert [one[4:] for one in said(in_parts)] == [one[4:] for one in said(whole_file)]
