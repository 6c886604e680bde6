import { matrixFromEvents, pairHash, UserItemMatrix } from "cartwright/interactions";

/**
 * A sparse matrix from a seed.
 *
 * @param density share of the pairs that are there
 * @param valueOf makes a value of a hash; 1 to 3 unless given
 */
export function randomMatrix(
  userCount: number,
  itemCount: number,
  density: number,
  seed: number,
  valueOf: (hash: number) => number = (hash) => 1 + (hash % 3),
): UserItemMatrix {
  const users: number[] = [];
  const items: number[] = [];
  const values: number[] = [];
  for (let user = 0; user < userCount; user++) {
    for (let item = 0; item < itemCount; item++) {
      if (pairHash(user, item, seed) >= density * 2 ** 32) continue;
      users.push(user);
      items.push(item);
      values.push(valueOf(pairHash(item, user, seed)));
    }
  }
  return matrixFromEvents({
    users: Uint32Array.from(users),
    items: Uint32Array.from(items),
    values: Float32Array.from(values),
    duplicates: "sum",
    userCount,
    itemCount,
  });
}
