import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../device";

/** The numbers of one AdamW step; see `adamW` for the formula. */
export interface AdamwNumbers {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Counted from 1. */
  readonly step: number;
  /** What the gradient is multiplied by first. */
  readonly gradientScale: number;
}

/** A dense step, in place. */
export function adamwStep(
  tf: TensorFlow,
  {
    weight,
    m,
    v,
    gradient,
    ...numbers
  }: AdamwNumbers & {
    readonly weight: Variable;
    readonly m: Variable;
    readonly v: Variable;
    readonly gradient: Tensor;
  },
): void {
  tf.tidy(() => {
    const next = moved(tf, weight, m, v, gradient, numbers);
    m.assign(next.m);
    v.assign(next.v);
    weight.assign(next.weight);
  });
}

/** A step of some rows, in place; the other rows keep their bits. */
export function adamwRowsStep(
  tf: TensorFlow,
  {
    table,
    m,
    v,
    rows,
    gradient,
    ...numbers
  }: AdamwNumbers & {
    readonly table: Variable;
    readonly m: Variable;
    readonly v: Variable;
    readonly rows: Int32Array;
    readonly gradient: Tensor2D;
  },
): void {
  tf.tidy(() => {
    const indices = tf.tensor1d(rows, "int32");
    const take = (variable: Variable): Tensor => tf.gather(variable, indices);
    const next = moved(tf, take(table), take(m), take(v), gradient, numbers);
    const places = indices.reshape([rows.length, 1]);
    const put = (variable: Variable, values: Tensor): void =>
      variable.assign(tf.tensorScatterUpdate(variable, places, values));
    put(m, next.m);
    put(v, next.v);
    put(table, next.weight);
  });
}

function moved(
  tf: TensorFlow,
  weight: Tensor,
  m: Tensor,
  v: Tensor,
  gradient: Tensor,
  { learningRate, beta1, beta2, epsilon, weightDecay, step, gradientScale }: AdamwNumbers,
): { weight: Tensor; m: Tensor; v: Tensor } {
  const g = gradient.mul(gradientScale);
  const nextM = m.mul(beta1).add(g.mul(1 - beta1));
  const nextV = v.mul(beta2).add(tf.square(g).mul(1 - beta2));
  const size = nextV
    .sqrt()
    .div(Math.sqrt(1 - beta2 ** step))
    .add(epsilon);
  const move = nextM.div(size).mul(learningRate / (1 - beta1 ** step));
  return { weight: weight.mul(1 - learningRate * weightDecay).sub(move), m: nextM, v: nextV };
}
