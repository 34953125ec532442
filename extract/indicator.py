"""The indicator record: one third-level indicator with its target, at one place of one document."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Source = Literal["table", "prose"]
Kind = Literal["numeric", "change", "date", "qualitative"]
Operator = Literal[">=", "<=", ">", "<", "="]
Direction = Literal["increase", "decrease"]
Status = Literal["stated", "blank", "not_applicable", "placeholder"]
OperatorSource = Literal["printed", "worded", "assumed"]
Scope = Literal["department", "project"]
Period = Literal["multi_year", "annual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One third-level indicator (三级指标) with its target, as printed and as understood.

    Every field is present in what is written; None where the document gives nothing. Printed text has its inner
    white space removed and its lines rejoined, nothing else changed. `value` is the printed number (95 for ≥95%), or the
    ISO date of the last day allowed; `canonical_value` is on the scale of `canonical_unit` (0.95 for ≥95%, yuan for money).
    `value_upper` is the upper end of a printed range (8 for 5-8件). Amounts are in yuan; lines, pages, tables, rows and
    columns count from 1; `row_span` and `column_span` are how many of them the name's cell covers where it covers several.
    """

    id: str
    document: str
    # what the row says
    level1: str | None = None
    level2: str | None = None
    level3: str
    target_text: str | None = None
    kind: Kind | None = None
    operator: Operator | None = None
    value: float | int | str | None = None
    value_upper: float | int | None = None
    unit: str | None = None
    direction: Direction | None = None
    status: Status = "stated"
    operator_source: OperatorSource | None = None
    canonical_value: float | int | str | None = None
    canonical_unit: str | None = None
    confidence: float = 1.0
    weight: float | int | None = None
    history: dict[str, str] | None = None
    actual: str | None = None
    description: str | None = None
    basis: str | None = None
    # what the row belongs to
    source: Source = "table"
    scope: Scope = "department"
    project: str | None = None
    period: Period = "annual"
    objective: str | None = None
    project_code: str | None = None
    project_amount_cny: float | int | None = None
    department: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    division_code: str | None = None
    year: int | None = None
    # where it stands
    line: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str | None = None
    row_span: int | None = None
    column_span: int | None = None
    repairs: tuple[str, ...] = field(default=())

    def record(self) -> dict[str, Any]:
        """The record as plain JSON types, in the order of the fields."""
        plain = asdict(self)
        plain["repairs"] = list(self.repairs)
        return plain

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Indicator:
        """The indicator that `record()` wrote; keys that are no field of it are left out."""
        known = {name: record[name] for name in FIELDS if name in record}
        known["repairs"] = tuple(known.get("repairs") or ())
        return cls(**known)

    @property
    def jurisdiction(self) -> str | None:
        """The place in full (province, city and county), or None where none was recognised."""
        return "".join(part for part in (self.province, self.city, self.county) if part) or None


FIELDS = tuple(f.name for f in fields(Indicator))


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What is known of one document as a whole; `name` identifies it inside a graph.

    `checksum` is the SHA-256 of the file's bytes in hexadecimal, `total_budget_cny` the department's total budget in yuan,
    `warnings` the doubts met while reading, each a sentence with its place.
    """

    name: str
    checksum: str
    media_type: str
    title: str | None = None
    department: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    division_code: str | None = None
    year: int | None = None
    total_budget_cny: float | int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """One cell as it was taken: its printed text, the grid columns and rows it covers (from 0), and its role, or None."""

    text: str
    column: int
    columns: int
    rows: int
    role: str | None


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """One table row as it was taken, so that every decision can be checked by eye.

    `outcome` is title, field, objective, header, data, skipped or outside; `note` says why, or what was mended.
    """

    table: int
    row: int
    line: int | None
    page: int | None
    sheet: str | None
    outcome: str
    cells: tuple[CellEvidence, ...]
    note: str
