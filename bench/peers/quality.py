"""implicit's lists for one model on one matrix: python quality.py FOLDER, which holds job.json, starts and items (uint32).
Its alpha multiplies r where ours is in 1 + alpha r, so where r is 1 its alpha is ours plus 1.
"""
import json
import os
import sys

import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender

folder = sys.argv[1]
with open(os.path.join(folder, "job.json")) as file:
    job = json.load(file)
starts = np.fromfile(os.path.join(folder, "starts"), "<u4").astype(np.int32)
items = np.fromfile(os.path.join(folder, "items"), "<u4").astype(np.int32)
shape = (job["userCount"], job["itemCount"])
matrix = sp.csr_matrix((np.ones(len(items), np.float32), items, starts), shape=shape)
setting = job["setting"]
if job["model"] == "item-knn":
    kinds = {"none": CosineRecommender, "tf-idf": TFIDFRecommender, "bm25": BM25Recommender}
    model = kinds[setting["weighting"]](K=setting["neighbours"], num_threads=1)
elif job["model"] == "als":
    model = AlternatingLeastSquares(factors=setting["factors"], regularization=setting["regularization"],
                                    alpha=setting["alpha"] + 1, iterations=15, num_threads=1, random_state=1)
else:
    model = BayesianPersonalizedRanking(factors=setting["factors"], learning_rate=setting["learningRate"],
                                        regularization=setting["regularization"], iterations=100, num_threads=1,
                                        random_state=1)
model.fit(matrix, show_progress=False)
users = np.arange(shape[0])
lists, scores = model.recommend(users, matrix, N=job["length"], filter_already_liked_items=True)
# A list that runs out of items goes on with -1, or with items of no score that it should have filtered.
lists = np.where((lists < 0) | (scores <= np.finfo(np.float32).min), 0xFFFFFFFF, lists)
lists.astype("<u4").tofile(os.path.join(folder, "lists"))
