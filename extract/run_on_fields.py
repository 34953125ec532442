"""Fields of forms that run on in lines: each on a line of its own, the project's name whole."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import Block, Heading, Paragraph, printed
from extract.form import is_title
from extract.torn import is_open
from ontology.forms import field_role, forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FIELDS = frozenset({"project", "project_code", "amount", "department", "supervisor"})
_NAME_END = re.compile(r"[\u4e00-\u9fff（）()“”、]{1,20}")
_NAME = re.compile(r"[“《\u4e00-\u9fff\d][\u4e00-\u9fff\d（）()“”《》、及和与-]{7,}")
_NAME_LINE = re.compile(r"[\u4e00-\u9fff\d（）()“”《》、·—-]{1,24}")
_MOST_NAME_LINES, _SHORTEST_NAME = 4, 4
"""Lines of a name below its label, and its signs."""
_AMOUNT_BEHIND = re.compile(r"\s+(?P<label>[\u4e00-\u9fff]{2,8})\s+(?P<amount>\d[\d,]*(?:\.\d+)?)$")
"""An amount with a label too short to be told from words elsewhere (预算数 86.00), behind a name."""
_FEWEST_FIELDS = 3
"""Labels of fields from which a line holds a form, whatever stands before them."""
_NOUNS = ("项目", "专项")
_SHORTEST_HEADING = 3
_LONGEST_HEAD = 4
_WIDEST_TITLE = 300
"""Characters in which a title stands before the fields."""


def fields_apart(block: Block) -> Iterator[Block]:
    """A line of fields that run on as a line for each; any other block as it is."""
    if not isinstance(block, Paragraph) or isinstance(block, Heading):
        yield block
        return
    found = list(field_label().finditer(block.text))
    # A title holds words that label fields elsewhere (项目支出绩效目标表).
    near = (at for at, label in enumerate(found) if label.start() <= _WIDEST_TITLE)
    titled = next((at for at in near if is_title(block.text[: found[at].start()])), None)
    found = found[titled:]
    begins = titled is not None or (found and found[0].start() <= _LONGEST_HEAD)
    if not found or (not begins and len(found) < _FEWEST_FIELDS):
        yield block
        return
    if not any(field_role(printed(label[0])) in _FIELDS for label in found):
        yield block
        return
    if block.text[: found[0].start()].strip():
        yield replace(block, text=block.text[: found[0].start()].strip())
    for label, following in zip(found, [*found[1:], None], strict=True):
        value = block.text[label.end() : following.start() if following else None].strip(" :：\t\u3000\xa0")
        if following and value and field_role(printed(label[0])) == "project":
            value += _noun_taken(block.text[: label.start()], value, block.text[following.start() :])
        priced = _AMOUNT_BEHIND.search(value)
        if priced and field_role(priced["label"]) == "amount":
            yield replace(block, text=f"{printed(label[0])}：{value[: priced.start()]}")
            yield replace(block, text=f"{priced['label']}：{priced['amount']}")
        else:
            left_blank = block.text[label.end() :].lstrip().startswith((":", "："))
            yield replace(block, text=f"{printed(label[0])}：{value}" if value or left_blank else label[0])


def with_labels_joined(block: Block) -> Block:
    """A line with the labels of projects' names whole whose signs stand apart (项 目 名 称); any other block as it is."""
    if not isinstance(block, Paragraph) or " " not in block.text:
        return block
    joined = _signs_apart().sub(lambda label: label[0].replace(" ", ""), block.text)
    return block if joined == block.text else replace(block, text=joined)


@cache
def _signs_apart() -> re.Pattern[str]:
    labels = (label for label, role in forms().fields.items() if role == "project")
    return re.compile("|".join(" ".join(map(re.escape, label)) for label in labels))


def _noun_taken(above: str, name: str, behind: str) -> str:
    """The noun at a name's end that the label behind it begins with too (…改造项目 | 实施单位), where the title above says so."""
    noun = next((word for word in _NOUNS if behind.startswith(word)), "")
    return noun if noun and name + noun in above else ""


def with_whole_project(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a form with its project's name on one line, where the next one goes on with it and a field follows.

    A name of two lines may stand around its label, which then has no value on its line.
    """
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and field_role(block.text) == "project" and (lines := _name_below(blocks, at)):
            whole = replace(block, text=f"{block.text}：{''.join(lines)}")
            return [*blocks[:at], whole, *blocks[at + 1 + len(lines) :]]
        if isinstance(block, Paragraph) and at and field_role(block.text) == "project":
            below = next((i for i in range(at, len(blocks)) if not _on_line(blocks[i], block)), None)
            above = next((i for i in range(at - 1, -1, -1) if not _on_line(blocks[i], block)), at)
            if below is not None and (name := _halves_around(blocks[above], block, blocks[below])):
                whole = replace(block, text=f"{block.text}：{name}")
                return [*blocks[:above], *blocks[above + 1 : at], whole, *blocks[at + 1 : below], *blocks[below + 1 :]]
        if not isinstance(block, Paragraph) or not names_project(block.text):
            continue
        below = at + 1
        while below < len(blocks) and _on_line(blocks[below], block):
            below += 1
        beside = [other.text for other in blocks[at + 1 : below] if isinstance(other, Paragraph)]
        lines = [other.text for other in blocks[below : below + 2 + _FEWEST_FIELDS] if isinstance(other, Paragraph)]
        rest, following, *_ = [*lines, "", ""]
        # Where a field has no value on its line, that stands in halves around it.
        if any("：" not in text and field_role(text) for text in (*beside, *lines[1 : 1 + _FEWEST_FIELDS])):
            continue
        if beside and not beside[-1].endswith(forms().organisations) and rest.strip().endswith(forms().organisations):
            continue  # what is broken is the name of the department
        labelled = field_role(rest) or field_label().match(rest.strip())
        ends = _NAME_END.fullmatch(rest.strip()) and not (is_title(rest) or labelled)
        if ends and field_label().match(following):
            whole = replace(block, text=block.text + rest.strip())
            return [*blocks[:at], whole, *blocks[at + 1 : below], *blocks[below + 1 :]]
    return blocks


def _name_below(blocks: Sequence[Block], at: int) -> list[str]:
    """The lines below a label alone in its own that make the name, up to the next label, which lines may break too."""
    texts = [
        printed(block.text) if isinstance(block, Paragraph) else ""
        for block in blocks[at + 1 : at + 2 + _MOST_NAME_LINES]
    ]
    lines: list[str] = []
    for text, after in pairwise((*texts, "")):
        if field_role(text) or field_role(text + after) or field_label().match(text):
            return lines if len("".join(lines)) >= _SHORTEST_NAME else []
        if not _NAME_LINE.fullmatch(text):
            return []
        lines.append(text)
    return []


def _halves_around(above: Block, label: Paragraph, below: Block) -> str | None:
    """The name whose halves stand on the lines above and below its label; None where these are something else."""
    if not isinstance(above, Paragraph) or not isinstance(below, Paragraph) or _on_line(above, label):
        return None
    upper, lower = above.text.strip(), below.text.strip()
    if is_title(upper) or any("：" in text or field_role(text) or " " in text for text in (upper, lower)):
        return None
    whole = upper + lower
    fits = not is_open(whole) if is_open(upper) else _NAME_END.fullmatch(lower) and _NAME.fullmatch(upper)
    return whole if fits else None


def names_project(text: str) -> bool:
    """Whether a text is the field of a project's name, with the name (项目名称：…)."""
    label, _, name = text.partition("：")
    return bool(name) and field_role(label) == "project"


def _on_line(block: Block, other: Paragraph) -> bool:
    """Whether a block stands on the line of a paragraph."""
    return isinstance(block, Paragraph) and other.place.line is not None and block.place.line == other.place.line


@cache
def field_label() -> re.Pattern[str]:
    """What the labels of fields look like in a line, the longest first."""
    labels = [label for label in forms().fields if len(label) > _SHORTEST_HEADING]
    patterns = (re.escape(label).replace(r"\(", "[(（]").replace(r"\)", "[)）]") for label in labels)
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)))
