import { ShapeError, ValueError } from "./errors";

/**
 * Throws unless an array has the length it must have.
 *
 * @param name     the argument's name, as the caller knows it
 * @param actual   its length
 * @param expected the length it must have
 * @throws ShapeError naming all three
 */
export function requireLength(name: string, actual: number, expected: number): void {
  if (actual !== expected) throw new ShapeError(`${name} must have length ${expected}, received length ${actual}`);
}

/** Throws ValueError unless `value` is a whole number of at least `least` (0 unless given). */
export function requireInteger(name: string, value: number, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new ValueError(`${name} must be a whole number of at least ${least}, received ${String(value)}`);
  }
}

/** Throws ValueError unless `value` is a whole number from 0 to count - 1. */
export function requireIndex(name: string, value: number, count: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value >= count) {
    throw new ValueError(`${name} must be an index below ${count}, received ${String(value)}`);
  }
}

/** Throws ValueError unless `value` is a finite number. */
export function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new ValueError(`${name} must be a finite number, received ${String(value)}`);
}

/** Throws ValueError unless `value` is a finite number above 0. */
export function requirePositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new ValueError(`${name} must be a finite number above 0, received ${String(value)}`);
  }
}

/** Throws ValueError unless `value` is a finite number of at least 0. */
export function requireNonNegative(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new ValueError(`${name} must be a finite number of at least 0, received ${String(value)}`);
  }
}

/** Throws ValueError unless `value` lies in [0, 1]. */
export function requireProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new ValueError(`${name} must lie in [0, 1], received ${String(value)}`);
}

/**
 * Throws unless `value` is one of the allowed words; narrows its type when it is.
 *
 * @throws ValueError that lists the allowed words
 */
export function requireOneOf<T extends string>(name: string, value: string, allowed: readonly T[]): asserts value is T {
  if (!(allowed as readonly string[]).includes(value)) {
    throw new ValueError(`${name} must be one of ${allowed.join(", ")}, received ${JSON.stringify(value)}`);
  }
}
