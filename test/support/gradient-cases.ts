import * as tf from "@tensorflow/tfjs";

/** A function of tensors, with the shapes of its arguments. */
export interface GradientCase {
  readonly shapes: number[][];
  readonly f: (...inputs: tf.Tensor[]) => tf.Tensor;
}

/** What training needs a gradient of, on every backend. */
export const gradientCases: Readonly<Record<string, GradientCase>> = {
  "matMul, both transposed": {
    shapes: [
      [3, 4],
      [5, 3],
    ],
    f: (a, b) => tf.matMul(a!, b!, true, true),
  },
  "matMul, large enough for the fast path": {
    shapes: [
      [2, 24, 20],
      [2, 16, 20],
    ],
    f: (a, b) => tf.matMul(a!, b!, false, true),
  },
  gather: { shapes: [[5, 3]], f: (x) => tf.gather(x!, tf.tensor1d([4, 0, 4], "int32")) },
  erf: { shapes: [[3, 4]], f: (x) => tf.erf(x!) },
  softmax: { shapes: [[3, 4]], f: (x) => tf.softmax(x!) },
  logSoftmax: { shapes: [[3, 4]], f: (x) => tf.logSoftmax(x!) },
  "einsum of a product": {
    shapes: [
      [2, 3],
      [3, 4],
    ],
    f: (a, b) => tf.einsum("ab,bc->ac", a!, b!),
  },
  "einsum of attention scores": {
    shapes: [
      [2, 3, 2, 4],
      [2, 5, 2, 4],
    ],
    f: (q, k) => tf.einsum("bihd,bjhd->bhij", q!, k!),
  },
  "einsum with sums of one argument": {
    shapes: [
      [2, 3],
      [4, 2],
    ],
    f: (a, b) => tf.einsum("ij,ki->k", a!, b!),
  },
  "einsum of one argument": { shapes: [[2, 3, 4]], f: (x) => tf.einsum("abc->ca", x!) },
  "einsum to a number": { shapes: [[3], [3]], f: (a, b) => tf.einsum("i,i->", a!, b!) },
  "mean and variance": { shapes: [[3, 4]], f: (x) => tf.moments(x!, -1).variance },
  transpose: { shapes: [[2, 3, 4]], f: (x) => tf.transpose(x!, [1, 2, 0]) },
  tanh: { shapes: [[3, 4]], f: (x) => tf.tanh(x!) },
  rsqrt: { shapes: [[3]], f: (x) => tf.rsqrt(tf.add(tf.square(x!), 1)) },
  "slice and concat": { shapes: [[4, 3]], f: (x) => tf.concat([tf.slice(x!, [2, 0]), x!], 0) },
  where: { shapes: [[4], [4]], f: (a, b) => tf.where(tf.tensor1d([1, 0, 0, 1], "bool"), a!, b!) },
};
