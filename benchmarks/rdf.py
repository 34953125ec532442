"""How fast records become a graph and the graph answers, beside bare pyoxigraph, a bare line formatter and rdflib, in one run.

    python -m benchmarks.rdf 10000                       # all parts, on as many synthetic indicators
    python -m benchmarks.rdf 1000000 --parts load ask    # some of the parts: write, load, query, ask, validate
    python -m benchmarks.rdf 100000 --rounds 3 --limit 120 --folder /tmp/graph

write   records → N-Quads in a file: ours, a bare formatter that knows nothing of layers and shared things, rdflib
load    records → store on disk, published: ours beside the bulk load and compaction of the ready file; peak memory; bytes
query   each named query: ours, the same text on a store that pyoxigraph itself loaded from the file, rdflib's memory store (at
        most --limit seconds each); rows are compared with rdflib's as sets, numbers by value
ask     the command line as a process: info, a query of one jurisdiction; opening and asking from a cold start, beside rdflib
validate  the shapes: ours, beside the sum of the same constraints as bare SPARQL queries on the store

Rounds are interleaved: each method once, then each again; the least of a method's times counts. Times of this machine mean
little, ratios more. rdflib takes part up to --rdflib indicators, for it needs a gigabyte for every twenty thousand.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, Store

from benchmarks.rdf_writers import bare_lines, our_lines, write_lines, write_with_rdflib
from benchmarks.synthesize import synthesize
from graph.named_queries import list_queries, run, with_index
from graph.store import GraphFolder
from ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

BATCH = 250_000
Timed = tuple[float, Any]


def timed(task: Callable[[], Any]) -> Timed:
    """How long a task took, in seconds, and what it gave."""
    begin = time.perf_counter()
    found = task()
    return time.perf_counter() - begin, found


def least(tasks: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The least time of each task over interleaved rounds."""
    times = [{name: timed(task)[0] for name, task in tasks.items()} for _ in range(rounds)]
    return {name: min(one[name] for one in times) for name in tasks}


def apart(task: Callable[[], Any], limit: float | None = None) -> Any | None:  # noqa: ANN401 -- whatever it gives
    """What a task gives in a forked process of its own; None where it takes longer than the limit in seconds."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=lambda: theirs.send(task()))
    process.start()
    found = ours.recv() if ours.poll(limit) else None
    process.kill()
    process.join()
    return found


def afresh(task: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 -- whatever it gives
    """What a function gives in a new process that holds nothing yet, so that its peak memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(task, *arguments).result()


def part_write(count: int, chosen: argparse.Namespace, place: Path) -> None:
    """Print the rates of the writers."""
    documents = list(synthesize(min(count, 100_000)))
    lines: dict[str, int] = {}

    def writer(name: str, write: Callable[[], int]) -> Callable[[], None]:
        def task() -> None:
            lines[name] = write()

        return task

    tasks = {
        "ours": writer("ours", lambda: write_lines(our_lines(documents), place / "ours.nq")),
        "bare": writer("bare", lambda: write_lines(bare_lines(documents), place / "bare.nq")),
    }
    times = least(tasks, chosen.rounds)
    rates = {name: lines[name] / times[name] for name in tasks}
    few = list(synthesize(min(count, 5000)))
    slow, quads = timed(lambda: write_with_rdflib(few, place / "rdflib.nq"))
    print(
        f"write: ours {rates['ours']:,.0f} quads/s ({lines['ours']:,}), {rates['ours'] / rates['bare']:.2f} × bare formatter, ",
        end="",
    )
    print(f"{rates['ours'] / (quads / slow):.0f} × rdflib (5,000 indicators)", flush=True)


def load_ours(count: int, folder: Path) -> tuple[float, int, int]:
    """Seconds without those for making the records, documents, and the process's peak memory in MB."""
    making = 0.0

    def documents() -> Iterator[tuple[Any, Any]]:
        nonlocal making
        made = synthesize(count)
        while True:
            seconds, one = timed(lambda: next(made, None))
            making += seconds
            if one is None:
                return
            yield one.facts, one.indicators

    def build() -> int:
        with GraphFolder.create_or_open(folder) as graph:
            return sum(1 for _ in graph.put_many(documents()))

    seconds, put = timed(build)
    return seconds - making, put, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def load_bare(file: Path, folder: Path) -> tuple[float, int]:
    """Seconds for the bulk load and compaction of a ready file, and the peak memory in MB."""

    def load() -> None:
        store = Store(folder)
        store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
        store.optimize()

    seconds, _ = timed(load)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def size_of(folder: Path) -> int:
    """The bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def part_load(count: int, chosen: argparse.Namespace, place: Path) -> None:
    """Print time, memory and size of building a store, beside the bare load; each in a process of its own."""
    folder = chosen.folder or place / "graph"
    quads = write_lines(our_lines(synthesize(count)), place / "ready.nq") if count <= chosen.bare else 0
    ours, bare = [], []
    for _ in range(chosen.rounds if count <= chosen.rdflib else 1):
        shutil.rmtree(folder, ignore_errors=True)
        ours.append(afresh(load_ours, count, folder))
        if quads:
            shutil.rmtree(place / "bare", ignore_errors=True)
            bare.append(afresh(load_bare, place / "ready.nq", place / "bare"))
    with GraphFolder.open(folder, read_only=True) as graph:
        held = graph.counts()["quads"]
    seconds = min(one[0] for one in ours)
    print(
        f"load: {count:,} indicators, {held:,} quads in {seconds:.1f} s, {held / seconds:,.0f} quads/s, peak {ours[-1][2]} MB; ",
        end="",
    )
    print(
        f"{size_of(folder / 'store') / held:.0f} bytes/quad, index {size_of(folder / 'index') / count:.0f} bytes/indicator",
        flush=True,
    )
    if bare:
        quickest = min(one[0] for one in bare)
        print(f"  bare: {quickest:.1f} s, ours {quickest / seconds:.2f} × as fast, peak {bare[-1][1]} MB, ", end="")
        print(f"{size_of(place / 'bare') / held:.0f} bytes/quad", flush=True)


def ask_bare(store: Store, text: str, bindings: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The solutions of a text on the bare store, each as a tuple of terms."""
    from pyoxigraph import Variable

    from graph.terms import value_to_literal

    given: Any = {Variable(name): value_to_literal(value) for name, value in bindings.items()}
    found: Any = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=given or None)
    return [tuple(solution) for solution in found]


def part_query(count: int, chosen: argparse.Namespace, place: Path) -> None:
    """Print the times of each named query."""
    folder = chosen.folder or place / "graph"
    graph = GraphFolder.open(folder, read_only=True)
    labels = graph.labels()
    bare = bare_store(count, place)
    dataset = rdflib_dataset(place / "ready.nq") if count <= chosen.rdflib else None
    print(
        "| query | rows | ours, s | / same text, bare | / file's text, bare | rdflib / ours |\n|---|---|---|---|---|---|"
    )
    for query in (one for one in list_queries() if not chosen.queries or one.name in chosen.queries):
        where = next(iter(labels.names["jurisdiction"])) if labels else ""
        bindings = query.bindings({"place": where} if "# index place" in query.sparql else {})
        text = with_index(query.sparql, bindings, labels)
        times = least(
            {
                "ours": partial(run, graph, query, bindings),
                "bare": partial(ask_bare, bare, text, bindings),
                "file": partial(ask_bare, bare, query.sparql, bindings),
            },
            chosen.rounds,
        )
        rows = run(graph, query, bindings).rows
        compared = beside_rdflib(dataset, query.sparql, bindings, chosen.limit, times["ours"], rows) if dataset else ""
        ratios = f"{times['ours'] / times['bare']:.2f} | {times['ours'] / times['file']:.2f}"
        print(f"| {query.name} | {len(rows)} | {times['ours']:.4f} | {ratios} | {compared} |", flush=True)


def beside_rdflib(  # noqa: PLR0913, PLR0917 -- what is compared
    dataset: Any,  # noqa: ANN401 -- a dataset of rdflib
    text: str,
    bindings: dict[str, Any],
    limit: float,
    ours: float,
    rows: Sequence[Sequence[Any]],
) -> str:
    """How many times as long rdflib takes, or that it takes longer than the limit, and whether it finds the same rows."""
    found = rdflib_time(dataset, text, bindings, limit)
    if found is None:
        return f"> {limit / ours:,.0f}"
    mine, theirs = ({tuple(map(plain, row)) for row in side} for side in (rows, found[1]))
    return f"{found[0] / ours:,.0f}" + ("" if mine == theirs else f" (rows apart: {len(mine ^ theirs)})")


def plain(value: Any) -> Any:  # noqa: ANN401 -- a value of either library
    """A value for comparing: numbers by their value, anything else by its text."""
    value = value.toPython() if hasattr(value, "toPython") else value
    return round(float(value), 9) if isinstance(value, int | float | Decimal) else "" if value is None else str(value)


def rdflib_dataset(file: Path) -> Any:  # noqa: ANN401 -- a dataset
    """The file in rdflib's memory store, all graphs as one; prints how long reading took."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    seconds, _ = timed(lambda: dataset.parse(file, format="nquads"))
    print(f"rdflib reads the file in {seconds:.1f} s", flush=True)
    return dataset


def rdflib_time(dataset: Any, text: str, bindings: dict[str, Any], limit: float) -> Timed | None:  # noqa: ANN401
    """Seconds and rows of a query on rdflib; None over the limit."""
    import rdflib

    given = {name: rdflib.Literal(value) for name, value in bindings.items()}

    def rows() -> list[tuple[Any, ...]]:
        answer = dataset.query(text, initBindings=given)
        kept = [i for i, name in enumerate(map(str, answer.vars)) if name not in bindings]
        return [tuple(row[i] for i in kept) for row in answer]

    return apart(lambda: timed(rows), limit)


def command_line(*arguments: str) -> None:
    """Run kpigraph as a process to its end."""
    subprocess.run([sys.executable, "-m", "cli", *arguments], check=True, capture_output=True)


def part_ask(count: int, chosen: argparse.Namespace, place: Path) -> None:
    """Print how long the command line takes as a process."""
    folder = chosen.folder or place / "graph"
    with GraphFolder.open(folder, read_only=True) as graph:
        labels = graph.labels()
    where = next(iter(labels.names["jurisdiction"])) if labels else ""
    commands = {
        "info": ["info"],
        "one jurisdiction": ["query", "--name", "qualitative-targets", "--set", f"place={where}"],
        "one measure": ["query", "--name", "targets-by-jurisdiction", "--set", "measure=信访困难群众满意度"],
    }
    tasks = {name: partial(command_line, *arguments, "-g", str(folder)) for name, arguments in commands.items()}
    times = least(tasks | {"--version": partial(command_line, "--version")}, chosen.rounds)
    print(f"ask at {count:,}: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items()), flush=True)
    if count <= chosen.rdflib:
        theirs, opened = afresh(ask_cold, exported(count, place), where), afresh(ask_ours_cold, folder, where)
        print(
            f"  cold, one jurisdiction: rdflib reads the file and answers in {theirs:.1f} s; ours opens and answers in {opened:.3f} s, "
            f"{theirs / opened:.0f} ×, and as a process of the command line {theirs / times['one jurisdiction']:.0f} ×"
        )


def ask_cold(file: Path, where: str) -> float:
    """Seconds in which rdflib reads the file and answers for one jurisdiction, in a process that has loaded its modules."""
    import rdflib  # noqa: F401 - not counted

    query = next(one for one in list_queries() if one.name == "qualitative-targets")
    begin = time.perf_counter()
    list(rdflib_dataset(file).query(query.sparql, initBindings={"place": as_rdflib_value(where)}))
    return time.perf_counter() - begin


def ask_ours_cold(folder: Path, where: str) -> float:
    """Seconds in which a graph is opened and answers the same, in such a process."""
    query = next(one for one in list_queries() if one.name == "qualitative-targets")
    begin = time.perf_counter()
    with GraphFolder.open(folder, read_only=True) as graph:
        run(graph, query, {"place": where})
    return time.perf_counter() - begin


def as_rdflib_value(value: Any) -> Any:  # noqa: ANN401 -- a literal of rdflib
    """A plain value as a literal of rdflib."""
    import rdflib

    return rdflib.Literal(value)


def exported(count: int, place: Path) -> Path:
    """The file of the graph's quads, written where it is not there yet."""
    file = place / "ready.nq"
    if not file.exists():
        write_lines(our_lines(synthesize(count)), file)
    return file


def bare_store(count: int, place: Path) -> Store:
    """A store that pyoxigraph itself loaded from the file."""
    folder = place / "bare-asked"
    if not folder.exists():
        load_bare(exported(count, place), folder)
    return Store.read_only(str(folder))


def part_validate(_: int, chosen: argparse.Namespace, place: Path) -> None:
    """Print how long validation takes beside the same constraints as SPARQL."""
    from graph.shapes import shape_to_checks, shipped_shapes
    from graph.validation import validate

    checks = [check.sparql for shape in shipped_shapes() for check in shape_to_checks(shape)]
    with GraphFolder.open(chosen.folder or place / "graph", read_only=True) as graph:
        times = least(
            {
                "ours": partial(validate, graph),
                "bare": lambda: [ask_bare(graph.engine, text, {}) for text in checks],
            },
            chosen.rounds,
        )
    print(
        f"validate: {times['ours']:.2f} s, {times['ours'] / times['bare']:.2f} × the {len(checks)} queries that the shapes are",
        flush=True,
    )


PARTS = {"write": part_write, "load": part_load, "query": part_query, "ask": part_ask, "validate": part_validate}


def main(arguments: Sequence[str]) -> None:
    """Run the parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("indicators", type=int)
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--queries", nargs="*", default=[], help="names of the named queries that are asked; all if none"
    )
    parser.add_argument("--limit", type=float, default=60, help="seconds for one query of rdflib")
    parser.add_argument("--rdflib", type=int, default=20_000, help="indicators up to which rdflib takes part")
    parser.add_argument("--bare", type=int, default=200_000, help="indicators up to which the ready file is loaded too")
    parser.add_argument("--folder", type=Path, help="where the graph is, or is built")
    chosen = parser.parse_args(arguments)
    print(
        f"{chosen.indicators:,} indicators, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {chosen.rounds} rounds"
    )
    with tempfile.TemporaryDirectory() as place:
        for part in chosen.parts:
            PARTS[part](chosen.indicators, chosen, Path(place))


if __name__ == "__main__":
    main(sys.argv[1:])
