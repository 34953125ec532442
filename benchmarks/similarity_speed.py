"""How fast the best ten of many names are found, an index is built and names are grouped, beside other methods.

    python benchmarks/similarity_speed.py [--names 100000 1000000] [--queries 20]

Times are CPU seconds of one process. Queries are measured twice: in a row, where the methods take turns by rounds of all
queries, and between the others, where they take turns by query, so that each finds its arrays out of the processor's caches.
Of each query the least time of all rounds counts, for what is above it is the machine's; given is the median over queries.
What is not installed (pip install '.[bench]') is left out and said. Grouping by sparse_dot_topn compares all pairs, so it is
measured on a part and its time grows with the square of the names.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from arguments import positive_number
from synthetic_names import synthetic_names

from graph import compiled_search
from graph.concepts import group_names
from graph.name_index import NameIndex, build_index
from graph.name_search import best_names

TOP = 10
PART = 200_000
ROUNDS = 5
Query = Callable[[str], Any]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds, and what came of it."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def mapped(names: Sequence[str]) -> tuple[NameIndex, float]:
    """The product's index, built, saved, and mapped into memory again; the size in MB."""
    folder = Path(tempfile.mkdtemp())
    build_index(names).save(folder)
    return NameIndex.load(folder), sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def ours(names: Sequence[str]) -> tuple[Query, float]:
    """The product with numpy alone."""
    index, size = mapped(names)
    return (lambda text: best_names(index, text, TOP)), size


def ours_compiled(names: Sequence[str]) -> tuple[Query, float]:
    """The product with numba, as it goes over to after many searches."""
    import numba  # noqa: F401 - says that it is not installed

    index, size = mapped(names)
    return (lambda text: compiled_search.best_names(index, text, TOP)), size


def fuzzy(scorer: str) -> Callable[[Sequence[str]], tuple[Query, float]]:
    """A scorer of rapidfuzz, which has no index."""

    def make(names: Sequence[str]) -> tuple[Query, float]:
        from rapidfuzz import fuzz, process

        chosen = getattr(fuzz, scorer)
        return (lambda text: process.extract(text, names, scorer=chosen, limit=TOP)), 0.0

    return make


def tf_idf(names: Sequence[str]) -> tuple[Query, float]:
    """scikit-learn's TF-IDF over one to three characters."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), dtype=np.float32)
    matrix = vectorizer.fit_transform(names)
    size = (matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes) / 1e6

    def query(text: str) -> Any:  # noqa: ANN401 - rows of numpy
        scores = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
        return np.argpartition(-scores, TOP)[:TOP]

    return query, size


def bigrams(text: str) -> list[str]:
    """The pairs of neighbouring characters of a text."""
    return list(map("".join, pairwise(text)))


def bm25(names: Sequence[str]) -> tuple[Query, float]:
    """bm25s over character bigrams."""
    import bm25s

    retriever = bm25s.BM25()
    retriever.index([bigrams(name) for name in names], show_progress=False)
    size = sum(array.nbytes for array in retriever.scores.values() if hasattr(array, "nbytes")) / 1e6
    return (lambda text: retriever.retrieve([bigrams(text)], k=TOP, show_progress=False, n_threads=1)), size


def full_text(names: Sequence[str]) -> tuple[Query, float]:
    """Tantivy over character bigrams, any of which may be met."""
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("name", tokenizer_name="whitespace", index_option="freq").build()
    folder = Path(tempfile.mkdtemp())
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for name in names:
        writer.add_document(tantivy.Document(name=" ".join(bigrams(name))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def query(text: str) -> Any:  # noqa: ANN401 - tantivy's own result
        terms = [tantivy.Query.term_query(schema, "name", pair, index_option="freq") for pair in bigrams(text)]
        should = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return searcher.search(should, TOP, count=False).hits

    return query, sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


METHODS = {
    "ours": ours,
    "ours with numba": ours_compiled,
    "rapidfuzz ratio": fuzzy("ratio"),
    "rapidfuzz WRatio": fuzzy("WRatio"),
    "scikit-learn TF-IDF": tf_idf,
    "bm25s": bm25,
    "tantivy": full_text,
}


def report(names: Sequence[str], count: int) -> None:
    """Print build, size and query times of all methods over some names."""
    chosen = random.Random(3)
    texts = [name[-chosen.randint(6, 14) :] for name in chosen.sample(list(names), count)]
    print(f"\n{len(names):,} names, {count} queries: p50 in ms, and how many times ours with numpy alone\n")
    print(
        "| method | build, s | MB | in a row | times ours | between others | times ours |\n|---|---|---|---|---|---|---|"
    )
    ready: dict[str, tuple[Query, float, float]] = {}
    for method, make in METHODS.items():
        try:
            seconds, (query, size) = timed(lambda make=make: make(names))
        except ImportError as error:
            print(f"| {method} | not installed: {error.name} |")
            continue
        query(texts[0])
        ready[method] = (query, size, seconds)
    queries = {method: query for method, (query, _, _) in ready.items()}
    in_a_row = middles((each, text) for _ in range(ROUNDS) for each in queries.items() for text in texts)
    between = middles((each, text) for _ in range(ROUNDS) for text in texts for each in queries.items())
    for method, (_, size, seconds) in ready.items():
        row, other = in_a_row[method], between[method]
        print(
            f"| {method} | {seconds:.1f} | {size:.0f} | {row * 1e3:.2f} | {row / in_a_row['ours']:.1f}"
            f" | {other * 1e3:.2f} | {other / between['ours']:.1f} |"
        )


def middles(asked: Iterable[tuple[tuple[str, Query], str]]) -> dict[str, float]:
    """By method the median over texts of the least CPU seconds that each takes, asked in this order."""
    least: dict[str, dict[str, float]] = {}
    for (method, query), text in asked:
        seconds, _ = timed(lambda query=query, text=text: query(text))
        times = least.setdefault(method, {})
        times[text] = min(seconds, times.get(text, seconds))
    return {method: statistics.median(times.values()) for method, times in least.items()}


def report_grouping(names: Sequence[str]) -> None:
    """Print how long grouping takes, and all pairs by sparse_dot_topn on a part."""
    seconds, _ = timed(lambda: group_names(names))
    print(f"\nGrouping {len(names):,} names by key: {seconds:.1f} s")
    part = list(names)[:PART]
    own, _ = timed(lambda: group_names(part))
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sparse_dot_topn import sp_matmul_topn
    except ImportError as error:
        print(f"sparse_dot_topn: not installed: {error.name}")
        return
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit_transform(part)
    theirs, _ = timed(lambda: sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=TOP, threshold=0.7, n_threads=1))
    print(f"On {len(part):,} names: ours {own:.2f} s, sparse_dot_topn {theirs:.2f} s ({theirs / own:.1f} times)")


def main(arguments: Sequence[str]) -> None:
    """Make the names, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=positive_number, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--queries", type=positive_number, default=20)
    chosen = parser.parse_args(arguments)
    for count in chosen.names:
        names = synthetic_names(count)
        report(names, chosen.queries)
        report_grouping(names)


if __name__ == "__main__":
    main(sys.argv[1:])
