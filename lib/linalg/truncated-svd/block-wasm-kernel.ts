import { allocateWasm, instantiateWasm, WASM_PAGE, wasmRuns } from "../../wasm";
import type { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { transpose } from "../transpose";
import type { BlockKernel, BlockName } from "./block-kernel";
import { BLOCK_WASM } from "./block-wasm";

/** What block-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface BlockExports {
  multiplyBlock(
    starts: number,
    columns: number,
    values: number,
    rows: number,
    source: number,
    sourceRows: number,
    target: number,
    panels: number,
  ): void;
  crossProduct(x: number, y: number, rows: number, panels: number, out: number): void;
  combineColumns(x: number, rows: number, panels: number, m: number, work: number): void;
}

/** Columns of a panel, and the bytes of one of its rows. */
const PANEL = 8;
const PANEL_BYTES = 8 * PANEL;

/** Whether this machine runs the kernel and its 4 GiB hold the problem. */
export function wasmBlockFits(matrix: CsrMatrix, width: number): boolean {
  return wasmRuns(BLOCK_WASM) && layout(matrix, width).end <= WASM_PAGE * WASM_PAGE;
}

/** The twin of `PlainBlockKernel` in WebAssembly SIMD, two float64 at a time. */
export class WasmBlockKernel implements BlockKernel {
  private readonly panels: number;
  private readonly places: Layout;
  private readonly buffer: ArrayBuffer;
  private readonly code: BlockExports;
  private readonly rows: Record<BlockName, number>;

  /** @throws NotSupportedError when WebAssembly is missing or the problem does not fit its 4 GiB */
  constructor(
    matrix: CsrMatrix,
    private readonly width: number,
  ) {
    this.panels = Math.ceil(width / PANEL);
    this.places = layout(matrix, width);
    this.rows = { left: matrix.rows, right: matrix.columns, spare: matrix.columns };
    const memory = allocateWasm(this.places.end);
    this.buffer = memory.buffer;
    this.code = instantiateWasm(BLOCK_WASM, memory) as BlockExports;
    this.load(matrix, this.places.matrix);
    this.load(transpose(matrix), this.places.turned);
  }

  write(name: BlockName, values: DenseMatrix): void {
    const { data } = values;
    const block = this.block(name);
    this.eachCell(name, (at, place) => (block[place] = data[at]!));
  }

  read(name: BlockName): DenseMatrix {
    const values = new DenseMatrix(this.rows[name], this.width);
    const { data } = values;
    const block = this.block(name);
    this.eachCell(name, (at, place) => (data[at] = block[place]!));
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
    const { small } = this.places;
    this.code.crossProduct(this.places[x], this.places[y], this.rows[x], this.panels, small);
    const padded = this.padded();
    return DenseMatrix.generate(this.width, this.width, (a, b) => padded[a * this.panels * PANEL + b]!);
  }

  combine(x: BlockName, m: DenseMatrix): void {
    const { small, work } = this.places;
    const padded = this.padded().fill(0);
    for (let k = 0; k < this.width; k++) padded.set(m.row(k), k * this.panels * PANEL);
    this.code.combineColumns(this.places[x], this.rows[x], this.panels, small, work);
  }

  private multiply(matrix: MatrixPlaces, rows: number, source: number, sourceRows: number, target: number): void {
    const { starts, columns, values } = matrix;
    this.code.multiplyBlock(starts, columns, values, rows, source, sourceRows, target, this.panels);
  }

  private load({ rowStarts, columnIndices, values }: CsrMatrix, places: MatrixPlaces): void {
    new Uint32Array(this.buffer, places.starts, rowStarts.length).set(rowStarts);
    new Uint32Array(this.buffer, places.columns, columnIndices.length).set(columnIndices);
    new Float64Array(this.buffer, places.values, values.length).set(values);
  }

  /** The small square matrix of the kernel, [8·panels × 8·panels]. */
  private padded(): Float64Array {
    return new Float64Array(this.buffer, this.places.small, (this.panels * PANEL) ** 2);
  }

  private block(name: BlockName): Float64Array {
    return new Float64Array(this.buffer, this.places[name], this.rows[name] * this.panels * PANEL);
  }

  /** Visits the cells of a block: where each stands row-major, and where among the panels. */
  private eachCell(name: BlockName, visit: (at: number, place: number) => void): void {
    const rows = this.rows[name];
    for (let column = 0; column < this.width; column++) {
      const panel = Math.floor(column / PANEL);
      for (let row = 0; row < rows; row++) {
        visit(row * this.width + column, (panel * rows + row) * PANEL + (column % PANEL));
      }
    }
  }
}

/** Where the arrays of one matrix lie. */
interface MatrixPlaces {
  readonly starts: number;
  readonly columns: number;
  readonly values: number;
}

interface Layout extends Readonly<Record<BlockName, number>> {
  readonly matrix: MatrixPlaces;
  readonly turned: MatrixPlaces;
  readonly small: number;
  readonly work: number;
  readonly end: number;
}

/** Where everything lies in the memory; blocks begin at cache lines. */
function layout({ rows, columns, stored }: CsrMatrix, width: number): Layout {
  const padded = Math.ceil(width / PANEL) * PANEL;
  let end = WASM_PAGE; // The first page stays free: the module keeps nothing there, and no pointer is 0.
  const reserve = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const places = (count: number): MatrixPlaces => ({
    starts: reserve(4 * (count + 1)),
    columns: reserve(4 * stored),
    values: reserve(8 * stored),
  });
  const parts = {
    matrix: places(rows),
    turned: places(columns),
    left: reserve(8 * rows * padded),
    right: reserve(8 * columns * padded),
    spare: reserve(8 * columns * padded),
    small: reserve(8 * padded * padded),
    work: reserve(8 * padded),
  };
  return { ...parts, end };
}
