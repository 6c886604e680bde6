import type * as tf from "@tensorflow/tfjs";

/**
 * What the training loop trains: named weights and a loss.
 *
 * Weights come in two kinds. `parameters` are used whole by every batch and get a dense gradient. `tables` are
 * embedding tables of which a batch looks up few rows: the loop takes the gradient with respect to those rows only, so
 * that a step costs what the batch touches and not the whole vocabulary.
 */
export interface Trainable<Batch> {
  /** Weights that get a dense gradient, by name. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** Embedding tables [rows × width] of which a batch touches few rows, by name. */
  readonly tables?: ReadonlyMap<string, tf.Variable>;
  /**
   * The rows of each table that a batch touches: sorted, unique.
   *
   * @param batch the batch whose loss comes next
   */
  rowsOf?(batch: Batch): ReadonlyMap<string, Int32Array>;
  /**
   * The loss of a batch: the mean over its examples. Called inside a tidy and under a gradient tape.
   *
   * @param batch   the examples
   * @param context whether this is training, the seed of this step's dropout, and the touched rows of the tables
   */
  loss(batch: Batch, context: LossContext): tf.Scalar;
}

/** What a loss is told besides its batch. */
export interface LossContext {
  /** True in training: dropout is on. */
  readonly training: boolean;
  /** For dropout: differs from step to step, the same for the same seed and step. */
  readonly seed: number;
  /**
   * The touched rows of a table as a leaf of the tape, [rows.length × width] in the order of `rowsOf`; undefined when
   * tables are used whole, as they are outside of training.
   *
   * @param table its name in `tables`
   */
  rows(table: string): tf.Tensor2D | undefined;
}
