import { describeValue } from "../values/describe-value";
import { decodeValue } from "../values/encode";
import { isClose } from "../values/is-close";
import { judge, sameOutcomes, type Trial, type Verdict } from "../question/judge";
import { callTarget, lookAt, type Outcome } from "../question/outcome";
import { hashesNear } from "./hidden-value";
import type { KitCalls, KitCheck, KitQuestion, KitValue } from "./kit";

/** What an instant check found. */
export interface InstantResult {
  readonly id: string;
  readonly title: string;
  /** Checks that could be made here. */
  readonly verdicts: readonly Verdict[];
  /** Checks that only the grader makes, or a person. */
  readonly later: readonly { readonly title: string; readonly by: "grader" | "person" }[];
  /** Marks earned in the checks made here, and their sum. */
  readonly earned: number;
  readonly possible: number;
  /** Whether nothing was answered yet. */
  readonly blank: boolean;
  /** What is wrong, where it is a known mistake. */
  readonly mistake: string | undefined;
}

/** Checks one question with what a learner's notebook carries. */
export async function checkQuestion(
  question: KitQuestion,
  variables: Readonly<Record<string, unknown>>,
): Promise<InstantResult> {
  const verdicts: Verdict[] = [];
  const later: InstantResult["later"][number][] = [];
  const suspects: Set<string>[] = [];
  let blank = true;
  for (const check of question.checks) {
    if (check.kind === "later") {
      later.push({ title: check.title, by: check.by ?? "grader" });
      const text = variables[check.name];
      if (check.by === "person" && typeof text === "string" && text.trim() !== "") blank = false;
      continue;
    }
    const { verdict, mistakes, answered } = await tryCheck(check, variables[check.name]);
    verdicts.push(verdict);
    if (answered) blank = false;
    if (verdict.failed > 0) suspects.push(mistakes);
  }
  const [first, ...others] = suspects;
  const name = [...(first ?? [])].find((one) => others.every((set) => set.has(one)));
  return {
    id: question.id,
    title: question.title,
    verdicts,
    later,
    earned: verdicts.reduce((sum, { earned }) => sum + earned, 0),
    possible: verdicts.reduce((sum, { points }) => sum + points, 0),
    blank,
    mistake: name === undefined ? undefined : question.messages[name],
  };
}

interface Tried {
  readonly verdict: Verdict;
  /** Known mistakes that would look the same. */
  readonly mistakes: Set<string>;
  readonly answered: boolean;
}

const tryCheck = (check: Exclude<KitCheck, { kind: "later" }>, target: unknown): Promise<Tried> =>
  check.kind === "value" ? tryValue(check, target) : tryCalls(check, target);

async function tryCalls(
  { trials: recorded, mistakes, tolerance, ...check }: KitCalls,
  target: unknown,
): Promise<Tried> {
  const trials: Trial[] = recorded.map(({ args, right: encoded }) => {
    const right = decodeValue(encoded);
    return { args: args.map(decodeValue), right, isRight: (given) => isClose(given, right, tolerance) };
  });
  const outcomes: Outcome[] = [];
  for (const { args } of trials) outcomes.push(await callTarget(check.name, target, args));
  const alike = Object.entries(mistakes).filter(([, row]) =>
    sameOutcomes(
      outcomes,
      row.map((entry, n) => recordedOutcome(entry, trials[n]!, outcomes[n]!)),
      tolerance,
    ),
  );
  const answered = !outcomes.every((outcome) => outcome.kind === "missing" || isBlank(outcome));
  return { verdict: judge(check, trials, outcomes), mistakes: new Set(alike.map(([name]) => name)), answered };
}

/** A mistake's outcome as recorded; where it is right, any right outcome is the same. */
function recordedOutcome(entry: readonly [unknown] | "error" | 0, { isRight, right }: Trial, given: Outcome): Outcome {
  if (entry === "error") return { kind: "error", message: "" };
  if (entry === 0) return given.kind === "value" && isRight(given.value) ? given : { kind: "value", value: right };
  return { kind: "value", value: decodeValue(entry[0]) };
}

async function tryValue(
  { salt, hash, tolerance, options, mistakes, ...check }: KitValue,
  target: unknown,
): Promise<Tried> {
  const seen = lookAt(check.name, target);
  const outcome: Outcome =
    seen.kind === "value" && options !== undefined && !options.some((option) => isClose(seen.value, option, 0))
      ? { kind: "error", message: `${check.name} must be one of ${options.map(describeValue).join(", ")}` }
      : seen;
  const near = seen.kind === "value" ? hashesNear(seen.value, salt, tolerance) : new Set<string>();
  const verdict = judge(check, [{ args: [], isRight: () => near.has(hash) }], [outcome]);
  const alike = Object.entries(mistakes).filter(([, other]) => near.has(other));
  const blank = seen.kind === "missing" || (seen.kind === "value" && isUnset(seen.value));
  return { verdict, mistakes: new Set(alike.map(([name]) => name)), answered: !blank };
}

const isBlank = (outcome: Outcome): boolean => outcome.kind === "error" && outcome.message.includes("not answered yet");

/** What stubs hold where a value is wanted. */
const isUnset = (value: unknown): boolean =>
  Number.isNaN(value) || value === null || value === "" || (Array.isArray(value) && value.length === 0);
