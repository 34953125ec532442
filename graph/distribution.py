"""How numbers spread: quartiles, and which stand out by a measure that the ones that stand out do not spoil."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST = 5  # numbers, below which nothing can be said to stand out
_FAR = 3.0  # deviations from the median, as Iglewicz and Hoaglin (1993) advise for the modified z-score: 3.5, here strict
_TO_SIGMA = 1.4826  # of normal numbers the median deviation times this is the standard deviation


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
    """Numbers farther from the median than _FAR scaled median deviations; where more than half are equal, the others."""
    if len(values) < _FEWEST:
        return ()
    middle = median(values)
    spread = median(abs(value - middle) for value in values) * _TO_SIGMA
    return tuple(sorted({value for value in values if abs(value - middle) > _FAR * spread}))
