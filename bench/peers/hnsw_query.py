"""hnswlib's queries on a graph that an earlier run left; the fewest candidates that reach each recall."""
import hashlib
import json
import os
import time
from importlib.metadata import version

import hnswlib
import numpy as np

from common import arguments, report

inputs, threads, answer = arguments()
vectors = np.fromfile(os.path.join(inputs, "vectors-100k.f32"), dtype="<f4").reshape(-1, 64)
queries = np.fromfile(os.path.join(inputs, "vector-queries.f32"), dtype="<f4").reshape(-1, 64)
truth = [set(row) for row in np.argpartition(-(queries @ vectors.T), 10, axis=1)[:, :10].tolist()]

key = hashlib.sha256(vectors.tobytes() + version("hnswlib").encode()).hexdigest()[:12]
kept = os.path.join(os.path.dirname(answer), f"hnswlib-{key}.bin")
index = hnswlib.Index(space="ip", dim=64)
if os.path.exists(kept):
    index.load_index(kept, max_elements=len(vectors))
else:
    index.init_index(max_elements=len(vectors), M=16, ef_construction=200, random_seed=100)
    index.add_items(vectors, num_threads=threads)
    index.save_index(kept + ".part")
    os.replace(kept + ".part", kept)
index.set_num_threads(threads)


def batch(ef):
    index.set_ef(ef)
    return index.knn_query(queries, k=10, num_threads=1)[0]


def recall(found):
    return np.mean([len(truth[n] & set(row.tolist())) for n, row in enumerate(found)]) / 10


tried = [*range(10, 20), *range(20, 40, 2), *range(40, 100, 5), *range(100, 800, 20)]
points = []
for target in (0.8, 0.93, 0.985):
    ef = next(ef for ef in tried if recall(batch(ef)) >= target)
    seconds = np.inf
    for _ in range(5):
        start = time.perf_counter()
        found = batch(ef)
        seconds = min(seconds, time.perf_counter() - start)
    points.append({"ef": ef, "queriesPerSecond": len(queries) / seconds, "found": found.ravel().tolist()})
with open(answer, "w") as file:
    json.dump({"points": points}, file)
report(len(queries) / points[1]["queriesPerSecond"], hnswlib=version("hnswlib"))
