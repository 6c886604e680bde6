"""Scores of an independent program's neighbour models for the pairs that had not met, all neighbours kept:
python implicit_scores.py > implicit_scores.json   (recorded with implicit 0.7.3, numpy 2.4.6, scipy 1.17.1)
The strengths are those of implicit_neighbours.json. null stands for a pair that had met, which a list never shows.
"""
import json
from pathlib import Path
import numpy as np
import scipy.sparse as sp
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender

recorded = json.loads(Path(__file__).with_name("implicit_neighbours.json").read_text())
dense = np.array(recorded["strengths"], dtype=np.float64)
users, items = dense.shape
matrix = sp.csr_matrix(dense)
scores = {}
for name, model in (
    ("cosine", CosineRecommender(K=items)),
    ("tf-idf", TFIDFRecommender(K=items)),
    ("bm25", BM25Recommender(K=items, K1=1.2, B=0.75)),
):
    model.fit(matrix, show_progress=False)
    table = [[None] * items for _ in range(users)]
    for user in range(users):
        unseen = np.flatnonzero(dense[user] == 0)
        found, worth = model.recommend(user, matrix[user], N=items, filter_already_liked_items=True)
        for item, score in zip(found, worth):
            if item >= 0 and dense[user, item] == 0:
                table[user][item] = round(float(score), 9)
        for item in unseen:
            table[user][item] = table[user][item] or 0.0
    scores[name] = table
print(json.dumps({"scores": scores}))
