import type { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { multiply } from "../multiply";
import { transpose } from "../transpose";

/** "left" blocks have as many rows as A, "right" ones as many as A has columns; "spare" is a second right one. */
export type BlockName = "left" | "right" | "spare";

/**
 * The hot part of the randomised decomposition. It owns a sparse matrix A, turned both ways, and three tall blocks of
 * `width` columns; the algorithm around it says what happens to them.
 */
export interface BlockKernel {
  /** Overwrites a block; `values` is [rows of the block × width]. */
  write(name: BlockName, values: DenseMatrix): void;
  /** A copy of a block, [rows of the block × width]. */
  read(name: BlockName): DenseMatrix;
  /** left = A·right. */
  multiplyRight(): void;
  /** right = Aᵀ·left. */
  multiplyLeft(): void;
  /** spare = right. */
  keepRight(): void;
  /** XᵀY of two blocks with the same number of rows, [width × width]. */
  cross(x: BlockName, y: BlockName): DenseMatrix;
  /** X = X·M, M [width × width]. */
  combine(x: BlockName, m: DenseMatrix): void;
}

/** The reference: plain TypeScript. It adds in the same order as the WebAssembly twin, so both give the same bits. */
export class PlainBlockKernel implements BlockKernel {
  private readonly turned: CsrMatrix;
  private readonly blocks: Record<BlockName, DenseMatrix>;

  constructor(
    private readonly matrix: CsrMatrix,
    width: number,
  ) {
    this.turned = transpose(matrix);
    this.blocks = {
      left: new DenseMatrix(matrix.rows, width),
      right: new DenseMatrix(matrix.columns, width),
      spare: new DenseMatrix(matrix.columns, width),
    };
  }

  write(name: BlockName, values: DenseMatrix): void {
    this.blocks[name].data.set(values.data);
  }

  read(name: BlockName): DenseMatrix {
    return this.blocks[name].clone();
  }

  multiplyRight(): void {
    this.blocks.left = multiply(this.matrix, this.blocks.right);
  }

  multiplyLeft(): void {
    this.blocks.right = multiply(this.turned, this.blocks.left);
  }

  keepRight(): void {
    this.blocks.spare.data.set(this.blocks.right.data);
  }

  cross(x: BlockName, y: BlockName): DenseMatrix {
    return crossProduct(this.blocks[x], this.blocks[y]);
  }

  combine(x: BlockName, m: DenseMatrix): void {
    this.blocks[x] = rowsTimes(this.blocks[x], m);
  }
}

/** XᵀY, summed over the rows in their order. */
function crossProduct(x: DenseMatrix, y: DenseMatrix): DenseMatrix {
  const width = x.columns;
  const product = new DenseMatrix(width, width);
  for (let row = 0; row < x.rows; row++) {
    for (let a = 0; a < width; a++) {
      const factor = x.data[row * width + a]!;
      for (let b = 0; b < width; b++) product.data[a * width + b]! += factor * y.data[row * width + b]!;
    }
  }
  return product;
}

/** X·M, each entry summed in the order of X's columns; `multiply` would add four products at a time. */
function rowsTimes(x: DenseMatrix, m: DenseMatrix): DenseMatrix {
  const width = x.columns;
  const product = new DenseMatrix(x.rows, width);
  for (let row = 0; row < x.rows; row++) {
    for (let k = 0; k < width; k++) {
      const factor = x.data[row * width + k]!;
      for (let j = 0; j < width; j++) product.data[row * width + j]! += factor * m.data[k * width + j]!;
    }
  }
  return product;
}
