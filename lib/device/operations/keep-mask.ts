import type { Tensor } from "@tensorflow/tfjs";
import { ValueError } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { drawingNumbers } from "./dropout-numbers";
import { fusedDropout, hasFused } from "./fused";
import { BOOL, type Handle, INT16, type NativeOps, isNative, native } from "./native-ops";

const steps = 65536;

/**
 * Dropout as a thing that can be done to values and, later, to their derivatives: the same values are dropped.
 *
 * @param tf    the tensor runtime
 * @param x     values, or derivatives with respect to what came of them
 * @param rate  share of zeros, at least 0 and below 1
 * @param seed  any integer of 32 bits
 * @param masks the mask of the first time, from `save`; empty the first time, and where none is needed
 * @param save  hears of the mask that was made
 */
export function drop<T extends Tensor>(
  tf: TensorFlow,
  x: T,
  rate: number,
  seed: number,
  masks: readonly Tensor[],
  save?: (mask: T) => void,
): T {
  if (hasFused(tf, "CartwrightDropout")) return fusedDropout(tf, x, rate, seed);
  const mask = (masks[0] as T | undefined) ?? keepMask<T>(tf, x.shape, rate, seed);
  save?.(mask);
  return tf.mul(x, mask);
}

/**
 * What dropout multiplies by: 0 with probability `rate` and 1 / (1 - rate) otherwise, drawn independently.
 *
 * One seed gives one mask on a backend; TensorFlow's own generator draws other ones than the loop here.
 *
 * @param tf    the tensor runtime
 * @param shape of the mask
 * @param rate  share of zeros, at least 0 and below 1
 * @param seed  any integer of 32 bits
 */
function keepMask<T extends Tensor>(tf: TensorFlow, shape: number[], rate: number, seed: number): T {
  const size = shape.reduce((product, side) => product * side, 1);
  const { start, dropped, kept } = drawingNumbers(rate, seed);
  if (isNative(tf)) return native(tf, (ops) => ops.tensor<T>(drawNative(ops, shape, size, dropped, kept, seed)));
  return tf.tensor<T["rankType"]>(draw(size, dropped, kept, start), shape as never) as T;
}

/**
 * Throws ValueError unless dropout can have this rate.
 *
 * @param rate at least 0 and below 1
 */
export function requireRate(rate: number): void {
  if (!(rate >= 0 && rate < 1)) throw new ValueError(`the dropout rate must lie in [0, 1), received ${String(rate)}`);
}

/** A counter through the finaliser of MurmurHash3 gives 32 mixed bits: two draws. */
function draw(size: number, dropped: number, kept: number, start: number): Float32Array {
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    let bits = start ^ Math.imul(i, 0x9e3779b1);
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    bits ^= bits >>> 16;
    mask[i] = (bits & 0xffff) >= dropped ? kept : 0;
    mask[i + 1] = bits >>> 16 >= dropped ? kept : 0; // past the end of an odd size: ignored
  }
  return mask;
}

/** Philox draws 32 bits at a time, on all threads; they are looked at as two numbers of 16 bits with a sign. */
function drawNative(
  ops: NativeOps,
  shape: number[],
  size: number,
  dropped: number,
  kept: number,
  seed: number,
): Handle {
  const int = ops.intType;
  const pairs = Math.ceil(size / 2);
  const bits = ops.op(
    "StatelessRandomUniformFullInt",
    [ops.constant([1], Int32Array.of(pairs)), ops.constant([2], Int32Array.of(seed, 0x5eed))],
    [ops.type("dtype", int), ops.type("T", int), ops.type("Tseed", int)],
  );
  const halves = ops.op("Bitcast", [bits], [ops.type("T", int), ops.type("type", INT16)]);
  const threshold = ops.op("Cast", [ops.scalar(dropped - steps / 2)], ops.cast(ops.floatType, INT16));
  const isKept = ops.op("GreaterEqual", [halves, threshold], [ops.type("T", INT16)]);
  const mask = ops.op("Mul", [ops.op("Cast", [isKept], ops.cast(BOOL, ops.floatType)), ops.scalar(kept)]);
  const even = size % 2 === 0 ? mask : firstOf(ops, mask, size);
  return ops.reshape(even, shape);
}

function firstOf(ops: NativeOps, halves: Handle, size: number): Handle {
  const flat = ops.reshape(halves, [size + 1]);
  const types = [...ops.float, ops.type("Index", ops.intType)];
  return ops.op("Slice", [flat, ops.constant([1], Int32Array.of(0)), ops.constant([1], Int32Array.of(size))], types);
}
