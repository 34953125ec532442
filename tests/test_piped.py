"""Tables with a pipe behind each cell: rows by the number of pipes, whatever lines the cells fill."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.readers.piped import piped_cells, piped_rows

CELL = st.text(alphabet="指标产出数量≥95%天（）.", min_size=1, max_size=8)


def texts(lines: list[str], at: int = 0) -> list[list[str]]:
    rows, _ = piped_rows(lines, at)
    return [[cell.text.strip() for cell in cells] for cells in rows]


@pytest.mark.parametrize(
    ("printed", "rows"),
    [
        ("a | b | c |\nd | e | f |\ng | h | i |", [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]),
        ("| a | b | c |\n| d | e | f |\n| g | h | i |", [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]),
        ("title | |||\na |\nb |\nc |\nd |\ne | f |||\ng |\n|\n|\nh |", [["title"], ["a", "b", "c", "d"], ["e", "f"], ["g", "h"]]),
        ("head | ||\na\nb | c | d |\ne | f | g |", [["head"], ["ab", "c", "d"], ["e", "f", "g"]]),
        ("head | ||||\na | b | c | d | e |\nf | g | |||\nh | i | j |\nz", [["head"], list("abcde"), list("fg"), list("hij")]),
    ],
    ids=["a row a line", "a pipe before each row", "a cell a line, made up for at the end", "a cell over two lines", "the last row cut"],
)  # fmt: skip
def test_rows(printed: str, rows: list[list[str]]) -> None:
    assert texts(printed.split("\n")) == rows


@pytest.mark.parametrize(
    "printed",
    ["浏览量：1 | | | |\n\n绩效目标表", "a | b\nc | d\ne | f", "首页 | 政务公开 |\n正文第一段", "a | b |\n\nc | d |"],
    ids=["a line of a page's frame", "no pipe at the end", "a menu", "two single rows"],
)
def test_what_is_no_table(printed: str) -> None:
    assert texts(printed.split("\n")) == []


def test_each_cell_knows_its_line() -> None:
    rows, stop = piped_rows(["text", "t | |||", "a |", "b |", "c | d |", "e | f | g | h |", "text"], 1)
    assert [[(cell.text.strip(), cell.line) for cell in row] for row in rows] == [
        [("t", 1)],
        [("a", 2), ("b", 3), ("c", 4), ("d", 4)],
        [("e", 5), ("f", 5), ("g", 5), ("h", 5)],
    ]
    assert stop == 6


@given(st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=4, max_size=8), st.data())
def test_any_table_comes_back(rows: list[list[str]], data: st.DataObject) -> None:
    """Rows shorter than the longest are made up for with pipes; a row may be printed on one line or on several."""
    width = max(3, *(len(row) for row in rows))
    lines = ["题" + " |" * width]
    for row in rows:
        padding = "|" * (width - len(row))
        if data.draw(st.booleans()):
            lines.append(" | ".join(row) + " |" + padding)
        else:
            lines += [f"{cell} |" for cell in row]
            if padding:
                lines.append(padding)
    assert texts(lines) == [["题"], *rows]


@pytest.mark.parametrize(
    ("printed", "cells"),
    [
        ("a |\n|\nb |\n|\n|\nc |\nd |\ne |", [("a", 1), ("b", 2), ("c", 0), ("d", 0), ("e", 0)]),
        ("a\n|\nb\n|\n|\nc\n|\nd\n|", [("a", 0), ("b", 1), ("c", 0), ("d", 0)]),
        (
            "名 | x |\n|\n| 一级指标 | 三级指标 | 指标值 | 产出指标 | 里程 |\n| 5 |\n|\n|\n| y |\n| z |",
            [
                *(("名", 0), ("x", 2), ("一级指标", 0), ("三级指标", 0), ("指标值", 0), ("产出指标", 0), ("里程", 1)),
                *(("5", 3), ("y", 1), ("z", 0)),
            ],
        ),
    ],
    ids=["a cell a line", "a pipe on a line of its own", "only blank cells break lines"],
)
def test_cells_of_a_table_that_ends_no_row(printed: str, cells: list[tuple[str, int]]) -> None:
    lines = printed.split("\n")
    assert piped_rows(lines, 0) == ([], 0)
    found, stop = piped_cells(lines, 0)
    assert ([(cell.text.strip(), blanks) for cell, blanks in found], stop) == (cells, len(lines))


def test_cells_a_line_end_where_a_line_holds_several() -> None:
    lines = [*["a |"] * 9, "b | c | d | e |"]
    assert piped_rows(lines, 0) == ([], 0)
    cells, stop = piped_cells(lines, 0)
    assert ([cell.text.strip() for cell, _ in cells], stop) == (["a"] * 9, 9)


@pytest.mark.parametrize(
    "printed",
    ["t | |||\na |\nb |\nc | d |\n" + "e | f | g | h |\n" * 8, "首页 |\n要闻 |\n正文第一段", "a | b | c |\n" * 9],
    ids=["rows made up for", "a menu", "a row a line"],
)
def test_tables_that_end_their_rows_are_no_loose_cells(printed: str) -> None:
    assert piped_cells(printed.rstrip("\n").split("\n"), 0) == ([], 0)
