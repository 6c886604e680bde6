"""Surprise's SVD with its own settings, which are ours."""
import os

import surprise
from surprise import SVD

from common import arguments, report
from ratings import fit_surprise, split_ratings, write_predictions

inputs, threads, answer = arguments()
train, test = split_ratings(os.path.join(inputs, "ratings-1m.csv"))
model = SVD(n_factors=100, n_epochs=20, random_state=42)
seconds = fit_surprise(model, train)
write_predictions(answer, [model.predict(user, item).est for user, item in test[:, :2].tolist()])
report(seconds, surprise=surprise.__version__)
