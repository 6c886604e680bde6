/** Examples as the loop sees them: counted, and made into a batch when they are needed. */
export interface TrainingData<Batch> {
  /** Number of examples. */
  readonly size: number;
  /**
   * The batch of the given examples, in their order. Called inside a tidy: tensors that it makes are disposed after the
   * step. The same indices must give the same batch.
   *
   * @param indices which examples, each below `size`
   */
  batch(indices: Uint32Array): Batch;
  /**
   * How long an example is (in tokens, in events), where batches are padded to their longest: examples of similar
   * length are then batched together. Left out where all are equally long.
   *
   * @param index which example
   */
  length?(index: number): number;
}
