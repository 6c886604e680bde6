"""scikit-learn's TruncatedSVD with its defaults: randomised, 10 columns more than the rank, 5 iterations; float32."""
import json
import os
import time

import sklearn
from sklearn.decomposition import TruncatedSVD

from common import arguments, report, training_pairs

inputs, threads, answer = arguments()
train = training_pairs(os.path.join(inputs, "pairs-1m.csv"))
TruncatedSVD(n_components=50, random_state=1).fit(train[:600])  # both sides work on a small matrix first
model = TruncatedSVD(n_components=50, random_state=1)
start = time.perf_counter()
model.fit(train)
seconds = time.perf_counter() - start
with open(answer, "w") as file:
    json.dump([float(s) for s in model.singular_values_], file)
report(seconds, **{"scikit-learn": sklearn.__version__})
