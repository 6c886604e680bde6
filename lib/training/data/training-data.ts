/** Examples as the loop sees them: counted, and made into a batch when they are needed. */
export interface TrainingData<Batch> {
  /** Number of examples. */
  readonly size: number;
  /**
   * The batch of the given examples, in their order. Called inside a tidy: tensors that it makes are disposed after the
   * step. The same indices and epoch must give the same batch: what is drawn anew in each epoch (items that a user lacks,
   * noise) is a function of both.
   *
   * @param indices which examples, each below `size`
   * @param epoch   passes over the data before this one; 0 in an evaluation
   */
  batch(indices: Uint32Array, epoch: number): Batch;
  /**
   * How long an example is (in tokens, in events), where batches are padded to their longest: examples of similar
   * length are then batched together. Left out where all are equally long.
   *
   * @param index which example
   */
  length?(index: number): number;
}
