import { requireInteger, requireLength, ValueError } from "../contracts";
import { type RankedList, type Scorer, topK } from "../ranking";

/** How lists become one: `reciprocalRankFusion`, `bordaFusion`, `combMnz` or any other. */
export type JoinLists = (lists: readonly RankedList[]) => RankedList;

/** What a {@link ListFusion} is made of. */
export interface ListFusionParts<Context> {
  /** At least one, over the same items. */
  readonly scorers: readonly Scorer<Context>[];
  readonly join: JoinLists;
  /** Items that each list holds; 100 unless given. */
  readonly depth?: number;
  /** Items left out before the lists are cut: those that the customer has. */
  readonly exclude?: (context: Context) => Uint32Array;
}

/** Fusion of lists as a scorer, so that it is measured and served like any model: items of no list are -Infinity. */
export class ListFusion<Context> implements Scorer<Context> {
  readonly itemCount: number;
  private readonly depth: number;

  /** @throws ValueError when there is no scorer or the depth is out of range; ShapeError when item counts differ */
  constructor(private readonly parts: ListFusionParts<Context>) {
    const { scorers, depth = 100 } = parts;
    if (scorers.length === 0) throw new ValueError("scorers must hold at least one, received none");
    requireInteger("depth", depth, 1);
    this.depth = depth;
    this.itemCount = scorers[0]!.itemCount;
    for (const scorer of scorers) requireLength("items of a scorer", scorer.itemCount, this.itemCount);
  }

  scoreInto(context: Context, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    const exclude = this.parts.exclude?.(context);
    const lists = this.parts.scorers.map((scorer) => {
      scorer.scoreInto(context, scores);
      return topK(scores, this.depth, { exclude });
    });
    const { items, scores: totals } = this.parts.join(lists);
    scores.fill(-Infinity);
    items.forEach((item, place) => (scores[item] = totals[place]!));
  }
}
