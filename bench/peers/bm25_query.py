"""bm25s: the best 10 titles for 2,000 queries of three words, from the queries' texts."""
import time

import bm25s
import numba

from common import arguments, report
from titles import empty_index, read_lines, retrieve, tokens, write_best_scores

WARM_UP_ROUNDS = 5
ROUNDS = 20

inputs, threads, answer = arguments()
index = empty_index()
index.index(tokens(read_lines(inputs, "titles-43k.txt")), show_progress=False)
queries = read_lines(inputs, "queries-3w.txt")
for _ in range(WARM_UP_ROUNDS):
    retrieve(index, queries)
start = time.perf_counter()
for _ in range(ROUNDS):
    retrieve(index, queries)
seconds = (time.perf_counter() - start) / ROUNDS
write_best_scores(answer, index, queries)
report(seconds, bm25s=bm25s.__version__, numba=numba.__version__)
