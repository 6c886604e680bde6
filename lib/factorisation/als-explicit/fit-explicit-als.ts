import { Pace } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { withAverageRows } from "../shared/average-row";
import { type BiasedFactors, copyBiasedFactors } from "../shared/biased-factors";
import { type EarlyStoppingOptions, requireValidation, trainEpochs } from "../shared/early-stopping";
import { requireGrown } from "../shared/grown-matrix";
import { meanRating, ratingError } from "../shared/rating-factors";
import { type Side, sidesOf } from "../shared/sides";
import { ExplicitAlsModel } from "./explicit-als-model";
import { type ExplicitAlsSettings, explicitAlsSettings } from "./explicit-als-options";
import { RatingsSolver } from "./ratings-solver";

/** Rows between two looks at the clock. */
const BLOCK = 16;

/** What {@link fitExplicitAls} takes. */
export interface ExplicitAlsOptions extends Partial<ExplicitAlsSettings>, EarlyStoppingOptions {
  /** A model to go on from: its users and items keep their indices, new ones follow after them. */
  readonly from?: ExplicitAlsModel;
}

/**
 * Ratings by alternating least squares with weighted regularisation (ALS-WR): makes
 * Σ (r − μ − b_u − b_i − p_u · q_i)² + λ (Σ m_u (b_u² + |p_u|²) + Σ m_i (b_i² + |q_i|²)) over the known ratings small, by
 * solving each user while the items are held fixed, then each item, and again. The cost never rises. m_u and m_i are
 * the numbers of ratings, so that one λ suits those with many and those with few. There is no learning rate.
 *
 * A pair that is not there is unknown; a 0 is a rating of 0. Users and items without a rating get zeros, so that they
 * are foretold from the mean and the other side's bias; without biases they get the average vector of the others. One
 * seed, one answer. Progress reports `rmse` after each sweep and, with validation, `validationRmse`. With `from`,
 * training goes on from an earlier model on a matrix that holds its ratings and more.
 *
 * @param matrix  ratings, of any sign
 * @param options settings; `from`, validation, listener and signal
 * @throws ValueError when a setting is wrong; the signal's reason when it is aborted beforehand
 * @source Zhou, Wilkinson, Schreiber & Pan, "Large-Scale Parallel Collaborative Filtering for the Netflix Prize",
 *         AAIM 2008; biases as in Koren, Bell & Volinsky, Computer 42(8), 2009
 */
export async function fitExplicitAls(
  matrix: UserItemMatrix,
  options: ExplicitAlsOptions = {},
): Promise<ExplicitAlsModel> {
  const { from, validation } = options;
  const settings = explicitAlsSettings({ ...from?.settings, ...options });
  requireValidation(matrix, validation);
  if (from !== undefined) requireGrown(matrix, from, settings.factors, from.settings.factors);
  const sides = sidesOf(matrix);
  const parameters = startParameters(matrix, settings, from);
  const snapshot = (): BiasedFactors => {
    const copy = copyBiasedFactors(parameters);
    return settings.biased ? copy : withAverageRows(copy, sides);
  };
  const trained = await trainEpochs(
    {
      task: "explicit ALS",
      unit: "sweeps",
      epochs: settings.iterations,
      runEpoch: () => sweep(parameters, sides, matrix, settings, options.signal),
      snapshot,
      ...(validation === undefined
        ? {}
        : {
            validation: {
              name: "validationRmse",
              better: "lower",
              measure: (state: BiasedFactors) =>
                ratingError(new ExplicitAlsModel(state, matrix, settings, 0), validation),
            },
          }),
    },
    options,
  );
  return new ExplicitAlsModel(trained.state, matrix, settings, trained.epochs);
}

/** Solves users, then items; undefined when it was stopped on the way. */
async function sweep(
  parameters: BiasedFactors,
  { users, items }: { readonly users: Side; readonly items: Side },
  matrix: UserItemMatrix,
  { factors, biased, regularization }: ExplicitAlsSettings,
  signal: AbortSignal | undefined,
): Promise<Record<string, number> | undefined> {
  const { mean, userFactors, userBiases, itemFactors, itemBiases } = parameters;
  const solver = new RatingsSolver(factors, biased, regularization);
  const pace = new Pace();
  const halves = [
    { side: users, own: userFactors, ownBiases: userBiases, vectors: itemFactors, biases: itemBiases },
    { side: items, own: itemFactors, ownBiases: itemBiases, vectors: userFactors, biases: userBiases },
  ];
  for (const { side, own, ownBiases, vectors, biases } of halves) {
    const fixed = { factors, mean, vectors, biases };
    for (let row = 0; row < side.count; row++) {
      const vector = own.subarray(row * factors, (row + 1) * factors);
      const [start, end] = [side.starts[row]!, side.starts[row + 1]!];
      ownBiases[row] = solver.solve(side.partners, side.values, start, end, fixed, vector);
      if (row % BLOCK === 0 && pace.isDue()) await pace.rest();
      if (signal?.aborted === true) return undefined;
    }
  }
  return { rmse: matrix.pairCount === 0 ? 0 : trainingError(parameters, matrix) };
}

/** Root mean squared error on the ratings that were trained on, unclipped. */
function trainingError(parameters: BiasedFactors, { userCount, rowStarts, items, values }: UserItemMatrix): number {
  const { factors, mean, userBiases, itemBiases, userFactors, itemFactors } = parameters;
  let squares = 0;
  for (let user = 0; user < userCount; user++) {
    for (let at = rowStarts[user]!; at < rowStarts[user + 1]!; at++) {
      let p = user * factors;
      let q = items[at]! * factors;
      let error = values[at]! - mean - userBiases[user]! - itemBiases[items[at]!]!;
      for (let d = 0; d < factors; d++) error -= userFactors[p++]! * itemFactors[q++]!;
      squares += error * error;
    }
  }
  return Math.sqrt(squares / values.length);
}

/** Normal item vectors, everything else 0 (users are solved first); what an earlier model knew takes their place. */
function startParameters(
  matrix: UserItemMatrix,
  { factors, biased, initialSpread, seed }: ExplicitAlsSettings,
  from: ExplicitAlsModel | undefined,
): BiasedFactors {
  const random = new Random(seed).split("explicit als items");
  const start = {
    factors,
    mean: biased ? (from?.parameters.mean ?? meanRating(matrix.values)) : 0,
    userBiases: new Float32Array(matrix.userCount),
    itemBiases: new Float32Array(matrix.itemCount),
    userFactors: new Float32Array(matrix.userCount * factors),
    itemFactors: new Float32Array(matrix.itemCount * factors).map(() => initialSpread * random.normal()),
  };
  if (from !== undefined) {
    for (const name of ["userBiases", "itemBiases", "userFactors", "itemFactors"] as const) {
      start[name].set(from.parameters[name]);
    }
  }
  return start;
}
