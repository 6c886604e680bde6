// Needs: contracts, random, wasm, bundle, linalg, text, device
// Packages: @tensorflow/tfjs
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
export { chooseWeights, type ChosenWeights, type WeightReport } from "./weights/choose-weights";
export { randomWeight } from "./weights/random-weights";
export { weightShapes } from "./weights/weight-shapes";
