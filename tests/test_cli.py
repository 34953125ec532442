"""The command line: results on stdout, everything else on stderr, and bad input as one line that names it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from conftest import ROOT
from typer.testing import CliRunner

from benchmarks.accuracy import read_labels, score
from cli import app
from extract.indicator import FIELDS
from graph.concepts import Suggestion, names_to_measures
from graph.decisions import read_decisions
from graph.identities import UnknownIdentityError
from graph.store import GraphFolder
from ontology.vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = ROOT / "examples"
COMMANDS = [
    "extract", "build", "info", "query", "similar", "compare", "peers", "suggest", "export", "validate", "view", "remove",
    "measures", "lexicon",
]  # fmt: skip
TABLE = (
    "{place}信访局2024年部门预算\n\n一级指标\t二级指标\t三级指标\t指标值\n"
    "产出指标\t数量指标\t接待批次\t≥{value}批次\n\t质量指标\t答复率\t≥90%\n"
)
ALL_TRIPLES = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

Result = subprocess.CompletedProcess[str]


def kpigraph(*arguments: str | Path, folder: Path, **environment: str) -> Result:
    """Run the command in a folder, as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def documents(folder: Path) -> Path:
    """Two small documents."""
    folder.mkdir(exist_ok=True)
    write(folder / "zezhou.txt", place="泽州县")
    write(folder / "haigang.txt", place="海港区")
    return folder


def write(path: Path, *, place: str = "泽州县", value: int = 20) -> Path:
    path.write_text(TABLE.format(place=place, value=value), encoding="utf-8")
    return path


def bad_files(folder: Path) -> list[Path]:
    """A file for each thing that can be wrong with one, under names that say it."""
    contents = {
        "空.txt": b"",
        "空白.txt": b" \n\t\n",
        "二进制.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "破损.txt": b"".join(bytes([byte]) + b"\xff" for byte in (TABLE * 5).encode()),
        "无表.txt": "部门职责：接待来访。\n".encode(),
        "预算表.txt": "单位：万元\n收入\t预算数\n财政拨款\t518.25\n".encode(),
        "格式.exe": b"MZ",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def error_lines(result: Result) -> list[str]:
    return [line for line in result.stderr.splitlines() if line.startswith("错误 (error): ")]


def assert_one_error(result: Result, named: str) -> None:
    """One line on stderr that names the thing, nothing on stdout, no traceback."""
    assert result.returncode not in (0, -1), result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert len(error_lines(result)) == 1, result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    assert named in result.stderr


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the two small documents; tests only read it."""
    folder = tmp_path_factory.mktemp("graph")
    result = kpigraph("build", documents(folder / "in"), "-g", folder / "g", folder=folder)
    assert result.returncode == 0, result.stderr
    return folder / "g"


# Help and version


def test_version(tmp_path: Path) -> None:
    result = kpigraph("--version", folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"kpigraph {version('kpigraph')}\n", "")


def test_help_lists_every_command(tmp_path: Path) -> None:
    result = kpigraph("--help", folder=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert all(command in result.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage: " in result.stdout
    assert any("\u4e00" <= sign <= "\u9fff" for sign in result.stdout)


def test_console_script_is_the_same_program(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("kpigraph")
    if not script.exists():
        pytest.skip("kpigraph is not installed as a script beside this Python")
    result = subprocess.run([script, "--version"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert result.stdout == f"kpigraph {version('kpigraph')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["extract"],
        ["extract", "a.txt", "--format", "pdf"],
        ["similar"],
        ["export", "doc"],
        ["build", "--unknown", "a"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_explained(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.output


# extract


def test_extract_writes_one_record_a_line(tmp_path: Path) -> None:
    """Data on stdout, the rest on stderr; every field of the contract is there."""
    result = kpigraph("extract", documents(tmp_path / "in"), folder=tmp_path)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0
    assert [(r["document"], r["level3"], r["value"]) for r in records] == [
        ("haigang.txt", "接待批次", 20), ("haigang.txt", "答复率", 90), ("zezhou.txt", "接待批次", 20), ("zezhou.txt", "答复率", 90),
    ]  # fmt: skip
    assert all(tuple(record) == FIELDS for record in records)
    assert "4" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out.pdf"], ".pdf: 不能写成这种格式"),
        (["--explain", "--format", "csv"], "--explain 不写指标记录"),
        (["--html", "--format", "csv"], "--html 不写指标记录"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_format_that_would_not_be_written_is_refused(arguments: list[str], said: str, tmp_path: Path) -> None:
    result = kpigraph("extract", documents(tmp_path / "in"), *arguments, folder=tmp_path)
    assert result.returncode == 1
    assert said in result.stderr
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    ("name", "begins"), [("how.csv", "\ufeff文件,表,行"), ("how.txt", "文件"), ("how.html", "<!doctype html>")]
)
def test_the_explanation_is_written_to_the_file_that_is_named(name: str, begins: str, tmp_path: Path) -> None:
    result = kpigraph("extract", "--explain", documents(tmp_path / "in"), "-o", name, folder=tmp_path)
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert (result.returncode, result.stdout) == (0, "")
    assert written.lower().startswith(begins.lower())
    assert "接待批次" in written


def test_files_of_other_endings_are_named_and_not_read(tmp_path: Path) -> None:
    folder = documents(tmp_path / "in")
    (folder / "报表").write_text((folder / "zezhou.txt").read_text(encoding="utf-8"), encoding="utf-8")
    result = kpigraph("extract", folder, folder=tmp_path)
    assert result.returncode == 0
    assert "1 个文件的后缀不在可读之列" in result.stderr
    assert "报表" in result.stderr


def test_extracted_lines_can_be_piped_to_the_score(tmp_path: Path) -> None:
    name = "zezhou-2024"
    result = kpigraph("extract", EXAMPLES / f"{name}.txt", folder=tmp_path)
    figures = score(
        read_labels(ROOT / "tests" / "labels" / f"{name}.jsonl"),
        [json.loads(line) for line in result.stdout.splitlines()],
    )
    assert (figures.labels, figures.f1) == (83, 1)


def test_extract_is_the_same_on_every_run_and_place(tmp_path: Path) -> None:
    runs = []
    for seed, place in (("1", "one"), ("2", "two")):
        documents(tmp_path / place)
        runs.append(kpigraph("extract", ".", folder=tmp_path / place, PYTHONHASHSEED=seed).stdout)
    assert runs[0] == runs[1] != ""


def test_extract_keeps_utf8_where_the_terminal_has_another_encoding(tmp_path: Path) -> None:
    """JSON Lines are UTF-8, and no sign of a document may be lost."""
    path = write(tmp_path / "a.txt")
    path.write_text(path.read_text(encoding="utf-8").replace("答复率", "答复率（㎡≧𠮷）"), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "cli", "extract", path],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"},
        capture_output=True, check=False,
    )  # fmt: skip
    assert "答复率（㎡≧𠮷）" in result.stdout.decode("utf-8")


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_extract_takes_the_format_from_the_name(tmp_path: Path, form: str) -> None:
    result = kpigraph("extract", write(tmp_path / "a.txt"), "-o", f"指标.{form}", folder=tmp_path)
    data = (tmp_path / f"指标.{form}").read_bytes()
    assert (result.returncode, result.stdout) == (0, "")
    if form == "xlsx":
        assert data.startswith(b"PK")
    elif form == "csv":
        assert len(list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))) == 2
    else:
        assert len(data.splitlines()) == 2


def test_csv_on_stdout_is_csv_alone(tmp_path: Path) -> None:
    result = kpigraph("extract", write(tmp_path / "a.txt"), "--format", "csv", folder=tmp_path)
    rows = list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))
    assert [row["target_text"] for row in rows] == ["≥20批次", "≥90%"]


def test_workbook_needs_a_file(tmp_path: Path) -> None:
    assert_one_error(kpigraph("extract", write(tmp_path / "a.txt"), "--format", "xlsx", folder=tmp_path), "-o")


def test_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    """Kpigraph extract … | head -1"""  # noqa: D415 - a command
    for number in range(12):
        (tmp_path / f"{number}.txt").write_bytes((EXAMPLES / "jianghan-2024.txt").read_bytes())
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "extract", "."],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert json.loads(first)["document"] == "0.txt"
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("command", [["--version"], ["--help"], ["query", "--list"], ["extract", str(EXAMPLES)]])
def test_full_disk_behind_a_pipe_is_told_in_one_line(command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "cli", *command], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
    errors = [line for line in result.stderr.decode().splitlines() if "错误 (error)" in line]
    assert (result.returncode, len(errors)) == (1, 1)
    assert b"Traceback" not in result.stderr


# Bad input


def test_no_such_path(tmp_path: Path) -> None:
    for command in ("extract", "build"):
        assert_one_error(kpigraph(command, "没有.txt", folder=tmp_path), "没有.txt")
    assert not (tmp_path / "kpi-graph").exists()


def test_folder_without_documents(tmp_path: Path) -> None:
    (tmp_path / "空文件夹").mkdir()
    assert_one_error(kpigraph("extract", "空文件夹", folder=tmp_path), "空文件夹")


def test_every_bad_file_is_named_once_and_the_good_ones_are_read(tmp_path: Path) -> None:
    """The others are done, the bad ones listed at the end with the mend, and the status says so."""
    good = write(tmp_path / "好.txt")
    bad = bad_files(tmp_path)
    result = kpigraph("extract", bad[0], good, *bad[1:], folder=tmp_path)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert [json.loads(line)["document"] for line in result.stdout.splitlines()] == ["好.txt", "好.txt"]
    said = result.stderr.splitlines()
    named = [(number, path.name) for number, line in enumerate(said) for path in bad if f" {path.name}: " in line]
    assert [name for _, name in named] == [path.name for path in bad]
    assert [number for number, _ in named] == list(range(named[0][0], named[0][0] + len(bad)))
    assert len(said) - 1 <= named[-1][0] + 1, "only the sum may stand below the list"


def test_single_bad_file(tmp_path: Path) -> None:
    bad = bad_files(tmp_path)[0]
    result = kpigraph("extract", bad, folder=tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert [line for line in result.stderr.splitlines() if bad.name in line] == error_lines(result)
    assert len(error_lines(result)) == 1, result.stderr


def test_output_of_before_is_not_lost_when_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("{}\n", encoding="utf-8")
    result = kpigraph("extract", bad_files(tmp_path)[0], "-o", "out.jsonl", folder=tmp_path)
    assert result.returncode == 1
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "{}\n"


def test_unwritable_output(tmp_path: Path, graph: Path) -> None:
    """A path below a file can't be written, whoever runs the test."""
    below = write(tmp_path / "a.txt") / "b"
    assert_error_names(kpigraph("extract", tmp_path / "a.txt", "-o", below / "x.jsonl", folder=tmp_path), "x.jsonl")
    for arguments in (["export", "ttl"], ["export", "graphml"], ["export", "csv"], ["view"]):
        result = kpigraph(*arguments, "-o", below / "出.x", "-g", graph, folder=tmp_path)
        assert_error_names(result, "出.x")
    assert_error_names(kpigraph("build", tmp_path / "a.txt", "-g", below / "图谱", folder=tmp_path), "图谱")


def assert_error_names(result: Result, named: str) -> None:
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert [named in line for line in error_lines(result)] == [True], result.stderr


@pytest.mark.parametrize(
    "arguments", [["info"], ["query", "ASK {}"], ["similar", "满意度"], ["compare", "满意度"], ["export", "ttl"], ["view"],
     ["remove", "a"]],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_no_graph_folder(tmp_path: Path, arguments: list[str]) -> None:
    assert_one_error(kpigraph(*arguments, "-g", "没有图谱", folder=tmp_path), "没有图谱")
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_no_graph_is_left_alone(tmp_path: Path) -> None:
    folder = documents(tmp_path / "材料")
    before = sorted(folder.iterdir())
    for arguments in (["info"], ["build", write(tmp_path / "a.txt")]):
        assert_one_error(kpigraph(*arguments, "-g", "材料", folder=tmp_path), "材料")
    assert sorted(folder.iterdir()) == before


def test_graph_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    source = write(tmp_path / "a.txt")
    assert kpigraph("build", source, "-g", "g", folder=tmp_path).returncode == 0
    manifest = tmp_path / "g" / "manifest.json"
    newer = json.loads(manifest.read_text(encoding="utf-8")) | {"format": 99}
    manifest.write_text(json.dumps(newer), encoding="utf-8")
    for arguments in (["info"], ["build", source]):
        assert_one_error(kpigraph(*arguments, "-g", "g", folder=tmp_path), "99")
    assert json.loads(manifest.read_text(encoding="utf-8")) == newer


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["SELECT ?s WHERE { ?s"], "SPARQL"),
        (["SELECT ?x WHERE {\n  ?x a nowhere:Thing }"], "SPARQL"),
        ([""], "SPARQL"),
        (["DELETE WHERE { ?s ?p ?o }"], "DELETE"),
        (["--name", "没有的查询"], "没有的查询"),
        (["--name", "blank-targets", "--set", "place"], "place"),
        (["--name", "blank-targets", "--set", "没有=1"], "没有"),
        (["-f", "没有.rq"], "没有.rq"),
        ([], "SPARQL"),
        (["ASK {}", "--name", "blank-targets"], "SPARQL"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_query_that_cannot_be_asked(tmp_path: Path, graph: Path, arguments: list[str], named: str) -> None:
    assert_one_error(kpigraph("query", *arguments, "-g", graph, folder=tmp_path), named)


# The graph


def exported(graph: Path, folder: Path) -> list[str]:
    result = kpigraph("export", "nq", "-g", graph, folder=folder)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_building_twice_changes_nothing_and_a_changed_document_only_its_own(tmp_path: Path) -> None:
    """With bad files in the batch, and with a file that went bad since, what was built stays."""
    source = documents(tmp_path / "in")
    bad_files(tmp_path / "in")
    first = kpigraph("build", "in", "-g", "g", folder=tmp_path)
    assert first.returncode == 1
    before = exported(tmp_path / "g", tmp_path)
    assert kpigraph("build", "in", "-g", "g", folder=tmp_path).returncode == 1
    assert exported(tmp_path / "g", tmp_path) == before
    write(source / "zezhou.txt", value=33)
    (source / "haigang.txt").write_bytes(b"")
    assert kpigraph("build", "in", "-g", "g", folder=tmp_path).returncode == 1
    after = exported(tmp_path / "g", tmp_path)
    for lines, printed in ((before, "≥20批次"), (after, "≥33批次")):
        own = [line for line in lines if "zezhou" in line.rsplit(" ", 2)[-2]]
        assert {text for text in ("≥20批次", "≥33批次") if any(text in line for line in own)} == {printed}
    assert [line for line in after if "haigang" in line] == [line for line in before if "haigang" in line]
    assert len(after) == len(before)


def test_build_says_what_was_found(tmp_path: Path) -> None:
    result = kpigraph("build", documents(tmp_path / "in"), folder=tmp_path, KPIGRAPH_DIR="图谱")
    assert result.returncode == 0
    assert (tmp_path / "图谱" / "manifest.json").is_file()
    assert all(place in result.stdout for place in ("山西省晋城市泽州县", "河北省秦皇岛市海港区"))
    again = kpigraph("build", "in", folder=tmp_path, KPIGRAPH_DIR="图谱")
    assert "未变 2" in again.stderr


def test_info_counts_what_the_graph_holds(tmp_path: Path, graph: Path) -> None:
    result = kpigraph("info", "-g", graph, "--format", "json", folder=tmp_path)
    assert {(row["地区"], row["指标"], row["定量"]) for row in json.loads(result.stdout)} == {
        ("河北省秦皇岛市海港区", 2, 2),
        ("山西省晋城市泽州县", 2, 2),
    }


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_query_prints_its_answer_alone(tmp_path: Path, graph: Path, form: str) -> None:
    result = kpigraph("query", ALL_TRIPLES, "-g", graph, "--format", form, folder=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    if form == "json":
        assert json.loads(result.stdout)[0]["n"] > 50
    elif form == "csv":
        assert next(csv.reader(io.StringIO(result.stdout.removeprefix("\ufeff")))) == ["n"]
    else:
        assert result.stdout.splitlines()[0].strip() == "n"


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # raised inside rdflib
@pytest.mark.parametrize(
    ("form", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
def test_query_prints_triples_that_rdflib_reads(tmp_path: Path, graph: Path, form: str, parser: str) -> None:
    result = kpigraph("query", "DESCRIBE ?p { ?p a kpi:Jurisdiction }", "-g", graph, "--format", form, folder=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    described = rdflib.Dataset()
    described.parse(data=result.stdout, format=parser)
    names = {str(label) for _, predicate, label, *_ in described.quads() if predicate == rdflib.RDFS.label}
    assert "山西省晋城市泽州县" in names


@pytest.mark.parametrize("arguments", [("ASK {}",), ("SELECT * { ?s ?p ?o }",), ("--list",)])
def test_only_triples_are_printed_as_rdf(tmp_path: Path, graph: Path, arguments: tuple[str, ...]) -> None:
    assert_one_error(kpigraph("query", *arguments, "-g", graph, "--format", "ttl", folder=tmp_path), "CONSTRUCT")


def test_query_from_a_file(tmp_path: Path, graph: Path) -> None:
    (tmp_path / "问.rq").write_text(f"# 有多少三元组？\n{ALL_TRIPLES}", encoding="utf-8")
    result = kpigraph("query", "-f", "问.rq", "-g", graph, "--format", "json", folder=tmp_path)
    assert json.loads(result.stdout)[0]["n"] > 50


def test_named_queries_are_listed_and_every_one_runs(tmp_path: Path, graph: Path) -> None:
    listed = json.loads(kpigraph("query", "--list", "--format", "json", folder=tmp_path).stdout)
    assert len(listed) >= 5
    told = {each["name"]: each["参数 parameters"] for each in listed}
    assert told["low-satisfaction"].startswith("percent: the lowest percentage that is not listed; word: what")
    for each in listed:
        assert run_here(["query", "--name", each["name"], "-g", str(graph), "--format", "json"]) is not None


def run_here(arguments: Sequence[str]) -> object:
    """The JSON that a command prints, run in this process."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_similar_prints_score_place_project_level_and_target(tmp_path: Path, graph: Path) -> None:
    asked = ["similar", "接待群众批次", "-g", graph, "--format", "json"]
    assert [hit["level3"] for hit in json.loads(kpigraph(*asked, folder=tmp_path).stdout)][:2] == ["接待批次"]
    result = kpigraph(*asked, "--per-name", "0", "--top", "2", folder=tmp_path)
    hits = json.loads(result.stdout)
    assert [hit["level3"] for hit in hits] == ["接待批次", "接待批次"]
    assert {hit["jurisdiction"] for hit in hits} == {"河北省秦皇岛市海港区", "山西省晋城市泽州县"}
    assert all({"score", "project", "level1", "target_text"} <= set(hit) for hit in hits)


@pytest.mark.parametrize("command", ["similar", "compare"])
def test_initials_of_pinyin_stand_for_a_name_which_is_told(tmp_path: Path, graph: Path, command: str) -> None:
    asked = kpigraph(command, "jdpc", "-g", graph, "--format", "json", folder=tmp_path)
    named = kpigraph(command, "接待批次", "-g", graph, "--format", "json", folder=tmp_path)
    assert asked.stdout == named.stdout
    assert "“jdpc”按拼音首字母理解为“接待批次”" in asked.stderr


@pytest.mark.parametrize("place", ["泽州县", "140525", "山西省"])
def test_similar_in_one_place_and_in_the_others(graph: Path, place: str) -> None:
    base = ["similar", "接待批次", "-g", str(graph), "--format", "json"]
    here = run_here([*base, "--jurisdiction", place])
    elsewhere = run_here([*base, "--other-jurisdictions", place])
    assert isinstance(here, list)
    assert isinstance(elsewhere, list)
    assert {hit["document"] for hit in here} == {"zezhou.txt"}
    assert {hit["document"] for hit in elsewhere} == {"haigang.txt"}


def test_compare_has_a_row_for_each_place(tmp_path: Path, graph: Path) -> None:
    result = kpigraph("compare", "答复率", "-g", graph, "--format", "json", folder=tmp_path)
    (one,) = json.loads(result.stdout)["sets"]
    assert (one["unit"], one["direction"], one["count"], one["median"]) == ("1", "at_least", 2, 0.9)
    assert sorted(row["place"] for row in one["rows"]) == ["山西省晋城市泽州县", "河北省秦皇岛市海港区"]
    assert {target["target_text"] for row in one["rows"] for target in row["targets"]} == {"≥90%"}


@pytest.mark.parametrize("form", ["ttl", "csv"])
def test_export_prints_or_writes_the_same(tmp_path: Path, graph: Path, form: str) -> None:
    printed = kpigraph("export", form, "-g", graph, folder=tmp_path)
    written = kpigraph("export", form, "-g", graph, "-o", f"图.{form}", folder=tmp_path)
    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert (tmp_path / f"图.{form}").read_text(encoding="utf-8").splitlines() == printed.stdout.splitlines()


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("gexf", ["出.gexf"]),
        ("sssom", ["出.sssom"]),
        ("csvw", ["出.csvw", "出.csvw-metadata.json"]),
        ("neo4j", ["出.neo4j/indicator.csv", "出.neo4j/load.cypher"]),
        ("ttl.gz", ["出.ttl.gz"]),
    ],
)
def test_export_writes_the_files_of_a_format(tmp_path: Path, graph: Path, form: str, written: list[str]) -> None:
    result = kpigraph("export", form.removesuffix(".gz"), "-g", graph, "-o", f"出.{form}", folder=tmp_path)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    assert all((tmp_path / name).stat().st_size for name in written)
    assert ((tmp_path / written[0]).read_bytes()[:2] == b"\x1f\x8b") == form.endswith(".gz")


@pytest.mark.parametrize("form", ["xlsx", "csvw", "neo4j", "parquet"])
def test_export_asks_for_a_file_where_a_terminal_cannot_hold_it(tmp_path: Path, graph: Path, form: str) -> None:
    assert_error_names(kpigraph("export", form, "-g", graph, folder=tmp_path), form)


def test_export_of_a_comparison_names_its_measure(tmp_path: Path, graph: Path) -> None:
    result = kpigraph("export", "datacube", "--measure", "答复率", "-g", graph, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    cube = rdflib.Graph().parse(data=result.stdout, format="turtle")
    observed = set(cube.subjects(rdflib.RDF.type, rdflib.URIRef("http://purl.org/linked-data/cube#Observation")))
    assert len(observed) == 2
    assert_error_names(kpigraph("export", "datacube", "-g", graph, folder=tmp_path), "--measure 群众满意度")
    nothing = kpigraph("export", "datacube", "--measure", "飞机数量", "-g", graph, folder=tmp_path)
    assert_error_names(nothing, "没有可比较的目标")
    assert_error_names(kpigraph("export", "ttl", "--measure", "答复率", "-g", graph, folder=tmp_path), "datacube")


@pytest.mark.parametrize("name", ["图.nq", "图.nq.gz", "图.trig"])
def test_build_from_an_export_gives_the_same_graph(tmp_path: Path, graph: Path, name: str) -> None:
    form = name.split(".")[1]
    assert kpigraph("export", form, "-g", graph, "-o", name, folder=tmp_path).returncode == 0
    result = kpigraph("build", "--from", name, "-g", "again", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert exported(tmp_path / "again", tmp_path) == exported(graph, tmp_path)


def test_build_from_a_file_that_is_no_export_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "其他.nq").write_text("<http://a> <http://b> <http://c> .\n", encoding="utf-8")
    assert_error_names(kpigraph("build", "--from", "其他.nq", "-g", "g", folder=tmp_path), "其他.nq")
    assert_error_names(kpigraph("build", "-g", "g", folder=tmp_path), "--from")


def test_validate_reports_what_is_missing_with_its_line(tmp_path: Path) -> None:
    table = TABLE.format(place="泽州县", value=20).replace("数量指标", "").replace("质量指标", "")
    (tmp_path / "a.txt").write_text(table, encoding="utf-8")
    assert kpigraph("build", "a.txt", "-g", "g", folder=tmp_path).returncode == 0
    result = kpigraph("validate", "-g", "g", "--format", "json", folder=tmp_path)
    found = {(row["对象"], row["出处"], row["属性"]) for row in json.loads(result.stdout)}
    assert (result.returncode, found) == (0, {("接待批次", "a.txt:4", "level2"), ("答复率", "a.txt:5", "level2")})


def test_view_writes_a_page_and_prints_where(tmp_path: Path, graph: Path) -> None:
    result = kpigraph("view", "-o", "页.html", "-g", graph, folder=tmp_path)
    assert (result.returncode, result.stdout) == (0, "页.html\n")
    assert "接待批次" in (tmp_path / "页.html").read_text(encoding="utf-8")


def test_remove_takes_one_document_out(tmp_path: Path) -> None:
    assert kpigraph("build", documents(tmp_path / "in"), "-g", "g", folder=tmp_path).returncode == 0
    assert_one_error(kpigraph("remove", "没有.txt", "-g", "g", folder=tmp_path), "没有.txt")
    assert kpigraph("remove", "haigang.txt", "-g", "g", folder=tmp_path).returncode == 0
    assert kpigraph("build", write(tmp_path / "zezhou.txt"), "-g", "alone", folder=tmp_path).returncode == 0
    assert exported(tmp_path / "g", tmp_path) == exported(tmp_path / "alone", tmp_path)


MEASURE_COMMANDS = [
    ["similar", "接待批次"],
    ["compare", "答复率"],
    ["peers", "泽州"],
    ["measures", "list"],
    ["measures", "review"],
    ["lexicon", "coverage"],
]


@pytest.mark.parametrize("arguments", MEASURE_COMMANDS, ids=" ".join)
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_commands_about_measures_answer_in_each_format(graph: Path, arguments: list[str], form: str) -> None:
    result = CliRunner().invoke(app, [*arguments, "-g", str(graph), "--format", form])
    assert result.exit_code == 0, result.output
    if form == "json":
        assert isinstance(json.loads(result.stdout), dict if arguments[0] in ("compare", "peers") else list)


@pytest.mark.parametrize("arguments", [["similar", "接待批次"], ["suggest", "接待"]], ids=" ".join)
def test_a_terminal_is_told_which_columns_it_has_no_room_for_and_a_pipe_gets_them_all(
    tmp_path: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, form = tmp_path / "g", f"1、信访接待绩效目标表\n\n{TABLE.format(place='泽州县', value=100)}"
    path = tmp_path / "a.txt"
    path.write_text(form, encoding="utf-8")
    assert kpigraph("build", path, "-g", graph, folder=tmp_path).returncode == 0
    monkeypatch.setenv("COLUMNS", "50")
    piped = CliRunner().invoke(app, [*arguments, "-g", str(graph)])
    assert "放不下" not in piped.stderr
    monkeypatch.setattr("commands.measures.drawn_width", lambda: 50)
    drawn = CliRunner().invoke(app, [*arguments, "-g", str(graph)])
    (told,) = re.findall("放不下：(.*?)；.*--format csv", drawn.stderr)
    heads = piped.stdout.splitlines()[0].split(), drawn.stdout.splitlines()[0].split()
    assert sorted(heads[0]) == sorted([*heads[1], *told.split("、")])


def test_compare_tells_which_columns_a_terminal_has_no_room_for(tmp_path: Path, graph: Path) -> None:
    narrow, wide = (kpigraph("compare", "答复率", "-g", graph, folder=tmp_path, COLUMNS=n) for n in ("50", "200"))
    assert "图示" in narrow.stdout
    assert "放不下：年度、条数、出处" in narrow.stderr
    assert "放不下" not in wide.stderr


@pytest.mark.parametrize(
    "arguments", [["similar", "接待批次"], ["compare", "答复率"], ["peers", "泽州"], ["suggest", "接待"]]
)
def test_a_workbook_is_written(tmp_path: Path, graph: Path, arguments: list[str]) -> None:
    path = tmp_path / "结果.xlsx"
    result = CliRunner().invoke(app, [*arguments, "-g", str(graph), "--format", "xlsx", "-o", str(path)])
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("arguments", [["compare", "答复率"], ["peers", "泽州"]])
def test_a_page_is_written(tmp_path: Path, graph: Path, arguments: list[str]) -> None:
    path = tmp_path / "结果.html"
    result = CliRunner().invoke(app, [*arguments, "-g", str(graph), "--format", "html", "-o", str(path)])
    assert result.exit_code == 0, result.output
    assert "泽州县" in path.read_text(encoding="utf-8")


def test_similar_takes_an_id_and_leaves_the_indicator_itself_out(tmp_path: Path, graph: Path) -> None:
    fields = {"id", "level3", "score", "jurisdiction", "department", "project", "target_text", "reasons"}
    hits = json.loads(kpigraph("similar", "接待批次", "-g", graph, "--format", "json", folder=tmp_path).stdout)
    assert all(fields <= set(hit) and isinstance(hit["reasons"], list) for hit in hits)
    result = kpigraph("similar", hits[0]["id"], "-g", graph, "--format", "json", "--explain", folder=tmp_path)
    assert hits[0]["id"] not in {hit["id"] for hit in json.loads(result.stdout)}
    assert json.loads(result.stdout)[0]["level3"] == "接待批次"
    assert "接待" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("140525-2024-0000000000000000", "最近的编号"),
        ("", "nothing to search for"),
        ("😀", "nothing to search for"),
        ("长" * 10_000, "10,000 characters"),
        ("qwx", "字面最近的是"),
        ("宣传次数", "没有意思相近的名称"),
    ],
)
def test_similar_answers_odd_texts_in_one_line(tmp_path: Path, graph: Path, text: str, said: str) -> None:
    result = kpigraph("similar", text, "-g", graph, folder=tmp_path)
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["similar", "compare"])
@pytest.mark.parametrize(
    "text",
    ["130302-2024-zzz", "140525-2024-AAAAAAAAAAAAAAAA", "0123456789abcdef", f"{DEFAULT_BASE}measure/0123456789abcdef",
     f"{DEFAULT_BASE}indicator/140525-2024-0000000000000000", "https://example.org/thing"],
)  # fmt: skip
def test_an_id_that_nothing_has_is_refused_with_the_nearest(graph: Path, command: str, text: str) -> None:
    result = CliRunner().invoke(app, [command, text, "-g", str(graph)])
    assert isinstance(result.exception, UnknownIdentityError)
    assert re.search(r"最近的编号：[0-9a-f-]{16,}", str(result.exception))


@pytest.mark.parametrize("command", ["similar", "compare"])
@pytest.mark.parametrize("kind", ["indicator", "measure"])
def test_an_iri_stands_for_what_it_names(graph: Path, command: str, kind: str) -> None:
    with GraphFolder.open(graph, read_only=True) as folder:
        (one, *_) = [each for each in folder.indicators() if each.level3 == "答复率"]
    identity = one.id if kind == "indicator" else names_to_measures(["答复率"])[0].identity
    base = [command, "-g", str(graph), "--format", "json"]
    iri = f"{DEFAULT_BASE}{kind}/{identity}"
    told = [run_here([*base, text]) for text in (identity, iri, f"<{iri}>")]
    assert told[0] == told[1] == told[2]
    assert "答复率" in json.dumps(told[0], ensure_ascii=False)


@pytest.mark.parametrize("command", ["similar", "compare"])
def test_a_target_pasted_behind_a_name_is_left_out(graph: Path, command: str) -> None:
    results = [
        CliRunner().invoke(app, [command, text, "-g", str(graph)])
        for text in ("答复率", "答复率≥95%", "答复率 （≥ 95 %）")
    ]
    assert len({result.stdout for result in results}) == 1
    assert ["“答复率”查找，略去了指标值" in result.stderr for result in results] == [False, True, True]


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["suggest", "接待"], {"level1", "level2", "level3", "target_text", "median", "loosest", "strictest", "projects",
                             "projects_with_number", "examples", "not_comparable"}),
        (["measures", "list"], {"id", "level3", "uses", "names"}),
        (["measures", "review", "--min-score", "0"], {"score", "one", "other", "reasons"}),
    ],
    ids=["suggest", "list", "review"],
)  # fmt: skip
def test_keys_of_json_are_those_of_the_records(graph: Path, arguments: list[str], keys: set[str]) -> None:
    found = run_here([*arguments, "-g", str(graph), "--format", "json"])
    assert isinstance(found, list)
    assert all(set(one) == keys for one in found)
    assert found or arguments != ["measures", "list"]


@pytest.mark.parametrize("form", ["json", "table"])
def test_a_list_that_was_cut_says_so(graph: Path, form: str) -> None:
    base = ["measures", "list", "-g", str(graph), "--format", form]
    assert "(the first 1 of 2;" in CliRunner().invoke(app, [*base, "--top", "1"]).stderr
    assert "(the first" not in CliRunner().invoke(app, base).stderr


def test_a_warning_names_the_file_of_decisions_that_was_given(tmp_path: Path, graph: Path) -> None:
    path = tmp_path / "m2.yaml"
    path.write_text("join: [[甲率, 乙率]]\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["measures", "list", "-g", str(graph), "--measures", str(path)])
    assert "m2.yaml: 图谱中没有这些名称" in result.stderr


def test_answers_of_a_review_are_kept_and_used(tmp_path: Path, graph: Path) -> None:
    path = tmp_path / "measures.yaml"
    base = ["measures", "review", "--measures", str(path), "-g", str(graph), "--min-score", "0"]
    pairs = json.loads(CliRunner().invoke(app, [*base, "--format", "json"]).stdout)
    result = CliRunner().invoke(app, [*base, "--ask"], input="y\n")
    assert path.is_file() == bool(pairs), result.output
    assert len(json.loads(CliRunner().invoke(app, [*base, "--format", "json"]).stdout)) == max(0, len(pairs) - 1)


@pytest.mark.parametrize(
    ("answers", "kept", "said"),
    [
        ("是\n", "join", "1 组合并"),
        ("否\n", "split", "1 组拆分"),
        ("嗯\n好\nＮ\n", "split", "“好”不是回答"),
        ("跳过\n", None, "0 组合并"),
        ("结束\n", None, "0 组合并"),
        ("", None, "输入已结束，还有 1 对未审定"),
        ("嗯\n", None, "输入已结束"),
    ],
)
def test_a_review_takes_answers_in_words_and_asks_again(  # noqa: PLR0913 - what is answered, and what comes of it
    tmp_path: Path, graph: Path, monkeypatch: pytest.MonkeyPatch, *, answers: str, kept: str | None, said: str
) -> None:
    monkeypatch.setattr("graph.concepts.suggestions", lambda *_: [Suggestion("甲率", "乙率", 0.7, ("相近：甲～乙",))])
    path = tmp_path / "measures.yaml"
    base = ["measures", "review", "--measures", str(path), "-g", str(graph), "--min-score", "0", "--top", "1", "--ask"]
    result = CliRunner().invoke(app, base, input=answers)
    assert result.exit_code == 0, result.output
    assert said in result.stderr
    decisions = read_decisions(path)
    assert {"join": bool(decisions.join), "split": bool(decisions.split)} == {
        key: key == kept for key in ("join", "split")
    }


def test_a_chart_is_drawn_beside_the_table(tmp_path: Path, graph: Path) -> None:
    path = tmp_path / "图.svg"
    result = CliRunner().invoke(app, ["compare", "答复率", "-g", str(graph), "--plot", str(path)])
    assert result.exit_code == 0
    assert "答复率" in path.read_text(encoding="utf-8")


def test_lint_finds_the_faults_of_a_users_file(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("concepts:\n  mine: {role: action, zh: 甲, en: mine, words: [按期办结]}\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["lexicon", "lint"]).exit_code == 0
    result = CliRunner().invoke(app, ["lexicon", "lint", str(path)])
    assert (result.exit_code, "按期+办结" in result.stdout) == (1, True)
