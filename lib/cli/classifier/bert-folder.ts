import { stat } from "node:fs/promises";
import { findModel, modelNames } from "../../data";
import { UsageError } from "../usage-error";

/**
 * The folder of a BERT: a name that `cartwright model get` knows, or a folder in Hugging Face's layout.
 *
 * @throws UsageError when it is neither, or the named weights were not fetched yet; nothing is downloaded here
 */
export async function bertFolder(model: string): Promise<string> {
  if (modelNames().includes(model)) {
    const found = findModel(model);
    if (found !== undefined) return found.folder;
    throw new UsageError(`--model: ${model} is not on this computer yet; cartwright model get ${model} fetches it`);
  }
  const there = await stat(model).catch(() => undefined);
  if (there?.isDirectory()) return model;
  throw new UsageError(
    `--model: ${model} is neither a folder nor one of ${modelNames().join(", ")}, which cartwright model get fetches`,
  );
}
