import type { Scalar, Variable } from "@tensorflow/tfjs";
import { ValueError } from "../../contracts";
import { type Encoding, padEncodings } from "../../text";
import type { LossContext, Trainable, TrainingData } from "../../training";
import { type BertInput, type TouchedRows, touchedRows } from "../encoder/bert-input";
import type { BertModel } from "../encoder/bert-model";
import { ForwardPass } from "../encoder/forward-pass";
import { trainedWeights } from "../encoder/trained-weights";
import { WORD_EMBEDDINGS } from "../weights/weight-shapes";

/** A text (or pair) as ids, with what the model shall say of it. */
export interface BertExample<Target> {
  readonly encoding: Encoding;
  readonly target: Target;
}

/** Examples of one length, ready to be learnt from. */
export interface BertBatch<Target> {
  readonly input: BertInput;
  /** Rows of the word embeddings that the input looks up. */
  readonly touched: TouchedRows;
  /** [rows] */
  readonly targets: readonly Target[];
}

/** What makes one task differ from another. */
export interface TaskRule<Target> {
  /** Mean loss of a batch. */
  loss(batch: BertBatch<Target>, pass: ForwardPass): Scalar;
  /** Throws ValueError when an example cannot be learnt from. */
  check(example: BertExample<Target>): void;
  /** The task reads every word embedding in every batch, so they are trained whole. */
  readonly wholeTable?: boolean;
}

/**
 * A BERT with something to learn, as the room `training` takes it. What is trained is what was not frozen when the task
 * was made. Of the word embeddings only the rows that a batch touches are updated.
 */
export class BertTask<Target> implements Trainable<BertBatch<Target>> {
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly tables: ReadonlyMap<string, Variable>;

  /**
   * @param model what is trained
   * @param rule  its loss
   */
  constructor(
    readonly model: BertModel,
    private readonly rule: TaskRule<Target>,
  ) {
    const isTable = (name: string): boolean => name === WORD_EMBEDDINGS && rule.wholeTable !== true;
    const trained = [...trainedWeights(model)];
    this.parameters = new Map(trained.filter(([name]) => !isTable(name)));
    this.tables = new Map(trained.filter(([name]) => isTable(name)));
  }

  /** Examples as a batch, padded to the longest. Throws ValueError when there is none. */
  collate(examples: readonly BertExample<Target>[]): BertBatch<Target> {
    if (examples.length === 0) throw new ValueError("a batch must hold an example, and holds none");
    const encodings = examples.map(({ encoding }) => encoding);
    const input = padEncodings(encodings, this.model.config.padId);
    return { input, touched: touchedRows(input.ids), targets: examples.map(({ target }) => target) };
  }

  /**
   * Examples as the training loop takes them, similar lengths together.
   *
   * @param examples all of them
   * @throws ValueError when one cannot be learnt from, saying which
   */
  data(examples: readonly BertExample<Target>[]): TrainingData<BertBatch<Target>> {
    examples.forEach((example, at) => {
      try {
        this.rule.check(example);
      } catch (cause) {
        throw new ValueError(`example ${at}: ${(cause as Error).message}`, { cause });
      }
    });
    return {
      size: examples.length,
      length: (index) => examples[index]!.encoding.ids.length,
      batch: (indices) => this.collate(Array.from(indices, (index) => examples[index]!)),
    };
  }

  /** The rows of the word embeddings that a batch looks up. */
  rowsOf(batch: BertBatch<Target>): ReadonlyMap<string, Int32Array> {
    return new Map([...this.tables.keys()].map((name) => [name, batch.touched.rows]));
  }

  /** Mean loss of a batch, with the adapters' penalties in training. */
  loss(batch: BertBatch<Target>, context: LossContext): Scalar {
    const { training, seed, rows } = context;
    const pass = new ForwardPass(this.model.tf, { training, seed, rows: (table) => rows(table) });
    const loss = this.rule.loss(batch, pass);
    const penalty = training ? this.model.penalty() : undefined;
    return penalty === undefined ? loss : loss.add(penalty);
  }
}
