"""implicit's BPR with its own step and penalty, which are ours; 30 of its iterations are as many samples as 30 epochs."""
import os
import time

import implicit
import numpy as np
from implicit.bpr import BayesianPersonalizedRanking

from common import arguments, report, training_pairs

inputs, threads, answer = arguments()
train = training_pairs(os.path.join(inputs, "pairs-1m.csv"))
model = BayesianPersonalizedRanking(factors=64, iterations=30, learning_rate=0.01, regularization=0.01,
                                    num_threads=threads, random_state=42)
start = time.perf_counter()
model.fit(train, show_progress=False)
seconds = time.perf_counter() - start
lists, _ = model.recommend(np.arange(train.shape[0]), train, N=10, filter_already_liked_items=True)
lists.astype("<u4").tofile(answer)
report(seconds, implicit=implicit.__version__)
