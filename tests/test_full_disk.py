"""A disk that fills while a graph is built, and a writer in another process: the graph before is there, and opens."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from graph_exports import exported
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS

from graph.faults import GraphInUseError
from graph.folder_lock import lock_folder
from graph.restoring import Restored, restore
from graph.store import GraphFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and locks of this kind are not there")

# Documents of the same rows, one after the other, until the place is full: status 7 says that it was named as such.
FILL = """
import sys
from dataclasses import replace
from pathlib import Path
from graph.faults import GraphNotWritableError
from graph.store import GraphFolder
from graph_records import SEASIDE, SEASIDE_ROWS

def fill(folder):
    for number in range(5000):
        facts = replace(SEASIDE, name=f"{number}.txt", checksum=f"{number:064x}")
        rows = [
            replace(SEASIDE_ROWS[n % 4], id=f"{number}-{n}", document=facts.name, description=f"{number}-{n} " * 50)
            for n in range(100)
        ]
        folder.put(facts, rows)
        print(facts.name, flush=True)
"""
BUILD = """
try:
    with GraphFolder.create_or_open(Path(sys.argv[1])) as folder:
        fill(folder)
except GraphNotWritableError as error:
    print("refused:", error, flush=True)
    sys.exit(7)
"""
LIMIT = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails then, as on a disk that is full
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
"""


def built(path: Path) -> Path:
    with GraphFolder.create_or_open(path) as graph:
        graph.put(INLAND, INLAND_ROWS)
    return path


def run(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=TESTS, check=False, capture_output=True, text=True, timeout=300
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes of its own, where this process may mount one."""
    place, mount = tmp_path / "small", shutil.which("mount")
    place.mkdir()
    command = [mount or "", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if mount is None or os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def assert_as_before(path: Path) -> None:
    """Readers find the graph that there was before the build."""
    with GraphFolder.open(path, read_only=True) as graph:
        assert graph.documents() == [INLAND]
        assert graph.indicators() == INLAND_ROWS
        assert len(list(graph.quads())) == graph.counts()["quads"]


def assert_whole(path: Path, acknowledged: list[str]) -> None:
    """The folder opens, and holds what was there before and every document whose put returned, whole."""
    with GraphFolder.open(path, read_only=True) as graph:
        names = {facts.name for facts in graph.documents()}
        assert {INLAND.name, *acknowledged} <= names
        assert graph.indicators(INLAND.name) == INLAND_ROWS
        assert all(len(graph.indicators(name)) == 100 for name in names - {INLAND.name})


def test_a_disk_that_fills_is_named_and_what_was_built_is_still_there(small_disk: Path, tmp_path: Path) -> None:
    path = built(small_disk / "graph")
    ended = run(FILL + BUILD, path)
    *acknowledged, last = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr) == (7, "")
    assert acknowledged
    assert last.startswith(f"refused: {path}: ")
    assert "the graph cannot be written here: No space left on device" in last
    assert_as_before(path)
    moved = tmp_path / "elsewhere"
    shutil.copytree(path, moved)
    with GraphFolder.create_or_open(moved) as graph:
        assert graph.put(SEASIDE, SEASIDE_ROWS) == "added"
        graph.remove(SEASIDE.name)
    assert_whole(moved, acknowledged)


def test_a_file_that_may_grow_no_further_is_named_and_what_was_built_is_still_there(tmp_path: Path) -> None:
    path = built(tmp_path / "graph")
    ended = run(FILL + LIMIT + BUILD, path)
    *acknowledged, last = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr) == (7, "")
    assert last.startswith(f"refused: {path}")
    assert_as_before(path)
    GraphFolder.open(path).close()
    assert_whole(path, acknowledged)


def large_export(place: Path) -> Path:
    """The export of a graph that takes more space than the small disk has, in a few seconds."""
    with GraphFolder.create_or_open(place / "large") as graph:
        for number in range(12):
            facts = replace(SEASIDE, name=f"{number}.txt", checksum=f"{number:064x}")
            rows = [
                replace(
                    SEASIDE_ROWS[n % 4], id=f"{number}-{n}", document=facts.name, description=os.urandom(4000).hex()
                )
                for n in range(100)
            ]
            graph.put(facts, rows)
    return exported(place / "large", place / "large.nq")


def files_below(path: Path) -> set[Path]:
    return {file.relative_to(path) for file in path.rglob("*")}


@pytest.mark.parametrize("ending", ["nq", "trig"])
def test_a_disk_that_fills_while_a_graph_is_restored_is_named_and_not_the_file(
    small_disk: Path, tmp_path: Path, ending: str
) -> None:
    file = large_export(tmp_path)
    if ending == "trig":
        file = exported(tmp_path / "large", tmp_path / "large.trig")
    path = built(small_disk / "graph")
    before = files_below(small_disk)
    for kilobytes in (0, 100, 4000, 14000):
        ballast = small_disk / "ballast"
        with ballast.open("wb") as filling:
            os.posix_fallocate(filling.fileno(), 0, shutil.disk_usage(small_disk).free - kilobytes * 1024)
        assert_refused(file, path)
        ballast.unlink()
        assert files_below(small_disk) == before
        assert_as_before(path)
    assert_refused(file, small_disk / "new")
    assert files_below(small_disk) == before


def assert_refused(file: Path, path: Path) -> None:
    """One line says that the graph cannot be written there for want of space."""
    command = [sys.executable, "-m", "cli", "build", "--from", str(file), "-g", str(path)]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=300)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1), ended.stderr
    assert f"{path}: " in ended.stderr
    assert "No space left on device" in ended.stderr


RESTORE = """
import os, signal, sys
from pathlib import Path
from graph.restoring import restore
from graph.store import GraphFolder
from graph import restoring, writing

kind, file, path = sys.argv[1:]
def end(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if kind == "loaded":
    restoring._put = end
else:
    writing.Writer.publish = end
restore(Path(file), Path(path))
"""


@pytest.mark.parametrize("kind", ["loaded", "put"])
@pytest.mark.parametrize("new", [False, True])
def test_a_restoring_that_was_killed_leaves_nothing_once_another_writes(
    tmp_path: Path, kind: str, *, new: bool
) -> None:
    """Nor does the next writer take over a part of what was to be restored whole."""
    file, path = exported(built(tmp_path / "other"), tmp_path / "other.nq"), tmp_path / "graph"
    if not new:
        with GraphFolder.create_or_open(path) as graph:
            graph.put(SEASIDE, SEASIDE_ROWS)
    before = files_below(tmp_path)
    command = [sys.executable, "-c", RESTORE, kind, str(file), str(path)]
    killed = subprocess.run(command, cwd=TESTS, check=False, capture_output=True, text=True, timeout=300)
    assert killed.returncode == -9, killed.stderr
    left = {file for file in files_below(tmp_path) - before if file.parts[0] != "graph"}
    assert left == set()
    with GraphFolder.open(path) as graph:
        assert graph.documents() == ([] if new else [SEASIDE])
    assert {path.name for path in (path / "store").iterdir()} == (set() if new else {"1"})
    assert restore(file, path) == Restored(added=1)
    with GraphFolder.open(path, read_only=True) as graph:
        assert graph.indicators(INLAND.name) == INLAND_ROWS


TERMINATED = """
import os, signal, sys, time
from graph import restoring
import cli

def put(*_):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
restoring._put = put
sys.argv[1:] = ["build", "--from", *sys.argv[1:]]
cli.main()
"""


def test_a_restoring_that_is_told_to_end_clears_away_what_it_began(tmp_path: Path) -> None:
    file = exported(built(tmp_path / "other"), tmp_path / "other.nq")
    before = files_below(tmp_path)
    command = [sys.executable, "-c", TERMINATED, str(file), "-g", str(tmp_path / "graph")]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=50)
    assert (ended.returncode, ended.stdout, ended.stderr) == (143, "", "")
    assert files_below(tmp_path) == before


WRITER = """
import sys
from pathlib import Path
from graph.store import GraphFolder
with GraphFolder.open(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_while_another_process_writes_nobody_else_does_and_afterwards_anybody(tmp_path: Path) -> None:
    path = built(tmp_path / "graph")
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert writer.stdout
        assert writer.stdout.readline() == "open\n"
        with pytest.raises(GraphInUseError, match="wait until it has finished"):
            GraphFolder.open(path)
        assert_as_before(path)
        writer.communicate("\n", timeout=60)
    assert writer.returncode == 0
    with GraphFolder.open(path) as graph:
        assert graph.indicators() == INLAND_ROWS


def test_a_writer_that_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    path = built(tmp_path / "graph")
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert writer.stdout
        assert writer.stdout.readline() == "open\n"
        writer.kill()
    with GraphFolder.open(path) as graph:
        assert graph.indicators() == INLAND_ROWS


def test_a_worker_that_has_not_yet_let_go_of_a_killed_builds_lock_is_waited_for(tmp_path: Path) -> None:
    path = built(tmp_path / "graph")
    with lock_folder(path) as held:
        worker = subprocess.Popen(["sleep", "0.3"], pass_fds=[held.fileno()])
    with worker, GraphFolder.open(path) as graph:
        assert graph.indicators() == INLAND_ROWS


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_build_that_was_killed_leaves_no_worker_that_keeps_others_out(tmp_path: Path, how: signal.Signals) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for number in range(200):
        shutil.copy(ROOT / "examples" / "zezhou-2024.txt", documents / f"{number}.txt")
    command = [sys.executable, "-m", "cli", "build", str(documents), "-g", str(tmp_path / "g")]
    build = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with build:
        children = Path(f"/proc/{build.pid}/task/{build.pid}/children")
        while build.poll() is None and not children.read_text().split():
            time.sleep(0.05)
        build.send_signal(how)
        told = build.communicate(timeout=60)[1]
    if how == signal.SIGTERM:
        assert (build.returncode, told) == (143, "")
    assert build.returncode != 0
    with GraphFolder.open(tmp_path / "g") as graph:
        assert how == signal.SIGTERM or graph.documents() == []


def test_a_request_to_end_that_meets_a_finaliser_is_not_lost() -> None:
    lines = (
        "import signal, time, cli",
        "class Finalised:",
        "    def __del__(self) -> None: signal.raise_signal(signal.SIGTERM)",
        "cli.end_when_told()",
        "Finalised()",
        "time.sleep(30)",
    )
    asked = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (asked.returncode, asked.stdout, asked.stderr) == (143, "", "")


def test_a_request_to_end_while_workers_begin_leaves_none_waiting(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.txt").touch()
    lines = (
        "import concurrent.futures.process, pathlib, signal, cli",
        "from extract.corpus import find_sources, read_corpus",
        "class Interrupted(concurrent.futures.process._ExecutorManagerThread):",
        "    def __init__(self, *_) -> None: signal.raise_signal(signal.SIGTERM)",
        "concurrent.futures.process._ExecutorManagerThread = Interrupted",
        "cli.end_when_told()",
        f"list(read_corpus(find_sources([pathlib.Path({str(tmp_path)!r})]), workers=2))",
    )
    asked = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (asked.returncode, asked.stdout, asked.stderr) == (143, "", "")
