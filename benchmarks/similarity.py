"""How well similar names are found: nDCG@10, recall@10 and MRR of ours beside other methods, on judged queries.

    python benchmarks/similarity.py NAMES... [--queries QUERIES.jsonl] [--distractors NAMES...] [--misses N]

NAMES are records as `kpigraph extract` writes them (JSON Lines with level3) or plain text, one name a line. QUERIES holds
a line {"query": …, "relevant": {name: 2 (same measure) or 1 (comparable)}, "kind": …} each; without it queries.jsonl. The
names that the judgements mention are always in the pool. Distractors are names of other fields, added for a second,
harder pool; without them 5,000 synthetic ones. What is not installed (pip install '.[bench]') is left out and said.
"""

from __future__ import annotations

import argparse
import difflib
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from arguments import existing_file
from synthetic_names import synthetic_names

from graph.similarity import build_index, search

DEPTH = 10
DISTRACTORS = 5_000
Ranker = Callable[[str], list[str]]


def names_of(path: Path) -> list[str]:
    """The names in a file of records or of plain lines."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line)["level3"] if line.startswith("{") else line.strip() for line in lines]


def ours(names: Sequence[str]) -> Ranker:
    """The method of the product."""
    index = build_index(names)
    return lambda text: [match.name for match in search(index, text, DEPTH + 1)]


def bigram_cosine(names: Sequence[str]) -> Ranker:
    """Cosine of TF-IDF over character bigrams, in numpy."""
    bags = [Counter(map("".join, pairwise(name))) for name in names]
    column = {gram: number for number, gram in enumerate(sorted(set().union(*bags)))}
    matrix = np.zeros((len(names), len(column)), dtype=np.float32)
    for row, bag in enumerate(bags):
        for gram, count in bag.items():
            matrix[row, column[gram]] = count
    rarity = np.log(len(names) / (matrix > 0).sum(axis=0)) + 1
    matrix *= rarity
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True) + 1e-12

    def rank(text: str) -> list[str]:
        query = np.zeros(len(column), dtype=np.float32)
        for gram in map("".join, pairwise(text)):
            if gram in column:
                query[column[gram]] += rarity[column[gram]]
        scores = matrix @ query
        return [names[row] for row in np.argsort(-scores, kind="stable")[: DEPTH + 1] if scores[row] > 0]

    return rank


def difflib_ratio(names: Sequence[str]) -> Ranker:
    """Gestalt pattern matching of the standard library."""

    def rank(text: str) -> list[str]:
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(text)
        scored = []
        for name in names:
            matcher.set_seq1(name)
            scored.append((-matcher.ratio(), name))
        return [name for _, name in sorted(scored)[: DEPTH + 1]]

    return rank


def fuzzy(scorer: str) -> Callable[[Sequence[str]], Ranker]:
    """A scorer of rapidfuzz."""

    def make(names: Sequence[str]) -> Ranker:
        from rapidfuzz import fuzz, process

        chosen = getattr(fuzz, scorer)

        def rank(text: str) -> list[str]:
            return [name for name, _, _ in process.extract(text, names, scorer=chosen, limit=DEPTH + 1)]

        return rank

    return make


def character_tf_idf(names: Sequence[str]) -> Ranker:
    """scikit-learn's TF-IDF over one to three characters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3))
    matrix = vectorizer.fit_transform(names)

    def rank(text: str) -> list[str]:
        scores = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
        return [names[row] for row in np.argsort(-scores, kind="stable")[: DEPTH + 1] if scores[row] > 0]

    return rank


def word_bm25(names: Sequence[str]) -> Ranker:
    """BM25 (k1 1.5, b 0.75) over the words of jieba."""
    import jieba

    bags = [Counter(jieba.lcut(name)) for name in names]
    mean_length = sum(bag.total() for bag in bags) / len(bags)
    holders = Counter(word for bag in bags for word in bag)

    def worth(bag: Counter[str], words: Sequence[str]) -> float:
        length = 1.5 * (0.25 + 0.75 * bag.total() / mean_length)
        return sum(
            math.log1p((len(bags) - holders[word] + 0.5) / (holders[word] + 0.5))
            * bag[word]
            * 2.5
            / (bag[word] + length)
            for word in words
            if bag[word]
        )

    def rank(text: str) -> list[str]:
        words = jieba.lcut(text)
        scored = sorted((-worth(bag, words), name) for bag, name in zip(bags, names, strict=True))
        return [name for score, name in scored[: DEPTH + 1] if score < 0]

    return rank


METHODS: dict[str, Callable[[Sequence[str]], Ranker]] = {
    "concepts (ours)": ours,
    "bigram TF-IDF cosine": bigram_cosine,
    "difflib ratio": difflib_ratio,
    "rapidfuzz WRatio": fuzzy("WRatio"),
    "rapidfuzz token_set_ratio": fuzzy("token_set_ratio"),
    "scikit-learn TF-IDF, 1–3 characters": character_tf_idf,
    "jieba words, BM25": word_bm25,
}


def ndcg(ranked: Sequence[str], relevant: dict[str, int]) -> float:
    """Discounted gain (2^grade - 1) of the first DEPTH, relative to the best possible order."""

    def gain(grades: Sequence[int]) -> float:
        return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))

    return float(gain([relevant.get(name, 0) for name in ranked]) / gain(sorted(relevant.values(), reverse=True)))


def recall(ranked: Sequence[str], relevant: dict[str, int]) -> float:
    """Share of the relevant names (at most DEPTH count) among the first DEPTH."""
    return len(set(ranked[:DEPTH]) & set(relevant)) / min(DEPTH, len(relevant))


def reciprocal_rank(ranked: Sequence[str], relevant: dict[str, int]) -> float:
    """One over the place of the first relevant name."""
    return next((1 / place for place, name in enumerate(ranked[:DEPTH], 1) if name in relevant), 0.0)


def measure(queries: Sequence[dict[str, Any]], rank: Ranker) -> list[dict[str, float]]:
    """The three figures of each query; a name that equals the query is left out of its answer."""
    found = [([name for name in rank(one["query"]) if name != one["query"]], one["relevant"]) for one in queries]
    return [{"nDCG@10": ndcg(*pair), "recall@10": recall(*pair), "MRR": reciprocal_rank(*pair)} for pair in found]


def mean(rows: Sequence[dict[str, float]], figure: str) -> float:
    """The mean of one figure; 0 of none."""
    return sum(row[figure] for row in rows) / len(rows) if rows else 0.0


def report(title: str, queries: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
    """Print a table of the methods over one pool."""
    para = [number for number, one in enumerate(queries) if one.get("kind") == "para"]
    print(f"\n{title}: {len(names):,} names, {len(queries)} queries, {len(para)} of them paraphrases\n")
    print("| method | nDCG@10 | recall@10 | MRR | nDCG@10 of paraphrases |\n|---|---|---|---|---|")
    for method, make in METHODS.items():
        try:
            rows = measure(queries, make(names))
        except ImportError as error:
            print(f"| {method} | not installed: {error.name} |")
            continue
        figures = [mean(rows, figure) for figure in ("nDCG@10", "recall@10", "MRR")]
        figures.append(mean([rows[number] for number in para], "nDCG@10"))
        print(f"| {method} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")


def show_worst(queries: Sequence[dict[str, Any]], names: Sequence[str], count: int) -> None:
    """Print the queries that ours answers worst, with what it found (grade first) and what it missed."""
    rank = ours(names)
    rows = sorted((ndcg(rank(one["query"]), one["relevant"]), one["query"]) for one in queries)
    judged = {one["query"]: one["relevant"] for one in queries}
    for figure, query in rows[:count]:
        found, relevant = rank(query), judged[query]
        print(f"\n{query}  {figure:.3f}")
        print("  found  " + "  ".join(f"{relevant.get(name, 0)}:{name}" for name in found))
        print("  missed " + "  ".join(f"{grade}:{name}" for name, grade in relevant.items() if name not in found))


def main(arguments: Sequence[str]) -> None:
    """Read the files, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=existing_file, nargs="+")
    parser.add_argument("--queries", type=existing_file, default=Path(__file__).with_name("queries.jsonl"))
    parser.add_argument("--distractors", type=existing_file, nargs="*", default=[])
    parser.add_argument("--misses", type=int, default=0, help="how many of the worst answers to show")
    chosen = parser.parse_args(arguments)
    lines = chosen.queries.read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line) for line in lines if line.strip()]
    judged = {name for one in queries for name in one["relevant"]}
    real = sorted(judged.union(*map(names_of, chosen.names)))
    report("Pool A", queries, real)
    others = [names_of(path) for path in chosen.distractors] or [synthetic_names(DISTRACTORS)]
    report("Pool B", queries, sorted(set(real).union(*others)))
    show_worst(queries, real, chosen.misses)


if __name__ == "__main__":
    main(sys.argv[1:])
