"""scikit-learn's TfidfVectorizer with its defaults: the same words, the same formula."""
import json
import os
import time

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

from common import arguments, report

inputs, threads, answer = arguments()
with open(os.path.join(inputs, "texts-50k.txt"), encoding="utf-8") as file:
    texts = [line.rstrip("\n").split("\t", 1)[1] for line in file]
start = time.perf_counter()
vectors = TfidfVectorizer().fit_transform(texts)
seconds = time.perf_counter() - start
rows, columns = vectors.shape
with open(answer, "w") as file:
    moment = float((vectors.data * vectors.indices / columns).sum())
    json.dump({"rows": rows, "columns": columns, "stored": int(vectors.nnz), "sum": float(vectors.data.sum()),
               "moment": moment}, file)
report(seconds, **{"scikit-learn": sklearn.__version__})
