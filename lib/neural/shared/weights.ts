import type { Variable } from "@tensorflow/tfjs";
import type { BundleContent, Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import type { TensorFlow } from "../../device";
import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";

/** Weights by name, outside of any backend. */
export type Weights = ReadonlyMap<string, WeightTensor>;

/** A dense array of float32 with its shape, row-major. */
export interface WeightTensor extends Tensor {
  readonly data: Float32Array;
}

/**
 * Normal numbers with mean 0.
 *
 * @param shape  of the array
 * @param scale  standard deviation
 * @param random stream that they are drawn from
 */
export function normalWeights(shape: readonly number[], scale: number, random: Random): WeightTensor {
  const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
  for (let n = 0; n < data.length; n++) data[n] = scale * random.normal();
  return { shape, data };
}

/**
 * Uniform numbers in ±√(6 / (inputs + outputs)), so that a layer keeps the size of what passes through it, both ways.
 *
 * @param outputs numbers that leave the layer
 * @param inputs  numbers that enter it
 * @param random  stream that they are drawn from
 * @returns [outputs × inputs]
 * @source Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), eq. 16
 */
export function glorotWeights(outputs: number, inputs: number, random: Random): WeightTensor {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const data = Float32Array.from({ length: outputs * inputs }, () => limit * (2 * random.next() - 1));
  return { shape: [outputs, inputs], data };
}

/**
 * The same number everywhere.
 *
 * @param shape of the array
 * @param value 0 unless given
 */
export function constantWeights(shape: readonly number[], value = 0): WeightTensor {
  return { shape, data: new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(value) };
}

/** Sets the rows of users (of a table [users × width]) without any contact to 0: no loss ever moves them. */
export function clearUsersWithoutContact(table: WeightTensor, { rowStarts, userCount }: UserItemMatrix): void {
  const width = table.data.length / Math.max(1, userCount);
  for (let user = 0; user < userCount; user++) {
    if (rowStarts[user] === rowStarts[user + 1]) table.data.fill(0, user * width, (user + 1) * width);
  }
}

/** Sets the rows of items (of a table [items × width]) without any contact to 0: what is learned of them is that. */
export function clearItemsWithoutContact(table: WeightTensor, { items, itemCount }: UserItemMatrix): void {
  const width = table.data.length / Math.max(1, itemCount);
  const isMet = new Uint8Array(itemCount);
  for (const item of items) isMet[item] = 1;
  for (let item = 0; item < itemCount; item++) {
    if (isMet[item] === 0) table.data.fill(0, item * width, (item + 1) * width);
  }
}

/** Makes a backend's variable of each weight. The arrays are copied: steps write into variables. */
export function variablesOf(tf: TensorFlow, weights: Iterable<readonly [string, WeightTensor]>): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const [name, { shape, data }] of weights) {
    const value = tf.tensor(Float32Array.from(data), [...shape], "float32");
    variables.set(name, tf.variable(value));
    value.dispose();
  }
  return variables;
}

/** Copies variables to main memory, which no later step changes. */
export async function readWeights(
  ...maps: readonly ReadonlyMap<string, Variable>[]
): Promise<Map<string, WeightTensor>> {
  const weights = new Map<string, WeightTensor>();
  for (const map of maps) {
    for (const [name, variable] of map) {
      weights.set(name, { shape: variable.shape, data: Float32Array.from(await variable.data<"float32">()) });
    }
  }
  return weights;
}

/**
 * The data of a weight.
 *
 * @throws DataError when there is none of this name: a bundle lacks it
 */
export function dataOf(weights: Weights, name: string): Float32Array {
  const weight = weights.get(name);
  if (weight === undefined)
    throw new DataError(`the weights must hold ${name}, they hold ${[...weights.keys()].join(", ")}`);
  return weight.data;
}

/**
 * Weights of a bundle, which may hold tensors of others besides.
 *
 * @param tensors of the bundle
 * @param isOurs  whether a tensor of this name is a weight
 * @throws DataError when a tensor is not of float32; or holds a number that is not finite
 */
export function weightsFromTensors(
  tensors: BundleContent["tensors"],
  isOurs: (name: string) => boolean,
): Map<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>();
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    if (!isOurs(name)) continue;
    if (!(data instanceof Float32Array)) throw new DataError(`the bundle must hold ${name} as F32`);
    const odd = data.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0) throw new DataError(`${name} must hold finite numbers, received ${data[odd]} at ${odd}`);
    weights.set(name, { shape, data });
  }
  return weights;
}
