import type { Tensor } from "../bundle";
import { DataError } from "../contracts";
import { UserItemMatrix } from "./user-item-matrix";

/**
 * The matrix as tensors for a bundle: `seen.starts`, `seen.items`, `seen.values` and `seen.shape` (users, items).
 * The arrays are shared, not copied.
 *
 * @param prefix stands before the dot, "seen" unless given
 */
export function matrixToTensors(matrix: UserItemMatrix, prefix = "seen"): Record<string, Tensor> {
  return {
    [`${prefix}.shape`]: { shape: [2], data: Uint32Array.of(matrix.userCount, matrix.itemCount) },
    [`${prefix}.starts`]: { shape: [matrix.rowStarts.length], data: matrix.rowStarts },
    [`${prefix}.items`]: { shape: [matrix.items.length], data: matrix.items },
    [`${prefix}.values`]: { shape: [matrix.values.length], data: matrix.values },
  };
}

/**
 * Reads back what {@link matrixToTensors} wrote.
 *
 * @throws DataError when a tensor is missing or of another type; ShapeError or ValueError when they do not fit together
 */
export function matrixFromTensors(tensors: Readonly<Record<string, Tensor>>, prefix = "seen"): UserItemMatrix {
  const indices = (name: string): Uint32Array => {
    const data = tensors[`${prefix}.${name}`]?.data;
    if (!(data instanceof Uint32Array)) throw new DataError(`the bundle must hold ${prefix}.${name} as U32`);
    return data;
  };
  const values = tensors[`${prefix}.values`]?.data;
  if (!(values instanceof Float32Array)) throw new DataError(`the bundle must hold ${prefix}.values as F32`);
  const [userCount = 0, itemCount = 0] = indices("shape");
  return new UserItemMatrix(userCount, itemCount, indices("starts"), indices("items"), values);
}
