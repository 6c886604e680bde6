import { readdir } from "node:fs/promises";
import { requireFolder } from "../option-values";
import { UsageError } from "../usage-error";
import { ClassifierProcess } from "./classifier-process";

/** Starts the classifier of a folder in a process of its own. Throws UsageError when the folder holds none. */
export async function openClassifier(dir: string): Promise<ClassifierProcess> {
  await requireClassifierFolder(dir);
  return ClassifierProcess.start(dir);
}

/** Throws UsageError unless the folder holds a BERT; whether it is a classifier is seen when it is loaded. */
export async function requireClassifierFolder(dir: string): Promise<void> {
  await requireFolder("--classifier", dir);
  if ((await readdir(dir)).includes("config.json")) return;
  throw new UsageError(
    `--classifier: ${dir} holds no classifier (there is no config.json in it); cartwright finetune makes one`,
  );
}
