import { requireInteger, ShapeError, ValueError } from "../../contracts";
import { type RankedList, rankedList, type Scorer, topK } from "../../ranking";
import { type CascadeStage, firstOf } from "./cascade";
import { type DiversityOptions, maximalMarginalRelevance } from "./mmr";

/** Only the first n go on. */
export function keepBest<Context>(n: number): CascadeStage<Context> {
  requireInteger("n", n);
  return { name: `best ${n}`, run: (_context, list) => firstOf(list, n), recipe: { kind: "keep best", n } };
}

/** Ranks what is there by another scorer; what that one never shows (-Infinity) goes. */
export function rankBy<Context>(name: string, scorer: Scorer<Context>): CascadeStage<Context> {
  const scores = new Float32Array(scorer.itemCount);
  const allowed = new Uint8Array(scorer.itemCount);
  return {
    name,
    recipe: { kind: "rank by", scorer },
    run: (context, { items }) => {
      scorer.scoreInto(context, scores);
      allowed.fill(0);
      for (const item of items) allowed[item] = 1;
      return topK(scores, items.length, { allowed });
    },
  };
}

/**
 * Ranks the first items by a model that looks at these alone, such as a cross-encoder; the others follow in their order.
 *
 * @param depth  how many it looks at
 * @param rerank one score for each item, not NaN; may answer later
 * @throws ShapeError, ValueError (when it runs) where the scores are not so
 */
export function rerankBy<Context>(
  name: string,
  depth: number,
  rerank: (context: Context, items: Uint32Array) => ArrayLike<number> | Promise<ArrayLike<number>>,
): CascadeStage<Context> {
  requireInteger("depth", depth, 1);
  const join = (list: RankedList, said: ArrayLike<number>): RankedList => {
    const head = Math.min(depth, list.items.length);
    if (said.length !== head) throw new ShapeError(`${name} must give ${head} scores, received ${said.length}`);
    const order = Array.from({ length: head }, (_, n) => n).sort((a, b) => said[b]! - said[a]! || a - b);
    if (order.some((n) => Number.isNaN(said[n]))) throw new ValueError(`${name} must give numbers, received NaN`);
    // The tail continues below the head's last score, whatever scale the reranker has.
    const last = head === 0 ? 0 : said[order[head - 1]!]!;
    const tail = Array.from(list.items.subarray(head));
    return rankedList(
      Uint32Array.from([...order.map((n) => list.items[n]!), ...tail]),
      Float32Array.from([...order.map((n) => said[n]!), ...tail.map((_, n) => last - 1 - n)]),
    );
  };
  return {
    name,
    run: (context, list) => {
      const said = rerank(context, list.items.slice(0, depth));
      return said instanceof Promise ? said.then((scores) => join(list, scores)) : join(list, said);
    },
  };
}

/**
 * Only what can be sold: in stock, fit for this country, of age.
 *
 * @param mask [itemCount] non-zero where allowed; read anew each time, so stock may change
 */
export function onlyAllowed<Context>(name: string, mask: Uint8Array): CascadeStage<Context> {
  return {
    name,
    recipe: { kind: "only allowed", mask },
    run: (_context, list) => where(list, (item) => (mask[item] ?? 0) !== 0),
  };
}

/**
 * Adds what an item earns: score + weight · margin. With weight w the shop gives up w of relevance for one unit of margin;
 * scores should have one scale (calibrated probabilities make it expected earnings).
 *
 * @param margins [itemCount] finite
 */
export function addMargin<Context>(margins: ArrayLike<number>, weight: number): CascadeStage<Context> {
  return {
    name: "margin",
    recipe: { kind: "margin", margins, weight },
    run: (_context, { items, scores }) => {
      const raised = scores.map((score, place) => score + weight * marginOf(margins, items[place]!));
      const order = Array.from(items, (_, n) => n).sort((a, b) => raised[b]! - raised[a]! || a - b);
      return rankedList(
        Uint32Array.from(order, (n) => items[n]!),
        Float32Array.from(order, (n) => raised[n]!),
      );
    },
  };
}

/**
 * At most so many items of one group (a brand, a seller, a category); later ones are left out.
 *
 * @param groupOf [itemCount] group of each item; a negative one means "of no group" and is never capped
 * @param cap     at least 1
 */
export function capPerGroup<Context>(name: string, groupOf: Int32Array, cap: number): CascadeStage<Context> {
  requireInteger("cap", cap, 1);
  return {
    name,
    recipe: { kind: "cap per group", groupOf, cap },
    run: (_context, list) => {
      const taken = new Map<number, number>();
      return where(list, (item) => {
        const group = groupOf[item];
        if (group === undefined) throw new ValueError(`groupOf must name the group of item ${item}`);
        const before = taken.get(group) ?? 0;
        taken.set(group, before + 1);
        return group < 0 || before < cap;
      });
    },
  };
}

/** Trades relevance against sameness: {@link maximalMarginalRelevance} as a stage. */
export function diversify<Context>(options: DiversityOptions): CascadeStage<Context> {
  return { name: "diversity", run: (_context, list) => maximalMarginalRelevance(list, options) };
}

function where({ items, scores }: RankedList, holds: (item: number) => boolean): RankedList {
  const kept = Array.from(items, (_, n) => n).filter((n) => holds(items[n]!));
  return rankedList(
    Uint32Array.from(kept, (n) => items[n]!),
    Float32Array.from(kept, (n) => scores[n]!),
  );
}

function marginOf(margins: ArrayLike<number>, item: number): number {
  const margin = margins[item];
  if (margin === undefined || !Number.isFinite(margin)) {
    throw new ValueError(`margins must hold a finite number for item ${item}, received ${margin}`);
  }
  return margin;
}
