import assert from "node:assert/strict";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  cholesky,
  DenseMatrix,
  determinant,
  frobeniusNorm,
  gram,
  invertCholesky,
  leastSquares,
  maxAbs,
  multiply,
  multiplyVector,
  norm,
  numericalRank,
  pseudoInverse,
  qr,
  solveCholesky,
  solveLower,
  solveLowerTransposed,
  solveUpper,
  svd,
  symmetricEigen,
  transpose,
} from "cartwright/linalg";
import { Random } from "cartwright/random";
import fc from "fast-check";
import { anyMatrix, anySymmetric, assertClose, assertOrthonormalColumns, scaleColumns } from "./closeness";

function normal(rows: number, columns: number, seed: number): DenseMatrix {
  const random = new Random(seed);
  return DenseMatrix.generate(rows, columns, () => random.normal());
}

/** A well-conditioned positive definite matrix: BᵀB + I. */
function positiveDefinite(n: number, seed: number): DenseMatrix {
  const a = gram(normal(n + 2, n, seed));
  for (let i = 0; i < n; i++) a.set(i, i, a.at(i, i) + 1);
  return a;
}

describe("cholesky", () => {
  it("gives a lower triangle with a positive diagonal and L·Lᵀ = A, across block borders too", () => {
    for (const n of [0, 1, 2, 7, 31, 32, 33, 70]) {
      const a = positiveDefinite(n, n);
      const lower = cholesky(a);
      for (let i = 0; i < n; i++) {
        assert.ok(lower.at(i, i) > 0);
        for (let j = i + 1; j < n; j++) assert.equal(lower.at(i, j), 0);
      }
      assertClose(multiply(lower, transpose(lower)).data, a.data, 1e-13, `order ${n}`);
    }
  });

  it("names the pivot at which a matrix turns out not to be positive definite", () => {
    assert.throws(
      () =>
        cholesky(
          DenseMatrix.fromRows([
            [1, 2],
            [2, 1],
          ]),
        ),
      /a must be positive definite, pivot 1 is -3 where the diagonal holds 1/,
    );
    assert.throws(() => cholesky(new DenseMatrix(2, 2)), /pivot 0 is 0/);
    assert.throws(() => cholesky(DenseMatrix.fromRows([[NaN]])), /pivot 0 is NaN/);
    assert.throws(() => cholesky(DenseMatrix.fromRows([[Infinity]])), ValueError);
    assert.throws(() => cholesky(new DenseMatrix(2, 3)), ShapeError);
  });

  it("refuses a singular matrix even when rounding leaves its last pivot a bit above 0", () => {
    const random = new Random(2);
    let leftAbove = 0;
    for (let trial = 0; trial < 200; trial++) {
      // Columns at 0°, 90° ± 30° and a third that is made of both: rank 2, and the first two pivots lose no digits.
      const tilt = random.next() - 0.5;
      const factor = DenseMatrix.fromRows([
        [1.1, tilt, random.normal()],
        [0, 0.9, random.normal()],
      ]);
      const a = gram(factor);
      const l20 = a.at(2, 0) / Math.sqrt(a.at(0, 0));
      const l10 = a.at(1, 0) / Math.sqrt(a.at(0, 0));
      const l21 = (a.at(2, 1) - l20 * l10) / Math.sqrt(a.at(1, 1) - l10 * l10);
      if (a.at(2, 2) - (l20 * l20 + l21 * l21) > 0) leftAbove++;
      assert.throws(() => cholesky(a), /pivot 2/);
    }
    assert.ok(leftAbove > 5, `${leftAbove} times only: the plain test pivot > 0 would have let these pass`);
  });

  it("solves A·x = b for one right-hand side and for many, and inverts", () => {
    for (const n of [1, 5, 70]) {
      const a = positiveDefinite(n, 3);
      const lower = cholesky(a);
      const x = normal(n, 66, 4);
      const b = multiply(a, x);
      assertClose(solveCholesky(lower, b).data, x.data, 1e-12 * n, "many");
      assertClose(solveCholesky(lower, b.column(0)), x.column(0), 1e-12 * n, "one");
      assertClose(multiply(a, invertCholesky(lower)).data, DenseMatrix.identity(n).data, 1e-12 * n, "inverse");
    }
  });
});

describe("triangular solves", () => {
  it("undo the product, and read only their own triangle", () => {
    const full = normal(9, 9, 5);
    for (let i = 0; i < 9; i++) full.set(i, i, 3 + i);
    const lower = DenseMatrix.generate(9, 9, (i, j) => (j <= i ? full.at(i, j) : 0));
    const upper = DenseMatrix.generate(9, 9, (i, j) => (j >= i ? full.at(i, j) : 0));
    const x = normal(9, 3, 6);
    assertClose(solveLower(full, multiply(lower, x)).data, x.data, 1e-12, "lower");
    assertClose(solveUpper(full, multiply(upper, x)).data, x.data, 1e-12, "upper");
    assertClose(solveLowerTransposed(full, multiply(transpose(lower), x)).data, x.data, 1e-12, "lower transposed");
  });

  it("name the 0 on a diagonal, and shapes that do not fit", () => {
    const singular = DenseMatrix.diagonal([1, 0, 2]);
    assert.throws(() => solveLower(singular, new Float64Array(3)), /no 0 on its diagonal, entry 1 is 0/);
    assert.throws(() => solveUpper(new DenseMatrix(2, 3), new Float64Array(2)), ShapeError);
    assert.throws(() => solveUpper(DenseMatrix.identity(2), new Float64Array(3)), ShapeError);
    assert.throws(() => solveUpper(DenseMatrix.identity(2), new DenseMatrix(3, 1)), ShapeError);
  });
});

describe("qr", () => {
  it("gives orthonormal Q, upper triangular R with a diagonal of at least 0, and Q·R = A, for any matrix", () => {
    fc.assert(
      fc.property(anyMatrix(), fc.boolean(), (a, pivot) => {
        const { q, r, order } = qr(a, { pivot });
        assertOrthonormalColumns(q, 1e-14, "Q");
        for (let i = 0; i < r.rows; i++) {
          assert.ok(r.at(i, i) >= 0);
          for (let j = 0; j < i; j++) assert.equal(r.at(i, j), 0);
          if (pivot && i > 0) assert.ok(r.at(i, i) <= r.at(i - 1, i - 1) * (1 + 1e-12), "pivoted diagonal falls");
        }
        const picked = DenseMatrix.generate(a.rows, a.columns, (i, j) => a.at(i, order[j]!));
        assertClose(multiply(q, r).data, picked.data, 1e-13, "Q·R", maxAbs(a.data));
      }),
    );
  });

  it("shows the rank on a pivoted diagonal", () => {
    const a = multiply(normal(8, 2, 7), normal(2, 5, 8));
    const { r } = qr(a, { pivot: true });
    assert.ok(r.at(1, 1) > 0.1 && r.at(2, 2) < 1e-14);
  });

  it("refuses numbers that are not finite, saying where", () => {
    assert.throws(() => qr(DenseMatrix.fromRows([[1], [NaN]])), /a must hold finite numbers, entry \(1, 0\) is NaN/);
  });
});

describe("determinant", () => {
  it("is the hand-worked value, changes sign when rows swap, and multiplies", () => {
    const a = DenseMatrix.fromRows([
      [2, 1, 0],
      [1, 3, 1],
      [0, 1, 4],
    ]);
    // By hand: 2·(12 − 1) − 1·(4 − 0) = 18.
    assertClose([determinant(a)], [18], 1e-14, "by hand");
    const swapped = DenseMatrix.fromRows([a.row(1), a.row(0), a.row(2)]);
    assertClose([determinant(swapped)], [-18], 1e-14, "swapped");
    const b = normal(3, 3, 9);
    assertClose([determinant(multiply(a, b))], [18 * determinant(b)], 1e-13, "product");
  });

  it("is 1 for nothing, the number for 1 × 1, 0 for singular, and of full range", () => {
    assert.equal(determinant(new DenseMatrix(0, 0)), 1);
    assert.equal(determinant(DenseMatrix.fromRows([[-3]])), -3);
    assert.equal(determinant(new DenseMatrix(2, 2)), 0);
    assertClose([determinant(DenseMatrix.diagonal([1e-100, 1e100]))], [1], 1e-14, "scales cancel");
    assert.equal(determinant(DenseMatrix.diagonal([1e200, 1e200])), Infinity);
    assert.throws(() => determinant(new DenseMatrix(1, 2)), ShapeError);
  });
});

describe("symmetricEigen", () => {
  it("gives orthonormal vectors, falling values, and V·Λ·Vᵀ = A, for any symmetric matrix", () => {
    fc.assert(
      fc.property(anySymmetric(), (a) => {
        const { values, vectors } = symmetricEigen(a);
        assertOrthonormalColumns(vectors, 1e-14, "V");
        for (let i = 1; i < values.length; i++) assert.ok(values[i]! <= values[i - 1]!);
        const rebuilt = multiply(scaleColumns(vectors, values), transpose(vectors));
        assertClose(rebuilt.data, a.data, 1e-13, "V·Λ·Vᵀ", maxAbs(a.data) + 1e-300);
      }),
    );
  });

  it("finds the eigenvalues 2 − 2 cos(kπ / (n + 1)) of the second difference matrix", () => {
    const n = 60;
    const a = DenseMatrix.generate(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    const expected = Float64Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
    assertClose(symmetricEigen(a).values, expected, 1e-14, "closed form");
  });

  it("answers for 0 × 0 and 1 × 1, and refuses what is not square, symmetric or finite", () => {
    assert.equal(symmetricEigen(new DenseMatrix(0, 0)).values.length, 0);
    assert.deepEqual(symmetricEigen(DenseMatrix.fromRows([[-4]])).values, Float64Array.of(-4));
    assert.throws(() => symmetricEigen(new DenseMatrix(1, 2)), ShapeError);
    const skew = DenseMatrix.fromRows([
      [1, 2],
      [3, 1],
    ]);
    assert.throws(() => symmetricEigen(skew), /a must be symmetric, entry \(1, 0\) is 3 and entry \(0, 1\) is 2/);
    assert.throws(() => symmetricEigen(DenseMatrix.fromRows([[Infinity]])), ValueError);
  });
});

describe("svd", () => {
  it("gives orthonormal U and V, falling values of at least 0, and U·S·Vᵀ = A, for any matrix", () => {
    fc.assert(
      fc.property(anyMatrix(), (a) => {
        const { u, s, v } = svd(a);
        const k = Math.min(a.rows, a.columns);
        assert.deepEqual([u.rows, u.columns, s.length, v.rows, v.columns], [a.rows, k, k, a.columns, k]);
        assertOrthonormalColumns(u, 1e-14, "U");
        assertOrthonormalColumns(v, 1e-14, "V");
        s.forEach((value, i) => assert.ok(value >= 0 && value <= (s[i - 1] ?? Infinity)));
        assertClose(multiply(scaleColumns(u, s), transpose(v)).data, a.data, 1e-13, "U·S·Vᵀ", maxAbs(a.data));
        // Σ s² = ‖A‖², from the trace of AᵀA.
        assertClose([norm(s)], [frobeniusNorm(a)], 1e-13, "‖s‖");
      }),
      { numRuns: 300 },
    );
  });

  it("gives the transposed matrix the same values with U and V exchanged", () => {
    const a = normal(4, 6, 10);
    const one = svd(a);
    const other = svd(transpose(a));
    assertClose(one.s, other.s, 1e-14, "s");
    // Signs are fixed on V's side, so whole columns may differ in sign.
    assertClose(one.u.data.map(Math.abs), other.v.data.map(Math.abs), 1e-13, "U and V");
  });

  it("keeps s of a matrix with columns of very different size to full accuracy", () => {
    // A diagonal matrix times a rotation of the rows: the singular values are the diagonal.
    const { q } = qr(normal(5, 3, 11));
    const expected = [3, 2e-6, 1e-12];
    const { s } = svd(scaleColumns(q, expected));
    expected.forEach((value, i) => assertClose([s[i]!], [value], 1e-14, `value ${i}`));
  });

  it("counts the rank as the values that stand above rounding", () => {
    const a = multiply(normal(9, 3, 12), normal(3, 6, 13));
    assert.equal(numericalRank(svd(a).s, 9, 6), 3);
    assert.equal(numericalRank(new Float64Array(4), 5, 4), 0);
    assert.equal(numericalRank(new Float64Array(0), 0, 3), 0);
  });

  it("best approximates by its first terms: the error of rank r is s[r] and more (Eckart and Young)", () => {
    const a = normal(8, 6, 14);
    const { u, s, v } = svd(a);
    const kept = s.map((value, i) => (i < 2 ? value : 0));
    const approximation = multiply(scaleColumns(u, kept), transpose(v));
    const error = new DenseMatrix(
      8,
      6,
      a.data.map((value, i) => value - approximation.data[i]!),
    );
    assertClose([frobeniusNorm(error)], [norm(s.subarray(2))], 1e-13, "error");
  });
});

describe("leastSquares", () => {
  const right = (a: DenseMatrix, seed: number): Float64Array => normal(a.rows, 1, seed).data;

  it("leaves a residual at right angles to every column, whatever the matrix", () => {
    fc.assert(
      fc.property(anyMatrix(), fc.nat(), (a, seed) => {
        fc.pre(a.rows > 0 && maxAbs(a.data) < 1e200);
        const b = right(a, seed).map((value) => value * maxAbs(a.data));
        const { x, residual } = leastSquares(a, b);
        const left = multiplyVector(a, x).map((value, i) => value - b[i]!);
        assertClose([residual], [norm(left)], 1e-12, "residual", norm(b));
        const unit = maxAbs(a.data) || 1;
        const scaled = new DenseMatrix(
          a.rows,
          a.columns,
          a.data.map((value) => value / unit),
        );
        const slopes = multiplyVector(transpose(scaled), left);
        // x itself can be large when columns nearly coincide; rounding in A·x is then the floor.
        assertClose(
          slopes,
          slopes.map(() => 0),
          1e-11,
          "normal equations",
          norm(b) + norm(x) * unit,
        );
      }),
    );
  });

  it("is exact where the system has a solution, and fits the line through three points worked by hand", () => {
    // Points (0, 1), (1, 2), (2, 4): slope 3/2, intercept 5/6.
    const a = DenseMatrix.fromRows([
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    const { x, rank, residual } = leastSquares(a, Float64Array.of(1, 2, 4));
    assertClose(x, [5 / 6, 3 / 2], 1e-14, "line");
    assert.equal(rank, 2);
    assertClose([residual], [Math.sqrt(1 / 6)], 1e-14, "residual");
  });

  it("takes the shortest of many solutions: none other has a smaller norm", () => {
    const repeated = DenseMatrix.fromRows([
      [1, 1],
      [1, 1],
      [2, 2],
    ]);
    const { x, rank } = leastSquares(repeated, Float64Array.of(1, 1, 2));
    assert.equal(rank, 1);
    assertClose(x, [0.5, 0.5], 1e-14, "shared evenly");
    const wide = normal(2, 4, 15);
    const found = leastSquares(wide, Float64Array.of(1, 2)).x;
    const nullSpace = normal(4, 1, 16).data;
    const along = multiplyVector(transpose(wide), leastSquares(transpose(wide), nullSpace).x);
    const other = found.map((value, i) => value + nullSpace[i]! - along[i]!);
    assertClose(multiplyVector(wide, other), [1, 2], 1e-13, "another solution");
    assert.ok(norm(other) > norm(found));
  });

  it("answers 0 for a matrix of zeros, and refuses what is not finite or does not fit", () => {
    assert.deepEqual(leastSquares(new DenseMatrix(2, 2), Float64Array.of(3, 4)), {
      x: new Float64Array(2),
      rank: 0,
      residual: 5,
    });
    assert.throws(() => leastSquares(normal(2, 2, 1), new Float64Array(3)), ShapeError);
    assert.throws(() => leastSquares(normal(2, 2, 1), Float64Array.of(1, NaN)), /b must hold finite numbers, entry 1/);
  });
});

describe("pseudoInverse", () => {
  it("satisfies Penrose's four equations", () => {
    fc.assert(
      fc.property(anyMatrix(5), (a) => {
        fc.pre(maxAbs(a.data) < 1e100 && (maxAbs(a.data) === 0 || maxAbs(a.data) > 1e-100));
        const { s } = svd(a);
        const smallest = s[numericalRank(s, a.rows, a.columns) - 1] ?? 1;
        fc.pre(s.length === 0 || s[0]! / smallest < 1e6);
        const inverse = pseudoInverse(a);
        const there = multiply(a, inverse);
        const back = multiply(inverse, a);
        assertClose(multiply(there, a).data, a.data, 1e-8, "A·A⁺·A = A");
        assertClose(multiply(inverse, there).data, inverse.data, 1e-8, "A⁺·A·A⁺ = A⁺");
        assertClose(there.data, transpose(there).data, 1e-8, "A·A⁺ symmetric", 1);
        assertClose(back.data, transpose(back).data, 1e-8, "A⁺·A symmetric", 1);
      }),
    );
  });
});
