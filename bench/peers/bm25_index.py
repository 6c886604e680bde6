"""bm25s: tokenize and index 43,000 titles."""
import time

import bm25s
import numba

from common import arguments, report
from titles import empty_index, read_lines, tokens, write_best_scores

inputs, threads, answer = arguments()
titles = read_lines(inputs, "titles-43k.txt")
index = empty_index()
index.index(tokens(titles[:5000]), show_progress=False)  # both sides compile before the clock starts
start = time.perf_counter()
index.index(tokens(titles), show_progress=False)
seconds = time.perf_counter() - start
write_best_scores(answer, index, read_lines(inputs, "queries-3w.txt"))
report(seconds, bm25s=bm25s.__version__, numba=numba.__version__)
