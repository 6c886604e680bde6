import type { GradConfig, Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { einsumByProduct } from "./einsum";
import { readEinsum } from "./einsum-labels";

const kernelName = "Einsum";

/**
 * Gives the tensor runtime the gradient of `tf.einsum`, on every backend. The derivative by one argument is again an
 * einsum, of the result's derivative and the other argument: for "ab,bc->ac", ∂L/∂A = einsum("ac,bc->ab", ∂L/∂C, B).
 * A letter that is in the argument alone was summed: there the derivative is the same all along its axis.
 */
export function registerEinsumGradient(tf: TensorFlow): void {
  // A gradient that someone registered already is left as it is; the runtime answers undefined where there is none.
  if ((tf.getGradient(kernelName) as GradConfig | undefined) !== undefined) return;
  tf.registerGradient({
    kernelName,
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const { equation } = attrs as unknown as { equation: string };
      const { terms, result } = readEinsum(equation);
      const derivative = (i: number) => (): Tensor => {
        const term = terms[i]!;
        const others = terms.flatMap((text, j) => (j === i ? [] : [{ text, tensor: saved[j]! }]));
        const known = [...term].filter((label) => (result + others.map(({ text }) => text).join("")).includes(label));
        const left = [result, ...others.map(({ text }) => text)].join(",");
        const arguments_ = [dy as Tensor, ...others.map(({ tensor }) => tensor)];
        const sum = einsumByProduct(tf, `${left}->${known.join("")}`, arguments_);
        return spread(tf, sum, known, term, saved[i]!.shape);
      };
      return Object.fromEntries(terms.map((_, i) => [String(i), derivative(i)]));
    },
  });
}

/** Repeats a tensor along the axes whose letters it lacks. */
function spread(
  tf: TensorFlow,
  x: Tensor,
  labels: readonly string[],
  wanted: string,
  shape: readonly number[],
): Tensor {
  if (labels.length === wanted.length) return x;
  const open = [...wanted].map((label, axis) => (labels.includes(label) ? shape[axis]! : 1));
  const times = [...wanted].map((label, axis) => (labels.includes(label) ? 1 : shape[axis]!));
  return tf.tile(tf.reshape(x, open), times);
}
