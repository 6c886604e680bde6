import { CsrMatrix, DenseMatrix, gram } from "../linalg";
import type { Features } from "./features";
import { addTransposed, scoreRows } from "./row-products";

/** What is solved: penalty and whether there is an intercept. */
interface RidgeSettings {
  readonly alpha: number;
  readonly intercept: boolean;
}

/**
 * The equations (XᵀSX + αI)·w = XᵀSy of ridge regression, with the weighted means taken off X and y (the means are 0
 * without an intercept). X itself is left as it is: (X − 1·mᵀ)·w = X·w − m·w.
 */
export class CentredProblem {
  /** [features] weighted mean of each feature; zeros without an intercept. */
  readonly featureMeans: Float64Array;
  /** Weighted mean of the targets; 0 without an intercept. */
  readonly targetMean: number;
  private readonly centredTargets: Float64Array;
  private readonly rowValues: Float64Array;
  /** [features + 1] */
  private readonly sums: Float64Array;

  /**
   * @param features [cases × features]
   * @param targets  [cases]
   * @param weights  [cases], at least 0, not all 0
   */
  constructor(
    readonly features: Features,
    targets: Float64Array,
    readonly weights: Float64Array,
    readonly settings: RidgeSettings,
  ) {
    this.rowValues = new Float64Array(features.rows);
    this.sums = new Float64Array(features.columns + 1);
    this.featureMeans = new Float64Array(features.columns);
    const total = settings.intercept ? weights.reduce((sum, weight) => sum + weight, 0) : Infinity;
    addTransposed(features, weights, 1, this.sums);
    for (let j = 0; j < features.columns; j++) this.featureMeans[j] = this.sums[j]! / total;
    const mean = targets.reduce((sum, target, i) => sum + target * weights[i]!, 0) / total;
    this.targetMean = mean;
    this.centredTargets = targets.map((target) => target - mean);
  }

  /** XᵀSy, [features]. */
  rightSide(): Float64Array {
    const right = new Float64Array(this.features.columns);
    this.rowValues.set(this.centredTargets);
    this.addWeightedTransposed(right);
    return right;
  }

  /** product = (XᵀSX + αI)·direction, both [features]. */
  multiply(direction: Float64Array, product: Float64Array): void {
    const { featureMeans, sums } = this;
    sums.set(direction);
    let offset = 0;
    for (let j = 0; j < direction.length; j++) offset -= featureMeans[j]! * direction[j]!;
    sums[direction.length] = offset;
    scoreRows(this.features, sums, 1, this.rowValues);
    for (let j = 0; j < direction.length; j++) product[j] = this.settings.alpha * direction[j]!;
    this.addWeightedTransposed(product);
  }

  /** The diagonal of XᵀSX + αI, [features], for scaling: a spread that drowns in rounding counts as 0. */
  diagonal(): Float64Array {
    const { features, weights, featureMeans } = this;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const squares = weightedSquares(features, weights);
    return squares.map((sum, j) => {
      const spread = sum - total * featureMeans[j]! ** 2;
      return (spread > 1e-12 * sum ? spread : 0) + this.settings.alpha;
    });
  }

  /** target += (X − 1·mᵀ)ᵀ·S·rowValues. */
  private addWeightedTransposed(target: Float64Array): void {
    const { rowValues, weights, sums, featureMeans } = this;
    for (let i = 0; i < rowValues.length; i++) rowValues[i]! *= weights[i]!;
    sums.fill(0);
    addTransposed(this.features, rowValues, 1, sums);
    const total = sums[target.length]!;
    for (let j = 0; j < target.length; j++) target[j]! += sums[j]! - featureMeans[j]! * total;
  }
}

/** Σ_i s_i·x[i, j]² for each feature j. */
function weightedSquares(features: Features, weights: Float64Array): Float64Array {
  const squared =
    features instanceof CsrMatrix
      ? new CsrMatrix(
          features.rows,
          features.columns,
          features.rowStarts,
          features.columnIndices,
          features.values.map((value) => value * value),
        )
      : new DenseMatrix(
          features.rows,
          features.columns,
          features.data.map((value) => value * value),
        );
  const sums = new Float64Array(features.columns + 1);
  addTransposed(squared, weights, 1, sums);
  return sums.subarray(0, features.columns);
}

/** Rows that are centred and multiplied at a time: a block of a sparse matrix is written out densely. */
const BLOCK = 256;

/** XᵀSX + αI, [features × features]: from the centred rows, since centring afterwards would cost digits. */
export function centredGram({ features, weights, featureMeans, settings }: CentredProblem): DenseMatrix {
  const sum = new DenseMatrix(features.columns, features.columns);
  for (let top = 0; top < features.rows; top += BLOCK) {
    const block = features.sliceRows(top, Math.min(features.rows, top + BLOCK));
    const centred = block instanceof CsrMatrix ? block.toDense() : block.clone();
    for (let row = 0; row < centred.rows; row++) centreRow(centred.row(row), featureMeans, weights[top + row]!);
    const products = gram(centred);
    for (let at = 0; at < sum.data.length; at++) sum.data[at]! += products.data[at]!;
  }
  const total = weights.reduce((all, weight) => all + weight, 0);
  featureMeans.forEach((mean, j) => {
    const rounding = features.rows * Number.EPSILON * Math.abs(mean);
    if (sum.at(j, j) <= total * rounding * rounding) silence(sum, j);
    sum.data[j * (sum.columns + 1)]! += settings.alpha;
  });
  return sum;
}

/** Takes out feature j, of which centring left rounding alone: it never varies. */
function silence(sum: DenseMatrix, j: number): void {
  for (let k = 0; k < sum.columns; k++) {
    sum.set(j, k, 0);
    sum.set(k, j, 0);
  }
}

function centreRow(row: Float64Array, means: Float64Array, weight: number): void {
  const root = Math.sqrt(weight);
  for (let j = 0; j < row.length; j++) row[j] = (row[j]! - means[j]!) * root;
}
