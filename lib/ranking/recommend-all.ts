import { asUserIndex, Pace, type ProgressListener, requireIndex, requireInteger, requireLength } from "../contracts";
import { BlockRecommender, blockRecommenderFits } from "./block-recommender";
import type { ScoresByVectors } from "./item-vectors";
import { ListBlock } from "./list-block";
import { recommend, type RecommendOptions } from "./recommend";
import type { UserScorer } from "./scorer";

/** What {@link recommendAll} takes. */
export interface RecommendAllOptions extends RecommendOptions {
  /** Whom to recommend to, in this order; every user unless given. */
  readonly users?: Uint32Array;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Users of a block. A multiple of 4; their scores of a few hundred items at a time stay in the second cache. */
const BLOCK = 64;

/**
 * The lists that {@link recommend} gives, for many users, block after block: memory does not grow with their number, nor
 * with users × items. A scorer by vectors ({@link ScoresByVectors}) is asked for 64 users at once, as a product of
 * matrices with the best k kept on the way; any other one user at a time. The lists are the same, bit for bit.
 *
 * ```ts
 * for await (const block of recommendAll(model, { k: 20, seen })) {
 *   block.users.forEach((user, n) => write(user, block.listAt(n)));
 * }
 * ```
 *
 * @param scorer  any recommender
 * @param options how many items, whose, and which are left out
 * @throws ValueError when k or a user is out of range, or a score is NaN; the signal's reason when it is aborted
 */
export async function* recommendAll(
  scorer: UserScorer,
  options: RecommendAllOptions,
): AsyncGenerator<ListBlock, void, undefined> {
  const { k, allowed, onProgress, signal } = options;
  const { userCount, itemCount } = scorer;
  const users = options.users ?? Uint32Array.from({ length: userCount }, (_, user) => user);
  requireInteger("k", k);
  if (allowed !== undefined) requireLength("allowed", allowed.length, itemCount);
  users.forEach((user) => requireIndex("user", user, userCount));
  signal?.throwIfAborted();

  const places = Math.min(k, itemCount);
  const fill = blockFiller(scorer, { ...options, k: places });
  const pace = new Pace(signal);
  for (let from = 0; from < users.length; from += BLOCK) {
    const block = new ListBlock(users.slice(from, from + BLOCK), places);
    fill(block);
    onProgress?.({ task: "recommending", done: from + block.users.length, total: users.length, unit: "users" });
    yield block;
    if (pace.isDue()) await pace.rest();
  }
}

/** How a block is filled by this scorer. */
function blockFiller(scorer: UserScorer, options: RecommendOptions): (block: ListBlock) => void {
  if (options.k > 0 && scoresByVectors(scorer) && blockRecommenderFits(scorer, BLOCK, options.k)) {
    const together = new BlockRecommender(scorer, BLOCK, options);
    return (block) => together.fill(block);
  }
  return (block) => {
    block.users.forEach((user, n) => {
      const { items, scores } = recommend(scorer, asUserIndex(user), options);
      block.lengths[n] = items.length;
      block.items.set(items, n * block.k);
      block.scores.set(scores, n * block.k);
    });
  };
}

function scoresByVectors(scorer: UserScorer): scorer is ScoresByVectors {
  return "itemVectors" in scorer && "userVectorInto" in scorer;
}
