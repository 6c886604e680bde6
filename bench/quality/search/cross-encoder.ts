import { classifyTexts, loadBert, pairTask } from "cartwright/bert";
import { openDevice } from "cartwright/device";
import { rerank } from "cartwright/search";
import { adamW, train } from "cartwright/training";
import { miniLmFolder } from "../../frame/bert-work";
import type { Esci } from "./esci";
import { sortedFold } from "./learned";
import type { FoundList } from "./lists";
import { ndcgOf } from "./ndcg";

/** Most tokens of query and title. */
const MAX_LENGTH = 64;
/** Products that nobody judged, of those found for a query, learnt from as unfit: so they count when it is measured. */
const UNJUDGED = 10;
/** Fixed beforehand: half of the score, of the best twenty. */
const DEPTH = 20;
const WEIGHT = 0.5;

/**
 * nDCG@10 of one fold's queries, sorted by LambdaMART and then by a MiniLM that was fine-tuned on the judged pairs of the
 * other folds. Goes on from its checkpoint where an earlier call was stopped.
 */
export async function crossEncoderFold(
  { products }: Esci,
  lists: readonly FoundList[],
  fold: number,
  folder: string,
): Promise<{ values: Record<string, number>; minutes: number; pairs: number }> {
  const titleOf = new Map(products.map(({ id, title }) => [id, title]));
  const device = await openDevice();
  const head = { kind: "sequence", labels: ["fits"], problem: "multi-label" } as const;
  const { model, tokenizer } = await loadBert(device.tf, miniLmFolder(), { head, seed: 1 });
  const task = pairTask(model);
  const examples = pairsOf(lists.filter(({ query }) => query.fold !== fold)).map(({ query, id, target }) => ({
    encoding: tokenizer.encode(query, { pair: titleOf.get(id)!, maxLength: MAX_LENGTH }),
    target,
  }));
  let told = 0;
  const run = await train(task, task.data(examples), {
    ...{ device, seed: 1, epochs: 2, batchSize: 16, learningRate: 5e-5 },
    schedule: { name: "linear", warmup: 0.1 },
    optimiser: adamW({ weightDecay: 0.01 }),
    checkpoint: { dir: `${folder}/checkpoint`, every: 60 },
    callbacks: [
      {
        onStep: ({ step, steps, loss, seconds, secondsLeft }) => {
          if (seconds - told < 60) return;
          told = seconds;
          const left = (secondsLeft / 60).toFixed(0);
          process.stderr.write(`  step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${left} minutes left\n`);
        },
      },
    ],
  });
  const reader = {
    score: (query: string, texts: readonly string[]): Promise<Float32Array> =>
      classifyTexts(
        model,
        tokenizer,
        texts.map((text) => [query, text] as const),
        { maxLength: MAX_LENGTH },
      ),
  };
  const values: Record<string, number> = {};
  for (const { list, ids } of await sortedFold(lists, fold)) {
    const { text } = list.query;
    const read = await rerank(text, ids, (id) => titleOf.get(id)!, reader, { depth: DEPTH, weight: WEIGHT });
    values[text] = ndcgOf(
      list.query,
      read.map(({ id }) => id),
    );
  }
  model.dispose();
  return { values, minutes: run.seconds / 60, pairs: examples.length };
}

/** All judged pairs, and the first unjudged products that were found for each query. */
function pairsOf(lists: readonly FoundList[]): { query: string; id: string; target: number }[] {
  return lists.flatMap(({ query: { text, gains }, ids }) => [
    ...[...gains].map(([id, gain]) => ({ query: text, id, target: gain })),
    ...ids
      .filter((id) => !gains.has(id))
      .slice(0, UNJUDGED)
      .map((id) => ({ query: text, id, target: 0 })),
  ]);
}
