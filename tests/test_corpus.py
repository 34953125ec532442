"""Many files: which are found and what they are called, faults collected with the rest done, the same in parallel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extract.corpus import (
    Fault,
    NoDocumentsError,
    NoSuchPathError,
    Source,
    faults,
    find_sources,
    passed_over,
    read_corpus,
)
from extract.reading import Extraction, file_to_extraction

if TYPE_CHECKING:
    from pathlib import Path

    from extract.readers.settings import ReaderSettings

TABLE = "{}信访局2024年部门预算\n\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t接待批次\t≥{}批次\n"
COUNTIES = ["泽州县", "海港区", "解放区", "江汉区", "鹿泉区"]


def write(folder: Path, *names: str) -> list[Path]:
    """Small documents under a folder, each with a target of its own."""
    paths = [folder / name for name in names]
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TABLE.format(COUNTIES[number % len(COUNTIES)], number), encoding="utf-8")
    return paths


def names(sources: list[Source]) -> list[str]:
    return [source.name for source in sources]


def test_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a.txt", "2023/c.txt", "2023/更多/d.TXT")
    assert names(find_sources([tmp_path])) == ["2023/c.txt", "2023/更多/d.TXT", "a.txt", "b.txt"]


def test_what_is_no_document_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "README.txt", "readme.txt", ".hidden.txt", ".git/b.txt", "~$c.txt", "d.exe", "e")
    assert names(find_sources([tmp_path])) == ["a.txt"]


def test_what_is_left_out_for_its_ending_can_be_told(tmp_path: Path) -> None:
    """A document without a known ending would go unnoticed; the graph's own files are no news."""
    write(tmp_path, "a.txt", "README.md", ".hidden", "~$c.txt", "报表", "d.bak", "kpi-graph/store/LOG")
    assert [path.name for path in passed_over([tmp_path], tmp_path / "kpi-graph")] == ["d.bak", "报表"]
    assert passed_over([tmp_path / "d.bak"], tmp_path / "kpi-graph") == []


def test_file_that_is_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    paths = write(tmp_path, "README.txt", "b.exe")
    assert names(find_sources(paths)) == ["README.txt", "b.exe"]


def test_paths_keep_their_order_and_a_file_is_taken_once(tmp_path: Path) -> None:
    first, second = write(tmp_path, "b.txt", "a.txt")
    assert names(find_sources([first, tmp_path, second, first])) == ["b.txt", "a.txt"]


def test_the_same_file_by_two_spellings_is_taken_once(tmp_path: Path) -> None:
    (path,) = write(tmp_path, "one/a.txt")
    assert len(find_sources([path, tmp_path / "one" / ".." / "one" / "a.txt"])) == 1


def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    write(tmp_path, "one/a.txt", "two/a.txt")
    found = names(find_sources([tmp_path / "one", tmp_path / "two"]))
    assert len(set(found)) == 2
    assert all(name.endswith("a.txt") for name in found)
    assert not any(name.startswith("/") for name in found), "a name must be the same on every machine"


def test_path_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPathError, match=r"nowhere"):
        find_sources([*write(tmp_path, "a.txt"), tmp_path / "nowhere"])


def test_folder_without_documents(tmp_path: Path) -> None:
    write(tmp_path, "README.txt", "d.exe")
    with pytest.raises(NoDocumentsError, match=str(tmp_path)):
        find_sources([tmp_path])


def test_bad_files_are_collected_and_the_others_read(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "e.txt")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "d.txt").write_text("没有指标的文字。", encoding="utf-8")
    results = list(read_corpus(find_sources([tmp_path])))
    assert [type(result) for result in results] == [Extraction, Fault, Fault, Fault, Extraction]
    bad = faults(results)
    assert [fault.source.name for fault in bad] == ["b.txt", "c.txt", "d.txt"]
    assert all(fault.message.startswith(f"{fault.source.name}: ") for fault in bad)


def test_file_that_vanishes_is_a_fault(tmp_path: Path) -> None:
    sources = find_sources(write(tmp_path, "a.txt", "b.txt"))
    sources[0].path.unlink()
    first, second = read_corpus(sources)
    assert isinstance(first, Fault)
    assert isinstance(second, Extraction)


def test_document_on_which_the_reading_fails_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program itself in one document costs none of the others."""
    sources = find_sources(write(tmp_path, "a.txt", "b.txt"))

    def failing(path: Path, name: str, settings: ReaderSettings) -> Extraction:
        if name == "a.txt":
            raise IndexError(name)
        return file_to_extraction(path, name, settings)

    monkeypatch.setattr("extract.corpus.file_to_extraction", failing)
    first, second = read_corpus(sources)
    assert isinstance(first, Fault)
    assert first.message.startswith("a.txt: ")
    assert "IndexError" in first.message
    assert isinstance(second, Extraction)


def test_parallel_reading_gives_the_same_in_the_same_order(tmp_path: Path) -> None:
    write(tmp_path, *(f"{number:02}.txt" for number in range(17)))
    (tmp_path / "07.txt").write_bytes(b"")
    sources = find_sources([tmp_path])
    serial = list(read_corpus(sources))
    assert len(faults(serial)) == 1
    assert list(read_corpus(sources, workers=2)) == serial
