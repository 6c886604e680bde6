import { requireLength, ValueError } from "../contracts";
import type { DenseMatrix } from "./dense-matrix";
import { multiply, multiplyVector } from "./multiply";
import { qr } from "./qr";
import { numericalRank, svd } from "./svd";
import { transpose } from "./transpose";
import { solveUpper } from "./triangular";
import { norm } from "./vectors";

/** What {@link leastSquares} found. */
export interface LeastSquares {
  /** x [n]. */
  readonly x: Float64Array;
  /** Numerical rank of A. Below n, many x fit equally well, and the shortest was taken. */
  readonly rank: number;
  /** ‖A·x − b‖. */
  readonly residual: number;
}

/**
 * The x that makes ‖A·x − b‖ smallest; among several, the one with the smallest ‖x‖.
 *
 * With full column rank this is x = (AᵀA)⁻¹Aᵀb, computed from a pivoted QR factorisation, which does not square the
 * condition number as AᵀA does. Otherwise it is x = V·S⁺·Uᵀ·b from the singular value decomposition.
 *
 * @param a [m × n], finite; tall, square or wide
 * @param b [m], finite
 * @throws ShapeError when b has another length; ValueError when a or b holds NaN or an infinity
 * @source Golub & Van Loan, "Matrix Computations", 4th edition, sections 5.3 and 5.5
 */
export function leastSquares(a: DenseMatrix, b: Float64Array): LeastSquares {
  requireLength("b", b.length, a.rows);
  b.forEach((value, i) => {
    if (!Number.isFinite(value)) throw new ValueError(`b must hold finite numbers, entry ${i} is ${value}`);
  });
  const { x, rank } = fullRankSolution(a, b) ?? shortestSolution(a, b);
  const fitted = multiplyVector(a, x);
  return { x, rank, residual: norm(fitted.map((value, i) => value - b[i]!)) };
}

function fullRankSolution(a: DenseMatrix, b: Float64Array): { x: Float64Array; rank: number } | undefined {
  if (a.rows < a.columns) return undefined;
  const { q, r, order } = qr(a, { pivot: true });
  const diagonal = Float64Array.from({ length: a.columns }, (_, i) => r.data[i * (a.columns + 1)]!);
  if (numericalRank(diagonal, a.rows, a.columns) < a.columns) return undefined;
  const permuted = solveUpper(r, multiplyVector(transpose(q), b));
  const x = new Float64Array(a.columns);
  permuted.forEach((value, j) => (x[order[j]!] = value));
  return { x, rank: a.columns };
}

function shortestSolution(a: DenseMatrix, b: Float64Array): { x: Float64Array; rank: number } {
  const { u, s, v } = svd(a);
  const rank = numericalRank(s, a.rows, a.columns);
  const along = multiplyVector(transpose(u), b);
  return {
    x: multiplyVector(
      v,
      along.map((value, i) => (i < rank ? value / s[i]! : 0)),
    ),
    rank,
  };
}

/**
 * The Moore-Penrose inverse A⁺ = V·S⁺·Uᵀ: A⁺·b is the least-squares answer for every b. It is A⁻¹ where that exists.
 *
 * @param a [m × n], finite
 * @returns [n × m]; singular values that are 0 within rounding count as 0
 * @throws ValueError when an entry is NaN or infinite
 * @source Golub & Van Loan, "Matrix Computations", 4th edition, section 5.5.2
 */
export function pseudoInverse(a: DenseMatrix): DenseMatrix {
  const { u, s, v } = svd(a);
  const rank = numericalRank(s, a.rows, a.columns);
  for (let i = 0; i < v.rows; i++) {
    for (let j = 0; j < v.columns; j++) v.data[i * v.columns + j]! *= j < rank ? 1 / s[j]! : 0;
  }
  return multiply(v, transpose(u));
}
