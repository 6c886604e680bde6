"""Errors of an independent explicit ALS on one split of ratings: python cmfrec_als.py ratings-100k.csv.gz > cmfrec_als.json
(recorded with cmfrec 3.5.1.post14, numpy 2.4.6, Python 3.11). Split and ratings as in surprise_svd.py; the penalty is counted once
per rating (scale_lam), every row is solved exactly (no conjugate gradient).
"""
import csv, gzip, json, sys
from importlib.metadata import version
import numpy as np
import pandas as pd
import cmfrec

rows = [(int(u), int(i), float(r)) for u, i, r in list(csv.reader(gzip.open(sys.argv[1], "rt")))[1:]]
columns = ["UserId", "ItemId", "Rating"]
train = pd.DataFrame([row for n, row in enumerate(rows) if n % 5 != 0], columns=columns)
test = pd.DataFrame([row for n, row in enumerate(rows) if n % 5 == 0], columns=columns)


def measured(biased, seed):
    model = cmfrec.CMF(k=20, lambda_=0.15, method="als", use_cg=False, niter=15, scale_lam=True, user_bias=biased,
                       item_bias=biased, center=biased, nthreads=1, random_state=seed, verbose=False)
    model.fit(train)
    foretold = np.clip(model.predict(user=test.UserId, item=test.ItemId), 1, 5)
    error = np.nan_to_num(foretold, nan=train.Rating.mean()) - test.Rating.to_numpy()
    return {"rmse": float(np.sqrt((error ** 2).mean())), "mae": float(np.abs(error).mean())}


print(json.dumps({"cmfrec": version("cmfrec"),
                  "biased": [measured(True, seed) for seed in range(1, 4)]}, indent=1))
