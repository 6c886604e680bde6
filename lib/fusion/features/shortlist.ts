import { requireInteger, requireLength, ValueError } from "../../contracts";
import { type Scorer, topK } from "../../ranking";

/** The items worth a closer look in a context: ascending indices, each once. */
export type Shortlist<Context> = (context: Context) => Uint32Array;

/** What {@link shortlist} takes besides the scorers. */
export interface ShortlistOptions<Context> {
  /** Items of each scorer; 200 unless given. */
  readonly depth?: number;
  /** Items to leave out: those that the customer has. */
  readonly exclude?: (context: Context) => Uint32Array;
  /** [itemCount] mask: only items with a non-zero entry may appear. */
  readonly allowed?: Uint8Array;
}

/**
 * The best items of each scorer, joined: what the expensive models look at.
 *
 * @param scorers at least one, over the same items
 * @throws ValueError when there is none; ShapeError when they disagree in the number of items
 */
export function shortlist<Context>(
  scorers: readonly Scorer<Context>[],
  { depth = 200, exclude, allowed }: ShortlistOptions<Context> = {},
): Shortlist<Context> {
  if (scorers.length === 0) throw new ValueError("scorers must hold at least one, received none");
  requireInteger("depth", depth, 1);
  const { itemCount } = scorers[0]!;
  for (const scorer of scorers) requireLength("items of a scorer", scorer.itemCount, itemCount);
  const scores = new Float32Array(itemCount);
  return (context) => {
    const found = new Set<number>();
    const without = exclude?.(context);
    for (const scorer of scorers) {
      scorer.scoreInto(context, scores);
      for (const item of topK(scores, depth, { exclude: without, allowed }).items) found.add(item);
    }
    return Uint32Array.from(found).sort();
  };
}
