import type * as tf from "@tensorflow/tfjs";
import type { TensorFlow } from "cartwright/device";
import { Random } from "cartwright/random";
import type { LossContext, Trainable, TrainingData } from "cartwright/training";

/** Sentences of word numbers with a class each. */
export interface Sentences {
  readonly words: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** A batch: words padded with -1. */
export interface TinyBatch {
  readonly words: readonly (readonly number[])[];
  readonly labels: Int32Array;
}

export const VOCABULARY = 40;
const WIDTH = 6;

/** Words below the middle of the vocabulary speak for class 0, the others for class 1; one word in 'noise' lies. */
export function sentences(count: number, seed: number, noise = 20): Sentences {
  const random = new Random(seed);
  const words: number[][] = [];
  const labels: number[] = [];
  for (let s = 0; s < count; s++) {
    const label = random.integer(2);
    const length = 1 + random.integer(9);
    const half = VOCABULARY / 2;
    words.push(
      Array.from({ length }, () => {
        const side = random.integer(noise) === 0 ? 1 - label : label;
        return side * half + random.integer(half);
      }),
    );
    labels.push(label);
  }
  return { words, labels };
}

export function sentenceData({ words, labels }: Sentences): TrainingData<TinyBatch> {
  return {
    size: words.length,
    batch: (indices) => ({
      words: Array.from(indices, (index) => words[index]!),
      labels: Int32Array.from(indices, (index) => labels[index]!),
    }),
    length: (index) => words[index]!.length,
  };
}

/** The mean of a sentence's word vectors through one layer: the smallest model with a table, a matrix and a bias. */
export class TinyModel implements Trainable<TinyBatch> {
  readonly parameters: Map<string, tf.Variable>;
  readonly tables: Map<string, tf.Variable>;
  /** Set to the number of a call at which the loss is to be NaN. */
  failsAt: number | undefined;
  losses = 0;

  constructor(
    readonly tf: TensorFlow,
    seed = 3,
    private readonly dropout = 0,
  ) {
    const random = new Random(seed);
    const drawn = (shape: number[]): tf.Variable =>
      tf.tidy(() =>
        tf.variable(
          tf.tensor(
            Float32Array.from({ length: product(shape) }, () => random.normal() / 4),
            shape,
          ),
        ),
      );
    this.parameters = new Map([
      ["dense.weight", drawn([WIDTH, 2])],
      ["dense.bias", drawn([2])],
      ["unused.weight", drawn([2, 2])],
    ]);
    this.tables = new Map([["word", drawn([VOCABULARY, WIDTH])]]);
  }

  rowsOf(batch: TinyBatch): Map<string, Int32Array> {
    return new Map([["word", Int32Array.from(new Set(batch.words.flat())).sort()]]);
  }

  logits(batch: TinyBatch, context: LossContext): tf.Tensor2D {
    const { tf } = this;
    const rows = context.rows("word");
    const table = rows ?? (this.tables.get("word") as unknown as tf.Tensor2D);
    const place = new Map(Array.from(this.rowsOf(batch).get("word")!, (row, index) => [row, index]));
    const height = table.shape[0];
    // Sentence × row, with each word's share of its sentence.
    const shares = new Float32Array(batch.words.length * height);
    batch.words.forEach((words, s) =>
      words.forEach((word) => (shares[s * height + (rows ? place.get(word)! : word)]! += 1 / words.length)),
    );
    let mean = tf.matMul(tf.tensor2d(shares, [batch.words.length, height]), table);
    if (context.training && this.dropout > 0)
      mean = tf.dropout(mean, this.dropout, undefined, context.seed) as tf.Tensor2D;
    return tf
      .matMul(mean, this.parameters.get("dense.weight") as unknown as tf.Tensor2D)
      .add(this.parameters.get("dense.bias")!);
  }

  loss(batch: TinyBatch, context: LossContext): tf.Scalar {
    const { tf } = this;
    this.losses++;
    const wanted = tf.oneHot(tf.tensor1d(batch.labels, "int32"), 2);
    const loss = tf.losses.softmaxCrossEntropy(wanted, this.logits(batch, context)).asScalar();
    return this.losses === this.failsAt ? loss.mul(NaN) : loss;
  }

  /** Every weight, one after the other. */
  bits(): number[] {
    return [...this.parameters.values(), ...this.tables.values()].flatMap((weight) => [...weight.dataSync()]);
  }

  dispose(): void {
    for (const weight of [...this.parameters.values(), ...this.tables.values()]) weight.dispose();
  }
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}
