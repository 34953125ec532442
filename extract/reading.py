"""One file to its indicator records: read, find tables and statements, add the document's context, note every doubt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from extract.bracketed import with_bracketed_tables
from extract.columns_in_line import with_columns_in_line
from extract.columns_in_turn import with_columns_in_turn
from extract.context import Context, document_to_context
from extract.document import Document, Place, Table, UnreadableDocumentError
from extract.fields_in_turn import with_fields_in_turn
from extract.identity import Identities
from extract.indicator import DocumentFacts, Indicator
from extract.labelled_statements import with_labelled_lines
from extract.left_out import left_out_tables
from extract.loose import with_tables
from extract.matrices import Matrix, unrolled, with_matrices
from extract.packed import PackedIndicators
from extract.page_marks import without_page_marks
from extract.paired_levels import with_paired_levels
from extract.paired_lists import with_listed_pairs
from extract.projects import Project
from extract.prose import Statement, StatementReader
from extract.readers import file_to_parts
from extract.readers.collector import without_collector
from extract.readers.faults import TooLargeError
from extract.readers.limits import LIMITS
from extract.readers.settings import DEFAULT_SETTINGS, ReaderSettings
from extract.rows import IndicatorRow, Skipped, sections_to_rows
from extract.run_on import with_run_on_tables
from extract.scored_rows import with_scored_rows
from extract.sheets import with_paragraphs
from extract.stacked_columns import with_stacked_columns
from extract.stated_cells import with_stated_cells
from extract.tables import TablesRead, TableWalk
from extract.torn_fields import with_whole_fields
from extract.torn_labels import with_whole_labels
from extract.trees_of_lines import with_trees_of_lines
from extract.unheaded import with_headings
from extract.unheaded_lines import with_unheaded_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from extract.document import Block
    from extract.indicator import Scope
    from extract.targets import Target

_PREPARATIONS = (
    with_fields_in_turn,
    with_matrices,
    with_listed_pairs,
    with_bracketed_tables,
    with_stated_cells,
    without_page_marks,
    with_columns_in_line,
    with_trees_of_lines,
    with_scored_rows,
    with_run_on_tables,
    with_tables,
    with_columns_in_turn,
    with_paired_levels,
    with_stacked_columns,
    with_whole_labels,
    with_whole_fields,
    with_headings,
    with_labelled_lines,
    with_unheaded_lines,
)
_DOUBTFUL = 0.8
"""A row read with less confidence than this is named in a warning."""


class NoIndicatorsError(UnreadableDocumentError):
    """A readable file in which no indicator table and no marked statement stands."""

    def __init__(self, name: str, warnings: Sequence[str] = (), *, unfilled: bool = False) -> None:
        """Take the file's name, and what reading it gave notice of, which may be why; an `unfilled` form has its template's rows."""
        noticed = "".join(f"；{warning.removeprefix(f'{name}: ')}" for warning in warnings)
        why = (
            "绩效指标表只有模板占位，尚未填写；请填写三级指标后再读取 (the form holds its template's rows only: fill it in)"
            if unfilled
            else "未找到绩效指标表；请确认文件含有“一级指标、二级指标、三级指标、指标值”表头 "
            "(no indicator table: is there a header with 三级指标 and 指标值?)"
        )
        super().__init__(f"{name}: {why}{noticed}")


_MOST_WARNINGS = 200
"""Warnings of one kind of a document; the records tell the rest."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one file: the document's facts, its indicators in order, and how each row was taken."""

    facts: DocumentFacts
    indicators: Sequence[Indicator]
    skipped: tuple[Skipped, ...]
    tables: TablesRead


def file_to_extraction(path: Path, name: str | None = None, settings: ReaderSettings = DEFAULT_SETTINGS) -> Extraction:
    """Read one file.

    Args:
        path: the file.
        name: what the document is called in the records; the file's name by default.
        settings: the converter of old formats, and the bounds of time and memory.

    Raises:
        UnreadableDocumentError: with the file, the place and the mend.
    """
    return _parts_to_extraction(file_to_parts(path, name or path.name, settings))


def document_to_extraction(document: Document) -> Extraction:
    """Find the indicators of a document; raises NoIndicatorsError where it has none."""
    return _parts_to_extraction(iter([document]))


def _parts_prepared(parts: Iterator[Document]) -> Iterator[Document]:
    """The parts, each whole; the rows of a table that goes on stand under the headings of the part before, as they are."""
    last: Block | None = None
    matrix: Matrix | None = None  # that the last table ends in, once a part has gone on with it
    whole = False  # whether none has yet
    for part in map(with_paragraphs, parts):
        begun: tuple[Block, ...] = ()
        rest = part.blocks
        first = part.blocks[0] if part.blocks else None
        if isinstance(first, Table) and isinstance(last, Table) and first.number == last.number:
            matrix = unrolled(last)[1] if whole else matrix
            turned, matrix = unrolled(first, matrix)
            begun, rest = (turned,), part.blocks[1:]
        whole = bool(rest) or (whole and not begun)
        last = part.blocks[-1] if part.blocks else last
        yield replace(part, blocks=(*begun, *_prepared(replace(part, blocks=rest)).blocks))


@without_collector()
def _prepared(part: Document) -> Document:
    """A part whose tables and lines are whole."""
    for step in _PREPARATIONS:
        part = step(part)
    return part


def _parts_to_extraction(parts: Iterator[Document]) -> Extraction:
    """The extraction of a document that comes in parts; how its rows were taken is kept only where one part is all of it."""
    prepared = _parts_prepared(parts)
    first = next(prepared)
    following = next(prepared, None)
    finding = _Finding.begun(first, PackedIndicators() if following else [])
    taken = finding.take(first, last=following is None)
    while following is not None:
        part, following = following, next(prepared, None)
        finding.take(part, last=following is None)
        taken = _Taken((), TablesRead((), ()))
    if not finding.indicators:
        unfilled = any(row.reason == "placeholder" for row in taken.skipped)
        raise NoIndicatorsError(first.name, finding.warnings, unfilled=unfilled)
    facts = _facts(first, finding.context, finding.indicators, finding.warnings)
    return Extraction(facts, finding.indicators, taken.skipped, taken.tables)


@dataclass(frozen=True, slots=True)
class _Taken:
    """How the rows of a part were taken."""

    skipped: tuple[Skipped, ...]
    tables: TablesRead


@dataclass(slots=True)
class _Finding:
    """The indicators found so far in a document, and what the next part is read with."""

    context: Context
    walk: TableWalk
    identities: Identities
    indicators: list[Indicator] | PackedIndicators
    shared: dict[str, Any]
    """The fields that all indicators of the document have in common."""
    statements: StatementReader = field(default_factory=StatementReader)
    last: IndicatorRow | None = None
    warnings: tuple[str, ...] = ()

    @classmethod
    @without_collector()
    def begun(cls, first: Document, indicators: list[Indicator] | PackedIndicators) -> _Finding:
        """The state before a document's first part, which tells whose document it is."""
        context = document_to_context(first)
        walk = TableWalk(context.department, exact=first.exact)
        shared = _of_document(first.name, context)
        return cls(context, walk, Identities(context.division_code, context.year), indicators, shared)

    @without_collector()
    def take(self, document: Document, *, last: bool = False) -> _Taken:
        """Add the indicators of a part; all that it begins is ended with the last one.

        Raises:
            TooLargeError: the document has more indicators than one may.
        """
        year = self.context.year
        self.walk.take(document)
        tables = self.walk.finished() if last else self.walk.so_far()
        told = (*self.warnings, *document.warnings, *left_out_tables(document, tables))
        self.warnings = tuple(dict.fromkeys(told))
        read = list(sections_to_rows(tables.sections, year, self.last))
        self.last = next((row for row in reversed(read) if isinstance(row, IndicatorRow)), self.last)
        blocks = _blocks_of_rows(document)
        placed: list[tuple[tuple[int, int], IndicatorRow | Statement]] = [
            ((blocks.get((row.table, row.row), -1), row.row), row) for row in read if isinstance(row, IndicatorRow)
        ]
        placed += [((stated.block, 0), stated) for stated in self.statements.read(document, year)]
        if len(self.indicators) + len(placed) > LIMITS.indicators:
            raise TooLargeError(document.name, f"{LIMITS.indicators} 条指标")
        self.indicators.extend(
            _from_row(found, self.shared, self.identities)
            if isinstance(found, IndicatorRow)
            else _from_statement(found, self.shared, self.identities)
            for _, found in sorted(placed, key=itemgetter(0))
        )
        return _Taken(tuple(row for row in read if isinstance(row, Skipped)), tables)


def _blocks_of_rows(document: Document) -> dict[tuple[int, int], int]:
    """The block in which each row of each table stands; a sheet's table may stand in several."""
    tables = ((at, block) for at, block in enumerate(document.blocks) if isinstance(block, Table))
    return {(table.number, row.number): at for at, table in tables for row in table.rows}


def _facts(
    document: Document, context: Context, indicators: Sequence[Indicator], warnings: tuple[str, ...]
) -> DocumentFacts:
    return DocumentFacts(
        name=document.name,
        checksum=document.checksum,
        media_type=document.media_type,
        title=context.title,
        department=context.department,
        province=context.province,
        city=context.city,
        county=context.county,
        division_code=context.division_code,
        year=context.year,
        total_budget_cny=context.total_budget_cny,
        warnings=(*warnings, *_warnings(document.name, context, indicators)),
    )


def _warnings(name: str, context: Context, indicators: Sequence[Indicator]) -> Iterator[str]:
    if context.department is None:
        yield f"{name}: 未识别部门名称 (no department found)"
    elif context.division_code is None:
        yield f"{name}: 未识别“{context.department}”的行政区划 (its jurisdiction is not known)"
    if context.year is None:
        yield f"{name}: 未识别年度 (no year found)"
    mended: dict[str | None, list[Indicator]] = {}
    said: list[str] = []
    for indicator in indicators:
        if "level-from-framework" in indicator.repairs:
            mended.setdefault(indicator.level1, []).append(indicator)
        elif indicator.confidence < _DOUBTFUL:
            said.append(
                f"{_where(name, indicator)} 所在行错位较大或读法存疑，请核对 (row badly shifted or read with doubt, please check)"
            )
        if indicator.status == "blank":
            said.append(f"{_where(name, indicator)} 没有指标值 (no target)")
    for label, rows in mended.items():
        yield (
            f"{name}: {place_caption(rows[0])}起 {len(rows)} 条指标的一级指标按框架补为“{label}” "
            f"(first level taken from the framework)"
        )
    yield from said[:_MOST_WARNINGS]
    if len(said) > _MOST_WARNINGS:
        yield f"{name}: 另有 {len(said) - _MOST_WARNINGS} 处请核对 (more rows to check: see confidence and status of the records)"


def _where(name: str, indicator: Indicator) -> str:
    return f"{name}: {place_caption(indicator)}: “{indicator.level3}”"


def place_caption(indicator: Indicator) -> str:
    """Where an indicator stands, for people: 第12行, 第3页表2第5行."""
    parts = (
        f"工作表“{indicator.sheet}”" if indicator.sheet else "",
        f"第{indicator.page}页" if indicator.page else "",
        f"第{indicator.line}行"
        if indicator.line
        else f"表{indicator.table}第{indicator.row}行"
        if indicator.table
        else "",
    )
    return "".join(parts)


def _from_row(row: IndicatorRow, shared: dict[str, Any], identities: Identities) -> Indicator:
    place, target, levels = row.cell.place, row.target, row.levels
    project = row.project.name if row.scope == "project" else None
    said = (row.period, row.objective, "table", levels.level1, levels.level2, row.name, target.text)
    return Indicator(
        id=identities.next(shared["department"], row.scope, project, *said),
        level3=row.name,
        level1=levels.level1,
        level2=levels.level2,
        confidence=row.confidence,
        weight=row.weight,
        history=row.history,
        actual=row.actual,
        description=row.description,
        basis=row.basis,
        source="table",
        scope=row.scope,
        project=project,
        period=row.period,
        objective=row.objective,
        project_code=row.project.code,
        project_amount_cny=row.project.amount_cny,
        table=row.table,
        row=row.row,
        column=place.column or row.cell.column + 1,
        row_span=row.cell.rows if row.cell.rows > 1 else None,
        column_span=row.cell.columns if row.cell.columns > 1 else None,
        repairs=row.repairs,
        **_of_target(target, place),
        **shared,
    )


def _from_statement(stated: Statement, shared: dict[str, Any], identities: Identities) -> Indicator:
    levels = (stated.level1, stated.level2)
    project = Project(stated.project).parted
    scope: Scope = "project" if project.name else "department"
    said = (scope, project.name, "annual", stated.area, "prose", *levels, stated.name, stated.target.text)
    return Indicator(
        id=identities.next(shared["department"], *said),
        level3=stated.name,
        level1=stated.level1,
        level2=stated.level2,
        source="prose",
        scope=scope,
        project=project.name,
        project_code=project.code,
        objective=stated.area,
        actual=stated.actual,
        weight=stated.weight,
        **_of_target(stated.target, stated.place),
        **shared,
    )


def _of_document(name: str, context: Context) -> dict[str, Any]:
    """The fields that all indicators of a document have in common."""
    return {
        "document": name,
        "department": context.department,
        "province": context.province,
        "city": context.city,
        "county": context.county,
        "division_code": context.division_code,
        "year": context.year,
    }


def _of_target(target: Target, place: Place) -> dict[str, Any]:
    """The fields that any indicator has: its target, and its place."""
    return {
        "target_text": target.text,
        "kind": target.kind,
        "operator": target.operator,
        "value": target.value,
        "value_upper": target.value_upper,
        "unit": target.unit,
        "direction": target.direction,
        "status": target.status,
        "operator_source": target.operator_source,
        "canonical_value": target.canonical_value,
        "canonical_unit": target.canonical_unit,
        "line": place.line,
        "page": place.page,
        "sheet": place.sheet,
    }
