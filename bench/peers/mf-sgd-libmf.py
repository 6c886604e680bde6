"""libmf on one thread: its wrapper hangs on two. Its predict() misreads its input, so the ratings are foretold from its
factors. It learns no biases, and steps by AdaGrad; its squared penalty is set, the absolute one is 0."""
import os
import time
from importlib.metadata import version

import numpy as np
from libmf import mf

from common import arguments, report
from ratings import split_ratings, write_predictions

inputs, threads, answer = arguments()
train, test = split_ratings(os.path.join(inputs, "ratings-1m.csv"))
table = np.ascontiguousarray(train, dtype=np.float32)
model = mf.MF(k=100, nr_iters=20, nr_threads=threads, eta=0.1, lambda_p1=0.0, lambda_q1=0.0, lambda_p2=0.05,
              lambda_q2=0.05, quiet=True)
start = time.perf_counter()
model.fit(table)
seconds = time.perf_counter() - start
users, items = model.p_factors(), model.q_factors()
predictions = np.einsum("nk,nk->n", users[test[:, 0]], items[test[:, 1]])
write_predictions(answer, np.nan_to_num(predictions, nan=float(train[:, 2].mean())))
report(seconds, libmf=version("libmf"))
