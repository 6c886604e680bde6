import { ShapeError, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { CsrMatrix } from "../../linalg";
import type { ItemProfiles } from "./item-profiles";

/**
 * What is known about every user from what they had: p_u = Σ r_ui · x_i scaled to length 1, the profile that
 * {@link ContentModel} scores with. One row per user, ready for `segmentCards` and, through `densePoints`, for k-means.
 *
 * @param matrix   users' contacts; values of at least 0 say how much an item counts
 * @param profiles one row per item
 * @returns one row per user; a row without entries for a user without history, or with items nothing is known of
 * @throws ShapeError when the numbers of items differ; ValueError when a value is negative or not finite
 */
export function userProfiles(matrix: UserItemMatrix, { vectors, features }: ItemProfiles): ItemProfiles {
  if (vectors.rows !== matrix.itemCount) {
    throw new ShapeError(`profiles must have one row per item, ${matrix.itemCount}, received ${vectors.rows}`);
  }
  const broken = matrix.values.find((value) => !(value >= 0 && value < Infinity));
  if (broken !== undefined) throw new ValueError(`values must be finite and at least 0, received ${broken}`);
  const profile = new Float64Array(features.length);
  const rowStarts = new Uint32Array(matrix.userCount + 1);
  const columns: Uint32Array[] = [];
  const values: Float64Array[] = [];
  for (let user = 0; user < matrix.userCount; user++) {
    const held = addItems(matrix, user, vectors, profile);
    const row = Float64Array.from(held, (feature) => profile[feature]!);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    columns.push(held);
    values.push(row.map((value) => value / length));
    rowStarts[user + 1] = rowStarts[user]! + held.length;
    for (const feature of held) profile[feature] = 0;
  }
  const joined = { columns: new Uint32Array(rowStarts.at(-1)!), values: new Float64Array(rowStarts.at(-1)!) };
  for (let user = 0; user < columns.length; user++) {
    joined.columns.set(columns[user]!, rowStarts[user]);
    joined.values.set(values[user]!, rowStarts[user]);
  }
  return {
    vectors: new CsrMatrix(matrix.userCount, features.length, rowStarts, joined.columns, joined.values),
    features,
  };
}

/** Adds r · x of the user's items into the empty profile and returns the features it then has, ascending. */
function addItems(matrix: UserItemMatrix, user: number, vectors: CsrMatrix, profile: Float64Array): Uint32Array {
  const touched: number[] = [];
  for (let at = matrix.rowStarts[user]!; at < matrix.rowStarts[user + 1]!; at++) {
    const item = matrix.items[at]!;
    for (let e = vectors.rowStarts[item]!; e < vectors.rowStarts[item + 1]!; e++) {
      const amount = matrix.values[at]! * vectors.values[e]!;
      const feature = vectors.columnIndices[e]!;
      if (amount > 0 && profile[feature] === 0) touched.push(feature);
      profile[feature]! += amount;
    }
  }
  return Uint32Array.from(touched).sort();
}
