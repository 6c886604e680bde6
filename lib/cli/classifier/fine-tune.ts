import { addLora, type BertTask, classificationTask, classifyTexts, countWeights, type LoadedBert } from "../../bert";
import type { Device } from "../../device";
import { estimateTime, type TimeEstimate, train, type TrainingRun, type TrainOptions } from "../../training";
import type { HeldOut } from "./held-out";
import { judgeClassifier } from "./judge";
import type { LabelledTexts } from "./labelled-texts";

/** How a classifier is fine-tuned. */
export interface FineTuneSettings {
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Most tokens of a text; the rest is cut off. */
  readonly maxLength: number;
  /** Rank of LoRA; undefined trains all weights. */
  readonly lora: number | undefined;
  readonly maxMinutes: number | undefined;
}

/** A classifier about to be trained. */
export class FineTuning {
  private readonly task: BertTask<number>;
  private readonly data: ReturnType<BertTask<number>["data"]>;

  /**
   * @param device   where
   * @param bert     a BERT with the head of the labels
   * @param rows     texts and labels
   * @param heldOut  which of them are learnt from
   * @param settings how
   */
  constructor(
    private readonly device: Device,
    private readonly bert: LoadedBert,
    private readonly rows: LabelledTexts,
    private readonly heldOut: HeldOut,
    private readonly settings: FineTuneSettings,
  ) {
    const { model, tokenizer } = bert;
    // The pooler was never trained for sentences: without it, low-rank steps have too far to go.
    if (settings.lora !== undefined) addLora(model, { rank: settings.lora, seed: settings.seed, pooler: true });
    this.task = classificationTask(model);
    const maxLength = Math.min(settings.maxLength, model.config.maxPositions);
    this.data = this.task.data(
      heldOut.training.map((row) => ({
        encoding: tokenizer.encode(rows.texts[row]!, { maxLength }),
        target: rows.targets[row]!,
      })),
    );
  }

  /** How many weights are trained, of how many. */
  get weights(): ReturnType<typeof countWeights> {
    return countWeights(this.bert.model);
  }

  /** How long it will take, judging included, from a few measured steps. */
  async estimate(signal: AbortSignal): Promise<TimeEstimate> {
    const estimate = await estimateTime(this.task, this.data, { ...this.options(), signal });
    // Judging is a forward pass, a third of a step's work.
    const judged = this.heldOut.validation.length * this.settings.epochs * 2;
    const perText = estimate.secondsPerStep / this.settings.batchSize;
    return { ...estimate, seconds: estimate.seconds + (judged * perText) / 3 };
  }

  /**
   * Trains; the weights with the lowest log loss on what was held out stay.
   *
   * @param work where it is saved on the way, who hears of it, what interrupts it
   */
  run(work: Pick<TrainOptions, "checkpoint" | "callbacks" | "onProgress" | "signal">): Promise<TrainingRun> {
    const { maxMinutes, batchSize } = this.settings;
    return train(this.task, this.data, {
      ...this.options(),
      task: "fine-tune",
      evaluateEvery: Math.max(1, Math.ceil(this.data.size / batchSize / 2)),
      evaluate: (stop) => this.judge(stop),
      earlyStopping: { metric: "logLoss", better: "lower", patience: 4 },
      ...(maxMinutes === undefined ? {} : { maxSeconds: maxMinutes * 60 }),
      ...work,
    });
  }

  /** Figures on what was held out. */
  async judge(signal?: AbortSignal): Promise<Record<string, number>> {
    const { model, tokenizer } = this.bert;
    const texts = this.heldOut.validation.map((row) => this.rows.texts[row]!);
    const options = { maxLength: this.settings.maxLength, ...(signal === undefined ? {} : { signal }) };
    const probabilities = await classifyTexts(model, tokenizer, texts, options);
    const targets = this.heldOut.validation.map((row) => this.rows.targets[row]!);
    return judgeClassifier(targets, probabilities, this.rows.labels.length);
  }

  private options(): TrainOptions {
    const { seed, epochs, batchSize, learningRate } = this.settings;
    return { device: this.device, seed, epochs, batchSize, learningRate };
  }
}
