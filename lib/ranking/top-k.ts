import { requireInteger, requireLength, ValueError } from "../contracts";
import type { RankedList } from "./ranked-list";

/** What {@link topK} leaves out. */
export interface TopKOptions {
  /** Item indices to leave out, in any order: the user's own, sold-out ones. Indices of no item are passed over. */
  readonly exclude?: Uint32Array;
  /** [itemCount] mask: only items with a non-zero entry may appear. */
  readonly allowed?: Uint8Array;
}

/**
 * The k best items by score, exactly, in O(n log k) with a heap of size k.
 *
 * Ties go to the lower item index. Items scored -Infinity never appear, so the list can be shorter than k; it is also
 * shorter when fewer than k items are left, and empty when none is.
 *
 * @param scores  [itemCount], one score per item
 * @param k       how many are wanted, a whole number of at least 0
 * @param options items to leave out
 * @returns the best items, best first
 * @throws ValueError when any score is NaN, naming the item, also one that is left out: a scorer never gives NaN;
 *         ShapeError when the mask has another length
 */
export function topK(scores: Float32Array, k: number, { exclude, allowed }: TopKOptions = {}): RankedList {
  requireInteger("k", k);
  if (allowed !== undefined) requireLength("allowed", allowed.length, scores.length);
  const left = exclude === undefined || exclude.length === 0 ? undefined : leftOut(exclude, scores.length);

  const heap = new WorstFirstHeap(Math.min(k, scores.length));
  // Most items end at the first comparison: the loop's speed is that of a scan.
  let floor = heap.floor;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    if (score <= floor) continue;
    if (Number.isNaN(score)) throw new ValueError(`the score of item ${item} must be a number, received NaN`);
    if (allowed !== undefined && allowed[item] === 0) continue;
    if (left !== undefined && left[item] === 1) continue;
    heap.push(item, score);
    floor = heap.floor;
  }
  return heap.drain();
}

/** A mask with 1 where an item is left out; a write beyond its end does nothing. */
function leftOut(exclude: Uint32Array, itemCount: number): Uint8Array {
  const mask = new Uint8Array(itemCount);
  for (let n = 0; n < exclude.length; n++) mask[exclude[n]!] = 1;
  return mask;
}

/** A bounded binary heap whose root is the worst entry kept: lowest score, highest item among equals. */
class WorstFirstHeap {
  private readonly items: Uint32Array;
  private readonly scores: Float32Array;
  private size = 0;

  constructor(private readonly capacity: number) {
    this.items = new Uint32Array(capacity);
    this.scores = new Float32Array(capacity);
  }

  /**
   * What a score must exceed to be kept. Items arrive in ascending order, so an equal score never displaces one that is
   * already here.
   */
  get floor(): number {
    return this.size < this.capacity ? -Infinity : (this.scores[0] ?? Infinity);
  }

  push(item: number, score: number): void {
    if (this.size < this.capacity) {
      this.siftUp(this.size++, item, score);
    } else {
      this.siftDown(this.size, item, score);
    }
  }

  /** Sorts the heap where it stands, best first, and hands it out: the worst changes places with the last, and so on. */
  drain(): RankedList {
    const { items, scores, size } = this;
    for (let last = size - 1; last > 0; last--) {
      const [item, score] = [items[last]!, scores[last]!];
      items[last] = items[0]!;
      scores[last] = scores[0]!;
      this.siftDown(last, item, score);
    }
    return { items: items.subarray(0, size), scores: scores.subarray(0, size) };
  }

  private isWorse(item: number, score: number, place: number): boolean {
    const other = this.scores[place]!;
    return score < other || (score === other && item > this.items[place]!);
  }

  private siftUp(place: number, item: number, score: number): void {
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isWorse(item, score, parent)) break;
      this.items[place] = this.items[parent]!;
      this.scores[place] = this.scores[parent]!;
      place = parent;
    }
    this.items[place] = item;
    this.scores[place] = score;
  }

  /** Puts an entry at the root and lets it sink among the first `size` places. */
  private siftDown(size: number, item: number, score: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.isWorse(this.items[child + 1]!, this.scores[child + 1]!, child)) child++;
      if (this.isWorse(item, score, child)) break;
      this.items[place] = this.items[child]!;
      this.scores[place] = this.scores[child]!;
      place = child;
    }
    if (this.capacity > 0) {
      this.items[place] = item;
      this.scores[place] = score;
    }
  }
}
