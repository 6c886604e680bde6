import { requireLength, ValueError } from "../../contracts";
import type { VectorMemory } from "./vector-memory";
import type { VectorMetric } from "./vector-index";

/** Largest code of a row: int8 without -128, so that signs are alike. */
const MOST_CODE = 127;

/** Largest |x|²: the score of any two is finite in float32. */
const MOST_SQUARE = 5e37;

/** What is known of a query besides its numbers. */
export interface Probe {
  readonly scale: number;
  readonly square: number;
  readonly length: number;
}

/**
 * Copies a vector to its padded place; by cosine it gets length 1, and zeros stay zeros.
 *
 * @returns |x|² of what was written
 * @throws ShapeError when it has another length; ValueError when it holds NaN or infinity, or is too long for float32
 */
export function writeVector(
  name: string,
  vector: Float32Array,
  dimension: number,
  metric: VectorMetric,
  to: Float32Array,
): number {
  requireLength(name, vector.length, dimension);
  let square = 0;
  for (let d = 0; d < dimension; d++) square += vector[d]! ** 2;
  if (!(square <= MOST_SQUARE)) {
    const bad = vector.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new ValueError(`${name}[${bad}] must be a finite number, received ${String(vector[bad])}`);
    throw new ValueError(`the squares of ${name} must sum to at most ${MOST_SQUARE}, received ${square}`);
  }
  const shrink = metric === "cosine" && square > 0 ? 1 / Math.sqrt(square) : 1;
  for (let d = 0; d < dimension; d++) to[d] = vector[d]! * shrink;
  to.fill(0, dimension);
  return squareOf(to);
}

function squareOf(row: Float32Array): number {
  let square = 0;
  for (let d = 0; d < row.length; d++) square += row[d]! ** 2;
  return square;
}

/**
 * Gives a row its int8 codes: x ≈ scale · code, with scale = max |x| / 127. The residual r = x - scale · code bounds what
 * a product can err by, |r·y| ≤ |r| |y|; to that is added what rounding the query to its own codes and float32 can add.
 */
export function quantiseRow(memory: VectorMemory, index: number): void {
  const { stride, rows, codes, scales, slacks, squares } = memory;
  const at = index * stride;
  let largest = 0;
  let square = 0;
  for (let d = at; d < at + stride; d++) {
    largest = Math.max(largest, Math.abs(rows[d]!));
    square += rows[d]! ** 2;
  }
  const scale = (scales[index] = largest / MOST_CODE); // Rounded to float32: codes and bound must see the same number.
  const used = scales[index]!;
  let residual = 0;
  for (let d = at; d < at + stride; d++) {
    const code = used === 0 ? 0 : Math.max(-MOST_CODE, Math.min(MOST_CODE, Math.round(rows[d]! / used)));
    codes[d] = code;
    residual += (rows[d]! - used * code) ** 2;
  }
  squares[index] = square;
  const rounding = Math.sqrt(stride) / mostQueryCode(stride) + 4 * (stride + 16) * 2 ** -24;
  slacks[index] = (Math.sqrt(residual) + Math.sqrt(square) * rounding) * (1 + 2 ** -20) + (scale > 0 ? 1e-37 : 0);
}

/** Gives the query its codes: finer than a row's, and so that no sum of products leaves 32 bits. */
export function quantiseQuery({ stride, query, queryCodes }: VectorMemory): Probe {
  const most = mostQueryCode(stride);
  let largest = 0;
  for (let d = 0; d < stride; d++) largest = Math.max(largest, Math.abs(query[d]!));
  const scale = Math.fround(largest / most);
  for (let d = 0; d < stride; d++) {
    queryCodes[d] = scale === 0 ? 0 : Math.max(-most, Math.min(most, Math.round(query[d]! / scale)));
  }
  const square = squareOf(query);
  return { scale, square: Math.fround(square), length: Math.fround(Math.sqrt(square) * (1 + 2 ** -20)) };
}

function mostQueryCode(stride: number): number {
  return Math.min(32_767, Math.floor((2 ** 31 - 1) / (MOST_CODE * stride)));
}
