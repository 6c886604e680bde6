import { addLora, classificationTask, classifyTexts, countWeights, loadBert } from "cartwright/bert";
import { openDevice } from "cartwright/device";
import { logLossMulticlass } from "cartwright/evaluation";
import { adamW, recordRun, train } from "cartwright/training";
import { miniLmFolder } from "../../frame/bert-work";
import { type Figures, figuresOf } from "./figures";
import type { LabelledSet } from "./labelled-set";
import type { Tuning } from "./settings";

/** What a fine-tuning gave. */
export interface Tuned extends Figures {
  /** Share of the weights that was trained. */
  readonly trainedShare: number;
  readonly device: string;
  readonly minutes: number;
  /** Epoch with the lowest log loss on the validation set, whose weights were judged. */
  readonly bestEpoch: number;
}

/**
 * Fine-tunes MiniLM, keeps the epoch that does best on the validation set, and judges it once on the test set. Goes on
 * where an earlier call was stopped.
 *
 * @param set    the data
 * @param tuning how
 * @param folder of the run: its checkpoint and its record
 */
export async function fineTune(set: LabelledSet, tuning: Tuning, folder: string): Promise<Tuned> {
  const device = await openDevice();
  const { seed, maxLength, lora, epochs, batchSize, learningRate, warmup, weightDecay, clipNorm } = tuning;
  const head = { kind: "sequence", labels: set.labels, problem: "single-label" } as const;
  const { model, tokenizer } = await loadBert(device.tf, miniLmFolder(), { head, seed });
  if (lora !== null) addLora(model, { rank: lora, alpha: 2 * lora, seed, pooler: true });
  const task = classificationTask(model);
  const examples = set.train.texts.map((text, row) => ({
    encoding: tokenizer.encode(text, { maxLength }),
    target: set.train.targets[row]!,
  }));
  const probabilities = (texts: readonly string[]): Promise<Float32Array> =>
    classifyTexts(model, tokenizer, texts, { maxLength });
  let told = -Infinity;
  const run = await train(task, task.data(examples), {
    ...{ device, seed, epochs, batchSize, learningRate, clipNorm },
    schedule: { name: "linear", warmup },
    optimiser: adamW({ weightDecay }),
    evaluate: async () => {
      const { texts, targets } = set.validation;
      return { logLoss: logLossMulticlass(targets, await probabilities(texts), set.labels.length) };
    },
    earlyStopping: { metric: "logLoss", better: "lower", patience: epochs },
    checkpoint: { dir: `${folder}/checkpoint`, every: 200 },
    callbacks: [
      recordRun(`${folder}/run.jsonl`),
      {
        onStep: ({ step, steps, loss, seconds, secondsLeft }) => {
          if (seconds - told < 60) return;
          told = seconds;
          const left = (secondsLeft / 60).toFixed(0);
          process.stderr.write(`  step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${left} minutes left\n`);
        },
        onEvaluation: ({ step, metrics }) =>
          void process.stderr.write(
            `  after step ${step}: log loss ${metrics.logLoss!.toFixed(4)} on the validation set\n`,
          ),
      },
    ],
  });
  const figures = figuresOf(set.test, await probabilities(set.test.texts), set.labels.length);
  const { share } = countWeights(model);
  model.dispose();
  const bestEpoch = (run.best!.step / run.steps) * epochs;
  return { ...figures, trainedShare: share, device: device.title, minutes: run.seconds / 60, bestEpoch };
}
