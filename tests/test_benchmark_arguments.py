"""Wrong arguments of the benchmarks end in a line of usage, not in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["similarity.py", "missing.jsonl"], 2, "missing.jsonl: 没有这个文件"),
        (["similarity.py", "similarity.py", "--queries", "missing.jsonl"], 2, "missing.jsonl: 没有这个文件"),
        (["similarity_speed.py", "--names", "0"], 2, "0: 应为不小于 1 的整数"),
        (["readers.py", "none"], 2, "none: 应为不小于 1 的整数"),
        (["readers.py", "--help"], 0, "COPIES"),
    ],
    ids=["no file", "no queries", "no names", "no copies", "help"],
)
def test_wrong_arguments_are_told_in_a_line(arguments: list[str], status: int, said: str) -> None:
    folder = ROOT / "benchmarks"
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (result.returncode, "Traceback" in result.stderr) == (status, False), result.stderr
    assert said in result.stdout + result.stderr
