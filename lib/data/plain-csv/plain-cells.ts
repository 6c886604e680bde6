import { NotPlain } from "./not-plain";

/** 12, -3.5, .5, 1e-5: every reader of numbers agrees on these. */
const NUMBER = /^-?(\d+(\.\d+)?|\.\d+)([eE][-+]?\d+)?$/;
/** No number holds another character than these, ends in E or has a sign after a digit; spelled ones see below. */
const NO_NUMBER = /[^-+\d.eE_\s]|[eE]$|\d[-+]/;
const SPELLED = /^\s*[-+]?(inf|nan)/i;
const TIME = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?Z?)?)?$/;
const ZERO = 48;

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
  if (!TIME.test(cell)) throw new NotPlain();
  const year = 100 * twoDigits(cell, 0) + twoDigits(cell, 2);
  const month = twoDigits(cell, 5);
  const day = twoDigits(cell, 8);
  const hour = cell.length > 10 ? twoDigits(cell, 11) : 0;
  const minute = cell.length > 10 ? twoDigits(cell, 14) : 0;
  const second = cell.length > 16 ? twoDigits(cell, 17) : 0;
  const milliseconds = cell[19] === "." ? Number(cell.slice(20).replace("Z", "").padEnd(3, "0")) : 0;
  // Date.UTC takes the year 12 for 1912, and a 30th of February for a day in March.
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (year < 100 || !exists || hour > 23 || minute > 59 || second > 59) throw new NotPlain();
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
