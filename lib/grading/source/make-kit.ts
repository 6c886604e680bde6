import { createHash } from "node:crypto";
import { Random } from "../../random";
import { hashValue } from "../learner/hidden-value";
import type { Kit, KitCalls, KitCheck, KitQuestion, KitValue } from "../learner/kit";
import type { Check, ValueCheck } from "../question/checks";
import type { Outcome } from "../question/outcome";
import { ownOutcomes, type PlannedCheck, planCheck, roundTrip } from "../question/plan";
import { encodeValue } from "../values/encode";
import { sizeOf } from "../values/describe-value";
import type { LoadedExercise, LoadedQuestion } from "./load-questions";

/** Digits of recorded numbers: fewer than the last ones, in which engines differ. */
const DIGITS = 12;

/** What learners' notebooks carry for their instant checks: recorded inputs and results, and hashes of values. */
export async function makeKit({ source, questions }: LoadedExercise): Promise<Kit> {
  const made: KitQuestion[] = [];
  for (const question of questions) made.push(await kitQuestion(question));
  return { format: 1, chapter: source.chapter, title: source.title, questions: made };
}

async function kitQuestion(question: LoadedQuestion): Promise<KitQuestion> {
  const { id, title, hints, mistakes } = question.source;
  const variants = await Promise.all(
    mistakes.map(async ({ name }) => ({ name, checks: await question.mistakeChecks(name) })),
  );
  const checks: KitCheck[] = [];
  for (const [n, check] of question.checks.entries()) {
    const theirs = variants.map(({ name, checks: all }) => ({ name, check: all[n]! }));
    checks.push(await kitCheck(id, n, check, theirs));
  }
  const messages = Object.fromEntries(mistakes.map(({ name, message }) => [name, message]));
  return { id, title, max: question.max, hints, checks, messages };
}

interface MistakeCheck {
  readonly name: string;
  readonly check: Check;
}

async function kitCheck(id: string, n: number, check: Check, mistakes: readonly MistakeCheck[]): Promise<KitCheck> {
  const { title, points, name } = check;
  const base = { title, points, name };
  if (check.kind === "value") return { ...base, ...kitValue(`${id} ${n}`, check, mistakes) };
  if (check.kind === "rubric") return { ...base, kind: "later", by: "person" };
  if (check.kind === "law" || (check.kind === "agrees" && check.hidden)) return { ...base, kind: "later" };
  const planned = await planCheck(check, recordedChance(id, n), (value) => roundTrip(rounded(value)));
  return { ...base, ...(await kitCalls(planned, check.tolerance, mistakes)) };
}

function kitValue(
  salt: string,
  { right, tolerance, options }: ValueCheck,
  mistakes: readonly MistakeCheck[],
): Omit<KitValue, keyof MistakeCheck | "title" | "points"> & { kind: "value" } {
  const hashes = mistakes.map(
    ({ name, check }) => [name, hashValue((check as ValueCheck).right, salt, tolerance)] as const,
  );
  const hash = hashValue(right, salt, tolerance);
  const wrong = Object.fromEntries(hashes.filter(([, other]) => other !== hash));
  return { kind: "value", salt, tolerance, hash, ...(options ? { options } : {}), mistakes: wrong };
}

async function kitCalls(
  { trials: drawn }: PlannedCheck,
  tolerance: number,
  mistakes: readonly MistakeCheck[],
): Promise<Omit<KitCalls, "title" | "points" | "name">> {
  const trials = [...drawn].sort((a, b) => sizeOf(a.args) - sizeOf(b.args));
  const recorded: Record<string, (readonly [unknown] | "error" | 0)[]> = {};
  for (const { name, check } of mistakes) {
    const outcomes = await ownOutcomes(check, trials);
    const row = outcomes.map((outcome, k) => recordedOutcome(outcome, trials[k]!.isRight));
    if (row.some((entry) => entry !== 0)) recorded[name] = row;
  }
  return {
    kind: "calls",
    tolerance,
    trials: trials.map(({ args, right }) => ({ args: args.map(encodeValue), right: encodeValue(rounded(right)) })),
    mistakes: recorded,
  };
}

function recordedOutcome(outcome: Outcome, isRight: (value: unknown) => boolean): readonly [unknown] | "error" | 0 {
  if (outcome.kind !== "value") return "error";
  return isRight(outcome.value) ? 0 : [encodeValue(rounded(outcome.value))];
}

/** The seed of a check's recorded inputs follows from its place, so that making exercises again changes nothing. */
function recordedChance(id: string, check: number): Random {
  return new Random(createHash("sha256").update(`recorded inputs of ${id}`).digest().readUInt32LE()).split(check);
}

/** A value whose numbers have {@link DIGITS} digits. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value;
  if (Array.isArray(value)) return value.map(rounded);
  if (value instanceof Float64Array) return value.map((part) => rounded(part) as number);
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [key, rounded(part)]));
  const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)])) : value;
}
