import { judge } from "../question/judge";
import type { Outcome } from "../question/outcome";
import type { JobScript } from "../sandbox/protocol";
import { runAnswer } from "../sandbox/run-answer";
import { CellSyntaxError, cellToScript } from "../source/cell-script";
import { answerCellId } from "../source/exercise-source";
import { askFor, type GradeQuestionOptions, gradeQuestion, type QuestionResult } from "./grade-question";
import type { PreparedExercise, PreparedQuestion } from "./prepare";
import { isBlankAnswer, type SubmittedAnswers } from "./read-answers";

/**
 * Grades all questions of one submission. They run in one process first, which takes a fraction of the time; what is
 * right there, on inputs that nobody knew, is right. Every other question is graded again in a process of its own, so that
 * no answer can spoil another's.
 *
 * @param exercise  prepared
 * @param submitted what was handed in
 * @param options   as `gradeQuestion`
 */
export async function gradeSubmission(
  exercise: PreparedExercise,
  submitted: SubmittedAnswers,
  options: GradeQuestionOptions,
): Promise<QuestionResult[]> {
  const right = await rightTogether(exercise, submitted, options);
  const results: QuestionResult[] = [];
  for (const question of exercise.questions) {
    results.push(right.get(question.loaded.source.id) ?? (await gradeQuestion(question, submitted, options)));
  }
  return results;
}

/** Questions that earn everything when all answers run in one process. */
async function rightTogether(
  { questions }: PreparedExercise,
  { answers, extras }: SubmittedAnswers,
  options: GradeQuestionOptions,
): Promise<Map<string, QuestionResult>> {
  const right = new Map<string, QuestionResult>();
  const tried = questions.flatMap((question) => {
    const { source } = question.loaded;
    const script = answerScript(source.number, answers.get(source.id), (text) => isBlankAnswer(source, text));
    return script === undefined ? [] : [{ question, script }];
  });
  // With cells of the learner's own, or a single answer, there is nothing to win.
  if (tried.length < 2 || extras.length > 0) return right;

  const started = performance.now();
  const given = new Map(tried.flatMap(({ question }) => question.given.map((one) => [one.id, one] as const)));
  const scripts = [...given.values(), ...tried.map(({ script }) => script)];
  const asked = tried.flatMap(({ question }) =>
    question.planned.flatMap(({ check, trials }) => trials.map(({ args }) => askFor(check, args))),
  );
  const seconds = Math.max(...tried.map(({ question }) => question.loaded.source.seconds));
  const run = await runAnswer({ folder: options.folder, scripts, asks: asked }, { ...options, seconds });
  const took = (performance.now() - started) / 1000 / tried.length;
  let next = 0;
  for (const { question } of tried) {
    const result = allRight(question, () => run.outcomes.get(next++), took);
    if (result !== undefined) right.set(result.id, result);
  }
  return right;
}

function answerScript(
  number: number,
  text: string | undefined,
  isBlank: (text: string) => boolean,
): JobScript | undefined {
  if (text === undefined || isBlank(text)) return undefined;
  try {
    return { id: answerCellId(number), code: cellToScript(text, { form: "script" }) };
  } catch (error) {
    if (error instanceof CellSyntaxError) return undefined;
    throw error;
  }
}

/** The question's result when every check is earned; takes one outcome for each trial, whatever it is. */
function allRight(
  { loaded, planned }: PreparedQuestion,
  nextOutcome: () => Outcome | undefined,
  seconds: number,
): QuestionResult | undefined {
  const unanswered: Outcome = { kind: "stopped", message: "" };
  const verdicts = planned.map(({ check, trials }) =>
    judge(
      check,
      trials,
      trials.map(() => nextOutcome() ?? unanswered),
    ),
  );
  if (verdicts.some(({ failed }) => failed > 0)) return undefined;
  const checks = verdicts.map(({ title, points, earned }) => ({ title, points, earned, explanation: undefined }));
  const { id, title } = loaded.source;
  return { id, title, score: loaded.max, max: loaded.max, message: "All right.", checks, mistake: undefined, seconds };
}
