"""Values that the benchmarks take on the command line, refused in a line where they make no sense."""

from __future__ import annotations

import argparse
from pathlib import Path


def existing_file(text: str) -> Path:
    """The path of a file that is there."""
    path = Path(text)
    if not path.is_file():
        message = f"{text}: 没有这个文件，请核对路径 (no such file: check the path)"
        raise argparse.ArgumentTypeError(message)
    return path


def positive_number(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        message = f"{text}: 应为不小于 1 的整数 (give a whole number of at least 1)"
        raise argparse.ArgumentTypeError(message)
    return int(text)
