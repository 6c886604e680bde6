import { Pace } from "../contracts";
import { Random } from "../random";
import type { BoostingSettings, BoostingWork } from "./boosting-options";
import type { FeatureRows } from "./feature-rows";
import type { Objective } from "./objective";
import { leafOf, type Tree } from "./tree";
import { TreeEnsemble } from "./tree-ensemble";
import { drawRows, TreeGrower } from "./tree-grower";

/** Data that is not trained on, with the figure that it is judged by. */
export interface Validation {
  readonly features: FeatureRows;
  readonly objective: Objective;
}

/** The scores of some rows, output after output, kept up with the trees. */
class RunningScores {
  readonly scores: Float64Array;

  constructor(
    private readonly features: FeatureRows,
    start: Float64Array,
  ) {
    this.scores = new Float64Array(features.rows * start.length);
    start.forEach((score, output) => this.scores.fill(score, output * features.rows, (output + 1) * features.rows));
  }

  addTree(tree: Tree, output: number): void {
    const { rows, columns, data } = this.features;
    for (let row = 0, at = output * rows; row < rows; row++, at++) {
      this.scores[at]! += tree.values[leafOf(tree, data, row * columns)]!;
    }
  }
}

/**
 * Gradient boosting by Newton steps: each round grows, for each output, a tree on the loss's slopes and curvatures at the
 * scores so far, and adds a fraction of it. With validation data the rounds up to its best figure are kept.
 *
 * @param features   to train on
 * @param objective  the loss of their scores
 * @param settings   how
 * @param work       weights, patience, kernel, listener and signal
 * @param validation what early stopping watches
 * @throws the signal's reason when it is aborted beforehand
 * @source Friedman 2001, algorithm 1; Newton steps as in XGBoost
 */
export async function boost(
  features: FeatureRows,
  objective: Objective,
  settings: BoostingSettings,
  { weights, patience = 20, kernel, onProgress, signal }: BoostingWork,
  validation?: Validation,
): Promise<TreeEnsemble> {
  signal?.throwIfAborted();
  const { outputs, rows } = objective;
  const random = new Random(settings.seed);
  const start = objective.start();
  const grower = new TreeGrower(features, settings, kernel);
  const own = new RunningScores(features, start);
  const held = validation && new RunningScores(validation.features, start);
  const gradients = new Float64Array(rows);
  const curvatures = new Float64Array(rows);
  const trees: Tree[] = [];
  let best = { figure: NaN, rounds: 0 };
  const pace = new Pace();
  for (let round = 0; round < settings.trees && signal?.aborted !== true; round++) {
    const drawn = drawRows(rows, settings.rowShare, random.split(`rows ${round}`));
    const grown: Tree[] = [];
    for (let output = 0; output < outputs; output++) {
      objective.gradientsInto(own.scores, output, gradients, curvatures);
      if (weights !== undefined) multiply(gradients, curvatures, weights);
      grower.setGradients(gradients, curvatures);
      const { featureShare } = settings;
      const { tree, pieces } = grower.grow(random.split(`features ${round} ${output}`), { rows: drawn, featureShare });
      const shrunk = { ...tree, values: tree.values.map((value) => value * settings.learningRate) };
      grown.push(shrunk);
      if (drawn === undefined && outputs === 1) addLeaves(own.scores, shrunk, grower.rows, pieces);
    }
    // With several outputs all slopes are taken before any score moves; rows that were not drawn walk down the trees.
    if (drawn !== undefined || outputs > 1) grown.forEach((tree, output) => own.addTree(tree, output));
    grown.forEach((tree, output) => held?.addTree(tree, output));
    trees.push(...grown);
    const metrics: Record<string, number> = {};
    if (validation !== undefined) {
      const { name, better, of } = validation.objective.measure;
      const figure = (metrics[name] = of(held!.scores));
      if (!(better === "lower" ? figure >= best.figure : figure <= best.figure)) best = { figure, rounds: round + 1 };
    }
    onProgress?.({ task: "boosting", done: round + 1, total: settings.trees, unit: "rounds", metrics });
    if (validation !== undefined && round + 1 - best.rounds >= patience) break;
    if (pace.isDue()) await pace.rest();
  }
  const kept = validation === undefined ? trees : trees.slice(0, best.rounds * outputs);
  return new TreeEnsemble(objective.name, features.columns, start, kept);
}

function multiply(gradients: Float64Array, curvatures: Float64Array, weights: ArrayLike<number>): void {
  for (let n = 0; n < gradients.length; n++) {
    gradients[n]! *= weights[n]!;
    curvatures[n]! *= weights[n]!;
  }
}

/** The rows of each leaf lie together, so their scores need no walk. */
function addLeaves(
  scores: Float64Array,
  tree: Tree,
  rows: Uint32Array,
  pieces: readonly { readonly from: number; readonly to: number }[],
): void {
  pieces.forEach(({ from, to }, leaf) => {
    const value = tree.values[leaf]!;
    for (let n = from; n < to; n++) scores[rows[n]!]! += value;
  });
}
