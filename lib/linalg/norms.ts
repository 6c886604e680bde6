import type { CsrMatrix } from "./csr-matrix";
import { DenseMatrix } from "./dense-matrix";
import { norm } from "./vectors";

/**
 * The Frobenius norm √(Σ a[i,j]²), without overflow on the way.
 *
 * @param a [m × n], dense or sparse
 * @returns 0 for an empty matrix, NaN when an entry is NaN
 */
export function frobeniusNorm(a: DenseMatrix | CsrMatrix): number {
  return norm(a instanceof DenseMatrix ? a.data : a.values);
}
