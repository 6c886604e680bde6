import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ShapeError, ValueError } from "cartwright/contracts";
import {
  CsrMatrix,
  DenseMatrix,
  frobeniusNorm,
  multiply,
  residualNorms,
  type Svd,
  svd,
  transpose,
  truncatedSvd,
  type TruncatedSvdOptions,
} from "cartwright/linalg";
import { Random } from "cartwright/random";
import fc from "fast-check";
import { anyMatrix, assertClose, assertOrthonormalColumns, scaleColumns } from "./closeness";

interface Recorded {
  cases: {
    name: string;
    rows: number;
    columns: number;
    share: number;
    rank: number;
    stored: number;
    arpack: number[];
    randomized_30_iterations: number[];
    randomized_defaults: number[];
  }[];
}

// Provenance: test/reference/linalg/truncated.py (SciPy 1.17.1's ARPACK, scikit-learn 1.9.1's TruncatedSVD).
const recorded = JSON.parse(readFileSync(join(__dirname, "../../reference/linalg/truncated.json"), "utf8")) as Recorded;

/** The same numbers as `hashed` of truncated.py. */
function hashed(i: number, j: number): number {
  let h = (Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca77)) >>> 0;
  h = (h ^ (h >>> 15)) >>> 0;
  return Math.imul(h, 0x2c1b3c6d) >>> 16;
}

function ratings(rows: number, columns: number, share: number): CsrMatrix {
  return CsrMatrix.fromDense(
    DenseMatrix.generate(rows, columns, (i, j) => {
      const h = hashed(i, j);
      return h % share === 0 ? (Math.floor(h / share) % 5) + 1 : 0;
    }),
  );
}

const methods: Omit<TruncatedSvdOptions, "rank">[] = [
  { method: "randomised", kernel: "wasm" },
  { method: "randomised", kernel: "wasm", precision: "double" },
  { method: "randomised", kernel: "plain" },
  { method: "lanczos" },
];

/** A matrix [m × n] with these singular values and random vectors. */
function withSingularValues(m: number, n: number, values: ArrayLike<number>): DenseMatrix {
  const random = new Random(3);
  const gaussian = (rows: number): DenseMatrix =>
    svd(DenseMatrix.generate(rows, values.length, () => random.normal())).u;
  return multiply(scaleColumns(gaussian(m), values), transpose(gaussian(n)));
}

/** Rank 4 and next to nothing else: a block that iterates on it loses columns in rounding. */
function twentyPowersOfTen(): DenseMatrix {
  const entries: [row: number, column: number, value: number][] = [
    [0, 3, 1],
    [0, 5, 1],
    [1, 0, 2],
    [2, 3, -1.8518084274941804e-17],
    [2, 4, 5.0510700053054443e-23],
    [3, 0, -1],
    [3, 6, 1],
    [4, 5, 1],
  ];
  const a = new DenseMatrix(6, 7);
  for (const [row, column, value] of entries) a.data[row * 7 + column] = value;
  return a;
}

/** A second singular value at 3e-13 of the first: small, and no rounding. */
function twoFarApart(): DenseMatrix {
  const a = new DenseMatrix(5, 4);
  a.data[10] = -1;
  a.data[12] = 3.4641016151377546e-13;
  return a;
}

const rebuilt = ({ u, s, v }: Svd): DenseMatrix => multiply(scaleColumns(u, s), transpose(v));

describe("truncated SVD", () => {
  for (const test of recorded.cases) {
    it(`agrees with ARPACK and scikit-learn on the matrix "${test.name}"`, () => {
      const a = ratings(test.rows, test.columns, test.share);
      assert.equal(a.stored, test.stored);
      const lanczos = truncatedSvd(a, { rank: test.rank, method: "lanczos", tolerance: 1e-12 });
      assertClose(lanczos.s, test.arpack, 1e-12, "Lanczos against ARPACK");
      const randomised = truncatedSvd(a, { rank: test.rank, powerIterations: 30 });
      assertClose(randomised.s, test.arpack, 1e-5, "randomised against ARPACK");
      assertClose(randomised.s, test.randomized_30_iterations, 1e-5, "randomised against scikit-learn's");
      const defaults = truncatedSvd(a, { rank: test.rank });
      assertClose(defaults.s, test.randomized_defaults, 0.01, "defaults");
    });
  }

  for (const options of methods) {
    const title = [options.method, options.kernel, options.precision].filter((part) => part !== undefined).join(", ");
    // A matrix turned or written out adds its products in another order, which float32 shows in its seventh digit; squared,
    // as singular values feel it, that is beyond the tenth.
    const sameMatrix = options.method === "lanczos" || options.precision === "double" ? 1e-12 : 1e-10;

    it(`${title}: the full rank gives the matrix back, whatever its shape, scale and rank`, () => {
      fc.assert(
        fc.property(anyMatrix(), (a) => {
          const rank = Math.min(a.rows, a.columns);
          fc.pre(rank > 0);
          const answer = truncatedSvd(a, { ...options, rank });
          const scale = frobeniusNorm(a) + 1e-300; // Below that, numbers keep few digits.
          assertClose(rebuilt(answer).data, a.data, 1e-13, "A", scale);
          assertClose(answer.s, svd(a).s, 1e-13, "s", scale);
          assertOrthonormalColumns(answer.u, 1e-12, "U");
          assertOrthonormalColumns(answer.v, 1e-12, "V");
        }),
        { numRuns: 60, examples: [[twentyPowersOfTen()], [twoFarApart()]] },
      );
    });

    it(`${title}: finds planted singular values that span nine orders of magnitude`, () => {
      const values = [1, 1e-2, 1e-4, 1e-6, 1e-7, 1e-8, 1e-9];
      const a = withSingularValues(90, 60, values);
      const { s } = truncatedSvd(a, { ...options, rank: 7, tolerance: 1e-13 });
      values.forEach((value, i) => assert.ok(Math.abs(s[i]! - value) < 1e-14, `s[${i}] is ${s[i]}, planted ${value}`));
    });

    it(`${title}: dense and sparse, wide and tall are one matrix`, () => {
      const sparse = ratings(50, 30, 4);
      const { s, u } = truncatedSvd(sparse, { ...options, rank: 5 });
      assertClose(truncatedSvd(sparse.toDense(), { ...options, rank: 5 }).s, s, sameMatrix, "dense");
      const turned = truncatedSvd(transpose(sparse), { ...options, rank: 5 });
      assertClose(turned.s, s, sameMatrix, "turned");
      assert.equal(turned.v.rows, u.rows);
    });

    it(`${title}: equal singular values, and zeros, have orthonormal vectors of their own`, () => {
      const a = withSingularValues(40, 25, [5, 5, 5, 2, 2]);
      const { u, s, v } = truncatedSvd(a, { ...options, rank: 8 });
      assertClose(s, [5, 5, 5, 2, 2, 0, 0, 0], 1e-12, "s");
      assertOrthonormalColumns(u, 1e-12, "U");
      assertOrthonormalColumns(v, 1e-12, "V");
      const nothing = truncatedSvd(new DenseMatrix(4, 3), { ...options, rank: 2 });
      assert.deepEqual(Array.from(nothing.s), [0, 0]);
      assertOrthonormalColumns(nothing.u, 1e-12, "U of zeros");
    });

    it(`${title}: one seed, one answer; the largest entry of each column of V is positive`, () => {
      const a = ratings(60, 30, 5);
      const first = truncatedSvd(a, { ...options, rank: 6, seed: 7 });
      assert.deepEqual(truncatedSvd(a, { ...options, rank: 6, seed: 7 }), first);
      for (let j = 0; j < 6; j++) {
        const column = first.v.column(j);
        const largest = column.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
        assert.ok(largest > 0);
      }
    });
  }

  it("WebAssembly and plain TypeScript give the same bits, in both precisions, also where every entry is 1", () => {
    const rated = ratings(70, 90, 6);
    const ones = new CsrMatrix(70, 90, rated.rowStarts, rated.columnIndices, rated.values.map(Math.sign));
    for (const a of [rated, ones]) {
      for (const rank of [1, 6, 20]) {
        for (const precision of ["mixed", "double"] as const) {
          const wasm = truncatedSvd(a, { rank, precision, kernel: "wasm" });
          assert.deepEqual(wasm, truncatedSvd(a, { rank, precision, kernel: "plain" }));
        }
      }
    }
  });

  it("power iterations in float32 find what those in float64 find, to 1e-8 of it", () => {
    for (const a of [ratings(600, 400, 8), ratings(300, 300, 30), ratings(90, 500, 2)]) {
      for (const powerIterations of [1, 2, 5]) {
        const double = truncatedSvd(a, { rank: 12, powerIterations, precision: "double" });
        const mixed = truncatedSvd(a, { rank: 12, powerIterations });
        assertClose(mixed.s, double.s, 1e-8, "s");
        assert.notDeepEqual(mixed.s, double.s);
        assertOrthonormalColumns(mixed.u, 1e-12, "U");
        assertOrthonormalColumns(mixed.v, 1e-12, "V");
      }
    }
  });

  it("where float32 cannot tell a wanted value from rounding, all is done in float64", () => {
    const a = withSingularValues(90, 60, [1, 1e-2, 1e-4]);
    for (const [rank, same] of [
      [2, false],
      [3, true],
    ] as const) {
      const mixed = truncatedSvd(a, { rank, powerIterations: 1 });
      const double = truncatedSvd(a, { rank, powerIterations: 1, precision: "double" });
      assert.equal(mixed.u.data.join() === double.u.data.join(), same);
    }
  });

  it("never overestimates, and more power iterations never do worse by more than rounding", () => {
    const a = ratings(300, 200, 9);
    const exact = svd(a.toDense()).s;
    const shareFound = (powerIterations: number): number => {
      const { s } = truncatedSvd(a, { rank: 10, powerIterations });
      s.forEach((value, i) => assert.ok(value <= exact[i]! * (1 + 1e-12)));
      return s.reduce((sum, value) => sum + value * value, 0);
    };
    const found = [0, 1, 2, 4, 8, 16].map(shareFound);
    found.slice(1).forEach((value, n) => assert.ok(value > found[n]!));
  });

  it("its error is the best there is (Eckart & Young): Σ s² of what is left out", () => {
    const a = ratings(80, 50, 3);
    const exact = svd(a.toDense()).s;
    const answer = truncatedSvd(a, { rank: 5, method: "lanczos" });
    const gap = a.toDense();
    rebuilt(answer).data.forEach((value, at) => (gap.data[at]! -= value));
    const left = Math.sqrt(exact.slice(5).reduce((sum, value) => sum + value * value, 0));
    assert.ok(Math.abs(frobeniusNorm(gap) - left) < 1e-9 * left);
  });

  it("residual norms bound the distance to a true singular value", () => {
    const a = ratings(150, 100, 6);
    const exact = svd(a.toDense()).s;
    for (const options of [{ powerIterations: 0 }, { powerIterations: 2 }, { method: "lanczos" as const }]) {
      const answer = truncatedSvd(a, { rank: 8, ...options });
      residualNorms(a, answer).forEach((bound, i) => {
        const nearest = exact.reduce((least, value) => Math.min(least, Math.abs(value - answer.s[i]!)), Infinity);
        assert.ok(nearest <= bound + 1e-12, `triple ${i}: ${nearest} away, bound ${bound}`);
        if (options.method === "lanczos") assert.ok(bound <= 1e-10 * exact[0]!);
      });
    }
    assert.throws(() => residualNorms(transpose(a), truncatedSvd(a, { rank: 2 })), ShapeError);
  });

  it("bad options and entries are refused by name", () => {
    const a = ratings(6, 4, 2);
    assert.throws(() => truncatedSvd(a, { rank: 5 }), /rank must be at most 4 for a matrix \[6 × 4\], received 5/);
    assert.throws(() => truncatedSvd(a, { rank: 0 }), ValueError);
    assert.throws(() => truncatedSvd(a, { rank: 1, oversampling: -1 }), /oversampling/);
    assert.throws(() => truncatedSvd(a, { rank: 1, powerIterations: 0.5 }), /powerIterations/);
    assert.throws(() => truncatedSvd(a, { rank: 1, tolerance: NaN }), /tolerance/);
    assert.throws(() => truncatedSvd(a, { rank: 1, method: "arpack" as "lanczos" }), /randomised, lanczos/);
    assert.throws(() => truncatedSvd(a, { rank: 1, precision: "single" as "mixed" }), /mixed, double/);
    assert.throws(() => truncatedSvd(DenseMatrix.fromRows([[1, NaN]]), { rank: 1 }), /finite/);
    assert.throws(() => truncatedSvd(new DenseMatrix(0, 3), { rank: 1 }), /at most 0/);
  });
});
