"""EASE as its paper writes it, on NumPy and its LAPACK: Gram matrix, lambda on its diagonal, inverse, weights."""
import os
import time

import numpy as np
import scipy

from common import arguments, report, training_pairs

inputs, _, answer = arguments()
train = training_pairs(os.path.join(inputs, "pairs-1m.csv"))
start = time.perf_counter()
gram = train.T.dot(train).toarray().astype(np.float64)
diagonal = np.diag_indices(gram.shape[0])
gram[diagonal] += 500
inverse = np.linalg.inv(gram)
weights = inverse / -np.diag(inverse)
weights[diagonal] = 0
seconds = time.perf_counter() - start
scores = train.dot(weights.astype(np.float32))
scores[train.nonzero()] = -np.inf
best = np.argpartition(-scores, 10, axis=1)[:, :10]
order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
np.take_along_axis(best, order, axis=1).astype("<u4").tofile(answer)
report(seconds, scipy=scipy.__version__)
