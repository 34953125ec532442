"""What the interactive page holds and what it must not: data, hostile texts, the network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser_support import DOCUMENTS, HOSTILE, HOSTILE_PROJECT, INDICATORS, many_indicators
from hypothesis import given
from hypothesis import strategies as st
from page_block import block_of, rows_of, value_in

from extract.indicator import DocumentFacts, Indicator
from graph.concepts import names_to_measures
from graph.decisions import Decisions
from output.html import build_page, write_page
from output.page.data import page_data
from output.page.network import PageNetwork, json_for_script
from output.page.packing import TextPool, packed_column
from output.whole_file import OutputNotWritableError

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Elements(HTMLParser):
    """The start tags of a page with their attributes, and the text inside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in {"script", "style"} and data.strip():
            self.raw.append((*self.tags[-1], data))


@pytest.fixture(scope="module")
def page() -> str:
    return build_page(INDICATORS, DOCUMENTS)


def test_page_loads_nothing(page: str) -> None:
    elements = _Elements(page)
    for _tag, attributes in elements.tags:
        assert not {"src", "href", "srcset", "action", "data", "background"} & set(attributes)
    styles = "".join(text for tag, _, text in elements.raw if tag == "style")
    assert "url(" not in styles
    assert "@import" not in styles
    assert "sourceMappingURL" not in page


def test_policy_names_exactly_the_scripts_and_the_style_of_the_page(page: str) -> None:
    elements = _Elements(page)
    policy = next(
        attributes["content"] or ""
        for tag, attributes in elements.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    inline = [text for tag, attributes, text in elements.raw if attributes.get("type") != "application/json"]
    expected = {f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline}
    assert set(re.findall(r"'sha256-[^']+'", policy)) == expected
    assert len(inline) == 4
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_policy_stands_before_anything_that_it_must_govern(page: str) -> None:
    assert page.index("Content-Security-Policy") < page.index("<style>") < page.index("<script")


def test_every_field_of_every_indicator_is_in_the_data(page: str) -> None:
    for indicator, row in zip(INDICATORS, rows_of(block_of(page)), strict=True):
        said = {name: value for name, value in indicator.record().items() if value != [] and name in row}
        assert {name: row[name] for name in said} == said
        assert set(indicator.record()) - set(row) == {"province", "city", "county"}
        assert row["jurisdiction"] == indicator.jurisdiction


def test_every_document_is_in_the_data_with_what_is_known_of_it(page: str) -> None:
    found = {node["name"]: node for node in block_of(page)["nodes"] if node["kind"] == "document"}
    assert set(found) == {one.document for one in INDICATORS} | {one.name for one in DOCUMENTS}
    assert found["beishan-2024.txt"]["budget"] == 5230000
    assert found["beishan-2024.txt"]["warnings"] == list(DOCUMENTS[0].warnings)


def test_a_target_of_zero_is_kept_and_a_missing_one_left_out() -> None:
    zero = Indicator(id="z", document="d.txt", level3="重复来访批次", target_text="0", value=0, canonical_value=0)
    blank = Indicator(id="b", document="d.txt", level3="满意度", status="blank")
    rows = rows_of(block_of(build_page((zero, blank), ())))
    assert (rows[0]["value"], rows[0]["canonical_value"]) == (0, 0)
    assert rows[1]["value"] is None


_JSON_SCALARS = st.none() | st.integers() | st.text(max_size=3)


@given(st.lists(_JSON_SCALARS, min_size=1) | st.lists(st.none() | st.sampled_from(["产出", "效益"]), min_size=1))
def test_a_packed_column_reads_back_as_it_was(values: list[Any]) -> None:
    pool = TextPool()
    column = json.loads(json.dumps(packed_column(values, pool)))
    found = [value_in(column, at, pool.texts) for at in range(len(values))]
    assert [(type(value), value) for value in found] == [(type(value), value) for value in values]


def test_same_project_name_in_two_departments_makes_two_nodes() -> None:
    nodes = page_data(INDICATORS, (), "t").nodes
    assert [node["name"] for node in nodes].count("信访积案化解专项资金") == 2


def test_two_documents_of_one_department_share_its_node() -> None:
    names = ("a.txt", "b.txt")
    facts = [
        DocumentFacts(name=name, checksum="0", media_type="text/plain", department="信访局", county="北山区")
        for name in names
    ]
    data = page_data((), facts, "t")
    assert [node["kind"] for node in data.nodes] == ["jurisdiction", "document", "department", "document"]
    assert len({node["department"] for node in data.nodes if node["kind"] == "document"}) == 1


def test_jurisdictions_stand_in_the_order_of_their_codes_and_unknown_ones_last() -> None:
    unknown = Indicator(id="u", document="u.txt", level3="办结率")
    nodes = page_data((unknown, *INDICATORS), DOCUMENTS, "t").nodes
    names = [node["name"] for node in nodes if node["kind"] == "jurisdiction"]
    assert names == ["北山区", "西岭县", "南河县", "东湖区", None]


def test_categories_stand_by_frequency_and_the_missing_label_last() -> None:
    names = [node["name"] for node in page_data(INDICATORS, (), "t").nodes if node["kind"] == "category"]
    assert names[:3] == ["产出指标", "效益指标", "满意度指标"]
    assert names[-1] is None


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        HOSTILE_PROJECT,
        "</SCRIPT >",
        "<!--<script>",
        "]]>",
        "&lt;b&gt; & 'x' \"y\"",
        "\u2028\u2029\u202e\x00\x1b",
        "\ud800 alone",
        "𠮷" * 5000,
    ],
)
def test_text_stands_in_the_data_block_without_leaving_it(text: str) -> None:
    block = json_for_script({"text": text})
    assert json.loads(block) == {"text": text}
    assert not set(block) & set("<>&\u2028\u2029")
    block.encode("utf-8")


def test_hostile_texts_become_no_elements(page: str) -> None:
    plain = build_page(INDICATORS[:24], ())
    assert [tag for tag, _ in _Elements(page).tags] == [tag for tag, _ in _Elements(plain).tags]


@pytest.mark.parametrize("indicators", [INDICATORS, ()], ids=["full", "empty"])
def test_hostile_title_and_document_names_are_escaped(indicators: tuple[Indicator, ...]) -> None:
    document = DocumentFacts(name=HOSTILE, checksum="0", media_type="text/plain", warnings=(HOSTILE,))
    page = build_page(indicators, (document,), title=HOSTILE_PROJECT)
    assert "<img" not in page
    assert HOSTILE_PROJECT not in page


def test_two_builds_are_identical() -> None:
    indicators = many_indicators(200)
    assert build_page(indicators, DOCUMENTS) == build_page(indicators, DOCUMENTS)


def test_builds_of_two_processes_are_identical_whatever_the_order_of_their_sets() -> None:
    build = (
        "import sys, hashlib; from browser_support import DOCUMENTS, INDICATORS; from output.html import build_page; "
        "print(hashlib.sha256(build_page(INDICATORS, DOCUMENTS).encode()).hexdigest())"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    found = {
        subprocess.run(
            [sys.executable, "-c", build],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1


def test_empty_graph_says_so_and_what_to_do() -> None:
    page = build_page((), DOCUMENTS[1:])
    assert "图中还没有指标" in page
    assert "kpigraph build" in page
    assert "kongbai-2024.txt" in page
    assert PageNetwork().vis_network not in page


def test_scripts_use_no_name_that_none_of_them_declares_and_declare_none_in_vain(tmp_path: Path) -> None:
    linter = shutil.which("oxlint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if linter is None:
        pytest.skip("oxlint is not installed")
    (tmp_path / "joined.js").write_text(PageNetwork().script, encoding="utf-8")
    config = {"env": {"browser": True, "es2022": True}, "globals": {"vis": "readonly"}}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    rules = [part for rule in ("no-undef", "no-unused-vars", "no-redeclare", "prefer-const") for part in ("-D", rule)]
    command = [linter, "-A", "all", *rules, "--config", "config.json", "joined.js"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stdout


def test_every_field_has_a_label(page: str) -> None:
    elements = _Elements(page)
    labelled = {attributes["for"] for tag, attributes in elements.tags if tag == "label" and "for" in attributes}
    assert {attributes["id"] for tag, attributes in elements.tags if tag == "input"} <= labelled


def test_every_word_that_the_page_asks_for_exists_in_both_languages(page: str) -> None:
    chinese, english = re.findall(r"\n  (?:zh|en): \{(.*?)\n  \},", page, re.DOTALL)
    known = _keys(chinese)
    assert known == _keys(english)
    asked = set(re.findall(r'\bword\("(\w+)"', page)) | set(re.findall(r'data-(?:word|label|hint)="(\w+)"', page))
    assert asked <= known


def _keys(words: str) -> set[str]:
    return set(re.findall(r'"?([\w<>=]+)"?: "', words))


def test_importing_the_page_s_module_does_not_import_pyvis() -> None:
    check = "import sys, output.html; sys.exit('pyvis' in sys.modules or 'jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_page_is_written_in_utf8_whatever_the_locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.GBK")
    write_page(INDICATORS, DOCUMENTS, tmp_path / "图谱.html")
    assert (tmp_path / "图谱.html").read_text(encoding="utf-8") == build_page(INDICATORS, DOCUMENTS)
    assert [path.name for path in tmp_path.iterdir()] == ["图谱.html"]


def test_page_that_cannot_be_written_names_the_file_and_the_mend(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritableError, match=r"missing.page\.html: .*name a file in a folder that can"):
        write_page((), (), tmp_path / "missing" / "page.html")


def test_a_folder_in_the_page_s_place_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "page.html").mkdir()
    with pytest.raises(OutputNotWritableError):
        write_page((), (), tmp_path / "page.html")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_network_keeps_a_second_relation_between_two_nodes() -> None:
    network = PageNetwork()
    network.add_node("a", "A")
    network.add_node("b", "B")
    network.add_edge("a", "b", relation="first")
    network.add_edge("b", "a", relation="second")
    assert [edge["relation"] for edge in network.edges] == ["first", "second"]


def test_network_keeps_a_node_added_twice_as_it_was() -> None:
    network = PageNetwork()
    network.add_node("a", "first")
    network.add_node("a", "second")
    assert network.nodes == [{"id": "a", "name": "first"}]


def test_network_keeps_the_spaces_of_its_options() -> None:
    network = PageNetwork()
    options: Mapping[str, Any] = {"nodes": {"font": {"face": "Noto Sans CJK SC"}}}
    network.set_options(dict(options))
    assert network.options == options


def test_network_refuses_a_relation_to_an_unknown_node() -> None:
    network = PageNetwork()
    network.add_node("a", "A")
    with pytest.raises(KeyError):
        network.add_edge("a", "nowhere")


def test_network_takes_the_newest_library_that_pyvis_bundles() -> None:
    assert "@version 9.1" in PageNetwork().vis_network


def measures_of_names(page: str) -> dict[str, int]:
    block = block_of(page)
    return {block["texts"][text]: measure for text, measure in zip(block["names"], block["measures"], strict=True)}


def test_names_are_one_measure_in_the_page_where_the_commands_group_them() -> None:
    found = measures_of_names(build_page(INDICATORS, ()))
    groups = {name: one.identity for one in names_to_measures(one.level3 for one in INDICATORS) for name in one.names}
    pairs = {(groups[name], measure) for name, measure in found.items()}
    assert found.keys() == groups.keys()
    assert len(pairs) == len({*groups.values()}) == len({*found.values()})


def test_the_page_takes_names_together_and_apart_as_people_decided() -> None:
    names = ("群众满意度", "公众满意率", "积案化解率")
    some = [replace(one, level3=name) for one, name in zip(INDICATORS, names, strict=False)]
    told = build_page(some, (), decisions=Decisions(join=(("群众满意度", "积案化解率"),)))
    assert measures_of_names(told)["群众满意度"] == measures_of_names(told)["积案化解率"]
    one, other = ("案件办结数", "案件办结数量")
    some = [replace(each, level3=name) for each, name in zip(INDICATORS, (one, other), strict=False)]
    assert len({*measures_of_names(build_page(some, ())).values()}) == 1
    assert len({*measures_of_names(build_page(some, (), decisions=Decisions(split=((one, other),)))).values()}) == 2
