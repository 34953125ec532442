"""JSON and JSON Lines: rows of flat objects, their source lines, numbers as printed, and what is kept of broken files."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Content, Paragraph, Table
from extract.readers.faults import DamagedFileError, TooLargeError
from extract.readers.json_rows import json_to_content


def read(text: str) -> Content:
    return json_to_content(text.encode(), "d.json")


def shape(content: Content) -> list[str | list[tuple[str, ...]]]:
    """Paragraphs as their text, tables as the texts of their rows."""
    return [[row.texts for row in b.rows] if isinstance(b, Table) else b.text for b in content.blocks]


ROW = '{"三级指标": "人数", "指标值": 95.00}'
TABLE = [("三级指标", "指标值"), ("人数", "95.00")]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (f"[{ROW}]", [TABLE]),
        (f"{ROW}\n{ROW}\n", [[*TABLE, TABLE[1]]]),
        (ROW, [TABLE]),
        (f'{{"data": [{ROW}]}}', [TABLE]),
        (f'{{"code": 200, "data": {{"list": [{ROW}]}}}}', ["code：200", TABLE]),
        (f'{{"项目名称": "甲", "绩效指标": [{ROW}]}}', ["项目名称：甲", TABLE]),
        (
            f'[{{"项目名称": "甲", "指标": [{ROW}]}}, {{"项目名称": "乙", "指标": [{ROW}]}}]',
            ["项目名称：甲", TABLE] * 1 + ["项目名称：乙", TABLE],
        ),
        ('[["三级指标", "指标值"], ["人数", 95.00]]', [TABLE]),
        (
            '[{"三级指标": "人数", "历史值": {"2022年": "8人", "2023年": "6人"}, "指标值": "9人"}]',
            [[("三级指标", "2022年", "2023年", "指标值"), ("人数", "8人", "6人", "9人")]],
        ),
        (
            f'[{{"一级指标": "产出指标", "下级": [{{"二级指标": "数量指标", "下级": [{ROW}, {ROW}]}}]}}]',
            [
                [
                    ("一级指标", "二级指标", "三级指标", "指标值"),
                    *[("产出指标", "数量指标", "人数", "95.00")] * 2,
                ]
            ],
        ),
        ('[{"a": "1"}, {"b": "2", "a": "3"}]', [[("a", "b"), ("1",), ("3", "2")]]),
        ('[{"a": null, "b": true, "c": -1e5, "d": 0}]', [[("a", "b", "c", "d"), ("true", "-1e5", "0")]]),
        ('[{"a": "<b>甲</b> 乙", "b": ["x", "y"]}]', [[("a", "b"), ("甲乙", "xy")]]),
        ("[]", []),
        ('["甲", "乙"]', ["甲", "乙"]),
    ],
)
def test_values(text: str, blocks: list[str | list[tuple[str, ...]]]) -> None:
    content = read(text)
    assert shape(content) == blocks
    assert content.warnings == ()


def test_tables_are_numbered_through() -> None:
    content = read(f'[{{"a": [{ROW}], "b": [{ROW}]}}]')
    assert [block.number for block in content.blocks if isinstance(block, Table)] == [1, 2]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{ROW}\n\n{ROW}", [1, 1, 1, 1, 3, 3]),
        ('[\n {\n  "a": 1,\n  "b":\n   2\n },\n {"b": 3}\n]', [2, 2, 3, 5, 7]),
    ],
)
def test_each_value_knows_its_source_line(text: str, lines: list[int]) -> None:
    (table,) = read(text).blocks
    assert isinstance(table, Table)
    assert [cell.place.line for row in table.rows for cell in row.cells] == lines


def test_line_breaks_inside_a_value_are_its_lines() -> None:
    (table,) = read('[{"a": "甲\\n乙"}, {"a": ["丙", "丁"]}]').blocks
    assert isinstance(table, Table)
    assert [row.cells[0].lines for row in table.rows] == [(), ("甲", "乙"), ("丙", "丁")]


def test_a_nested_object_is_read_as_text_aloud() -> None:
    content = read('[{"指标": "人数", "审核": {"科室": "办公室", "结论": "同意"}}]')
    assert shape(content) == [[("指标", "审核"), ("人数", "科室：办公室结论：同意")]]
    assert content.warnings == ("d.json: 第 1 行：嵌套的对象按文字读取 (a nested object was read as text)",)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"{ROW}\n{{broken\n{ROW}\n", 2),
        (f"{{broken\n{ROW}\n{ROW}", 2),
        (f"{ROW}\n{ROW}\n" + '{"三级指标": "人', 2),
        (f"[\n{ROW},\n{ROW},\n" + '{"三级指标": "人', 2),
        ('{"data": [\n' + f"{ROW},\n{ROW},\n" + '{"三级指标": "人', 2),
    ],
)
def test_whole_rows_of_a_broken_file_are_kept_and_the_rest_named(text: str, rows: int) -> None:
    content = read(text)
    assert shape(content) == [[TABLE[0], *[TABLE[1]] * rows]]
    assert any("不是 JSON，已跳过" in warning for warning in content.warnings)


@pytest.mark.parametrize("text", ["no json", "{", "[", '{"a" 1}', '{"a": 1', "[1 2]", '{1: "a"}', "nul"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(DamagedFileError, match=r"^d\.json: .*第 1 行"):
        read(text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"a":[\n' * 5_000])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(TooLargeError, match=r"^d\.json: "):
        read(text)


SCALAR = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.sampled_from('甲乙"\\\n1 '))
)


@given(st.lists(st.dictionaries(st.sampled_from("甲乙丙"), SCALAR, min_size=1), min_size=1), st.booleans())
def test_every_value_of_flat_rows_stands_below_its_key(records: list[dict[str, object]], indented: bool) -> None:  # noqa: FBT001
    content = read(json.dumps(records, indent=1 if indented else None))
    (table,) = content.blocks
    assert isinstance(table, Table)
    keys = {cell.column: cell.text for cell in table.rows[0].cells}
    found = {row.number - 2: {keys[cell.column]: cell.text for cell in row.cells} for row in table.rows[1:]}
    for number, record in enumerate(records):
        texts = {
            k: "".join((v if isinstance(v, str) else json.dumps(v)).split()) for k, v in record.items() if v is not None
        }
        assert found.get(number, {}) == {key: text for key, text in texts.items() if text}


def test_paragraphs_have_their_lines() -> None:
    blocks = read('{\n"项目名称": "甲",\n"x": [{"a": 1}]}').blocks
    assert [block.place.line for block in blocks if isinstance(block, Paragraph)] == [2]
