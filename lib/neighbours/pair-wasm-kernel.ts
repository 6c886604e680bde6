import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../wasm";
import { LATER_ROWS_WASM } from "./later-rows-wasm";
import type { NeighbourTable } from "./nearest-rows";
import { emptyTable, type PairKernel } from "./pair-kernel";
import { type SparseRows, turn } from "./sparse-rows";

/** What later-rows-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface LaterRowsExports {
  laterRows(
    columns: number,
    weights: number,
    count: number,
    starts: number,
    places: number,
    rowsOf: number,
    values: number,
    met: number,
    dots: number,
    shared: number,
    counted: number,
  ): number;
  offer(
    row: number,
    met: number,
    count: number,
    similarities: number,
    dots: number,
    shared: number,
    sizes: number,
    leasts: number,
    heaps: number,
    capacity: number,
  ): void;
  drain(heap: number, capacity: number, size: number): void;
}

/** Whether WebAssembly is there and its 4 GiB hold the rows and their lists. */
export function wasmPairsFit(rows: SparseRows, capacity: number): boolean {
  return bytesNeeded(rows, capacity) <= WASM_PAGE ** 2 && wasmRuns(LATER_ROWS_WASM);
}

/** The twin of `PlainPairKernel` in WebAssembly: the same sums in the same order. */
export class WasmPairKernel implements PairKernel {
  readonly met: Uint32Array;
  readonly dots: Float64Array;
  readonly shared: Uint32Array;
  readonly similarities: Float32Array;
  private readonly code: LaterRowsExports;
  private readonly sizes: Uint32Array;
  private readonly buffer: ArrayBuffer;
  private readonly leasts: number;
  private readonly heaps: number;
  /** Entries of the rows, then of the columns. */
  private readonly pointers: { columns: number; weights: number; rowsOf: number; values: number };
  private readonly columnStarts: number;
  private readonly places: number;
  private row = -1;

  /**
   * @param capacity entries of each row's list, at most
   * @param counted  whether `shared` counts the columns that rows share; else it is 1 for all
   */
  constructor(
    private readonly rows: SparseRows,
    private readonly capacity: number,
    private readonly counted: boolean,
  ) {
    const memory = allocateWasm(bytesNeeded(rows, capacity));
    this.buffer = memory.buffer;
    this.code = instantiateWasm(LATER_ROWS_WASM, memory) as LaterRowsExports;
    const byColumn = turn(rows);
    let end = WASM_PAGE;
    const room = <T>(
      Kind: new (buffer: ArrayBuffer, start: number, length: number) => T,
      length: number,
      bytes = 4,
    ): T => {
      const array = new Kind(this.buffer, end, length);
      end += bytes * length;
      return array;
    };
    const placed = (numbers: Uint32Array | Float32Array): number => {
      const array =
        numbers instanceof Float32Array ? room(Float32Array, numbers.length) : room(Uint32Array, numbers.length);
      array.set(numbers);
      return array.byteOffset;
    };
    this.dots = room(Float64Array, rows.count, 8);
    this.met = room(Uint32Array, rows.count);
    this.shared = room(Uint32Array, rows.count);
    this.similarities = room(Float32Array, rows.count);
    this.sizes = room(Uint32Array, rows.count);
    this.leasts = room(Float32Array, rows.count).byteOffset;
    this.columnStarts = placed(byColumn.starts);
    this.places = placed(byColumn.starts.subarray(0, rows.width));
    this.pointers = {
      columns: placed(rows.columns),
      weights: placed(rows.values),
      rowsOf: placed(byColumn.columns),
      values: placed(byColumn.values),
    };
    this.heaps = end;
  }

  next(): number {
    const { pointers, rows } = this;
    const start = rows.starts[++this.row]!;
    return this.code.laterRows(
      pointers.columns + 4 * start,
      pointers.weights + 4 * start,
      rows.starts[this.row + 1]! - start,
      this.columnStarts,
      this.places,
      pointers.rowsOf,
      pointers.values,
      this.met.byteOffset,
      this.dots.byteOffset,
      this.shared.byteOffset,
      Number(this.counted),
    );
  }

  offer(met: number): void {
    this.code.offer(
      this.row,
      this.met.byteOffset,
      met,
      this.similarities.byteOffset,
      this.dots.byteOffset,
      this.shared.byteOffset,
      this.sizes.byteOffset,
      this.leasts,
      this.heaps,
      this.capacity,
    );
  }

  finish(): NeighbourTable {
    const { buffer, capacity, sizes } = this;
    const table = emptyTable(sizes);
    sizes.forEach((size, row) => {
      const heap = this.heaps + 8 * capacity * row;
      this.code.drain(heap, capacity, size);
      table.neighbours.set(new Uint32Array(buffer, heap, size), table.starts[row]);
      table.similarities.set(new Float32Array(buffer, heap + 4 * capacity, size), table.starts[row]);
    });
    return table;
  }
}

function bytesNeeded({ count, width, columns }: SparseRows, capacity: number): number {
  return WASM_PAGE + count * (28 + 8 * capacity) + 4 * (2 * width + 1) + 16 * columns.length;
}
