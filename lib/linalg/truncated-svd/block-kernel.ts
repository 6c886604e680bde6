import type { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { transpose } from "../transpose";

/** "left" blocks have as many rows as A, "right" ones as many as A has columns; "spare" is a second right one. */
export type BlockName = "left" | "right" | "spare";

/** How the numbers of all blocks are kept and rounded: float32 or float64. */
export type Precision = "single" | "double";

/**
 * The hot part of the randomised decomposition. It owns a sparse matrix A, turned both ways, and three tall blocks of
 * `width` columns; the algorithm around it says what happens to them.
 */
export interface BlockKernel {
  readonly precision: Precision;
  /** Goes on in another precision. What the blocks hold is lost. */
  use(precision: Precision): void;
  /** Overwrites a block; `values` is [rows of the block × width]. */
  write(name: BlockName, values: DenseMatrix): void;
  /** A copy of a block's first columns, of all unless given: [rows of the block × columns]. */
  read(name: BlockName, columns?: number): DenseMatrix;
  /** left = A·right. */
  multiplyRight(): void;
  /** right = Aᵀ·left. */
  multiplyLeft(): void;
  /** spare = right. */
  keepRight(): void;
  /** XᵀY of two blocks with the same number of rows, [width × width]: float64 sums of sums over {@link CROSS_ROWS} rows. */
  cross(x: BlockName, y: BlockName): DenseMatrix;
  /** X = X·M, M [width × width]. */
  combine(x: BlockName, m: DenseMatrix): void;
}

/** Rows whose products {@link BlockKernel.cross} sums in the precision of the blocks. */
export const CROSS_ROWS = 64;

/** The reference: plain TypeScript. It rounds and adds in the order of the WebAssembly twin, so both give the same bits. */
export class PlainBlockKernel implements BlockKernel {
  precision: Precision = "double";
  private readonly turned: CsrMatrix;
  private readonly blocks: Record<BlockName, DenseMatrix>;

  constructor(
    private readonly matrix: CsrMatrix,
    private readonly width: number,
  ) {
    this.turned = transpose(matrix);
    this.blocks = {
      left: new DenseMatrix(matrix.rows, width),
      right: new DenseMatrix(matrix.columns, width),
      spare: new DenseMatrix(matrix.columns, width),
    };
  }

  use(precision: Precision): void {
    this.precision = precision;
  }

  write(name: BlockName, { data }: DenseMatrix): void {
    const { round } = this;
    this.blocks[name].data.set(data.map((value) => round(value)));
  }

  read(name: BlockName, columns = this.width): DenseMatrix {
    return this.blocks[name].sliceColumns(0, columns);
  }

  multiplyRight(): void {
    sparseTimes(this.matrix, this.blocks.right, this.blocks.left, this.round);
  }

  multiplyLeft(): void {
    sparseTimes(this.turned, this.blocks.left, this.blocks.right, this.round);
  }

  keepRight(): void {
    this.blocks.spare.data.set(this.blocks.right.data);
  }

  cross(x: BlockName, y: BlockName): DenseMatrix {
    return crossProduct(this.blocks[x], this.blocks[y], this.round);
  }

  combine(x: BlockName, m: DenseMatrix): void {
    this.blocks[x] = rowsTimes(this.blocks[x], m, this.round);
  }

  private get round(): Rounding {
    return this.precision === "single" ? Math.fround : exact;
  }
}

type Rounding = (value: number) => number;

const exact: Rounding = (value) => value;

/** target = A·source; of each row, the entries at even and at odd places are summed by themselves. */
function sparseTimes(a: CsrMatrix, source: DenseMatrix, target: DenseMatrix, round: Rounding): void {
  const width = source.columns;
  const sums = [new Float64Array(width), new Float64Array(width)] as const;
  for (let row = 0; row < a.rows; row++) {
    const start = a.rowStarts[row]!;
    for (const sum of sums) sum.fill(0);
    for (let e = start; e < a.rowStarts[row + 1]!; e++) {
      const sum = sums[(e - start) % 2 === 0 ? 0 : 1];
      const value = round(a.values[e]!);
      const from = a.columnIndices[e]! * width;
      for (let j = 0; j < width; j++) sum[j] = round(sum[j]! + round(value * source.data[from + j]!));
    }
    for (let j = 0; j < width; j++) target.data[row * width + j] = round(sums[0][j]! + sums[1][j]!);
  }
}

function crossProduct(x: DenseMatrix, y: DenseMatrix, round: Rounding): DenseMatrix {
  const width = x.columns;
  const product = new DenseMatrix(width, width);
  for (let first = 0; first < x.rows; first += CROSS_ROWS) {
    const end = Math.min(x.rows, first + CROSS_ROWS) * width;
    for (let a = 0; a < width; a++) {
      for (let b = 0; b < width; b++) {
        let sum = 0;
        for (let at = first * width; at < end; at += width) {
          sum = round(sum + round(x.data[at + a]! * y.data[at + b]!));
        }
        product.data[a * width + b]! += sum;
      }
    }
  }
  return product;
}

/** X·M, each entry summed in the order of X's columns. */
function rowsTimes(x: DenseMatrix, m: DenseMatrix, round: Rounding): DenseMatrix {
  const width = x.columns;
  const factors = m.data.map((value) => round(value));
  const product = new DenseMatrix(x.rows, width);
  for (let row = 0; row < x.rows; row++) {
    for (let k = 0; k < width; k++) {
      const factor = x.data[row * width + k]!;
      for (let j = 0, at = row * width; j < width; j++, at++) {
        product.data[at] = round(product.data[at]! + round(factor * factors[k * width + j]!));
      }
    }
  }
  return product;
}
