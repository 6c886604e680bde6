/**
 * A binary tree of thresholds. Node 0 is the root; a child below 0 is a leaf, ~child its number. value ≤ threshold goes
 * left; a missing value goes where `missingLeft` says.
 */
export interface Tree {
  /** [nodes] */
  readonly features: Int32Array;
  /** [nodes] */
  readonly thresholds: Float64Array;
  /** [nodes] 1 or 0 */
  readonly missingLeft: Uint8Array;
  /** [nodes × 2] left and right child */
  readonly children: Int32Array;
  /** [nodes] what the split lowered the loss by, times two */
  readonly gains: Float64Array;
  /** [nodes] rows of training that passed */
  readonly nodeRows: Float64Array;
  /** [leaves] */
  readonly values: Float64Array;
  /** [leaves] rows of training that ended there */
  readonly leafRows: Float64Array;
}

/** The leaf that a row ends in. data: row-major, the row begins at `start`. */
export function leafOf(tree: Tree, data: Float32Array | Float64Array, start: number): number {
  const { features, thresholds, missingLeft, children } = tree;
  if (features.length === 0) return 0;
  let node = 0;
  while (node >= 0) {
    const value = data[start + features[node]!]!;
    const goesLeft = Number.isNaN(value) ? missingLeft[node] === 1 : value <= thresholds[node]!;
    node = children[2 * node + (goesLeft ? 0 : 1)]!;
  }
  return ~node;
}
