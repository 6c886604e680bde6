import { ValueError } from "../../contracts";

/** "ab,bc->ac" read: the axes of each argument and of the result, a letter each. */
export interface EinsumLabels {
  readonly terms: readonly string[];
  readonly result: string;
}

/**
 * Reads an equation of Einstein's summation convention, with one or two arguments.
 *
 * @throws ValueError when it has no arrow, more than two arguments, a letter twice in one place or one from nowhere
 */
export function readEinsum(equation: string): EinsumLabels {
  const [left, result, ...more] = equation.replace(/\s+/g, "").split("->");
  const terms = (left ?? "").split(",");
  const all = [...terms, result ?? ""];
  const known = new Set(terms.join(""));
  const fits =
    result !== undefined &&
    more.length === 0 &&
    terms.length <= 2 &&
    all.every((term) => /^[a-zA-Z]*$/.test(term) && new Set(term).size === term.length) &&
    [...result].every((label) => known.has(label));
  if (!fits) {
    throw new ValueError(`equation must read like "ab,bc->ac", each letter once in a place, received "${equation}"`);
  }
  return { terms, result };
}
