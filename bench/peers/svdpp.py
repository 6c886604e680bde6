"""Surprise's SVD++ with its own settings, which are ours. cache_ratings is its documentation's advice for speed."""
import os

import surprise
from surprise import SVDpp

from common import arguments, report
from ratings import fit_surprise, split_ratings, write_predictions

inputs, threads, answer = arguments()
train, test = split_ratings(os.path.join(inputs, "ratings-100k.csv"))
model = SVDpp(n_factors=20, n_epochs=20, random_state=42, cache_ratings=True)
seconds = fit_surprise(model, train)
write_predictions(answer, [model.predict(user, item).est for user, item in test[:, :2].tolist()])
report(seconds, surprise=surprise.__version__)
