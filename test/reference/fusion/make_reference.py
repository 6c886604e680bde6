"""Recorded numbers for test/lib/fusion: scikit-learn's isotonic regression, Platt's calibration, AdaBoost and gradient
boosting, and AdaBoost.R2 with weights written after Drucker's paper (scikit-learn's draws rows instead).

    python make_reference.py > reference.json

Needs scikit-learn and NumPy; the versions are in the output.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import AdaBoostClassifier, GradientBoostingRegressor
from sklearn.isotonic import IsotonicRegression
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

try:
    from sklearn.frozen import FrozenEstimator
except ImportError:
    sys.exit("scikit-learn 1.6 or later is needed")


class Passing:
    """A classifier whose decision is its only feature, so that calibration sees the scores as they are."""

    _estimator_type = "classifier"

    def __init__(self):
        self.classes_ = np.array([0, 1])

    def fit(self, X, y):
        return self

    def decision_function(self, X):
        return X[:, 0]

    def predict(self, X):
        return (X[:, 0] > 0).astype(int)

    def get_params(self, deep=True):
        return {}

    def set_params(self, **params):
        return self

    def __sklearn_tags__(self):
        from sklearn.utils import Tags, TargetTags, ClassifierTags

        return Tags(estimator_type="classifier", target_tags=TargetTags(required=True), classifier_tags=ClassifierTags())

    def __sklearn_is_fitted__(self):
        return True


random = np.random.default_rng(7)

# Scores with ties, labels that follow them loosely.
scores = np.round(random.normal(size=60), 1)
labels = (random.random(60) < 1 / (1 + np.exp(-1.5 * scores + 0.3))).astype(int)
weights = np.round(random.uniform(0.5, 2, size=60), 3)
ask = np.linspace(-4, 4, 33)

isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, labels)
isotonic_weighted = IsotonicRegression(out_of_bounds="clip").fit(scores, labels, sample_weight=weights)


def calibrated(method, values):
    model = CalibratedClassifierCV(FrozenEstimator(Passing()), method=method)
    model.fit(values.reshape(-1, 1), labels)
    return model


def probabilities(method, values, asked):
    return calibrated(method, values).predict_proba(asked.reshape(-1, 1))[:, 1].tolist()


# Three classes in two dimensions; coordinates without ties, so that stumps have one best split.
X = random.normal(size=(90, 2))
classes = np.where(X[:, 0] + 0.4 * random.normal(size=90) > 0.5, 2, np.where(X[:, 1] > 0.2, 1, 0))
asked = random.normal(size=(20, 2))
samme = AdaBoostClassifier(DecisionTreeClassifier(max_depth=1), n_estimators=8, random_state=1).fit(X, classes)

two = (classes > 0).astype(int)
samme_two = AdaBoostClassifier(DecisionTreeClassifier(max_depth=1), n_estimators=6, learning_rate=0.7, random_state=1)
samme_two.fit(X, two)

y = np.sin(2 * X[:, 0]) + 0.3 * X[:, 1] + 0.05 * random.normal(size=90)
boosted = GradientBoostingRegressor(
    n_estimators=25, learning_rate=0.3, max_depth=1, random_state=1
).fit(X, y)


def ada_boost_r2(X, y, rounds, loss):
    w = np.full(len(y), 1 / len(y))
    models, voices = [], []
    for _ in range(rounds):
        model = DecisionTreeRegressor(max_depth=1, random_state=1).fit(X, y, sample_weight=w)
        error = np.abs(model.predict(X) - y)
        share = error / error.max()
        share = {"linear": share, "square": share**2, "exponential": 1 - np.exp(-share)}[loss]
        mean = float((w * share).sum())
        if mean >= 0.5:
            break
        beta = mean / (1 - mean)
        models.append(model)
        voices.append(np.log(1 / beta))
        w = w * beta ** (1 - share)
        w /= w.sum()

    def predict(asked):
        said = np.array([model.predict(asked) for model in models])
        answers = []
        for column in said.T:
            order = np.argsort(column, kind="stable")
            reached = np.cumsum(np.array(voices)[order])
            answers.append(float(column[order[np.searchsorted(reached, 0.5 * sum(voices))]]))
        return answers

    return predict, [float(voice) for voice in voices]


def r2(loss):
    predict, voices = ada_boost_r2(X, y, 10, loss)
    return {"voices": voices, "predicted": predict(asked)}


json.dump(
    {
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0]},
        "scores": scores.tolist(),
        "labels": labels.tolist(),
        "weights": weights.tolist(),
        "ask": ask.tolist(),
        "isotonic": {
            "fitted": isotonic.predict(scores).tolist(),
            "asked": isotonic.predict(ask).tolist(),
            "fittedWeighted": isotonic_weighted.predict(scores).tolist(),
            "calibrated": probabilities("isotonic", scores, ask),
        },
        "platt": {
            "asked": probabilities("sigmoid", scores, ask),
            "askedThousandfold": probabilities("sigmoid", 1000 * scores, 1000 * ask),
        },
        "X": X.tolist(),
        "asked": asked.tolist(),
        "samme": {
            "classes": classes.tolist(),
            "voices": samme.estimator_weights_.tolist(),
            "errors": samme.estimator_errors_.tolist(),
            "predicted": samme.predict(asked).tolist(),
        },
        "sammeTwo": {
            "classes": two.tolist(),
            "voices": samme_two.estimator_weights_.tolist(),
            "errors": samme_two.estimator_errors_.tolist(),
            "predicted": samme_two.predict(asked).tolist(),
        },
        "y": y.tolist(),
        "boosted": boosted.predict(asked).tolist(),
        "r2": {loss: r2(loss) for loss in ["linear", "square", "exponential"]},
    },
    sys.stdout,
)
