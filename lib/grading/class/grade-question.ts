import type { Check } from "../question/checks";
import type { Outcome } from "../question/outcome";
import type { Enclosure, Limits } from "../sandbox/enclosure";
import type { Ask, JobScript } from "../sandbox/protocol";
import { type AnswerRun, runAnswer } from "../sandbox/run-answer";
import { encodeValue } from "../values/encode";
import { cellToScript, CellSyntaxError } from "../source/cell-script";
import { answerCellId } from "../source/exercise-source";
import { type CheckResult, type Judgement, judgeOutcomes } from "./judge-outcomes";
import type { PreparedQuestion } from "./prepare";
import { isBlankAnswer, type SubmittedAnswers } from "./read-answers";

/** How one question of one submission came out. */
export interface QuestionResult extends Judgement {
  readonly id: string;
  readonly title: string;
  readonly max: number;
  /** Wall time of the answer's processes. */
  readonly seconds: number;
}

export interface GradeQuestionOptions {
  readonly enclosure: Enclosure;
  readonly limits: Limits;
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Grades one question of one submission. The answer runs in processes of its own, and only says what it computes; this
 * process, which never runs a line of it, compares.
 *
 * @param question  prepared
 * @param submitted what was handed in
 * @param options   enclosure, limits, and the folder that cells import from
 */
export async function gradeQuestion(
  question: PreparedQuestion,
  submitted: SubmittedAnswers,
  options: GradeQuestionOptions,
): Promise<QuestionResult> {
  const started = performance.now();
  const { source, max } = question.loaded;
  const result = (judgement: Judgement): QuestionResult => ({
    id: source.id,
    title: source.title,
    max,
    ...judgement,
    seconds: (performance.now() - started) / 1000,
  });
  const nothing = (message: string): QuestionResult =>
    result({ score: 0, message, checks: notTried(question), mistake: undefined });

  const text = submitted.answers.get(source.id);
  if (text !== undefined && isBlankAnswer(source, text) && submitted.extras.length === 0)
    return nothing("Not answered.");
  let answer: JobScript | undefined;
  try {
    answer =
      text === undefined
        ? undefined
        : { id: answerCellId(source.number), code: cellToScript(text, { form: "script" }) };
  } catch (error) {
    if (error instanceof CellSyntaxError) return nothing(`The cell is not valid TypeScript: ${error.message}.`);
    throw error;
  }
  const tried = await tryAnswer(question, answer, submitted, options);
  const judgement = judgeOutcomes(question, tried.outcomes, tried.problem);
  if (judgement.score > 0) return result(judgement);
  if (text === undefined) return result({ ...judgement, message: missing(source.number) });
  return result(isBlankAnswer(source, text) ? { ...judgement, message: "Not answered." } : judgement);
}

const missing = (number: number): string =>
  `The answer cell ${answerCellId(number)} is missing, and no other cell defines what it asks for. Get the exercise anew and copy your answer into it.`;

interface Tried {
  /** By check, then by trial. */
  readonly outcomes: readonly (readonly Outcome[])[];
  /** What went wrong with the cell as a whole. */
  readonly problem: string | undefined;
}

/** Runs an answer with the learner's added cells; when these do not run through, without them. */
async function tryAnswer(
  question: PreparedQuestion,
  answer: JobScript | undefined,
  { extras }: SubmittedAnswers,
  options: GradeQuestionOptions,
): Promise<Tried> {
  const added = extras.flatMap(({ id, source }) => {
    try {
      return [{ id: `added ${id}`, code: cellToScript(source, { form: "script" }) }];
    } catch {
      return []; // it would not have run in the notebook either
    }
  });
  const own = answer === undefined ? [] : [answer];
  const first = await askChecks(question, [...question.given, ...added, ...own], options);
  if (first.ready || added.length === 0) return first;
  return askChecks(question, [...question.given, ...own], options);
}

/** Asks for every check. When a process ends before its time, the checks after the one that ended it get a new one. */
async function askChecks(
  question: PreparedQuestion,
  scripts: readonly JobScript[],
  options: GradeQuestionOptions,
): Promise<Tried & { ready: boolean }> {
  const { planned, loaded } = question;
  const outcomes: Outcome[][] = planned.map(() => []);
  let problem: string | undefined;
  let next = 0;
  while (next < planned.length) {
    const asked = planned
      .slice(next)
      .flatMap(({ check, trials }, n) => trials.map(({ args }) => ({ check: next + n, ask: askFor(check, args) })));
    const job = { folder: options.folder, scripts, asks: asked.map(({ ask }) => ask) };
    const run = await runAnswer(job, { ...options, seconds: loaded.source.seconds });
    problem ??= problemOf(run, loaded.source.number);
    asked.forEach(({ check }, n) => {
      const outcome = run.outcomes.get(n);
      if (outcome !== undefined) outcomes[check]!.push(outcome);
    });
    if (run.stopped === undefined) return { outcomes, problem, ready: true };
    const stopped: Outcome = { kind: "stopped", message: run.stopped };
    if (!run.ready) {
      const all = planned.map(({ trials }) => trials.map(() => stopped));
      return { outcomes: all, problem: `The cell did not run to its end: ${run.stopped}.`, ready: false };
    }
    const broken = outcomes.findIndex((row, n) => n >= next && row.length < planned[n]!.trials.length);
    while (outcomes[broken]!.length < planned[broken]!.trials.length) outcomes[broken]!.push(stopped);
    for (let n = broken + 1; n < planned.length; n++) outcomes[n] = [];
    next = broken + 1;
  }
  return { outcomes, problem, ready: true };
}

/** What an answer is asked in one trial of a check. */
export const askFor = ({ kind, name }: Check, args: readonly unknown[]): Ask =>
  kind === "value" || kind === "rubric" ? { name } : { name, args: args.map(encodeValue) };

function problemOf({ errors }: AnswerRun, number: number): string | undefined {
  const error = errors.get(answerCellId(number));
  return error === undefined ? undefined : `The cell failed when it was run: ${error}.`;
}

const notTried = ({ loaded }: PreparedQuestion): CheckResult[] =>
  loaded.checks.map(({ title, points }) => ({ title, points, earned: 0, explanation: "Not tried." }));
