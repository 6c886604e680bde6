import { ValueError } from "../contracts";
import type { DenseMatrix } from "./dense-matrix";

/** Numbers divided by a power of two, which costs no accuracy. */
export interface Scaled {
  /** A copy whose largest magnitude lies in [1, 2); all zeros stay zeros. */
  readonly data: Float64Array;
  /** Multiply by this to come back. */
  readonly scale: number;
}

/**
 * A copy of a matrix that can be squared without overflow or harmful underflow, however large or small it was.
 *
 * @throws ValueError when an entry is NaN or infinite, naming it
 */
export function scaledCopy(name: string, matrix: DenseMatrix): Scaled {
  const scale = powerOfTwo(name, matrix);
  const data = matrix.data.slice();
  // 1 / scale could overflow for the smallest numbers, so divide.
  if (scale !== 1) for (let at = 0; at < data.length; at++) data[at]! /= scale;
  return { data, scale };
}

/**
 * The power of two that {@link scaledCopy} divides by; 1 for all zeros.
 *
 * @throws ValueError when an entry is NaN or infinite, naming it
 */
export function powerOfTwo(name: string, matrix: DenseMatrix): number {
  const largest = largestMagnitude(name, matrix);
  return largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest));
}

function largestMagnitude(name: string, { columns, data }: DenseMatrix): number {
  let largest = 0;
  for (let at = 0; at < data.length; at++) {
    const magnitude = Math.abs(data[at]!);
    if (!(magnitude < Infinity)) {
      const where = `(${Math.floor(at / columns)}, ${at % columns})`;
      throw new ValueError(`${name} must hold finite numbers, entry ${where} is ${String(data[at])}`);
    }
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
