import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import path from "node:path";
import { NotSupportedError } from "../../contracts";
import type { ClassResult } from "../class/results";
import { GRADEBOOK_PROGRAM } from "./gradebook-program";

/** Where nbgrader is, and its database. */
export interface GradebookOptions {
  /** A Python that has nbgrader: "python3", or a virtual environment's. */
  readonly python: string;
  /** Path of the gradebook.db: made when it is not there, added to when it is. */
  readonly gradebook: string;
}

/**
 * Looks whether a Python has nbgrader.
 *
 * @param python program
 * @returns nbgrader's version
 * @throws NotSupportedError when it cannot be started, or has none
 */
export async function requireNbgrader(python: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(python, ["-c", "import nbgrader; print(nbgrader.__version__)"]);
    return stdout.trim();
  } catch (cause) {
    throw new NotSupportedError(
      `--nbgrader: ${python} has no nbgrader: ${python} -m pip install nbgrader, or name another Python`,
      { cause },
    );
  }
}

/**
 * Writes the marks into nbgrader's gradebook, through nbgrader's own classes: an assignment for each chapter, a
 * submission for each student who handed it in, a grade for each question with its message as the comment, and what lateness costs. Marks
 * and comments that a person gave in nbgrader's formgrader stay.
 *
 * @param result  of `gradeClass`
 * @param options Python and database
 * @throws NotSupportedError when nbgrader refuses, with what it says
 */
export async function writeGradebook(
  { students }: ClassResult,
  { python, gradebook }: GradebookOptions,
): Promise<void> {
  const child = spawn(python, ["-c", GRADEBOOK_PROGRAM, path.resolve(gradebook)], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  const errors: string[] = [];
  child.stderr.on("data", (text: Buffer) => errors.push(String(text)));
  child.stdin.on("error", () => undefined); // it may end before it has read; its exit code says so
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.end(JSON.stringify(students.map(gradedStudent)));
  const code = await ended;
  if (code !== 0) {
    const reason = errors.join("").trim().split("\n").at(-1) ?? "";
    throw new NotSupportedError(`nbgrader could not write ${gradebook} (exit code ${code}): ${reason}`);
  }
}

const gradedStudent = ({ id, name, chapters }: ClassResult["students"][number]): object => ({
  id,
  name: name === id ? "" : name,
  chapters: chapters.map(({ chapter, notebook, isHandedIn, earned, score, questions }) => ({
    chapter,
    notebook,
    handedIn: isHandedIn,
    penalty: earned - score,
    questions: questions.map(({ id: question, score: marks, max, message }) => ({
      number: Number(question.split(".")[1]),
      score: marks,
      max,
      message,
    })),
  })),
});
