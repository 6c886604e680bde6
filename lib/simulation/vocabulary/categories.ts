import { CLOTHING } from "./clothing";
import { ELECTRONICS } from "./electronics";
import { GARDEN } from "./garden";
import { HOME } from "./home";
import { KITCHEN } from "./kitchen";
import { OUTDOOR } from "./outdoor";
import { TOYS } from "./toys";
import type { Department, LeafCategory } from "./category";

/** The trunk of the category tree; a department's leaves are the kinds of product it sells. */
export const DEPARTMENTS: readonly Department[] = [KITCHEN, HOME, GARDEN, CLOTHING, ELECTRONICS, OUTDOOR, TOYS];

/** Every leaf of the tree in a fixed order; a product's `leaf` is an index into this list. */
export const LEAVES: readonly LeafCategory[] = DEPARTMENTS.flatMap((department) => department.leaves);

/** For each leaf, the index of its department. */
export const DEPARTMENT_OF_LEAF: Uint8Array = Uint8Array.from(
  DEPARTMENTS.flatMap((department, index) => department.leaves.map(() => index)),
);

/** For each leaf, the indices of the leaves whose products go with its own, in both directions, ascending. */
export const COMPLEMENT_LEAVES: readonly (readonly number[])[] = complementLeaves();

function complementLeaves(): number[][] {
  const indexOf = new Map(LEAVES.map((leaf, index) => [leaf.key, index]));
  const partners = LEAVES.map(() => new Set<number>());
  LEAVES.forEach((leaf, index) => {
    for (const key of leaf.goesWith) {
      const other = indexOf.get(key);
      if (other === undefined) throw new Error(`category ${leaf.key} goes with ${key}, which does not exist`);
      partners[index]!.add(other);
      partners[other]!.add(index);
    }
  });
  return partners.map((set) => [...set].sort((a, b) => a - b));
}
