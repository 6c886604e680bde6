"""Records what scikit-learn and NumPy answer, for test/lib/preprocessing.

Run once, by hand, in a Python environment of its own (the kit's tests need only the JSON it writes):
    pip install scikit-learn==1.9.1 numpy
    python make_reference.py > reference.json
"""
import json
import sys
from importlib.metadata import version

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

rng = np.random.default_rng(11)
train = np.round(rng.gamma(2.0, 10.0, size=60), 1)
train[rng.choice(60, size=8, replace=False)] = np.nan
test = np.concatenate([np.round(rng.gamma(2.0, 14.0, size=10), 1), [np.nan, -5.0, 500.0]])


def cells(column):
    return [None if np.isnan(v) else float(v) for v in np.ravel(column)]


def fitted(step):
    return cells(step.fit(train.reshape(-1, 1)).transform(test.reshape(-1, 1)))


out = {
    "made": {"script": "make_reference.py", "python": sys.version.split()[0],
             "scikit-learn": version("scikit-learn"), "numpy": version("numpy")},
    "train": cells(train), "test": cells(test),
    "scaled": {"standard": fitted(StandardScaler()), "min-max": fitted(MinMaxScaler()), "robust": fitted(RobustScaler())},
    "filled": {"mean": fitted(SimpleImputer(strategy="mean")), "median": fitted(SimpleImputer(strategy="median")),
               "mode": fitted(SimpleImputer(strategy="most_frequent")),
               "constant": fitted(SimpleImputer(strategy="constant", fill_value=-1.0))},
    "quantiles": {str(q): float(np.nanquantile(train, q)) for q in (0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0)},
    "deviation": float(np.nanstd(train)),
}
json.dump(out, sys.stdout)
