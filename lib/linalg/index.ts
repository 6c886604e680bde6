// Needs: contracts, random, wasm
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
export { frobeniusNorm } from "./norms";
export { multiply, multiplyVector } from "./multiply";
export { gram } from "./gram";
export { solveLower, solveLowerTransposed, solveUpper } from "./triangular";
export { cholesky, invertCholesky, logDeterminantCholesky, solveCholesky } from "./cholesky";
export { determinant, qr, type Qr } from "./qr";
export { symmetricEigen, type SymmetricEigen } from "./symmetric-eigen";
export { numericalRank, svd, type Svd } from "./svd";
export { truncatedSvd, type TruncatedSvdOptions } from "./truncated-svd/truncated-svd";
export { residualNorms } from "./truncated-svd/residuals";
export { leastSquares, type LeastSquares, pseudoInverse } from "./least-squares";
