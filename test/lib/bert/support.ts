import { readFileSync } from "node:fs";
import path from "node:path";
import type { Tensor as TfTensor } from "@tensorflow/tfjs";
import { readSafetensors, type Tensor } from "cartwright/bundle";
import { type BertInput, type BertModel, encode, maskedLogits, sequenceLogits, tokenLogits } from "cartwright/bert";
import type { TensorFlow } from "cartwright/device";
import { Random } from "cartwright/random";

/** Where the recorded numbers are; see make_reference.py there. */
export const REFERENCE = path.join(__dirname, "..", "..", "reference", "bert");
export const TINY = path.join(REFERENCE, "tiny");

interface Reference {
  readonly input: Readonly<Record<"input_ids" | "token_type_ids" | "attention_mask", number[][]>>;
  readonly targets: Readonly<Record<string, number[] | number[][]>>;
  readonly losses: Readonly<Record<string, number>>;
  readonly minilm: { readonly sentences: string[]; readonly ids: number[][] };
}

export const reference = JSON.parse(readFileSync(path.join(REFERENCE, "reference.json"), "utf8")) as Reference;

/** The recorded input. */
export function recordedInput(): BertInput {
  const { input_ids: ids, token_type_ids: types, attention_mask: mask } = reference.input;
  return {
    rows: ids.length,
    columns: ids[0]!.length,
    ids: Int32Array.from(ids.flat()),
    typeIds: Int32Array.from(types.flat()),
    attentionMask: Int32Array.from(mask.flat()),
  };
}

/** Recorded tensors by name. */
export async function recorded(file: string): Promise<Readonly<Record<string, Tensor>>> {
  return (await readSafetensors(path.join(REFERENCE, file))).tensors;
}

/** Largest difference of a computed tensor from a recorded one; the shapes must agree. */
export async function distance(actual: TfTensor, expected: Tensor): Promise<number> {
  if (actual.shape.join() !== expected.shape.join()) return Infinity;
  return largestDifference(await actual.data(), expected.data);
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

/** What a model answers of an input: logits of its head, or hidden states. */
export async function outputsOf(model: BertModel, input: BertInput): Promise<number[]> {
  const all = Int32Array.from(input.ids.keys());
  const result: TfTensor = {
    none: () => encode(model, input),
    sequence: () => sequenceLogits(model, input),
    token: () => tokenLogits(model, input),
    masked: () => maskedLogits(model, input, all),
  }[model.head.kind]();
  const values = [...(await result.data())];
  result.dispose();
  return values;
}

/** Gives every weight of the adapters, which start without effect, a random value. */
export async function shakeAdapters(tf: TensorFlow, model: BertModel, seed: number): Promise<void> {
  const random = new Random(seed);
  for (const { weights } of model.adapters.values()) {
    for (const weight of weights.values()) {
      const values = Float32Array.from({ length: weight.size }, () => 0.5 * random.normal());
      const next = tf.tensor(values, weight.shape);
      weight.assign(next);
      next.dispose();
    }
  }
}
