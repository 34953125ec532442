"""Ruled grids: segments as producers draw them become cells with exact spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.readers.ruled_grid import (
    GridSettingError,
    GridSettings,
    Segment,
    Segments,
    Span,
    rules_to_components,
    segments_to_rules,
    segments_to_stages,
)


def box(left: float, top: float, right: float, bottom: float) -> Segments:
    """The four sides of a rectangle."""
    return Segments(
        [Segment(y, left, right) for y in (top, bottom)],
        [Segment(x, top, bottom) for x in (left, right)],
    )


def drawn(*parts: Segments) -> Segments:
    """Several drawings on one page."""
    page = Segments([], [])
    for part in parts:
        page = page.over(part)
    return page


def lattice(xs: list[float], ys: list[float]) -> Segments:
    """Rules from end to end at all these places."""
    return Segments([Segment(y, xs[0], xs[-1]) for y in ys], [Segment(x, ys[0], ys[-1]) for x in xs])


def spans_of(segments: Segments) -> list[tuple[Span, ...]]:
    """The cells of each grid that is found."""
    return [grid.spans for grid in segments_to_stages(segments).grids]


@pytest.mark.parametrize(
    ("pieces", "rules"),
    [
        pytest.param([(10, 0, 50), (10, 50, 90)], [(10, 0, 90)], id="pieces that touch are one"),
        pytest.param([(10, 0, 50), (10, 53, 90)], [(10, 0, 90)], id="a gap of a dash is bridged"),
        pytest.param([(10, 0, 40), (10, 60, 90)], [(10, 0, 40), (10, 60, 90)], id="a wide gap parts"),
        pytest.param([(10, 0, 50), (11.5, 0, 50)], [(10.75, 0, 50)], id="double lines are one between them"),
        pytest.param([(10, 0, 50), (13, 0, 50)], [(10, 0, 50), (13, 0, 50)], id="other lines stay"),
        pytest.param([(10, x, x + 1) for x in range(0, 60, 3)], [(10, 0, 58)], id="dots are a line"),
        pytest.param([(10, 0, 2)], [], id="one dot is none"),
    ],
)
def test_pieces_become_rules(pieces: list[tuple[float, ...]], rules: list[tuple[float, ...]]) -> None:
    found = segments_to_rules(Segments([Segment(*piece) for piece in pieces], []))
    assert found.lying == [pytest.approx(rule, abs=0.01) for rule in rules]


def test_tables_side_by_side_are_two_components() -> None:
    rules = segments_to_rules(drawn(lattice([0, 50, 100], [0, 20, 40]), lattice([110, 150, 200], [0, 20, 40])))
    assert [len(component.standing) for component in rules_to_components(rules)] == [3, 3]


@pytest.mark.parametrize(
    ("segments", "spans"),
    [
        pytest.param(
            lattice([0, 50, 100], [0, 20, 40]),
            [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
            id="two by two",
        ),
        pytest.param(
            drawn(box(0, 0, 100, 20), box(0, 20, 50, 40), box(50, 20, 100, 40)),
            [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)],
            id="a header over two columns",
        ),
        pytest.param(
            drawn(box(0, 0, 50, 40), box(50, 0, 100, 20), box(50, 20, 100, 40)),
            [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)],
            id="a label over two rows",
        ),
        pytest.param(
            drawn(box(0, 0, 100, 40), box(0, 0, 40, 20), box(60, 20, 100, 40)),
            [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 1, 2), (1, 2, 1, 1)],
            id="a region that is no rectangle is cut into rows",
        ),
        pytest.param(
            Segments([Segment(y, 0, 100) for y in (0, 20, 40)], [Segment(50, 0, 40)]),
            [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
            id="sides left open",
        ),
        pytest.param(
            Segments([Segment(20, 0, 100), Segment(40, 0, 100)], [Segment(x, 0, 60) for x in (0, 50, 100)]),
            [(row, column, 1, 1) for row in range(3) for column in range(2)],
            id="top and bottom left open by a page break",
        ),
    ],
)
def test_regions_are_cells(segments: Segments, spans: list[tuple[int, ...]]) -> None:
    assert spans_of(segments) == [tuple(Span(*span) for span in spans)]


@pytest.mark.parametrize(
    "segments",
    [
        pytest.param(box(0, 0, 500, 800), id="a frame around the page"),
        pytest.param(Segments([Segment(10, 0, 100)], [Segment(50, 0, 20)]), id="one line over another"),
        pytest.param(Segments([Segment(y, 0, 400) for y in range(10, 100, 20)], []), id="underlined text"),
        pytest.param(lattice([n * 4.0 for n in range(300)], [n * 4.0 for n in range(300)]), id="graph paper"),
    ],
)
def test_drawings_are_no_tables(segments: Segments) -> None:
    assert spans_of(segments) == []


def test_more_rules_than_any_table_has_are_not_even_compared() -> None:
    places = [4.0 * at for at in range(2500)]
    assert segments_to_stages(lattice(places, places)).components == []


def test_open_ends_are_told() -> None:
    cut = Segments([Segment(20, 0, 100)], [Segment(x, 0, 40) for x in (0, 50, 100)])
    (grid,) = segments_to_stages(cut).grids
    assert (grid.open_above, grid.open_below) == ((True, True), (True, True))
    (grid,) = segments_to_stages(lattice([0, 50, 100], [0, 20, 40])).grids
    assert (grid.open_above, grid.open_below) == ((False, False), (False, False))


def standing(*xs: float, top: float = 0, bottom: float = 40) -> Segments:
    """Rules that nothing crosses."""
    return Segments([], [Segment(x, top, bottom) for x in xs])


RIGHT = lattice([100, 150, 200], [0, 20, 40])


def test_columns_without_a_rule_across_belong_to_the_table_beside_them() -> None:
    (grid,) = segments_to_stages(drawn(RIGHT, standing(0, 50))).grids
    assert grid.xs == (0, 50, 100, 150, 200)
    assert grid.spans[:2] == ((0, 0, 2, 1), (0, 1, 2, 1))
    assert grid.open_above == grid.open_below == (True, True, False, False)


def test_rules_of_another_height_stay_outside() -> None:
    (grid,) = segments_to_stages(drawn(RIGHT, standing(50, bottom=90), standing(70, top=12))).grids
    assert grid.xs == (100, 150, 200)


def test_columns_without_a_rule_across_may_stand_inside_a_table_that_goes_on() -> None:
    page = drawn(lattice([0, 20], [0, 20, 40]), standing(60), RIGHT)
    (grid,) = segments_to_stages(page, known=(0, 21, 60, 100, 150, 199)).grids
    assert grid.xs == (0, 20, 60, 100, 150, 200)
    assert grid.open_below == (False, True, True, False, False)
    assert len(rules_to_components(page)) == len(rules_to_components(page, known=(0, 20, 100))) == 2


@pytest.mark.parametrize(("x", "y", "span"), [(0, 0, (0, 0)), (75, 10, (0, 0)), (75, 30, (1, 1)), (100, 40, (1, 1))])
def test_points_belong_to_cells(x: float, y: float, span: tuple[int, int]) -> None:
    page = drawn(box(0, 0, 100, 20), box(0, 20, 50, 40), box(50, 20, 100, 40))
    (grid,) = segments_to_stages(page).grids
    found = grid.spans[grid.span_at(x, y)]
    assert (found.row, found.column) == span


@st.composite
def tilings(draw: st.DrawFn) -> list[Span]:
    """Cells that cover a small lattice: each free place takes a span that still fits."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    spans = []
    for row, column in sorted(free):
        if (row, column) not in free:
            continue
        span = Span(row, column, draw(st.integers(1, rows - row)), draw(st.integers(1, columns - column)))
        places = {(r, c) for r in range(row, row + span.rows) for c in range(column, column + span.columns)}
        if not places <= free:
            span, places = Span(row, column, 1, 1), {(row, column)}
        free -= places
        spans.append(span)
    return spans


@given(tilings(), st.floats(-0.7, 0.7))
def test_any_merged_table_is_found_again(cells: list[Span], jitter: float) -> None:
    """Sides drawn cell by cell and a little off give back the cells, on the lattice lines that something parts."""
    page = drawn(
        *(
            box(
                60 * cell.column + jitter * (number % 2),
                20 * cell.row,
                60 * (cell.column + cell.columns),
                20 * (cell.row + cell.rows) + jitter * (number % 3 == 0),
            )
            for number, cell in enumerate(cells)
        )
    )
    across = sorted({cell.column for cell in cells} | {cell.column + cell.columns for cell in cells})
    down = sorted({cell.row for cell in cells} | {cell.row + cell.rows for cell in cells})
    expected = [
        Span(
            down.index(cell.row),
            across.index(cell.column),
            down.index(cell.row + cell.rows) - down.index(cell.row),
            across.index(cell.column + cell.columns) - across.index(cell.column),
        )
        for cell in cells
    ]
    assert spans_of(page) == ([tuple(expected)] if len(cells) > 1 else [])


@pytest.mark.parametrize("setting", ["snap", "gap", "touch", "most_cells"])
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_tolerances_are_above_zero(setting: str, value: float) -> None:
    with pytest.raises(GridSettingError, match=setting):
        GridSettings(**{setting: value})  # type: ignore[arg-type]
