"""Queries that would never end: they are ended by time, memory or a closed pipe, and rows are printed as they are found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from graph_records import SEASIDE, SEASIDE_ROWS

from graph.store import GraphFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork there are no bounds")

PRODUCT = "SELECT ?s ?o { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORTED = f"{PRODUCT} ORDER BY ?o ?l"
UNMATCHED = (
    "SELECT ?s { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?o) = CONCAT(STR(?c), STR(?f), STR(?i), '!')) }"
)
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bounded") / "graph"
    with GraphFolder.create_or_open(path) as graph:
        graph.put(SEASIDE, SEASIDE_ROWS)
    return path


def started(*arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "query", *map(str, arguments)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.fixture
def process() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that a test starts, ended with it."""
    running: list[subprocess.Popen[bytes]] = []
    yield running
    for one in running:
        one.kill()
        one.communicate()


@pytest.mark.parametrize(
    ("query", "bound", "message"),
    [
        (SORTED, ("--timeout", "1"), "1 s"),
        (UNMATCHED, ("--timeout", "1"), "1 s"),
        ("ASK " + UNMATCHED.partition(" ?s ")[2], ("--timeout", "1"), "1 s"),
        (SORTED, ("--memory", "0.1"), "0.1 GB"),
    ],
)
def test_a_query_without_end_is_ended(folder: Path, query: str, bound: tuple[str, str], message: str) -> None:
    process = started(query, "-g", folder, *bound)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, b"")
    assert message in errors.decode()
    assert errors.decode().count("\n") == 1


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_rows_are_printed_as_they_are_found_and_a_closed_pipe_ends_the_query(
    folder: Path, process: list[subprocess.Popen[bytes]], form: str
) -> None:
    process.append(started(PRODUCT, "-g", folder, "--format", form))
    output = process[0].stdout
    assert output is not None
    assert output.readline()
    output.close()
    assert process[0].wait(timeout=60) == 0


def test_a_closed_pipe_ends_a_query_that_has_printed_nothing(
    folder: Path, process: list[subprocess.Popen[bytes]]
) -> None:
    process.append(started(SORTED, "-g", folder, "--memory", "0"))
    time.sleep(1.5)
    output = process[0].stdout
    assert output is not None
    output.close()
    assert process[0].wait(timeout=10) == 0


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the system does not tell a process's children")
def test_a_query_that_is_told_to_end_ends_with_its_process(
    folder: Path, process: list[subprocess.Popen[bytes]]
) -> None:
    process.append(started(SORTED, "-g", folder, "--memory", "0"))
    children = Path(f"/proc/{process[0].pid}/task/{process[0].pid}/children")
    while not (found := children.read_text(encoding="ascii").split()):
        pass  # at once: the moment behind the fork is the one at which a child could be left to itself
    process[0].terminate()
    assert process[0].wait(timeout=10) == 143
    assert process[0].communicate() == (b"", b"")
    assert not any(Path(f"/proc/{child}").exists() for child in found)


@pytest.mark.parametrize("rows", [0, 1, 25_000])
def test_a_long_answer_is_whole_in_every_format(folder: Path, rows: int) -> None:
    query = f"{PRODUCT} LIMIT {rows}"
    texts = {
        form: started(query, "-g", folder, "--format", form).communicate(timeout=60)[0].decode()
        for form in ("csv", "json", "table")
    }
    assert len(json.loads(texts["json"])) == rows
    assert texts["table"].count("\n") == rows + 1
    assert texts["csv"].count("\r\n") == rows + 1
