"""Writes truncated.json: leading singular values by SciPy's ARPACK (svds) and by scikit-learn's TruncatedSVD.

The matrices are not stored: entry (i, j) of each follows from a formula that Python and JavaScript round alike.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
    venv/bin/python truncated.py > truncated.json
"""

import json
import sys

import numpy as np
import scipy
import scipy.sparse as sp
import sklearn
from scipy.sparse.linalg import svds
from sklearn.decomposition import TruncatedSVD


def hashed(i, j):
    """A whole number below 2^16 for each cell: a multiplicative hash of 32 bits."""
    h = (i * 0x9E3779B1 ^ j * 0x85EBCA77) & 0xFFFFFFFF
    h ^= h >> 15
    h = (h * 0x2C1B3C6D) & 0xFFFFFFFF
    return h >> 16


def sparse(rows, columns, share):
    """A cell is filled when its hash is a multiple of `share`; it holds hash % 5 + 1, a star rating."""
    cells = [(i, j, hashed(i, j)) for i in range(rows) for j in range(columns)]
    kept = [(i, j, h // share % 5 + 1) for i, j, h in cells if h % share == 0]
    i, j, values = zip(*kept)
    return sp.csr_matrix((np.array(values, float), (i, j)), shape=(rows, columns))


def case(name, rows, columns, share, rank):
    a = sparse(rows, columns, share)
    arpack = np.sort(svds(a, k=rank, tol=1e-12, random_state=1, return_singular_vectors=False))[::-1]
    model = TruncatedSVD(rank, algorithm="randomized", n_iter=30, random_state=1).fit(a)
    defaults = TruncatedSVD(rank, random_state=1).fit(a)
    return {
        "name": name,
        "rows": rows,
        "columns": columns,
        "share": share,
        "rank": rank,
        "stored": int(a.nnz),
        "arpack": arpack.tolist(),
        "randomized_30_iterations": model.singular_values_.tolist(),
        "randomized_defaults": defaults.singular_values_.tolist(),
    }


json.dump(
    {
        "made_by": {
            "script": "test/reference/linalg/truncated.py",
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "cases": [
            case("tall", 120, 40, 5, 8),
            case("wide", 50, 160, 7, 10),
            case("nearly dense", 60, 45, 1, 6),
            case("sparse", 400, 300, 40, 12),
        ],
    },
    sys.stdout,
)
print()
