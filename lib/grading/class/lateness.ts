import { requireNonNegative, requireProbability, ValueError } from "../../contracts";

/** What handing in late costs. */
export interface LateRule {
  readonly deadline: Date;
  /** Share of the marks lost with each day begun, in [0, 1]. */
  readonly perDay: number;
  /** Minutes after the deadline that still count as in time. */
  readonly graceMinutes: number;
  /** Days after which nothing is accepted; undefined: always accepted, at a price. */
  readonly lastDay?: number | undefined;
}

const DAY = 24 * 60 * 60 * 1000;

/** Checks a rule. Throws ValueError naming what is wrong. */
export function requireLateRule({ deadline, perDay, graceMinutes, lastDay }: LateRule): void {
  if (Number.isNaN(deadline.getTime())) throw new ValueError("the deadline must be a date such as 2026-11-30T18:00Z");
  requireProbability("the share lost with each day", perDay);
  requireNonNegative("grace", graceMinutes);
  if (lastDay !== undefined) requireNonNegative("the last day", lastDay);
}

/** How late something is, and what is left of its marks. */
export interface Lateness {
  readonly days: number;
  /** Share of the marks that is kept, in [0, 1]. */
  readonly kept: number;
}

/**
 * Days begun after the deadline, the grace and a student's extra days; each costs its share, and after the last day nothing is kept.
 *
 * @param time      when it was handed in
 * @param rule      undefined: nothing is late
 * @param extraDays allowed to this student
 */
export function latenessOf(time: Date, rule: LateRule | undefined, extraDays = 0): Lateness {
  if (rule === undefined) return { days: 0, kept: 1 };
  const over = time.getTime() - rule.deadline.getTime() - rule.graceMinutes * 60_000 - extraDays * DAY;
  const days = over <= 0 ? 0 : Math.ceil(over / DAY);
  if (rule.lastDay !== undefined && days > rule.lastDay) return { days, kept: 0 };
  return { days, kept: Math.max(0, 1 - rule.perDay * days) };
}
