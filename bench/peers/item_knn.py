"""implicit's cosine item neighbours. It scores a user by the sum over the user's items, as ours does."""
import os
import time

import implicit
import numpy as np
from implicit.nearest_neighbours import CosineRecommender

from common import arguments, report, training_pairs

inputs, threads, answer = arguments()
train = training_pairs(os.path.join(inputs, "pairs-1m.csv"))
model = CosineRecommender(K=100, num_threads=threads)
start = time.perf_counter()
model.fit(train, show_progress=False)
seconds = time.perf_counter() - start
lists, _ = model.recommend(np.arange(train.shape[0]), train, N=10, filter_already_liked_items=True)
lists.astype("<u4").tofile(answer)
report(seconds, implicit=implicit.__version__)
