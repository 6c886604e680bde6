import type { Check, Criterion, RubricCheck } from "../question/checks";
import { explainFailure } from "../question/explain-failure";
import { judge, sameOutcomes, type Verdict } from "../question/judge";
import type { Outcome } from "../question/outcome";
import type { PreparedQuestion } from "./prepare";

/** A criterion with what a person gave for it, once they did. */
export interface MarkedCriterion extends Criterion {
  readonly given?: { readonly points: number; readonly comment: string };
}

/** How one check came out, for the page of a student. */
export interface CheckResult {
  readonly title: string;
  readonly points: number;
  readonly earned: number;
  /** What went wrong, in sentences; undefined when nothing did. */
  readonly explanation: string | undefined;
  /** The text that a person gives marks for, and by what. */
  readonly toMark?: { readonly text: string; readonly criteria: readonly MarkedCriterion[] };
}

/** What an answer earns, and why. */
export interface Judgement {
  readonly score: number;
  /** What happened, in a sentence or two. */
  readonly message: string;
  readonly checks: readonly CheckResult[];
  /** A listed mistake that gives the same: its name. */
  readonly mistake: string | undefined;
}

/**
 * Judges what an answer gave in all trials of a question.
 *
 * @param question prepared
 * @param outcomes by check, then by trial
 * @param problem  what went wrong with the answer as a whole, if anything did
 */
export function judgeOutcomes(
  question: PreparedQuestion,
  outcomes: readonly (readonly Outcome[])[],
  problem?: string,
): Judgement {
  const verdicts = question.planned.map(({ check, trials }, n) => judge(check, trials, outcomes[n]!));
  const mistake = mistakeOf(question, verdicts, outcomes);
  const checks = verdicts.map((verdict, n) => {
    const { check } = question.planned[n]!;
    return check.kind === "rubric" ? textResult(check, outcomes[n]![0]) : checkResult(verdict, check);
  });
  const score = verdicts.reduce((sum, { earned }) => sum + earned, 0);
  return { score, message: messageOf(checks, mistake?.message, problem), checks, mistake: mistake?.name };
}

/** The listed mistake that gives the same in every check that failed. */
function mistakeOf(
  { planned, mistakes }: PreparedQuestion,
  verdicts: readonly Verdict[],
  outcomes: readonly (readonly Outcome[])[],
): { name: string; message: string } | undefined {
  const failed = verdicts.flatMap(({ failed: count }, n) => (count > 0 ? [n] : []));
  if (failed.length === 0) return undefined;
  return mistakes.find((mistake) =>
    failed.every((n) => sameOutcomes(outcomes[n]!, mistake.outcomes[n]!, toleranceOf(planned[n]!.check))),
  );
}

const toleranceOf = (check: Check): number => ("tolerance" in check ? check.tolerance : 1e-9);

/** What learners read until a person has given marks. */
export const WAITS = "A person gives the marks, by the criteria of the question.";

function textResult({ title, points, criteria, name }: RubricCheck, outcome: Outcome | undefined): CheckResult {
  const base = { title, points, earned: 0 };
  if (outcome?.kind !== "value") return { ...base, explanation: `There is no text ${name}.` };
  const text = typeof outcome.value === "string" ? outcome.value.trim() : "";
  if (text === "") return { ...base, explanation: `${name} is no text, or holds none.` };
  return { ...base, explanation: WAITS, toMark: { text, criteria } };
}

/** Inputs of hidden checks stay hidden; of other failures the smallest is shown. */
function checkResult(verdict: Verdict, check: Check): CheckResult {
  const { title, points, earned, failure } = verdict;
  const isHidden = check.kind === "agrees" && check.hidden;
  const isShown = !isHidden || failure === undefined || failure.outcome.kind === "missing";
  const explanation = isShown ? explainFailure(verdict, check.name) : hiddenFailure(failure.outcome);
  return { title, points, earned, explanation };
}

function hiddenFailure(outcome: Outcome): string {
  if (outcome.kind === "value") return "Not right on inputs that are not shown.";
  return `Failed on inputs that are not shown: ${(outcome as { message: string }).message}.`;
}

/** What a student reads first: a named mistake, a problem of the whole answer, else the first check that failed. */
export function messageOf(checks: readonly CheckResult[], mistake?: string, problem?: string): string {
  const failed = checks.filter(({ explanation }) => explanation !== undefined);
  if (failed.length === 0) return "All right.";
  if (mistake !== undefined) return mistake;
  if (problem !== undefined) return problem;
  return `${failed[0]!.title}: ${failed[0]!.explanation}`;
}
