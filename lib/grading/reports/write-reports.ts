import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../../bundle";
import type { ClassResult } from "../class/results";
import { classPage, equalAnswers, questionStatistics } from "./class-page";
import { studentFileNames } from "./file-names";
import { gradebookCsv, githubClassroomJson, gradescopeJson, junitXml, resultsJson } from "./plain-formats";
import { studentPage } from "./student-page";
import { toMarkCsv } from "./to-mark";

/**
 * Writes all reports of a grading: `results.json`, `details.json`, `gradebook.csv`, `class.html`, `junit.xml`, `to-mark.csv`
 * where a person gives marks, and for each
 * student `students/ID.html`, `gradescope/ID.json` and `github-classroom/ID.json`. Each file whole or not at all.
 *
 * @param out    folder, made when it is not there
 * @param result of `gradeClass`
 */
export async function writeReports(out: string, result: ClassResult): Promise<void> {
  for (const folder of ["students", "gradescope", "github-classroom"])
    await mkdir(path.join(out, folder), { recursive: true });
  const names = studentFileNames(result.students.map(({ id }) => id));
  for (const [n, student] of result.students.entries()) {
    await writeFileAtomic(path.join(out, "students", `${names[n]}.html`), studentPage(student));
    await writeFileAtomic(path.join(out, "gradescope", `${names[n]}.json`), gradescopeJson(student));
    await writeFileAtomic(path.join(out, "github-classroom", `${names[n]}.json`), githubClassroomJson(student));
  }
  const details = { ...result, questions: questionStatistics(result), equalAnswers: equalAnswers(result) };
  await writeFileAtomic(path.join(out, "details.json"), `${JSON.stringify(details, null, 1)}\n`);
  await writeFileAtomic(path.join(out, "gradebook.csv"), gradebookCsv(result));
  const isMarkedByPerson = result.students.some(({ chapters }) =>
    chapters.some(({ questions }) => questions.some(({ checks }) => checks.some(({ toMark }) => toMark !== undefined))),
  );
  if (isMarkedByPerson) await writeFileAtomic(path.join(out, "to-mark.csv"), toMarkCsv(result));
  await writeFileAtomic(path.join(out, "junit.xml"), junitXml(result));
  await writeFileAtomic(path.join(out, "class.html"), classPage(result));
  await writeFileAtomic(path.join(out, "results.json"), resultsJson(result));
}
