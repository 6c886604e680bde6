import assert from "node:assert/strict";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  addScaled,
  CsrMatrix,
  csrFromTriplets,
  DenseMatrix,
  dot,
  frobeniusNorm,
  gram,
  multiply,
  multiplyVector,
  norm,
  transpose,
} from "cartwright/linalg";
import { Random } from "cartwright/random";
import fc from "fast-check";
import { anyMatrix, assertClose } from "./closeness";

/** The definition of the product, entry by entry. */
function productByDefinition(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  return DenseMatrix.generate(a.rows, b.columns, (i, j) => {
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += a.at(i, k) * b.at(k, j);
    return sum;
  });
}

function normal(rows: number, columns: number, seed: number): DenseMatrix {
  const random = new Random(seed);
  return DenseMatrix.generate(rows, columns, () => random.normal());
}

/** Sparse by chance: about one entry in three is kept. */
function sparse(rows: number, columns: number, seed: number): DenseMatrix {
  const random = new Random(seed);
  return DenseMatrix.generate(rows, columns, () => (random.integer(3) === 0 ? random.normal() : 0));
}

describe("DenseMatrix", () => {
  it("stores rows one after the other", () => {
    const matrix = DenseMatrix.fromRows([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    assert.deepEqual([matrix.rows, matrix.columns, matrix.at(1, 0)], [2, 3, 4]);
    assert.deepEqual(matrix.data, Float64Array.of(1, 2, 3, 4, 5, 6));
    assert.deepEqual(matrix.row(1), Float64Array.of(4, 5, 6));
    assert.deepEqual(matrix.column(2), Float64Array.of(3, 6));
    assert.deepEqual(matrix.toRows(), [
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it("hands out rows and slices of rows as views, columns and slices of columns as copies", () => {
    const matrix = new DenseMatrix(3, 2);
    matrix.row(0)[0] = 7;
    matrix.sliceRows(1, 3).set(1, 1, 9);
    matrix.column(0)[0] = -1;
    matrix.sliceColumns(1, 2).set(0, 0, -1);
    assert.deepEqual(matrix.data, Float64Array.of(7, 0, 0, 0, 0, 9));
    assert.deepEqual(matrix.sliceColumns(1, 2).data, Float64Array.of(0, 0, 9));
    assert.equal(matrix.sliceRows(1, 1).rows, 0);
  });

  it("says which argument does not fit", () => {
    assert.throws(() => new DenseMatrix(2, 2, new Float64Array(3)), /data must have length 4, received length 3/);
    assert.throws(() => new DenseMatrix(-1, 2), ValueError);
    assert.throws(() => DenseMatrix.fromRows([[1, 2], [3]]), /row 1 must have length 2 like row 0, received length 1/);
    assert.throws(() => new DenseMatrix(2, 2).at(2, 0), /row must be a whole number below 2, received 2/);
    assert.throws(() => new DenseMatrix(2, 2).set(0, -1, 5), /column must be a whole number below 2, received -1/);
    assert.throws(() => new DenseMatrix(2, 2).sliceRows(1, 3), ValueError);
  });
});

describe("CsrMatrix", () => {
  it("is the dense matrix it was made from", () => {
    fc.assert(
      fc.property(anyMatrix(), (dense) => {
        const csr = CsrMatrix.fromDense(dense);
        // -0 counts as 0 and is not stored, so it comes back as 0.
        assert.deepEqual(
          csr.toDense().data,
          dense.data.map((value) => value + 0),
        );
        assert.equal(csr.stored, dense.data.filter((value) => value !== 0).length);
        for (let i = 0; i < dense.rows; i++) {
          for (let j = 0; j < dense.columns; j++) assert.equal(csr.at(i, j), dense.at(i, j) + 0);
        }
      }),
    );
  });

  it("slices rows as the dense matrix does", () => {
    const dense = sparse(6, 5, 4);
    const csr = CsrMatrix.fromDense(dense);
    assert.deepEqual(csr.sliceRows(2, 5).toDense(), dense.sliceRows(2, 5).clone());
    assert.deepEqual(csr.columnsOf(2), csr.sliceRows(2, 3).columnIndices);
    assert.deepEqual(csr.valuesOf(2), csr.sliceRows(2, 3).values);
    assert.throws(() => csr.columnsOf(6), ValueError);
  });

  it("refuses arrays that do not fit together, naming the row", () => {
    const make =
      (starts: number[], columns: number[], values = columns.map(() => 1)) =>
      (): CsrMatrix =>
        new CsrMatrix(2, 3, Uint32Array.from(starts), Uint32Array.from(columns), Float64Array.from(values));
    assert.throws(make([0, 1], [0]), ShapeError);
    assert.throws(make([1, 1, 1], [0]), /rowStarts must begin with 0, received 1/);
    assert.throws(make([0, 2, 1], [0]), /must not fall, it does after row 1/);
    assert.throws(make([0, 0, 2], [2, 1]), /row 1 must ascend and lie below 3, received 1 after 2/);
    assert.throws(make([0, 1, 1], [3]), /row 0 must ascend and lie below 3, received 3/);
    assert.throws(make([0, 1, 1], [0], []), ShapeError);
  });
});

describe("csrFromTriplets", () => {
  const cells = { rows: 2, columns: 3, rowIndices: [1, 0, 1, 1], columnIndices: [2, 1, 0, 2], values: [5, 7, 1, -2] };

  it("puts cells in order and settles repeated ones as asked", () => {
    const at = (duplicates: "sum" | "last" | "max"): number[] =>
      Array.from(csrFromTriplets({ ...cells, duplicates }).toDense().data);
    assert.deepEqual(at("sum"), [0, 7, 0, 1, 0, 3]);
    assert.deepEqual(at("last"), [0, 7, 0, 1, 0, -2]);
    assert.deepEqual(at("max"), [0, 7, 0, 1, 0, 5]);
    assert.throws(() => csrFromTriplets(cells), /cell \(1, 2\) must be named once/);
  });

  it("adds up to the same matrix whatever the order of the cells", () => {
    const cell = fc.record({ row: fc.nat(4), column: fc.nat(5), value: fc.integer({ min: -9, max: 9 }) });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (list) => {
        const expected = new DenseMatrix(5, 6);
        for (const { row, column, value } of list) expected.set(row, column, expected.at(row, column) + value);
        const csr = csrFromTriplets({
          rows: 5,
          columns: 6,
          rowIndices: list.map((entry) => entry.row),
          columnIndices: list.map((entry) => entry.column),
          values: list.map((entry) => entry.value),
          duplicates: "sum",
        });
        assert.deepEqual(csr.toDense().data, expected.data);
      }),
    );
  });

  it("names the entry that lies outside, and lists that differ in length", () => {
    assert.throws(() => csrFromTriplets({ ...cells, rowIndices: [1, 0, 1, 2] }), /rowIndices\[3\] must be .* below 2/);
    assert.throws(() => csrFromTriplets({ ...cells, columnIndices: [0, 1, 3, 2] }), /columnIndices\[2\]/);
    assert.throws(() => csrFromTriplets({ ...cells, values: [1] }), ShapeError);
    assert.equal(csrFromTriplets({ rows: 0, columns: 0, rowIndices: [], columnIndices: [], values: [] }).stored, 0);
  });
});

describe("transpose", () => {
  it("turns twice into itself, and moves (i, j) to (j, i), dense and sparse alike", () => {
    fc.assert(
      fc.property(anyMatrix(), (a) => {
        const turned = transpose(a);
        assert.deepEqual([turned.rows, turned.columns], [a.columns, a.rows]);
        assert.deepEqual(transpose(turned), a);
        assert.deepEqual(
          transpose(CsrMatrix.fromDense(a)).toDense().data,
          turned.data.map((value) => value + 0),
        );
        for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.columns; j++) assert.equal(turned.at(j, i), a.at(i, j));
      }),
    );
  });

  it("holds for matrices larger than a tile", () => {
    const a = normal(70, 45, 1);
    assert.equal(transpose(a).at(44, 69), a.at(69, 44));
    assert.deepEqual(transpose(transpose(a)), a);
  });
});

describe("products", () => {
  it("multiply is row times column, for sizes that do and do not fill blocks of four and of 64", () => {
    for (const [m, n, p] of [
      [1, 1, 1],
      [3, 5, 2],
      [2, 4, 7],
      [5, 67, 3],
      [4, 130, 9],
      [3, 0, 2],
      [0, 3, 2],
    ] as const) {
      const a = normal(m, n, 2);
      const b = normal(n, p, 3);
      assertClose(multiply(a, b).data, productByDefinition(a, b).data, 1e-13, `${m} × ${n} × ${p}`);
    }
  });

  it("multiply agrees between sparse and dense, and with one column at a time", () => {
    const a = sparse(9, 14, 5);
    const b = normal(14, 6, 6);
    const expected = multiply(a, b);
    const csr = CsrMatrix.fromDense(a);
    assertClose(multiply(csr, b).data, expected.data, 1e-14, "sparse");
    for (let j = 0; j < b.columns; j++) {
      assertClose(multiplyVector(a, b.column(j)), expected.column(j), 1e-14, `dense column ${j}`);
      assertClose(multiplyVector(csr, b.column(j)), expected.column(j), 1e-14, `sparse column ${j}`);
    }
  });

  it("gram is AᵀA, exactly symmetric, for dense and sparse", () => {
    for (const [m, n] of [
      [1, 3],
      [4, 4],
      [7, 5],
      [9, 1],
      [0, 3],
    ] as const) {
      const a = sparse(m, n, m);
      const expected = productByDefinition(transpose(a), a);
      const found = gram(a);
      assertClose(found.data, expected.data, 1e-14, `gram ${m} × ${n}`, 1 + frobeniusNorm(expected));
      assert.deepEqual(found, transpose(found));
      assertClose(gram(CsrMatrix.fromDense(a)).data, expected.data, 1e-14, "sparse", 1 + frobeniusNorm(expected));
    }
  });

  it("carry NaN through instead of hiding it behind a 0", () => {
    const zeros = new DenseMatrix(1, 5);
    const holed = DenseMatrix.fromRows([[1], [1], [NaN], [1], [1]]);
    assert.ok(Number.isNaN(multiply(zeros, holed).at(0, 0)));
    assert.ok(Number.isNaN(gram(DenseMatrix.fromRows([[0, NaN]])).at(0, 1)));
  });

  it("say both shapes when they do not fit", () => {
    assert.throws(
      () => multiply(normal(2, 3, 1), normal(2, 3, 1)),
      /a \[2 × 3\] must have as many columns as b \[2 × 3\]/,
    );
    assert.throws(() => multiplyVector(normal(2, 3, 1), new Float64Array(2)), ShapeError);
  });
});

describe("vectors", () => {
  it("norm is √(a·a) where that fits, and still right where it does not", () => {
    assert.equal(norm(Float64Array.of(3, 4)), 5);
    assertClose([norm(Float64Array.of(3e300, 4e300))], [5e300], 1e-15, "huge");
    assertClose([norm(Float64Array.of(3e-300, 4e-300))], [5e-300], 1e-15, "tiny");
    assert.deepEqual(
      [norm(new Float64Array(0)), norm(Float64Array.of(Infinity, 1)), norm(Float64Array.of(1, NaN))],
      [0, Infinity, NaN],
    );
  });

  it("dot and addScaled follow their formulas at lengths that do and do not divide by four", () => {
    for (let n = 0; n < 10; n++) {
      const a = Float64Array.from({ length: n }, (_, i) => i + 1);
      assert.equal(dot(a, a), (n * (n + 1) * (2 * n + 1)) / 6);
      const y = new Float64Array(n).fill(1);
      addScaled(y, 2, a);
      assert.deepEqual(
        y,
        a.map((value) => 1 + 2 * value),
      );
    }
    assert.throws(() => dot(new Float64Array(2), new Float64Array(3)), ShapeError);
  });
});
