import type { UserItemMatrix } from "../../interactions";
import type { TrainingData } from "../../training";
import { NegativeDraws, type NegativeSampling, NONE } from "./negative-draws";
import { type Lookups, RowFinder } from "./touched-rows";

/** Examples for a loss over pairs: who, what, and whether they met. */
export interface PairBatch {
  readonly users: Lookups;
  readonly items: Lookups;
  /** One a pair: 1 for a contact, -1 for none, 0 for an example that does not count. */
  readonly signs: Float32Array;
}

/** Which examples are made of the pairs of a matrix. */
export interface SampleOptions {
  /** Items that the user lacks per contact, at least 1. */
  readonly negatives: number;
  readonly sampling: NegativeSampling;
  readonly seed: number;
}

/**
 * The contacts of a matrix, each with items that the user lacks, drawn anew in every epoch. A batch of b pairs holds
 * b (1 + negatives) examples: first the contacts, then their first counterparts, and so on.
 */
export class PairSamples implements TrainingData<PairBatch> {
  readonly size: number;
  private readonly owners: Int32Array;
  private readonly draws: NegativeDraws;
  private readonly userRows: RowFinder;
  private readonly itemRows: RowFinder;

  /**
   * @param matrix  contacts, at least one
   * @param options negatives per contact, and how they are drawn
   */
  constructor(
    private readonly matrix: UserItemMatrix,
    private readonly options: SampleOptions,
  ) {
    this.size = matrix.pairCount;
    this.owners = ownersOf(matrix);
    this.draws = new NegativeDraws(matrix, options.sampling, options.seed);
    this.userRows = new RowFinder(matrix.userCount);
    this.itemRows = new RowFinder(matrix.itemCount);
  }

  batch(pairs: Uint32Array, epoch: number): PairBatch {
    const { users, items, signs } = this.examples(pairs, epoch);
    return { users: this.userRows.find(users), items: this.itemRows.find(items), signs };
  }

  /**
   * Who, what, and whether they met, before anything is looked up.
   *
   * @param pairs numbers of contacts
   * @param epoch passes over the data before this one
   */
  examples(pairs: Uint32Array, epoch: number): { users: Int32Array; items: Int32Array; signs: Float32Array } {
    const { owners, matrix, draws } = this;
    const { negatives } = this.options;
    const count = pairs.length;
    const users = new Int32Array(count * (1 + negatives));
    const items = new Int32Array(users.length);
    const signs = new Float32Array(users.length);
    for (let n = 0; n < count; n++) {
      const pair = pairs[n]!;
      const user = owners[pair]!;
      const item = matrix.items[pair]!;
      users[n] = user;
      items[n] = item;
      signs[n] = 1;
      for (let draw = 0, at = n + count; draw < negatives; draw++, at += count) {
        const other = draws.item(user, pair, draw, epoch);
        users[at] = user;
        items[at] = other === NONE ? item : other;
        signs[at] = other === NONE ? 0 : -1;
      }
    }
    return { users, items, signs };
  }
}

/** Which user each pair belongs to. */
export function ownersOf({ userCount, rowStarts, pairCount }: UserItemMatrix): Int32Array {
  const owners = new Int32Array(pairCount);
  for (let user = 0; user < userCount; user++) owners.fill(user, rowStarts[user], rowStarts[user + 1]);
  return owners;
}
