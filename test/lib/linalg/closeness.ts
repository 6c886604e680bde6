import assert from "node:assert/strict";
import { DenseMatrix, maxAbs, multiply, transpose } from "cartwright/linalg";
import fc from "fast-check";

/** Fails unless two lists of numbers agree within `tolerance` times the largest magnitude expected. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
  scale = maxAbs(Float64Array.from(expected)),
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    assert.ok(error <= tolerance * scale, `${what}: entry ${i} is ${actual[i]}, expected ${expected[i]}`);
  }
}

/** Fails unless MᵀM is the identity within `tolerance`. */
export function assertOrthonormalColumns(matrix: DenseMatrix, tolerance: number, what: string): void {
  const product = multiply(transpose(matrix), matrix);
  assertClose(product.data, DenseMatrix.identity(matrix.columns).data, tolerance, `${what}: columns orthonormal`, 1);
}

/** M with column j multiplied by factors[j]. */
export function scaleColumns(matrix: DenseMatrix, factors: ArrayLike<number>): DenseMatrix {
  return DenseMatrix.generate(matrix.rows, matrix.columns, (i, j) => matrix.at(i, j) * factors[j]!);
}

/** Matrices of every shape up to 7 × 7: empty, ordinary, of whole numbers (often without full rank), or hugely scaled. */
export function anyMatrix(most = 7): fc.Arbitrary<DenseMatrix> {
  const entry = fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.integer({ min: -2, max: 2 }));
  const scale = fc.constantFrom(1, 1, 1, 1e-150, 1e150, 1e-300, 1e300);
  return fc.tuple(fc.nat(most), fc.nat(most)).chain(([rows, columns]) =>
    fc.tuple(fc.array(entry, { minLength: rows * columns, maxLength: rows * columns }), scale).map(
      ([entries, factor]) =>
        new DenseMatrix(
          rows,
          columns,
          Float64Array.from(entries, (x) => x * factor),
        ),
    ),
  );
}

/** A random symmetric matrix, B + Bᵀ. */
export function anySymmetric(most = 7): fc.Arbitrary<DenseMatrix> {
  return anyMatrix(most).map((b) => {
    const n = Math.min(b.rows, b.columns);
    return DenseMatrix.generate(n, n, (i, j) => b.at(i, j) / 2 + b.at(j, i) / 2);
  });
}
