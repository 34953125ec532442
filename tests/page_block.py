"""Reads the data block of a page back into records, independently of the page's own script."""

from __future__ import annotations

import json
import re
from typing import Any


def block_of(page: str) -> dict[str, Any]:
    """The data block of a page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def rows_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The indicators of a block: each field's value, with what its nodes say of it."""
    texts, nodes = block["texts"], block["nodes"]
    by_id = {node["id"]: node for node in nodes}
    above = {relation["to"]: by_id[relation["from"]] for relation in block["relations"]}
    rows = []
    for at in range(block["size"]):
        row = {name: value_in(column, at, texts) for name, column in block["columns"].items()}
        owner, second = nodes[row["owner"]], nodes[row["subcategory"]]
        department = above[owner["id"]]
        jurisdiction = above[department["id"]]
        named = {
            "level1": above[second["id"]]["name"],
            "level2": second["name"],
            "level3": texts[block["names"][row["name"]]],
            "project": owner["name"],
            "department": department["name"],
            "jurisdiction": jurisdiction["name"] and jurisdiction.get("within", "") + jurisdiction["name"],
            "division_code": jurisdiction.get("code"),
            "document": nodes[row["document"]]["name"],
        }
        rows.append(row | named)
    return rows


def value_in(column: dict[str, Any], row: int, texts: list[str]) -> Any:  # noqa: ANN401 - any JSON value
    """What a column says of a row."""
    if "usual" in column:
        if row not in column.get("at", ()):
            return column["usual"]
        row = column["at"].index(row)
    if "texts" not in column:
        return column["values"][row]
    return texts[column["texts"][row]] if column["texts"][row] >= 0 else None
