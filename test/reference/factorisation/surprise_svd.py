"""Errors of an independent program on one split of ratings: python surprise_svd.py ratings-100k.csv.gz > surprise_svd.json
(recorded with scikit-surprise 1.1.5, numpy 1.26.4, Python 3.11; its default settings). The ratings are made, not real:
`python bench/make_inputs.py OUT ratings-100k.csv`, compressed with gzip -9n. Every fifth row tests, the first one included.
"""
import csv, gzip, json, sys
from surprise import SVD, Dataset, Reader, SVDpp, accuracy
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
                  "svd": [measured(SVD(random_state=seed)) for seed in range(1, 6)],
                  "svdpp": [measured(SVDpp(random_state=seed, cache_ratings=True)) for seed in range(1, 4)]}, indent=1))
