"""faiss's flat index of inner products, one query at a time, one thread."""
import os
import time

import faiss
import numpy as np

from common import arguments, report

inputs, threads, answer = arguments()
faiss.omp_set_num_threads(threads)
vectors = np.fromfile(os.path.join(inputs, "vectors-100k.f32"), dtype="<f4").reshape(-1, 64)
queries = np.fromfile(os.path.join(inputs, "vector-queries.f32"), dtype="<f4").reshape(-1, 64)
index = faiss.IndexFlatIP(64)
index.add(vectors)
for n in range(100):
    index.search(queries[n:n + 1], 10)
start = time.perf_counter()
answers = [index.search(queries[n:n + 1], 10)[1] for n in range(len(queries))]
seconds = time.perf_counter() - start
np.concatenate(answers).astype("<u4").tofile(answer)
report(seconds, **{"faiss-cpu": faiss.__version__})
