"""Writes segments.json: k-means from a given start, and silhouettes, by scikit-learn.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6
    venv/bin/python segments.py > segments.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples, silhouette_score

rng = np.random.default_rng(20261122)


def case(name, points, k):
    points = points.round(2)
    start = points[:k]
    # Start from the k first points and run until no label changes.
    model = KMeans(k, init=start, n_init=1, tol=0, max_iter=1000).fit(points)
    return {
        "name": name,
        "k": k,
        "points": points.tolist(),
        "labels": model.labels_.tolist(),
        "centres": model.cluster_centers_.tolist(),
        "inertia": float(model.inertia_),
        "silhouette": float(silhouette_score(points, model.labels_)),
        "silhouettes": silhouette_samples(points, model.labels_).tolist(),
    }


corners = np.array([[0, 0, 0], [4, 0, 1], [0, 5, -1], [5, 5, 3]])
clusters = corners[rng.integers(0, 4, 90)] + rng.normal(size=(90, 3))

json.dump(
    {
        "made_by": {
            "script": "test/reference/content/segments.py",
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "cases": [
            case("four clusters", clusters, 4),
            case("too few centres", clusters, 3),
            case("no clusters", rng.uniform(size=(70, 2)), 7),
            case("far from the origin", rng.normal(size=(60, 5)) + 300, 5),
        ],
    },
    sys.stdout,
)
print()
