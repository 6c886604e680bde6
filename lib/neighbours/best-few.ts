import type { RankedList } from "../ranking";

/**
 * Keeps the best few of the entries offered in any order: higher similarity first, of equal ones the lower row. A heap
 * whose root is the worst entry kept, so an offer costs O(log capacity) at most. For dense scores use `topK`; this one
 * is for sparse candidates and is emptied and used again.
 */
export class BestFew {
  private readonly rows: Uint32Array;
  private readonly similarities: Float32Array;
  private size = 0;

  constructor(private readonly capacity: number) {
    this.rows = new Uint32Array(capacity);
    this.similarities = new Float32Array(capacity);
  }

  /** How many it holds. */
  get count(): number {
    return this.size;
  }

  /** Takes the entry when there is room or it beats the worst one. Similarities are compared as float32. */
  offer(row: number, similarity: number): void {
    const value = Math.fround(similarity);
    if (this.size < this.capacity) this.rise(this.size++, row, value);
    else if (this.capacity > 0 && !this.isWorse(row, value, 0)) this.sink(row, value);
  }

  /** Empties the heap into a list, best first. */
  drain(): RankedList {
    const items = new Uint32Array(this.size);
    const scores = new Float32Array(this.size);
    while (this.size > 0) {
      const last = --this.size;
      items[last] = this.rows[0]!;
      scores[last] = this.similarities[0]!;
      if (last > 0) this.sink(this.rows[last]!, this.similarities[last]!);
    }
    return { items, scores };
  }

  private isWorse(row: number, similarity: number, place: number): boolean {
    const other = this.similarities[place]!;
    return similarity < other || (similarity === other && row > this.rows[place]!);
  }

  private rise(place: number, row: number, similarity: number): void {
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isWorse(row, similarity, parent)) break;
      this.put(place, this.rows[parent]!, this.similarities[parent]!);
      place = parent;
    }
    this.put(place, row, similarity);
  }

  private sink(row: number, similarity: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      const right = child + 1;
      if (right < this.size && this.isWorse(this.rows[right]!, this.similarities[right]!, child)) child = right;
      if (this.isWorse(row, similarity, child)) break;
      this.put(place, this.rows[child]!, this.similarities[child]!);
      place = child;
    }
    this.put(place, row, similarity);
  }

  private put(place: number, row: number, similarity: number): void {
    this.rows[place] = row;
    this.similarities[place] = similarity;
  }
}
