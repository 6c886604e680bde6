import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { LIBRARY_VERSION } from "../../bundle";
import { Random } from "../../random";
import type { Outcome } from "../question/outcome";
import { ownOutcomes, type PlannedCheck } from "../question/plan";
import type { JobScript } from "../sandbox/protocol";
import { cellToScript } from "../source/cell-script";
import type { ExerciseSource } from "../source/exercise-source";
import { loadExercise, type LoadedQuestion } from "../source/load-questions";
import { planQuestion } from "../source/prove-exercise";
import { readSolution } from "../source/read-solution";

/** A question ready to be graded: inputs are drawn, right results and mistakes' results are known. */
export interface PreparedQuestion {
  readonly loaded: LoadedQuestion;
  readonly planned: readonly PlannedCheck[];
  readonly mistakes: readonly PreparedMistake[];
  /** Given cells, compiled. */
  readonly given: readonly JobScript[];
}

export interface PreparedMistake {
  readonly name: string;
  readonly message: string;
  /** By check, then by trial. */
  readonly outcomes: readonly (readonly Outcome[])[];
}

export interface PreparedExercise {
  readonly source: ExerciseSource;
  readonly questions: readonly PreparedQuestion[];
  readonly max: number;
  /** Folder from which cells import. */
  readonly folder: string;
  /** Changes when the solution, the library's version or the seed does. */
  readonly fingerprint: string;
}

/**
 * Reads a solution notebook and draws the inputs of this grading: once, and the same for every student.
 *
 * @param file solution notebook
 * @param seed of this grading
 */
export async function prepareExercise(file: string, seed: number): Promise<PreparedExercise> {
  const source = await readSolution(file);
  const loaded = await loadExercise(source);
  const random = new Random(seed).split(source.chapter);
  const shared = source.shared.filter(({ kind }) => kind === "code").map(compile);
  const questions: PreparedQuestion[] = [];
  for (const question of loaded.questions) {
    const planned = await planQuestion(question, random.split(question.source.number));
    const mistakes: PreparedMistake[] = [];
    for (const { name, message } of question.source.mistakes) {
      const theirs = await question.mistakeChecks(name);
      const outcomes: Outcome[][] = [];
      for (const [n, check] of theirs.entries()) outcomes.push(await ownOutcomes(check, planned[n]!.trials));
      mistakes.push({ name, message, outcomes });
    }
    questions.push({ loaded: question, planned, mistakes, given: [...shared, ...question.source.given.map(compile)] });
  }
  const max = questions.reduce((sum, { loaded: one }) => sum + one.max, 0);
  const text = await readFile(file);
  const fingerprint = createHash("sha256").update(text).update(`${LIBRARY_VERSION} ${seed}`).digest("hex");
  return { source, questions, max, folder: path.dirname(path.resolve(file)), fingerprint };
}

const compile = ({ id, source }: { id: string; source: string }): JobScript => ({
  id,
  code: cellToScript(source, { form: "script" }),
});
