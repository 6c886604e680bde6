import { readFileSync, writeFileSync } from "node:fs";
import { asUserIndex } from "cartwright/contracts";
import { rmse } from "cartwright/evaluation";
import type { RatingModel } from "cartwright/factorisation";
import type { UserItemMatrix } from "cartwright/interactions";

/** Writes the rating foretold for each pair of the test, user by user: float32, as peers/ratings.py writes them. */
export function writeForetold(
  answer: string,
  model: RatingModel,
  { userCount, rowStarts, items }: UserItemMatrix,
): void {
  const foretold = new Float32Array(items.length);
  for (let user = 0; user < userCount; user++) {
    const start = rowStarts[user]!;
    foretold.set(model.predictMany(asUserIndex(user), items.subarray(start, rowStarts[user + 1])), start);
  }
  writeFileSync(answer, foretold);
}

/** Root mean squared error of an answer that {@link writeForetold} or a peer wrote. */
export function foretoldRmse(answer: string, test: UserItemMatrix): number {
  const bytes = readFileSync(answer);
  return rmse(new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)), test.values);
}
