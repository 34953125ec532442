"""Adds the operators to docs/ontology.html: pylode shows classes and properties, and no individuals.

    pylode ontology/kpi.ttl -o docs/ontology.html
    python -m ontology.make_page docs/ontology.html

The section stands before the namespaces; a page that has it already is left as it is.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

from ontology.operators import operators
from ontology.turtle import Subject, subjects

_SECTION = "namedindividuals"
_BEFORE = '      <div id="namespaces">\n'


def page_with_operators(page: str) -> str:
    """A page of the ontology with a section of the operators.

    Raises:
        ValueError: it has no place for one, as pages of another version of pylode may have none.
    """
    if f'id="{_SECTION}"' in page:
        return page
    before, place, after = page.partition(_BEFORE)
    if not place:
        reason = f"the page has no line {_BEFORE.strip()}: make it with the pylode of constraints.txt"
        raise ValueError(reason)
    terms = subjects("kpi.ttl")
    entries = "".join(_entry(one.iri, terms[one.iri]) for one in operators().values())
    section = (
        f'      <div class="section" id="{_SECTION}">\n        <h2>Named Individuals</h2>\n{entries}      </div>\n'
    )
    return before + section + place + after


def _entry(iri: str, said: Subject) -> str:
    """One individual as the page's other entities are shown: its names, IRI, sign, description and matches."""
    name = iri.rpartition("#")[2]
    rows = {
        "IRI": f"<code>{iri}</code>",
        "Notation": escape(said["notation"][0]),
        "Description": "<br />".join(escape(text) for language in ("zh", "en") for text in said[f"comment@{language}"]),
        "Exact match": "<br />".join(f"<code>{escape(same)}</code>" for same in said.get("exactMatch", ())),
    }
    cells = "".join(f"            <tr><th>{head}</th><td>{cell}</td></tr>\n" for head, cell in rows.items())
    title = f"{escape(said['label@zh'][0])} {escape(said['label@en'][0])}"
    return (
        f'        <div class="property entity" id="{name}">\n          <h3>{title}\n'
        '            <sup class="sup-ni" title="OWL Named Individual">ni</sup>\n          </h3>\n'
        f"          <table>\n{cells}          </table>\n        </div>\n"
    )


def main(arguments: list[str]) -> int:
    """Add the section to each of the pages that are named; the exit status."""
    for path in map(Path, arguments):
        path.write_text(page_with_operators(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
