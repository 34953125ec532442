"""How numbers spread, and which stand out."""

from __future__ import annotations

import pytest

from graph.distribution import values_to_distribution


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0], (3, 3, 3, 3, 3)),
        ([1, 2], (1, 1.25, 1.5, 1.75, 2)),
        ([1, 2, 3, 4, 5], (1, 2, 3, 4, 5)),
        ([5, 1, 3, 2, 4], (1, 2, 3, 4, 5)),
    ],
)
def test_quartiles_lie_between_the_nearest_numbers(values: list[float], expected: tuple[float, ...]) -> None:
    found = values_to_distribution(values)
    assert (found.minimum, found.lower, found.median, found.upper, found.maximum) == expected


@pytest.mark.parametrize(
    ("values", "outliers"),
    [
        ([1, 2, 3, 4, 100], (100,)),
        ([90, 91, 92, 93, 94, 95], ()),
        ([100] * 9 + [50], (50,)),
        ([95, 95, 95, 96, 96], ()),
        ([1, 1, 1, 1000], ()),  # too few to say
        ([7] * 10, ()),
        ([-50, 10, 11, 12, 13, 14, 90, 90], (-50, 90)),
    ],
)
def test_outliers_are_told_by_a_robust_measure(values: list[float], outliers: tuple[float, ...]) -> None:
    assert values_to_distribution(values).outliers == outliers
