import { classifyTexts, loadBert, type LoadedBert, pairTask } from "../../bert";
import type { ProgressListener } from "../../contracts";
import { type Device, openDevice } from "../../device";
import type { Reranker, SearchIndex } from "../../search";
import { adamW, train } from "../../training";
import { note } from "../terminal";

/** Most tokens of a query and a product's texts together. */
const MAX_LENGTH = 96;
const HEAD = { kind: "sequence", labels: ["fits"], problem: "multi-label" } as const;

/** A pair to learn from. */
export interface JudgedPair {
  readonly query: string;
  readonly text: string;
  /** In [0, 1]: its gain as a share of the largest. */
  readonly target: number;
}

/** How a cross-encoder is fine-tuned. */
export interface CrossEncoderSettings {
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

/** A pair scorer of a BERT's folder. */
export interface CrossEncoder extends Reranker {
  readonly bert: LoadedBert;
  readonly device: Device;
}

/** What is read of a product: all its texts, one after the other. */
export function textOf(index: SearchIndex, id: string): string {
  return Object.values(index.fieldsOf(id) ?? {})
    .filter(Boolean)
    .join(". ");
}

/** Opens a BERT as a pair scorer; where its head is not one for pairs yet, it gets a new one. */
export async function openCrossEncoder(folder: string, seed = 1): Promise<CrossEncoder> {
  const device = await openDevice();
  note(device.line);
  const bert = await loadBert(device.tf, folder, { head: HEAD, seed });
  return {
    bert,
    device,
    score: (query, texts, signal) =>
      classifyTexts(
        bert.model,
        bert.tokenizer,
        texts.map((text) => [query, text] as const),
        { maxLength: MAX_LENGTH, ...(signal === undefined ? {} : { signal }) },
      ),
  };
}

/** Fine-tunes a pair scorer on judged pairs: the binary cross-entropy of one score for each pair. */
export async function tuneCrossEncoder(
  { bert: { model, tokenizer }, device }: CrossEncoder,
  pairs: readonly JudgedPair[],
  { seed, epochs, batchSize, learningRate }: CrossEncoderSettings,
  { onProgress, signal }: { readonly onProgress: ProgressListener; readonly signal: AbortSignal },
): Promise<void> {
  const task = pairTask(model);
  const examples = pairs.map(({ query, text, target }) => ({
    encoding: tokenizer.encode(query, { pair: text, maxLength: MAX_LENGTH }),
    target,
  }));
  await train(task, task.data(examples), {
    ...{ device, seed, epochs, batchSize, learningRate, onProgress, signal },
    task: "cross-encoder",
    schedule: { name: "linear", warmup: 0.1 },
    optimiser: adamW({ weightDecay: 0.01 }),
  });
  signal.throwIfAborted();
}
