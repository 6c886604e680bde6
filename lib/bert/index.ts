// Needs: contracts, random, wasm, bundle, linalg, text, device, training
// Packages: @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm, @tensorflow/tfjs-backend-webgpu, webgpu, @tensorflow/tfjs-node-gpu (each optional but the first), stopword, wink-porter2-stemmer, jieba-wasm (optional)
/**
 * bert: BERT in TypeScript. It loads any folder of a BERT in Hugging Face's layout, computes hidden states, attention
 * maps, sentence vectors and the answers of its heads, is trained with the room `training`, and is saved so that Python's
 * transformers loads it.
 *
 * @packageDocumentation
 */
export { bertConfig, type BertConfig, bertConfigFromJson, bertConfigToJson } from "./config/bert-config";
export { type BertHead, bertHeadFromJson, bertHeadToJson, labelsOf, type Problem } from "./config/bert-head";
export { BertModel, randomBert } from "./encoder/bert-model";
export { type BertInput } from "./encoder/bert-input";
export { ForwardPass, type PassOptions } from "./encoder/forward-pass";
export { encode, encodeAll, type EncoderStates, pooled } from "./encoder/encode";
export { type BertContent, loadBert, type LoadedBert, readBert, type ReadBertOptions } from "./saving/read-bert";
export {
  countWeights,
  freeze,
  trainedWeights,
  unfreeze,
  type WeightChoice,
  type WeightCount,
} from "./encoder/trained-weights";
export { maskedLogits, sequenceLogits, tokenLogits } from "./heads/logits";
export { type BatchOptions, encodeTexts, type TextOrPair } from "./heads/in-batches";
export { embedTexts, type PoolingOptions, sentenceVectors } from "./heads/embed-texts";
export { classifyTexts } from "./heads/classify-texts";
export { labelTokens, type LabelledToken } from "./heads/label-tokens";
export { fillMask, type Guess } from "./heads/fill-mask";
export { type BertBatch, type BertExample, BertTask, type TaskRule } from "./tasks/bert-task";
export { classificationTask, multiLabelTask, pairTask, regressionTask } from "./tasks/sequence-tasks";
export { IGNORED, maskedTask, maskTokens, tokenTask } from "./tasks/token-tasks";
export { chooseWeights, type ChosenWeights, type WeightReport } from "./weights/choose-weights";
export { randomWeight } from "./weights/random-weights";
export { weightShapes } from "./weights/weight-shapes";
export { saveBert } from "./saving/save-bert";
export type { ManifestOptions } from "./saving/write-folder";
export { type AdaptedMaps, type Projection } from "./lora/adapted-maps";
export { addLora, type LoraOptions, mergeAdapters, removeAdapters } from "./lora/add-lora";
export { addAdaLora, type AdaLoraOptions } from "./lora/add-ada-lora";
export { adaLoraBudget, type AdaLoraBudgetOptions, adaLoraRanks } from "./lora/ada-lora-budget";
export { budgetAt, type BudgetSchedule, Importance, keptTriplets, tripletImportance } from "./lora/importance";
export { saveAdapters, type SaveAdaptersOptions } from "./lora/save-adapters";
export { loadAdapters } from "./lora/load-adapters";
export type { Adapter } from "./encoder/adapter";
