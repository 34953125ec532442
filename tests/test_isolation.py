"""Binary formats are read in another process: what happens there is one error here, and the next file is read as ever."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import misbehaving_readers
import pytest
from conftest import ROOT

from extract.document import Content, Heading, UnreadableDocumentError
from extract.readers import ReaderSettings, isolation
from extract.readers.faults import (
    DamagedFileError,
    EncryptedFileError,
    PackageMissingError,
    TooLargeError,
    UnreadableFileError,
)
from extract.readers.isolation import Task, read_here, read_isolated
from extract.readers.settings import ReaderSettingError

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's bounds and view of processes")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "甲.docx"
    path.write_text("正文", encoding="utf-8")
    return path


def read(reader: str, path: Path, seconds: float = 30, memory_mb: int = 1024) -> Content:
    task = Task(f"misbehaving_readers:{reader}", str(path), "甲.docx")
    return read_isolated(task, seconds=seconds, memory_mb=memory_mb)


def process_of(content: Content) -> str:
    return content.warnings[-1]


@pytest.mark.parametrize("reader", ["good", "printing"])
def test_content_comes_over_whole(path: Path, reader: str) -> None:
    here, there = misbehaving_readers.good(path.read_bytes(), "甲.docx"), read(reader, path)
    assert there.blocks == here.blocks
    assert there.warnings[0] == here.warnings[0]
    assert isinstance(there.blocks[0], Heading)
    assert there.blocks[2].rows[0].cells[0].place is not None  # type: ignore[union-attr]


def test_one_other_process_serves_the_batch(path: Path) -> None:
    first, second = (process_of(read("good", path)) for _ in range(2))
    assert first == second != str(os.getpid())


@pytest.mark.parametrize(
    ("reader", "error", "sentence"),
    [
        ("encrypted", EncryptedFileError, "密码"),
        ("wrong", DamagedFileError, "KeyError"),
        ("unpacked", PackageMissingError, "lacking"),
        ("crashing", DamagedFileError, "中止"),
        pytest.param("greedy", TooLargeError, "256 MB", marks=LINUX),
        ("deep", TooLargeError, "嵌套"),
    ],
)
def test_each_misfortune_is_one_error_and_the_next_file_is_read(
    path: Path, reader: str, error: type[UnreadableDocumentError], sentence: str
) -> None:
    with pytest.raises(error, match=rf"^甲\.docx: .*{sentence}"):
        read(reader, path, memory_mb=256)
    assert read("good", path, memory_mb=256).blocks


def test_time_ends_a_reader_that_does_not_end(path: Path) -> None:
    with pytest.raises(TooLargeError, match=r"^甲\.docx: .*1 秒"):
        read("endless", path, seconds=1)
    assert read("good", path).blocks


def test_only_what_breaks_a_process_costs_a_new_one(path: Path) -> None:
    before = process_of(read("good", path))
    with pytest.raises(DamagedFileError):
        read("wrong", path)
    assert process_of(read("good", path)) == before
    with pytest.raises(DamagedFileError):
        read("crashing", path)
    assert process_of(read("good", path)) != before


def test_process_that_ended_between_two_files_is_started_anew(path: Path) -> None:
    before = process_of(read("good", path))
    isolation.stop_readers()
    assert process_of(read("good", path)) != before


def test_file_that_vanished_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"^甲\.docx: "):
        read("good", tmp_path / "甲.docx")


@pytest.mark.parametrize(("reader", "error"), [("wrong", DamagedFileError), ("deep", TooLargeError)])
def test_text_is_read_here_with_the_same_care(path: Path, reader: str, error: type[UnreadableDocumentError]) -> None:
    with pytest.raises(error, match=r"^甲\.docx: "):
        read_here(Task(f"misbehaving_readers:{reader}", str(path), "甲.docx"))


@LINUX
def test_other_process_ends_with_the_one_that_asked(path: Path) -> None:
    script = f"""
import os, sys
sys.path[:0] = {[str(ROOT / "tests"), str(ROOT)]!r}
from extract.readers.isolation import Task, read_isolated
content = read_isolated(Task("misbehaving_readers:good", sys.argv[1], "a"), seconds=30, memory_mb=1024)
sys.stdout.write(content.warnings[-1])
sys.stdout.flush()
os._exit(0)
"""
    ended = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, encoding="utf-8", check=True)
    assert ended.stdout.isdecimal()
    assert ended.stderr == ""
    waited = 0
    while is_running(int(ended.stdout)) and waited < 100:
        waited += 1
        time.sleep(0.1)
    assert waited < 100


def is_running(process: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


@pytest.mark.parametrize(("name", "value"), [("seconds", 0), ("seconds", -1), ("memory_mb", 0)])
def test_bounds_must_be_above_zero(name: str, value: int) -> None:
    with pytest.raises(ReaderSettingError, match=name):
        ReaderSettings(**{name: value})  # type: ignore[arg-type]
