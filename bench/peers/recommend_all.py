"""implicit's recommend for all users at once, seen items removed. The model is fitted beforehand, as on our side; only the
lists are timed."""
import os
import time

import implicit
import numpy as np
from implicit.als import AlternatingLeastSquares

from common import arguments, report, training_pairs

inputs, threads, answer = arguments()
train = training_pairs(os.path.join(inputs, "pairs-1m.csv"))
model = AlternatingLeastSquares(factors=64, iterations=5, regularization=0.01, alpha=2.0, num_threads=threads,
                                random_state=42)
model.fit(train, show_progress=False)
users = np.arange(train.shape[0])
start = time.perf_counter()
lists, _ = model.recommend(users, train, N=20, filter_already_liked_items=True)
seconds = time.perf_counter() - start
lists.astype("<u4").tofile(answer)
report(seconds, implicit=implicit.__version__)
