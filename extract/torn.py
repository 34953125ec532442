"""Rows that text conversion tore apart become whole again: broken labels, values on a line of their own, ends of names.

Only what a careful reader would join is joined: a label whose halves together are an official one, a value below a name that has
none, and the rest of a name whose bracket or quotation mark is still open or that is only the last sign or two.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from extract.cell_types import is_target, looks_like_quantity, says_none
from extract.listed import TEMPLATE_NUMBER
from extract.quantities import is_cut_target
from extract.targets import is_operator, parse_target
from ontology.forms import forms
from ontology.framework import completed, is_points, levels
from ontology.units import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extract.alignment import Alignment
    from extract.columns import Columns
    from extract.document import Cell
    from extract.tables import TableRow

_JOINED = "row-joined"
_CONFIDENCE_LOST = 0.1
_LAST_SIGNS = 2
_JOINS = ("、", "和", "与", "及", "的", "暨")
_TOWARDS = re.compile(r"(?<=[\u4e00-\u9fff])(?<![核比结查校派相配成一])对$")
"""The word between who judges and what is judged (申报企业对 | 辅导服务评价), which ends no verb (核对)."""
JOINING = ("与", "和", "及", "或", "的", "、")
"""What begins no name."""
_PAIRS = (("(（", ")）"), ("“", "”"), ("《", "》"), ("【", "】"), ("[", "]"), ("〔", "〕"))
"""Brackets that open and close: a wide one is closed by a narrow one as well."""
_OPENING = re.compile(f"[{re.escape(''.join(opened for opened, _ in _PAIRS))}]")
_LABELS = frozenset({"level1", "level2"})
_OWN = frozenset({"value", "operator", "unit", "weight", "actual", "history", "amount"})
"""Roles of cells that a row of its own has, and the end of a name never."""
_TEXTS = frozenset({"description", "basis", "explanation", "text"})
"""Roles of cells that hold running text."""
_WORDS = re.compile(r"[\u4e00-\u9fff）)”》]{1,12}")
"""The end of a name on a line of its own."""
_FEWEST_NAMES = 6
"""Names from which the longest tells the width of their column."""
_FAR = 10_000


def mended(rows: Sequence[TableRow], columns: Columns, *, exact: bool = False, placed: bool = False) -> list[TableRow]:
    """The rows of a section with torn ones joined to the row above them; each joined row says so in its repairs.

    Args:
        rows: the rows of the section.
        columns: its columns.
        exact: whether the format says where cells begin and end, so that only what a cell holds can be torn.
        placed: whether a text shows where cells stand, so that what stands below a cell is its next line.
    """
    whole: list[TableRow] = []
    lengths = [] if exact else _lengths(rows, columns)
    longest = max(lengths, default=_FAR)
    width = _width(lengths, columns)
    outlined = columns.roles().isdisjoint(_LABELS)
    for row in rows:
        above = whole[-1] if whole and not (outlined and _is_label_alone(row)) else None
        joined = _joined(above, row, columns, width, placed=placed) if above else None
        if joined is None and above and not exact:
            joined = _with_torn_word(above, row, columns) or _with_end_aside(above, row, columns, longest)
        if joined is None:
            whole.append(row)
        else:
            whole[-1:] = joined
    return whole


def _is_label_alone(row: TableRow) -> bool:
    """Whether a row holds nothing but a level's label, which ends no cell above it where labels stand among the names."""
    return len(row.row.cells) == 1 and bool(levels(row.row.texts[0]))


def _lengths(rows: Sequence[TableRow], columns: Columns) -> list[int]:
    """The signs of each name that stands beside its value."""
    return [
        len(cell.text)
        for row in rows
        if row.alignment and "value" in _roles(row.alignment.cells, columns)
        for index, cell in row.alignment.cells.items()
        if columns.columns[index].role == "level3"
    ]


def _width(lengths: Sequence[int], columns: Columns) -> int:
    """The signs of the longest name, which is how wide the names' column was printed.

    One longest name alone tells it only where a row of its own would have more than a value: a weight, a unit, an earlier target.
    """
    if len(lengths) < _FEWEST_NAMES:
        return _FAR
    longest = max(lengths)
    return longest if lengths.count(longest) > 1 or columns.roles() & (_OWN - {"value"}) else _FAR


def _joined(above: TableRow, row: TableRow, columns: Columns, width: int, *, placed: bool) -> list[TableRow] | None:
    """The two rows after a join (one, or two where the lower one still holds something), or None where nothing is torn."""
    if above.alignment is None or row.alignment is None:
        return None
    held, below = above.alignment.cells, row.alignment.cells
    if ends := (placed and _next_line(held, row, columns)) or _rests_of_cells(held, below, columns):
        whole = {**held, **{at: _together(held[at], cell) for at, cell in ends.items()}}
        return [above._replace(alignment=_noted(above.alignment, whole))]
    halves = _name_end(held, below, columns, width, over_break=above.table != row.table)
    halves |= _broken_labels(held, below, columns)
    moved = halves or _value_below(held, below, columns)
    if not moved:
        return None
    upper, lower = dict(held), dict(below)
    for index, target in moved.items():
        cell = lower.pop(index)
        upper[target] = _together(upper[target], cell) if target in upper else cell
    mended_above = above._replace(alignment=_noted(above.alignment, upper))
    return [mended_above, row._replace(alignment=row.alignment._replace(cells=lower))] if lower else [mended_above]


def _rests_of_cells(upper: Mapping[int, Cell], lower: Mapping[int, Cell], columns: Columns) -> dict[int, Cell]:
    """All cells of a line whose target ends the one that is cut above it (2023年12月 | 31日前, ≥ | 92%), beside the ends of others."""
    at = next((index for index in lower if columns.columns[index].role == "value"), -1)
    if (
        at not in upper
        or not lower.keys() <= upper.keys()
        or _roles(lower, columns) - {*_LABELS, *_TEXTS, "level3", "value"}
    ):
        return {}
    begun, rest = upper[at].text, lower[at].text
    signed = is_operator(begun) and not looks_like_quantity(begun) and parse_target(rest).kind == "numeric"
    dated = is_cut_target(begun, rest) and parse_target(begun + rest).kind == "date"
    labels = [index for index in lower if columns.columns[index].role in _LABELS]
    whole = all(_is_label(upper[index].text + lower[index].text) for index in labels)
    return dict(lower) if whole and (signed or dated) else {}


def _broken_labels(upper: Mapping[int, Cell], lower: Mapping[int, Cell], columns: Columns) -> dict[int, int]:
    """Cells that complete those right above them, by lower and upper column.

    The lower half makes a label an official one (服务对象满意 + 度指标). Where a row holds nothing but lower halves, the rest of
    its cells (the end of a name, of a value) goes with the label's.
    """
    standing = {above.column: target for target, above in upper.items()}
    pairs = [(index, cell.text, standing[cell.column]) for index, cell in lower.items() if cell.column in standing]
    below = {
        index: target
        for index, text, target in pairs
        if upper[target].text != text
        if is_points(text) or not _stands_alone(text)
        if not levels(text) or columns.columns[target].role == "level3"
    }
    labels = {index: target for index, target in below.items() if _is_label(upper[target].text + lower[index].text)}
    return below if labels and len(below) == len(lower) else labels


def _is_label(text: str) -> bool:
    """Whether a text is an official label, or the beginning of one that is cut once more."""
    return bool(levels(text)) or completed(text) is not None


def _stands_alone(text: str) -> bool:
    """Whether a cell reads as a target of its own."""
    return parse_target(text).kind in ("numeric", "date", "change")


def _value_below(upper: Mapping[int, Cell], lower: Mapping[int, Cell], columns: Columns) -> dict[int, int]:
    """All cells of a row without labels and name, below a row whose name has no value."""
    has = _roles(upper, columns)
    if "level3" not in has or "value" in has:
        return {}
    holds = _roles(lower, columns)
    torn = "value" in holds and not holds & {*_LABELS, "level3"}
    return {index: index for index in lower} if torn and not has & (holds - {"description"}) else {}


def _next_line(upper: Mapping[int, Cell], row: TableRow, columns: Columns) -> dict[int, Cell]:
    """The cells of a line, by the columns in which they stand, that goes on with the cells above it; none where one doesn't.

    Such a line holds no whole label, and what it adds to a label makes an official one. It holds the end of a name only beside
    what is the end of another cell for sure.
    """
    if not {"level3", "value"} <= _roles(upper, columns):
        return {}
    places = [(columns.at(cell.column), cell) for cell in row.row.cells]
    sure = any(at is not None and at in upper and is_cut_target(upper[at].text, cell.text) for at, cell in places)
    goes_on = all(
        at is not None
        and at in upper
        and (sure or columns.columns[at].role != "level3")
        and not levels(cell.text)
        and (columns.columns[at].role not in _LABELS or _is_label(upper[at].text + cell.text))
        for at, cell in places
    )
    return {at: cell for at, cell in places if at is not None} if goes_on else {}


def _name_end(
    upper: Mapping[int, Cell], lower: Mapping[int, Cell], columns: Columns, width: int, *, over_break: bool
) -> dict[int, int]:
    """The name's cell of a row that holds nothing but the end of the name above; labels and running text may stand beside it.

    The name above is open, or fills its column, or only the last signs are missing, or a page ends between the two: then the
    running text beside it is the end of that above too.
    """
    holds = _roles(lower, columns)
    if "level3" not in holds or not _OWN.isdisjoint(holds) or not {"level3", "value"} <= _roles(upper, columns):
        return {}
    index, cell = next((i, c) for i, c in lower.items() if columns.columns[i].role == "level3")
    name = upper.get(index)
    if name is None or len(cell.text) > len(name.text) or _begins_anew(cell.text):
        return {}
    labelled = any(levels(other.text) for at, other in lower.items() if columns.columns[at].role in _LABELS)
    if len(name.text) == width and not (labelled and name.text.endswith(forms().measures)):
        return {index: index}
    if (
        over_break and holds <= {"level3", *_TEXTS} and lower.keys() <= upper.keys()
    ):  # the ends of all cells that wrapped
        return {at: at for at in lower}
    alone = holds == {"level3"}
    ends = is_open(name.text) or len(cell.text) <= _LAST_SIGNS or over_break
    return {index: index} if alone and ends else {}


def _with_torn_word(above: TableRow, row: TableRow, columns: Columns) -> list[TableRow] | None:
    """The row with the end of its name from a row that holds nothing else, where a word stands over the two."""
    if above.alignment is None or row.alignment is None or _roles(row.alignment.cells, columns) != {"level3"}:
        return None
    upper = dict(above.alignment.cells)
    index, cell = next(iter(row.alignment.cells.items()))
    name = upper.get(index) if "value" in _roles(upper, columns) else None
    if name is None or _begins_anew(cell.text) or len(cell.text) > len(name.text):
        return None
    if not cell.text.startswith(JOINING) and not _stands_over(name.text, cell.text):
        return None
    upper[index] = _together(name, cell)
    return [above._replace(alignment=_noted(above.alignment, upper))]


def _with_end_aside(above: TableRow, row: TableRow, columns: Columns, longest: int) -> list[TableRow] | None:
    """The row with the end of its name, the longest, from a line at the left edge that holds nothing else.

    So it is where blank cells were lost and rows stand too far left. The target above is whole, so that no end of it is meant.
    """
    if above.alignment is None or row.alignment is None or len(row.row.cells) != 1 or not row.alignment.cells:
        return None
    (at, cell), upper = next(iter(row.alignment.cells.items())), dict(above.alignment.cells)
    roles = {columns.columns[index].role: index for index in upper}
    if "shifted-left" not in above.alignment.repairs or not {"level3", "value"} <= roles.keys():
        return None
    name, value = upper[roles["level3"]], upper[roles["value"]]
    if columns.columns[at].role != "value" or cell.column or _WORDS.fullmatch(cell.text) is None:
        return None
    if not looks_like_quantity(value.text) or is_unit(cell.text) or is_target(cell.text) or len(name.text) < longest:
        return None
    # 优良率 is whole, 行政村 | 比例 is not.
    if name.text.endswith(forms().measures) or not cell.text.endswith(forms().measures):
        return None
    upper[roles["level3"]] = _together(name, cell)
    return [above._replace(alignment=_noted(above.alignment, upper))]


def _stands_over(above: str, below: str) -> bool:
    """Whether a word of the language stands over the break between two texts (土壤改良工 | 作的满意度)."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return all(stop != len(above) for _, _, stop in jieba.tokenize(above + below))


def _begins_anew(text: str) -> bool:
    """Whether a text is a row's own name: a template's, filled or not, or what says that there is none."""
    return says_none(text) or parse_target(text).status == "placeholder" or TEMPLATE_NUMBER.match(text) is not None


def _roles(indices: Iterable[int], columns: Columns) -> set[str]:
    return {columns.columns[index].role for index in indices}


def is_open(text: str) -> bool:
    """Whether a bracket or quotation mark is opened and not closed, or a text ends with a word that joins."""
    if text.endswith(_JOINS) or _TOWARDS.search(text):
        return True
    return _OPENING.search(text) is not None and any(_count(text, one) > _count(text, other) for one, other in _PAIRS)


def _count(text: str, signs: str) -> int:
    return sum(map(text.count, signs))


def _together(upper: Cell, lower: Cell) -> Cell:
    return upper._replace(text=upper.text + lower.text, lines=())


def _noted(alignment: Alignment, cells: Mapping[int, Cell]) -> Alignment:
    repairs = tuple(dict.fromkeys((*alignment.repairs, _JOINED)))
    return alignment._replace(cells=cells, moved=True, cost=alignment.cost + _CONFIDENCE_LOST, repairs=repairs)
