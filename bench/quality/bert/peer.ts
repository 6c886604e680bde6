import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadBert } from "cartwright/bert";
import { openDevice } from "cartwright/device";
import { epochBatches } from "cartwright/training";
import { miniLmFolder, miniLmForPeer } from "../../frame/bert-work";
import { runChild } from "../../frame/child";
import { peersPython } from "../../frame/peers-venv";
import { places } from "../../frame/places";
import { type Figures, figuresOf } from "./figures";
import type { Labelled, LabelledSet } from "./labelled-set";
import type { Tuning } from "./settings";

/**
 * The same in PyTorch: the same token ids in the same batches, the same start of the head, the same hyper-parameters;
 * only dropout draws from another source. Its probabilities are judged by the same code as ours.
 *
 * @param set    the data
 * @param tuning how
 * @param folder of the run
 */
export async function peerFineTune(set: LabelledSet, tuning: Tuning, folder: string): Promise<Figures> {
  const { tf } = await openDevice();
  const head = { kind: "sequence", labels: set.labels, problem: "single-label" } as const;
  const { model, tokenizer } = await loadBert(tf, miniLmFolder(), { head, seed: tuning.seed });
  const { maxLength, batchSize, seed, epochs } = tuning;
  const rows = ({ texts, targets }: Labelled): object => ({
    ids: texts.map((text) => Array.from(tokenizer.encode(text, { maxLength }).ids)),
    targets,
  });
  const train = rows(set.train) as { ids: number[][] };
  const data = { size: train.ids.length, length: (row: number): number => train.ids[row]!.length };
  const batches = Array.from({ length: epochs }, (_, epoch) =>
    epochBatches(data, batchSize, seed, epoch).map((batch) => Array.from(batch)),
  );
  const classifier = Array.from(await model.weight("classifier.weight").data());
  model.dispose();
  const job = { tuning, labels: set.labels.length, train, validation: rows(set.validation), test: rows(set.test) };
  writeFileSync(join(folder, "job.json"), JSON.stringify({ ...job, batches, classifier }));
  await runChild(await peersPython(), [join(places.peers, "bert_quality.py"), folder], {
    env: miniLmForPeer(),
    timeoutSeconds: 4 * 3600,
  });
  const bytes = readFileSync(join(folder, "probabilities"));
  return figuresOf(set.test, new Float32Array(Uint8Array.from(bytes).buffer), set.labels.length);
}
