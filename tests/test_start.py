"""Starting: help and version load nothing heavy, so that the command answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT

HEAVY = ["jieba", "networkx", "numpy", "pyoxigraph", "pyvis", "rdflib", "spacy", "xlsxwriter", "yaml"]
LOADED = f"""
import sys
sys.argv = ["kpigraph", *sys.argv[1:]]
import cli
try:
    cli.main()
except SystemExit:
    pass
print(*(name for name in {HEAVY} if name in sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["build", "--help"], ["view", "--help"]], ids=" ".join
)
def test_nothing_heavy_is_loaded(arguments: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert result.stdout
    assert result.stderr.strip() == ""
