import { readFileSync } from "node:fs";
import path from "node:path";
import type { Tensor as TfTensor } from "@tensorflow/tfjs";
import { readSafetensors, type Tensor } from "cartwright/bundle";
import type { BertInput } from "cartwright/bert";

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
