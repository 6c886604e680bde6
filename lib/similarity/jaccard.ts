import { type DenseVector, isSparse, meet, requireAlike, type SparseVector } from "./vectors";

/**
 * Jaccard's index of two sets: |A ∩ B| / |A ∪ B|. A vector stands for the set of places at which it is not 0; how
 * large the values are plays no part.
 *
 * jaccard of {1, 2, 3, 4} and {2, 3, 5, 6} = 2 / 6 = 1/3.
 *
 * @param a a Set, or a dense [n] or sparse vector; a stored 0 is not in the set, NaN is
 * @param b of a's kind; dense: of a's length
 * @returns in [0, 1]; 0 when both sets are empty
 * @throws ShapeError when lengths or kinds differ; ValueError when sparse indices do not ascend
 * @source Jaccard, "The Distribution of the Flora in the Alpine Zone", New Phytologist 11(2), 1912
 */
export function jaccard(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): number;
export function jaccard(a: DenseVector, b: DenseVector): number;
export function jaccard(a: SparseVector, b: SparseVector): number;
export function jaccard(
  a: ReadonlySet<unknown> | DenseVector | SparseVector,
  b: ReadonlySet<unknown> | DenseVector | SparseVector,
): number {
  if (a instanceof Set && b instanceof Set) return ratio(commonMembers(a, b), a.size, b.size);
  const left = a as DenseVector | SparseVector;
  const right = b as DenseVector | SparseVector;
  requireAlike(left, right);
  const common =
    isSparse(left) && isSparse(right)
      ? commonSparse(left, right)
      : commonDense(left as DenseVector, right as DenseVector);
  return ratio(common, nonZeros(left), nonZeros(right));
}

function ratio(common: number, sizeA: number, sizeB: number): number {
  const union = sizeA + sizeB - common;
  return union === 0 ? 0 : common / union;
}

function commonMembers(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): number {
  let common = 0;
  for (const member of a) if (b.has(member)) common++;
  return common;
}

function commonSparse(a: SparseVector, b: SparseVector): number {
  let common = 0;
  meet(a, b, (x, y) => {
    if (a.values[x] !== 0 && b.values[y] !== 0) common++;
  });
  return common;
}

function commonDense(a: DenseVector, b: DenseVector): number {
  let common = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== 0 && b[i] !== 0) common++;
  return common;
}

function nonZeros(vector: DenseVector | SparseVector): number {
  const values = isSparse(vector) ? vector.values : vector;
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  return count;
}
