"""Shown text to what a cell holds: the printed text, and its lines where there are several."""

from __future__ import annotations

from extract.document import printed, strip_markup

_MARGIN = " \t\r\n\u3000\xa0\f"


def text_to_lines(text: str) -> tuple[str, tuple[str, ...]]:
    """The printed text of a cell, and its printed lines if it has at least two that are not blank."""
    if "\n" not in text and "\r" not in text:
        return printed(text), ()
    lines = tuple(line for part in text.splitlines() if (line := printed(part)))
    return "".join(lines), lines if len(lines) > 1 else ()


def text_to_paragraphs(text: str) -> list[str]:
    """The lines of running text without markup and white space around them; blank ones are left out."""
    return [line for part in text.splitlines() if (line := strip_markup(part).strip(_MARGIN))]
