"""hnswlib's graph, one thread; judged by its recall with 40 candidates."""
import os
import time
from importlib.metadata import version

import hnswlib
import numpy as np

from common import arguments, report

inputs, threads, answer = arguments()
vectors = np.fromfile(os.path.join(inputs, "vectors-100k.f32"), dtype="<f4").reshape(-1, 64)
queries = np.fromfile(os.path.join(inputs, "vector-queries.f32"), dtype="<f4").reshape(-1, 64)
start = time.perf_counter()
index = hnswlib.Index(space="ip", dim=64)
index.init_index(max_elements=len(vectors), M=16, ef_construction=200, random_seed=100)
index.add_items(vectors, num_threads=threads)
seconds = time.perf_counter() - start
index.set_ef(40)
index.knn_query(queries, k=10, num_threads=1)[0].astype("<u4").tofile(answer)
report(seconds, hnswlib=version("hnswlib"))
