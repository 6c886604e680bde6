"""One user's vector and a whole fit by an independent program: python implicit_als.py > implicit_als.json
(recorded with implicit 0.7.3, numpy 2.4.6, scipy 1.17.1). implicit's alpha multiplies r, so for the paper's confidence
1 + alpha r the matrix is given as (1 + alpha r) and its alpha is 1.
"""
import json
import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares

users, items, factors, alpha, regularization = 12, 9, 3, 2.0, 0.1
random = np.random.default_rng(7)
strengths = np.where(random.random((users, items)) < 0.4, random.integers(1, 4, (users, items)), 0)
confidence = sp.csr_matrix(np.where(strengths > 0, 1 + alpha * strengths, 0).astype(np.float32))
item_factors = random.standard_normal((items, factors)).astype(np.float32)

model = AlternatingLeastSquares(factors=factors, regularization=regularization, alpha=1.0, iterations=200,
                                use_cg=False, num_threads=1, random_state=1, dtype=np.float64)
model.fit(confidence, show_progress=False)
costs = model.user_factors @ model.item_factors.T
weights = np.where(strengths > 0, 1 + alpha * strengths, 1)
cost = float((weights * ((strengths > 0) - costs) ** 2).sum()
             + regularization * ((model.user_factors ** 2).sum() + (model.item_factors ** 2).sum()))

model.item_factors = item_factors.astype(np.float64)
model._YtY = None
solved = [model.recalculate_user(u, confidence[u]).tolist() for u in range(users)]
print(json.dumps({"factors": factors, "alpha": alpha, "regularization": regularization,
                  "strengths": strengths.tolist(), "itemFactors": item_factors.tolist(),
                  "solved": solved, "costAfter200Sweeps": cost, "scoresAfter200Sweeps": costs.round(9).tolist()}))
