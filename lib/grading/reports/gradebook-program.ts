/** The Python program that writes marks through nbgrader: the database as its argument, the students as JSON on stdin. */
export const GRADEBOOK_PROGRAM = `
import json
import os
import sys

# nbgrader starts alembic by its name.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")

from nbgrader.api import Gradebook, MissingEntry

students = json.load(sys.stdin)


def add_assignments(gradebook):
    chapters = {chapter["chapter"]: chapter for student in students for chapter in student["chapters"]}
    for name, chapter in chapters.items():
        gradebook.update_or_create_assignment(name)
        gradebook.update_or_create_notebook(chapter["notebook"], name)
        for question in chapter["questions"]:
            place = (chapter["notebook"], name)
            gradebook.update_or_create_grade_cell(
                f"q{question['number']}-check", *place, max_score=question["max"], cell_type="code")
            gradebook.update_or_create_solution_cell(f"q{question['number']}-answer", *place)


def add_submission(gradebook, student, chapter):
    name, notebook = chapter["chapter"], chapter["notebook"]
    gradebook.update_or_create_submission(name, student)
    try:
        gradebook.find_grade(f"q{len(chapter['questions'])}-check", notebook, name, student)
    except MissingEntry:  # submitted before these questions were known
        gradebook.remove_submission(name, student)
        gradebook.update_or_create_submission(name, student)
    gradebook.find_submission_notebook(notebook, name, student).late_submission_penalty = chapter["penalty"]
    for question in chapter["questions"]:
        grade = gradebook.find_grade(f"q{question['number']}-check", notebook, name, student)
        grade.auto_score = question["score"]
        grade.needs_manual_grade = False
        comment = gradebook.find_comment(f"q{question['number']}-answer", notebook, name, student)
        comment.auto_comment = question["message"]
    gradebook.db.commit()


with Gradebook("sqlite:///" + sys.argv[1]) as gradebook:
    add_assignments(gradebook)
    for student in students:
        first, _, last = student["name"].partition(" ")
        gradebook.update_or_create_student(student["id"], **({"first_name": first, "last_name": last} if first else {}))
        for chapter in student["chapters"]:
            if chapter["handedIn"]:
                add_submission(gradebook, student["id"], chapter)
`;
