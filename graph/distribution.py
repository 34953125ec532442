"""How numbers spread: quartiles, and which stand out by a measure that the ones that stand out do not spoil."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean, median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST = 5  # numbers, below which nothing can be said to stand out
# Where most numbers are one, the least difference is far by any such measure: one that people would call far as well.
_NOTABLE = 0.1  # of the median
# The modified z-score of Iglewicz and Hoaglin (1993): 3.5 scaled median deviations, or mean deviations where these are 0.
_FAR = 3.5
_MEDIAN_TO_SIGMA = 1.4826
_MEAN_TO_SIGMA = 1.2533


@dataclass(frozen=True, slots=True)
class Distribution:
    """The count, minimum, quartiles and maximum of some numbers, and those that stand out, each once, ascending."""

    count: int
    minimum: float
    lower: float
    median: float
    upper: float
    maximum: float
    outliers: tuple[float, ...]


def values_to_distribution(values: Sequence[float]) -> Distribution:
    """The distribution of at least one number; quartiles by linear interpolation between the two nearest."""
    lower, middle, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
    return Distribution(len(values), min(values), lower, middle, upper, max(values), _outliers(values))


def _outliers(values: Sequence[float]) -> tuple[float, ...]:
    if len(values) < _FEWEST:
        return ()
    middle = median(values)
    distances = [abs(value - middle) for value in values]
    spread = median(distances) * _MEDIAN_TO_SIGMA or mean(distances) * _MEAN_TO_SIGMA
    far = max(_FAR * spread, _NOTABLE * abs(middle))
    return tuple(sorted({value for value in values if abs(value - middle) > far}))
