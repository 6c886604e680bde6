import { ValueError } from "../contracts";
import { UserItemMatrix } from "./user-item-matrix";

/**
 * The matrix itself, or a copy without pairs of value 0, which are no contacts.
 *
 * @throws ValueError when a value is negative
 */
export function positivePairs(matrix: UserItemMatrix): UserItemMatrix {
  const { userCount, itemCount, rowStarts, items, values } = matrix;
  const negative = values.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw new ValueError(
      `values must be at least 0 for implicit feedback, received ${values[negative]} at ${negative}`,
    );
  }
  if (!values.includes(0)) return matrix;
  const starts = new Uint32Array(userCount + 1);
  for (let user = 0; user < userCount; user++) {
    let kept = 0;
    for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) if (values[at] !== 0) kept++;
    starts[user + 1] = starts[user]! + kept;
  }
  const isContact = (_: number, at: number): boolean => values[at] !== 0;
  return new UserItemMatrix(userCount, itemCount, starts, items.filter(isContact), values.filter(isContact));
}
