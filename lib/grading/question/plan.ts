import type { Random } from "../../random";
import { decodeValue, encodeValue } from "../values/encode";
import { isClose } from "../values/is-close";
import type { Check } from "./checks";
import type { Trial } from "./judge";
import { callTarget, lookAt, type Outcome } from "./outcome";

/** A check with the inputs that are tried this time. */
export interface PlannedCheck {
  readonly check: Check;
  readonly trials: readonly Trial[];
}

/** Inputs grow by one every so many cases. */
const CASES_PER_SIZE = 3;

/**
 * Draws a check's inputs and works out what is right.
 *
 * @param check  of the solution
 * @param random where chance comes from: a fresh seed for each grading, a fixed one for what learners get
 * @param plain  brings an input into the form in which it is sent, such as rounding
 */
export async function planCheck(
  check: Check,
  random: Random,
  plain: (value: unknown) => unknown = roundTrip,
): Promise<PlannedCheck> {
  return { check, trials: await trialsOf(check, random, plain) };
}

async function trialsOf(check: Check, random: Random, plain: (value: unknown) => unknown): Promise<Trial[]> {
  if (check.kind === "value")
    return [{ args: [], isRight: (given) => isRightValue(given, check.right, check.tolerance) }];
  // A person decides; the one trial brings the text.
  if (check.kind === "rubric") return [{ args: [], isRight: () => false }];
  if (check.kind === "examples") {
    return check.cases.map(({ args, result }) => ({
      args,
      right: result,
      isRight: (given) => isClose(given, result, check.tolerance),
    }));
  }
  const trials: Trial[] = [];
  for (let n = 0; n < check.cases; n++) {
    const args = plain(check.inputs(random.split(n), 1 + Math.floor(n / CASES_PER_SIZE))) as unknown[];
    if (check.kind === "law") {
      trials.push({ args, isRight: (given) => holds(() => check.holds(given, roundTrip(args) as unknown[])) });
      continue;
    }
    const right = roundTrip(await check.right(...(roundTrip(args) as unknown[])));
    const shown = check.hidden ? {} : { right };
    trials.push({ args, ...shown, isRight: (given) => isClose(given, right, check.tolerance) });
  }
  return trials;
}

/** A value's tolerance is what it says, whatever the value's size: it is part of the question. */
export function isRightValue(given: unknown, right: unknown, tolerance: number): boolean {
  if (typeof right !== "number" || typeof given !== "number") return isClose(given, right, tolerance);
  return Math.abs(given - right) <= tolerance || Object.is(given, right);
}

/** What the check's own answer gives: the solution's, or a mistake's when the check was made from it. */
export async function ownOutcomes(check: Check, trials: readonly Trial[]): Promise<Outcome[]> {
  if (check.kind === "value") return [lookAt(check.name, check.right)];
  if (check.kind === "rubric") return [lookAt(check.name, check.text)];
  const outcomes: Outcome[] = [];
  for (const { args } of trials) outcomes.push(await callTarget(check.name, check.target, args));
  return outcomes;
}

/** A predicate of strangers' data may stumble over it: then it does not hold. */
function holds(predicate: () => boolean): boolean {
  try {
    return predicate() === true;
  } catch {
    return false;
  }
}

/** What arrives after the value was sent. */
export const roundTrip = (value: unknown): unknown => decodeValue(JSON.parse(JSON.stringify(encodeValue(value))));
