import { Pace } from "../../contracts";
import { positivePairs, type UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import { type BiasedFactors, copyBiasedFactors } from "../shared/biased-factors";
import { type EarlyStoppingOptions, requireValidation, trainEpochs } from "../shared/early-stopping";
import { requireGrown } from "../shared/grown-matrix";
import { type Side, sidesOf } from "../shared/sides";
import { validationNdcg } from "../shared/validation-ndcg";
import { LogisticMfModel } from "./logistic-model";
import { type LogisticMfSettings, logisticMfSettings } from "./logistic-options";
import { contactsOf, MissingSampler, type SideName } from "./missing-sampler";
import { RowStepper } from "./row-stepper";

/** What {@link fitLogisticMf} takes. */
export interface LogisticMfOptions extends Partial<LogisticMfSettings>, EarlyStoppingOptions {
  /** A model to go on from: its users and items keep their indices, new ones follow after them. */
  readonly from?: LogisticMfModel;
}

/** Standard deviation of the first vectors: the first scores are far below 1. */
const INITIAL_SPREAD = 0.1;

/** AdaGrad's sums of squared gradients, [rows × (factors + 1)] each. */
type SquareSums = Readonly<Record<SideName, Float32Array>>;

/**
 * Logistic matrix factorisation of implicit feedback: the chance of a contact is σ(b_u + b_i + x_u · y_i), and vectors and
 * biases climb its regularised log-likelihood ({@link logisticGradient}) by AdaGrad, one step of all users while the items
 * are held fixed, then one of all items. Missing pairs are drawn, `negatives` per contact so that an item's bias says how many have it.
 *
 * A 0 is no contact. Users without a contact have zeros, so that items are ordered by bias, which is popularity; items
 * without a contact have a zero vector and the lowest bias of the others. One seed, one answer on every machine. Progress
 * reports `loss`, the mean negative log-likelihood over the pairs of the users' steps, and, with validation,
 * `validationNdcg@10`. With `from`, training goes on from an earlier model on a matrix that holds its contacts and more;
 * AdaGrad's sums begin anew.
 *
 * @param matrix  strengths of at least 0
 * @param options settings; `from`, validation, listener and signal
 * @throws ValueError when a setting is wrong or a strength negative; the signal's reason when it is aborted beforehand
 * @source Johnson, "Logistic Matrix Factorization for Implicit Feedback Data", NIPS workshop on distributed machine
 *         learning, 2014
 */
export async function fitLogisticMf(matrix: UserItemMatrix, options: LogisticMfOptions = {}): Promise<LogisticMfModel> {
  const { from, validation } = options;
  const settings = logisticMfSettings({ ...from?.settings, ...options });
  requireValidation(matrix, validation);
  if (from !== undefined) requireGrown(matrix, from, settings.factors, from.settings.factors);
  const contacts = positivePairs(matrix);
  const training = new Training(contacts, settings, from);
  const trained = await trainEpochs(
    {
      task: "logistic MF",
      unit: "passes",
      epochs: settings.iterations,
      runEpoch: () => training.pass(options.signal),
      snapshot: () => training.snapshot(),
      ...(validation === undefined
        ? {}
        : {
            validation: {
              name: "validationNdcg@10",
              better: "higher",
              measure: (state: BiasedFactors) =>
                validationNdcg(new LogisticMfModel(state, matrix, settings, 0), contacts, validation),
            },
          }),
    },
    options,
  );
  return new LogisticMfModel(trained.state, matrix, settings, trained.epochs);
}

/** What is learned, and what its steps need. */
class Training {
  private readonly sides: Readonly<Record<SideName, Side>>;
  private readonly samplers: Readonly<Record<SideName, MissingSampler>>;
  private readonly parameters: BiasedFactors;
  private readonly squares: SquareSums;
  private readonly random: Random;

  constructor(
    contacts: UserItemMatrix,
    private readonly settings: LogisticMfSettings,
    from: LogisticMfModel | undefined,
  ) {
    this.sides = sidesOf(contacts);
    this.samplers = {
      users: MissingSampler.ofUsers(this.sides, settings.negatives),
      items: MissingSampler.ofItems(this.sides, settings.negatives),
    };
    this.parameters = startParameters(this.sides, settings, from?.parameters);
    const width = settings.factors + 1;
    this.squares = {
      users: new Float32Array(contacts.userCount * width),
      items: new Float32Array(contacts.itemCount * width),
    };
    this.random = new Random(settings.seed).split("logistic missing");
  }

  /** A step of every user and of every item; undefined when it was stopped on the way. */
  async pass(signal: AbortSignal | undefined): Promise<Record<string, number> | undefined> {
    const { settings, samplers } = this;
    const { factors, userFactors, userBiases, itemFactors, itemBiases } = this.parameters;
    const users = new RowStepper(settings, samplers.items, { factors, vectors: itemFactors, biases: itemBiases });
    if (!(await this.half("users", users, userFactors, userBiases, signal))) return undefined;
    const items = new RowStepper(settings, samplers.users, { factors, vectors: userFactors, biases: userBiases });
    if (!(await this.half("items", items, itemFactors, itemBiases, signal))) return undefined;
    return { loss: users.loss() };
  }

  /** A copy of the parameters in which items without a contact have the lowest bias of the others. */
  snapshot(): BiasedFactors {
    const state = copyBiasedFactors(this.parameters);
    const contacts = contactsOf(this.sides.items);
    let lowest = Infinity;
    contacts.forEach((count, item) => (lowest = count > 0 ? Math.min(lowest, state.itemBiases[item]!) : lowest));
    if (lowest !== Infinity) contacts.forEach((count, item) => count === 0 && (state.itemBiases[item] = lowest));
    return state;
  }

  /** One step of every row with a contact; false when it was stopped on the way. */
  private async half(
    name: SideName,
    stepper: RowStepper,
    vectors: Float32Array,
    biases: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { count, starts, partners, values } = this.sides[name];
    const { factors } = this.settings;
    const pace = new Pace();
    for (let row = 0; row < count; row++) {
      const [start, end] = [starts[row]!, starts[row + 1]!];
      if (start === end) continue;
      const squares = this.squares[name].subarray(row * (factors + 1), (row + 1) * (factors + 1));
      const vector = vectors.subarray(row * factors, (row + 1) * factors);
      stepper.own.set(vector);
      stepper.own[factors] = biases[row]!;
      stepper.step(partners.subarray(start, end), values.subarray(start, end), squares, this.random);
      for (let d = 0; d < factors; d++) vector[d] = stepper.own[d]!;
      biases[row] = stepper.own[factors]!;
      if (pace.isDue()) await pace.rest();
      if (signal?.aborted === true) return false;
    }
    return true;
  }
}

/** Normal vectors, zeros for rows without a contact, biases of 0; what an earlier model knew takes their place. */
function startParameters(
  { users, items }: Readonly<Record<SideName, Side>>,
  { factors, seed }: LogisticMfSettings,
  known: BiasedFactors | undefined,
): BiasedFactors {
  const random = new Random(seed).split("logistic vectors");
  const vectors = (side: Side, label: string, earlier: Float32Array | undefined): Float32Array => {
    const stream = random.split(label);
    const start = new Float32Array(side.count * factors).map(() => INITIAL_SPREAD * stream.normal());
    contactsOf(side).forEach((count, row) => count === 0 && start.fill(0, row * factors, (row + 1) * factors));
    if (earlier !== undefined) start.set(earlier);
    return start;
  };
  const biases = (side: Side, earlier: Float32Array | undefined): Float32Array => {
    const start = new Float32Array(side.count);
    if (earlier !== undefined) start.set(earlier);
    return start;
  };
  return {
    factors,
    mean: 0,
    userFactors: vectors(users, "users", known?.userFactors),
    itemFactors: vectors(items, "items", known?.itemFactors),
    userBiases: biases(users, known?.userBiases),
    itemBiases: biases(items, known?.itemBiases),
  };
}
