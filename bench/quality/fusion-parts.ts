import type { UserIndex } from "cartwright/contracts";
import {
  contextFeatures,
  type FeatureSource,
  itemFeatures,
  joinFeatures,
  pairFeature,
  rememberingScorer,
  scoreFeatures,
  type ScoreScaling,
} from "cartwright/fusion";
import type { Split, UserItemMatrix } from "cartwright/interactions";
import type { UserScorer } from "cartwright/ranking";
import type { ItemColumn, QualityData } from "./datasets";
import { type QualityRow, tuneAndMeasure } from "./measure";
import { qualityModels, trainingDataOf } from "./models";

/** What is fused, by the names of the table of single models. */
export const PART_NAMES = ["recent popularity", "item-knn", "als", "bpr-uniform", "ease", "content"];

/** Parts fitted on one training period. */
export interface FittedParts {
  readonly matrix: UserItemMatrix;
  readonly scorers: readonly { readonly name: string; readonly scorer: UserScorer }[];
}

/** Each part's setting as chosen on the validation period, and its figures alone in the test period. */
export async function measureParts(data: QualityData): Promise<QualityRow[]> {
  const rows: QualityRow[] = [];
  for (const model of qualityModels.filter(({ name }) => PART_NAMES.includes(name))) {
    rows.push(await tuneAndMeasure(data, model, "ours"));
  }
  return rows;
}

/** Fits every part with its chosen setting on one training period; each remembers what it said. */
export async function fitParts(data: QualityData, split: Split, alone: readonly QualityRow[]): Promise<FittedParts> {
  const training = trainingDataOf(split.train, data.items);
  const scorers = [];
  for (const { model, setting } of alone) {
    const started = performance.now();
    const scorer = await qualityModels.find(({ name }) => name === model)!.fit(training, setting);
    process.stderr.write(`${data.name}: fitted ${model}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    scorers.push({ name: partName(model), scorer: rememberingScorer(scorer) });
  }
  return { matrix: training.matrix, scorers };
}

/** As names of fusion parts go. */
export function partName(model: string): string {
  return model.replace(/ /g, "-");
}

/** The parts' scores: what the model level learns from, and the result level's weights. */
export function partScores(parts: FittedParts, scaling: ScoreScaling): FeatureSource<UserIndex> {
  return scoreFeatures(parts.scorers, { scaling, missing: 0 });
}

/** Facts about customer, product and pair, without any model of tastes: the feature level. */
export function plainFeatures(
  parts: FittedParts,
  split: Split,
  items: readonly ItemColumn[],
): FeatureSource<UserIndex> {
  const content = parts.scorers.find(({ name }) => name === "content")!.scorer;
  const { matrix } = parts;
  const last = split.train.times!.reduce((most, time) => Math.max(most, time), -Infinity);
  const month = 30 * 24 * 3600 * 1000;
  const table = new Float64Array(3 * matrix.itemCount).fill(0);
  const firstSeen = new Float64Array(matrix.itemCount).fill(last);
  split.train.items.forEach((item, n) => {
    const time = split.train.times![n]!;
    if (last - time < month) table[3 * item + 1]!++;
    firstSeen[item] = Math.min(firstSeen[item]!, time);
  });
  for (const item of matrix.items) table[3 * item]!++;
  for (let item = 0; item < matrix.itemCount; item++) {
    table[3 * item] = Math.log1p(table[3 * item]!);
    table[3 * item + 1] = Math.log1p(table[3 * item + 1]!);
    table[3 * item + 2] = (last - firstSeen[item]!) / month;
  }
  return joinFeatures<UserIndex>(
    itemFeatures(["log buyers", "log buyers of the last month", "months on sale"], table),
    contextFeatures(["log items of the user"], (user) => [Math.log1p(matrix.itemsOf(user).length)]),
    ...items.filter(({ kind }) => kind === "category").map((column) => shareOfCategory(column, matrix)),
    scoreFeatures([{ name: "likeness to what they have", scorer: content }], { missing: 0 }),
  );
}

/** What share of the user's items has the same value in a column. */
function shareOfCategory({ name, texts }: ItemColumn, matrix: UserItemMatrix): FeatureSource<UserIndex> {
  return pairFeature(`share of ${name}`, (user) => {
    const own = matrix.itemsOf(user);
    const counts = new Map<string, number>();
    for (const item of own) counts.set(texts[item]!, (counts.get(texts[item]!) ?? 0) + 1);
    return (item) => (texts[item] === "" ? NaN : (counts.get(texts[item]!) ?? 0) / Math.max(own.length, 1));
  });
}
