"""Whose document it is: department, jurisdiction, year and total budget, voted from what the document prints."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import Cell, Document, Paragraph, Table
from extract.headers import is_header
from extract.money import MONEY_UNITS, amount, money_unit
from ontology.divisions import divisions_in, lineage, resolve
from ontology.folding import fold
from ontology.forms import field_role, forms
from ontology.wording import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ontology.divisions import Division

_CODE = re.compile(r"^[\[【(（]?[\dA-Za-z]{2,}[\]】)）]?[-—_、.]?|^[:：]")
_PART = re.compile(r"^第[一二三四五六七八九十\d]+部分[:：]?")
_CODED = re.compile(r"^\d{3,}[-—_]?(?=[\u4e00-\u9fff])")
_STAMP = re.compile(r"[(（](?:盖章|公章|签章)[)）]")
_NAME = re.compile(r"[\u4e00-\u9fff（）()、·]{4,40}")
_TITLE = re.compile(r"^(?P<name>[\u4e00-\u9fff（）()、·\s]{4,40}?)(?:所属单位)?\s*(?P<year>20\d\d)\s*年")
_YEAR = re.compile(
    r"(?P<year>20\d\d)\s*[)）]?\s*年?度?(?=.{0,12}(?:预算|绩效|年度\s*[)）]))|[(（]\s*(?P<form>20\d\d)\s*年?[)）]?\s*年?度"
    r"|[(（]\s*(?P<bare>20\d\d)\s*年?度?\s*[)）]"
)
_YEAR_FIRST = re.compile(
    r"^(?P<year>20\d\d)\s*年度?(?P<name>[\u4e00-\u9fff]{2,30}?(?:局|委员会|办公室|厅|院|中心|政府|委))"
)
_UNIT_BEHIND = re.compile(rf"(?:金额)?单位:(?:{MONEY_UNITS})$")
"""The unit of money at the end of a line that names the department."""
_OF_A_PLACE = re.compile(r"(?<=[\u4e00-\u9fff])(?:省|市|县|区|州|旗|政府)")
_NO_TITLE = re.compile(r"^(?:根据|按照|依据|经|由|关于|为|向|对|请)|[和及与、，,；;。]")
_LONGEST_TITLED = 40
_REMARK_BEHIND = re.compile(r"[(（][^()（）]*[)）]$")
_WIDE_GAP = re.compile(r"[ \t]{2,}|\u3000+|\s+(?=(?:金额)?单位\s*[:：])")
"""What holds apart the parts of a line above a table: the department, and the unit of money."""
_MENTIONED = re.compile(r"(?<!\d)(20[12]\d)年(?!\d{1,2}月)")
"""A year that is not that of a date: the day of a letter may lie in the year before."""
_YEAR_END = re.compile(r"(?<!\d)(20[12]\d)年12月")
"""The year by whose end something is due."""
_YEAR_FIELD = re.compile(r"^(?:预算|项目|填报|申报|编制|所属|执行)?年(?:度|份)[:：]?(?P<year>20\d\d)")
_YEAR_ALONE = re.compile(r"(?P<year>20\d\d)年?度?")
_YEAR_IN_WORDS = re.compile(r"二[〇○零Oo0][一二三四五六七八九〇○零]{2}(?=年)")
_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_TOTAL = re.compile(
    r"(?:收入总计|收支总预算|支出总计|预算总额|收入预算)(?:为|共|合计)?(?P<amount>\d[\d,.]*(?:亿|万|千)?元)"
)
_PRINTED_YEAR = re.compile(r"[2２][0０]")
"""The beginning of every year that a document of budgets may name; most lines have none."""
_FEW = 3
"""A row of this many cells at most is a line above a table (code and name, year, unit), not a row of it."""
_LONGEST_TITLE = 60
_CACHED = 16_384
_PLACE = re.compile(
    r"(?<=[厅局委会办院])(?!公室|事处|员会)[、,，]?[\u4e00-\u9fff]{2,4}[省市县区旗州](?=[\u4e00-\u9fff]{3})"
)
"""A place behind what ends an organisation's name, and is not within it: another one begins."""
_PUBLISHER = re.compile(r"\s*(?:来源|发布机构|发布单位|发文单位|发文机关)\s*[:：]\s*")
_PUBLISHED = re.compile(rf"{_PUBLISHER.pattern}(?P<name>[\u4e00-\u9fff]{{4,30}})")
_FIELD_VOTES, _TITLE_VOTES, _LINE_VOTES = 3, 2, 1
_VOTES = {"department": _FIELD_VOTES, "supervisor": _LINE_VOTES}
"""A form that names no department of its own still names who is in charge of the project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What holds for a whole document; None where it does not say. The budget is in yuan."""

    title: str | None = None
    department: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    division_code: str | None = None
    year: int | None = None
    total_budget_cny: float | int | None = None


def document_to_context(document: Document) -> Context:
    """Find department, jurisdiction, year and total budget of a document."""
    lines = _lines(document)
    department = _department(document, lines)
    title = _title(document)
    division = _place_of(department, lines, title or "") if department else None
    place = lineage(division) if division else None
    return Context(
        title=title,
        department=department,
        province=place.province if place else None,
        city=place.city if place else None,
        county=place.county if place else None,
        division_code=place.code if place else None,
        year=_year(lines, _column_of(document, "year")),
        total_budget_cny=_total_budget(lines),
    )


def _title(document: Document) -> str | None:
    """The first short line that names a year and a budget, else the first line."""
    lines = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    named = (text for text in lines if len(text) <= _LONGEST_TITLE and re.search(r"20\d\d.*(?:预算|绩效)", text))
    return next(named, lines[0] if lines else None)


def _lines(document: Document) -> list[tuple[str, ...]]:
    """Every paragraph, and every table row, as a tuple of texts."""
    lines: list[tuple[str, ...]] = []
    for block in document.blocks:
        if isinstance(block, Table):
            lines += [row.texts for row in block.rows if row.cells]
        else:
            lines += [(part,) for part in _WIDE_GAP.split(_in_digits(block.text)) if part]
    return lines


def _in_digits(text: str) -> str:
    """A text with its years in digits (二〇二四年)."""
    return _YEAR_IN_WORDS.sub(lambda year: year[0].translate(_DIGITS), text) if "年" in text else text


def _department(document: Document, lines: Iterable[tuple[str, ...]]) -> str | None:
    votes: Counter[str] = Counter()
    lines = list(lines)
    named = [
        found
        for above, line in pairwise([(), *lines])
        if _may_name(line) and not _is_other(above, line)
        for found in _named(line)
    ]
    for name, weight in (*named, *((name, _LINE_VOTES) for name in _column_of(document, "department"))):
        if cleaned := _cleaned(name):
            votes[cleaned] += weight
    if not votes:  # a list of projects may name their units only
        votes.update(cleaned for name in _column_of(document, "supervisor") if (cleaned := _cleaned(name)))
    if not votes:
        votes.update(cleaned for name in _publishers(lines) if (cleaned := _cleaned(name)))
    if not votes:
        return None
    of_places = {name[cut.end() :]: name for name in votes for cut in _OF_A_PLACE.finditer(name)}
    for name in sorted(votes.keys() & of_places.keys()):
        if not divisions_in(name):  # the 某某街道办事处 of a field is the 某县某某街道办事处 of the title
            votes[of_places[name]] += votes[name]
    most = max(votes.values())
    return _with_place(max((name for name, count in votes.items() if count == most), key=_longest), lines)


def _longest(name: str) -> tuple[int, str]:
    return len(name), name


def _with_place(name: str, lines: Iterable[tuple[str, ...]]) -> str:
    """A name without a place (区林业局, or what damage left of one) as the page's publisher has it, whose name ends so."""
    if divisions_in(name):
        return name
    published = [whole for each in _publishers(lines) if (whole := _cleaned(each)) and whole.endswith(name)]
    return max(published, key=_longest, default=name)


def _place_of(department: str, lines: Iterable[tuple[str, ...]], title: str) -> Division | None:
    """Where a department is: where its name says; else, for one that names no place (区卫生健康局), where publisher or title do."""
    if found := resolve(department, "\n".join(map("".join, lines))):
        return found
    places = filter(None, map(resolve, (*_publishers(lines), title)))
    return next((place for place in places if place.name[-1] == department[0]), None)


def _is_other(above: tuple[str, ...], line: tuple[str, ...]) -> bool:
    """Whether a line is the cell behind a label of a field that names somebody else (省级主管部门)."""
    return len(above) == len(line) == 1 and above[0].endswith("部门") and field_role(above[0]) == "other"


def _publishers(lines: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Who published a page, by what stands above its text (来源：…)."""
    for above, line in pairwise([("",), *lines]):
        if len(line) != 1:
            continue
        if found := _PUBLISHED.search(line[0]):
            yield found["name"]
        elif len(above) == 1 and _PUBLISHER.fullmatch(above[0]):
            yield line[0]


def _may_name(line: tuple[str, ...]) -> bool:
    """Whether a line may name the department: a paragraph, or a row with its label or code."""
    return len(line) == 1 or any(map(_labels_or_codes if len(line) <= _FEW else _labels_department, line))


def _named(line: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Texts that may name the department, each with its weight."""
    few = 1 < len(line) <= _FEW
    for at, text in enumerate(line) if few or any(map(_labels_department, line)) else ():
        role, value = _labelled(text)
        if role in _VOTES:
            printed = value or (line[at + 1] if at + 1 < len(line) else "")
            yield from ((name, _VOTES[role]) for name in _organisations(printed))
        elif role == "money_unit" and _cleaned(value):  # 单位：409_某县交通运输局
            yield value, _FIELD_VOTES
        elif few and _CODED.match(text):
            yield text, _LINE_VOTES
    if len(line) == 1:
        if fields := list(_fields_at_blanks(line[0])):
            yield from fields
            return
        ways = (_TITLE.match(line[0]), _as_title(line[0]), _YEAR_FIRST.match(line[0]))
        titled = [found["name"] for found in ways if found]
        # What stands before a year may be the whole title (某县林业局整体支出绩效目标表（2024年度）).
        named = next(filter(_cleaned, titled), titled[0] if titled else None)
        yield (named, _TITLE_VOTES) if named else (line[0], _LINE_VOTES)


def _fields_at_blanks(text: str) -> Iterator[tuple[str, int]]:
    """The names behind the labels of a line whose fields single blanks hold apart (单位名称 某市水利局 单位编码 901)."""
    for label, value in pairwise(text.split()):
        role, stated = _labelled(label)
        if role in _VOTES and not stated and _cleaned(value):
            yield value, _VOTES[role]


def _organisations(cell: str) -> Iterator[str]:
    """The organisations that a cell names: one, or several whose places tell them apart (某省财政厅 某市财政局)."""
    places = [0, *(hit.start() for hit in _PLACE.finditer(cell) if _cleaned(cell[: hit.start()])), len(cell)]
    yield from (cell[begin:end].strip("、,，") for begin, end in pairwise(places))


@lru_cache(_CACHED)
def _labels_department(text: str) -> bool:
    role, value = _labelled(text)
    return role in _VOTES or (role == "money_unit" and _cleaned(value) is not None)


@lru_cache(_CACHED)
def _labels_or_codes(text: str) -> bool:
    """Whether a text labels the department, or names it behind its code."""
    return _labels_department(text) or _CODED.match(text) is not None


def _as_title(line: str) -> re.Match[str] | None:
    found = _titled().match(line) if len(line) <= _LONGEST_TITLED else None
    return None if found is None or _NO_TITLE.search(found["name"]) else found


@cache
def _titled() -> re.Pattern[str]:
    """A title with an organisation behind the year (2024年度某县妇女联合会单位预算), or before words of budgets alone."""
    ends = any_of(forms().organisations)
    said = r"\s*(?:本级)?(?:部门|单位)?(?:整体|预算|决算|绩效|支出|项目支出)"
    # A school or a park may be a project's name; an office is none.
    offices = rf"(?:{any_of(forms().offices)})(?=项目绩效)"
    return re.compile(rf"^(?:20\d\d\s*年度?\s*)?(?P<name>[\u4e00-\u9fff]{{2,30}}?(?:(?:{ends})(?={said})|{offices}))")


@lru_cache(_CACHED)
def _labelled(text: str) -> tuple[str | None, str]:
    """The role of a field by its label, and the value behind the label's colon."""
    label, colon, value = fold(text).partition(":")
    value = _UNIT_BEHIND.sub("", value)
    return (field_role(label), value) if colon and value else (field_role(text), "")


def _column_of(document: Document, role: str) -> Iterator[str]:
    """The cells below a heading of this role (单位名称, 项目单位), where a flat table names the department in each row."""
    for table in (block for block in document.blocks if isinstance(block, Table)):
        heading: Cell | None = None
        for row in table.rows:
            heads = role in map(field_role, row.texts)
            if not (heads or heading):
                continue
            named = next(cell for cell in row.cells if field_role(cell.text) == role) if heads else None
            if is_header(row):
                heading = named
            elif heading:
                column = heading.column
                yield from (cell.text for cell in row.cells if cell.column == column)


@lru_cache(_CACHED)
def _cleaned(name: str) -> str | None:
    """An organisation's name without code, stamp and 本级, or None where the text is no such name."""
    bare = _CODE.sub("", _PART.sub("", _STAMP.sub("", "".join(name.split()))))
    bare = _REMARK_BEHIND.sub("", bare.removesuffix("本级").removesuffix("机关"))
    if not _NAME.fullmatch(bare) or field_role(bare) or not bare.endswith(forms().organisations):
        return None
    return bare


def _year(lines: Iterable[tuple[str, ...]], column: Iterable[str]) -> int | None:
    """The year that titles, fields and a `column` name; else the one that the text names oftenest, or by the end of which most is due."""
    votes = Counter(found["year"] for cell in column if (found := _YEAR_ALONE.fullmatch(fold(cell))))
    mentioned: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for line in lines:
        ends.update(year for cell in line if "年12月" in cell for year in _YEAR_END.findall(cell))
        for field in _year_fields(line):
            votes[field] += _FIELD_VOTES
        text = "".join(line) if len(line) <= 2 else ""  # noqa: PLR2004 - a paragraph, or a label with its value
        if not text or not _PRINTED_YEAR.search(text):
            continue
        mentioned.update(_MENTIONED.findall(fold(text)))
        for found in _YEAR.finditer(text):
            # A year alone in brackets may be that of a column.
            votes[found["year"] or found["form"] or found["bare"]] += _LINE_VOTES if found["bare"] else _TITLE_VOTES
    counted = votes or mentioned or ends
    if not counted:
        return None
    most = max(counted.values())
    return max(int(year) for year, count in counted.items() if count == most)


def _year_fields(line: tuple[str, ...]) -> Iterator[str]:
    """The years that the fields of a line state, in one cell each or in the one behind their label (预算年度 | 2024)."""
    printed = [fold(cell) for cell in line]
    for at, text in enumerate(printed):
        if stated := _YEAR_FIELD.match(text):
            yield stated["year"]
        elif at + 1 < len(printed) and field_role(text) == "year" and (found := _YEAR_ALONE.fullmatch(printed[at + 1])):
            yield found["year"]


def _total_budget(lines: Iterable[tuple[str, ...]]) -> float | int | None:
    """The first total that a table or a sentence states; the unit may stand in a line above the table."""
    unit: str | None = None
    for line in lines:
        unit = _unit_remark(line) or unit
        total = _row_total(line, unit) if len(line) > 1 else _sentence_total(line[0])
        if total:
            return total
    return None


def _unit_remark(line: tuple[str, ...]) -> str | None:
    for text in line:
        label, colon, rest = fold(text).partition(":")
        if (colon and field_role(label) == "money_unit") or label.endswith("金额单位"):
            return money_unit(rest)
    return None


def _row_total(line: tuple[str, ...], unit: str | None) -> float | int | None:
    for at, text in enumerate(line[:-1]):
        if field_role(text) == "total_budget":
            return amount(line[at + 1], money_unit(text) or unit)
    return None


def _sentence_total(text: str) -> float | int | None:
    found = _TOTAL.search(fold(text))
    return amount(found["amount"], None) if found else None
