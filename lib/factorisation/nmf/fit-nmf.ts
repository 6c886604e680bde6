import { Pace, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { averageRow, withAverageRows } from "../shared/average-row";
import { type BiasedFactors, copyBiasedFactors } from "../shared/biased-factors";
import { type EarlyStoppingOptions, requireValidation, trainEpochs } from "../shared/early-stopping";
import { requireGrown } from "../shared/grown-matrix";
import { meanRating, ratingError } from "../shared/rating-factors";
import { type Side, sidesOf } from "../shared/sides";
import { NmfModel } from "./nmf-model";
import { type NmfSettings, nmfSettings } from "./nmf-options";
import { nmfPass, type NmfVectors } from "./nmf-pass";

/** What {@link fitNmf} takes. */
export interface NmfOptions extends Partial<NmfSettings>, EarlyStoppingOptions {
  /** A model to go on from: its users and items keep their indices, new ones follow after them. */
  readonly from?: NmfModel;
}

/** Rows between two looks at the clock. */
const BLOCK = 32;

/**
 * Non-negative matrix factorisation of ratings: makes Σ (r − p_u · q_i)² + λ (Σ m_u |p_u|² + Σ m_i |q_i|²) over the known
 * ratings small with p, q >= 0, by multiplicative updates of all users and then all items. The cost never rises. m_u and
 * m_i are the numbers of ratings.
 *
 * A pair that is not there is unknown; a 0 is a rating of 0. Users and items without a rating get the average vector of
 * the others. One seed, one answer. Progress reports `rmse` of the epoch (each rating before its user's update) and, with
 * validation, `validationRmse`. With `from`, training goes on from an earlier model on a matrix that holds its ratings
 * and more: new rows begin with the average vector.
 *
 * @param matrix  ratings, at least 0 in the model without biases
 * @param options settings; `from`, validation, listener and signal
 * @throws ValueError when a setting is wrong or a rating negative; the signal's reason when it is aborted beforehand
 * @source see {@link nmfPass}
 */
export async function fitNmf(matrix: UserItemMatrix, options: NmfOptions = {}): Promise<NmfModel> {
  const { from, validation } = options;
  const settings = nmfSettings({ ...from?.settings, ...options });
  requireRatings(matrix, settings);
  requireValidation(matrix, validation);
  if (from !== undefined) requireGrown(matrix, from, settings.factors, from.settings.factors);
  const sides = sidesOf(matrix);
  const parameters = startParameters(matrix, settings, from);
  const snapshot = (): BiasedFactors => withAverageRows(copyBiasedFactors(parameters), sides);
  const trained = await trainEpochs(
    {
      task: "NMF",
      epochs: settings.epochs,
      runEpoch: () => runEpoch(parameters, sides, settings, options.signal),
      snapshot,
      ...(validation === undefined
        ? {}
        : {
            validation: {
              name: "validationRmse",
              better: "lower",
              measure: (state: BiasedFactors) => ratingError(new NmfModel(state, matrix, settings, 0), validation),
            },
          }),
    },
    options,
  );
  return new NmfModel(trained.state, matrix, settings, trained.epochs);
}

/** Updates users, then items; undefined when it was stopped on the way. */
async function runEpoch(
  parameters: BiasedFactors,
  sides: { readonly users: Side; readonly items: Side },
  settings: NmfSettings,
  signal: AbortSignal | undefined,
): Promise<Record<string, number> | undefined> {
  const pace = new Pace();
  let squares = 0;
  for (const name of ["users", "items"] as const) {
    const side = sides[name];
    const vectors = vectorsOf(parameters, name);
    for (let row = 0; row < side.count; row += BLOCK) {
      const before = nmfPass(side, row, Math.min(row + BLOCK, side.count), vectors, settings);
      if (name === "users") squares += before;
      if (pace.isDue()) await pace.rest();
      if (signal?.aborted === true) return undefined;
    }
  }
  return { rmse: Math.sqrt(squares / Math.max(1, sides.users.values.length)) };
}

function vectorsOf(parameters: BiasedFactors, name: "users" | "items"): NmfVectors {
  const { factors, mean, userBiases, itemBiases, userFactors, itemFactors } = parameters;
  return name === "users"
    ? { factors, mean, own: userFactors, ownBiases: userBiases, other: itemFactors, otherBiases: itemBiases }
    : { factors, mean, own: itemFactors, ownBiases: itemBiases, other: userFactors, otherBiases: userBiases };
}

/** Uniform vectors and biases of 0; what an earlier model knew takes their place, and its averages those of new rows. */
function startParameters(matrix: UserItemMatrix, settings: NmfSettings, from: NmfModel | undefined): BiasedFactors {
  const { factors, biased, initialLow, initialHigh, seed } = settings;
  const random = new Random(seed).split("nmf vectors");
  const vectors = (count: number, label: string, known: Float32Array | undefined): Float32Array => {
    const start = new Float32Array(count * factors);
    if (known === undefined) {
      const stream = random.split(label);
      return start.map(() => initialLow + (initialHigh - initialLow) * stream.next());
    }
    const average = averageRow(known, factors);
    for (let at = 0; at < start.length; at++) start[at] = average[at % factors]!;
    start.set(known);
    return start;
  };
  const biases = (count: number, known: Float32Array | undefined): Float32Array => {
    const start = new Float32Array(count);
    if (known !== undefined) start.set(known);
    return start;
  };
  return {
    factors,
    mean: biased ? (from?.parameters.mean ?? meanRating(matrix.values)) : 0,
    userBiases: biases(matrix.userCount, from?.parameters.userBiases),
    itemBiases: biases(matrix.itemCount, from?.parameters.itemBiases),
    userFactors: vectors(matrix.userCount, "users", from?.parameters.userFactors),
    itemFactors: vectors(matrix.itemCount, "items", from?.parameters.itemFactors),
  };
}

function requireRatings({ values }: UserItemMatrix, { biased }: NmfSettings): void {
  const negative = biased ? undefined : values.find((value) => value < 0);
  if (negative !== undefined) {
    throw new ValueError(`values must be at least 0 for non-negative vectors without biases, received ${negative}`);
  }
}
