import { pairHash, type UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import type { TrainingData } from "../../training";
import { ownersOf } from "../samples/pair-samples";
import { type Lookups, RowFinder } from "../samples/touched-rows";
import type { ItemFeatures, TokenBags } from "./item-features";
import { logSamplingShares } from "./log-q";

/** Contacts of one step: who took what, and what is known of the items. */
export interface TowerBatch {
  readonly users: Lookups;
  readonly items: Lookups;
  /** [B] 1 where the item's own embedding counts, 0 where its features must do alone. */
  readonly keepsId: Float32Array;
  /** ln Q of the items, [B]; undefined without correction. */
  readonly logQ: Float32Array | undefined;
  /** Numbers of the items' features, [B × columns]: given vectors, or shares of the tokens that `tokens` names. */
  readonly features: { readonly values: Float32Array; readonly columns: number } | undefined;
  /** Distinct tokens of the batch, sorted: the columns of `features`. */
  readonly tokens: Int32Array | undefined;
}

/** How batches are made. */
export interface TowerSampleOptions {
  readonly features: ItemFeatures | undefined;
  /** Share of the examples in which the item's own embedding is left out. */
  readonly idDropout: number;
  /** Whether popularity is corrected. */
  readonly correction: boolean;
  readonly seed: number;
}

/** The contacts of a matrix: each batch's items are each other's alternatives. */
export class TowerSamples implements TrainingData<TowerBatch> {
  readonly size: number;
  private readonly owners: Int32Array;
  private readonly logQ: Float32Array | undefined;
  private readonly userRows: RowFinder;
  private readonly itemRows: RowFinder;
  private readonly dropSeed: number;

  /**
   * @param matrix  contacts, at least one
   * @param options features and how they are used
   */
  constructor(
    private readonly matrix: UserItemMatrix,
    private readonly options: TowerSampleOptions,
  ) {
    this.size = matrix.pairCount;
    this.owners = ownersOf(matrix);
    this.logQ = options.correction ? logSamplingShares(matrix) : undefined;
    this.userRows = new RowFinder(matrix.userCount);
    this.itemRows = new RowFinder(matrix.itemCount);
    this.dropSeed = new Random(options.seed).split("id dropout").integer(2 ** 32);
  }

  batch(pairs: Uint32Array, epoch: number): TowerBatch {
    const { matrix, owners, logQ } = this;
    const { features, idDropout } = this.options;
    const users = Int32Array.from(pairs, (pair) => owners[pair]!);
    const items = Int32Array.from(pairs, (pair) => matrix.items[pair]!);
    const isKept = (pair: number): boolean => pairHash(pair, epoch, this.dropSeed) >= idDropout * 2 ** 32;
    return {
      users: this.userRows.find(users),
      items: this.itemRows.find(items),
      keepsId: Float32Array.from(pairs, (pair) => Number(isKept(pair))),
      logQ: logQ && Float32Array.from(items, (item) => logQ[item]!),
      ...featuresOf(items, features),
    };
  }
}

/**
 * The features of some items as a dense block.
 *
 * @param items    which
 * @param features of all items
 * @returns given vectors as they are; of tokens, their shares of each item's bag, with a column per distinct token
 */
export function featuresOf(
  items: Int32Array,
  features: ItemFeatures | undefined,
): Pick<TowerBatch, "features" | "tokens"> {
  if (features === undefined) return { features: undefined, tokens: undefined };
  if (!("vectors" in features)) return sharesOf(items, features);
  const { vectors, width } = features;
  const values = new Float32Array(items.length * width);
  items.forEach((item, n) => values.set(vectors.subarray(item * width, (item + 1) * width), n * width));
  return { features: { values, columns: width }, tokens: undefined };
}

function sharesOf(items: Int32Array, { starts, tokens: all }: TokenBags): Pick<TowerBatch, "features" | "tokens"> {
  const found = new Set<number>();
  for (const item of items) for (let at = starts[item]!; at < starts[item + 1]!; at++) found.add(all[at]!);
  const tokens = Int32Array.from(found).sort();
  const columnOf = new Map(Array.from(tokens, (token, column) => [token, column]));
  const values = new Float32Array(items.length * tokens.length);
  items.forEach((item, n) => {
    const [from, to] = [starts[item]!, starts[item + 1]!];
    for (let at = from; at < to; at++) values[n * tokens.length + columnOf.get(all[at]!)!]! += 1 / (to - from);
  });
  return { features: { values, columns: tokens.length }, tokens };
}
