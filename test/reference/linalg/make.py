"""Writes lapack.json: matrices and what LAPACK, through NumPy, makes of them.

    python3 -m venv venv && venv/bin/pip install numpy scipy
    venv/bin/python make.py > lapack.json
"""

import json
import sys

import numpy as np
import scipy
import scipy.linalg

rng = np.random.default_rng(20240501)


def general():
    yield "square", rng.normal(size=(6, 6))
    yield "tall", rng.normal(size=(9, 4))
    yield "wide", rng.normal(size=(3, 8))
    yield "one number", np.array([[-2.5]])
    yield "one row", rng.normal(size=(1, 5))
    yield "one column", rng.normal(size=(5, 1))
    yield "rank 2 of 4", rng.normal(size=(7, 2)) @ rng.normal(size=(2, 4))
    yield "zeros", np.zeros((4, 3))
    yield "Hilbert 6", scipy.linalg.hilbert(6)
    yield "graded", rng.normal(size=(6, 4)) * np.logspace(0, -9, 4)
    yield "huge", rng.normal(size=(5, 3)) * 1e200
    yield "tiny", rng.normal(size=(5, 3)) * 1e-200
    yield "24 by 15", rng.normal(size=(24, 15))


def symmetric():
    b = rng.normal(size=(7, 7))
    yield "indefinite", b + b.T
    yield "one number", np.array([[3.0]])
    yield "diagonal", np.diag([3.0, -1.0, 2.0, 2.0])
    q = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    repeated = q @ np.diag([5.0, 5.0, 5.0, 1.0, 0.0, -2.0]) @ q.T
    yield "repeated", (repeated + repeated.T) / 2
    yield "zeros", np.zeros((3, 3))
    yield "second difference", 2 * np.eye(12) - np.eye(12, k=1) - np.eye(12, k=-1)


def positive_definite():
    for n in [1, 3, 8, 40]:
        b = rng.normal(size=(n + 3, n))
        yield f"gram of {n}", b.T @ b


def upper_with_positive_diagonal(a):
    r = np.linalg.qr(a)[1]
    return np.where(np.diag(r) < 0, -1.0, 1.0)[:, None] * r


def of_general(name, a):
    b = rng.normal(size=a.shape[0]) * max(1e-200, np.abs(a).max())
    x, _, rank, _ = np.linalg.lstsq(a, b, rcond=None)
    return {
        "name": name,
        "a": a.tolist(),
        "singular_values": np.linalg.svd(a, compute_uv=False).tolist(),
        "r": upper_with_positive_diagonal(a).tolist(),
        "determinant": float(np.linalg.det(a)) if a.shape[0] == a.shape[1] else None,
        "b": b.tolist(),
        "x": x.tolist(),
        "rank": int(rank),
        "pseudo_inverse": np.linalg.pinv(a, rcond=max(a.shape) * 2.0**-52).tolist(),
    }


def of_symmetric(name, a):
    return {"name": name, "a": a.tolist(), "eigenvalues": np.linalg.eigvalsh(a)[::-1].tolist()}


def of_positive_definite(name, a):
    b = rng.normal(size=a.shape[0])
    return {
        "name": name,
        "a": a.tolist(),
        "lower": np.linalg.cholesky(a).tolist(),
        "b": b.tolist(),
        "x": scipy.linalg.cho_solve(scipy.linalg.cho_factor(a, lower=True), b).tolist(),
        "log_determinant": float(np.linalg.slogdet(a)[1]),
    }


json.dump(
    {
        "made_by": {
            "script": "test/reference/linalg/make.py",
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "general": [of_general(*case) for case in general()],
        "symmetric": [of_symmetric(*case) for case in symmetric()],
        "positive_definite": [of_positive_definite(*case) for case in positive_definite()],
    },
    sys.stdout,
)
print()
