import type { JsonObject } from "../bundle";
import { Pace } from "../contracts";
import { BestSoFar } from "./best-so-far";
import type { EvaluationLog, StepLog, TrainingCallback } from "./callback";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint/checkpoint";
import { groupOf, joinGroups } from "./checkpoint/tensor-groups";
import { epochBatches } from "./data/epoch-order";
import type { TrainingData } from "./data/training-data";
import { adamW } from "./optimiser/adamw";
import type { Optimiser } from "./optimiser/optimiser";
import { learningRateFactor } from "./schedule";
import { takeStep } from "./take-step";
import type { TrainingRun } from "./train";
import type { TrainSettings } from "./train-options";
import type { Trainable } from "./trainable";
import { copyVariables, restoreVariables, weightsOf } from "./weights";

/** Steps from one checkpoint to the next unless given. */
const CHECKPOINT_EVERY = 500;

/** One call of `train`: where it stands, and what it does after each step. */
export class TrainingLoop<Batch> {
  private readonly stepsPerEpoch: number;
  private readonly steps: number;
  private readonly optimiser: Optimiser;
  private readonly best: BestSoFar | undefined;
  private readonly callbacks: readonly TrainingCallback[];
  private readonly began = performance.now();
  private readonly log: StepLog[] = [];
  private evaluations: EvaluationLog[] = [];
  private step = 0;
  private firstStep = 0;
  private ended: TrainingRun["ended"] | undefined;
  private order: { epoch: number; batches: Uint32Array[] } | undefined;

  constructor(
    private readonly trainable: Trainable<Batch>,
    private readonly data: TrainingData<Batch>,
    private readonly settings: TrainSettings,
  ) {
    this.stepsPerEpoch = Math.ceil(data.size / settings.batchSize);
    this.steps = this.stepsPerEpoch * settings.epochs;
    this.callbacks = settings.callbacks ?? [];
    this.best = settings.earlyStopping && new BestSoFar(settings.earlyStopping);
    this.optimiser = (settings.optimiser ?? adamW()).start(settings.device.tf, trainable);
  }

  /** Steps until there is a reason to end; leaves the best weights in place. */
  async run(): Promise<TrainingRun> {
    await this.resume();
    for (const callback of this.callbacks) await callback.onStart?.(this.step, this.steps);
    try {
      await this.takeSteps();
      if (this.settings.checkpoint !== undefined && this.step > 0) await this.save();
    } finally {
      this.restoreBest();
      for (const callback of this.callbacks) await callback.onEnd?.();
    }
    return this.summary();
  }

  dispose(): void {
    this.optimiser.dispose();
  }

  private async takeSteps(): Promise<void> {
    const pace = new Pace();
    // A run that was interrupted while it was judged is judged when it is taken up.
    if (this.step > 0 && this.isJudgedNow() && this.evaluations.at(-1)?.step !== this.step) await this.evaluate();
    while (this.ended === undefined) {
      if (this.step === this.steps) this.ended = "finished";
      else if (this.settings.signal?.aborted) this.ended = "interrupted";
      else if (this.seconds() > (this.settings.maxSeconds ?? Infinity)) this.ended = "time";
      else await this.oneStep();
      if (pace.isDue()) await pace.rest();
    }
  }

  private async oneStep(): Promise<void> {
    await this.reportStep(await this.update());
    const { checkpoint } = this.settings;
    if (this.isJudgedNow()) await this.evaluate();
    if (checkpoint !== undefined && this.step % (checkpoint.every ?? CHECKPOINT_EVERY) === 0) await this.save();
  }

  private isJudgedNow(): boolean {
    return this.step % (this.settings.evaluateEvery ?? this.stepsPerEpoch) === 0 || this.step === this.steps;
  }

  private async update(): Promise<Pick<StepLog, "loss" | "learningRate" | "gradientNorm">> {
    const { learningRate, schedule } = this.settings;
    const rate = learningRate * learningRateFactor(schedule, this.step, this.steps);
    const { loss, gradientNorm } = await takeStep(this.trainable, this.data, {
      settings: this.settings,
      optimiser: this.optimiser,
      callbacks: this.callbacks,
      indices: this.batchOf(this.step),
      step: this.step + 1,
      epoch: Math.floor(this.step / this.stepsPerEpoch),
      learningRate: rate,
    });
    this.step++;
    return { loss, gradientNorm, learningRate: rate };
  }

  /** The examples of a step, counted from 0. */
  private batchOf(step: number): Uint32Array {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (this.order?.epoch !== epoch) {
      const { batchSize, seed } = this.settings;
      this.order = { epoch, batches: epochBatches(this.data, batchSize, seed, epoch) };
    }
    return this.order.batches[step % this.stepsPerEpoch]!;
  }

  private async reportStep(done: Pick<StepLog, "loss" | "learningRate" | "gradientNorm">): Promise<void> {
    const seconds = this.seconds();
    const secondsLeft = (seconds / (this.step - this.firstStep)) * (this.steps - this.step);
    const epoch = this.step / this.stepsPerEpoch;
    const log = { step: this.step, steps: this.steps, epoch, ...done, seconds, secondsLeft };
    this.log.push(log);
    this.progress({ loss: done.loss });
    for (const callback of this.callbacks) await callback.onStep?.(log);
  }

  private async evaluate(): Promise<void> {
    const metrics = await this.figures();
    if (metrics === undefined) return;
    const isBest = this.best?.judge(this.step, metrics) ?? false;
    if (isBest) this.best!.weights = await copyVariables(weightsOf(this.trainable));
    const { step } = this;
    const log = { step, epoch: step / this.stepsPerEpoch, metrics, best: isBest, seconds: this.seconds() };
    this.evaluations.push(log);
    this.progress(metrics);
    for (const callback of this.callbacks) await callback.onEvaluation?.(log);
    if (this.best?.isOver && this.step < this.steps) this.ended = "early";
  }

  /** What the judge says; undefined when there is none, or the signal was aborted on the way. */
  private async figures(): Promise<Readonly<Record<string, number>> | undefined> {
    const { evaluate, signal } = this.settings;
    try {
      return await evaluate?.(signal);
    } catch (error) {
      if (signal?.aborted) return undefined;
      throw error;
    }
  }

  private progress(metrics: Readonly<Record<string, number>>): void {
    const { task = "train", onProgress } = this.settings;
    onProgress?.({ task, done: this.step, total: this.steps, unit: "steps", metrics });
  }

  private restoreBest(): void {
    const weights = this.best?.weights;
    if (weights !== undefined) restoreVariables(this.settings.device.tf, weightsOf(this.trainable), weights);
  }

  private async save(): Promise<void> {
    const callbacks = this.callbacks.flatMap((callback) =>
      Object.entries(callback.state?.() ?? {}).map(
        ([name, tensor]) => [`${callback.name ?? ""}/${name}`, tensor] as const,
      ),
    );
    const { step = 0, misses = 0, metrics = {} } = this.best ?? {};
    const over = this.ended === "finished" || this.ended === "early" ? this.ended : undefined;
    await writeCheckpoint(this.settings.checkpoint!.dir, {
      run: this.identity(),
      step: this.step,
      best: { step, misses, metrics },
      ended: over,
      evaluations: this.evaluations,
      tensors: joinGroups({
        weights: await copyVariables(weightsOf(this.trainable)),
        optimiser: await copyVariables(this.optimiser.state),
        best: this.best?.weights,
        callbacks,
      }),
    });
  }

  private async resume(): Promise<void> {
    const { checkpoint, device } = this.settings;
    const saved = checkpoint && (await readCheckpoint(checkpoint.dir, this.identity()));
    if (saved === undefined) return;
    restoreVariables(device.tf, weightsOf(this.trainable), groupOf(saved.tensors, "weights"));
    restoreVariables(device.tf, this.optimiser.state, groupOf(saved.tensors, "optimiser"));
    this.step = this.firstStep = saved.step;
    this.evaluations = [...saved.evaluations];
    this.ended = saved.ended as TrainingRun["ended"] | undefined;
    this.resumeBest(saved);
    for (const callback of this.callbacks) {
      callback.restore?.(Object.fromEntries(groupOf(saved.tensors, `callbacks/${callback.name ?? ""}`)));
    }
  }

  private resumeBest({ best, tensors }: Checkpoint): void {
    const weights = groupOf(tensors, "best");
    if (this.best === undefined || weights.size === 0) return;
    Object.assign(this.best, best);
    this.best.weights = weights;
  }

  /** What decides the result: a checkpoint belongs to a run that has the same. */
  private identity(): JsonObject {
    const { epochs, batchSize, microBatchSize, learningRate, schedule, clipNorm, seed } = this.settings;
    const { evaluateEvery = this.stepsPerEpoch, earlyStopping, optimiser = adamW(), checkpoint } = this.settings;
    const numbers = { epochs, batchSize, microBatchSize, learningRate, clipNorm, seed, evaluateEvery };
    return {
      examples: this.data.size,
      ...numbers,
      schedule: { ...schedule },
      optimiser: optimiser.settings,
      watched: earlyStopping?.metric ?? null,
      ...checkpoint?.of,
    };
  }

  private seconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  private summary(): TrainingRun {
    const { step, metrics, weights } = this.best ?? {};
    return {
      steps: this.step,
      epochs: this.step / this.stepsPerEpoch,
      ended: this.ended!,
      best: weights === undefined ? undefined : { step: step!, metrics: metrics! },
      log: this.log,
      evaluations: this.evaluations,
      seconds: this.seconds(),
    };
  }
}
