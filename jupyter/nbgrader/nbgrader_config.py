# nbgrader 0.9 for the exercises of this course: TypeScript notebooks, graded in the course's own kernel. It belongs into
# nbgrader's course folder, which must lie inside the clone, since that is where cells find the library:
#
#   npm run exercises -- --nbgrader my-course        puts it there, with source/ for every chapter
#
# Change the name of the course and what you like; the rest is what TypeScript and the checks need.
import os
import secrets

from nbgrader.preprocessors import ClearSolutions
from nbgrader.converters import GenerateAssignment

c = get_config()  # noqa: F821 (Jupyter gives it to configuration files)
c.CourseDirectory.course_id = "cartwright"

COURSE = os.path.dirname(os.path.abspath(__file__))
c.CourseDirectory.root = COURSE


def clone():
    """The clone that this folder lies in."""
    folder = COURSE
    while not os.path.exists(os.path.join(folder, "jupyter", "kernels", "tslab", "kernel.json")):
        if os.path.dirname(folder) == folder:
            raise RuntimeError(f"{COURSE} must lie inside a clone of the course")
        folder = os.path.dirname(folder)
    return folder


def seed():
    """Where the class's random inputs come from: drawn once, and the same for everybody."""
    file = os.path.join(COURSE, ".grading-seed")
    if not os.path.exists(file):
        with open(file, "x", encoding="utf8") as new:
            new.write(str(secrets.randbelow(2**48)))
    with open(file, encoding="utf8") as known:
        return known.read().strip()


# Kernels that nbgrader starts inherit these: the course's kernel, and where its grading finds solutions and inputs.
os.environ["JUPYTER_PATH"] = os.pathsep.join(
    [os.path.join(clone(), "jupyter"), *filter(None, [os.environ.get("JUPYTER_PATH")])])
os.environ.setdefault("CARTWRIGHT_GRADING_SOLUTIONS", os.path.join(clone(), "solutions"))
os.environ.setdefault("CARTWRIGHT_GRADING_SEED", seed())

LANGUAGE = "typescript"  # metadata.kernelspec.language of the notebooks
c.ClearSolutions.code_stub = {LANGUAGE: '// Your answer here.\nthrow new Error("not answered yet");'}
c.ClearSolutions.begin_solution_delimeter = "/// BEGIN SOLUTION"  # nbgrader's spelling
c.ClearSolutions.end_solution_delimeter = "/// END SOLUTION"
c.ClearHiddenTests.begin_test_delimeter = "/// BEGIN HIDDEN TESTS"
c.ClearHiddenTests.end_test_delimeter = "/// END HIDDEN TESTS"
c.ClearMarkScheme.begin_mark_scheme_delimeter = "/// BEGIN MARK SCHEME"
c.ClearMarkScheme.end_mark_scheme_delimeter = "/// END MARK SCHEME"


class ClearSolutionsToStubs(ClearSolutions):
    """nbgrader has one stub for all answers; here each answer may have its own, as comments below `/// STUB`."""

    def _replace_solution_region(self, cell, language):
        lines = cell.source.split("\n")
        marks = [n for n, line in enumerate(lines) if line.strip() == "/// STUB"]
        if cell.cell_type != "code" or len(marks) != 1:
            return super()._replace_solution_region(cell, language)
        begin = next(n for n, line in enumerate(lines) if self.begin_solution_delimeter in line)
        end = next(n for n, line in enumerate(lines) if self.end_solution_delimeter in line)
        stub = [line.replace("// ", "", 1) for line in lines[marks[0] + 1:end]]
        cell.source = "\n".join([*lines[:begin], *stub, *lines[end + 1:]])
        return True


c.GenerateAssignment.preprocessors = [
    ClearSolutionsToStubs if one is ClearSolutions else one
    for one in GenerateAssignment.preprocessors.default()
]

c.Execute.timeout = 60  # seconds for a cell; what hangs is interrupted, and the next cell goes on
c.Execute.startup_timeout = 120
c.Execute.error_on_timeout = {
    "ename": "CellTimeoutError",
    "evalue": "the cell ran too long, and was stopped",
    "traceback": ["CellTimeoutError: the cell ran too long, and was stopped"],
}
