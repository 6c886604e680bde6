import { Random } from "../random";
import { boostingSettings, type BoostingSettings, requireWork, type BoostingWork } from "./boosting-options";
import { type FeatureRows, requireFeatureRows } from "./feature-rows";
import { requireTargetRows, squaredLoss } from "./objective";
import type { Tree } from "./tree";
import { TreeEnsemble } from "./tree-ensemble";
import { TreeGrower } from "./tree-grower";

/** What {@link fitForest} takes: `learningRate` and `rowShare` mean nothing here. */
export type ForestOptions = Partial<Omit<BoostingSettings, "learningRate" | "rowShare">> &
  Pick<BoostingWork, "kernel" | "onProgress" | "signal">;

/**
 * Bagging: trees grown each on a bootstrap sample (as many rows, drawn with replacement, a row drawn twice counting twice)
 * and a share of the features, and their mean. A target of 0 and 1 gives the mean of the trees' shares: a probability.
 *
 * @param features at least one row; NaN is missing
 * @param targets  [rows] finite numbers
 * @param options  trees 100, leaves 255, minRows 1, featureShare 1/3 unless given; a forest's trees are deep and unlike
 * @throws ShapeError, ValueError when an argument does not fit; the signal's reason when it is aborted
 * @source Breiman, "Random Forests", Machine Learning 45, 2001; features are drawn per tree, as in Ho 1998
 */
export async function fitForest(
  features: FeatureRows,
  targets: ArrayLike<number>,
  options: ForestOptions = {},
): Promise<TreeEnsemble> {
  requireFeatureRows("features", features);
  requireTargetRows(targets, features.rows);
  requireWork(options, features.rows);
  const settings = boostingSettings({ leaves: 255, minRows: 1, minCurvature: 0, featureShare: 1 / 3, ...options });
  const start = squaredLoss(targets).start();
  const { rows } = features;
  const grower = new TreeGrower(features, settings, options.kernel);
  const random = new Random(settings.seed);
  const gradients = new Float64Array(rows);
  const counts = new Float64Array(rows);
  const trees: Tree[] = [];
  for (let n = 0; n < settings.trees; n++) {
    options.signal?.throwIfAborted();
    const draw = random.split(`rows ${n}`);
    counts.fill(0);
    for (let drawn = 0; drawn < rows; drawn++) counts[draw.integer(rows)]!++;
    for (let row = 0; row < rows; row++) gradients[row] = counts[row]! * (start[0]! - targets[row]!);
    grower.setGradients(gradients, counts);
    const own = Uint32Array.from(counts.keys()).filter((row) => counts[row]! > 0);
    const { tree } = grower.grow(random.split(`features ${n}`), { rows: own, featureShare: settings.featureShare });
    trees.push({ ...tree, values: tree.values.map((value) => value / settings.trees) });
    options.onProgress?.({ task: "forest", done: n + 1, total: settings.trees, unit: "trees" });
    await new Promise((resume) => setTimeout(resume, 0));
  }
  return new TreeEnsemble("squared", features.columns, start, trees);
}
