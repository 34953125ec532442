"""Readers that do what a hostile file may make of a real one, for the tests of isolation."""

from __future__ import annotations

import os
import time

from extract.document import Cell, Content, Heading, Paragraph, Place, Row, Table
from extract.readers.faults import EncryptedFileError


def good(data: bytes, name: str) -> Content:
    """Blocks of every kind, with all that they can hold."""
    place = Place(line=3, page=2, sheet="表", column=4)
    cells = (Cell("95%", 0, place, 2, 3, ("9", "5%"), "0.95", hidden=True), Cell("", 2))
    rows = (Row(cells, 7), Row((), 8))
    blocks = (Heading("标题", place), Paragraph(data.decode()), Table(rows, 1))
    return Content(blocks, (f"{name}: 提示", str(os.getpid())))


def printing(data: bytes, name: str) -> Content:
    """Write where the answers go."""
    os.write(1, b"\0" * 9999)
    print("noise", flush=True)  # noqa: T201 - what is tested
    return good(data, name)


def encrypted(_data: bytes, name: str) -> Content:
    """Raise an error of the project."""
    raise EncryptedFileError(name)


def wrong(_data: bytes, name: str) -> Content:
    """Raise what no reader should."""
    raise KeyError(name)


def unpacked(_data: bytes, _name: str) -> Content:
    """Need a package that is not installed."""
    raise ModuleNotFoundError(name="lacking")


def endless(_data: bytes, _name: str) -> Content:
    """Never end."""
    while True:
        time.sleep(1)


def crashing(_data: bytes, _name: str) -> Content:
    """End the process as a native library does."""
    os.abort()


def greedy(_data: bytes, _name: str) -> Content:
    """Take memory without end."""
    taken = []
    while True:
        taken.append(bytearray(1 << 24))


def deep(data: bytes, name: str) -> Content:
    """Call without end."""
    return deep(data, name)
