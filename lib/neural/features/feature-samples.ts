import type { UserItemMatrix } from "../../interactions";
import type { TrainingData } from "../../training";
import { PairSamples, type SampleOptions } from "../samples/pair-samples";
import { type Lookups, RowFinder } from "../samples/touched-rows";
import type { CrossSpace } from "./cross-space";
import type { FeatureSpace } from "./feature-space";

/** Examples as lists of features. */
export interface FeatureBatch {
  /** Features of each example, one example after the other. */
  readonly features: Lookups;
  /** Rows of the crosses likewise; undefined without crosses. */
  readonly crosses: Lookups | undefined;
  /** One an example: 1 for a contact, -1 for none, 0 for an example that does not count. */
  readonly signs: Float32Array;
}

/** The contacts of a matrix with sampled counterparts, described by their features. */
export class FeatureSamples implements TrainingData<FeatureBatch> {
  readonly size: number;
  private readonly pairs: PairSamples;
  private readonly rows: RowFinder;
  private readonly crossRows: RowFinder;

  /**
   * @param matrix  contacts, at least one
   * @param space   features
   * @param crosses crosses
   * @param options negatives per contact, and how they are drawn
   */
  constructor(
    matrix: UserItemMatrix,
    private readonly space: FeatureSpace,
    private readonly crosses: CrossSpace,
    options: SampleOptions,
  ) {
    this.size = matrix.pairCount;
    this.pairs = new PairSamples(matrix, options);
    this.rows = new RowFinder(space.size);
    this.crossRows = new RowFinder(crosses.size);
  }

  batch(pairs: Uint32Array, epoch: number): FeatureBatch {
    const { users, items, signs } = this.pairs.examples(pairs, epoch);
    return {
      features: this.rows.find(featuresOf(this.space, users, items)),
      crosses: this.crossed(users, items),
      signs,
    };
  }

  private crossed(users: Int32Array, items: Int32Array): Lookups | undefined {
    const count = this.crosses.crosses.length;
    if (count === 0) return undefined;
    const rows = new Int32Array(users.length * count);
    users.forEach((user, n) => {
      for (let c = 0; c < count; c++) rows[n * count + c] = this.crosses.rowOf(c, user, items[n]!);
    });
    return this.crossRows.find(rows);
  }
}

/** The features of some pairs, [pairs × space.width]. */
export function featuresOf(space: FeatureSpace, users: Int32Array, items: Int32Array): Int32Array {
  const features = new Int32Array(users.length * space.width);
  let at = 0;
  for (let n = 0; n < users.length; n++) {
    for (const { start, values } of space.users) features[at++] = start + values[users[n]!]!;
    for (const { start, values } of space.items) features[at++] = start + values[items[n]!]!;
  }
  return features;
}
