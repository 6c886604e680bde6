import { requireInteger, requireLength, requireNonNegative, requirePositive } from "../contracts";
import { rankedList, type RankedList } from "../ranking";
import { RRF_CONSTANT, scaleScores } from "./score-scaling";

/** How many items are wanted, and whose list counts how much. */
export interface RankFusionOptions {
  /** Length of the fused list; every item that stands in any list unless given. */
  readonly k?: number;
  /** One weight per list, at least 0; 1 each unless given. */
  readonly weights?: ArrayLike<number>;
}

/**
 * Reciprocal rank fusion: score(i) = Σ over lists that hold i of weight / (constant + rank), rank counted from 1. The
 * lists' scores are not looked at, so lists of any origin can be joined.
 *
 * @param lists   best first, each item once per list
 * @param options constant: 60 unless given; the larger, the less the first places stand out
 * @returns best first, equal totals in ascending item order; empty when all lists are
 * @throws ShapeError when there is not one weight per list; ValueError when an option is out of range
 * @source Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
 *         Methods", SIGIR 2009
 */
export function reciprocalRankFusion(
  lists: readonly RankedList[],
  { constant = RRF_CONSTANT, ...options }: RankFusionOptions & { readonly constant?: number } = {},
): RankedList {
  requirePositive("constant", constant);
  const voices = lists.map(({ items }) => ({
    points: pointsBy(items, (place) => 1 / (constant + place + 1)),
    absent: 0,
  }));
  return join(lists, voices, options);
}

/**
 * Borda's count: of the c items that stand in any list, each list gives c points to its first, c - 1 to its second, and
 * so on; the points it has left are shared evenly by the items it does not hold.
 *
 * @param lists best first, each item once per list
 * @throws as {@link reciprocalRankFusion}
 * @source Aslam & Montague, "Models for Metasearch", SIGIR 2001
 */
export function bordaFusion(lists: readonly RankedList[], options: RankFusionOptions = {}): RankedList {
  const candidates = new Set(lists.flatMap(({ items }) => Array.from(items))).size;
  const voices = lists.map(({ items }) => ({
    points: pointsBy(items, (place) => candidates - place),
    absent: (candidates - items.length + 1) / 2,
  }));
  return join(lists, voices, options);
}

/**
 * CombSUM: the sum of each item's scores, which are first scaled to [0, 1] within each list (min-max; a list of equal
 * scores gives 0 to all). An item a list does not hold gets nothing from it, and neither does a list's last item.
 *
 * @param lists best first, each item once per list
 * @throws as {@link reciprocalRankFusion}
 * @source Fox & Shaw, "Combination of Multiple Searches", TREC-2, 1994
 */
export function combSum(lists: readonly RankedList[], options: RankFusionOptions = {}): RankedList {
  return join(lists, lists.map(scaledVoice), options);
}

/** CombMNZ: {@link combSum} times the number of lists (of weight above 0) that hold the item, so that agreement counts. */
export function combMnz(lists: readonly RankedList[], options: RankFusionOptions = {}): RankedList {
  return join(lists, lists.map(scaledVoice), options, (sum, holders) => sum * holders);
}

/** Vote: the (weighted) number of lists that hold the item. */
export function voteFusion(lists: readonly RankedList[], options: RankFusionOptions = {}): RankedList {
  const voices = lists.map(({ items }) => ({ points: pointsBy(items, () => 1), absent: 0 }));
  return join(lists, voices, options);
}

/** What one list says: points by place, and for every item it does not hold. */
interface Voice {
  readonly points: ArrayLike<number>;
  readonly absent: number;
}

function pointsBy(items: Uint32Array, pointsAt: (place: number) => number): Float64Array {
  return Float64Array.from(items, (_, place) => pointsAt(place));
}

function scaledVoice({ scores }: RankedList): Voice {
  const points = scores.slice();
  scaleScores(points, "min-max");
  return { points, absent: 0 };
}

function join(
  lists: readonly RankedList[],
  voices: readonly Voice[],
  { k, weights }: RankFusionOptions,
  finish: (sum: number, holders: number) => number = (sum) => sum,
): RankedList {
  if (weights !== undefined) requireLength("weights", weights.length, lists.length);
  if (k !== undefined) requireInteger("k", k);
  const totals = new Map<number, { sum: number; holders: number }>();
  let nobodysPoints = 0;
  lists.forEach(({ items }, n) => {
    const { points, absent } = voices[n]!;
    const weight = weights?.[n] ?? 1;
    requireNonNegative("weights", weight);
    nobodysPoints += weight * absent;
    items.forEach((item, place) => {
      const total = totals.get(item) ?? { sum: 0, holders: 0 };
      total.sum += weight * (points[place]! - absent);
      total.holders += Number(weight > 0);
      totals.set(item, total);
    });
  });
  return ordered(
    Array.from(totals, ([item, { sum, holders }]) => [item, Math.fround(finish(sum + nobodysPoints, holders))]),
    k,
  );
}

/** Best first, equal scores in ascending item order, at most k. */
function ordered(scored: [item: number, score: number][], k = scored.length): RankedList {
  const best = scored.sort(([a, x], [b, y]) => y - x || a - b).slice(0, k);
  return rankedList(
    Uint32Array.from(best, ([item]) => item),
    Float32Array.from(best, ([, score]) => score),
  );
}
