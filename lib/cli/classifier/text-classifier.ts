import { classifyTexts, labelsOf, loadBert } from "../../bert";
import { NotSupportedError } from "../../contracts";
import { openDevice, takesPackedTexts } from "../../device";
import type { Prediction } from "../../serving";
import { mostLikely } from "./judge";
import { savedSettings } from "./saved-settings";

/**
 * Texts computed at once. The server gathers texts of strangers, which have all lengths. Where short ones are filled up with
 * padding, they are sorted by length and computed by eights, so that there is little of it.
 */
const [AT_ONCE, AT_ONCE_PADDED] = [32, 8];

/** A classifier of the server. */
export interface LoadedTextClassifier {
  readonly labels: readonly string[];
  predict(texts: readonly string[]): Promise<Prediction[]>;
}

/**
 * Loads the classifier that `finetune` left in a folder, on the fastest backend, and answers one text before anybody
 * asks, since the first takes longest.
 *
 * @throws NotSupportedError when the folder holds a BERT that is no classifier of texts
 */
export async function loadTextClassifier(folder: string): Promise<LoadedTextClassifier> {
  const { maxLength } = await savedSettings(folder);
  const { tf } = await openDevice();
  const { model, tokenizer } = await loadBert(tf, folder);
  const { head } = model;
  if (head.kind !== "sequence" || head.problem !== "single-label") {
    throw new NotSupportedError(`${folder} is no classifier of texts; cartwright finetune makes one`);
  }
  const labels = labelsOf(head);
  const batchSize = takesPackedTexts(tf) ? AT_ONCE : AT_ONCE_PADDED;
  const options = { batchSize, ...(maxLength !== undefined && { maxLength }) };
  const predict = async (texts: readonly string[]): Promise<Prediction[]> => {
    const probabilities = await classifyTexts(model, tokenizer, texts, options);
    return Array.from(mostLikely(probabilities, labels.length), (best, row) => ({
      label: labels[best]!,
      probabilities: Object.fromEntries(
        labels.map((label, place) => [label, probabilities[row * labels.length + place]!]),
      ),
    }));
  };
  await predict(["warm"]);
  return { labels, predict };
}
