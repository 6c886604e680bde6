/**
 * The k best documents so far: a binary heap whose root is the worst of them, lowest score, and the later document among
 * equals. So ties stand in the order of adding, in whatever order they come.
 */
export class BestDocuments {
  private readonly documents: Uint32Array;
  private readonly scores: Float64Array;
  private size = 0;
  /** The worst score kept: what is less stays out. -Infinity while there is room. */
  threshold = -Infinity;

  /** @param k how many are kept, at least 1 */
  constructor(readonly k: number) {
    this.documents = new Uint32Array(k);
    this.scores = new Float64Array(k);
  }

  offer(document: number, score: number): void {
    if (this.size < this.k) this.siftUp(this.size++, document, score);
    else if (this.isWorse(document, score, 0)) return;
    else this.siftDown(this.size, document, score);
    if (this.size === this.k) this.threshold = this.scores[0]!;
  }

  /** Empties the heap, best first. */
  drain(): { document: number; score: number }[] {
    const best: { document: number; score: number }[] = new Array(this.size);
    while (this.size > 0) {
      const last = --this.size;
      best[last] = { document: this.documents[0]!, score: this.scores[0]! };
      this.siftDown(last, this.documents[last]!, this.scores[last]!);
    }
    this.threshold = -Infinity;
    return best;
  }

  private isWorse(document: number, score: number, place: number): boolean {
    const other = this.scores[place]!;
    return score < other || (score === other && document > this.documents[place]!);
  }

  private siftUp(place: number, document: number, score: number): void {
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isWorse(document, score, parent)) break;
      this.put(place, this.documents[parent]!, this.scores[parent]!);
      place = parent;
    }
    this.put(place, document, score);
  }

  /** Puts an entry at the root and lets it sink among the first `size` places. */
  private siftDown(size: number, document: number, score: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.isWorse(this.documents[child + 1]!, this.scores[child + 1]!, child)) child++;
      if (this.isWorse(document, score, child)) break;
      this.put(place, this.documents[child]!, this.scores[child]!);
      place = child;
    }
    this.put(place, document, score);
  }

  private put(place: number, document: number, score: number): void {
    this.documents[place] = document;
    this.scores[place] = score;
  }
}
