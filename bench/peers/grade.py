"""nbgrader's autograde on the submissions of a course folder that the bench made, with the course's kernel and the checks
that it calls there (gradeAnswer). Seconds for each submission; imports and generate_assignment are left out. nbgrader
grades one submission after the other."""
import json
import os
import platform
import resource
import sys
import time

_, threads, answer = sys.argv[1:4]
COURSE = os.environ["CARTWRIGHT_BENCH_COURSE"]
# nbgrader calls programs of its own environment by name.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
os.chdir(COURSE)

import nbgrader  # noqa: E402
from nbgrader.api import Gradebook  # noqa: E402
from nbgrader.apps import NbGraderAPI  # noqa: E402
from traitlets.config.loader import PyFileConfigLoader  # noqa: E402

CHAPTER = "02-05"
config = PyFileConfigLoader("nbgrader_config.py", path=COURSE).load_config()
config.NbGrader.log_level = 40
api = NbGraderAPI(config=config)
made = api.generate_assignment(CHAPTER, force=True, create=True)
if not made["success"]:
    raise SystemExit(f"{made['error']}{made['log']}")

students = sorted(os.listdir(os.path.join(COURSE, "submitted")))
start = time.perf_counter()
for student in students:
    graded = api.autograde(CHAPTER, student, force=True)
    if not graded["success"]:
        raise SystemExit(f"{graded['error']}{graded['log']}")
seconds = (time.perf_counter() - start) / len(students)

with Gradebook("sqlite:///" + os.path.join(COURSE, "gradebook.db")) as gradebook:
    most = gradebook.find_assignment(CHAPTER).max_score
    shares = [gradebook.find_submission(CHAPTER, student).score / most for student in students]
with open(answer, "w", encoding="utf8") as file:
    json.dump(shares, file)
rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps({"seconds": seconds, "rssMb": rss,
                  "versions": {"python": platform.python_version(), "nbgrader": nbgrader.__version__}}))
