import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { hasFused } from "./fused";
import { differentiable } from "./lazy-gradient";
import { linear } from "./linear";
import { type Handle, native } from "./native-ops";
import { relu } from "./relu";
import { together } from "./together";

/** A fully connected layer, x ↦ W x + b. */
export interface PerceptronLayer {
  /** W, [out × in] as PyTorch keeps it */
  readonly weight: Tensor2D;
  /** b, [out]; none unless given. */
  readonly bias?: Tensor1D | undefined;
}

/** Weights that lie in a core's cache together (256 KB), as the native backend's own operation wants them. */
const MOST_WEIGHTS = 2 ** 16;

/**
 * A perceptron: layers x ← relu(W_n x + b_n) one after the other, and the last without relu. Small ones take one pass each way
 * where the native backend has our own operations.
 *
 * @param tf     the tensor runtime
 * @param x      [rows × in]
 * @param layers at least one
 * @returns [rows × out of the last layer]
 */
export function perceptron(tf: TensorFlow, x: Tensor2D, layers: readonly PerceptronLayer[]): Tensor2D {
  const size = layers.reduce((sum, { weight }) => sum + weight.size, 0);
  if (size <= MOST_WEIGHTS && hasFused(tf, "CartwrightPerceptron")) return fused(tf, x, layers);
  const last = layers.length - 1;
  return layers.reduce((input, { weight, bias }, n) => {
    const sums = linear(tf, input, weight, bias);
    return n < last ? relu(tf, sums) : sums;
  }, x);
}

function fused(tf: TensorFlow, x: Tensor2D, layers: readonly PerceptronLayer[]): Tensor2D {
  const weights = layers.map(({ weight }) => weight);
  const named: Record<string, Tensor> = { x };
  layers.forEach(({ weight, bias }, n) => {
    named[`weight${n}`] = weight;
    if (bias !== undefined) named[`bias${n}`] = bias;
  });
  return differentiable<Tensor2D>(tf, {
    inputs: named,
    forward: (save) => {
      const [y, hidden] = forward(tf, x, layers);
      save([x, hidden, ...weights]);
      return y;
    },
    backward: (dy, saved) => {
      const slopes = together(tf, () => backward(tf, [dy, ...saved], layers.length));
      const asked: Record<string, () => Tensor> = { x: () => slopes()[0]! };
      layers.forEach((_, n) => {
        asked[`weight${n}`] = () => slopes()[1 + n]!;
        asked[`bias${n}`] = () => slopes()[1 + layers.length + n]!;
      });
      return asked;
    },
  });
}

/** The value, and the outputs of all layers but the last for the way back. */
function forward(tf: TensorFlow, x: Tensor2D, layers: readonly PerceptronLayer[]): [Tensor2D, Tensor1D] {
  return native(tf, (ops) => {
    const biasOf = (bias?: Tensor1D): Handle =>
      bias === undefined ? ops.constant([0], new Float32Array(0)) : ops.of(bias);
    const weights = layers.map(({ weight }) => ops.of(weight));
    const inputs = [ops.of(x), ...weights, ...layers.map(({ bias }) => biasOf(bias))];
    const [y, hidden] = ops.ops("CartwrightPerceptron", inputs, [ops.integer("N", layers.length)], 2);
    return [ops.tensor<Tensor2D>(y!), ops.tensor<Tensor1D>(hidden!)];
  });
}

/** The derivatives by x, then by each weight, then by each bias. */
function backward(tf: TensorFlow, inputs: readonly Tensor[], layers: number): Tensor[] {
  return native(tf, (ops) => {
    const handles = inputs.map((tensor) => ops.of(tensor));
    const slopes = ops.ops("CartwrightPerceptronGrad", handles, [ops.integer("N", layers)], 1 + 2 * layers);
    return slopes.map((slope) => ops.tensor(slope));
  });
}
