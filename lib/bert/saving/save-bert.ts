import type { Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import { type WordPieceTokenizer, wordPieceToTokenizerJson } from "../../text";
import { bertConfigToJson } from "../config/bert-config";
import { bertHeadToJson } from "../config/bert-head";
import type { BertModel } from "../encoder/bert-model";
import { jsonText, type ManifestOptions, writeFolder } from "./write-folder";

/**
 * Saves a BERT in Hugging Face's layout, with our manifest: config.json (with its labels), model.safetensors,
 * tokenizer.json, tokenizer_config.json, vocab.txt, manifest.json. Python's transformers loads the folder, and so does
 * `loadBert`. Adapters are saved merged into the maps that they stand beside.
 *
 * The folder is there whole or not at all. One with a manifest is replaced: `loadBert` finds the old one or the new one at
 * every moment, also where this was killed. What left a folder `<dir>.replaced-...` behind is mended by the next of both.
 *
 * @param model                what is saved
 * @param tokenizer            its tokenizer
 * @param dir                  a new name, an empty folder, or one with a manifest
 * @param options              what the manifest says
 * @param options.created      the moment it names; SOURCE_DATE_EPOCH where set, else now, unless given
 * @param options.settings     how the model was trained
 * @param options.columns      which columns played which part
 * @param options.metrics      measured quality
 * @param options.protocolHash the protocol that measured it
 * @param options.dataHash     SHA-256 of the training data
 * @throws DataError when the folder holds something else, or a weight is not finite
 */
export async function saveBert(
  model: BertModel,
  tokenizer: WordPieceTokenizer,
  dir: string,
  options: ManifestOptions = {},
): Promise<void> {
  const tensors = await weightsOf(model);
  const settings = { head: model.head.kind, ...options.settings };
  const files = { texts: textFiles(model, tokenizer), tensors: { "model.safetensors": tensors } };
  await writeFolder(dir, "bert", files, { ...options, settings });
}

/** A weight's numbers, read from the backend. Throws DataError when one is not finite. */
export async function finiteTensor(
  name: string,
  weight: { data(): Promise<ArrayLike<number>>; readonly shape: number[] },
): Promise<Tensor> {
  const data = (await weight.data()) as Float32Array;
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new DataError(`${name} must hold finite numbers to be saved, received ${data[bad]} at ${bad}`);
  return { shape: weight.shape, data };
}

/** Weights as they are in files: without `bert.` where no head stands on the encoder, adapters merged. */
async function weightsOf(model: BertModel): Promise<Record<string, Tensor>> {
  const tensors: Record<string, Tensor> = {};
  for (const name of model.weights.keys()) {
    const merged = model.mergedWeight(name);
    try {
      tensors[nameInFile(model, name)] = await finiteTensor(name, merged);
    } finally {
      merged.dispose();
    }
  }
  return tensors;
}

/** A name as transformers has it for a model with that head. */
export function nameInFile({ head }: BertModel, name: string): string {
  return head.kind === "none" ? name.replace(/^bert\./, "") : name;
}

function textFiles({ config, head }: BertModel, tokenizer: WordPieceTokenizer): Record<string, string> {
  const { settings, tokens } = tokenizer;
  const { classify, mask, pad, separate, unknown } = settings.specialTokens;
  return {
    "config.json": jsonText({ ...bertHeadToJson(head), ...bertConfigToJson(config) }),
    "tokenizer.json": wordPieceToTokenizerJson(tokenizer),
    "tokenizer_config.json": jsonText({
      tokenizer_class: "BertTokenizer",
      do_lower_case: settings.lowercase,
      strip_accents: settings.stripAccents,
      tokenize_chinese_chars: settings.splitChinese,
      model_max_length: config.maxPositions,
      cls_token: classify,
      mask_token: mask,
      pad_token: pad,
      sep_token: separate,
      unk_token: unknown,
    }),
    // A line for every id, since its number is the id.
    "vocab.txt": tokens.map((token, id) => `${token ?? `[unused${id}]`}\n`).join(""),
  };
}
