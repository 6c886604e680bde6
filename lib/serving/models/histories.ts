import type { Tensor } from "../../bundle";
import { DataError, requireLength, type UserIndex } from "../../contracts";
import type { ItemSets } from "../../ranking";

/** What each user did in training: items with values. A `UserItemMatrix` is one. */
export interface Histories extends ItemSets {
  /** [userCount + 1], where each user's items begin. */
  readonly rowStarts: Uint32Array;
  /** [pairs] item indices, ascending within a user. */
  readonly items: Uint32Array;
  /** [pairs] strength of each contact. */
  readonly values: Float32Array;
  /** Values beside `itemsOf`. */
  valuesOf(user: UserIndex): Float32Array;
}

/** Histories as tensors named `seen.shape`, `seen.starts`, `seen.items` and `seen.values`; shared, not copied. */
export function historiesToTensors(seen: Histories): Record<string, Tensor> {
  return {
    "seen.shape": { shape: [2], data: Uint32Array.of(seen.userCount, seen.itemCount) },
    "seen.starts": { shape: [seen.rowStarts.length], data: seen.rowStarts },
    "seen.items": { shape: [seen.items.length], data: seen.items },
    "seen.values": { shape: [seen.values.length], data: seen.values },
  };
}

/**
 * Reads back what {@link historiesToTensors} wrote.
 *
 * @throws DataError when a tensor is missing, of another type, or points beyond the others
 */
export function historiesFromTensors(tensors: Readonly<Record<string, Tensor>>): Histories {
  const [shape, starts, items] = ["seen.shape", "seen.starts", "seen.items"].map((name) => tensors[name]?.data);
  const values = tensors["seen.values"]?.data;
  if (
    !(shape instanceof Uint32Array && starts instanceof Uint32Array && items instanceof Uint32Array) ||
    !(values instanceof Float32Array)
  ) {
    throw new DataError("the bundle must hold seen.shape, seen.starts and seen.items as U32, seen.values as F32");
  }
  return new StoredHistories(shape[0] ?? 0, shape[1] ?? 0, starts, items, values);
}

class StoredHistories implements Histories {
  constructor(
    readonly userCount: number,
    readonly itemCount: number,
    readonly rowStarts: Uint32Array,
    readonly items: Uint32Array,
    readonly values: Float32Array,
  ) {
    requireLength("seen.starts", rowStarts.length, userCount + 1);
    requireLength("seen.items", items.length, rowStarts[userCount]!);
    requireLength("seen.values", values.length, items.length);
    if (items.some((item) => item >= itemCount)) throw new DataError(`seen.items must lie below ${itemCount}`);
  }

  itemsOf(user: UserIndex): Uint32Array {
    return this.items.subarray(this.rowStarts[user], this.rowStarts[user + 1]);
  }

  valuesOf(user: UserIndex): Float32Array {
    return this.values.subarray(this.rowStarts[user], this.rowStarts[user + 1]);
  }
}
