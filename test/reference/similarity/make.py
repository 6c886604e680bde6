"""Writes scipy.json: vectors and what SciPy makes of them.

    python3 -m venv venv && venv/bin/pip install numpy scipy
    venv/bin/python make.py > scipy.json
"""

import json
import sys

import numpy as np
import scipy
from scipy.spatial import distance
from scipy.stats import pearsonr

rng = np.random.default_rng(7)


def cases():
    for n in [2, 3, 10, 57]:
        yield rng.normal(size=n), rng.normal(size=n)
    counts = rng.poisson(0.7, size=(2, 30)).astype(float)
    yield counts[0], counts[1]
    yield rng.normal(size=8) * 1e150, rng.normal(size=8) * 1e-150


def jaccard(a, b):
    return 1 - float(distance.jaccard(a != 0, b != 0))


json.dump(
    {
        "made_by": {
            "script": "test/reference/similarity/make.py",
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "cases": [
            {
                "a": a.tolist(),
                "b": b.tolist(),
                # SciPy squares without rescaling; directions do not depend on the length.
                "cosine": 1 - float(distance.cosine(a / np.abs(a).max(), b / np.abs(b).max())),
                "pearson": float(pearsonr(a / np.abs(a).max(), b / np.abs(b).max()).statistic),
                "jaccard": jaccard(a, b),
                "euclidean": float(distance.euclidean(a, b)),
                "dot": float(a @ b),
            }
            for a, b in cases()
        ],
    },
    sys.stdout,
)
print()
