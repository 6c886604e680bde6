"""Records what scikit-learn's vectorizers answer for given tokens, for test/lib/text.

Run once, by hand, in a Python environment of its own (the kit's tests need only the JSON it writes):
    pip install scikit-learn==1.9.1 numpy
    python make_reference.py > reference.json
"""
import json
import sys
from importlib.metadata import version

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

rng = np.random.default_rng(5)
words = [f"w{n:02d}" for n in range(30)] + ["手机", "壳", "é", "A", "a b"]
shares = 1 / np.arange(1, len(words) + 1)
shares /= shares.sum()
documents = [[words[i] for i in rng.choice(len(words), size=rng.integers(0, 25), p=shares)] for _ in range(40)]
queries = documents[:3] + [["w01", "stranger", "w01"], ["stranger"], []]

CASES = {
    "plain": {},
    "sublinear": {"sublinear_tf": True},
    "rough": {"smooth_idf": False},
    "l1": {"norm": "l1"},
    "raw": {"norm": None},
    "trimmed": {"min_df": 3, "max_df": 0.5},
    "top8": {"max_features": 8},
}


def rows(matrix):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    return {"shape": list(matrix.shape), "rowStarts": matrix.indptr.tolist(),
            "columns": matrix.indices.tolist(), "values": matrix.data.tolist()}


out = {"made": {"script": "make_reference.py", "python": sys.version.split()[0],
                "scikit-learn": version("scikit-learn"), "numpy": version("numpy")},
       "documents": documents, "queries": queries, "cases": {}}
for name, options in CASES.items():
    fitted = TfidfVectorizer(analyzer=lambda tokens: tokens, **options).fit(documents)
    out["cases"][name] = {"terms": fitted.get_feature_names_out().tolist(), "idf": fitted.idf_.tolist(),
                          "transformed": rows(fitted.transform(queries))}
counter = CountVectorizer(analyzer=lambda tokens: tokens).fit(documents)
out["counts"] = rows(counter.transform(queries))
json.dump(out, sys.stdout, ensure_ascii=False)
