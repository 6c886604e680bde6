import { requireInteger, requireLength, requireOneOf, ValueError } from "../contracts";
import { CsrMatrix } from "./csr-matrix";

/** What becomes of a cell that is named more than once. */
export type DuplicatePolicy = "sum" | "last" | "max" | "error";

/** A list of cells: entry n says that cell (rowIndices[n], columnIndices[n]) holds values[n]. */
export interface Triplets {
  readonly rows: number;
  readonly columns: number;
  /** [entries], each below rows; any order. */
  readonly rowIndices: ArrayLike<number>;
  /** [entries], each below columns. */
  readonly columnIndices: ArrayLike<number>;
  /** [entries]. */
  readonly values: ArrayLike<number>;
  /** What becomes of a cell that is named more than once: an error unless given. */
  readonly duplicates?: DuplicatePolicy;
}

/**
 * A sparse matrix from a list of cells in any order, in O(entries + rows + columns): two counting sorts, by column and
 * then by row.
 *
 * @param triplets the cells; "last" keeps what stands last in the list, "sum" adds in the order of the list
 * @throws ShapeError when the lists differ in length; ValueError when an index is out of range, or when a cell is named
 *         twice and duplicates is "error"
 */
export function csrFromTriplets(triplets: Triplets): CsrMatrix {
  const { rows, columns, rowIndices, columnIndices, values, duplicates = "error" } = triplets;
  requireInteger("rows", rows);
  requireInteger("columns", columns);
  requireLength("columnIndices", columnIndices.length, rowIndices.length);
  requireLength("values", values.length, rowIndices.length);
  requireOneOf("duplicates", duplicates, ["sum", "last", "max", "error"]);
  requireIndices("rowIndices", rowIndices, rows);
  requireIndices("columnIndices", columnIndices, columns);

  const entries = Uint32Array.from({ length: values.length }, (_, entry) => entry);
  const order = stableSortBy(rowIndices, rows, stableSortBy(columnIndices, columns, entries));
  return mergeSorted(order, triplets, duplicates);
}

/** Entries in ascending order of their key, equal keys in the order in which they came. */
function stableSortBy(keys: ArrayLike<number>, keyCount: number, entries: Uint32Array): Uint32Array {
  const next = new Uint32Array(keyCount + 1);
  for (const entry of entries) next[keys[entry]! + 1]!++;
  for (let key = 0; key < keyCount; key++) next[key + 1]! += next[key]!;
  const sorted = new Uint32Array(entries.length);
  for (const entry of entries) sorted[next[keys[entry]!]!++] = entry;
  return sorted;
}

function mergeSorted(order: Uint32Array, triplets: Triplets, duplicates: DuplicatePolicy): CsrMatrix {
  const { rows, columns, rowIndices, columnIndices, values } = triplets;
  const rowStarts = new Uint32Array(rows + 1);
  const mergedColumns = new Uint32Array(order.length);
  const mergedValues = new Float64Array(order.length);
  let stored = 0;
  let previous = -1;
  for (const entry of order) {
    const row = rowIndices[entry]!;
    const column = columnIndices[entry]!;
    const repeated = previous >= 0 && rowIndices[previous] === row && columnIndices[previous] === column;
    previous = entry;
    if (repeated) {
      if (duplicates === "error")
        throw new ValueError(`cell (${row}, ${column}) must be named once, it is named again`);
      mergedValues[stored - 1] = merge(duplicates, mergedValues[stored - 1]!, values[entry]!);
      continue;
    }
    mergedColumns[stored] = column;
    mergedValues[stored] = values[entry]!;
    rowStarts[row + 1] = ++stored;
  }
  // A row without entries starts where the row before it ended.
  for (let row = 0; row < rows; row++) rowStarts[row + 1] = Math.max(rowStarts[row]!, rowStarts[row + 1]!);
  return new CsrMatrix(rows, columns, rowStarts, mergedColumns.slice(0, stored), mergedValues.slice(0, stored));
}

function merge(policy: Exclude<DuplicatePolicy, "error">, kept: number, met: number): number {
  if (policy === "sum") return kept + met;
  return policy === "last" ? met : Math.max(kept, met);
}

function requireIndices(name: string, indices: ArrayLike<number>, count: number): void {
  for (let n = 0; n < indices.length; n++) {
    const index = indices[n]!;
    if (!(Number.isInteger(index) && index >= 0 && index < count)) {
      throw new ValueError(`${name}[${n}] must be a whole number below ${count}, received ${String(index)}`);
    }
  }
}
