import { BestFew } from "./best-few";
import type { NeighbourTable } from "./nearest-rows";
import { type SparseRows, turn } from "./sparse-rows";

/** The hot part of comparing all rows with one another: meets each pair once, from its earlier row. */
export interface PairKernel {
  /** Later rows that share a column with the current row: the first so many, in no order. */
  readonly met: Uint32Array;
  /** [rows] product of the current row with each that it met. */
  readonly dots: Float64Array;
  /** [rows] columns that it shares with each, or 1 where nobody asks how many. */
  readonly shared: Uint32Array;
  /** [rows] how alike they are, to be filled in the order of {@link met} before {@link offer}. */
  readonly similarities: Float32Array;
  /** Goes on to the next row, beginning with row 0; returns how many later rows it met. */
  next(): number;
  /** Offers its pairs of a similarity above 0 to the lists of both rows. */
  offer(met: number): void;
  /** The lists of all rows. */
  finish(): NeighbourTable;
}

/** The reference, in plain TypeScript. */
export class PlainPairKernel implements PairKernel {
  readonly met: Uint32Array;
  readonly dots: Float64Array;
  readonly shared: Uint32Array;
  readonly similarities: Float32Array;
  private readonly byColumn: SparseRows;
  /** [columns] where the current row's entry stands. Each column holds its rows in ascending order, as they come. */
  private readonly places: Uint32Array;
  private readonly best: readonly BestFew[];
  private row = -1;

  /** @param capacity entries of each row's list, at most */
  constructor(
    private readonly rows: SparseRows,
    capacity: number,
  ) {
    this.byColumn = turn(rows);
    this.places = this.byColumn.starts.slice(0, rows.width);
    this.met = new Uint32Array(rows.count);
    this.dots = new Float64Array(rows.count);
    this.shared = new Uint32Array(rows.count);
    this.similarities = new Float32Array(rows.count);
    this.best = Array.from({ length: rows.count }, () => new BestFew(capacity));
  }

  next(): number {
    const { rows, byColumn, places, met, dots, shared } = this;
    this.row++;
    let count = 0;
    const end = rows.starts[this.row + 1]!;
    for (let entry = rows.starts[this.row]!; entry < end; entry++) {
      const column = rows.columns[entry]!;
      const weight = rows.values[entry]!;
      const last = byColumn.starts[column + 1]!;
      for (let at = ++places[column]!; at < last; at++) {
        const other = byColumn.columns[at]!;
        if (shared[other]!++ === 0) met[count++] = other;
        dots[other]! += weight * byColumn.values[at]!;
      }
    }
    return count;
  }

  offer(met: number): void {
    for (let n = 0; n < met; n++) {
      const other = this.met[n]!;
      const similarity = this.similarities[n]!;
      this.dots[other] = 0;
      this.shared[other] = 0;
      if (!(similarity > 0)) continue;
      this.best[this.row]!.offer(other, similarity);
      this.best[other]!.offer(this.row, similarity);
    }
  }

  finish(): NeighbourTable {
    const table = emptyTable(Uint32Array.from(this.best, ({ count }) => count));
    this.best.forEach((few, row) => {
      const { items, scores } = few.drain();
      table.neighbours.set(items, table.starts[row]);
      table.similarities.set(scores, table.starts[row]);
    });
    return table;
  }
}

/** Room for lists of these lengths. */
export function emptyTable(lengths: Uint32Array): NeighbourTable {
  const starts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, row) => (starts[row + 1] = starts[row]! + length));
  const entries = starts[lengths.length]!;
  return { starts, neighbours: new Uint32Array(entries), similarities: new Float32Array(entries) };
}
