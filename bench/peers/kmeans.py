"""scikit-learn's k-means with its defaults: greedy k-means++ (2 + ln k draws per centre), Lloyd, tol 1e-4, 300 rounds."""
import os
import time

import numpy as np
import sklearn
from sklearn.cluster import KMeans

from common import arguments, report

inputs, threads, answer = arguments()
points = np.fromfile(os.path.join(inputs, "points-20k.f32"), dtype="<f4").reshape(-1, 50)
start = time.perf_counter()
labels = [KMeans(n_clusters=100, n_init=1, random_state=seed).fit(points).labels_ for seed in (1, 2, 3, 4, 5)]
seconds = time.perf_counter() - start
np.concatenate(labels).astype("<u4").tofile(answer)
report(seconds, **{"scikit-learn": sklearn.__version__})
