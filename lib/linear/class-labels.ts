import { ValueError } from "../contracts";

/** What a class is called. */
export type Label = string | number;

/** Labels as numbers from 0. */
export interface ClassIndex<L extends Label> {
  /** The different labels: numbers by size, then words by code unit. */
  readonly classes: readonly L[];
  /** [labels] each label's place in `classes`. */
  readonly indices: Uint32Array;
}

/**
 * Numbers the classes that occur.
 *
 * @throws ValueError when a label is NaN, or when fewer than two classes occur
 */
export function indexClasses<L extends Label>(labels: ArrayLike<L>): ClassIndex<L> {
  const distinct = new Set<L>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isNaN(label)) throw new ValueError(`labels must not hold NaN, received it for row ${i}`);
    distinct.add(label);
  }
  if (distinct.size < 2) {
    const only = [...distinct].map((label) => JSON.stringify(label)).join();
    throw new ValueError(`labels must hold at least two classes, received ${only || "none"} alone`);
  }
  const classes = [...distinct].sort(byLabel);
  const places = new Map(classes.map((label, place) => [label, place]));
  return { classes, indices: Uint32Array.from(labels, (label) => places.get(label)!) };
}

function byLabel(a: Label, b: Label): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : 1;
}
