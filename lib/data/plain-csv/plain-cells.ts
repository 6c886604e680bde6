import { NotPlain } from "./not-plain";

/** 12, -3.5, .5, 1e-5: every reader of numbers agrees on these. */
const NUMBER = /^-?(\d+(\.\d+)?|\.\d+)([eE][-+]?\d+)?$/;
/** No number holds another character than these, ends in E or has a sign after a digit; spelled ones see below. */
const NO_NUMBER = /[^-+\d.eE_\s]|[eE]$|\d[-+]/;
const SPELLED = /^\s*[-+]?(inf|nan)/i;
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?(Z?))?)?$/;

/**
 * The number that a cell holds; undefined when it surely holds none.
 *
 * @throws NotPlain when the cell is nearly a number (" 5", "1_000", "inf", "1e400"): the table engine judges it
 */
export function plainNumber(cell: string): number | undefined {
  if (NUMBER.test(cell)) {
    const value = Number(cell);
    if (Number.isFinite(value)) return value;
  } else if (NO_NUMBER.test(cell) && !SPELLED.test(cell)) return undefined;
  else if (cell === "-") return undefined;
  throw new NotPlain();
}

/**
 * The moment that a cell such as 2010-12-01, 2010-12-01 08:26, 2010-12-01T08:26:00Z or 2010-12-01 08:26:00.123 names, in
 * milliseconds since 1970 (UTC).
 *
 * @throws NotPlain when the cell is written otherwise or names no moment: the table engine judges it
 */
export function plainTime(cell: string): number {
  const parts = TIME.exec(cell);
  if (!parts) throw new NotPlain();
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number, number, number, number, number, number,
  ]; // prettier-ignore
  const milliseconds = Number((parts[7] ?? "").padEnd(3, "0"));
  const time = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const date = new Date(time);
  // Date.UTC takes a 30th of February for a day in March, and the year 12 for 1912.
  const exists = date.getUTCDate() === day && date.getUTCMonth() === month - 1 && hour < 24 && minute < 60;
  if (year < 100 || !exists || second > 59) throw new NotPlain();
  return time;
}
