import { NotSupportedError, requireInteger, requireLength } from "../../contracts";
import { type RankedList, rankedList, type Scorer, topK, type TopKOptions } from "../../ranking";

/** One step of a cascade: a list in, a list of some of its items out, best first. */
export interface CascadeStage<Context> {
  /** For traces. */
  readonly name: string;
  run(context: Context, list: RankedList): RankedList | Promise<RankedList>;
  /** What it is made of, where that can be saved; a stage without is saved by its name alone. */
  readonly recipe?: StageRecipe<Context>;
}

/** What a stage is made of: a model, or plain data. */
export type StageRecipe<Context> =
  | { readonly kind: "keep best"; readonly n: number }
  | { readonly kind: "rank by"; readonly scorer: Scorer<Context> }
  | { readonly kind: "only allowed"; readonly mask: Uint8Array }
  | { readonly kind: "margin"; readonly margins: ArrayLike<number>; readonly weight: number }
  | { readonly kind: "cap per group"; readonly groupOf: Int32Array; readonly cap: number };

/** What a {@link Cascade} is made of. */
export interface CascadeParts<Context> {
  /** Cheap, and asked about every item. */
  readonly retrieve: Scorer<Context>;
  /** How many items it hands on; 500 unless given. */
  readonly depth?: number;
  /** Each looks at what the one before left. */
  readonly stages: readonly CascadeStage<Context>[];
}

/** The list after one stage. */
export interface StageTrace {
  readonly stage: string;
  readonly list: RankedList;
}

/**
 * Retrieve, rank, rerank: each stage is dearer than the one before and sees fewer items. What retrieval misses no later
 * stage brings back, so its depth is measured by recall, and only the last stages by the order.
 *
 * It is a {@link Scorer} too, so that it is measured and served like any model: its list in order, all other items -Infinity.
 */
export class Cascade<Context> implements Scorer<Context> {
  readonly itemCount: number;
  private readonly depth: number;
  private readonly scores: Float32Array;

  /** @throws ValueError when the depth is out of range */
  constructor(readonly parts: CascadeParts<Context>) {
    const { retrieve, depth = 500 } = parts;
    requireInteger("depth", depth, 1);
    this.depth = depth;
    this.itemCount = retrieve.itemCount;
    this.scores = new Float32Array(retrieve.itemCount);
  }

  /**
   * The list of the last stage.
   *
   * @param options items to leave out, from the first stage on
   */
  async list(context: Context, options: TopKOptions = {}): Promise<RankedList> {
    return (await this.trace(context, options)).at(-1)!.list;
  }

  /** The list after retrieval and after every stage. */
  async trace(context: Context, options: TopKOptions = {}): Promise<StageTrace[]> {
    const traces: StageTrace[] = [{ stage: "retrieve", list: this.retrieved(context, options) }];
    for (const { name, run } of this.parts.stages) {
      traces.push({ stage: name, list: await run(context, traces.at(-1)!.list) });
    }
    return traces;
  }

  /**
   * The scores of the last stage; its items in order, and nothing else.
   *
   * @throws NotSupportedError when a stage answers later (a reranker on a device): use {@link Cascade.list}
   */
  scoreInto(context: Context, scores: Float32Array): void {
    requireLength("scores", scores.length, this.itemCount);
    let list = this.retrieved(context, {});
    for (const { name, run } of this.parts.stages) {
      const next = run(context, list);
      if (next instanceof Promise) {
        next.catch(() => undefined);
        throw new NotSupportedError(`stage ${name} answers later, so the cascade cannot score at once: await list()`);
      }
      list = next;
    }
    scores.fill(-Infinity);
    list.items.forEach((item, place) => (scores[item] = list.scores[place]!));
    keepOrder(list, scores);
  }

  private retrieved(context: Context, options: TopKOptions): RankedList {
    this.parts.retrieve.scoreInto(context, this.scores);
    return topK(this.scores, this.depth, options);
  }
}

/** Where scores do not say the whole order (equal ones in another order than the items'), places do: -1, -2, ... */
function keepOrder({ items, scores: own }: RankedList, scores: Float32Array): void {
  const told = items.every(
    (item, n) => n === 0 || own[n - 1]! > own[n]! || (own[n - 1] === own[n] && items[n - 1]! < item),
  );
  if (!told) items.forEach((item, place) => (scores[item] = -1 - place));
}

/** The first n entries. */
export function firstOf({ items, scores }: RankedList, n: number): RankedList {
  return rankedList(items.slice(0, n), scores.slice(0, n));
}
