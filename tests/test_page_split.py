"""A graph too large for one page: one page for each jurisdiction, nothing lost, links from each to all others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from browser_support import DOCUMENTS, INDICATORS, NEEDS_CHROMIUM, Reader
from page_block import block_of, rows_of

from commands.questions import view
from graph.store import GraphFolder
from output.html import LARGEST_PAGE, write_page
from output.page.splitting import AWAY_AT_MOST
from output.whole_file import OutputNotWritableError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the list of a split graph, and the pages beside it."""
    folder = tmp_path_factory.mktemp("split")
    assert write_page(INDICATORS, DOCUMENTS, folder / "图 谱.html", largest=1000) == 4
    return folder


def blocks(folder: Path) -> dict[str, dict[str, Any]]:
    """The data of each page by its file's name."""
    return {path.name: block_of(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*_files/*.html"))}


def test_a_page_within_the_limit_stays_whole(tmp_path: Path) -> None:
    assert write_page(INDICATORS, DOCUMENTS, tmp_path / "graph.html") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]
    assert LARGEST_PAGE == 20_000_000


def test_a_single_jurisdiction_stays_whole_whatever_its_size(tmp_path: Path) -> None:
    assert write_page(INDICATORS[:13], (), tmp_path / "graph.html", largest=1) == 0


def test_each_jurisdiction_has_its_page_named_by_its_code(parts: Path) -> None:
    assert sorted(path.name for path in parts.iterdir()) == ["图 谱.html", "图 谱_files"]
    assert list(blocks(parts)) == ["130199.html", "140599.html", "410899.html", "420199.html"]


def test_every_indicator_and_document_is_in_exactly_one_page(parts: Path) -> None:
    rows = {name: rows_of(block) for name, block in blocks(parts).items()}
    assert sorted(row["id"] for some in rows.values() for row in some) == sorted(one.id for one in INDICATORS)
    for name, some in rows.items():
        assert all(row["division_code"] == name.removesuffix(".html") for row in some)
    documents = [
        node["name"] for block in blocks(parts).values() for node in block["nodes"] if node["kind"] == "document"
    ]
    assert sorted(documents) == sorted({one.name for one in DOCUMENTS} | {one.document for one in INDICATORS})


def test_targets_of_the_same_measure_elsewhere_travel_with_the_page(parts: Path) -> None:
    block = blocks(parts)["420199.html"]
    measure = next(row["name"] for row in rows_of(block) if row["level3"] == "积案化解率")
    away = [block["away"]["rows"][at] for at in block["away"]["measures"][str(block["measures"][measure])]]
    assert [(one["place"], one["target_text"], one["page"]) for one in away] == [
        ("河南省焦作市南河县", "≥85%", "410899.html")
    ]


def test_of_many_targets_elsewhere_some_are_chosen_evenly_and_the_rest_counted(tmp_path: Path) -> None:
    many = [
        replace(INDICATORS[1], id=f"e{at}", division_code=f"9{at:05}", county=f"第{at}县", canonical_value=at / 100)
        for at in range(100)
    ]
    write_page(many, (), tmp_path / "graph.html", largest=1)
    block = blocks(tmp_path)["900050.html"]
    numbers = [row["number"] for row in block["away"]["rows"]]
    assert len(numbers) == AWAY_AT_MOST
    assert (numbers[0], numbers[-1], sorted(numbers)) == (0, 0.99, numbers)
    assert block["away"]["left"] == {"0": 99 - AWAY_AT_MOST}


def test_building_again_gives_the_same_bytes_and_removes_pages_of_places_that_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    write_page(INDICATORS, (), path, largest=1)
    before = {one: one.read_bytes() for one in tmp_path.rglob("*.html")}
    write_page(INDICATORS, (), path, largest=1)
    assert {one: one.read_bytes() for one in tmp_path.rglob("*.html")} == before
    mine = tmp_path / "graph_files" / "mine.html"
    mine.write_text("kept", encoding="utf-8")
    write_page(INDICATORS[:24], (), path, largest=1)
    assert sorted(one.name for one in mine.parent.iterdir()) == ["130199.html", "410899.html", "mine.html"]


def test_a_file_in_the_folder_s_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "graph_files").write_text("no folder", encoding="utf-8")
    with pytest.raises(OutputNotWritableError, match="graph_files"):
        write_page(INDICATORS, (), tmp_path / "graph.html", largest=1)
    assert not (tmp_path / "graph.html").exists()


def test_view_says_into_how_many_pages_it_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with GraphFolder.create_or_open(tmp_path / "g") as folder:
        for facts in DOCUMENTS:
            folder.put(facts, [one for one in INDICATORS if one.document == facts.name])
    monkeypatch.setattr("output.html.LARGEST_PAGE", 1000)
    view(tmp_path / "图谱.html", tmp_path / "g")
    said = capsys.readouterr()
    assert said.out == f"{tmp_path / '图谱.html'}\n"
    assert f"{tmp_path / '图谱_files'}" in said.err
    assert "2 页" in said.err
    assert len(list((tmp_path / "图谱_files").iterdir())) == 2


@NEEDS_CHROMIUM
def test_reader_goes_from_the_list_to_a_page_to_another_page_and_back(reader: Reader, parts: Path) -> None:
    page = reader.page
    page.goto((parts / "图 谱.html").as_uri())
    assert "4 个地区" in reader.text("header")
    page.click("text=东湖区")
    assert page.title() == "绩效指标图谱 · 湖北省武汉市东湖区"
    reader.search("排查矛盾纠纷件数")
    assert reader.text("#details h2") == "排查矛盾纠纷件数"
    reader.search("积案化解率")
    assert "南河县 河南省焦作市" in reader.text("#compare")
    page.click("#compare a:has-text('南河县')")
    assert page.title() == "绩效指标图谱 · 河南省焦作市南河县"
    assert reader.text("#details h2") == "积案化解率"
    assert reader.text("#details .similar a") == "东湖区"
    page.select_option("#pages", label="河北省石家庄市北山区")
    page.wait_for_url("**/130199.html")
    assert reader.text("#count") == "显示 13 / 共 13 个指标"
    page.click("text=全部地区")
    assert "4 个地区" in reader.text("header")
