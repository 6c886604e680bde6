import { NotData } from "./encode";

/**
 * Whether an answer is right: the same shape, the same words, and every number within a tolerance,
 * |a - b| ≤ tolerance · max(1, |b|). Arrays and typed arrays of the same numbers are equal; NaN equals NaN, an infinity
 * itself, -0 equals 0. Names of an object may stand in any order; a property that is `undefined` counts as missing.
 *
 * @param given     what came out, as decoded data
 * @param right     what should have come out
 * @param tolerance at least 0
 */
export function isClose(given: unknown, right: unknown, tolerance: number): boolean {
  if (typeof right === "number") return typeof given === "number" && isCloseNumber(given, right, tolerance);
  if (right instanceof NotData || given instanceof NotData) return false;
  if (right === null || typeof right !== "object") return given === right;
  if (given === null || typeof given !== "object") return false;
  const [a, b] = [partsOf(given), partsOf(right)];
  if (a.kind !== b.kind || a.parts.length !== b.parts.length) return false;
  return b.parts.every((part, n) => isClose(a.parts[n], part, tolerance));
}

function isCloseNumber(given: number, right: number, tolerance: number): boolean {
  if (!Number.isFinite(right) || !Number.isFinite(given)) return Object.is(given, right);
  return Math.abs(given - right) <= tolerance * Math.max(1, Math.abs(right));
}

/** What an object consists of, in an order that does not depend on how it was made. */
function partsOf(value: object): { kind: string; parts: readonly unknown[] } {
  if (Array.isArray(value)) return { kind: "list", parts: value as unknown[] };
  if (ArrayBuffer.isView(value)) return { kind: "list", parts: Array.from(value as Float64Array) };
  if (value instanceof Date) return { kind: "date", parts: [value.getTime()] };
  if (value instanceof Set) return { kind: "set", parts: [...value].sort(byText) };
  const entries = value instanceof Map ? [...value] : Object.entries(value).filter(([, part]) => part !== undefined);
  return { kind: value instanceof Map ? "map" : "object", parts: entries.sort(([a], [b]) => byText(a, b)).flat() };
}

const byText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
