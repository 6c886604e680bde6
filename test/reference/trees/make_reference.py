"""Trees of LightGBM on small data, for test/lib/trees: python make_reference.py > reference.json   (lightgbm 4.7.0, numpy 2.4.6)

Features are whole numbers from 0 to 29, so that each value has a bin of its own on both sides and trees can be the same. Leaves
are held up by their curvature: LightGBM only estimates their rows while it looks for a split.
"""
import json

import lightgbm as lgb
import numpy as np

random = np.random.default_rng(7)
rows, columns = 400, 5
x = random.integers(0, 30, (rows, columns)).astype(float)
x[random.random(x.shape) < 0.1] = np.nan
signal = np.nan_to_num(x[:, 0], nan=25) / 10 + (np.nan_to_num(x[:, 1], nan=3) > 12) - np.nan_to_num(x[:, 2], nan=0) / 20
number = np.round(signal + 0.3 * random.standard_normal(rows), 3)
binary = (signal + 0.5 * random.standard_normal(rows) > 1.6).astype(int)
three = np.digitize(signal + 0.3 * random.standard_normal(rows), [1.0, 2.2])
label = np.digitize(signal + 0.5 * random.standard_normal(rows), [1.0, 1.8, 2.6])
groups = [20] * 20

common = dict(num_leaves=8, learning_rate=0.2, min_data_in_leaf=1, min_sum_hessian_in_leaf=1, min_data_in_bin=1,
              verbosity=-1, num_threads=1, deterministic=True, lambda_l2=0.5, force_row_wise=True)


def scores(objective, target, rounds, **more):
    data = lgb.Dataset(x, target, params=common, **more)
    extra = {"num_class": 3} if objective == "multiclass" else {}
    model = lgb.train({**common, "objective": objective, **extra}, data, num_boost_round=rounds)
    return np.round(model.predict(x, raw_score=True), 6).ravel().tolist()


print(json.dumps({
    "versions": {"lightgbm": lgb.__version__, "numpy": np.__version__},
    "features": [[None if np.isnan(v) else int(v) for v in row] for row in x],
    "number": number.tolist(), "binary": binary.tolist(), "three": three.tolist(), "label": label.tolist(),
    "groups": groups,
    "squared": scores("regression", number, 20),
    "logistic": scores("binary", binary, 10),
    "softmax": scores("multiclass", three, 10),
    "lambdarank": scores("lambdarank", label, 10, group=groups),
}))
