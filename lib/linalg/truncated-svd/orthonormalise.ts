import { Random } from "../../random";
import { DenseMatrix } from "../dense-matrix";
import { symmetricEigen } from "../symmetric-eigen";
import type { BlockKernel, BlockName } from "./block-kernel";

/** Two or three are usual. */
const MAX_PASSES = 8;

/** Passes in which a direction that rounding has swallowed may still come out. */
const RESCUES = 2;

/** Largest |cosine| between two columns that counts as orthogonal, per column. */
const ORTHOGONAL = 4 * Number.EPSILON;

/**
 * Makes the columns of a block orthonormal without changing what they span (to rounding): with G the Gram matrix of the
 * columns at unit length, X := X·D·V·Λ^(-1/2), where G = VΛVᵀ and D scales to unit length. Directions that rounding has
 * swallowed come out with what is left of them, so passes follow until all are orthonormal.
 *
 * Columns may depend on each other: some direction or other then takes the place of what was said twice.
 *
 * @param kernel owns the block
 * @param name   which block
 * @param passes at most so many: 1 is enough between two products, where columns need only be well apart
 * @source Stathopoulos & Wu, "A Block Orthogonalization Procedure with Constant Synchronization Requirements", SIAM
 *         Journal on Scientific Computing 23(6), 2002, algorithm SVQB
 */
export function orthonormalise(kernel: BlockKernel, name: BlockName, passes = MAX_PASSES): void {
  for (let pass = 0; pass < passes; pass++) {
    const cosines = kernel.cross(name, name);
    const scales = scaleToUnit(cosines);
    if (furthestFromOrthogonal(cosines) <= ORTHOGONAL * cosines.rows) {
      kernel.combine(name, DenseMatrix.diagonal(scales));
      return scales.includes(0) ? fillZeroColumns(kernel, name, scales) : undefined;
    }
    kernel.combine(name, whitening(cosines, scales, pass < RESCUES));
  }
}

/** Turns a Gram matrix into cosines, in place, and returns 1 / length of each column; 0 for a column of zeros. */
function scaleToUnit(gram: DenseMatrix): Float64Array {
  const n = gram.rows;
  const scales = Float64Array.from({ length: n }, (_, i) => {
    const squared = gram.data[i * (n + 1)]!;
    return squared > 0 ? 1 / Math.sqrt(squared) : 0;
  });
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) gram.data[i * n + j]! *= scales[i]! * scales[j]!;
  return scales;
}

function furthestFromOrthogonal({ rows, data }: DenseMatrix): number {
  let furthest = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) furthest = Math.max(furthest, Math.abs(data[i * rows + j]!));
  }
  return furthest;
}

/**
 * D·V·Λ^(-1/2). Eigenvalues that rounding has swallowed count as that rounding while there is hope that something true is
 * left in them; after that their directions become columns of zeros.
 */
function whitening(cosines: DenseMatrix, scales: Float64Array, hopeful: boolean): DenseMatrix {
  const n = cosines.rows;
  const { values, vectors } = symmetricEigen(cosines);
  const least = Number.EPSILON * n * values[0]!;
  const factors = values.map((value) => (value > least ? 1 / Math.sqrt(value) : hopeful ? 1 / Math.sqrt(least) : 0));
  return DenseMatrix.generate(n, n, (i, j) => scales[i]! * vectors.data[i * n + j]! * factors[j]!);
}

/** Columns of zeros, as a matrix of low rank leaves them, become some direction or other. */
function fillZeroColumns(kernel: BlockKernel, name: BlockName, scales: Float64Array): void {
  const random = new Random(1).split("zero columns");
  const block = kernel.read(name);
  for (let at = 0; at < block.data.length; at++) {
    if (scales[at % block.columns] === 0) block.data[at] = random.normal();
  }
  kernel.write(name, block);
  orthonormalise(kernel, name);
}
