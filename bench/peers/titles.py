"""What the peers of BM25 share: the same titles, queries and settings as ours, and the answer that is judged."""
import json
import os

import bm25s

K = 10


def read_lines(inputs, name):
    with open(os.path.join(inputs, name), encoding="utf-8") as file:
        return file.read().splitlines()


def tokens(texts):
    return bm25s.tokenize(texts, stopwords=None, show_progress=False)


def empty_index():
    return bm25s.BM25(k1=1.2, b=0.75, method="lucene", backend="numba")


def retrieve(index, queries):
    """All queries in one call, on one thread."""
    return index.retrieve(tokens(queries), k=K, show_progress=False, n_threads=1)


def write_best_scores(answer, index, queries):
    with open(answer, "w", encoding="utf-8") as file:
        json.dump([[float(score) for score in scores if score > 0] for scores in retrieve(index, queries).scores], file)
