"""Rows that no repair marks and that still can't be right: a name that begins with a sign, a label of one sign, glued weights.

1. A weight above the points that a table has in all, whose two halves are the same, is 分值 beside 得分 (1515 → 15).
2. A row with a name, a label or a weight that is none is doubtful.
3. Where cells were found by their looks, a torn name or label says that those of all rows around it may be torn.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ontology.folding import fold
from ontology.forms import column_role, forms
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.rows import IndicatorRow

CONFIDENCE = 0.6
"""Of a doubtful row; below that from which a row is named in a warning."""
_MOST_POINTS, _ALL_POINTS = 100, (100, 1000)
"""Points that one row has at most, and that the rows of a table have together."""
_SHORTEST_GLUED = 4
_TORN = 2
"""Signs of a name that may be the end of a word, where it ends as one (用率, of 使用率)."""
_ENDS = ("率", "度", "标")
_OPEN = re.compile(r"^[、，,的]|[、，,（(]$")
"""How a name begins or ends that is a part of one."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SEVERAL = re.compile(r"\d[^\d，,；;。]{0,6}[，,；;。]+[^，,；;。]")
"""A number in a name, and more behind a comma or a semicolon: another indicator than the one whose target was found."""
_REMARK = re.compile(r"[(（][^()（）]*[)）]")


def with_doubts(rows: Sequence[IndicatorRow], *, exact: bool) -> list[IndicatorRow]:
    """The indicators of a section, less sure where they can't be right; `exact` says that their cells are the file's own."""
    glued = sum(row.weight or 0 for row in rows) not in _ALL_POINTS
    found = [_with_weight(row) if glued and _is_heavy(row) else row for row in rows]
    if not exact and any(map(_is_torn, found)):
        return [_doubted(row) for row in found]
    doubtful = [_is_torn(one) or _is_mixed(one) or (glued and _is_heavy(one)) for one in rows]
    return [_doubted(row) if doubted else row for row, doubted in zip(found, doubtful, strict=True)]


def _doubted(row: IndicatorRow) -> IndicatorRow:
    return row._replace(confidence=min(row.confidence, CONFIDENCE))


def _is_heavy(row: IndicatorRow) -> bool:
    return row.weight is not None and row.weight > _MOST_POINTS


def _with_weight(row: IndicatorRow) -> IndicatorRow:
    """A row with the first half of a weight that is the same number twice."""
    digits = str(row.weight)
    half = digits[: len(digits) // 2]
    return row._replace(weight=int(half)) if len(digits) >= _SHORTEST_GLUED and half * 2 == digits else row


def _is_torn(row: IndicatorRow) -> bool:
    """Whether a name, label or target is a piece of one: a single sign, the end of a word, an open one, or its column's heading."""
    labels = (row.levels.level1, row.levels.level2)
    ends = len(row.name) == _TORN and row.name.endswith(_ENDS) and row.name not in forms().measures
    return (
        len(row.name) == 1
        or ends
        or _OPEN.search(row.name) is not None
        or _is_sign(row.target.text)
        or column_role(row.name) == "level3"
        or any(label is not None and len(label) == 1 for label in labels)
    )


def _is_sign(target: str | None) -> bool:
    """Whether a target is a single character that is none by itself (指, of 指标)."""
    return target is not None and len(target) == 1 and target not in wording().short and _HAN.match(target) is not None


def _is_mixed(row: IndicatorRow) -> bool:
    """Whether a name holds a target, of itself or of another indicator."""
    name = _REMARK.sub("", fold(row.name))
    if _signs().match(name):
        return True
    whole = row.target.kind in ("numeric", "date") and "cell-split" not in row.repairs
    return not whole and (_signs().search(name) is not None or _SEVERAL.search(name) is not None)


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(wording().signs)})\d")
