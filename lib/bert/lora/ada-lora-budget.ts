import type { Tensor as TfTensor, Variable } from "@tensorflow/tfjs";
import type { Tensor } from "../../bundle";
import { requireInteger, ValueError } from "../../contracts";
import type { Gradients, StepLog, TrainingCallback } from "../../training";
import type { BertModel } from "../encoder/bert-model";
import { ADA_A, ADA_B, ADA_E, AdaLoraAdapter } from "./ada-lora-adapter";
import { budgetAt, type BudgetSchedule, Importance, keptTriplets, tripletImportance } from "./importance";

/** How the budget of singular values is spent. */
export interface AdaLoraBudgetOptions {
  /** Mean rank of a map in the end; 8 unless given. */
  readonly targetRank?: number;
  /** Share of the steps before the budget begins to fall; 0.1 unless given. */
  readonly warmUp?: number;
  /** Share of the steps at the end with the final budget; 0.3 unless given. */
  readonly settle?: number;
  /** Steps from one allocation to the next; 10 unless given. */
  readonly every?: number;
}

/**
 * AdaLoRA's budget, as a callback of the training loop: it watches how much each singular value and its vectors matter to
 * the loss, and every few steps sets all but the most important of all maps to 0. What was set to 0 can come back while
 * the budget still falls: its gradient goes on. In the end stays what was chosen last.
 *
 * @param model              a model with AdaLoRA adapters
 * @param options            how
 * @param options.targetRank mean rank of a map in the end; 8 unless given
 * @param options.warmUp     share of the steps before the budget begins to fall; 0.1 unless given
 * @param options.settle     share of the steps at the end with the final budget; 0.3 unless given
 * @param options.every      steps from one allocation to the next; 10 unless given
 * @throws ValueError when the model has no such adapters or an option is out of range
 * @source Zhang et al. 2023, algorithm 1
 */
export function adaLoraBudget(model: BertModel, options: AdaLoraBudgetOptions = {}): TrainingCallback {
  return new AdaLoraBudget(model, options);
}

/** Number of singular values that are not 0, by the name of the map. */
export async function adaLoraRanks(model: BertModel): Promise<Map<string, number>> {
  const ranks = new Map<string, number>();
  for (const [name, adapter] of adaptersOf(model)) {
    const values = await adapter.weights.get(ADA_E)!.data();
    ranks.set(name, values.filter((value) => value !== 0).length);
  }
  return ranks;
}

/** A weight of an adapter, with how much its numbers matter. */
interface Watched {
  readonly name: string;
  readonly weight: Variable;
  readonly importance: Importance;
  /** |w ∂L/∂w| of the step that is under way. */
  sensitivity: TfTensor | undefined;
}

class AdaLoraBudget implements TrainingCallback {
  readonly name = "adalora";
  private readonly adapters: readonly (readonly [string, AdaLoraAdapter])[];
  private readonly watched: readonly Watched[];
  private readonly settings: Required<AdaLoraBudgetOptions>;
  private steps = 0;
  /** By adapter, which of its triplets were chosen last. */
  private kept: boolean[][];

  constructor(
    private readonly model: BertModel,
    { targetRank = 8, warmUp = 0.1, settle = 0.3, every = 10 }: AdaLoraBudgetOptions,
  ) {
    this.adapters = adaptersOf(model);
    const start = this.adapters[0]![1].rank;
    requireInteger("targetRank", targetRank, 1);
    requireInteger("every", every, 1);
    if (targetRank > start) throw new ValueError(`targetRank must be at most ${start}, received ${targetRank}`);
    if (!(warmUp >= 0 && settle >= 0 && warmUp + settle < 1)) {
      throw new ValueError(`warmUp + settle must be below 1, received ${warmUp} and ${settle}`);
    }
    this.settings = { targetRank, warmUp, settle, every };
    this.kept = this.adapters.map(([, { rank }]) => new Array<boolean>(rank).fill(true));
    this.watched = this.adapters.flatMap(([map, { weights }]) =>
      [...weights].map(([end, weight]) => ({
        name: `${map}.${end}`,
        weight,
        importance: new Importance(weight.size),
        sensitivity: undefined,
      })),
    );
  }

  onStart(_step: number, steps: number): void {
    this.steps = steps;
  }

  onGradients({ parameters }: Gradients): void {
    this.forgetStep();
    const { tf } = this.model;
    for (const one of this.watched) {
      const gradient = parameters.get(one.name);
      if (gradient !== undefined) one.sensitivity = tf.keep(tf.abs(tf.mul(one.weight as TfTensor, gradient)));
    }
  }

  async onStep({ step }: StepLog): Promise<void> {
    for (const { sensitivity, importance } of this.watched) {
      if (sensitivity !== undefined) importance.add(await sensitivity.data());
    }
    this.forgetStep();
    const { warmUp, settle, every, targetRank } = this.settings;
    const [first, last] = [Math.round(warmUp * this.steps), this.steps - Math.round(settle * this.steps)];
    if (step < first || (step < last && step % every !== 0)) return;
    // In the settled end the choice stands. It is applied after every step, which moves what was taken.
    if (step <= last) this.kept = this.chooseWithin(budgetAt(step, this.schedule(first, last, targetRank)));
    await this.setOthersToZero();
  }

  onEnd(): void {
    this.forgetStep();
  }

  state(): Readonly<Record<string, Tensor>> {
    const entries = this.watched.flatMap(({ name, importance: { mean, spread } }): [string, Tensor][] => [
      [`${name}.mean`, { shape: [mean.length], data: mean }],
      [`${name}.spread`, { shape: [spread.length], data: spread }],
    ]);
    const kept = this.adapters.map(([map], n): [string, Tensor] => [
      `${map}.kept`,
      { shape: [this.kept[n]!.length], data: Uint8Array.from(this.kept[n]!, Number) },
    ]);
    return Object.fromEntries([...entries, ...kept]);
  }

  restore(state: Readonly<Record<string, Tensor>>): void {
    for (const { name, importance } of this.watched) {
      importance.mean.set(state[`${name}.mean`]!.data);
      importance.spread.set(state[`${name}.spread`]!.data);
    }
    this.kept = this.adapters.map(([map]) => Array.from(state[`${map}.kept`]!.data, (one) => one === 1));
  }

  private schedule(first: number, last: number, targetRank: number): BudgetSchedule {
    const start = this.adapters.reduce((sum, [, { rank }]) => sum + rank, 0);
    const { steps } = this;
    return { start, end: targetRank * this.adapters.length, warmUp: first, settle: steps - last, steps };
  }

  private chooseWithin(budget: number): boolean[][] {
    const importances = this.adapters.map(([map]) =>
      tripletImportance(this.importance(map, ADA_E), this.importance(map, ADA_B), this.importance(map, ADA_A)),
    );
    return keptTriplets(importances, budget);
  }

  private async setOthersToZero(): Promise<void> {
    for (const [n, [, adapter]] of this.adapters.entries()) {
      const values = adapter.weights.get(ADA_E)!;
      const data = Float32Array.from(await values.data()).map((value, i) => (this.kept[n]![i] ? value : 0));
      const next = this.model.tf.tensor1d(data);
      values.assign(next);
      next.dispose();
    }
  }

  private importance(map: string, end: string): Importance {
    return this.watched.find(({ name }) => name === `${map}.${end}`)!.importance;
  }

  private forgetStep(): void {
    for (const one of this.watched) {
      one.sensitivity?.dispose();
      one.sensitivity = undefined;
    }
  }
}

function adaptersOf(model: BertModel): [string, AdaLoraAdapter][] {
  const found = [...model.adapters].filter(
    (entry): entry is [string, AdaLoraAdapter] => entry[1] instanceof AdaLoraAdapter,
  );
  if (found.length === 0) throw new ValueError("this BERT has no AdaLoRA adapters: addAdaLora gives it some");
  return found;
}
