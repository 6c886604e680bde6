import { isClose } from "../values/is-close";
import { sizeOf } from "../values/describe-value";
import type { Outcome } from "./outcome";

/** One thing that is asked of an answer, and how to tell whether what comes back is right. */
export interface Trial {
  /** Arguments of the call; none for a value. */
  readonly args: readonly unknown[];
  readonly isRight: (value: unknown) => boolean;
  /** The right result, where a learner may see it. */
  readonly right?: unknown;
}

/** What a learner may know of a failure. */
export interface Failure {
  readonly outcome: Outcome;
  readonly args: readonly unknown[];
  readonly right?: unknown;
}

/** How an answer did in one check. */
export interface Verdict {
  readonly title: string;
  readonly points: number;
  readonly earned: number;
  /** How many trials there were, and how many went wrong. */
  readonly trials: number;
  readonly failed: number;
  /** The failure with the smallest input. */
  readonly failure: Failure | undefined;
}

/**
 * Judges the outcomes of a check's trials. A check is earned whole or not at all; of several failures the one with the
 * smallest input is kept.
 *
 * @param check    what it is called and worth
 * @param trials   what was asked
 * @param outcomes what came back, in the order of the trials
 */
export function judge(
  { title, points }: { readonly title: string; readonly points: number },
  trials: readonly Trial[],
  outcomes: readonly Outcome[],
): Verdict {
  let failed = 0;
  let failure: Failure | undefined;
  let smallest = Infinity;
  trials.forEach(({ args, isRight, right }, n) => {
    const outcome = outcomes[n] ?? ({ kind: "stopped", message: "there was no answer" } as const);
    if (outcome.kind === "value" && isRight(outcome.value)) return;
    failed++;
    const size = sizeOf(args);
    if (size >= smallest) return;
    smallest = size;
    failure = right === undefined ? { outcome, args } : { outcome, args, right };
  });
  return { title, points, earned: failed === 0 ? points : 0, trials: trials.length, failed, failure };
}

/** Whether two runs of the same trials came out the same, as a known mistake's and a learner's do. */
export function sameOutcomes(some: readonly Outcome[], others: readonly Outcome[], tolerance: number): boolean {
  return some.every((one, n) => {
    const other = others[n];
    if (other === undefined || one.kind !== other.kind) return false;
    return one.kind !== "value" || isClose(one.value, (other as { value: unknown }).value, Math.max(tolerance, 1e-9));
  });
}
