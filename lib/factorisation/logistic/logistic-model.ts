import type { BundleContent } from "../../bundle";
import { type ItemIndex, requireIndex, type UserIndex, ValueError } from "../../contracts";
import { positivePairs, type UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { type Audience, type History, requireAudience, requireHistory } from "../../ranking";
import { type BiasedFactors, BiasedFactorModel, type FoldedVector } from "../shared/biased-factors";
import { biasedFactorsFromBundle, biasedFactorsToBundle } from "../shared/biased-factors-bundle";
import { sidesOf } from "../shared/sides";
import { sigmoid } from "./logistic-gradient";
import { type LogisticMfSettings, logisticMfSettings } from "./logistic-options";
import { MissingSampler, type SideName } from "./missing-sampler";
import { RowStepper } from "./row-stepper";

/**
 * The chance that a user takes to an item as σ(b_u + b_i + x_u · y_i); made by {@link fitLogisticMf}. A score is the
 * logit, the argument of σ.
 */
export class LogisticMfModel extends BiasedFactorModel {
  private samplers: Record<SideName, MissingSampler> | undefined;

  /**
   * @param parameters what was learned, finite; the mean is 0
   * @param seen       what it was fitted on
   * @param settings   what made it
   * @param iterations passes that the parameters have seen; fewer than settings.iterations when it was stopped early
   * @throws ShapeError when arrays do not fit together; ValueError when a parameter is not finite
   */
  constructor(
    parameters: BiasedFactors,
    seen: UserItemMatrix,
    readonly settings: LogisticMfSettings,
    readonly iterations: number,
  ) {
    super(parameters, seen);
  }

  /**
   * σ of the score. It is the chance within the training's own draws, where a missing pair came `negatives` times per
   * contact and a contact counted α·r times: good to compare, no share of customers to be expected.
   *
   * @throws ValueError when an index is out of range
   */
  probability(user: UserIndex, item: ItemIndex): number {
    requireIndex("user", user, this.userCount);
    requireIndex("item", item, this.itemCount);
    const { factors, userBiases, itemBiases, userFactors, itemFactors } = this.parameters;
    let logit = userBiases[user]! + itemBiases[item]!;
    for (let d = 0; d < factors; d++) logit += userFactors[user * factors + d]! * itemFactors[item * factors + d]!;
    return sigmoid(logit);
  }

  /**
   * Bias and vector of a new user: the training's own steps over as many passes, from zeros, while the items are held
   * fixed. Draws come from the model's seed and items are taken in ascending order, so that one history has one answer,
   * whatever its order. Zeros for an empty history, which orders items by their biases.
   */
  foldIn(history: History): FoldedVector {
    requireHistory(history, this.itemCount);
    const { itemFactors: vectors, itemBiases: biases, factors } = this.parameters;
    return this.climb(history.items, history.values, { factors, vectors, biases }, "items") ?? zeros(factors);
  }

  /** Bias and vector of a new item, in the same way. Without an audience it is rated as an item that nobody has. */
  foldInItem(audience: Audience): FoldedVector {
    requireAudience(audience, this.userCount);
    const { userFactors: vectors, userBiases: biases, factors, itemBiases } = this.parameters;
    const found = this.climb(audience.users, audience.values, { factors, vectors, biases }, "users");
    return found ?? { ...zeros(factors), bias: itemBiases.reduce((least, bias) => Math.min(least, bias), Infinity) };
  }

  /** Steps up from zeros; undefined when there is no contact. */
  private climb(
    partners: Uint32Array,
    values: Float32Array,
    fixed: { factors: number; vectors: Float32Array; biases: Float32Array },
    side: SideName,
  ): FoldedVector | undefined {
    const order = [...partners.keys()].filter((n) => values[n] !== 0).sort((a, b) => partners[a]! - partners[b]!);
    const negative = values.find((value) => value < 0);
    if (negative !== undefined) throw new ValueError(`values must be at least 0, received ${negative}`);
    if (order.length === 0) return undefined;
    const sorted = {
      partners: Uint32Array.from(order, (n) => partners[n]!),
      values: Float32Array.from(order, (n) => values[n]!),
    };
    const { settings } = this;
    const random = new Random(settings.seed).split("logistic fold-in");
    const stepper = new RowStepper(settings, this.sampler(side), fixed);
    const squares = new Float64Array(settings.factors + 1);
    for (let n = 0; n < settings.iterations; n++) stepper.step(sorted.partners, sorted.values, squares, random);
    return { bias: stepper.own[settings.factors]!, vector: stepper.own.slice(0, settings.factors) };
  }

  /** What draws partners of this side; made when first needed. */
  private sampler(side: SideName): MissingSampler {
    if (this.samplers === undefined) {
      const sides = sidesOf(positivePairs(this.seen));
      const { negatives } = this.settings;
      this.samplers = {
        users: MissingSampler.ofUsers(sides, negatives),
        items: MissingSampler.ofItems(sides, negatives),
      };
    }
    return this.samplers[side];
  }
}

function zeros(factors: number): FoldedVector {
  return { bias: 0, vector: new Float64Array(factors) };
}

/** The model as a bundle of kind "logistic-mf". */
export function logisticMfToBundle(model: LogisticMfModel): BundleContent {
  return biasedFactorsToBundle("logistic-mf", model, { ...model.settings, epochsDone: model.iterations });
}

/**
 * Reads back what {@link logisticMfToBundle} made.
 *
 * @throws DataError when something is missing; ShapeError or ValueError when the parts do not fit or are not finite
 */
export function logisticMfFromBundle(content: BundleContent): LogisticMfModel {
  const { parameters, seen, epochs } = biasedFactorsFromBundle("logistic-mf", content);
  const settings = logisticMfSettings(content.settings as Partial<LogisticMfSettings>);
  return new LogisticMfModel(parameters, seen, settings, epochs);
}
