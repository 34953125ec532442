"""Projects whose names stand in numbered lines or headings above their tables (一、县级公立医院改革补助)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Heading
from extract.form import is_title, title_to_name
from extract.money import money_unit
from ontology.folding import fold
from ontology.forms import column_role, field_role, forms, period_named
from ontology.framework import levels

if TYPE_CHECKING:
    from extract.document import Paragraph
    from extract.form import Form

_ORDINAL = "[一二三四五六七八九十]+"
_PROJECT = rf"(?P<project>(?:子?项目|专项)(?:\d{{1,2}}|{_ORDINAL})\s*[:：、.．]?)"
_PLACE = rf"(?:(?P<first>{_ORDINAL}[、.．])|(?P<second>[(（]{_ORDINAL}[)）])|\d{{1,2}}[、.．](?!\d)|[(（]\d{{1,2}}[)）]|[◆●■▲◇★])"
_NUMBER = re.compile(rf"\s*(?P<number>{_PROJECT}?{_PLACE}?)\s*(?P<rest>.*)", re.DOTALL)
_NUMBERED = re.compile(rf"\s*(?:{_PROJECT}|{_PLACE})")
_ANNOUNCES = re.compile(rf"(?:{_PLACE})?(?:重点|主要|部门)?项目(?:支出)?(?:绩效目标|绩效指标)(?:情况|设置情况|公开)?")
_CACHED = 1_024
REMARK = re.compile(r"[(（][^()（）]*[)）]$")
_NAME = re.compile(r"(?=.*[\u4e00-\u9fff]{2})[^。；;，,：:|]{4,40}")


def depth(block: Paragraph) -> int | None:
    """How deep in the outline a heading or a numbered line stands: 0 一、 or a heading, 1 （一）, 2 below these; None for other lines."""
    found = _NUMBERED.match(block.text)
    if found is None:
        return 0 if isinstance(block, Heading) else None
    return 0 if found["first"] or found["project"] else 1 if found["second"] else 2


def unnumbered(text: str) -> str:
    """A line without the number that it begins with ((二)年度绩效指标)."""
    return _NUMBERED.sub("", text, count=1).strip()


def block_to_name(block: Paragraph, department: str | None) -> tuple[str, bool] | None:
    """The project that a numbered line or a heading may name, and whether it does by itself; None where it names none.

    By itself it does where it ends as the names of projects do, or with an amount, or says that it is one (项目一：…); else an
    amount must follow.
    """
    parted = parted_name(block.text, department)
    if parted is None or depth(block) is None:
        return None
    name, _ = parted
    found = _NUMBERED.match(block.text)
    by_itself = found is not None and found["project"] is not None
    by_itself = by_itself or priced(name)[1] is not None
    return name, by_itself or REMARK.sub("", name).endswith(forms().project_ends)


@lru_cache(_CACHED)
def _announces_projects(text: str) -> bool:
    """Whether a heading says that the targets of projects follow, each below its name (二、项目支出绩效目标)."""
    return _ANNOUNCES.fullmatch("".join(text.split())) is not None


def parted_name(text: str, department: str | None) -> tuple[str, bool] | None:
    """The name of a project that a line may be, and whether it is numbered; None where the line is something else."""
    found = _NUMBER.match(text)
    name = "".join(found["rest"].split()) if found else ""
    other = is_title(name) or levels(name) or period_named(name) or field_role(name) or column_role(name)
    if found is None or not _NAME.fullmatch(REMARK.sub("", name)) or other or name.endswith(forms().organisations):
        return None
    if any(section in name for section in forms().sections) or not title_to_name(name, department):
        return None
    return name, bool(found["number"])


class Numbered(NamedTuple):
    """The last line that may name a project: the name, whether it does by itself, its depth, and the form as it was above it."""

    name: str
    alone: bool
    depth: int
    form: Form


def line_taken(
    last: Numbered | None, block: Paragraph, form: Form, department: str | None, *, used: bool
) -> tuple[Numbered | None, Form]:
    """What may name the project of the next table after a line, and the form there; `used` where indicators stand in the form.

    Lines below it in the outline belong to its project, unless they name one.
    """
    at = depth(block)
    if at is None:
        whole = form.named_above and any(word in block.text for word in forms().department_title)
        return (None, begun(form)) if whole else (last, form)
    name, alone = block_to_name(block, department) or (None, False)
    if _announces_projects(block.text):
        return None, replace(begun(form), title=block.text, scope="project")
    if name is not None and form.title is not None and _announces_projects(form.title):
        alone = alone or not name.endswith(forms().section_ends)
    if last is not None and at > last.depth and not alone:
        return last, form
    fresh = begun(form) if form.named_above or (alone and used and form.scope == "department") else form
    return Numbered(name, alone, at, fresh) if name else None, fresh


def named_above(last: Numbered | None, form: Form) -> Form:
    """The form with the project that a numbered line above its table names, where nothing else says whose it is."""
    if last is None or form.project or form.scope == "department":
        return form
    priced = form.amounts != last.form.amounts
    return _named(form, last.form, last.name) if last.alone or priced else form


def _named(form: Form, before: Form, name: str) -> Form:
    """The form of the project that a line above its table names; only what is told since `before` belongs to it."""
    fresh = begun_by(form, *priced(name))
    if form.amounts != before.amounts:
        fresh = replace(fresh, amounts=form.amounts, label_unit=form.label_unit)
    if form.objective != before.objective or form.listed != before.listed:
        fresh = replace(fresh, objective=form.objective, listed=form.listed, period=form.period)
    return fresh


def begun(form: Form) -> Form:
    """A form of which nothing is told but the unit of money: its title was that of the form before, unless it announces many."""
    bare = type(form)(money_unit=form.money_unit)
    many = form.title is not None and _announces_projects(form.title)
    return replace(bare, title=form.title, scope="project") if many else bare


def begun_by(form: Form, project: str, amount: str | None = None) -> Form:
    """Such a form of the project that a line names, with its amount as printed."""
    amounts = () if amount is None else ((forms().amounts[0], amount, None),)
    return replace(begun(form), project=project, scope="project", named_above=True, amounts=amounts)


def priced(name: str) -> tuple[str, str | None]:
    """A name without the amount of money that it closes with, and that amount (湿地修复（金额：30万元） → 湿地修复, 30万元)."""
    remark = REMARK.search(name)
    if remark is None or money_unit(remark[0]) is None or not any(map(str.isdigit, remark[0])):
        return name, None
    return name[: remark.start()], fold(remark[0])[1:-1].rpartition(":")[2]
