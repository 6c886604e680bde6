/** Which rows of a table a batch looks up. */
export interface Lookups {
  /** The row of each lookup. */
  readonly ids: Int32Array;
  /** The rows, sorted, each once. */
  readonly rows: Int32Array;
  /** Where the row of each lookup stands in `rows`. */
  readonly places: Int32Array;
}

/** Finds the distinct rows of lookups. Its memory is one number per row of the table and is used again by each call. */
export class RowFinder {
  private readonly placeOf: Int32Array;

  /** @param rows of the table */
  constructor(rows: number) {
    this.placeOf = new Int32Array(rows);
  }

  /**
   * @param ids the row of each lookup, each below the table's height
   * @returns `ids` itself, the distinct rows, and where each lookup's row stands among them
   */
  find(ids: Int32Array): Lookups {
    const sorted = ids.slice().sort();
    let count = 0;
    for (let n = 0; n < sorted.length; n++) {
      if (n > 0 && sorted[n] === sorted[n - 1]) continue;
      const row = sorted[n]!;
      this.placeOf[row] = count;
      sorted[count++] = row;
    }
    const places = new Int32Array(ids.length);
    for (let n = 0; n < ids.length; n++) places[n] = this.placeOf[ids[n]!]!;
    return { ids, rows: sorted.slice(0, count), places };
  }
}
