"""Item similarities of an independent program on a small matrix, all neighbours kept:
python implicit_neighbours.py > implicit_neighbours.json   (recorded with implicit 0.7.3, numpy 2.4.6, scipy 1.17.1)
"""
import json
import numpy as np
import scipy.sparse as sp
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender

users, items = 9, 7
random = np.random.default_rng(5)
dense = np.where(random.random((users, items)) < 0.45, random.integers(1, 6, (users, items)), 0).astype(np.float64)
matrix = sp.csr_matrix(dense)
similarities = {}
for name, model in (
    ("cosine", CosineRecommender(K=items)),
    ("tf-idf", TFIDFRecommender(K=items)),
    ("bm25", BM25Recommender(K=items, K1=1.2, B=0.75)),
):
    model.fit(matrix, show_progress=False)
    similarities[name] = np.asarray(model.similarity.todense()).round(9).tolist()
print(json.dumps({"strengths": dense.astype(int).tolist(), "similarities": similarities}))
