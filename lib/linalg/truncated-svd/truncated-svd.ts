import { requireInteger, requireNonNegative, requireOneOf, ValueError } from "../../contracts";
import { CsrMatrix } from "../csr-matrix";
import { DenseMatrix } from "../dense-matrix";
import { powerOfTwo, scaledCopy } from "../scaling";
import { fixSigns, type Svd } from "../svd";
import { transpose } from "../transpose";
import { lanczosSvd } from "./lanczos";
import { randomisedSvd } from "./randomised";

/** Settings of {@link truncatedSvd}. */
export interface TruncatedSvdOptions {
  /** k: how many singular triples are wanted, 1 to min(rows, columns). */
  readonly rank: number;
  /** "randomised" unless given. "lanczos" is for few triples and full accuracy. */
  readonly method?: "randomised" | "lanczos";
  /** Randomised: p, columns of the sketch beyond the rank; 10 unless given. */
  readonly oversampling?: number;
  /** Randomised: q, how often A·Aᵀ is applied to the sketch; 5 unless given. More where singular values fall slowly. */
  readonly powerIterations?: number;
  /** Lanczos: a triple has converged when ‖Aᵀu - s·v‖ is at most this times s[0]; 1e-10 unless given. */
  readonly tolerance?: number;
  /** One seed, one answer; 1 unless given. */
  readonly seed?: number;
  /** Randomised: "auto" is WebAssembly SIMD where it runs and its 4 GiB suffice. Both give the same bits. */
  readonly kernel?: "auto" | "wasm" | "plain";
  /**
   * Randomised: "mixed" unless given, which does the power iterations in float32 and the last two products in float64,
   * or all in float64 where a wanted singular value is below s[0] / 1000.
   */
  readonly precision?: "mixed" | "double";
}

/**
 * The k largest singular values of a matrix and their vectors, U_k·diag(s)·V_kᵀ: the best approximation of rank k in the
 * least-squares sense (Eckart & Young 1936), its squared error Σ s[i]² over the values left out. For matrices whose
 * full decomposition would take too long or not fit; sparse ones are never written out.
 *
 * **randomised** multiplies A with a few random columns, which almost surely catch the directions that matter, and
 * decomposes what it finds there: 2q + 2 products of A with k + p columns. No s[i] is overestimated. The error of the
 * approximation in the spectral norm is expected to be at most
 * (1 + √(k/(p - 1)) + (e·√(k + p)/p)·√(min(m, n) - k))^(1/(2q + 1)) · σ_(k+1), for p ≥ 2: with q = 5, within some ten per
 * cent of the best there is, however slowly the values fall. The first triples are far more accurate than the last. Of a
 * small matrix (up to 262,144 entries) with no more than k + p columns or rows the full decomposition is taken.
 *
 * **lanczos** builds orthonormal bases in which A is bidiagonal, with full reorthogonalisation, until every wanted
 * triple has ‖Aᵀu - s·v‖ ≤ tolerance · s[0]; then each s[i] lies within that of a true singular value, and far nearer
 * (about its square over the gap) when no other is close. It takes some 2k to 5k steps, t steps cost t products with a
 * vector, 4t²(m + n) operations and 8t(m + n) bytes. Of values equal to the last digit it may return fewer copies than
 * there are, with smaller values after them.
 *
 * {@link residualNorms} tells how far any answer is from exact.
 *
 * @param matrix                  [m × n], finite, dense or sparse, tall or wide
 * @param options                 how many and how
 * @param options.rank            k, 1 to min(m, n)
 * @param options.method          "randomised" (unless given) or "lanczos"
 * @param options.oversampling    p of the randomised method, 10 unless given
 * @param options.powerIterations q of the randomised method, 5 unless given
 * @param options.tolerance       of Lanczos, 1e-10 unless given
 * @param options.seed            1 unless given
 * @param options.kernel          of the randomised method, "auto" unless given
 * @param options.precision       of the randomised method, "mixed" unless given
 * @returns U [m × k], s [k] falling, V [n × k]; columns orthonormal to rounding also where s is 0. In each column of V
 *          the entry of largest magnitude is positive
 * @throws ValueError when an option is out of range or an entry is NaN or infinite, naming it; NotSupportedError when
 *         kernel "wasm" is asked for and cannot be had
 * @source Halko, Martinsson & Tropp, "Finding Structure with Randomness", SIAM Review 53(2), 2011, algorithms 4.4 and
 *         5.1, bound of corollary 10.10; Golub & Kahan, "Calculating the Singular Values and Pseudo-Inverse of a
 *         Matrix", SIAM Journal on Numerical Analysis 2(2), 1965; Golub & Van Loan, 4th edition, section 10.4
 */
export function truncatedSvd(matrix: DenseMatrix | CsrMatrix, options: TruncatedSvdOptions): Svd {
  const settings = checkedSettings(matrix, options);
  const { matrix: scaled, scale } = scaledSparse(matrix);
  const wide = scaled.rows < scaled.columns;
  const tall = wide ? transpose(scaled) : scaled;
  const { u, s, v } = settings.method === "lanczos" ? lanczosSvd(tall, settings) : randomisedSvd(tall, settings);
  const values = s.map((value) => value * scale);
  return wide ? fixSigns(v, values, u) : fixSigns(u, values, v);
}

function checkedSettings(
  { rows, columns }: DenseMatrix | CsrMatrix,
  options: TruncatedSvdOptions,
): Required<TruncatedSvdOptions> {
  const { rank, method = "randomised", oversampling = 10, powerIterations = 5 } = options;
  const { tolerance = 1e-10, seed = 1, kernel = "auto", precision = "mixed" } = options;
  requireInteger("rank", rank, 1);
  const most = Math.min(rows, columns);
  if (rank > most) {
    throw new ValueError(`rank must be at most ${most} for a matrix [${rows} × ${columns}], received ${rank}`);
  }
  requireOneOf("method", method, ["randomised", "lanczos"]);
  requireInteger("oversampling", oversampling);
  requireInteger("powerIterations", powerIterations);
  requireNonNegative("tolerance", tolerance);
  requireOneOf("kernel", kernel, ["auto", "wasm", "plain"]);
  requireOneOf("precision", precision, ["mixed", "double"]);
  return { rank, method, oversampling, powerIterations, tolerance, seed, kernel, precision };
}

/** A as a sparse matrix whose largest magnitude lies in [1, 2), so that squares neither overflow nor vanish. */
function scaledSparse(matrix: DenseMatrix | CsrMatrix): { matrix: CsrMatrix; scale: number } {
  if (matrix instanceof DenseMatrix) {
    const { data, scale } = scaledCopy("matrix", matrix);
    return { matrix: withEveryEntry(new DenseMatrix(matrix.rows, matrix.columns, data)), scale };
  }
  const { rows, columns, rowStarts, columnIndices, stored } = matrix;
  const values = new DenseMatrix(1, stored, matrix.values);
  if (powerOfTwo("matrix", values) === 1) return { matrix, scale: 1 };
  const { data, scale } = scaledCopy("matrix", values);
  return { matrix: new CsrMatrix(rows, columns, rowStarts, columnIndices, data), scale };
}

/** A dense matrix as a sparse one that stores every entry: one kernel serves both. */
function withEveryEntry({ rows, columns, data }: DenseMatrix): CsrMatrix {
  const starts = Uint32Array.from({ length: rows + 1 }, (_, row) => row * columns);
  const indices = new Uint32Array(rows * columns);
  for (let at = 0; at < indices.length; at++) indices[at] = at % columns;
  return new CsrMatrix(rows, columns, starts, indices, data);
}
