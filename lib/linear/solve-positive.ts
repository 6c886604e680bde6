import { ValueError } from "../contracts";
import { cholesky, type DenseMatrix, solveCholesky } from "../linalg";

/**
 * Solves A·x = b for a positive definite A, after scaling its diagonal to 1, so that features in millions and in
 * millionths are judged alike.
 *
 * @param a [n × n]; overwritten. A row of zeros, a feature that never varies, gets x = 0
 * @param b [n]
 * @throws ValueError when features repeat each other and nothing is added to the diagonal
 */
export function solvePositive(a: DenseMatrix, b: Float64Array): Float64Array {
  const n = a.rows;
  const scales = Float64Array.from(b, (_, i) => (a.at(i, i) > 0 ? 1 / Math.sqrt(a.at(i, i)) : 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) a.data[i * n + j]! *= scales[i]! * scales[j]!;
    if (a.data[i * (n + 1)] === 0) a.data[i * (n + 1)] = 1;
  }
  const scaled = solveCholesky(
    factor(a),
    Float64Array.from(b, (value, i) => value * scales[i]!),
  );
  return scaled.map((value, i) => value * scales[i]!);
}

function factor(a: DenseMatrix): DenseMatrix {
  try {
    return cholesky(a);
  } catch (cause) {
    throw new ValueError(
      "the features must not repeat each other when alpha is so small; give a larger alpha, leave out a feature, " +
        'or take solver "conjugate-gradient", which finds the shortest solution',
      { cause },
    );
  }
}
