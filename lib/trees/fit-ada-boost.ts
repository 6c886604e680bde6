import { ValueError } from "../contracts";
import { Random } from "../random";
import { boostingSettings, type BoostingSettings, requireWork, type BoostingWork } from "./boosting-options";
import { type FeatureRows, requireFeatureRows } from "./feature-rows";
import { requireTargetRows } from "./objective";
import { leafOf, type Tree } from "./tree";
import { TreeEnsemble } from "./tree-ensemble";
import { TreeGrower } from "./tree-grower";

/** What {@link fitAdaBoost} takes. */
export type AdaBoostOptions = Partial<Pick<BoostingSettings, "trees" | "leaves" | "minRows" | "bins" | "seed">> &
  Pick<BoostingWork, "kernel" | "onProgress" | "signal">;

/**
 * Discrete AdaBoost: small trees vote yes or no, each grown where the ones before it were wrong. A tree with weighted error
 * e votes with ln((1 - e) / e), and the weights of the rows it got wrong are multiplied by (1 - e) / e. A tree without
 * error ends the training, as does one no better than chance. The sum of the votes is a log-odds, so
 * {@link TreeEnsemble.predict} answers probabilities.
 *
 * @param features at least one row; NaN is missing
 * @param targets  [rows] 0 or 1
 * @param options  trees 50, leaves 2 (stumps), minRows 1 unless given
 * @throws ShapeError, ValueError when an argument does not fit; the signal's reason when it is aborted
 * @source Freund & Schapire 1997; votes as log-odds: Friedman, Hastie & Tibshirani, "Additive Logistic
 *         Regression: A Statistical View of Boosting", Annals of Statistics 28(2), 2000
 */
export async function fitAdaBoost(
  features: FeatureRows,
  targets: ArrayLike<number>,
  options: AdaBoostOptions = {},
): Promise<TreeEnsemble> {
  requireFeatureRows("features", features);
  requireTargetRows(targets, features.rows);
  requireWork(options, features.rows);
  const signs = Float64Array.from(targets, signOf);
  const { rows, columns, data } = features;
  const settings = boostingSettings({ trees: 50, leaves: 2, minRows: 1, minCurvature: 0, ...options });
  const grower = new TreeGrower(features, settings, options.kernel);
  const random = new Random(settings.seed);
  const weights = new Float64Array(rows).fill(1 / rows);
  const trees: Tree[] = [];
  for (let n = 0; n < settings.trees; n++) {
    options.signal?.throwIfAborted();
    grower.setGradients(
      signs.map((sign, row) => -sign * weights[row]!),
      weights.slice(),
    );
    const { tree } = grower.grow(random, {});
    const votes = Float64Array.from({ length: rows }, (_, row) =>
      voteOf(tree.values[leafOf(tree, data, row * columns)]!),
    );
    let error = 0;
    for (let row = 0; row < rows; row++) if (votes[row] !== signs[row]) error += weights[row]!;
    if (error >= 0.5) break;
    // A tree without error would have an infinite voice.
    const voice = Math.log((1 - error) / Math.max(error, 1e-10));
    trees.push({ ...tree, values: tree.values.map((value) => voteOf(value) * voice) });
    options.onProgress?.({ task: "AdaBoost", done: n + 1, total: settings.trees, unit: "trees", metrics: { error } });
    if (error === 0) break;
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      if (votes[row] !== signs[row]) weights[row]! *= (1 - error) / error;
      sum += weights[row]!;
    }
    for (let row = 0; row < rows; row++) weights[row]! /= sum;
    await new Promise((resume) => setTimeout(resume, 0));
  }
  return new TreeEnsemble("logistic", columns, new Float64Array(1), trees);
}

function signOf(target: number, row: number): number {
  if (target === 0 || target === 1) return 2 * target - 1;
  throw new ValueError(`targets must be 0 or 1, received ${target} in row ${row}`);
}

/** Yes or no: a leaf that is undecided says yes. */
function voteOf(value: number): number {
  return value >= 0 ? 1 : -1;
}
