import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../../wasm";
import type { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { type BlockKernel, type BlockName, CROSS_ROWS, type Precision } from "./block-kernel";
import { BLOCK_WASM } from "./block-wasm";

/** What block-kernel.as exports, for each precision; its comments say what each argument is. Pointers are byte offsets. */
interface BlockExports {
  countColumns(columns: number, from: number, to: number, counts: number): void;
  turnRows(
    starts: number,
    columns: number,
    values: number,
    from: number,
    to: number,
    next: number,
    turnedColumns: number,
    turnedValues: number,
  ): void;
  readonly multiplySingle: MultiplyRows;
  readonly multiplyDouble: MultiplyRows;
  readonly crossSingle: CrossRows;
  readonly crossDouble: CrossRows;
  readonly combineSingle: CombineRows;
  readonly combineDouble: CombineRows;
}

type MultiplyRows = (
  starts: number,
  columns: number,
  values: number,
  from: number,
  to: number,
  source: number,
  target: number,
) => void;
type CrossRows = (x: number, y: number, rows: number, first: number, panels: number, out: number) => void;
type CombineRows = (x: number, rows: number, from: number, to: number, panels: number, m: number, work: number) => void;

/** Bytes of a panel's row: 16 numbers of float32, 8 of float64. */
const PANEL_BYTES = 64;

/** Rows that one call does: the engine changes to optimised code between calls. */
const ROWS = 256;

/** Entries that one call counts. */
const TURNED = 65_536;

/** Whether this machine runs the kernel and its 4 GiB hold the problem. */
export function wasmBlockFits(matrix: CsrMatrix, width: number): boolean {
  return wasmRuns(BLOCK_WASM) && layout(matrix, width).end <= WASM_PAGE * WASM_PAGE;
}

/** The twin of `PlainBlockKernel` in WebAssembly SIMD: four float32 or two float64 at a time. */
export class WasmBlockKernel implements BlockKernel {
  precision: Precision = "double";
  private readonly places: Layout;
  private readonly buffer: ArrayBuffer;
  private readonly code: BlockExports;
  private readonly rows: Record<BlockName, number>;

  /** @throws NotSupportedError when WebAssembly is missing or the problem does not fit its 4 GiB */
  constructor(
    matrix: CsrMatrix,
    private readonly width: number,
  ) {
    this.places = layout(matrix, width);
    this.rows = { left: matrix.rows, right: matrix.columns, spare: matrix.columns };
    const memory = allocateWasm(this.places.end);
    this.buffer = memory.buffer;
    this.code = instantiateWasm(BLOCK_WASM, memory) as BlockExports;
    this.load(matrix);
    this.turn(matrix);
  }

  use(precision: Precision): void {
    this.precision = precision;
  }

  write(name: BlockName, { data }: DenseMatrix): void {
    const { width, lanes } = this;
    const rows = this.rows[name];
    const block = this.numbers(this.places[name], rows * this.panels * lanes).fill(0);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let j = 0; j < width; j++, at++) block[placeOf(row, j, rows, lanes)] = data[at]!;
    }
  }

  read(name: BlockName, columns = this.width): DenseMatrix {
    const { lanes } = this;
    const rows = this.rows[name];
    const block = this.numbers(this.places[name], rows * this.panels * lanes);
    const values = new DenseMatrix(rows, columns);
    const { data } = values;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let j = 0; j < columns; j++, at++) data[at] = block[placeOf(row, j, rows, lanes)]!;
    }
    return values;
  }

  multiplyRight(): void {
    const { left, right, matrix } = this.places;
    this.multiply(matrix, this.rows.left, right, this.rows.right, left);
  }

  multiplyLeft(): void {
    const { left, right, turned } = this.places;
    this.multiply(turned, this.rows.right, left, this.rows.left, right);
  }

  keepRight(): void {
    const { right, spare } = this.places;
    new Uint8Array(this.buffer).copyWithin(spare, right, right + this.rows.right * this.panels * PANEL_BYTES);
  }

  cross(x: BlockName, y: BlockName): DenseMatrix {
    const { panels, places, width } = this;
    const cross = this.isSingle ? this.code.crossSingle : this.code.crossDouble;
    const stride = panels * this.lanes;
    const padded = new Float64Array(this.buffer, places.small, stride * stride).fill(0);
    const rows = this.rows[x];
    for (let first = 0; first < rows; first += CROSS_ROWS) {
      cross(places[x], places[y], rows, first, panels, places.small);
    }
    // Of XᵀX, only what stands on and above the diagonal was summed.
    return DenseMatrix.generate(width, width, (a, b) =>
      x === y && b < a ? padded[b * stride + a]! : padded[a * stride + b]!,
    );
  }

  combine(x: BlockName, m: DenseMatrix): void {
    const { panels, places, width } = this;
    const combine = this.isSingle ? this.code.combineSingle : this.code.combineDouble;
    const stride = panels * this.lanes;
    const padded = this.numbers(places.small, stride * stride).fill(0);
    for (let k = 0; k < width; k++) padded.set(m.row(k), k * stride);
    const rows = this.rows[x];
    for (let from = 0; from < rows; from += ROWS) {
      combine(places[x], rows, from, Math.min(rows, from + ROWS), panels, places.small, places.work);
    }
  }

  /** Panel by panel, so that a panel of the source stays in the cache while A streams past. */
  private multiply(matrix: MatrixPlaces, rows: number, source: number, sourceRows: number, target: number): void {
    const multiply = this.isSingle ? this.code.multiplySingle : this.code.multiplyDouble;
    const { starts, columns, values } = matrix;
    for (let panel = 0; panel < this.panels; panel++) {
      const panelSource = source + panel * sourceRows * PANEL_BYTES;
      const panelTarget = target + panel * rows * PANEL_BYTES;
      for (let from = 0; from < rows; from += ROWS) {
        multiply(starts, columns, values, from, Math.min(rows, from + ROWS), panelSource, panelTarget);
      }
    }
  }

  private load({ rowStarts, columnIndices, values }: CsrMatrix): void {
    const places = this.places.matrix;
    new Uint32Array(this.buffer, places.starts, rowStarts.length).set(rowStarts);
    new Uint32Array(this.buffer, places.columns, columnIndices.length).set(columnIndices);
    if (places.values > 0) new Float64Array(this.buffer, places.values, values.length).set(values);
  }

  /** Aᵀ beside A: columns are counted, the counts made into starts, and the entries placed. */
  private turn({ rows, columns, stored }: CsrMatrix): void {
    const { matrix, turned } = this.places;
    for (let from = 0; from < stored; from += TURNED) {
      this.code.countColumns(matrix.columns, from, Math.min(stored, from + TURNED), turned.starts);
    }
    const starts = new Uint32Array(this.buffer, turned.starts, columns + 2);
    for (let column = 2; column < starts.length; column++) starts[column]! += starts[column - 1]!;
    for (let from = 0; from < rows; from += ROWS) {
      const to = Math.min(rows, from + ROWS);
      this.code.turnRows(
        matrix.starts,
        matrix.columns,
        matrix.values,
        from,
        to,
        turned.starts,
        turned.columns,
        turned.values,
      );
    }
  }

  private get isSingle(): boolean {
    return this.precision === "single";
  }

  /** Columns of a panel. */
  private get lanes(): number {
    return this.isSingle ? 16 : 8;
  }

  private get panels(): number {
    return Math.ceil(this.width / this.lanes);
  }

  private numbers(start: number, count: number): Float32Array | Float64Array {
    return this.isSingle ? new Float32Array(this.buffer, start, count) : new Float64Array(this.buffer, start, count);
  }
}

/** Where among the panels a cell of a block stands. */
function placeOf(row: number, column: number, rows: number, lanes: number): number {
  const lane = column % lanes;
  return (((column - lane) / lanes) * rows + row) * lanes + lane;
}

/** Where the arrays of one matrix lie. */
interface MatrixPlaces {
  readonly starts: number;
  readonly columns: number;
  /** 0 where every value is 1: they need no place. */
  readonly values: number;
}

interface Layout extends Readonly<Record<BlockName, number>> {
  readonly matrix: MatrixPlaces;
  readonly turned: MatrixPlaces;
  readonly small: number;
  readonly work: number;
  readonly end: number;
}

/** Where everything lies in the memory, for either precision; blocks begin at cache lines. */
function layout(matrix: CsrMatrix, width: number): Layout {
  const { rows, columns, stored } = matrix;
  const isBinary = holdsOnlyOnes(matrix.values);
  const padded = Math.ceil(width / 16) * 16;
  let end = WASM_PAGE; // The first page stays free: the module keeps nothing there, and no pointer is 0.
  const reserve = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const places = (count: number): MatrixPlaces => ({
    starts: reserve(4 * (count + 2)), // One more than rows have: see `turn`.
    columns: reserve(4 * stored),
    values: isBinary ? 0 : reserve(8 * stored),
  });
  const parts = {
    matrix: places(rows),
    turned: places(columns),
    left: reserve(8 * rows * padded),
    right: reserve(8 * columns * padded),
    spare: reserve(8 * columns * padded),
    small: reserve(8 * padded * padded),
    work: reserve(2 * 8 * padded),
  };
  return { ...parts, end };
}

function holdsOnlyOnes(values: Float64Array): boolean {
  for (let at = 0; at < values.length; at++) if (values[at] !== 1) return false;
  return true;
}
