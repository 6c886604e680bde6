import type { Prediction, TextClassifier } from "../ports";
import { Batcher, type BatchingOptions } from "./batcher";

/** A classifier whose callers are answered together: texts of several requests make one batch. */
export class BatchedClassifier implements TextClassifier {
  private readonly batcher: Batcher<string, Prediction>;

  /**
   * @param classifier answers the batches
   * @param options    how texts are gathered
   */
  constructor(classifier: TextClassifier, options?: BatchingOptions) {
    this.batcher = new Batcher(async (texts) => classifier.predict(texts), options);
  }

  /** Texts that wait for their batch. */
  get waiting(): number {
    return this.batcher.waiting;
  }

  /**
   * One prediction per text, in order.
   *
   * @throws OverloadedError when too many texts wait already
   */
  predict(texts: readonly string[], signal?: AbortSignal): Promise<Prediction[]> {
    return this.batcher.run(texts, signal);
  }
}
