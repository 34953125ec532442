"""Bounds of what one document may take, so that a hostile file ends in an error and not in a machine without memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file; what goes over raises TooLargeError, or is cut with a warning where a part is still useful."""

    columns: int = 512
    """Grid columns of a table; cells further right are dropped with a warning."""
    rows: int = 1_048_576
    """Rows of a sheet."""
    cells: int = 2_000_000
    """Cells with text in one document."""
    part_bytes: int = 1_500_000_000
    """Bytes of one part of an archive when it is unpacked (streamed parts only count while they are read)."""
    tree_bytes: int = 64_000_000
    """Bytes of an XML or HTML part that is read as a whole tree."""
    text_bytes: int = 6_000_000
    """Bytes of a text that is read as a whole: read, it takes up to seventy times as many (measured)."""
    page_bytes: int = 64_000_000
    """Bytes of a web page with the pictures, scripts and comments in it, without which it must keep to `text_bytes`."""
    window: int = 300_000
    """Characters of a plain text that are read together where it is longer than a document usually is."""
    window_cells: int = 50_000
    """Cells of a workbook that are read together where it is larger than a document usually is."""
    plain_bytes: int = 400_000_000
    """Bytes of a plain text, which is read in windows."""
    indicators: int = 1_000_000
    """Indicators of one document; those of a long one are held packed."""
    ratio: int = 250
    """Unpacked to packed bytes of an archive's part, beyond the first megabytes."""
    depth: int = 200
    """Nesting of elements or tables."""
    pages: int = 20_000
    """Pages of a PDF."""


LIMITS = Limits()
