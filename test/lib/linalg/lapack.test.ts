import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  cholesky,
  DenseMatrix,
  determinant,
  leastSquares,
  logDeterminantCholesky,
  pseudoInverse,
  qr,
  solveCholesky,
  svd,
  symmetricEigen,
} from "cartwright/linalg";
import { assertClose } from "./closeness";

interface General {
  name: string;
  a: number[][];
  singular_values: number[];
  r: number[][];
  determinant: number | null;
  b: number[];
  x: number[];
  rank: number;
  pseudo_inverse: number[][];
}

interface Recorded {
  general: General[];
  symmetric: { name: string; a: number[][]; eigenvalues: number[] }[];
  positive_definite: {
    name: string;
    a: number[][];
    lower: number[][];
    b: number[];
    x: number[];
    log_determinant: number;
  }[];
}

// Provenance: test/reference/linalg/make.py (LAPACK through NumPy 2.4.6 and SciPy 1.17.1).
const recorded = JSON.parse(readFileSync(join(__dirname, "../../reference/linalg/lapack.json"), "utf8")) as Recorded;

/** How much a relative error of the input can grow in the answer. */
function condition({ singular_values: s, rank }: General): number {
  return rank === 0 ? 1 : s[0]! / s[rank - 1]!;
}

describe("agreement with LAPACK", () => {
  for (const test of recorded.general) {
    it(`on the matrix "${test.name}"`, () => {
      const a = DenseMatrix.fromRows(test.a);
      assertClose(svd(a).s, test.singular_values, 1e-14, "singular values");
      if (test.rank === Math.min(a.rows, a.columns)) {
        assertClose(qr(a).r.data, test.r.flat(), 1e-14, "R");
      }
      if (test.determinant !== null) {
        assertClose([determinant(a)], [test.determinant], 1e-15 * condition(test), "determinant");
      }
      const fit = leastSquares(a, Float64Array.from(test.b));
      assert.equal(fit.rank, test.rank);
      assertClose(fit.x, test.x, 1e-14 * condition(test), "least squares");
      assertClose(pseudoInverse(a).data, test.pseudo_inverse.flat(), 1e-14 * condition(test), "pseudo-inverse");
    });
  }

  for (const test of recorded.symmetric) {
    it(`on the eigenvalues of the symmetric matrix "${test.name}"`, () => {
      assertClose(symmetricEigen(DenseMatrix.fromRows(test.a)).values, test.eigenvalues, 1e-14, "eigenvalues");
    });
  }

  for (const test of recorded.positive_definite) {
    it(`on the positive definite matrix "${test.name}"`, () => {
      const lower = cholesky(DenseMatrix.fromRows(test.a));
      assertClose(lower.data, test.lower.flat(), 1e-13, "L");
      assertClose(solveCholesky(lower, Float64Array.from(test.b)), test.x, 1e-12, "solution");
      assertClose([logDeterminantCholesky(lower)], [test.log_determinant], 1e-13, "ln det");
    });
  }
});
