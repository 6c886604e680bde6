import { transpose, type UserItemMatrix } from "../../interactions";
import { openTeam, shared, threadCount } from "../../parallel";
import type { TwoWays } from "./local-ridge";
import { type ItemWeights, SparseEaseModel } from "./sparse-ease-model";
import { type SparseEaseOptions, sparseEaseSettings } from "./sparse-ease-options";
import { ITEMS_PER_BLOCK, type SparseEaseSetup, sparseEaseTask } from "./sparse-ease-task";

/** Items from which on threads are worth their start. */
const WORTH_THREADS = 500;

/**
 * EASE for large catalogues: each item i is foretold by the K others S that, each alone, would take most off its error,
 * in closed form: b_Si = (G_SS + λI)⁻¹ g_Si with G = XᵀX. With K = all others this is column i of EASE; with fewer it is
 * the same regression over fewer items.
 *
 * G is never formed. Memory is the data thrice, 8 n K bytes for n items and K² numbers a thread: a hundred thousand items
 * with K = 200 need 160 MB where EASE would need 120 GB. Time is n (K³ / 6 + Σ over users of the square of how many of S
 * each has, halved).
 *
 * @param matrix values as they are, as for `fitEase`
 * @throws ValueError when a setting is wrong; the signal's reason when it is aborted
 * @source closed form and cutting down to few neighbours: Steck, "Markov Random Fields for Collaborative Filtering",
 *         NeurIPS 2019, section 3.2; choice of S item by item: Ning & Karypis, "SLIM: Sparse Linear Methods for Top-N
 *         Recommender Systems", ICDM 2011, section 4.3 (fsSLIM)
 */
export async function fitSparseEase(matrix: UserItemMatrix, options: SparseEaseOptions = {}): Promise<SparseEaseModel> {
  const settings = sparseEaseSettings(options);
  const { onProgress, signal } = options;
  const { itemCount } = matrix;
  signal?.throwIfAborted();
  const threads = options.threads === undefined && itemCount < WORTH_THREADS ? 1 : threadCount(options.threads);
  const places = Math.min(settings.neighbours, Math.max(0, itemCount - 1));
  const setup: SparseEaseSetup = {
    matrix: twoWays(matrix),
    settings,
    places,
    lengths: shared(new Uint32Array(itemCount)),
    others: shared(new Uint32Array(itemCount * places)),
    weights: shared(new Float32Array(itemCount * places)),
  };
  const team = openTeam(sparseEaseTask, setup, { threads });
  const report = (done: number): void =>
    onProgress?.({ task: "EASE weights", done: Math.min(itemCount, done), total: itemCount, unit: "items" });
  try {
    const onBlocks = (begun: number): void => report(begun * ITEMS_PER_BLOCK);
    await team.run(Math.ceil(itemCount / ITEMS_PER_BLOCK), null, { signal, onBlocks });
  } finally {
    await team.close();
  }
  report(itemCount);
  return new SparseEaseModel(weightsByRow(setup), matrix, settings);
}

function twoWays(matrix: UserItemMatrix): TwoWays {
  const turned = transpose(matrix);
  return {
    userStarts: shared(matrix.rowStarts),
    userItems: shared(matrix.items),
    userValues: shared(matrix.values),
    itemStarts: shared(turned.itemStarts),
    itemUsers: shared(turned.users),
    itemValues: shared(turned.values),
  };
}

/** From what foretells each item to what each item foretells. */
function weightsByRow({ places, lengths, others, weights }: SparseEaseSetup): ItemWeights {
  const starts = new Uint32Array(lengths.length + 1);
  const each = (visit: (item: number, at: number) => void): void => {
    for (let item = 0; item < lengths.length; item++) {
      for (let at = item * places; at < item * places + lengths[item]!; at++) if (weights[at] !== 0) visit(item, at);
    }
  };
  each((_, at) => starts[others[at]! + 1]!++);
  for (let item = 0; item < lengths.length; item++) starts[item + 1]! += starts[item]!;
  const next = starts.slice();
  const found = { starts, items: new Uint32Array(starts.at(-1)!), weights: new Float32Array(starts.at(-1)!) };
  each((item, at) => {
    const place = next[others[at]!]!++;
    found.items[place] = item;
    found.weights[place] = weights[at]!;
  });
  return found;
}
