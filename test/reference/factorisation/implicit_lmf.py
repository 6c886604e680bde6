"""Quality of an independent logistic factorisation on planted tastes: python implicit_lmf.py > implicit_lmf.json
(recorded with implicit 0.7.3, numpy 2.4.6, scipy 1.17.1, Python 3.11). 300 users of six tastes over 240 items of uneven
popularity; every fourth of a user's items, beginning with the second, tests. recall@10 over items not trained on.
"""
import json
import numpy as np
import scipy.sparse as sp
from implicit.lmf import LogisticMatrixFactorization
import implicit

users, items, tastes = 300, 240, 6
random = np.random.default_rng(3)
popularity = 1 / (1 + np.arange(items) // tastes) ** 0.5
own = (np.arange(users)[:, None] % tastes) == (np.arange(items)[None, :] % tastes)
has = random.random((users, items)) < np.where(own, 0.7, 0.06) * popularity
train, test = np.zeros_like(has), np.zeros_like(has)
for user in range(users):
    for n, item in enumerate(np.flatnonzero(has[user])):
        (test if n % 4 == 1 else train)[user, item] = True


def recall(scores):
    found = []
    for user in range(users):
        if not test[user].any():
            continue
        order = np.argsort(-np.where(train[user], -np.inf, scores[user]), kind="stable")[:10]
        found.append(test[user][order].sum() / test[user].sum())
    return float(np.mean(found))


def measured(seed):
    model = LogisticMatrixFactorization(factors=8, iterations=30, random_state=seed, num_threads=1)
    model.fit(sp.csr_matrix(train.astype(np.float32)), show_progress=False)
    return recall(model.user_factors @ model.item_factors.T)


pairs = lambda mask: [row.tolist() for row in np.argwhere(mask)]
print(json.dumps({"implicit": implicit.__version__, "users": users, "items": items,
                  "popularity": recall(np.tile(train.sum(0), (users, 1))),
                  "best": recall(np.where(own, 0.7, 0.06) * popularity),
                  "recall@10": [measured(seed) for seed in range(1, 9)], "train": pairs(train), "test": pairs(test)},
                 separators=(",", ":")))
