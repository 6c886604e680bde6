import { allocateWasm, instantiateWasm, WASM_PAGE, type WasmMemory, wasmRuns } from "../../wasm";
import { sharedText, textOf } from "./cell-text";
import { CSV_WASM } from "./csv-wasm";
import { NotPlain } from "./not-plain";
import {
  type CellTexts,
  type ColumnPlace,
  LONGEST_ROW,
  MOST_CELLS,
  type NumberedCells,
  type RowShape,
  type Splitter,
} from "./splitter";

/** What csv-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface CsvExports {
  start(
    width: number,
    delimiter: number,
    rowEnd: number,
    cells: number,
    cellsBytes: number,
    rowsPerBlock: number,
    pool: number,
    poolBytes: number,
    ids: number,
    mostIds: number,
    slots: number,
    lasts: number,
  ): void;
  split(input: number, bytes: number): number;
  rowCount(): number;
  poolSize(): number;
  numberColumn(
    column: number,
    from: number,
    to: number,
    codes: number,
    codeOf: number,
    distinct: number,
    counts: number,
  ): number;
}

/** The room there is. Pages that nothing is written to cost no memory. */
const INPUT_BYTES = 2 * LONGEST_ROW;
const CELLS_BYTES = 4 * MOST_CELLS;
/** A file has at least two columns. */
const MOST_ROWS = MOST_CELLS / 2;
const POOL_BYTES = 1 << 28;
const MOST_IDS = 1 << 22;
/** Tables of 4,096 slots, then four times as many and so on to 4,096 · 4⁶, which gives every cell two. */
const SLOTS = (4096 * (4 ** 7 - 1)) / 3;
const SLOT_BYTES = 16;
const ID_BYTES = 12;
const LAST_BYTES = 12;
/** The kernel reads 64 bytes at a time, beyond the end of a region too. */
const SPARE_BYTES = 64;

/** Whether this machine runs WebAssembly with SIMD. */
export function wasmSplits(): boolean {
  return wasmRuns(CSV_WASM);
}

/** The splitter whose loop is WebAssembly: the same cells as RowSplitter's, several times faster. */
export class WasmSplitter implements Splitter {
  private readonly width: number;
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
    this.width = width;
    this.returns = returns;
    let end = WASM_PAGE;
    const reserve = (bytes: number): number => {
      const start = end;
      end += bytes + SPARE_BYTES;
      return start;
    };
    this.input = reserve(INPUT_BYTES);
    const cells = reserve(CELLS_BYTES);
    this.pooled = reserve(POOL_BYTES);
    this.ids = reserve(ID_BYTES * MOST_IDS);
    const slots = reserve(SLOT_BYTES * SLOTS);
    const lasts = reserve(LAST_BYTES * width);
    this.columnRegions = [reserve(4 * MOST_ROWS), reserve(4 * MOST_IDS), reserve(4 * MOST_IDS), reserve(4 * MOST_IDS)];
    this.memory = allocateWasm(end);
    this.kernel = instantiateWasm(CSV_WASM, this.memory) as CsvExports;
    const rowEnd = this.rowEnd.charCodeAt(0);
    this.kernel.start(
      width,
      delimiter,
      rowEnd,
      cells,
      CELLS_BYTES,
      rowsPerBlock(width),
      this.pooled,
      POOL_BYTES,
      this.ids,
      MOST_IDS,
      slots,
      lasts,
    );
  }

  get rows(): number {
    return this.kernel.rowCount();
  }

  get firstRow(): number[] {
    return Array.from(
      { length: this.width },
      (_, column) => this.numberColumn({ column, from: 0, rows: 1 }).cells[0] ?? 0,
    );
  }

  texts(): CellTexts {
    const bytes = Buffer.from(this.memory.buffer);
    const entries = new Int32Array(this.memory.buffer, this.ids, (ID_BYTES / 4) * MOST_IDS);
    const last = 3 * (this.kernel.poolSize() - 1);
    const from = this.pooled;
    const shared = sharedText(bytes, from, from + entries[last]! + entries[last + 1]!);
    return (id) => {
      const start = from + entries[3 * id]!;
      return textOf(bytes, start, start + entries[3 * id + 1]!, entries[3 * id + 2] === 1, shared, from);
    };
  }

  push(chunk: Uint8Array): void {
    const bytes = new Uint8Array(this.memory.buffer, this.input, INPUT_BYTES);
    for (let from = 0; from < chunk.length; from += LONGEST_ROW) {
      const part = chunk.subarray(from, from + LONGEST_ROW);
      const end = this.waiting + part.length;
      bytes.set(part, this.waiting);
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
    const size = this.kernel.numberColumn(column, from, from + rows, codes, codeOf, distinct, counts);
    const taken = (start: number, length: number): Int32Array =>
      new Int32Array(this.memory.buffer, start, length).slice();
    return { codes: taken(codes, rows), cells: taken(distinct, size), counts: taken(counts, size) };
  }

  private get rowEnd(): string {
    return this.returns ? "\r\n" : "\n";
  }
}

/** Blocks of 1,024 rows, fewer where rows are so wide that a few of them would take much memory. */
function rowsPerBlock(width: number): number {
  let rows = 1024;
  while (rows > 16 && rows * width > 1 << 16) rows /= 2;
  return rows;
}
