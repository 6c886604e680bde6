/** Scored rows, best first, equal scores in ascending order of rows; of each, whether its neighbours were looked at. */
export class SortedPool {
  size = 0;
  readonly rows: Uint32Array;
  readonly scores: Float32Array;
  readonly expanded: Uint8Array;

  constructor(capacity: number) {
    this.rows = new Uint32Array(capacity);
    this.scores = new Float32Array(capacity);
    this.expanded = new Uint8Array(capacity);
  }

  /** Puts a row in its place; of more than `most` the last falls off. Returns the place. */
  put(score: number, row: number, most: number): number {
    let place = 0;
    let high = this.size;
    while (place < high) {
      const middle = (place + high) >> 1;
      if (this.isBefore(middle, score, row)) place = middle + 1;
      else high = middle;
    }
    const last = this.size < most ? this.size++ : most - 1;
    for (const list of [this.rows, this.scores, this.expanded]) list.copyWithin(place + 1, place, last);
    this.rows[place] = row;
    this.scores[place] = score;
    this.expanded[place] = 0;
    return place;
  }

  /** The score that a row must beat to enter, when there are at most `most`. */
  worst(most: number): number {
    return this.size < most ? -Infinity : this.scores[most - 1]!;
  }

  private isBefore(place: number, score: number, row: number): boolean {
    const other = this.scores[place]!;
    return other > score || (other === score && this.rows[place]! < row);
  }
}
