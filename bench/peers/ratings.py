"""What the peers of ratings share: the split, Surprise's form of it, and the answer."""
import numpy as np

from common import pair_hash


def split_ratings(path):
    """Training and test rows (user, item, rating), split as readRatings splits them, each by user and then item."""
    rows = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.int64)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    held_out = pair_hash(rows[:, 0], rows[:, 1], 1) % 5 == 0
    return rows[~held_out], rows[held_out]


def fit_surprise(model, train):
    """Fits it on the rows; returns the seconds of the fit alone."""
    import time

    from surprise import Dataset, Reader

    rows = [(user, item, float(rating), None) for user, item, rating in train.tolist()]
    trainset = Dataset(Reader(rating_scale=(1, 5))).construct_trainset(rows)
    start = time.perf_counter()
    model.fit(trainset)
    return time.perf_counter() - start


def write_predictions(answer, predictions):
    """The rating foretold for each test row, between 1 and 5."""
    np.clip(predictions, 1, 5).astype("<f4").tofile(answer)
