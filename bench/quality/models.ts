import type { JsonObject } from "cartwright/bundle";
import { categoryBlock, type FeatureBlock, fitContent, joinBlocks, textBlock } from "cartwright/content";
import { type BprOptions, fitAls, fitBpr, fitEase } from "cartwright/factorisation";
import { type Events, matrixFromEvents, type UserItemMatrix } from "cartwright/interactions";
import { fitItemKnn, type KnnOptions } from "cartwright/neighbours";
import { fitPopularity, fitRecentPopularity } from "cartwright/popularity";
import { Random } from "cartwright/random";
import type { UserScorer } from "cartwright/ranking";
import { createAnalyser, fitTfidf } from "cartwright/text";
import type { ItemColumn } from "./datasets";

/** What a model is fitted on. */
export interface TrainingData {
  readonly matrix: UserItemMatrix;
  readonly events: Events;
  readonly items: readonly ItemColumn[];
}

/** A row of the table. */
export interface QualityModel {
  readonly name: string;
  /** Settings to choose from on the validation period; the same for both sides. */
  readonly grid: readonly JsonObject[];
  readonly fit: (data: TrainingData, setting: JsonObject) => Promise<UserScorer>;
  /** Whether the peer has this model; see ../peers/quality.py. */
  readonly peer: boolean;
}

const recency = [7, 14, 30, 60, 120, 240].map((halfLifeDays) => ({ halfLifeDays }));
const neighbours = [50, 200].flatMap((count) => [
  { neighbours: count, weighting: "none", similarity: "cosine" },
  { neighbours: count, weighting: "tf-idf", similarity: "cosine" },
  { neighbours: count, weighting: "bm25", similarity: "dot" },
]);
const als = [
  { factors: 32, regularization: 0.1, alpha: 1 },
  { factors: 64, regularization: 0.1, alpha: 1 },
  { factors: 32, regularization: 5, alpha: 5 },
  { factors: 64, regularization: 5, alpha: 5 },
  { factors: 32, regularization: 20, alpha: 20 },
  { factors: 64, regularization: 20, alpha: 20 },
];
const bpr = [
  { factors: 32, learningRate: 0.002, regularization: 0.01 },
  { factors: 64, learningRate: 0.002, regularization: 0.01 },
  { factors: 32, learningRate: 0.01, regularization: 0.01 },
  { factors: 64, learningRate: 0.01, regularization: 0.01 },
  { factors: 32, learningRate: 0.05, regularization: 0.01 },
  { factors: 64, learningRate: 0.05, regularization: 0.01 },
];

/** Every model of the table, baselines first. */
export const qualityModels: readonly QualityModel[] = [
  { name: "random", grid: [{}], fit: ({ matrix }) => Promise.resolve(randomScorer(matrix)), peer: false },
  { name: "popularity", grid: [{}], fit: ({ matrix }) => Promise.resolve(fitPopularity(matrix)), peer: false },
  {
    name: "recent popularity",
    grid: recency,
    fit: ({ events }, { halfLifeDays }) =>
      Promise.resolve(fitRecentPopularity(events, { halfLifeDays: Number(halfLifeDays) })),
    peer: false,
  },
  {
    name: "item-knn",
    grid: neighbours,
    fit: ({ matrix }, setting) => fitItemKnn(matrix, setting as KnnOptions),
    peer: true,
  },
  { name: "als", grid: als, fit: ({ matrix }, setting) => fitAls(matrix, setting), peer: true },
  {
    // Counterparts are drawn as implicit draws them.
    name: "bpr",
    grid: bpr,
    fit: ({ matrix }, setting) => fitBpr(matrix, { ...(setting as BprOptions), negatives: "popularity", tries: 1 }),
    peer: true,
  },
  {
    name: "bpr-uniform",
    grid: bpr,
    fit: ({ matrix }, setting) => fitBpr(matrix, setting as BprOptions),
    peer: false,
  },
  {
    name: "content",
    grid: [{ minDocuments: 1 }, { minDocuments: 2 }, { minDocuments: 5 }],
    fit: ({ matrix, items }, { minDocuments }) => Promise.resolve(contentScorer(matrix, items, Number(minDocuments))),
    peer: false,
  },
  {
    name: "ease",
    grid: [250, 1000, 4000].map((regularization) => ({ regularization })),
    fit: ({ matrix }, setting) => fitEase(matrix, setting),
    peer: false,
  },
];

/** The training matrix: a pair counts once, however often it was bought. */
export function trainingDataOf(events: Events, items: readonly ItemColumn[]): TrainingData {
  return { matrix: matrixFromEvents({ ...events, duplicates: "once" }), events, items };
}

/** Each user's items in an order of their own. */
function randomScorer({ userCount, itemCount }: UserItemMatrix): UserScorer {
  const root = new Random(1);
  return {
    userCount,
    itemCount,
    scoreInto(user, scores) {
      const random = root.split(user);
      for (let item = 0; item < scores.length; item++) scores[item] = random.next();
    },
  };
}

function contentScorer(matrix: UserItemMatrix, items: readonly ItemColumn[], minDocuments: number): UserScorer {
  return fitContent(matrix, { profiles: joinBlocks(items.map((column) => blockOf(column, minDocuments))) });
}

function blockOf({ name, kind, texts }: ItemColumn, minDocuments: number): FeatureBlock {
  if (kind === "text") {
    const documents = texts.map(createAnalyser({ stem: true }));
    return textBlock(name, documents, fitTfidf(documents, { minDocuments }));
  }
  const words = [...new Set(texts)].filter((text) => text !== "");
  const codeOf = new Map(words.map((word, code) => [word, code]));
  return categoryBlock(
    name,
    texts.map((text) => codeOf.get(text) ?? -1),
    words,
  );
}
