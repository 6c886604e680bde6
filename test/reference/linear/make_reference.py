"""Writes reference.json: data sets and what scikit-learn's Ridge, LogisticRegression and LinearSVC make of them.

    python3 -m venv venv && venv/bin/pip install scikit-learn
    venv/bin/python make_reference.py > reference.json

Logistic regression and support vector machines are solved far beyond scikit-learn's default tolerance, so that the numbers are those of the optimum and
not of the place where a solver stopped. LinearSVC solves the primal (dual=False), by another method than ours.
"""

import json
import sys
import warnings

import numpy as np
import scipy
import scipy.sparse
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.svm import LinearSVC

warnings.simplefilter("error")
rng = np.random.default_rng(20261122)
ROWS, COLUMNS = 60, 5


def features(sparse):
    x = rng.normal(size=(ROWS, COLUMNS)) * [1, 2, 0.5, 1, 1] + [0, 3, 0, -1, 0]
    if sparse:
        x = x * (rng.random(x.shape) < 0.4)
    return np.round(x, 3)


def ridge_cases():
    for name, alpha, intercept, weighted, sparse in [
        ("plain", 1.0, True, False, False),
        ("least squares", 0.0, True, False, False),
        ("no intercept", 2.5, False, False, False),
        ("weighted", 0.3, True, True, False),
        ("sparse", 1.0, True, False, True),
        ("sparse weighted, no intercept", 10.0, False, True, True),
    ]:
        x = features(sparse)
        y = np.round(x @ [1, -2, 0.5, 0, 3] + 7 + rng.normal(size=ROWS), 3)
        weights = np.round(rng.random(ROWS) * 3, 2) if weighted else None
        model = Ridge(alpha=alpha, fit_intercept=intercept, solver="cholesky").fit(x, y, sample_weight=weights)
        yield name, {
            "alpha": alpha,
            "intercept": intercept,
            "x": x.tolist(),
            "y": y.tolist(),
            "weights": None if weights is None else weights.tolist(),
            "coefficients": model.coef_.tolist(),
            "bias": float(model.intercept_),
            "predictions": model.predict(x[:5]).tolist(),
        }


def logistic_cases():
    for name, classes, c, intercept, class_weight, weighted, sparse in [
        ("binary", 2, 1.0, True, None, False, False),
        ("binary, small C", 2, 0.01, True, None, False, False),
        ("binary, large C", 2, 100.0, True, None, False, False),
        ("binary, no intercept", 2, 1.0, False, None, False, False),
        ("binary, balanced", 2, 1.0, True, "balanced", False, True),
        ("binary, balanced and weighted", 2, 0.5, True, "balanced", True, False),
        ("binary, class weights", 2, 1.0, True, {0: 3.0, 1: 0.5}, False, False),
        ("multinomial", 4, 1.0, True, None, False, False),
        ("multinomial, sparse", 3, 2.0, True, None, False, True),
        ("multinomial, balanced, weighted", 3, 0.2, True, "balanced", True, False),
        ("multinomial, no intercept", 3, 1.0, False, None, False, False),
    ]:
        x = features(sparse)
        truth = rng.normal(size=(COLUMNS, classes)) * 0.7
        scores = (x - x.mean(axis=0)) @ truth + np.linspace(0.5, 0, classes) + rng.gumbel(size=(ROWS, classes)) * 1.5
        y = scores.argmax(axis=1)
        assert len(set(y)) == classes
        weights = np.round(rng.random(ROWS) * 3 + 0.1, 2) if weighted else None
        model = LogisticRegression(
            C=c, fit_intercept=intercept, class_weight=class_weight, tol=1e-12, max_iter=10_000, solver="newton-cholesky"
        )
        model.fit(scipy.sparse.csr_matrix(x) if sparse else x, y, sample_weight=weights)
        yield name, {
            "C": c,
            "intercept": intercept,
            "classWeights": class_weight,
            "x": x.tolist(),
            "y": y.tolist(),
            "weights": None if weights is None else weights.tolist(),
            "coefficients": model.coef_.tolist(),
            "bias": model.intercept_.tolist(),
            "probabilities": model.predict_proba(x[:5]).tolist(),
        }


def svm_cases():
    for name, classes, c, intercept, class_weight, weighted, sparse in [
        ("binary", 2, 1.0, True, None, False, False),
        ("binary, small C", 2, 0.01, True, None, False, False),
        ("binary, large C", 2, 20.0, True, None, False, False),
        ("binary, no intercept", 2, 1.0, False, None, False, True),
        ("binary, balanced", 2, 1.0, True, "balanced", False, True),
        ("binary, class weights, weighted", 2, 0.5, True, {0: 3.0, 1: 0.5}, True, False),
        ("one against the rest", 4, 1.0, True, None, False, False),
        ("one against the rest, sparse, weighted", 3, 2.0, True, None, True, True),
        ("one against the rest, no intercept", 3, 0.1, False, None, False, False),
    ]:
        x = features(sparse)
        truth = rng.normal(size=(COLUMNS, classes)) * 0.7
        scores = (x - x.mean(axis=0)) @ truth + np.linspace(0.5, 0, classes) + rng.gumbel(size=(ROWS, classes)) * 0.7
        y = scores.argmax(axis=1)
        assert len(set(y)) == classes
        weights = np.round(rng.random(ROWS) * 3 + 0.1, 2) if weighted else None
        model = LinearSVC(
            C=c, fit_intercept=intercept, class_weight=class_weight, dual=False, tol=1e-10, max_iter=100_000
        )
        given = scipy.sparse.csr_matrix(x) if sparse else x
        model.fit(given, y, sample_weight=weights)
        yield name, {
            "C": c,
            "intercept": intercept,
            "classWeights": class_weight,
            "x": x.tolist(),
            "y": y.tolist(),
            "weights": None if weights is None else weights.tolist(),
            "coefficients": model.coef_.tolist(),
            "bias": np.broadcast_to(model.intercept_, len(model.coef_)).tolist(),
            "predictions": model.predict(given).tolist(),
        }


json.dump(
    {
        "made": "scikit-learn %s, NumPy %s, SciPy %s, Python %s"
        % (sklearn.__version__, np.__version__, scipy.__version__, sys.version.split()[0]),
        "ridge": dict(ridge_cases()),
        "logistic": dict(logistic_cases()),
        "svm": dict(svm_cases()),
    },
    sys.stdout,
)
