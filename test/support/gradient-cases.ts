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
  "gather by a matrix of ids": {
    shapes: [[5, 3]],
    f: (x) => tf.gather(x!, tf.tensor2d([4, 0, 4, 2], [2, 2], "int32")),
  },
  "gather along the last axis": { shapes: [[3, 5]], f: (x) => tf.gather(x!, tf.tensor1d([4, 0, 4], "int32"), 1) },
  "softmax cross-entropy": {
    shapes: [[3, 4]],
    f: (x) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([2, 0, 3], "int32"), 4), x!),
  },
  "sigmoid cross-entropy": {
    shapes: [[3, 2]],
    f: (x) => tf.losses.sigmoidCrossEntropy(tf.tensor2d([1, 0, 0, 1, 1, 1], [3, 2]), x!),
  },
  "log of a sum of exponentials": { shapes: [[3, 4]], f: (x) => tf.logSumExp(x!, 1) },
  "Euclidean norm": { shapes: [[3, 4]], f: (x) => tf.div(x!, tf.norm(x!, "euclidean", 1, true)) },
  "largest of a row": { shapes: [[3, 4]], f: (x) => tf.max(x!, 1) },
  "mean of some axes": { shapes: [[2, 3, 4]], f: (x) => tf.mean(x!, [0, 2]) },
  "stack and unstack": { shapes: [[2, 3]], f: (x) => tf.stack([...tf.unstack(x!, 0)].reverse(), 1) },
  split: { shapes: [[2, 6]], f: (x) => tf.mul(tf.split(x!, 3, 1)[0]!, tf.split(x!, 3, 1)[2]!) },
  "tile and pad": {
    shapes: [[2, 3]],
    f: (x) =>
      tf.pad(tf.tile(x!, [1, 2]), [
        [1, 0],
        [0, 2],
      ]),
  },
  "broadcast sum": {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    f: (a, b) => tf.add(a!, b!),
  },
  "broadcast quotient": { shapes: [[2, 3], [3]], f: (a, b) => tf.div(a!, tf.add(tf.square(b!), 1)) },
  "sigmoid, softplus and exp": {
    shapes: [[3, 3]],
    f: (x) => tf.add(tf.softplus(x!), tf.mul(tf.sigmoid(x!), tf.exp(x!))),
  },
  "square root and power": { shapes: [[4]], f: (x) => tf.pow(tf.sqrt(tf.add(tf.abs(x!), 1)), 3) },
  "running sum": { shapes: [[3, 4]], f: (x) => tf.cumsum(x!, 1) },
  "elu and selu": { shapes: [[3, 4]], f: (x) => tf.add(tf.elu(x!), tf.selu(x!)) },
  "clipped value": { shapes: [[6]], f: (x) => tf.clipByValue(x!, -0.77, 0.77) },
  "sums by segment": {
    shapes: [[4, 2]],
    f: (x) => tf.square(tf.unsortedSegmentSum(x!, tf.tensor1d([2, 0, 2, 1], "int32"), 4)),
  },
};
