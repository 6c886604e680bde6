import { allocateWasm, instantiateWasm, WASM_PAGE, type WasmMemory, wasmRuns } from "../../wasm";
import { textOf } from "./cell-text";
import { CSV_WASM } from "./csv-wasm";
import { NotPlain } from "./not-plain";
import { type ColumnPlace, LONGEST_ROW, type NumberedCells, type RowShape, type Splitter } from "./splitter";

/** What csv-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface CsvExports {
  start(
    width: number,
    delimiter: number,
    rowEnd: number,
    cells: number,
    mostCells: number,
    pool: number,
    poolBytes: number,
    ids: number,
    mostIds: number,
    slots: number,
  ): void;
  split(input: number, bytes: number): number;
  cellCount(): number;
  poolSize(): number;
  numberColumn(
    column: number,
    from: number,
    rows: number,
    codes: number,
    codeOf: number,
    distinct: number,
    counts: number,
  ): number;
}

/** The room there is. Pages that nothing is written to cost no memory. */
const INPUT_BYTES = 2 * LONGEST_ROW;
const MOST_CELLS = 1 << 26;
const POOL_BYTES = 1 << 28;
const MOST_IDS = 1 << 22;
/** Tables of 4,096 slots, then four times as many and so on, until every cell has two. */
const SLOTS = 1 << 24;
const ID_BYTES = 16;

/** Whether this machine runs WebAssembly with SIMD. */
export function wasmSplits(): boolean {
  return wasmRuns(CSV_WASM);
}

/** The splitter whose loop is WebAssembly: the same cells as RowSplitter's, several times faster. */
export class WasmSplitter implements Splitter {
  readonly cells: Int32Array;
  private readonly returns: boolean;
  private readonly memory: WasmMemory;
  private readonly kernel: CsvExports;
  private readonly input: number;
  private readonly pooled: number;
  private readonly ids: number;
  /** Regions that numberColumn works in: codes of rows; codes, cells and counts of distinct cells. */
  private readonly columnRegions: readonly [number, number, number, number];
  /** Bytes that have arrived and belong to a row that is not at its end; they lie at the beginning of the input. */
  private waiting = 0;

  /** Throws NotSupportedError where {@link wasmSplits} is false. */
  constructor({ width, delimiter, returns }: RowShape) {
    this.returns = returns;
    let end = WASM_PAGE;
    const reserve = (bytes: number): number => {
      const start = end;
      end += bytes + 16;
      return start;
    };
    this.input = reserve(INPUT_BYTES);
    const cells = reserve(4 * MOST_CELLS);
    this.pooled = reserve(POOL_BYTES);
    this.ids = reserve(ID_BYTES * MOST_IDS);
    const slots = reserve(4 * SLOTS);
    // A file has at least two columns.
    this.columnRegions = [reserve(2 * MOST_CELLS), reserve(4 * MOST_IDS), reserve(4 * MOST_IDS), reserve(4 * MOST_IDS)];
    this.memory = allocateWasm(end);
    this.kernel = instantiateWasm(CSV_WASM, this.memory) as CsvExports;
    const rowEnd = this.rowEnd.charCodeAt(0);
    this.kernel.start(width, delimiter, rowEnd, cells, MOST_CELLS, this.pooled, POOL_BYTES, this.ids, MOST_IDS, slots);
    this.cells = new Int32Array(this.memory.buffer, cells, MOST_CELLS);
  }

  get count(): number {
    return this.kernel.cellCount();
  }

  get pool(): Splitter["pool"] {
    const bytes = Buffer.from(this.memory.buffer);
    const entries = new Int32Array(this.memory.buffer, this.ids, (ID_BYTES / 4) * MOST_IDS);
    return {
      size: this.kernel.poolSize(),
      text: (id) => {
        const start = this.pooled + entries[4 * id]!;
        return textOf(bytes, start, start + entries[4 * id + 1]!, entries[4 * id + 2]! >= 0);
      },
    };
  }

  push(chunk: Uint8Array): void {
    const bytes = new Uint8Array(this.memory.buffer, this.input, INPUT_BYTES + 16);
    for (let from = 0; from < chunk.length; from += LONGEST_ROW) {
      const part = chunk.subarray(from, from + LONGEST_ROW);
      const end = this.waiting + part.length;
      bytes.set(part, this.waiting);
      bytes[end] = this.rowEnd.charCodeAt(0);
      const split = this.kernel.split(this.input, end);
      this.waiting = end - split;
      if (split < 0 || this.waiting > LONGEST_ROW) throw new NotPlain();
      bytes.copyWithin(0, split, end);
    }
  }

  finish(): void {
    if (this.waiting > 0) this.push(Buffer.from(this.rowEnd));
    if (this.waiting > 0) throw new NotPlain();
  }

  numberColumn({ column, from, rows }: ColumnPlace): NumberedCells {
    const [codes, codeOf, distinct, counts] = this.columnRegions;
    const size = this.kernel.numberColumn(column, from, rows, codes, codeOf, distinct, counts);
    const taken = (start: number, length: number): Int32Array =>
      new Int32Array(this.memory.buffer, start, length).slice();
    return { codes: taken(codes, rows), cells: taken(distinct, size), counts: taken(counts, size) };
  }

  private get rowEnd(): string {
    return this.returns ? "\r\n" : "\n";
  }
}
