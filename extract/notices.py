"""Headings of notices and reports that name the project whose targets stand below (关于…项目绩效目标的公示)."""

from __future__ import annotations

import re

from extract.form import title_to_name
from ontology.folding import fold
from ontology.forms import forms

_OF_YEAR = re.compile(r"(?:20\d\d年度?)?(?:部门|单位)?(?:预算)?(?:项目|专项|资金)*$")
_NOTICE = re.compile(
    r"(?:标题[:：]?\|?)?关于(?P<said>[^。；]+绩效目标[^。；]{0,8}(?:公示|公告|公开|通知|说明|批复))\|?"
)
_REPORT = re.compile(r"绩效(?:目标|自评|评价)[^()]{0,6}(?:报告|说明)[(](?P<name>[^()]{4,40})[)]$")


def heading_to_name(text: str, department: str | None = None) -> str | None:
    """The project that the heading of a notice or a report names: 关于…项目绩效目标的公示, 绩效自评报告（…补助经费）; or None."""
    folded = fold(text)
    if notice := _NOTICE.fullmatch(folded):
        name = title_to_name(notice["said"], department)
        said = _OF_YEAR.sub("", name or "")
        whole = name and name.endswith(forms().project_ends) and said and not said.endswith(forms().organisations)
        return name if whole else None
    report = _REPORT.search(folded)
    return report["name"] if report and report["name"].endswith(forms().project_ends) else None
