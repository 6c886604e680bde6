"""Records what independent programs answer, for test/lib/evaluation.

Run once, by hand, in a Python environment of its own (the kit's tests need only the JSON it writes):
    pip install ranx==0.3.21 pytrec-eval-terrier==0.5.11 scikit-learn==1.9.1 scipy==1.17.1 numpy
    python make_reference.py > reference.json

ranx and trec_eval (through pytrec_eval) are two independent implementations of ranking metrics; scikit-learn and SciPy
stand for classification, rating and statistics. All random inputs are written into the JSON beside the answers.
"""
import json
import sys
from importlib.metadata import version

import numpy as np
import pytrec_eval
from ranx import Qrels, Run, evaluate
from scipy import stats
from sklearn import metrics as sk

rng = np.random.default_rng(20240607)


def ranking_case(graded):
    """40 users, 30 items, distinct scores; from 1 to 12 relevant items each; the list holds the 20 best."""
    users = []
    for _ in range(40):
        scores = rng.permutation(30) / 30.0
        relevant = np.sort(rng.choice(30, size=rng.integers(1, 13), replace=False))
        grades = rng.integers(1, 4, size=len(relevant)) if graded else np.ones(len(relevant), dtype=int)
        users.append({"scores": scores.tolist(), "relevant": relevant.tolist(), "grades": grades.tolist()})
    return users


def as_qrels(users):
    return {f"u{u:02d}": {f"i{i:02d}": int(g) for i, g in zip(x["relevant"], x["grades"])} for u, x in enumerate(users)}


def as_run(users, k=20):
    run = {}
    for u, x in enumerate(users):
        best = np.argsort(x["scores"])[::-1][:k]
        run[f"u{u:02d}"] = {f"i{i:02d}": float(x["scores"][i]) for i in best}
    return run


def by_ranx(users, names):
    qrels, run = Qrels(as_qrels(users)), Run(as_run(users))
    return {name: [float(v) for v in evaluate(qrels, run, name, return_mean=False)] for name in names}


def by_trec(users, measures):
    answers = pytrec_eval.RelevanceEvaluator(as_qrels(users), measures).evaluate(as_run(users))
    names = sorted(next(iter(answers.values())).keys())
    return {name: [answers[q][name] for q in sorted(answers)] for name in names}


def main():
    out = {"made": {"script": "make_reference.py", "python": sys.version.split()[0]}}
    for name in ["ranx", "pytrec_eval-terrier", "scikit-learn", "scipy", "numpy"]:
        out["made"][name] = version(name)

    binary, graded = ranking_case(False), ranking_case(True)
    out["binary"] = {
        "users": binary,
        "ranx": by_ranx(binary, ["ndcg@5", "ndcg@10", "recall@5", "recall@10", "precision@5", "precision@10",
                                 "hit_rate@5", "hit_rate@10", "mrr@5", "mrr@10", "map@5", "map@10"]),
        "trec": by_trec(binary, {"ndcg_cut.5,10", "recall.5,10", "P.5,10", "success.5,10", "map_cut.5,10"}),
    }
    out["graded"] = {
        "users": graded,
        "ranx": by_ranx(graded, ["ndcg@5", "ndcg@10", "ndcg_burges@5", "ndcg_burges@10"]),
        "trec": by_trec(graded, {"ndcg_cut.5,10"}),
    }

    labels = rng.integers(0, 2, size=60)
    p = np.clip(rng.normal(0.35 + 0.3 * labels, 0.2), 0.001, 0.999)
    tied = np.round(p, 1)
    out["binaryProbabilities"] = {
        "labels": labels.tolist(), "probabilities": p.tolist(), "tied": tied.tolist(),
        "auc": sk.roc_auc_score(labels, p), "aucTied": sk.roc_auc_score(labels, tied),
        "logLoss": sk.log_loss(labels, p), "brier": sk.brier_score_loss(labels, p),
        "logLossCertainlyWrong": sk.log_loss([1, 0], [0.0, 0.5], labels=[0, 1]),
    }

    actual, predicted = rng.integers(0, 4, size=80), rng.integers(0, 4, size=80)
    predicted = np.where(rng.random(80) < 0.5, actual, predicted)
    rare_actual, rare_predicted = [0, 0, 1, 1, 2], [0, 1, 1, 1, 1]
    rows = rng.dirichlet(np.ones(4), size=80)

    def report(a, b, labels_):
        precision, recall, f1, support = sk.precision_recall_fscore_support(a, b, labels=labels_, zero_division=0)
        return {"actual": list(map(int, a)), "predicted": list(map(int, b)), "accuracy": sk.accuracy_score(a, b),
                "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": support.tolist(),
                "macroF1": sk.f1_score(a, b, average="macro", zero_division=0),
                "confusion": sk.confusion_matrix(a, b, labels=labels_).ravel().tolist()}

    out["classes"] = {"four": report(actual, predicted, [0, 1, 2, 3]), "rare": report(rare_actual, rare_predicted, [0, 1, 2])}
    out["multiclassLogLoss"] = {"actual": actual.tolist(), "probabilities": rows.ravel().tolist(),
                                "value": sk.log_loss(actual, rows, labels=[0, 1, 2, 3])}

    truth, guess = rng.integers(1, 6, size=50).astype(float), rng.normal(3.4, 1.1, size=50)
    out["ratings"] = {"actual": truth.tolist(), "predicted": guess.tolist(),
                      "rmse": sk.root_mean_squared_error(truth, guess), "mae": sk.mean_absolute_error(truth, guess)}

    a, b = rng.random(45), rng.random(45)
    a = a + 0.1
    t = stats.ttest_rel(a, b)
    boot = stats.bootstrap((a - b,), np.mean, n_resamples=100_000, method="percentile", rng=np.random.default_rng(7))
    small = stats.permutation_test((a[:10] - b[:10],), np.mean, permutation_type="samples", n_resamples=np.inf)
    out["paired"] = {"a": a.tolist(), "b": b.tolist(), "t": t.statistic, "p": t.pvalue,
                     "bootstrap95": [boot.confidence_interval.low, boot.confidence_interval.high],
                     "exactPermutationOfTheFirstTen": small.pvalue}
    out["studentTails"] = [[t_, v, 2 * stats.t.sf(t_, v)] for v in (1, 2, 5, 30, 943, 100_000) for t_ in (0.0, 0.1, 1.0, 2.5, 8.0)]
    json.dump(out, sys.stdout)


main()
