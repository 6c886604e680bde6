import type { Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import type { AdamwNumbers, AdamwRowsUpdate, AdamwUpdate } from "./adamw-settings";
import { drawingNumbers } from "./dropout-numbers";
import { type Attribute, type Handle, isNative, native, type NativeOps, runsOnGpu } from "./native-ops";

/** An operation of scripts/native/fused-operations.cc. */
export type FusedOperation =
  | "CartwrightAddLayerNorm"
  | "CartwrightAdamw"
  | "CartwrightAdamwTables"
  | "CartwrightAttention"
  | "CartwrightDropout"
  | "CartwrightGatherRows"
  | "CartwrightGelu"
  | "CartwrightLayerNorm"
  | "CartwrightLinear"
  | "CartwrightLinearGelu"
  | "CartwrightLinearGeluValue"
  | "CartwrightLogisticLoss"
  | "CartwrightPackedAttention"
  | "CartwrightPerceptron"
  | "CartwrightProduct"
  | "CartwrightRowPairProduct"
  | "CartwrightRowPairs"
  | "CartwrightSegmentSum"
  | "CartwrightSquaredNorm";

/** What backends were asked already, and answered. */
const known = new WeakMap<object, Map<FusedOperation, boolean>>();

/**
 * Whether the native binding was built with one of our own operations (scripts/native/fused-operations.cc): one pass over
 * memory where TensorFlow's own take several. An older build may have some of them, and products are ours only on
 * processors where that is faster. They compute on the processor; elsewhere they are not used.
 *
 * @param tf        the tensor runtime
 * @param operation which
 */
export function hasFused(tf: TensorFlow, operation: FusedOperation): boolean {
  if (!isNative(tf) || runsOnGpu(tf)) return false;
  const backend = tf.backend();
  let answers = known.get(backend);
  if (answers === undefined) known.set(backend, (answers = new Map()));
  let has = answers.get(operation);
  if (has === undefined) answers.set(operation, (has = isRegistered(tf, operation)));
  return has;
}

/** Asks by a call without inputs: TensorFlow complains of the call where it knows the operation, else of its name. */
function isRegistered(tf: TensorFlow, operation: FusedOperation): boolean {
  return native(tf, (ops) => {
    try {
      ops.ops(operation, [], [], 1);
      return true;
    } catch (error) {
      return !String(error).includes("neither a type of a primitive operation");
    }
  });
}

/** x Φ(x) and its slope. */
export function fusedGelu<T extends Tensor>(tf: TensorFlow, x: T): { y: T; slope: T } {
  return native(tf, (ops) => {
    const [y, slope] = ops.ops("CartwrightGelu", [ops.of(x)], [], 2);
    return { y: ops.tensor<T>(y!), slope: ops.tensor<T>(slope!) };
  });
}

/** Layer normalisation, the normalised rows, and what each row was scaled by. */
export function fusedLayerNorm<T extends Tensor>(
  tf: TensorFlow,
  x: T,
  gain: Tensor1D,
  bias: Tensor1D,
  epsilon: number,
): { y: T; normal: T; scale: Tensor1D } {
  return native(tf, (ops) => {
    const inputs = [x, gain, bias].map((tensor) => ops.of(tensor));
    const [y, normal, scale] = ops.ops("CartwrightLayerNorm", inputs, [ops.number("epsilon", epsilon)], 3);
    return { y: ops.tensor<T>(y!), normal: ops.tensor<T>(normal!), scale: ops.tensor<Tensor1D>(scale!) };
  });
}

/** Layer normalisation of x + other, where there is no way back. */
export function fusedAddLayerNorm<T extends Tensor>(
  tf: TensorFlow,
  x: T,
  other: T,
  gain: Tensor1D,
  bias: Tensor1D,
  epsilon: number,
): T {
  return native(tf, (ops) => {
    const inputs = [x, other, gain, bias].map((tensor) => ops.of(tensor));
    return ops.tensor<T>(ops.op("CartwrightAddLayerNorm", inputs, [ops.number("epsilon", epsilon)]));
  });
}

/** The derivative of layer normalisation with respect to its input. */
export function fusedLayerNormGrad<T extends Tensor>(
  tf: TensorFlow,
  dy: T,
  normal: T,
  scale: Tensor,
  gain: Tensor1D,
): T {
  return native(tf, (ops) => {
    const inputs = [dy, normal, scale, gain].map((tensor) => ops.of(tensor));
    return ops.tensor<T>(ops.op("CartwrightLayerNormGrad", inputs, []));
  });
}

/** x with some values set to 0 and the others divided by 1 - rate. */
export function fusedDropout<T extends Tensor>(tf: TensorFlow, x: T, rate: number, seed: number): T {
  return native(tf, (ops) => {
    const { start, attributes } = draws(ops, { rate, seed });
    return ops.tensor<T>(ops.op("CartwrightDropout", [ops.of(x), start], attributes));
  });
}

/** What the draws of dropout begin with, and their attributes; without dropout nothing is dropped. */
function draws(
  ops: NativeOps,
  dropout: DropoutOptions = { rate: 0, seed: 0 },
): { start: Handle; attributes: Attribute[] } {
  const { start, dropped, kept } = drawingNumbers(dropout.rate, dropout.seed);
  return {
    start: ops.constant([], Int32Array.of(start)),
    attributes: [ops.number("kept", kept), ops.integer("dropped", dropped)],
  };
}

/** Dropout as an operation takes it. */
export interface DropoutOptions {
  readonly rate: number;
  readonly seed: number;
}

/** Queries, keys and values, [rows · tokens × heads · width], and who may look at whom. */
export interface FusedAttention {
  readonly q: Tensor2D;
  readonly k: Tensor2D;
  readonly v: Tensor2D;
  /** [rows × tokens] */
  readonly mask: Tensor2D;
  readonly heads: number;
  readonly dropout?: DropoutOptions | undefined;
}

/** Attention of all heads, and the weights [rows × heads × askers × tokens] for the way back. */
export function fusedAttention(tf: TensorFlow, call: FusedAttention): { context: Tensor2D; weights: Tensor } {
  return native(tf, (ops) => {
    const [context, weights] = attend(ops, "CartwrightAttention", call, 2);
    return { context: ops.tensor<Tensor2D>(context!), weights: ops.tensor(weights!) };
  });
}

/** Attention of all heads where there is no way back: the weights are not written to memory. */
export function fusedContext(tf: TensorFlow, call: FusedAttention): Tensor2D {
  return native(tf, (ops) => ops.tensor<Tensor2D>(attend(ops, "CartwrightAttentionContext", call, 1)[0]!));
}

function attend(ops: NativeOps, name: string, call: FusedAttention, outputs: number): Handle[] {
  const { start, attributes } = draws(ops, call.dropout);
  const inputs = [call.q, call.k, call.v, call.mask].map((tensor) => ops.of(tensor));
  return ops.ops(name, [...inputs, start], [ops.integer("heads", call.heads), ...attributes], outputs);
}

/** Attention within each of several texts that lie one after the other; there is no way back. */
export function fusedPackedAttention(
  tf: TensorFlow,
  { q, k, v, lengths, heads }: Pick<FusedAttention, "q" | "k" | "v" | "heads"> & { readonly lengths: Int32Array },
): Tensor2D {
  return native(tf, (ops) => {
    const inputs = [q, k, v].map((tensor) => ops.of(tensor));
    const rows = ops.constant([lengths.length], lengths);
    return ops.tensor<Tensor2D>(ops.op("CartwrightPackedAttention", [...inputs, rows], [ops.integer("heads", heads)]));
  });
}

/** The derivatives of attention by queries, keys and values. */
export function fusedAttentionGrad(
  tf: TensorFlow,
  dy: Tensor2D,
  call: Omit<FusedAttention, "mask">,
  weights: Tensor,
): [Tensor2D, Tensor2D, Tensor2D] {
  return native(tf, (ops) => {
    const { start, attributes } = draws(ops, call.dropout);
    const inputs = [dy, call.q, call.k, call.v, weights].map((tensor) => ops.of(tensor));
    const settings = [ops.integer("heads", call.heads), ...attributes];
    const [q, k, v] = ops.ops("CartwrightAttentionGrad", [...inputs, start], settings, 3);
    return [ops.tensor<Tensor2D>(q!), ops.tensor<Tensor2D>(k!), ops.tensor<Tensor2D>(v!)];
  });
}

/** GELU(x Wᵀ + b) and its slope there. */
export function fusedLinearGelu(
  tf: TensorFlow,
  x: Tensor2D,
  weight: Tensor2D,
  bias: Tensor1D,
): { y: Tensor2D; slope: Tensor2D } {
  return native(tf, (ops) => {
    const inputs = [x, weight, bias].map((tensor) => ops.of(tensor));
    const [y, slope] = ops.ops("CartwrightLinearGelu", inputs, [], 2);
    return { y: ops.tensor<Tensor2D>(y!), slope: ops.tensor<Tensor2D>(slope!) };
  });
}

/** GELU(x Wᵀ + b), where there is no way back. */
export function fusedLinearGeluValue(tf: TensorFlow, x: Tensor2D, weight: Tensor2D, bias: Tensor1D): Tensor2D {
  return native(tf, (ops) => {
    const inputs = [x, weight, bias].map((tensor) => ops.of(tensor));
    return ops.tensor<Tensor2D>(ops.op("CartwrightLinearGeluValue", inputs, []));
  });
}

/**
 * The step of AdamW, in the memory of weights and moments. The caller makes sure that nobody else holds that memory.
 *
 * @param tf      the tensor runtime
 * @param updates the weights: one call for all of them
 * @param numbers of the step
 */
export function fusedAdamw(tf: TensorFlow, updates: readonly AdamwUpdate[], numbers: AdamwNumbers): void {
  native(tf, (ops) => {
    const lists = [
      updates.map(({ weight }) => weight),
      updates.map(({ firstMoment }) => firstMoment),
      updates.map(({ secondMoment }) => secondMoment),
      updates.map(({ gradient }) => gradient),
    ];
    const inputs = lists.flat().map((tensor) => ops.of(tensor as Tensor));
    ops.ops("CartwrightAdamw", [...inputs, asTensor(ops, numbers)], [ops.integer("N", updates.length)], 0);
  });
}

/** The same for some rows of each of some tables. */
export function fusedAdamwTables(tf: TensorFlow, updates: readonly AdamwRowsUpdate[], numbers: AdamwNumbers): void {
  native(tf, (ops) => {
    const of = (list: readonly (Tensor | Variable)[]): Handle[] => list.map((tensor) => ops.of(tensor as Tensor));
    const inputs = [
      ...of(updates.map(({ weight }) => weight)),
      ...of(updates.map(({ firstMoment }) => firstMoment)),
      ...of(updates.map(({ secondMoment }) => secondMoment)),
      ...updates.map(({ rows }) => ops.constant([rows.length], rows)),
      ...of(updates.map(({ gradient }) => gradient)),
    ];
    ops.ops("CartwrightAdamwTables", [...inputs, asTensor(ops, numbers)], [ops.integer("N", updates.length)], 0);
  });
}

/** In the order in which scripts/native/operations/optimiser.h reads them. */
function asTensor(ops: NativeOps, { beta1, beta2, shrink, gradientScale, rate, epsilon }: AdamwNumbers): Handle {
  return ops.constant([6], Float32Array.of(beta1, beta2, shrink, gradientScale, rate, epsilon));
}

/** Σ x² over all values of all tensors, of which there is one at least. */
export function fusedSquaredNorm(tf: TensorFlow, tensors: readonly Tensor[]): Tensor {
  return native(tf, (ops) => {
    const inputs = tensors.map((tensor) => ops.of(tensor));
    return ops.tensor(ops.op("CartwrightSquaredNorm", inputs, [ops.integer("N", tensors.length)]));
  });
}

/** table[ids[n]] */
export function fusedGatherRows(tf: TensorFlow, table: Tensor2D, ids: Tensor1D): Tensor2D {
  return native(tf, (ops) => ops.tensor(ops.op("CartwrightGatherRows", [ops.of(table), ops.of(ids)], [])));
}

/** Of each of `rows` numbers, the sum of the rows of x that have it as their id. */
export function fusedSegmentSum(tf: TensorFlow, x: Tensor2D, ids: Tensor1D, rows: number): Tensor2D {
  return native(tf, (ops) => {
    const inputs = [ops.of(x), ops.of(ids), ops.constant([], Int32Array.of(rows))];
    return ops.tensor(ops.op("CartwrightSegmentSum", inputs, []));
  });
}
