import type { Variable } from "@tensorflow/tfjs";
import { type Device, openDevice } from "../../device";
import type { UserItemMatrix } from "../../interactions";
import { type UserScorer, validationNdcg } from "../../ranking";
import { adamW, sgd, train, type Trainable, type TrainingData, type TrainingRun } from "../../training";
import { type FitOptions, type PairTrainingSettings, validationContacts } from "./training-options";
import { readWeights, variablesOf, type Weights, type WeightTensor } from "./weights";

/** Scores that a validation computes, about: a network's cost more than a vector's. */
const VALIDATION_SCORES = 1e6;

/** A network on a backend: what the training loop trains. */
export interface Network<Batch> extends Trainable<Batch> {
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly tables: ReadonlyMap<string, Variable>;
}

/** What is trained, apart from how. */
export interface TrainingPlan<Batch, Model extends UserScorer> {
  /** For people: "NeuMF". */
  readonly task: string;
  /** What the weights are before the first step. */
  readonly start: Weights;
  /** Names of the weights that are tables of which a batch touches few rows. */
  readonly tables: ReadonlySet<string>;
  /** What is trained on: all contacts, of which there is at least one. */
  readonly contacts: UserItemMatrix;
  readonly data: TrainingData<Batch>;
  /** The network over variables of the weights. */
  network(device: Pick<Device, "tf">, parameters: Map<string, Variable>, tables: Map<string, Variable>): Network<Batch>;
  /** The model of some weights, after so many epochs. */
  modelOf(weights: Weights, epochs: number): Model;
}

/**
 * Trains a network and gives back a model of plain arrays: no tensor is left behind, whatever happens. Without a contact
 * nothing is trained, and every weight of the model is 0.
 */
export async function trainModel<Batch, Model extends UserScorer>(
  plan: TrainingPlan<Batch, Model>,
  settings: Pick<PairTrainingSettings, "epochs" | "batchSize" | "optimiser" | "learningRate" | "weightDecay" | "seed">,
  options: FitOptions,
): Promise<Model> {
  const { signal } = options;
  const relevant = validationContacts(plan.contacts, options.validation);
  signal?.throwIfAborted();
  if (plan.contacts.pairCount === 0) return plan.modelOf(zeroWeights(plan.start), settings.epochs);
  const device = options.device ?? (await openDevice());
  const sides = { parameters: new Map<string, WeightTensor>(), tables: new Map<string, WeightTensor>() };
  for (const [name, weight] of plan.start) sides[plan.tables.has(name) ? "tables" : "parameters"].set(name, weight);
  const parameters = variablesOf(device.tf, sides.parameters);
  const tables = variablesOf(device.tf, sides.tables);
  const judge = async (): Promise<Record<string, number>> => {
    const model = plan.modelOf(await readWeights(parameters, tables), 0);
    return { [NDCG]: validationNdcg(model, plan.contacts, relevant!, { scores: VALIDATION_SCORES }) };
  };
  try {
    const run = await train(plan.network(device, parameters, tables), plan.data, {
      ...settings,
      device,
      schedule: { name: "constant" },
      optimiser: (settings.optimiser === "sgd" ? sgd : adamW)({ weightDecay: settings.weightDecay }),
      clipNorm: Infinity,
      ...(relevant && {
        evaluate: judge,
        earlyStopping: { metric: NDCG, better: "higher" as const, patience: options.patience ?? 3 },
      }),
      task: plan.task,
      onProgress: options.onProgress,
      signal,
    });
    return plan.modelOf(await readWeights(parameters, tables), epochsOf(run));
  } finally {
    for (const variable of [...parameters.values(), ...tables.values()]) variable.dispose();
  }
}

const NDCG = "validationNdcg@10";

/** Whole passes that the kept weights have seen. */
function epochsOf({ best, evaluations, epochs }: TrainingRun): number {
  return Math.floor(best === undefined ? epochs : evaluations.find(({ step }) => step === best.step)!.epoch);
}

/** The same weights, all 0: the model of a matrix without a contact. */
function zeroWeights(weights: Weights): Map<string, WeightTensor> {
  const zeros = new Map<string, WeightTensor>();
  for (const [name, { shape, data }] of weights) zeros.set(name, { shape, data: new Float32Array(data.length) });
  return zeros;
}
