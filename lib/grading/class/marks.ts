import { readFile } from "node:fs/promises";
import { DataError } from "../../contracts";
import { csvLines } from "./csv-lines";
import type { QuestionResult } from "./grade-question";
import { type CheckResult, type MarkedCriterion, messageOf } from "./judge-outcomes";
import { type ChapterResult, type ClassResult, roundMarks, type StudentResult } from "./results";

/** Marks that a person gave for one criterion of one student's text. */
export interface PersonMark {
  readonly student: string;
  readonly question: string;
  readonly criterion: string;
  readonly points: number;
  readonly comment: string;
  /** Where it stands in its file. */
  readonly line: number;
}

const COLUMNS = ["student", "question", "criterion", "points"];

/**
 * Reads marks that a person gave: `to-mark.csv` with its column `points` filled in. Rows without points wait.
 *
 * @param file CSV with the columns student, question, criterion, points, and where there is one comment
 * @throws DataError naming file and line
 */
export async function readMarks(file: string): Promise<PersonMark[]> {
  const { header, rows } = csvLines(await readFile(file, "utf8"));
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new DataError(`${file}:1: must have the columns ${COLUMNS.join(", ")}; ${missing.join(", ")} is missing`, {
      file,
      line: 1,
    });
  return rows.flatMap(({ line, of }) => {
    if (of("points") === "") return [];
    const points = Number(of("points").replace(",", "."));
    if (!(points >= 0))
      throw new DataError(`${file}:${line}: points must be a number of at least 0, received ${of("points")}`, {
        file,
        line,
      });
    const [student, question, criterion] = [of("student"), of("question"), of("criterion")];
    return [{ student, question, criterion, points, comment: of("comment"), line }];
  });
}

/**
 * Adds marks that a person gave to a grading: a text's marks are the sum over its criteria, and lateness costs what it
 * costs the rest.
 *
 * @param result of `gradeClass`
 * @param marks  of {@link readMarks}
 * @throws DataError when a mark is of nothing that waits for one, stands twice, or is above its criterion's
 */
export function withMarks(result: ClassResult, marks: readonly PersonMark[]): ClassResult {
  const byPlace = new Map<string, PersonMark>();
  for (const mark of marks) {
    const place = placeOf(mark.student, mark.question, mark.criterion);
    if (byPlace.has(place)) throw new DataError(`line ${mark.line}: ${place} has marks already`);
    byPlace.set(place, mark);
  }
  const used = new Set<string>();
  const take: TakeMark = (student, question, { title, points: most }) => {
    const place = placeOf(student, question, title);
    const mark = byPlace.get(place);
    if (mark === undefined) return undefined;
    if (mark.points > most)
      throw new DataError(`line ${mark.line}: "${title}" is worth ${most} at most, received ${mark.points}`);
    used.add(place);
    return mark;
  };
  const students = result.students.map((student) => markedStudent(student, take));
  const left = [...byPlace].find(([place]) => !used.has(place));
  if (left !== undefined) throw new DataError(`line ${left[1].line}: there is nothing to mark for ${left[0]}`);
  return { ...result, students };
}

const placeOf = (student: string, question: string, criterion: string): string =>
  `${student}, ${question}, "${criterion}"`;

type TakeMark = (
  student: string,
  question: string,
  criterion: { readonly title: string; readonly points: number },
) => PersonMark | undefined;

function markedStudent(student: StudentResult, take: TakeMark): StudentResult {
  const chapters = student.chapters.map((chapter) => markedChapter(student.id, chapter, take));
  return { ...student, chapters, score: roundMarks(chapters.reduce((sum, { score }) => sum + score, 0)) };
}

function markedChapter(student: string, chapter: ChapterResult, take: TakeMark): ChapterResult {
  const questions = chapter.questions.map((question) => markedQuestion(student, question, take));
  const earned = roundMarks(questions.reduce((sum, { score }) => sum + score, 0));
  return { ...chapter, questions, earned, score: roundMarks(earned * chapter.kept) };
}

function markedQuestion(student: string, question: QuestionResult, take: TakeMark): QuestionResult {
  const checks = question.checks.map((check) => markedCheck(student, question.id, check, take));
  if (checks.every((check, n) => check === question.checks[n])) return question;
  const score = roundMarks(checks.reduce((sum, { earned }) => sum + earned, 0));
  return { ...question, checks, score, message: messageOf(checks) };
}

function markedCheck(student: string, question: string, check: CheckResult, take: TakeMark): CheckResult {
  if (check.toMark === undefined) return check;
  const criteria = check.toMark.criteria.map((criterion): MarkedCriterion => {
    const mark = take(student, question, criterion);
    return mark === undefined ? criterion : { ...criterion, given: { points: mark.points, comment: mark.comment } };
  });
  const marked = { ...check, toMark: { ...check.toMark, criteria } };
  if (criteria.some(({ given }) => given === undefined)) return marked;
  const earned = roundMarks(criteria.reduce((sum, { given }) => sum + given!.points, 0));
  const words = criteria.map(({ title, points, given }) =>
    `${title}: ${given!.points} of ${points}. ${given!.comment}`.trim(),
  );
  return { ...marked, earned, explanation: earned === check.points ? undefined : words.join(" ") };
}
