import { createHash } from "node:crypto";
import { answerCellId, type ExerciseSource, type QuestionSource } from "../source/exercise-source";
import { fillAnswer } from "../source/answer-region";

/** A cell of a submission, as far as it can be trusted: a name and a text. */
export interface SubmittedCell {
  readonly id: string;
  readonly source: string;
}

/** What a submission holds for one exercise notebook. */
export interface SubmittedAnswers {
  /** The text of each question's answer cell; undefined where it is not there. */
  readonly answers: ReadonlyMap<string, string | undefined>;
  /** Cells that the learner added, in order: helpers of answers. */
  readonly extras: readonly SubmittedCell[];
  /** What was odd, for the student: a sentence each. */
  readonly notes: readonly string[];
  /** Fingerprint of all this. */
  readonly hash: string;
}

/** Characters of one cell. */
const MOST_SOURCE = 200_000;
/** Cells that are read of a notebook. */
const MOST_CELLS = 2_000;

/** Why a file cannot be graded, in words for the student. */
export class UnreadableSubmission extends Error {
  override readonly name = "UnreadableSubmission";
}

/**
 * Takes the answers out of a submitted notebook. Only texts of answer cells, found by their ids, and of cells that the
 * learner added are taken; everything else comes from the solution. A stranger's file: nothing in it is believed.
 *
 * @param bytes  the file
 * @param source the exercise that it answers
 * @throws UnreadableSubmission when it is no notebook
 */
export function readAnswers(bytes: Uint8Array, source: ExerciseSource): SubmittedAnswers {
  const cells = codeCells(parse(bytes));
  const known = new Set([
    "checking",
    "progress",
    ...source.shared.map(({ id }) => id),
    ...source.questions.flatMap(({ number, given }) => [
      `q${number}`,
      `q${number}-check`,
      ...given.map(({ id }) => id),
    ]),
  ]);
  const notes: string[] = [];
  const answers = new Map(source.questions.map((question) => [question.id, pickAnswer(question, cells, notes)]));
  const answerIds = new Set(source.questions.map(({ number }) => answerCellId(number)));
  const extras = cells.filter(({ id }) => !known.has(id) && !answerIds.has(id));
  const hash = createHash("sha256")
    .update(JSON.stringify([[...answers], extras]))
    .digest("hex");
  return { answers, extras, notes, hash };
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableSubmission("the file is not a notebook: it is not UTF-8 text. Hand in the .ipynb file itself");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message.slice(0, 120);
    throw new UnreadableSubmission(
      `the file is not a notebook: it is not JSON (${reason}). Open it in Jupyter, save it, and hand it in again`,
    );
  }
}

function codeCells(notebook: unknown): SubmittedCell[] {
  const { cells } = (notebook ?? {}) as { cells?: unknown };
  if (!Array.isArray(cells))
    throw new UnreadableSubmission("the file is JSON, but not a notebook of version 4: it has no list of cells");
  return cells.slice(0, MOST_CELLS).flatMap((cell: unknown): SubmittedCell[] => {
    if (typeof cell !== "object" || cell === null) return [];
    const { cell_type: type, id, metadata, source } = cell as Record<string, unknown>;
    if (type !== "code") return [];
    const graded = (metadata as { nbgrader?: { grade_id?: unknown } } | null | undefined)?.nbgrader?.grade_id;
    const name = [id, graded].find((one): one is string => typeof one === "string") ?? "";
    const text = Array.isArray(source)
      ? source.filter((line) => typeof line === "string").join("")
      : typeof source === "string"
        ? source
        : "";
    return [{ id: name.slice(0, 100), source: text.slice(0, MOST_SOURCE).replace(/\r\n?/g, "\n") }];
  });
}

/** The answer cell; of several with its id (a copied cell keeps it in some editors) the last that was changed. */
function pickAnswer(question: QuestionSource, cells: readonly SubmittedCell[], notes: string[]): string | undefined {
  const own = cells.filter(({ id }) => id === answerCellId(question.number));
  if (own.length === 0) {
    notes.push(`question ${question.number}: its answer cell is missing`);
    return undefined;
  }
  const changed = own.filter(({ source }) => !isBlankAnswer(question, source));
  if (own.length > 1)
    notes.push(
      `question ${question.number}: there are ${own.length} cells with its name, and the last one with an answer counts`,
    );
  return (changed.at(-1) ?? own.at(-1))!.source;
}

/** Whether a cell still is what learners got, but for white space. */
export function isBlankAnswer({ answer }: QuestionSource, source: string): boolean {
  const bare = (text: string): string => text.replace(/\s+/g, "");
  return bare(source) === bare(fillAnswer(answer, answer.stub)) || bare(source) === "";
}
