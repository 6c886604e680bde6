"""LightGBM's lambdarank with its defaults: 31 leaves, rate 0.1, 20 rows a leaf, truncation 30, 255 bins. Binning is timed, as
it is on our side; reading is not."""
import os
import time

import lightgbm as lgb
import numpy as np
import pandas as pd

from common import arguments, report

inputs, threads, answer = arguments()
table = pd.read_csv(os.path.join(inputs, "ltr-100k.csv"))
query, label = table["query"].to_numpy(), table["label"].to_numpy()
features = table.iloc[:, 2:].to_numpy(np.float32)
held = query % 5 == 0
groups = np.unique(query[~held], return_counts=True)[1]
rows, targets = np.ascontiguousarray(features[~held]), label[~held]
start = time.perf_counter()
data = lgb.Dataset(rows, targets, group=groups)
settings = {"objective": "lambdarank", "num_threads": threads, "verbosity": -1, "deterministic": True, "seed": 1}
model = lgb.train(settings, data, num_boost_round=100)
seconds = time.perf_counter() - start
model.predict(features[held], num_threads=threads).astype("<f8").tofile(answer)
report(seconds, lightgbm=lgb.__version__)
