import type { KernelConfig, Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import { readEinsum } from "./einsum-labels";

const kernelName = "Einsum";

const given = new Set<string>();

/**
 * Gives a backend the kernel Einsum, made of one batched matrix product. The wasm backend has none, and that of the plain
 * and the WebGPU backend multiplies and sums element by element, and forgets an axis where a sum is over a letter that
 * only one argument has ("k,ij->ki").
 */
export function registerEinsum(tf: TensorFlow, backendName: string): void {
  if (given.has(backendName)) return;
  if (tf.getKernel(kernelName, backendName) !== undefined) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const tensors = Object.values(inputs as Record<string, Tensor>);
      return tf.tidy(() => einsumByProduct(tf, (attrs as unknown as { equation: string }).equation, tensors));
    },
  } satisfies KernelConfig);
  given.add(backendName);
}

/**
 * Σ over the labels that the result does not have of the arguments' product.
 *
 * The labels of "bik,bjk->bij" fall into four kinds: of the batch (b: both arguments and the result), of the rows (i:
 * only the first), of the columns (j: only the second) and inner ones (k: both, not the result). With the axes in that
 * order it is one batched matrix product; a label that only one argument has and the result lacks is summed first.
 */
export function einsumByProduct(tf: TensorFlow, equation: string, tensors: readonly Tensor[]): Tensor {
  const { terms, result } = readEinsum(equation);
  const [first, second] = terms.map((term, i) => {
    const others = terms.filter((_, other) => other !== i).join("") + result;
    return sumLone(tf, tensors[i]!, term, others);
  });
  if (second === undefined) return inOrder(tf, first!, result);
  const [a, b] = [first!, second];
  const has = (text: string) => (label: string) => text.includes(label);
  const shared = [...a.labels].filter(has(b.labels));
  const batch = shared.filter(has(result)).join("");
  const inner = shared.filter((label) => !result.includes(label)).join("");
  const rows = [...a.labels].filter((label) => !b.labels.includes(label)).join("");
  const columns = [...b.labels].filter((label) => !a.labels.includes(label)).join("");

  const lengths = new Map([...lengthsOf(a), ...lengthsOf(b)]);
  const sizes = (labels: string): number[] => [...labels].map((label) => lengths.get(label)!);
  const size = (labels: string): number => sizes(labels).reduce((product, length) => product * length, 1);
  const left = tf.reshape(inOrder(tf, a, batch + rows + inner), [size(batch), size(rows), size(inner)]);
  const right = tf.reshape(inOrder(tf, b, batch + inner + columns), [size(batch), size(inner), size(columns)]);
  const labels = batch + rows + columns;
  const product = tf.reshape(tf.matMul(left, right), sizes(labels));
  return inOrder(tf, { tensor: product, labels }, result);
}

/** A tensor with a letter for each of its axes. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: string;
}

/** Sums the axes whose letters nobody else has. */
function sumLone(tf: TensorFlow, tensor: Tensor, labels: string, others: string): Labelled {
  const lone = [...labels].flatMap((label, axis) => (others.includes(label) ? [] : [axis]));
  if (lone.length === 0) return { tensor, labels };
  return { tensor: tf.sum(tensor, lone), labels: [...labels].filter((label) => others.includes(label)).join("") };
}

/** The tensor with its axes in the order of the letters. */
function inOrder(tf: TensorFlow, { tensor, labels }: Labelled, order: string): Tensor {
  if (labels === order) return tf.clone(tensor);
  return tf.transpose(
    tensor,
    [...order].map((label) => labels.indexOf(label)),
  );
}

const lengthsOf = ({ tensor, labels }: Labelled): [string, number][] =>
  [...labels].map((label, axis) => [label, tensor.shape[axis]!]);
