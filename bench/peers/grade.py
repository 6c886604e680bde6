"""nbgrader's autograde on five submissions of the exercise 02-05, with the course's kernel. Each check cell ends with the
marks that the course's own checks give, which nbgrader takes as partial credit; so both sides do the same checking, and
nbgrader's time is that of kernel, cells and bookkeeping. Seconds for each submission; imports and the course's set-up are
left out."""
import json
import logging
import os
import re
import shutil
import sys
import tempfile

_, threads, answer = sys.argv[1:4]
ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
NAME = "05-implicit-als"
KINDS = ["right", "right", "half", "mistaken", "blank"]
os.environ["JUPYTER_PATH"] = os.path.join(ROOT, "jupyter")

import time  # noqa: E402
import resource  # noqa: E402
import platform  # noqa: E402

import nbgrader  # noqa: E402
from nbgrader.apps import NbGraderAPI  # noqa: E402
from traitlets.config import Config  # noqa: E402


def read(folder):
    with open(os.path.join(ROOT, folder, "02-factorisation", NAME + ".ipynb"), encoding="utf8") as file:
        return json.load(file)


def text(cell):
    return "".join(cell["source"])


def region(source, lines=None):
    """The answer cell with its solution, or with other lines in the solution's place."""
    before, rest = re.split(r"^[ ]*/// BEGIN SOLUTION\n", source, maxsplit=1, flags=re.M)
    inner, after = re.split(r"^[ ]*/// END SOLUTION\n?", rest, maxsplit=1, flags=re.M)
    solution = re.split(r"^[ ]*/// STUB\n", inner, maxsplit=1, flags=re.M)[0]
    return before + (solution if lines is None else lines + "\n") + after


def names(checks):
    """What a checks cell asks for: names of functions and of values."""
    found = re.findall(r"(?:examples|agrees|law)\(\"[^\"]*\", (\w+),", checks)
    found += re.findall(r"value\(\"[^\"]*\", \{ (\w+):", checks)
    return sorted(set(found))


solution = {cell["id"]: text(cell) for cell in read("solutions")["cells"]}
release = read("exercises")
checks = {}
for cell in release["cells"]:
    number = re.fullmatch(r"q(\d+)-check", cell["id"])
    if cell["id"] == "checking":
        cell["source"] = 'import { checkAnswer } from "cartwright/grading";'
    elif cell["id"] == "progress":
        cell["source"] = ""
    elif number:
        given = ", ".join(f"{name}: {name}" for name in names(solution[f"q{number[1]}-checks"]))
        points = cell["metadata"]["nbgrader"]["points"]
        folder = os.path.join(ROOT, "exercises", "02-factorisation")
        cell["source"] = (f'const result{number[1]} = await checkAnswer("02-05.{number[1]}", {{ {given} }}, '
                          f'{json.dumps(folder)});\n{points} * result{number[1]}.earned / result{number[1]}.possible;')
        checks[cell["id"]] = cell["source"]


def submission(kind):
    notebook = json.loads(json.dumps(release))
    for cell in notebook["cells"]:
        number = re.fullmatch(r"q(\d+)-answer", cell["id"])
        if not number or kind == "blank":
            continue
        source = solution[cell["id"]]
        if kind == "right" or (kind == "half" and int(number[1]) % 2 == 1):
            cell["source"] = region(source)
        elif kind == "mistaken":
            first = next(name for name in solution if name.startswith(f"q{number[1]}-mistake-"))
            cell["source"] = region(source, solution[first])
    return notebook


def write(path, notebook):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf8") as file:
        json.dump(notebook, file)


# Below the repository, so that cells find the course's packages.
course = tempfile.mkdtemp(prefix="nbgrader-", dir=os.path.join(ROOT, "build"))
try:
    config = Config()
    config.CourseDirectory.root = course
    config.CourseDirectory.course_id = "bench"
    config.ClearSolutions.code_stub = {"typescript": "// your answer"}
    config.Execute.timeout = 60
    config.NbGrader.log_level = logging.ERROR
    write(os.path.join(course, "source", "ps", NAME + ".ipynb"), release)
    for n, kind in enumerate(KINDS):
        write(os.path.join(course, "submitted", f"student-{n}", "ps", NAME + ".ipynb"), submission(kind))
    api = NbGraderAPI(config=config)
    api.log_level = logging.ERROR
    made = api.generate_assignment("ps", force=True, create=True)
    if not made["success"]:
        raise SystemExit(made["error"] + made["log"])
    start = time.perf_counter()
    for n in range(len(KINDS)):
        graded = api.autograde("ps", f"student-{n}")
        if not graded["success"]:
            raise SystemExit((graded["error"] or "") + (graded["log"] or ""))
    seconds = (time.perf_counter() - start) / len(KINDS)
    with api.gradebook as gradebook:
        shares = [gradebook.find_submission("ps", f"student-{n}").score / gradebook.find_assignment("ps").max_score
                  for n in range(len(KINDS))]
    with open(answer, "w", encoding="utf8") as file:
        json.dump(shares, file)
finally:
    shutil.rmtree(course, ignore_errors=True)
rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps({"seconds": seconds, "rssMb": rss,
                  "versions": {"python": platform.python_version(), "nbgrader": nbgrader.__version__}}))
