"""Errors of an independent NMF on one split of ratings: python surprise_nmf.py ratings-100k.csv.gz > surprise_nmf.json
(recorded with scikit-surprise 1.1.5, numpy 2.4.6, Python 3.11). Split and ratings as in surprise_svd.py.
"""
import csv, gzip, json, sys
from surprise import NMF, Dataset, Reader, accuracy
import surprise

rows = [(u, i, float(r)) for u, i, r in list(csv.reader(gzip.open(sys.argv[1], "rt")))[1:]]
reader = Reader(rating_scale=(1, 5))
data = Dataset(reader)
trainset = data.construct_trainset([(u, i, r, None) for n, (u, i, r) in enumerate(rows) if n % 5 != 0])
testset = [row for n, row in enumerate(rows) if n % 5 == 0]


def measured(algorithm):
    predictions = algorithm.fit(trainset).test(testset)
    return {"rmse": accuracy.rmse(predictions, verbose=False), "mae": accuracy.mae(predictions, verbose=False)}


print(json.dumps({"surprise": surprise.__version__,
                  "nmf": [measured(NMF(random_state=seed)) for seed in range(1, 6)],
                  "biased": [measured(NMF(random_state=seed, biased=True)) for seed in range(1, 4)]}, indent=1))
