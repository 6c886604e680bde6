import { requireIndex } from "../contracts";
import { rankedList, type RankedList } from "./ranked-list";

/** Lists of some users, one after the other. */
export class ListBlock {
  /**
   * @param users   [users] whose lists they are
   * @param k       places of each list
   * @param lengths [users] how many places are taken
   * @param items   [users × k] items, best first; 0 beyond the length
   * @param scores  [users × k] their scores; 0 beyond the length
   */
  constructor(
    readonly users: Uint32Array,
    readonly k: number,
    readonly lengths = new Uint32Array(users.length),
    readonly items = new Uint32Array(users.length * k),
    readonly scores = new Float32Array(users.length * k),
  ) {}

  /** The list of the n-th user of the block, a view. */
  listAt(n: number): RankedList {
    requireIndex("n", n, this.users.length);
    const start = n * this.k;
    const end = start + this.lengths[n]!;
    return rankedList(this.items.subarray(start, end), this.scores.subarray(start, end));
  }
}
