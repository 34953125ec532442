"""Synthetic indicator records for benchmarks: any number of them, the same for the same number and seed, nobody's data.

    python -m benchmarks.synthesize 10000 > records.jsonl        # records as `kpigraph extract` writes them
    python -m benchmarks.synthesize 10000 --documents FOLDER     # their documents, web pages that `kpigraph build` reads

How a document comes to be:

1. A county of divisions.csv (in an order of its own), a field of work (benchmarks/synthetic.yaml) and a fiscal year give its
   department; twelve documents a county, so that more indicators mean more places, as in life.
2. A layout decides what its tables print: weights, earlier years, achieved values, two periods side by side, no second
   level, statements in sentences, cost as a first level.
3. Each row takes a pattern of the field's things, or one of the names that all fields share, and a target, whose printed
   text is read by the product's own parser. About one name in five is common to all places.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import yaml

from extract.identity import Identities
from extract.indicator import DocumentFacts, Indicator
from extract.targets import Target, parse_target
from ontology import divisions
from output.console import prepare_streams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROWS = 120
"""Indicators of a usual document; it may have a fifth more or less."""
DOCUMENTS_A_COUNTY = 12
YEARS = (2024, 2023)
COMMON_SHARE = 0.2
LEVELS = {
    "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标", "成本指标": "产出指标",
    "经济效益指标": "效益指标", "社会效益指标": "效益指标", "生态效益指标": "效益指标", "可持续影响指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}  # fmt: skip
SAID = ("department", "scope", "project", "period", "objective", "source", "level1", "level2", "level3", "target_text")
SIGNS = {">=": ("≥{}", "不低于{}", "{}以上", "{}"), "<=": ("≤{}", "不超过{}", "{}以内", "{}"), "=": ("={}", "{}")}


@dataclass(frozen=True)
class Layout:
    """What the tables of a document print."""

    name: str
    weights: bool = False
    history: bool = False
    actual: bool = False
    halves: bool = False
    second_level: bool = True
    cost_first: bool = False
    prose: bool = False


LAYOUTS = (
    Layout("plain"),
    Layout("weights", weights=True),
    Layout("halves", halves=True),
    Layout("earlier years", history=True, weights=True),
    Layout("self-evaluation", actual=True, weights=True),
    Layout("wide", second_level=False),
    Layout("cost first", cost_first=True),
    Layout("prose", prose=True),
)


@dataclass(frozen=True)
class Document:
    """One synthetic document: its facts, its layout, its indicators in order."""

    facts: DocumentFacts
    layout: Layout
    indicators: list[Indicator]


@cache
def words() -> dict[str, Any]:
    """The words of benchmarks/synthetic.yaml."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("synthetic.yaml").read_text(encoding="utf-8"))
    return found


@cache
def counties(seed: int) -> list[divisions.Division]:
    """All counties, in an order that the seed decides."""
    lines = Path(divisions.__file__).with_name("divisions.csv").read_text(encoding="utf-8").splitlines()
    codes = [line.split(",")[0] for line in lines if not line.startswith(("#", "code"))]
    found = [one for code in codes if (one := divisions.by_code(code)) and one.level == "county"]
    Random(seed).shuffle(found)
    return found


def synthesize(count: int, seed: int = 1) -> Iterator[Document]:
    """Documents with `count` indicators together; the last one is cut."""
    left, number = count, 0
    while left > 0:
        document = _document(number, seed, left)
        left -= len(document.indicators)
        number += 1
        yield document


def _document(number: int, seed: int, most: int) -> Document:
    random = Random(f"{seed}-{number}")
    county = counties(seed)[number // DOCUMENTS_A_COUNTY % len(counties(seed))]
    fields = list(words()["fields"])
    turn = number % DOCUMENTS_A_COUNTY
    field = fields[(number // DOCUMENTS_A_COUNTY * 7 + turn // len(YEARS)) % len(fields)]
    layout = LAYOUTS[number % len(LAYOUTS)]
    facts = _facts(county, field, YEARS[turn % len(YEARS)], number)
    rows = min(most, round(ROWS * random.uniform(0.8, 1.2)))
    return Document(facts, layout, _identified(facts, _rows(random, facts, layout, field, rows)))


def _identified(facts: DocumentFacts, rows: Iterator[Indicator]) -> list[Indicator]:
    """The rows with the ids that reading gives them."""
    identities = Identities(facts.division_code, facts.year)
    return [replace(row, id=identities.next(*(getattr(row, name) for name in SAID))) for row in rows]


def _facts(county: divisions.Division, field: str, year: int, number: int) -> DocumentFacts:
    place = divisions.lineage(county)
    department = f"{county.name}{field}"
    name = f"{department}{year}年部门预算-{number:06}.html"
    return DocumentFacts(
        name=name,
        checksum=hashlib.sha256(name.encode()).hexdigest(),
        media_type="text/html",
        title=f"{department}{year}年部门预算",
        department=department,
        province=place.province,
        city=place.city,
        county=place.county,
        division_code=place.code,
        year=year,
        total_budget_cny=1_000_000 + number * 7919 % 90_000_000,
    )


def _rows(random: Random, facts: DocumentFacts, layout: Layout, field: str, count: int) -> Iterator[Indicator]:
    """The rows of a document: the department's own, then its projects, a dozen rows each."""
    project: dict[str, Any] = {"scope": "department"}
    line, table = 40, 1
    seen: dict[int, Indicator] = {}
    for number in range(count):
        if number % 12 == 0 and number:
            table, line = table + 1, line + 20
            project = _project(random, facts, field, table)
        pair = seen.pop(number - 1, None) if layout.halves else None
        line += 0 if pair else 1
        place = {"line": line, "table": table, "row": number % 12 + 3, "column": 3}
        if pair:
            yield _second_half(pair, random)
            continue
        row = _row(random, facts, layout, field, project | place)
        if layout.halves and number % 12 != 11:  # noqa: PLR2004 -- the last row of a table has no room for a second half
            seen[number] = row
        yield row


def _project(random: Random, facts: DocumentFacts, field: str, number: int) -> dict[str, Any]:
    things = words()["fields"][field]
    thing = random.choice(random.choice(list(things.values())))
    return {
        "scope": "project",
        "project": f"{random.choice(words()['qualifiers'])}{thing}{random.choice(('项目', '专项经费', '补助资金'))}",
        "project_code": f"{facts.division_code}{str(facts.year)[2:]}P{number:05}",
        "project_amount_cny": random.randint(1, 4000) * 10_000,
    }


def _row(random: Random, facts: DocumentFacts, layout: Layout, field: str, belonging: dict[str, Any]) -> Indicator:
    level2, name, form = _name(random, field)
    text = _target_text(random, form, facts.year or 0)
    levels = _levels(level2, layout)
    prose = layout.prose and belonging["scope"] == "department"
    ground = random.random()
    extra: dict[str, Any] = {
        "source": "prose" if prose else "table",
        "level1": None if prose else levels[0],
        "level2": levels[1] if layout.second_level and not prose else None,
        "weight": random.choice((2, 3, 5, 7.5, 10)) if layout.weights else None,
        "actual": text if layout.actual else None,
        "history": _history(random, form, facts.year or 0) if layout.history else None,
        "basis": random.choice(words()["grounds"]) if ground < 0.5 else None,  # noqa: PLR2004
        "description": f"反映{name}的情况" if ground < 0.3 else None,  # noqa: PLR2004
        "objective": "年度绩效目标1" if layout.name == "plain" else None,
        "repairs": ("label-carried",) if ground > 0.97 else (),  # noqa: PLR2004
        "confidence": 0.9 if ground > 0.97 else 1.0,  # noqa: PLR2004
    }
    return _indicator(facts, name, text, belonging | extra)


def _history(random: Random, form: str, year: int) -> dict[str, str] | None:
    text = _target_text(random, form, year - 1)
    return {f"{year - 1}年": text} if text else None


def _levels(level2: str, layout: Layout) -> tuple[str, str]:
    if layout.cost_first and level2 == "成本指标":
        return "成本指标", "经济成本指标"
    return LEVELS[level2], level2


def _indicator(facts: DocumentFacts, name: str, text: str | None, fields: dict[str, Any]) -> Indicator:
    target = _read(text, facts.year)
    parsed = {
        key: getattr(target, key)
        for key in (
            "kind", "operator", "value", "value_upper", "unit", "direction", "status", "operator_source", "canonical_value",
            "canonical_unit",
        )
    }  # fmt: skip
    shared = ("department", "province", "city", "county", "division_code", "year")
    belonging = {key: getattr(facts, key) for key in shared}
    return Indicator(
        id="",
        document=facts.name,
        level3=name,
        target_text=text,
        **belonging,
        **{k: _plain(v) for k, v in parsed.items()},
        **fields,
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any field of a target
    """A number as records hold it: an int where it is whole."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


@cache
def _read(text: str | None, year: int | None) -> Target:
    return parse_target(text, year=year)


def _second_half(first: Indicator, random: Random) -> Indicator:
    """The same row for the whole period; every third promises something else than for the year."""
    text = (
        first.target_text
        if random.random() < 2 / 3 or first.kind != "numeric"
        else f"≥{random.randint(50, 99)}{first.unit or ''}"
    )
    target = _read(text, first.year)
    return replace(
        first,
        period="multi_year",
        column=8,
        target_text=text,
        kind=target.kind,
        operator=target.operator,
        value=_plain(target.value),
        unit=target.unit,
        operator_source=target.operator_source,
        canonical_value=_plain(target.canonical_value),
        canonical_unit=target.canonical_unit,
    )


def _name(random: Random, field: str) -> tuple[str, str, str]:
    """A second level, a name and the form of its target."""
    if random.random() < COMMON_SHARE:
        level2, name, form = random.choice(words()["common"])
        return level2, name, form
    sort, things = random.choice(list(words()["fields"][field].items()))
    level2, pattern, form = random.choice(words()["patterns"][sort])
    qualifier = random.choice(words()["qualifiers"])
    return level2, pattern.format(qualifier + random.choice(things)), form


def _target_text(random: Random, form: str, year: int) -> str | None:
    if random.random() < 0.01:  # noqa: PLR2004 -- a few cells are blank
        return None
    if form == "words":
        return str(random.choice(words()["words"]))
    if form == "date":
        return random.choice((f"{year}年{random.randint(3, 12)}月底前", f"{year}年12月31日", f"{year}年底"))
    bounds, unit = form.split()
    operator = bounds.rstrip("0123456789.")
    low, high = bounds[len(operator) :].split("..")
    number = f"{random.randint(int(low), int(high))}{unit}"
    return random.choice(SIGNS[operator]).format(number)


def document_to_html(document: Document) -> str:
    """A page with the document's statements in sentences and its tables, a table a project; of two halves the year's."""
    facts = document.facts
    parts = [
        f"<h1>{escape(facts.title or '')}</h1>",
        f"<p>{facts.province}{facts.city or ''}{escape(facts.department or '')}</p>",
    ]
    for (source, project), rows in groupby(document.indicators, key=lambda row: (row.source, row.project)):
        own = list(rows)
        if source == "prose":
            parts += [f"<p>{escape(row.level3)}{escape(row.target_text or '')}。</p>" for row in own]
        else:
            parts += [f"<h2>{escape(project or '部门整体')}绩效目标表</h2>", _table(own, document.layout)]
    return f'<!doctype html><html lang="zh"><meta charset="utf-8"><body>{"".join(parts)}</body></html>\n'


def _table(rows: Sequence[Indicator], layout: Layout) -> str:
    columns = [("一级指标", "level1"), ("二级指标", "level2"), ("三级指标", "level3"), ("指标值", "target_text")]
    columns = [column for column in columns if layout.second_level or column[1] != "level2"]
    columns += [("分值权重", "weight")] * layout.weights + [("实际完成值", "actual")] * layout.actual
    head = "".join(f"<th>{title}</th>" for title, _ in columns)
    own = rows[0]
    stated = (
        f"<tr><td>项目名称</td><td>{escape(own.project)}</td><td>项目编码</td><td>{own.project_code}</td></tr>"
        f"<tr><td>项目金额</td><td>{(own.project_amount_cny or 0) / 10_000:.2f}万元</td></tr>"
        if own.project
        else ""
    )
    annual = [row for row in rows if row.period == "annual"]
    lines = (
        "<tr>" + "".join(f"<td>{escape(str(value)) if (value := getattr(row, name)) is not None else ''}</td>" for _, name in columns)
        + "</tr>"
        for row in annual
    )  # fmt: skip
    return f"<table>{stated}<tr>{head}</tr>{''.join(lines)}</table>"


def main(arguments: Sequence[str]) -> None:
    """Write records to standard output, or documents into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("indicators", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=Path, help="a folder for web pages instead of records")
    chosen = parser.parse_args(arguments)
    prepare_streams()
    for document in synthesize(chosen.indicators, chosen.seed):
        if chosen.documents:
            chosen.documents.mkdir(parents=True, exist_ok=True)
            (chosen.documents / document.facts.name).write_text(
                document_to_html(document), encoding="utf-8", newline="\n"
            )
        else:
            for indicator in document.indicators:
                sys.stdout.write(json.dumps(indicator.record(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
