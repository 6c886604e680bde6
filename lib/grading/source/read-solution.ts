import path from "node:path";
import { DataError } from "../../contracts";
import { type Cell, type Notebook, readNotebook } from "../../notebook";
import { cutAnswer, fillAnswer } from "./answer-region";
import {
  type ExerciseSource,
  type GivenCell,
  LEVELS,
  type Level,
  type Mistake,
  type QuestionSource,
  type SharedCell,
  SUBJECTS,
  type Subject,
} from "./exercise-source";

/** What a cell is to its question, told by its id: q3, q3-given, q3-answer, q3-checks, q3-mistake-NAME, q3-why. */
const QUESTION_CELL = /^q(\d+)(?:-(given|answer|checks|mistake|why)(?:-([\w-]+))?)?$/;

/** Code that only checks use. */
const CHECKING_CELL = /^checks(-[\w-]+)?$/;

/** Kinds of question whose answer is code, and that therefore name two mistakes or more. */
const CODING: readonly Level[] = ["complete the code", "find the bug", "design"];

type Fail = (message: string) => never;

interface Placed {
  readonly cell: Cell;
  readonly role: string;
  readonly name: string;
  readonly fail: Fail;
}

/** Reads a solution notebook from its file. Throws DataError as {@link parseSolution}. */
export async function readSolution(file: string): Promise<ExerciseSource> {
  return parseSolution(await readNotebook(file), file);
}

/**
 * Reads a solution notebook: the form is described in docs/instructors.md.
 *
 * @param notebook its cells
 * @param file     its path, `<part>/<number>-<name>.ipynb`, from which messages and the chapter's id come
 * @throws DataError naming file, cell and rule
 */
export function parseSolution(notebook: Notebook, file: string): ExerciseSource {
  const refuse = (place: string, message: string): never => {
    throw new DataError(`${file}${place}: ${message}`, { file });
  };
  const chapter = chapterOf(file);
  if (chapter === undefined)
    return refuse("", "must lie in <part>/<number>-<name>.ipynb, each beginning with two digits");
  const stated = (notebook.metadata.cartwright as { exercises?: unknown } | undefined)?.exercises;
  if (stated !== chapter)
    refuse("", `metadata.cartwright.exercises must be "${chapter}", received ${JSON.stringify(stated)}`);

  const shared: SharedCell[] = [];
  const checking: GivenCell[] = [];
  const byQuestion = new Map<number, Placed[]>();
  for (const [n, cell] of notebook.cells.entries()) {
    const fail: Fail = (message) => refuse(`, cell ${n + 1} (${cell.id})`, message);
    const match = QUESTION_CELL.exec(cell.id);
    if (match === null) {
      if (/^q\d/.test(cell.id)) fail("must be named q1, q1-given, q1-answer, q1-checks, q1-mistake-NAME or q1-why");
      if (cell.cell_type === "raw") fail("is raw text that belongs to no question: mistakes are named q1-mistake-NAME");
      if (cell.cell_type === "code" && byQuestion.size > 0)
        fail("is code that all questions share: it must stand before the first question");
      if (CHECKING_CELL.test(cell.id)) checking.push({ id: cell.id, source: cell.source });
      else if (byQuestion.size === 0)
        shared.push({ id: cell.id, source: cell.source, kind: cell.cell_type as "markdown" | "code" });
      continue;
    }
    const placed = { cell, role: match[2] ?? "statement", name: match[3] ?? "", fail };
    const number = Number(match[1]);
    const cells = byQuestion.get(number) ?? [];
    byQuestion.set(number, cells);
    cells.push(placed);
  }
  const title = /^# (.+)$/m.exec(shared[0]?.source ?? "")?.[1];
  if (title === undefined || !title.startsWith(chapter))
    return refuse(", cell 1", `must begin with "# ${chapter} Title"`);
  const numbers = [...byQuestion.keys()];
  if (numbers.length === 0 || numbers.some((number, n) => number !== n + 1)) {
    refuse(
      "",
      `questions must be numbered q1, q2, ... in their order, found ${numbers.map((number) => `q${number}`).join(", ") || "none"}`,
    );
  }
  const questions = [...byQuestion].map(([number, cells]) =>
    readQuestion(chapter, number, cells, (message) => refuse(`, question ${number}`, message)),
  );
  return { file, chapter, title, shared, checking, questions };
}

/** "02-05" of ".../02-factorisation/05-implicit-als.ipynb". */
export function chapterOf(file: string): string | undefined {
  const part = /^(\d\d)-/.exec(path.basename(path.dirname(path.resolve(file))));
  const number = /^(\d\d)-.*\.ipynb$/.exec(path.basename(file));
  return part && number ? `${part[1]}-${number[1]}` : undefined;
}

function readQuestion(chapter: string, number: number, cells: readonly Placed[], fail: Fail): QuestionSource {
  const ofRole = (role: string): Placed[] => cells.filter((placed) => placed.role === role);
  const only = (role: string, type: Cell["cell_type"]): Placed => {
    const found = ofRole(role);
    const name = role === "statement" ? `q${number}` : `q${number}-${role}`;
    if (found.length !== 1) return fail(`must have one cell ${name}, found ${found.length}`);
    if (found[0]!.cell.cell_type !== type) return found[0]!.fail(`must be a ${type} cell`);
    return found[0]!;
  };
  const statement = only("statement", "markdown");
  const heading = new RegExp(`^## ${number}\\. (.+)$`).exec(statement.cell.source.split("\n")[0]!);
  if (heading === null) return statement.fail(`must begin with "## ${number}. Title"`);
  const { level, about, hints, seconds } = readSettings(statement);
  const answer = only("answer", "code");
  const region = cutAnswer(answer.cell.source, answer.fail);
  const mistakes = ofRole("mistake").map((placed) => readMistake(placed, (lines) => fillAnswer(region, lines)));
  // A text that a person marks has no mistakes that a program could know.
  const isText = /\brubric\(/.test(ofRole("checks")[0]?.cell.source ?? "");
  if (CODING.includes(level) && !isText && mistakes.length < 2)
    fail(`asks for code, and must name two mistakes or more, found ${mistakes.length}`);
  const given = ofRole("given").map(({ cell, fail: failCell }) => {
    if (cell.cell_type !== "code") failCell("must be a code cell");
    return { id: cell.id, source: cell.source };
  });
  return {
    id: `${chapter}.${number}`,
    number,
    title: heading[1]!,
    level,
    about,
    hints,
    seconds,
    statement: statement.cell.source,
    given,
    answer: region,
    checks: only("checks", "code").cell.source,
    mistakes,
    explanation: only("why", "markdown").cell.source,
  };
}

interface StatementSettings {
  readonly level: Level;
  readonly about: readonly Subject[];
  readonly hints: readonly string[];
  readonly seconds: number;
}

function readSettings({ cell, fail }: Placed): StatementSettings {
  const raw = (cell.metadata.exercise ?? {}) as Partial<Record<keyof StatementSettings, unknown>>;
  const { level, about = [], hints, seconds = 5, ...unknown } = raw;
  const names = Object.keys(unknown);
  if (names.length > 0)
    fail(`metadata.exercise has level, about, hints and seconds; it cannot have ${names.join(", ")}`);
  if (!LEVELS.includes(level as Level))
    fail(`metadata.exercise.level must be one of ${LEVELS.join(", ")}, received ${JSON.stringify(level)}`);
  if (!isTexts(about) || !about.every((word) => SUBJECTS.includes(word as Subject))) {
    fail(
      `metadata.exercise.about must be a list of ${SUBJECTS.map((word) => `"${word}"`).join(", ")}, received ${JSON.stringify(about)}`,
    );
  }
  if (!isTexts(hints) || hints.length === 0)
    fail(`metadata.exercise.hints must be a list of one text or more, received ${JSON.stringify(hints)}`);
  if (!(typeof seconds === "number" && seconds > 0 && seconds <= 60))
    fail(`metadata.exercise.seconds must lie in (0, 60], received ${JSON.stringify(seconds)}`);
  return { level, about, hints, seconds } as StatementSettings;
}

function readMistake({ cell, name, fail }: Placed, fill: (lines: readonly string[]) => string): Mistake {
  if (cell.cell_type !== "raw") fail("must be a raw cell: a mistake does not run with the notebook");
  if (name === "") fail("must have a name of its own: q1-mistake-NAME");
  const { message, marks } = (cell.metadata.exercise ?? {}) as { message?: unknown; marks?: unknown };
  if (typeof message !== "string" || message.trim() === "")
    return fail(`metadata.exercise.message must be a sentence, received ${JSON.stringify(message)}`);
  if (!(typeof marks === "number" && marks >= 0))
    return fail(`metadata.exercise.marks must be a number of at least 0, received ${JSON.stringify(marks)}`);
  if (cell.source.trim() === "") fail("must hold the lines that stand in the solution's place");
  return { name, message, marks, source: fill(cell.source.split("\n")) };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === "string" && text.trim() !== "");
