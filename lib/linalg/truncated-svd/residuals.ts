import { ShapeError } from "../../contracts";
import { CsrMatrix } from "../csr-matrix";
import type { DenseMatrix } from "../dense-matrix";
import { multiply } from "../multiply";
import type { Svd } from "../svd";
import { transpose } from "../transpose";

/**
 * How far singular triples are from exact: r[i] = √((‖A·v - s·u‖² + ‖Aᵀ·u - s·v‖²) / 2) with s, u and v those of triple
 * i. When u and v have length 1, a true singular value of A lies within r[i] of s[i].
 *
 * @param a       [m × n], dense or sparse
 * @param triples U [m × k], s [k], V [n × k]
 * @returns [k] lengths, in A's unit; 0 for an exact triple
 * @throws ShapeError when the shapes disagree
 * @source Parlett, "The Symmetric Eigenvalue Problem", SIAM 1998, theorem 4.5.1, on the matrix (0 A; Aᵀ 0)
 */
export function residualNorms(a: DenseMatrix | CsrMatrix, { u, s, v }: Svd): Float64Array {
  if (u.rows !== a.rows || v.rows !== a.columns || u.columns !== s.length || v.columns !== s.length) {
    const shapes = `U [${u.rows} × ${u.columns}], s [${s.length}], V [${v.rows} × ${v.columns}]`;
    throw new ShapeError(
      `triples of a [${a.rows} × ${a.columns}] matrix must fit it and each other, received ${shapes}`,
    );
  }
  const turned = a instanceof CsrMatrix ? transpose(a) : transpose(a);
  const left = squaredDistances(multiply(a, v), u, s);
  const right = squaredDistances(multiply(turned, u), v, s);
  return left.map((squared, i) => Math.sqrt((squared + right[i]!) / 2));
}

/** [k] ‖x_i - s[i]·y_i‖² of the columns. */
function squaredDistances(x: DenseMatrix, y: DenseMatrix, s: Float64Array): Float64Array {
  const sums = new Float64Array(s.length);
  x.data.forEach((value, at) => {
    const i = at % s.length;
    sums[i]! += (value - s[i]! * y.data[at]!) ** 2;
  });
  return sums;
}
