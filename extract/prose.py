"""Indicators stated in sentences (绩效指标：重大任务完成率达到90%以上，按期结案率达到95%以上).

1. A paragraph that begins with a mark (绩效指标：) is a statement; its work area is the numbered heading above it.
2. Its sentences are split into clauses; spaCy with the jieba tokenizer gives the words.
3. A clause splits into name and target at the first word that is an operator, a sign or a number and behind which the rest of
   the clause reads as a target.
4. A sentence without any such clause is one qualitative indicator, whose target is the word that says how well.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, TypeGuard

from extract.document import Document, Heading, Paragraph, Place, Table
from extract.form import Form, is_title, paragraph_to_form, title_to_form
from extract.levelled import Levelled, LevelledReader, stated_items
from extract.notices import heading_to_form
from extract.numbered_names import begun, begun_by, block_to_name, depth
from extract.targets import Target, named_unit, parse_target
from ontology.folding import fold
from ontology.forms import forms
from ontology.framework import levels
from ontology.lexicon import words
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.language import Language

    from extract.document import Block
    from extract.named_targets import Item

_AREA = re.compile(r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])\s*(?P<name>[^：:]{2,40})$")
_SMALL_AREA = re.compile(r"^\d{1,2}[.、．]\s*(?P<name>[^：:，。；\d]{2,20})$")
_LED = re.compile(r"^[(（]\d{1,2}[)）]\s*(?P<name>[^。，,；;：:\d]{4,40})。(?=.*预算)")
"""A project's name before what is said of its budget (（1）基金监管工作经费项目。年初预算38万元)."""
_LED_BY_MARK = re.compile(
    r"(?:[(（]\d{1,2}[)）]|\d{1,2}[.、．])\s*(?P<name>[^。，,；;：:]{4,40})[，,。](?=.*预算.*绩效(?:目标|指标)(?:如下|为)?[:：]$)"
)
"""A project's name before what is said of its budget and the mark of the targets below (1.…，预算安排46万元。…绩效目标如下：)."""
_RUN_ON = re.compile(r"。\s*绩效(?:考核)?指标[:：]")
_LINE_BEGINS = re.compile(
    r"(?<=[。；;])\s*(?=绩效(?:考核)?指标[:：])|(?=(?<![\u4e00-\u9fff])[(（][一二三四五六七八九十]{1,3}[)）])"
    r"|(?<=目标)(?=[(（][一二三四五六七八九十]{1,3}[)）])|(?=绩效目标[:：])|(?<=。)\s*(?=[一二三四五六七八九十]{1,3}、)"
)
"""Where the next line begins in text that runs on: before a statement's mark, a number of an area, behind the area's name."""
_LETTER = re.compile(r"[^\W\d_]")
_PART = re.compile(r"^第[一二三四五六七八九十]+(?:部分|章)")
_NUMBERING = re.compile(r"^(?:[(（]?\d+[)）]?[.、．]?)?")
_TIMES = ("年", "年度", "内")
_SENTENCE = re.compile(r"[。；;]")
_LONGEST_HEADING = 30
_LONGEST_FIELD = 80
_MOST_ROWS = 12
"""Rows of the table in which a page says what it is."""
_STATED = ("。", "；", ";")
"""What ends a statement."""
_BELOW = (1, 2)
"""How many lines further a wrapped statement goes on: odd ends of lines leave a blank one between any two."""
_MOST_WRAPPED = 8
"""Lines over which a statement may be wrapped."""
_UNFINISHED = ("；", ";", "，", ",", "、")
"""How a statement ends on a line that the next one goes on with."""
_BROKEN_OFF = re.compile(r"[：:≥≤≧≦<>=＝＞＜]$")
"""Where a line breaks a list off that the next one goes on with."""
_NUMBERED = re.compile(r"[(（]?(?:\d+|[一二三四五六七八九十]+)[)）.．、]")
_ITEM = re.compile(r"\s*(?:[①-⑳]|[(（]?\d{1,2}[)）.．、])\s*(?=[^\s\d])")
_COUNT = re.compile(r"[①-⑳]|\d+")
_FOLLOWS = re.compile(r"如下$|为$|包括$|有$")
_CLAUSE = re.compile(r"[，,]")


@dataclass(frozen=True, slots=True)
class Statement:
    """One indicator stated in running text: its name, target, work area or levels, place, and the number of its block (from 0)."""

    name: str
    target: Target
    area: str | None
    place: Place
    block: int
    level1: str | None = None
    level2: str | None = None
    project: str | None = None
    actual: str | None = None
    weight: float | int | None = None


@dataclass(slots=True)
class _Reading:
    """What the text so far tells of the next statement: the form, the work area, whether words are explained.

    A statement may go on (`unfinished`). A mark with nothing behind it announces the items of a list: `announced` is how
    they are numbered, or nothing before the first one.
    """

    area: str | None = None
    glossary: bool = False
    unfinished: bool = False
    announced: str | None = None
    form: Form = field(default_factory=Form)
    levelled: LevelledReader = field(default_factory=LevelledReader)


class StatementReader:
    """The statements of a document, part after part where it is long."""

    def __init__(self) -> None:
        """Begin a document."""
        self._reading = _Reading()

    def read(self, part: Document, year: int | None) -> Iterator[Statement]:
        """The indicators that the part's paragraphs state, in order."""
        for at, block in enumerate(_whole_statements(part.blocks)):
            if isinstance(block, Paragraph):
                for line in _lines(block.text) if block.text else ():  # else it is a part of the one above
                    yield from _block_to_statements(replace(block, text=line), at, self._reading, year)
            elif isinstance(block, Table) and (named := _headed_form(block, self._reading.form)):
                self._reading.form = named


def _lines(text: str) -> list[str]:
    """The numbered areas of work and the statements of a text in which they run on, each by itself; any other text as it is."""
    if _RUN_ON.search(text) is None:
        return [text]
    return [line for line in _LINE_BEGINS.split(text) if line]


def document_to_statements(document: Document, year: int | None) -> Iterator[Statement]:
    """The indicators that a document's paragraphs state, in order."""
    return StatementReader().read(document, year)


def _whole_statements(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, the lines over which a statement was wrapped as one paragraph, and blank ones in place of the others."""
    at = 0
    while at < len(blocks):
        block = blocks[at]
        stop = _end_of_statement(blocks, at) if isinstance(block, Paragraph) else at + 1
        if stop == at + 1:
            yield block
            at = stop
            continue
        lines = [line for line in blocks[at:stop] if isinstance(line, Paragraph)]
        yield replace(lines[0], text="".join(line.text for line in lines))
        yield from (replace(line, text="") for line in lines[1:])
        at = stop


def _end_of_statement(blocks: Sequence[Block], at: int) -> int:
    """The block behind the statement that begins at a block and is wrapped over the lines right below, or the next one."""
    first = blocks[at]
    if not isinstance(first, Paragraph) or isinstance(first, Heading) or first.place.line is None:
        return at + 1
    if levels(_marked(first.text)[0]):
        return _end_of_list(blocks, at)
    if not _is_wrapped(first) or statement(first.text) is None:
        return at + 1
    for stop in range(at + 1, min(len(blocks), at + _MOST_WRAPPED)):
        line = blocks[stop]
        if not isinstance(line, Paragraph) or isinstance(line, Heading) or not _is_right_below(line, blocks[stop - 1]):
            break
        if _continuation(line.text) is None:
            break
        if not _is_wrapped(line):
            return stop + 1
    return at + 1


def _end_of_list(blocks: Sequence[Block], at: int) -> int:
    """The block behind what is listed behind a level's label (①数量指标：…；…), up to a full stop, on the lines right below."""
    for stop in range(at + 1, min(len(blocks), at + _MOST_WRAPPED)):
        above, line = blocks[stop - 1], blocks[stop]
        if not isinstance(above, Paragraph) or not isinstance(line, Paragraph) or isinstance(line, Heading):
            return stop
        if above.text.rstrip().endswith("。") or not _is_right_below(line, above):
            return stop
        if _continuation(line.text) is None and not _goes_on_below(above.text, line.text):
            return stop
    return at + 1


def _goes_on_below(above: str, line: str) -> bool:
    """Whether a list breaks off behind a label or a sign, so that the line below goes on with it though it holds labels too."""
    said = _marked(above)[1] or ("；" in above)
    return bool(said) and _BROKEN_OFF.search(above.rstrip()) is not None and _NUMBERED.match(line.strip()) is None


def _is_wrapped(block: Block) -> TypeGuard[Paragraph]:
    """Whether a line of running text ends without what ends a statement."""
    if not isinstance(block, Paragraph) or isinstance(block, Heading):
        return False
    return not block.text.rstrip().endswith(_STATED)


def _is_right_below(line: Paragraph, above: Block) -> bool:
    return isinstance(above, Paragraph) and (line.place.line or 0) - (above.place.line or 0) in _BELOW


def _block_to_statements(block: Paragraph, at: int, reading: _Reading, year: int | None) -> Iterator[Statement]:
    heads_part = _PART.match(block.text) is not None
    if heads_part or len(block.text.partition("：")[0]) <= _LONGEST_HEADING:
        explains = _glossary().search(block.text, 0, _LONGEST_HEADING) is not None
        reading.glossary = explains or (reading.glossary and not heads_part)
    unfinished, reading.unfinished = reading.unfinished, False
    item = None if reading.announced is None else _item(block.text, reading.announced)
    reading.announced = None
    reading.form = _headed(block, _form(block.text, reading.form))
    if listed := [] if reading.glossary else _listed(block.text, reading):
        for one, area in listed:
            target = parse_target(one.item.target, year=year, unit=named_unit(one.item.name))
            levels, told = (one.level1, one.level2), (one.item.actual, one.item.weight)
            yield Statement(one.item.name, target, area, block.place, at, *levels, reading.form.project, *told)
        reading.announced = item[0] if item and listed[0][1] else None
    elif item and not reading.glossary:
        manner, said = item
        for name, target in _statement_to_targets(said, year):
            yield Statement(name, target, reading.area, block.place, at)
        reading.announced = manner
    elif heading := _AREA.match(block.text) or _SMALL_AREA.match(block.text):
        reading.area = "".join(heading["name"].split()).rstrip("。；;")
    elif not reading.glossary and (body := statement(block.text) or (unfinished and _continuation(block.text))):
        for name, target in _statement_to_targets(body, year):
            yield Statement(name, target, reading.area, block.place, at)
        reading.unfinished = body.endswith(_UNFINISHED)
    elif _announces(block.text):
        reading.announced = ""


def _listed(text: str, reading: _Reading) -> list[tuple[Levelled, str | None]]:
    """The indicators that a text lists below or behind labels of levels, each with its work area; none where it lists none."""
    if found := reading.levelled.read(text):
        return [(one, None) for one in found]
    return [(Levelled(item, None, None), reading.area) for item in _labelled(text)]


@cache
def _glossary() -> re.Pattern[str]:
    """The words of headings below which words are explained."""
    return re.compile(any_of(forms().glossary))


def _headed_form(table: Table, form: Form) -> Form | None:
    """The form that opens with a notice's heading in the table of what a page says of itself (标题 | 关于…绩效目标的公示)."""
    if len(table.rows) > _MOST_ROWS:
        return None
    opened = (heading_to_form(cell.text, form) for row in table.rows for cell in row.cells)
    return next(filter(None, opened), None)


def _headed(block: Paragraph, form: Form) -> Form:
    """The form after a heading of the outline's first depth: that of the project it names, or of none where the one before named one."""
    if led := _LED_BY_MARK.match(block.text):
        return begun_by(form, led["name"])
    if led := _LED.match(block.text):
        return begun_by(form, led["name"]) if led["name"].endswith(forms().project_ends) else form
    if depth(block) != 0:
        return form
    name, alone = block_to_name(block, None) or ("", False)
    if alone:
        return begun_by(form, name)
    return begun(form) if form.named_above else form


def _form(text: str, form: Form) -> Form:
    """The form after a line: a title opens another one, as a notice's heading does, a field (项目名称：…) goes on with it."""
    if len(text) > _LONGEST_FIELD:
        return form
    if opened := heading_to_form(text, form):
        return opened
    return title_to_form(text, form, None) if is_title(text) else paragraph_to_form(text, form)


def _announces(text: str) -> bool:
    """Whether a text is the mark of statements with nothing behind it (绩效指标如下：)."""
    label, said = _marked(text)
    return said == "" and _FOLLOWS.sub("", label) in forms().statements


def _item(text: str, manner: str) -> tuple[str, str] | None:
    """How an item of a list is numbered and what it says, or None where the text is none, or one of another list."""
    number = _ITEM.match(text)
    if number is None or _AREA.match(text) or _SMALL_AREA.match(text):
        return None
    own = _COUNT.sub("1", "".join(number[0].split()))
    said = "".join(text[number.end() :].split())
    return (own, said) if said and manner in ("", own) else None


def _continuation(text: str) -> str | None:
    """What a line says that goes on with the statement above it, or None where it is a field or a heading."""
    said = "".join(text.split())
    return None if _NUMBERED.match(said) or "：" in said or ":" in said else said


def statement(text: str) -> str | None:
    """What a marked statement says behind its mark, or None where the text is none."""
    label, said = _marked(text)
    return said if said and label in forms().statements and not said.startswith(forms().explaining) else None


def _labelled(text: str) -> list[Item]:
    """The indicators of a numbered list behind a level's label (①数量指标：…；…); none where some part of it states none."""
    label, said = _marked(text)
    return stated_items(said) if said and levels(label) and _ITEM.match(text) else []


def _marked(text: str) -> tuple[str, str | None]:
    """The folded label before a text's colon and what it says behind it; None where it has no colon."""
    if "：" not in text and ":" not in text:
        return "", None
    label, _, body = _NUMBERING.sub("", _ITEM.sub("", text)).replace(":", "：", 1).partition("：")
    return fold(label), "".join(body.split())


def _statement_to_targets(body: str, year: int | None) -> Iterator[tuple[str, Target]]:
    for sentence in filter(None, _SENTENCE.split(body)):
        quantified = [found for clause in _CLAUSE.split(sentence) if (found := _split(clause, year))]
        yield from quantified or [(sentence, _promise(sentence))]


def _split(clause: str, year: int | None) -> tuple[str, Target] | None:
    """Name and target of a clause, or None where it states no target in numbers."""
    # Words of the lexicon may hold the beginning of an operator (比例控制 | 在 for 比例 | 控制在).
    starts = [(token.idx, token.text) for token in _language()(clause)]
    starts += [
        (word.start(), word[0]) for word in _operator_word().finditer(fold(clause)) if len(fold(clause)) == len(clause)
    ]
    for opens in (_opens, _begins_with_digit):
        for start, word in starts:
            target = parse_target(clause[start:], year=year) if start and opens(fold(word)) else None
            name = _name(clause[:start])
            if len(_LETTER.findall(name)) > 1 and target and target.kind in ("numeric", "date", "change"):
                return name, target
    return None


@cache
def _operator_word() -> re.Pattern[str]:
    return re.compile(f"{any_of(wording().operator_words)}|{_compared().pattern}")


@cache
def _compared() -> re.Pattern[str]:
    """A change with what it is compared with (同比增长), which no noun goes on with (同比增长率)."""
    words = wording()
    return re.compile(f"(?:{any_of(words.baselines)})(?:{any_of(words.changes)})(?!{any_of(words.nouns_after)})")


def _opens(word: str) -> bool:
    """Whether a target may begin with a word."""
    words = wording()
    known = {*words.signs, *words.before, *words.baselines, *words.changes}
    return word in known or _compared().fullmatch(word) is not None


def _begins_with_digit(word: str) -> bool:
    return word[:1].isdigit()


def _name(text: str) -> str:
    """The name without the words of time before it, or behind it (排查次数全年), and the colon behind it."""
    leading = next((word for word in forms().leading if text.startswith(word) and len(text) > len(word)), "")
    name = text[len(leading) :].rstrip("：:为于")
    times = (word for word in forms().leading if word.endswith(_TIMES) and name.endswith(word))
    return name.removesuffix(next(times, ""))


def _promise(sentence: str) -> Target:
    """The word that says how well a thing is to be done; a blank target where there is none."""
    found = [word for word in forms().promises if word in sentence]
    word = min(found, key=lambda promise: (sentence.index(promise), -len(promise)), default=None)
    return parse_target(word)


@cache
def _language() -> Language:
    """The blank Chinese of spaCy with the jieba tokenizer, which knows the field's words."""
    import jieba
    import spacy

    jieba.setLogLevel(logging.WARNING)
    settings = {"nlp": {"tokenizer": {"@tokenizers": "spacy.zh.ChineseTokenizer", "segmenter": "jieba"}}}
    language = spacy.blank("zh", config=settings)
    for word in (*words(), *wording().before, *wording().baselines):
        jieba.add_word(word)
    return language
