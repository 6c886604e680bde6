// Needs: contracts
// Packages: none
/**
 * linalg: dense and sparse matrices, their products, and the factorisations that recommenders are built from. All in
 * float64; every function returns new numbers and leaves its arguments alone unless it says otherwise.
 *
 * @packageDocumentation
 */
export { DenseMatrix } from "./dense-matrix";
export { CsrMatrix } from "./csr-matrix";
export { csrFromTriplets, type DuplicatePolicy, type Triplets } from "./triplets";
export { transpose } from "./transpose";
export { addScaled, dot, maxAbs, norm } from "./vectors";
export { multiply, multiplyVector } from "./multiply";
export { gram } from "./gram";
