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
from sklearn.feature_extraction import FeatureHasher
from sklearn.model_selection import KFold
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler, TargetEncoder

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

# Encoders: shops of five countries, one of which is new in the test, and what each sale brought.
countries = rng.choice(["UK", "France", "Éire", "日本", "EU"], size=40, p=[0.5, 0.2, 0.15, 0.1, 0.05]).reshape(-1, 1)
asked = np.array(["UK", "Éire", "Norway", "日本", "EU", "France"]).reshape(-1, 1)
sales = np.round(rng.gamma(2.0, 10.0, size=40), 1)
target = TargetEncoder(target_type="continuous", smooth=3.0, cv=KFold(4)).fit(countries, sales)
texts = ["", "a", "ab", "abc", "abcd", "Éire", "日本", "WHITE METAL LANTERN"]
hashed = FeatureHasher(n_features=10, input_type="string").transform([[t] for t in texts]).toarray()
out["encoders"] = {
    "train": countries.ravel().tolist(), "asked": asked.ravel().tolist(), "sales": sales.tolist(),
    "ordinal": OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
               .fit(countries).transform(asked).ravel().tolist(),
    "one-hot": OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(countries).transform(asked).tolist(),
    "target": {"smoothing": 3.0, "folds": 4, "asked": target.transform(asked).ravel().tolist(),
               "out of fold": TargetEncoder(target_type="continuous", smooth=3.0, cv=KFold(4))
                              .fit_transform(countries, sales).ravel().tolist()},
    "hashing": {"buckets": 10, "texts": texts, "rows": hashed.tolist()},
}
json.dump(out, sys.stdout)
