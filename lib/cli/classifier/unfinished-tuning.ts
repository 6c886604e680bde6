import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type JsonObject, readWhole, sha256 } from "../../bundle";
import type { CheckpointOptions, TrainingCallback, TrainingRun } from "../../training";
import { note } from "../terminal";

/** The checkpoint of a fine-tuning: beside the classifier that it makes, until it is finished. */
export class UnfinishedTuning {
  private readonly checkpoint: CheckpointOptions;

  /**
   * @param out where the classifier is to stand
   * @param of  what decides the result besides the settings of the training
   */
  constructor(out: string, of: JsonObject) {
    this.checkpoint = { dir: `${resolve(out)}.checkpoint`, of };
  }

  /** What `train` must be told: it takes up what is there, which is said to the person. */
  get work(): { readonly checkpoint: CheckpointOptions; readonly callbacks: readonly TrainingCallback[] } {
    const { dir } = this.checkpoint;
    const onStart = (step: number, steps: number): void => {
      if (step > 0) note(`goes on from step ${step} of ${steps}, kept in ${dir}; remove it to begin anew`);
    };
    return { checkpoint: this.checkpoint, callbacks: [{ onStart }] };
  }

  /** Once the classifier is saved: removes what is done with, or says how to go on. */
  async settle({ ended, steps }: TrainingRun): Promise<void> {
    const { dir } = this.checkpoint;
    if (ended === "finished" || ended === "early") await rm(dir, { recursive: true, force: true });
    else if (steps > 0) note(`saved is the best so far; the same command goes on from step ${steps}, kept in ${dir}`);
  }
}

/** Tells one BERT's folder from another: SHA-256 over its settings, its tokenizer and its weights. */
export async function fingerprint(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) =>
    /^(config\.json|tokenizer.*|vocab\.txt|.*\.safetensors)$/.test(name),
  );
  const hashes: string[] = [];
  for (const name of names.sort()) hashes.push(`${name} ${sha256(await readWhole(join(folder, name)))}`);
  return sha256(Buffer.from(hashes.join("\n")));
}
