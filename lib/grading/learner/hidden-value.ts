import { scryptSync } from "node:crypto";
import { encodeValue } from "../values/encode";

/**
 * A right value that can be recognised and not read: a number is cut into steps of a sixteenth of its tolerance, and the
 * number of its step, or the text of any other value, is hashed slowly (scrypt) with a salt. It keeps an answer out of
 * sight; who tries every option finds it, and the grader does not depend on it.
 */
const STEPS = 16;
const COST = { N: 512, r: 8, p: 1 } as const;

/** The hash of a value. */
export function hashValue(value: unknown, salt: string, tolerance: number): string {
  return slowHash(textOf(value, tolerance, 0), salt);
}

/**
 * The hashes of all values that a value is taken for: one of them is the right value's, or it is wrong. Numbers may
 * differ by 15/16 of the tolerance at least and by all of it at most, so nothing passes here that the grader would refuse.
 */
export function hashesNear(value: unknown, salt: string, tolerance: number): Set<string> {
  const reach = typeof value === "number" && tolerance > 0 ? STEPS - 1 : 0;
  const away = Array.from({ length: 2 * reach + 1 }, (_, n) => n - reach);
  return new Set(away.map((steps) => slowHash(textOf(value, tolerance, steps), salt)));
}

function textOf(value: unknown, tolerance: number, away: number): string {
  if (typeof value === "number" && tolerance > 0 && Number.isFinite(value)) {
    return `step ${Math.floor((value * STEPS) / tolerance) + away}`;
  }
  const list = ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  return JSON.stringify(encodeValue(list));
}

const slowHash = (text: string, salt: string): string => scryptSync(text, salt, 12, COST).toString("base64url");
