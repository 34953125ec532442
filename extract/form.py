"""The form around an indicator table: whose it is, which project, code and amount, which halves and objectives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from extract.money import MONEY_UNITS, amount, money_unit, with_amounts_named
from ontology.divisions import begins_division, divisions_in
from ontology.folding import fold
from ontology.forms import bare_label, column_role, field_role, forms, label_forms, period_named
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.document import Row
    from extract.indicator import Period, Scope

_NUMBERING = re.compile(
    r"^(?:[(（](?:\d+|[一二三四五六七八九十]+)[)）]|(?:\d{1,3}|[一二三四五六七八九十]+)[、.．](?!\d)"
    r"|(?:附[件表]|表)[一二三四五六七八九十\d-]+[:：、]?|附[件表][:：])+"
)
_LEADING_YEAR = re.compile(r"^(?:20\d\d年度?|[(（]20\d\d年?度?[)）])")
_TITLE_END = re.compile(
    r"(?:绩效(?:目标|指标|自评|评价)[^。；，：:]{0,12}(?:表|体系)|绩效表|绩效(?:目标|指标|自评)(?:申报|公开|情况)*)$"
)
_SAID_BY_ALL = re.compile(r"(?:(?<=项目)项目)?(?:20\d\d年度?)?(?:项目支出|支出)?绩效(?:目标|指标|自评|评价).*$")
_YEAR_REMARK = re.compile(r"[(（]?\d{4}年?[)）]?年?度?[)）]?|[(（][^()（）]*[)）]$")
SECTION = re.compile(r"[一二三四五六七八九十]+、|第[一二三四五六七八九十]+(?:部分|章)")
"""How the headings of a document's sections begin."""
TABLE_NUMBER = re.compile(
    r"(?:部门)?(?:预算|决算)?(?:公开)?(?:附?表|附件)[\d一二三四五六七八九十-]+"
    r"|(?:预算|决算|公开|附)[\d一二三四五六七八九十]+(?:-\d+)?表(?:-\d+)?|附[表件]$"
)
"""What stands alone above the title of the next table."""
_SHORTEST_TITLE, _LONGEST_TITLE, _MONEY = 2, 60, "元"  # what every unit of money ends in
_HANZI = re.compile(r"[\u4e00-\u9fff]{2,}")
_UNIT_REMARK = re.compile(rf"(?<!计量)单位:(?P<unit>{MONEY_UNITS})(?!/)")
"""The unit of money of a table, in a folded text, where no name of a place begins with it."""
_UNIT_OF_LABEL = re.compile(rf"(?:(?:资金|预算|金额|总额|投资|规模).*|^)[(（](?P<unit>{MONEY_UNITS})[)）][:：]?$")
_LABEL_AND_AMOUNT = re.compile(rf"(?P<label>[\u4e00-\u9fff]+[(（](?:{MONEY_UNITS})[)）])(?P<amount>\d[\d,]*(?:\.\d+)?)")
_FIRST_AMOUNT = re.compile(
    rf"^(?:(?:年度)?(?:总额|金额|总量|合计)[:：]?)?(?P<amount>\d[\d,]*(?:\.\d+)?(?:{MONEY_UNITS})?)(?:其中.*)?$"
)
_NAME_ABOVE = re.compile(r"[^。；;，,：:|]{4,60}")
_CODE = re.compile(r"(?=[A-Z]*\d)[A-Z\d]{8,30}")
_CODE_END = re.compile(r"[；;，,。]")
_SITE = re.compile(r"(?<=表)[-_—|]+[\u4e00-\u9fff]{2,16}(?:网|网站|平台|政府)$")
"""The name of the site that a page prints behind its title."""
_FIELD_GAP = re.compile(r"[ \t]{2,}|\u3000+|(?<=\d|[元%])[。；](?=[\u4e00-\u9fff]{2,12}[：:])")
"""What parts the fields of a line: wide gaps, or the end of an amount before the next label."""
_FIELD_BEHIND = re.compile(r"(?<=\S)\s+(?P<label>[\u4e00-\u9fff（）()]{2,12})[：:]")
_NOTE_CELLS, _MOST_HEADINGS, _MOST_WORDS = 2, 3, 3
_TOLD = frozenset({"project", "project_code", "amount"})
"""Fields that the form keeps."""
_NO_FIELDS = frozenset({None, "other", "total", "note"})
_LONGEST_UNIT_LINE, _LONGEST_UNIT_LABEL, _CACHED = 12, 16, 16_384
_TITLED = re.compile(r"(?:项目)?(?:支出)?绩效(?:自评|目标|评价)(?:申报)?表$")  # what a title adds to its project's name
_EMPTY_NAME = re.compile(r"[\s\d()（）、.．:：/\-—第号]*")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands around a table so far; every field None until the form names it. Amounts in yuan."""

    title: str | None = None
    scope: Scope | None = None
    project: str | None = None
    code: str | None = None
    amounts: tuple[tuple[str, str, str | None], ...] = ()
    """Amounts by label as printed, each with the unit beside it: a label below may name the unit of them all."""
    money_unit: str | None = None
    label_unit: str | None = None
    """The unit of money that a label of this form gives to the amounts right of it and below."""
    period: Period | None = None
    halves: tuple[Period, ...] = ()
    objective: str | None = None
    listed: tuple[tuple[Period, str], ...] = field(default=())
    named_above: bool = False
    """Whether a numbered line above its table gave the project's name."""
    beside: tuple[str, ...] = ()
    """The projects of forms that stand side by side, left to right."""

    @property
    def amount_cny(self) -> float | int | None:
        """The project's amount in yuan: the first of the usual fields that is not zero, zero where all are."""
        by_label = {label: (text, unit) for label, text, unit in reversed(self.amounts)}
        printed = [by_label[label] for label in forms().amounts if label in by_label]
        read = (amount(text, unit or self.label_unit or self.money_unit) for text, unit in printed)
        ordered = [yuan for yuan in read if yuan is not None]
        return next((value for value in ordered if value), ordered[0] if ordered else None)

    @property
    def is_bare(self) -> bool:
        """Whether nothing but a title has opened it."""
        return self == Form(title=self.title, money_unit=self.money_unit, scope=self.scope)

    def only_objective(self, period: Period) -> str | None:
        """The one objective that the form lists for a period; None where it lists none or several."""
        labels = {label for listed, label in self.listed if listed == period}
        return labels.pop() if len(labels) == 1 else None


@lru_cache(_CACHED)
def is_title(text: str) -> bool:
    """Whether a paragraph or a lone cell is the title of a form or of any other table."""
    folded = _bare_title(text)
    if len(folded) > _LONGEST_TITLE or re.search(r"[。；，]", folded):
        return False
    if folded.endswith("表"):
        return len(folded) > _SHORTEST_TITLE
    if ":" in folded or period_named(folded) or _TITLE_END.search(folded) is None:
        return False
    return column_role(folded) != "text" or bool(_LEADING_YEAR.match(fold(text)) or title_to_name(text, None))


def same_title(first: str, second: str) -> bool:
    """Whether two titles are the same but for the numbers of their tables and the remarks on their year."""
    one, other = (TABLE_NUMBER.sub("", _bare_title(text), count=1) for text in (first, second))
    return one == other


def is_subtitle(text: str) -> bool:
    """Whether a lone cell only heads the indicators of the form that it stands in (绩效指标表, 具体目标表), and opens no other form."""
    folded = _bare_title(text)
    opens = any(word in folded for word in ("目标", "自评", "评价", "申报"))
    return folded.endswith("具体目标表") or ("指标" in folded and not opens)


def title_to_form(text: str, before: Form, department: str | None) -> Form:
    """The form that a title opens; only the unit of money is kept from the one before.

    A title that names nothing but a period (长期绩效目标表) heads a part of the form before it.
    """
    folded = _bare_title(text)
    if period := _period(folded):
        return replace(before, period=period, objective=None)
    form = Form(title=text, money_unit=before.money_unit)
    if not _TITLE_END.search(folded):
        return form
    if any(word in folded for word in forms().department_title):
        return replace(form, scope="department")
    name = title_to_name(text, department)
    if name:
        return replace(form, scope="project", project=name)
    return replace(form, scope="project" if any(word in folded for word in forms().project_title) else None)


@lru_cache(_CACHED)
def _bare_title(text: str) -> str:
    return _YEAR_REMARK.sub("", _NUMBERING.sub("", _SITE.sub("", fold(text))))


@lru_cache(_CACHED)
def title_to_name(text: str, department: str | None) -> str | None:
    """The project that a title names before the words that every title has; None where these are all it holds."""
    printed = _LEADING_YEAR.sub("", _NUMBERING.sub("", "".join(text.split())))
    name = _SAID_BY_ALL.sub("", printed)
    rest = fold(name)
    for word in (department, *(division.name for division in divisions_in(rest)), *forms().generic):
        rest = rest.replace(word, "") if word else rest
    return None if _EMPTY_NAME.fullmatch(rest) or name.endswith(forms().offices) else name


def paragraph_to_form(text: str, form: Form, above: str = "", *, used: bool = False) -> Form:
    """The form after a line of running text: fields printed as 项目名称：…, the unit of money.

    A line that begins with the project's code stands below its name, the line `above`. Where the form is `used` by a table, a
    blank name begins another project.
    """
    form = _with_units(form, ("".join(text.split()),)) if _MONEY in text else form
    words = text.split()
    if len(words) > 1 and all(map(_period, words)):
        form = _with_halves(form, words)
    elif named := _project_behind_blank(words):
        form = _with_field(_next_form(form, [(words[0], named)]), words[0], named, None)
    parts = (
        [part for gap in _FIELD_GAP.split(text) for part in _fields_apart(gap)] if "：" in text or ":" in text else []
    )
    for at, part in enumerate(parts):
        label, colon, value = part.replace(":", "：", 1).partition("：")
        if label.strip() in forms().line_project and _NAME_ABOVE.fullmatch(value.strip()):
            label += "名称"
        role = field_role(label) if colon else None
        if role == "project" and not value.strip():
            form = _next_project(form) if used and form.project else _left_blank(form)
        elif value.strip():
            if role == "project_code":
                value = _CODE_END.split(value.strip(), maxsplit=1)[0]
            form = _next_form(form, [(label, value)]) if role in ("project", "project_code") else form
            form = _named_above(form, above) if role == "project_code" and not at else form
            form = _with_field(form, label, value, None)
    return form


def _project_behind_blank(words: Sequence[str]) -> str | None:
    """The name that blanks hold apart from its label, as in a form without rules (项目名称  甲项目); None where labels stand there."""
    label, *behind = [word for word in words if word != "|"] or [""]
    named = 0 < len(behind) <= _MOST_WORDS and "名称" in label and field_role(label) == "project"
    return " ".join(behind) if named and not any(field_role(word) or column_role(word) for word in behind) else None


def _fields_apart(text: str) -> list[str]:
    """The fields that single blanks hold apart, each with its label's colon (项目名称： 甲项目 项目类别： 经常性项目)."""
    begins = [found.start() for found in _FIELD_BEHIND.finditer(text) if field_role(found["label"])]
    return [text[start:stop] for start, stop in pairwise([0, *begins, len(text)])]


def _named_above(form: Form, above: str) -> Form:
    """The form of the project whose name is the whole line above its code; as it is where that line is something else."""
    if not _NAME_ABOVE.fullmatch(above) or is_title(above) or above.endswith(forms().organisations):
        return form
    return replace(form, project="".join(above.split()), scope="project")


def is_unit_line(text: str) -> bool:
    """Whether a paragraph only says in which unit of money a table is."""
    return _unit_remark(text) is not None and len(fold(text)) <= _LONGEST_UNIT_LINE


def lone_title(row: Row) -> str | None:
    """The title that a row holds alone, in one cell or repeated over a merged one; None where it is any other row."""
    text = row.texts[0] if row.cells else ""
    return text if text and is_title(text) and len(set(row.texts)) == 1 else None


def is_field_row(row: Row) -> bool:
    """Whether a row begins with the label of a form's field."""
    role = first_field(row)
    return role not in _NO_FIELDS or (role == "note" and len(row.cells) <= _NOTE_CELLS)


def heads_fields(rows: Sequence[Row], at: int) -> bool:
    """Whether a row holds one cell, and what names a project stands below it, perhaps behind another such heading (基本信息)."""
    alone = len(rows[at].cells) == 1
    below = next((row for row in rows[at : at + _MOST_HEADINGS] if len(row.cells) > 1), None) if alone else None
    return below is not None and first_field(below) == "project"


def first_field(row: Row) -> str | None:
    """The field whose label a row begins with, or None."""
    return _labelled_field(row.cells[0].text) if row.cells else None


@lru_cache(_CACHED)
def _labelled_field(text: str) -> str | None:
    return field_role(text.split("：", maxsplit=1)[0].split(":", maxsplit=1)[0])


def row_to_form(row: Row, form: Form) -> Form:
    """The form after one of its rows: pairs of label and value, halves, the unit of money."""
    texts = [text for text, _ in groupby(row.texts)]  # merged cells may be printed in all of their columns
    if not any(map(_tells_of_form, texts)):
        return form
    form = _with_halves(form, texts)
    form = _left_blank(form) if len(texts) == 1 and field_role(texts[0]) == "project" else form
    pairs = with_amounts_named(list(_pairs(texts)))
    row_unit = money_unit(texts[0]) if pairs else None
    form = _with_units(_next_form(form, pairs), texts)
    for label, value in pairs:
        form = _with_field(form, label, value, row_unit)
    named = [(label, "".join(value.split())) for label, value in pairs if field_role(label) == "project"]
    if len(named) > 1 and len({label for label, _ in named}) == 1 < len({name for _, name in named}):
        form = replace(form, beside=tuple(name for _, name in named))
    return form


def _with_halves(form: Form, texts: Sequence[str]) -> Form:
    """The form after texts that name the periods of what stands below them side by side (实施期总目标 | 年度目标)."""
    periods = tuple(period for period in map(_period, texts) if period)
    return replace(form, halves=periods) if len(periods) > 1 and len(set(periods)) == len(periods) else form


def _with_units(form: Form, texts: Sequence[str]) -> Form:
    """The form after texts that name a unit of money: a remark names that of the table, a label that of its own amounts.

    项目资金（万元） stands left of its rows, and says of all of them in which unit they are.
    """
    if remarks := [unit for text in texts if "单位" in text and (unit := _unit_remark(text))]:
        form = replace(form, money_unit=remarks[-1])
    if label_unit := next(filter(None, map(_unit_of_label, texts)), None):
        form = replace(form, label_unit=label_unit, money_unit=form.money_unit or label_unit)
    return form


def _unit_remark(text: str) -> str | None:
    """The unit of money that a line names (单位：万元), or None."""
    folded = fold(text) if "单位" in text else ""
    found = _UNIT_REMARK.search(folded)
    if found is None or begins_division(folded[found.start("unit") :]):
        return None
    behind = _HANZI.match(folded, found.end())
    return None if behind and behind[0].endswith(forms().organisations) else found["unit"]


@lru_cache(_CACHED)
def _tells_of_form(text: str) -> bool:
    """Whether a cell may change the form: it names a period, a unit of money, or a field that the form keeps."""
    label = text.replace(":", "：", 1).partition("：")[0]
    told = _period(text) or field_role(text) in _TOLD or field_role(label) in _TOLD
    return bool(told or _unit_of_label(text) or _LABEL_AND_AMOUNT.fullmatch(text)) or "单位" in text


@lru_cache(_CACHED)
def _unit_of_label(text: str) -> str | None:
    found = _UNIT_OF_LABEL.search(text) if len(text) <= _LONGEST_UNIT_LABEL else None
    return found["unit"] if found else None


def _next_form(form: Form, pairs: Sequence[tuple[str, str]]) -> Form:
    """The form, begun anew where a row names another project or code than the one before."""
    if not pairs or not form.project:
        return form
    named = {field_role(label): "".join(value.split()) for label, value in pairs}
    other = named.get("project", form.project) != form.project
    recoded = form.code and named.get("project_code", form.code) != form.code
    return _next_project(form) if other or recoded else form


def _left_blank(form: Form) -> Form:
    """The form of a project whose name is left blank."""
    return replace(form, scope=form.scope or "project")


def _next_project(form: Form) -> Form:
    """A form of another project below the same title."""
    return Form(title=form.title, money_unit=form.money_unit, scope="project")


def _pairs(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Labels of fields with the value in the next cell, or behind the label's own colon."""
    for at, text in enumerate(texts):
        label, colon, value = text.replace(":", "：", 1).partition("：")
        if colon and value and field_role(label):
            yield label, value
        elif _MONEY in text and (together := _LABEL_AND_AMOUNT.fullmatch(text)):
            yield together["label"], together["amount"]
        elif field_role(text) and at + 1 < len(texts) and field_role(texts[at + 1]) is None:
            # A conversion cuts a cell at an edge of other rows: between a code and the name behind it.
            cut = _CODE.fullmatch(texts[at + 1]) and at + 2 < len(texts) and texts[at + 2][0] in "-_—－"
            yield text, "".join(texts[at + 1 : at + 2 + bool(cut)])


def _with_field(form: Form, label: str, value: str, row_unit: str | None) -> Form:
    role = field_role(label)
    name = "".join(value.split())
    if role == "project":
        return replace(form, project=_TITLED.sub("", name) or name, scope="project")
    if role == "project_code":
        return replace(form, code=name)
    if role == "amount":
        stated = _FIRST_AMOUNT.match(fold(name).rstrip("。；;"))
        known = next((known for known in label_forms(label) if known in forms().amounts), None)
        if known and stated:
            return replace(form, amounts=(*form.amounts, (known, stated["amount"], money_unit(label) or row_unit)))
    return form


def objective_row(row: Row) -> tuple[Period, str | None] | None:
    """The period and objective that a row of its own announces (长期目标1: …, 年度绩效目标表), or None."""
    period = _period(row.cells[0].text) if row.cells else None
    if period is None or any(levels(text) for text in row.texts[1:]):
        return None
    if len(row.cells) > 2 or (len(row.cells) > 1 and _period(row.cells[1].text)):  # noqa: PLR2004 - label, text
        return None
    if bare_label(_before_colon(row.cells[0].text)) in forms().undated:
        return None
    return period, numbered_objective(row.cells[0].text)


def numbered_objective(text: str) -> str | None:
    """The label of an objective that has a number (长期目标1), or None."""
    label = bare_label(_before_colon(text))
    return label if _period(text) and re.search(r"\d$", label) else None


def with_objective(form: Form, period: Period, label: str | None, above: str = "") -> Form:
    """The form from a row on that announces a period and perhaps an objective; `above` is the line right above it.

    Where that, or the form so far, is of another period (实施期目标, 年度目标), the two halves of the table are of these.
    """
    listed = (*form.listed, (period, label)) if label else form.listed
    other = (_period(above) if above else None) or form.period
    halves = (other, period) if other and other != period else form.halves
    return replace(form, period=period, objective=label, listed=listed, halves=halves)


def _before_colon(text: str) -> str:
    """A label without what is printed behind its colon (长期目标1：建设… → 长期目标1)."""
    return text.replace(":", "：", 1).partition("：")[0]


@lru_cache(_CACHED)
def _period(text: str) -> Period | None:
    named = period_named(_before_colon(text))
    return "multi_year" if named == "multi_year" else "annual" if named == "annual" else None
