import { requireLength, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";

/** What is asked of a model that training goes on from. */
interface Earlier {
  readonly userCount: number;
  readonly itemCount: number;
}

/**
 * Checks that training can go on from an earlier model on this matrix: its users and items keep their indices and new
 * ones follow after them.
 *
 * @param matrix  all data, the old with the new
 * @param from    the earlier model
 * @param factors length of the vectors asked for
 * @param had     length of the earlier model's vectors
 * @throws ValueError when the matrix has fewer users or items; ShapeError when vectors are of another length
 */
export function requireGrown(matrix: UserItemMatrix, from: Earlier, factors: number, had: number): void {
  requireLength("vectors of the model to go on from", had, factors);
  for (const side of ["userCount", "itemCount"] as const) {
    if (matrix[side] < from[side]) {
      throw new ValueError(
        `matrix must hold the users and items of the model that training goes on from, with new ones after them: its ` +
          `${side} must be at least ${from[side]}, received ${matrix[side]}`,
      );
    }
  }
}

/** New vectors or biases in which those of an earlier model, which come first, take the place of the fresh ones. */
export function grownFrom(earlier: Float32Array | undefined, fresh: Float32Array): Float32Array {
  if (earlier !== undefined) fresh.set(earlier);
  return fresh;
}
