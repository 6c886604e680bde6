import { ValueError } from "../../contracts";
import { Random } from "../../random";
import { cholesky } from "../cholesky";
import { DenseMatrix } from "../dense-matrix";
import { symmetricEigen } from "../symmetric-eigen";
import { solveLowerTransposed } from "../triangular";
import type { BlockKernel, BlockName, Precision } from "./block-kernel";

/** Squared length of a column that counts as zeros; the matrix it comes from has entries near 1. */
const NOTHING = 2 ** -900;

/** Two or three are usual. */
const MAX_PASSES = 8;

/** Passes in which a direction that rounding has swallowed may still come out. */
const RESCUES = 2;

/** What a precision can tell apart. */
interface Limits {
  /** The spacing of its numbers above 1. */
  readonly epsilon: number;
  /** Squared sine below which Cholesky's factor would blow rounding up. */
  readonly dependent: number;
  /** Squared sine of an angle above which a product leaves columns nearly all their digits. */
  readonly wellApart: number;
}

const LIMITS: Readonly<Record<Precision, Limits>> = {
  single: { epsilon: 2 ** -23, dependent: 1e-4, wellApart: 1e-2 },
  double: { epsilon: Number.EPSILON, dependent: 1e-8, wellApart: 1e-4 },
};

/** Largest |cosine| between two columns that counts as orthogonal, per column. */
const ORTHOGONAL = 4 * Number.EPSILON;

/**
 * Makes the columns of a block orthonormal without changing what they span (to rounding). With C = LLᵀ the cosines
 * between the columns and D what scales them to length 1, X := X·D·L^(-ᵀ), twice or thrice (CholeskyQR). Where columns
 * nearly depend on each other, C = VΛVᵀ and X := X·D·V·Λ^(-1/2) (SVQB): directions that rounding has swallowed come out
 * with what is left of them, and further passes clean them.
 *
 * Columns may depend on each other altogether: some direction or other then takes the place of what was said twice.
 *
 * @param kernel owns the block
 * @param name   which block
 * @source Yamamoto, Nakatsukasa, Yanagisawa & Fukaya, "Roundoff Error Analysis of the CholeskyQR2 Algorithm", ETNA 44,
 *         2015; Stathopoulos & Wu, "A Block Orthogonalization Procedure with Constant Synchronization Requirements", SIAM
 *         Journal on Scientific Computing 23(6), 2002
 */
export function orthonormalise(kernel: BlockKernel, name: BlockName): void {
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { cosines, scales } = cosinesOf(kernel, name);
    if (furthestFromOrthogonal(cosines) <= ORTHOGONAL * cosines.rows) {
      if (!areOnes(scales)) kernel.combine(name, DenseMatrix.diagonal(scales));
      return scales.includes(0) ? fillZeroColumns(kernel, name, scales) : undefined;
    }
    pull(kernel, name, cosines, scales, pass < RESCUES);
  }
}

/**
 * One pass of {@link orthonormalise}: enough between two products, where columns need only be well apart.
 *
 * @returns how well apart they were: the least squared sine of a column's angle to those before it; 0 where lost in
 *          rounding
 */
export function separate(kernel: BlockKernel, name: BlockName): number {
  const { cosines, scales } = cosinesOf(kernel, name);
  return pull(kernel, name, cosines, scales, true);
}

/** The squared sine (see {@link separate}) at which one pass between two products will do. */
export function wellApart({ precision }: BlockKernel): number {
  return LIMITS[precision].wellApart;
}

/** Pulls columns apart, by Cholesky's factor where they allow it; returns the least squared sine. */
function pull(
  kernel: BlockKernel,
  name: BlockName,
  cosines: DenseMatrix,
  scales: Float64Array,
  hopeful: boolean,
): number {
  const n = cosines.rows;
  const lower = choleskyFactor(cosines);
  const least = lower === undefined ? 0 : smallestDiagonal(lower) ** 2;
  const { dependent, epsilon } = LIMITS[kernel.precision];
  if (lower === undefined || least < dependent) {
    kernel.combine(name, whitening(cosines, scales, epsilon, hopeful));
    return 0;
  }
  const inverse = solveLowerTransposed(lower, DenseMatrix.identity(n));
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) inverse.data[i * n + j]! *= scales[i]!;
  kernel.combine(name, inverse);
  return least;
}

function smallestDiagonal({ rows, data }: DenseMatrix): number {
  let smallest = Infinity;
  for (let i = 0; i < rows; i++) smallest = Math.min(smallest, data[i * (rows + 1)]!);
  return smallest;
}

/** Undefined where a column depends on those before it, to rounding. */
function choleskyFactor(cosines: DenseMatrix): DenseMatrix | undefined {
  try {
    return cholesky(cosines);
  } catch (error) {
    if (error instanceof ValueError) return undefined;
    throw error;
  }
}

/** Whether nothing but rounding would change by these factors. */
function areOnes(scales: Float64Array): boolean {
  return scales.every((scale) => Math.abs(scale - 1) <= ORTHOGONAL * scales.length);
}

/** The cosines between the columns, and 1 / length of each; 0 for a column of zeros. */
function cosinesOf(kernel: BlockKernel, name: BlockName): { cosines: DenseMatrix; scales: Float64Array } {
  const cosines = kernel.cross(name, name);
  return { scales: scaleToUnit(cosines), cosines };
}

/** Turns a Gram matrix into cosines, in place, and returns 1 / length of each column; 0 for a column of zeros. */
function scaleToUnit(gram: DenseMatrix): Float64Array {
  const n = gram.rows;
  const scales = Float64Array.from({ length: n }, (_, i) => {
    const squared = gram.data[i * (n + 1)]!;
    return squared > NOTHING ? 1 / Math.sqrt(squared) : 0;
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
function whitening(cosines: DenseMatrix, scales: Float64Array, epsilon: number, hopeful: boolean): DenseMatrix {
  const n = cosines.rows;
  const { values, vectors } = symmetricEigen(cosines);
  const least = epsilon * n * values[0]!;
  const factors = values.map((value) =>
    value > least ? 1 / Math.sqrt(value) : hopeful && least > 0 ? 1 / Math.sqrt(least) : 0,
  );
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
