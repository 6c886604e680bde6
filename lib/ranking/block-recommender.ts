import { asUserIndex, ValueError } from "../contracts";
import { ItemPanels, PANEL, panelsFit } from "./item-panels";
import type { ScoresByVectors } from "./item-vectors";
import type { ListBlock } from "./list-block";
import type { RecommendOptions } from "./recommend";

/** Panels that are scored before the best are kept: the scores of a block of users fit the second cache. */
const CHUNK = 128;

/** Bytes of a user's scores of one chunk; 64 more keep the rows of a block out of one another's place in the cache. */
const ROW_BYTES = 4 * PANEL * CHUNK + 64;

/** Whether the scorer's products are WebAssembly's, and its memory holds the items and what such blocks need. */
export function blockRecommenderFits({ itemVectors }: ScoresByVectors, users: number, k: number): boolean {
  const { itemCount, rank, kernel } = itemVectors;
  return kernel === "wasm" && panelsFit(itemCount, rank, workBytes(users, rank, k));
}

/** Fills blocks of lists: a product of matrices, chunk of items by chunk, with the best k of each user kept on the way. */
export class BlockRecommender {
  private readonly items: ItemPanels;
  private readonly vector: Float32Array;
  /** [users / 4 × rank × 4], four users side by side. */
  private readonly vectors: Float32Array;
  private readonly scores: number;
  private readonly heaps: number;
  private readonly row: (user: number) => Float32Array;
  /** Items that nobody may get, ascending. */
  private readonly barred: Uint32Array;

  /** @param users most users of a block, a multiple of 4 */
  constructor(
    private readonly scorer: ScoresByVectors,
    users: number,
    private readonly options: RecommendOptions,
  ) {
    const { vectors, itemCount, rank } = scorer.itemVectors;
    const { allowed, k } = options;
    this.items = new ItemPanels(vectors, itemCount, rank, workBytes(users, rank, k));
    const { buffer, work } = this.items;
    this.vector = new Float32Array(rank);
    this.vectors = new Float32Array(buffer, work, users * rank);
    this.scores = work + 4 * users * rank;
    this.heaps = this.scores + users * ROW_BYTES;
    const rows = Array.from(
      { length: users },
      (_, user) => new Float32Array(buffer, this.scores + user * ROW_BYTES, PANEL * CHUNK),
    );
    this.row = (user) => rows[user]!;
    this.barred = Uint32Array.from(allowed === undefined ? [] : allowed.keys()).filter((item) => allowed![item] === 0);
  }

  /** Fills the lists of a block of at most so many users. */
  fill(block: ListBlock): void {
    const { scorer, options, items } = this;
    const { itemCount, rank } = scorer.itemVectors;
    const count = block.users.length;
    this.gather(block.users);
    const seen = Array.from(block.users, (user) => new Ascending(options.seen?.itemsOf(asUserIndex(user))));
    const barred = new Ascending(this.barred);
    block.lengths.fill(0);
    for (let panel = 0; panel < items.panels; panel += CHUNK) {
      const first = panel * PANEL;
      const end = Math.min(items.panels, panel + CHUNK);
      const groups = Math.ceil(count / 4);
      items.code.scoreMany(this.vectors.byteOffset, groups, items.items, panel, end, rank, this.scores, ROW_BYTES);
      const width = Math.min(itemCount, end * PANEL) - first;
      const nobodys = barred.below(first + width);
      for (let user = 0; user < count; user++) {
        const row = this.row(user);
        bar(row, first, nobodys);
        bar(row, first, seen[user]!.below(first + width));
        row.fill(-Infinity, width, (end - panel) * PANEL);
        block.lengths[user] = this.select(user, first, (end - panel) * PANEL, block);
      }
    }
    for (let user = 0; user < count; user++) this.drain(user, block);
  }

  /** Writes the users' vectors, four side by side; the last group is filled up with what stood there. */
  private gather(users: Uint32Array): void {
    const { rank } = this.scorer.itemVectors;
    users.forEach((user, n) => {
      this.scorer.userVectorInto(asUserIndex(user), this.vector);
      let at = (n - (n % 4)) * rank + (n % 4);
      for (let d = 0; d < rank; d++, at += 4) this.vectors[at] = this.vector[d]!;
    });
  }

  private select(user: number, first: number, width: number, block: ListBlock): number {
    const { k } = block;
    const scores = this.scores + user * ROW_BYTES;
    const size = this.items.code.select(scores, width, first, this.heapOf(user, k), k, block.lengths[user]!);
    if (size >= 0) return size;
    const item = first + this.row(user).findIndex(Number.isNaN);
    throw new ValueError(`the score of item ${item} must be a number, received NaN`);
  }

  private drain(user: number, { k, lengths, items, scores }: ListBlock): void {
    const heap = this.heapOf(user, k);
    this.items.code.drain(heap, k, lengths[user]!);
    items.set(new Uint32Array(this.items.buffer, heap, lengths[user]), user * k);
    scores.set(new Float32Array(this.items.buffer, heap + 4 * k, lengths[user]), user * k);
  }

  private heapOf(user: number, k: number): number {
    return this.heaps + 8 * k * user;
  }
}

/** Reads ascending items chunk by chunk. */
class Ascending {
  private at = 0;

  constructor(private readonly items = new Uint32Array(0)) {}

  /** The items below `end` that were not given before. */
  below(end: number): Uint32Array {
    const start = this.at;
    while (this.at < this.items.length && this.items[this.at]! < end) this.at++;
    return this.items.subarray(start, this.at);
  }
}

function bar(row: Float32Array, first: number, items: Uint32Array): void {
  for (let n = 0; n < items.length; n++) row[items[n]! - first] = -Infinity;
}

function workBytes(users: number, rank: number, k: number): number {
  return 4 * users * rank + users * ROW_BYTES + 8 * k * users;
}
