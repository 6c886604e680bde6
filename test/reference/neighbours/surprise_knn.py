"""Similarities and foretold ratings of an independent program on a small table of stars:
python surprise_knn.py > surprise_knn.json   (recorded with scikit-surprise 1.1.5; versions of the rest stand in the file)
0 stands for a pair without a rating, null for a foretold rating of a pair that has one. Nothing is clipped to the scale.
The adjusted cosine is its cosine over co-rated columns, given stars that have lost their column's mean beforehand.
"""
import json, platform
import numpy as np
import surprise
from surprise import Dataset, KNNBaseline, KNNWithMeans, Reader

users, items = 12, 9
random = np.random.default_rng(11)
stars = np.where(random.random((users, items)) < 0.6, random.integers(1, 6, (users, items)), 0)
taste = np.outer(random.normal(size=users), random.normal(size=items))
stars = np.where(stars > 0, np.clip(np.round(stars + taste), 1, 5), 0).astype(int)


def trainset(table, met):
    data = Dataset(Reader(rating_scale=(-10, 10)))
    return data.construct_trainset([(u, i, table[u, i], None) for u in range(users) for i in range(items) if met[u, i]])


def similarities(algorithm, by_user):
    count = users if by_user else items
    inner = algorithm.trainset.to_inner_uid if by_user else algorithm.trainset.to_inner_iid
    order = [inner(n) for n in range(count)]
    return np.asarray(algorithm.sim)[np.ix_(order, order)].round(9).tolist()


def foretold(algorithm):
    return [[None if stars[u, i] else round(algorithm.predict(u, i, clip=False).est, 9) for i in range(items)]
            for u in range(users)]


met = stars > 0
plain = trainset(stars, met)
cases = []
for by_user in (True, False):
    for similarity in ("pearson", "msd"):
        for model, offset in ((KNNWithMeans, "mean"), (KNNBaseline, "baseline")):
            for voices in (2, 40):
                options = {"name": similarity, "user_based": by_user}
                algorithm = model(k=voices, sim_options=options, verbose=False).fit(plain)
                cases.append({"rows": "users" if by_user else "items", "similarity": similarity, "offset": offset,
                              "voices": voices, "similarities": similarities(algorithm, by_user),
                              "foretold": foretold(algorithm)})
adjusted = {}
for by_user in (True, False):
    axis = 0 if by_user else 1
    means = stars.sum(axis=axis) / met.sum(axis=axis)
    centred = np.where(met, stars - np.expand_dims(means, axis), 0.0)
    algorithm = KNNWithMeans(sim_options={"name": "cosine", "user_based": by_user}, verbose=False)
    adjusted["users" if by_user else "items"] = similarities(algorithm.fit(trainset(centred, met)), by_user)
print(json.dumps({"surprise": surprise.__version__, "numpy": np.__version__, "python": platform.python_version(),
                  "stars": stars.tolist(), "cases": cases, "adjustedCosine": adjusted}))
