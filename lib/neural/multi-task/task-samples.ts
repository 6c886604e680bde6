import { asItemIndex, asUserIndex } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import type { TrainingData } from "../../training";
import { featuresOf } from "../features/feature-samples";
import type { FeatureSpace } from "../features/feature-space";
import { PairSamples, type SampleOptions } from "../samples/pair-samples";
import { type Lookups, RowFinder } from "../samples/touched-rows";

/** Examples as lists of features, with an answer for each task. */
export interface TaskBatch {
  /** Features of each example, one example after the other. */
  readonly features: Lookups;
  /** For each task one an example: 1 for a contact, -1 for none, 0 for an example that does not count. */
  readonly signs: readonly Float32Array[];
}

/**
 * The contacts of any task, each with items that the user met in no task. What was a contact of one task (looked at) and not
 * of another (bought) is a -1 there.
 */
export class TaskSamples implements TrainingData<TaskBatch> {
  readonly size: number;
  private readonly pairs: PairSamples;
  private readonly rows: RowFinder;

  /**
   * @param any     contacts of any task, at least one
   * @param tasks   contacts of each task
   * @param space   features
   * @param options negatives per contact, and how they are drawn
   */
  constructor(
    any: UserItemMatrix,
    private readonly tasks: readonly UserItemMatrix[],
    private readonly space: FeatureSpace,
    options: SampleOptions,
  ) {
    this.size = any.pairCount;
    this.pairs = new PairSamples(any, options);
    this.rows = new RowFinder(space.size);
  }

  batch(pairs: Uint32Array, epoch: number): TaskBatch {
    const { users, items, signs } = this.pairs.examples(pairs, epoch);
    const signsOf = (task: UserItemMatrix): Float32Array =>
      signs.map((sign, n) => {
        if (sign !== 1) return sign;
        return task.placeOf(asUserIndex(users[n]!), asItemIndex(items[n]!)) >= 0 ? 1 : -1;
      });
    return { features: this.rows.find(featuresOf(this.space, users, items)), signs: this.tasks.map(signsOf) };
  }
}
