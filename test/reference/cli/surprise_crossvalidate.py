"""Five-fold cross-validation by an independent program: python surprise_crossvalidate.py RATINGS.csv[.gz] > surprise_crossvalidate.json
(recorded with scikit-surprise 1.1.5, numpy 2.4.6, Python 3.11; its default settings and its own KFold). The ratings are made, not
real: ../factorisation/ratings-100k.csv.gz, the first 20,000 of them (what the test repeats) and all.
"""
import csv, gzip, json, sys
import surprise
from surprise import SVD, Dataset, Reader, SVDpp
from surprise.model_selection import KFold, cross_validate

opened = gzip.open(sys.argv[1], "rt") if sys.argv[1].endswith(".gz") else open(sys.argv[1])
rows = [(u, i, float(r), None) for u, i, r in list(csv.reader(opened))[1:]]


def measured(algorithm, count):
    data = Dataset(Reader(rating_scale=(1, 5)))
    data.raw_ratings = rows[:count]
    folds = cross_validate(algorithm, data, cv=KFold(5, random_state=1))
    return {"rmse": list(folds["test_rmse"]), "mae": list(folds["test_mae"])}


def both(count):
    return {"svd": measured(SVD(random_state=1), count),
            "svdpp": measured(SVDpp(random_state=1, cache_ratings=True), count)}


print(json.dumps({"surprise": surprise.__version__, "first20000": both(20_000), "all": both(len(rows))}, indent=1))
