import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST_FILE, readBundle } from "../../bundle";
import { DataError } from "../../contracts";
import { featureSchema, type FeatureSample, LearnedRanker, requireSameFeatures, rerank } from "../../search";
import type { OpenedSearch } from "../open-search";
import { requireFolder } from "../option-values";
import type { SearchInMode } from "../search-modes";
import { openEmbedder, vectorsOf } from "../search-vectors";
import { UsageError } from "../usage-error";
import { openCrossEncoder, textOf } from "./cross-encoder";
import { queryHash, RANKER_KIND, rankerFromBundle } from "./ranker-bundle";

/** Where a cross-encoder stands in a ranker's folder. */
export const CROSS_ENCODER = "cross-encoder";

/** A ranker over its index, with the features that it was trained on. */
export interface OpenedRanker extends SearchInMode {
  readonly ranker: LearnedRanker;
  readonly samples: readonly FeatureSample[];
  /** Whether it learnt from a query. */
  hasSeen(query: string): boolean;
}

/**
 * The index as a trained ranker sorts it.
 *
 * @throws UsageError when the flag names no ranker; DataError when it was trained on other features than the index gives,
 *         or is damaged
 */
export async function openRanker(dir: string, { index, bundle }: OpenedSearch): Promise<OpenedRanker> {
  await requireFolder("--ranker", dir);
  if (!(await readdir(dir)).includes(MANIFEST_FILE)) {
    throw new UsageError(`--ranker: ${dir} holds no ranker; cartwright train-ranker makes one`);
  }
  const content = await readBundle(dir);
  if (content.kind !== RANKER_KIND) {
    throw new UsageError(`--ranker: ${dir} holds a ${content.kind}, no ranker; cartwright train-ranker makes one`);
  }
  const { schema, scorer, depth, samples, crossEncoder, learntFrom } = rankerFromBundle(content);
  const saved = vectorsOf(bundle);
  const sources = { index, depth, ...(saved === undefined ? {} : { vectors: saved.vectors }) };
  // The names first: they can say which feature is missing.
  requireSameFeatures(schema, featureSchema(index, saved !== undefined));
  const ranker = new LearnedRanker(sources, scorer);
  const embed = saved === undefined ? undefined : await openEmbedder(saved.model);
  const reader = crossEncoder && (await openCrossEncoder(await crossEncoderFolder(dir)));
  return {
    mode: "ranker",
    ranker,
    samples,
    hasSeen: (query) => learntFrom.has(queryHash(query)),
    search: async (query, k, filters = {}) => {
      const vector = query.trim() === "" || embed === undefined ? undefined : await embed([query]);
      const wanted = Math.max(k, crossEncoder?.depth ?? 0);
      const sorted = query.trim() === "" ? [] : ranker.search(query, { k: wanted, vector, ...filters });
      const found =
        reader === undefined || crossEncoder === undefined
          ? sorted
          : await rerank(query, sorted, (id) => textOf(index, id), reader, crossEncoder);
      const items = found.slice(0, k).map(({ id, score }) => ({ id, score, fields: index.fieldsOf(id) ?? {} }));
      const total = saved === undefined ? index.count(query, filters).total : index.idsWithin(filters).size;
      return { query, items, total };
    },
  };
}

async function crossEncoderFolder(dir: string): Promise<string> {
  if ((await readdir(dir)).includes(CROSS_ENCODER)) return join(dir, CROSS_ENCODER);
  throw new DataError(`${dir} lacks the folder ${CROSS_ENCODER} that its ranker needs: train it anew`);
}
