"""What the places of a row's cells tell before any text is read."""

from __future__ import annotations

from extract.columns import rows_to_columns
from extract.document import Cell, Row
from extract.row_shapes import shape_of

HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值")
COLUMNS = rows_to_columns([Row(tuple(Cell(text, at) for at, text in enumerate(HEADINGS)), 1)])


def cells(*places: int) -> list[Cell]:
    """Cells at these grid columns."""
    return [Cell("甲", place) for place in places]


def test_each_cell_has_its_column() -> None:
    shape = shape_of(cells(1, 2, 3), COLUMNS)
    assert shape.columns == (1, 2, 3)
    assert shape.roles == ("level2", "level3", "value")
    assert (shape.name, shape.value) == (1, 2)
    assert not shape.nameless


def test_cells_that_share_a_column_have_none_of_their_own() -> None:
    assert shape_of(cells(2, 3, 4), COLUMNS).columns is None


def test_a_value_beside_a_label_wants_a_name() -> None:
    assert shape_of(cells(0, 3), COLUMNS).nameless
    assert not shape_of(cells(3), COLUMNS).nameless


def test_a_first_level_stands_without_a_second() -> None:
    assert shape_of(cells(0, 2, 3), COLUMNS).alone == 0
    assert shape_of(cells(0, 1, 2), COLUMNS).alone is None
    assert shape_of(cells(0), COLUMNS).alone is None


def test_arrangements_are_kept_once_and_not_without_end() -> None:
    assert shape_of(cells(1, 2), COLUMNS) is shape_of(cells(1, 2), COLUMNS)
    for place in range(3, 1_000):
        shape_of(cells(2, place), COLUMNS)
    assert len(COLUMNS.shapes) <= 100
