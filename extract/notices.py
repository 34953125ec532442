"""Headings of notices and reports that name the project whose targets stand below (关于…项目绩效目标的公示)."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.form import Form, title_to_name
from ontology.folding import fold
from ontology.forms import forms

_OF_YEAR = re.compile(r"(?:20\d\d年度?)?(?:部门|单位)?(?:预算)?(?:项目|专项|资金)*$")
_NOTICE = re.compile(
    r"(?:标题[:：]?\|?)?关于(?P<said>[^。；]+绩效目标[^。；]{0,8}(?:公示|公告|公开|通知|说明|批复|报告|设定|请示))\|?"
)
_REPORT = re.compile(r"(?:绩效(?:目标|自评|评价)[^()]{0,6}(?:报告|说明)|公示|公告)[(](?P<name>[^()]{4,40})[)]$")
_RESULT = re.compile(r"(?:20\d\d年度?)?(?P<name>[^。；，:]{4,40}?)(?:绩效)?自评(?:结果|情况)(?:报告)?")
_TITLE = re.compile(
    r"(?:[^。；，:关]{0,30}?20\d\d年度?)?(?P<name>[^。；，:关]{4,40}?)(?:项目支出|支出)?"
    r"绩效(?:目标|自评|评价)(?:情况|工作)?(?:的)?(?:报告|说明)"
)
_SET = re.compile(r"(?:标题[:：]?\|?)?(?P<name>[^。；，:|关]{4,40}?)(?:支出)?绩效目标(?:设定|设置)(?:情况)?\|?")
"""A heading that says of which project it sets the targets."""
_BELOW = re.compile(r"[(](?P<name>[^()]{4,40})[)]")
"""The name alone on the line below such a heading."""
_SAID = re.compile("绩效|自评|公[示告]")
"""What such a heading speaks of; most lines do of none."""


def heading_to_name(text: str, department: str | None = None) -> str | None:
    """The project that the heading of a notice or a report names: 关于…项目绩效目标的公示, 绩效自评报告（…补助经费）; or None."""
    folded = fold(text)
    if _SAID.search(folded) is None:
        return None
    if (
        notice := _NOTICE.fullmatch(folded)
        or _RESULT.fullmatch(folded)
        or _SET.fullmatch(folded)
        or _TITLE.fullmatch(folded)
    ):
        name = title_to_name(notice.groupdict().get("said") or notice["name"], department)
        said = _OF_YEAR.sub("", name or "")
        return name if name and said and not said.endswith(forms().organisations) and _is_name(name) else None
    report = _REPORT.search(folded)
    return report["name"] if report and _is_name(report["name"]) else None


def heading_to_form(text: str, form: Form, department: str | None = None) -> Form | None:
    """The form that such a heading opens, with the unit of money of the one before; None where it names no project."""
    below = _BELOW.fullmatch(fold(text)) if form.title and _TITLE.fullmatch(fold(form.title)) else None
    if below and _is_name(below["name"]):
        return replace(form, scope="project", project=below["name"])
    if name := heading_to_name(text, department):
        return Form(title=text, money_unit=form.money_unit, scope="project", project=name)
    return replace(form, title=text) if form.project is None and _TITLE.fullmatch(fold(text)) else None


def _is_name(text: str) -> bool:
    return (
        text.endswith(forms().project_ends)
        and not text.startswith(forms().done)
        and forms().unnamed.fullmatch(text) is None
    )
