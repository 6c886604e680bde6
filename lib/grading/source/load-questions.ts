import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { CartwrightError, DataError } from "../../contracts";
import type { Check } from "../question/checks";
import { fillAnswer } from "./answer-region";
import { CellSyntaxError, cellToScript } from "./cell-script";
import type { ExerciseSource, QuestionSource } from "./exercise-source";

/** A question whose checks can be run, with the solution's answer in them or another's. */
export interface LoadedQuestion {
  readonly source: QuestionSource;
  /** The checks, made from the solution. */
  readonly checks: readonly Check[];
  /** Marks in all. */
  readonly max: number;
  /** The same checks, made from a listed mistake: their targets and values are the mistake's. */
  readonly mistakeChecks: (name: string) => Promise<readonly Check[]>;
}

/** A solution notebook whose checks can be run. */
export interface LoadedExercise {
  readonly source: ExerciseSource;
  readonly questions: readonly LoadedQuestion[];
}

type Variants = Record<string, () => Promise<readonly Check[]>>;
type RunProgram = (require: NodeJS.Require) => Promise<Record<string, Variants>>;

const SOLUTION = "solution";
const mistakeKey = (name: string): string => `mistake ${name}`;

/**
 * Runs a solution notebook in this process: its author is trusted. Shared cells run once; each question stands alone,
 * with its own given cells and answer, and so does each of its mistakes.
 *
 * @param source as read
 * @throws DataError naming file and question when a cell is no TypeScript, throws, or ends without its checks
 */
export async function loadExercise(source: ExerciseSource): Promise<LoadedExercise> {
  const program = vm.runInThisContext(programOf(source), { filename: source.file }) as RunProgram;
  const all = await inQuestion(source, "shared cells", () => program(requireFor(source.file)));
  const questions: LoadedQuestion[] = [];
  for (const question of source.questions) {
    const variants = all[question.id]!;
    const where = `question ${question.number}`;
    const checks = await inQuestion(source, where, () => variants[SOLUTION]!());
    requireChecks(source, question, checks);
    const max = checks.reduce((sum, { points }) => sum + points, 0);
    questions.push({
      source: question,
      checks,
      max,
      mistakeChecks: (name) => inQuestion(source, `${where}, mistake ${name}`, () => variants[mistakeKey(name)]!()),
    });
  }
  return { source, questions };
}

/** One function whose nested functions are the questions, and in them the solution and each mistake. */
function programOf(source: ExerciseSource): string {
  const block = (text: string, where: string, returnLast = false): string => {
    try {
      return cellToScript(text, { form: "block", returnLast });
    } catch (error) {
      if (error instanceof CellSyntaxError)
        throw new DataError(`${source.file}, ${where}: ${error.message}`, { file: source.file });
      throw error;
    }
  };
  const variantsOf = (question: QuestionSource): string => {
    const where = `question ${question.number}`;
    const checks = block(question.checks, `${where}, checks`, true);
    const variant = (key: string, answer: string): string =>
      `${JSON.stringify(key)}: async () => {\n${block(answer, `${where}, ${key}`)}\n${checks}\n}`;
    const given = question.given.map(({ source: text, id }) => block(text, `${where}, ${id}`)).join("\n");
    const variants = [
      variant(SOLUTION, fillAnswer(question.answer, question.answer.solution)),
      ...question.mistakes.map(({ name, source: text }) => variant(mistakeKey(name), text)),
    ];
    return `${JSON.stringify(question.id)}: await (async () => {\n${given}\nreturn { ${variants.join(",\n")} };\n})()`;
  };
  const shared = [...source.shared, ...source.checking]
    .filter((cell) => !("kind" in cell) || cell.kind === "code")
    .map(({ source: text, id }) => block(text, `cell ${id}`));
  return `(async (require) => { "use strict";\n${shared.join("\n")}\nreturn { ${source.questions.map(variantsOf).join(",\n")} };\n})`;
}

function requireChecks(
  { file }: ExerciseSource,
  { number, mistakes, level }: QuestionSource,
  checks: unknown,
): asserts checks is readonly Check[] {
  const fail = (message: string): never => {
    throw new DataError(`${file}, question ${number}: ${message}`, { file });
  };
  if (!Array.isArray(checks) || checks.length === 0) fail("the checks cell must end with questionChecks(...)");
  const list = checks as readonly Check[];
  const evidence = list.some((check) => check.kind !== "agrees" || check.independent);
  if (!evidence)
    fail(
      "its checks only compare the solution with itself: add examples worked by hand, a law, or agrees with `right`",
    );
  if (level === "recall" || level === "compute by hand") return;
  const max = list.reduce((sum, { points }) => sum + points, 0);
  for (const { name, marks } of mistakes)
    if (marks >= max) fail(`mistake ${name} deserves all ${max} marks, so it is none`);
}

async function inQuestion<T>({ file }: ExerciseSource, where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = cause instanceof CartwrightError || cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${file}, ${where}: ${reason}`, { file, cause });
  }
}

/** What cells import: as seen from the notebook, else from this library. */
function requireFor(file: string): NodeJS.Require {
  const here = createRequire(path.resolve(file));
  const own = createRequire(__filename);
  const load = (name: string): unknown => {
    // The library's own rooms, so that notebook and grader share their classes.
    if (/^cartwright(\/|$)/.test(name)) return own(name);
    try {
      return here(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND" || name.startsWith(".")) throw error;
      return own(name);
    }
  };
  return load as NodeJS.Require;
}
