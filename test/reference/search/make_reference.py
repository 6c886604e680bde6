"""BM25 scores by bm25s 0.3.16 with numpy 2.4.6: python make_reference.py > reference.json   (seed 7)

80 made documents of words w0 to w39, one to twelve words each, and ten queries; every document's score in every query,
method "lucene" in double precision, for two settings of k1 and b.
"""
import json

import bm25s
import numpy as np

r = np.random.Generator(np.random.PCG64(7))
p = 1 / np.arange(1, 41)
p /= p.sum()
documents = [[f"w{w}" for w in r.choice(40, r.integers(1, 13), p=p)] for _ in range(80)]
queries = [[f"w{w}" for w in r.choice(40, r.integers(1, 5), p=p)] for _ in range(10)]
cases = []
for k1, b in ((1.2, 0.75), (2.0, 0.3)):
    model = bm25s.BM25(method="lucene", k1=k1, b=b, dtype="float64")
    model.index(documents, show_progress=False)
    cases.append({"k1": k1, "b": b, "scores": [model.get_scores(query).tolist() for query in queries]})
print(json.dumps({"versions": {"bm25s": bm25s.__version__, "numpy": np.__version__},
                  "documents": [" ".join(d) for d in documents], "queries": [" ".join(q) for q in queries],
                  "cases": cases}))
