/** Which rows of a table a batch looks up. */
export interface Lookups {
  /** The row of each lookup. */
  readonly ids: Int32Array;
  /** The rows, sorted, each once. */
  readonly rows: Int32Array;
  /** Where the row of each lookup stands in `rows`. */
  readonly places: Int32Array;
}

/** Stands for a row that was not met. */
const NOT_MET = -1;

/** Finds the distinct rows of lookups. Its memory is one number per row of the table and is used again by each call. */
export class RowFinder {
  private readonly placeOf: Int32Array;

  /** @param rows of the table */
  constructor(rows: number) {
    this.placeOf = new Int32Array(rows).fill(NOT_MET);
  }

  /**
   * @param ids the row of each lookup, each below the table's height
   * @returns `ids` itself, the distinct rows, and where each lookup's row stands among them
   */
  find(ids: Int32Array): Lookups {
    const { placeOf } = this;
    const rows = this.distinct(ids).sort();
    for (let place = 0; place < rows.length; place++) placeOf[rows[place]!] = place;
    const places = new Int32Array(ids.length);
    for (let n = 0; n < ids.length; n++) places[n] = placeOf[ids[n]!]!;
    for (let place = 0; place < rows.length; place++) placeOf[rows[place]!] = NOT_MET;
    return { ids, rows, places };
  }

  /** Each row once, in the order in which they are met. */
  private distinct(ids: Int32Array): Int32Array {
    const rows = new Int32Array(ids.length);
    let count = 0;
    for (let n = 0; n < ids.length; n++) {
      const row = ids[n]!;
      if (this.placeOf[row] !== NOT_MET) continue;
      this.placeOf[row] = count;
      rows[count++] = row;
    }
    return rows.slice(0, count);
  }
}
