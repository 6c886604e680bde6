import {
  DataError,
  NotSupportedError,
  requireInteger,
  requireNonNegative,
  requirePositive,
  requireProbability,
  ValueError,
} from "../../contracts";

/** The shape of a BERT: everything that fixes its weights' shapes and how they are used. */
export interface BertConfig {
  /** Number of token ids. */
  readonly vocabularySize: number;
  /** Width of a hidden state. */
  readonly hiddenSize: number;
  /** Number of layers of the encoder. */
  readonly layers: number;
  /** Attention heads of each layer; divides the width. */
  readonly heads: number;
  /** Width between the two dense maps of a layer's feed-forward part. */
  readonly intermediateSize: number;
  /** Most tokens of an input. */
  readonly maxPositions: number;
  /** Number of token types: 2 for first and second text. */
  readonly tokenTypes: number;
  /** Share of hidden values that dropout sets to 0 in training. */
  readonly hiddenDropout: number;
  /** Share of attention weights that dropout sets to 0 in training. */
  readonly attentionDropout: number;
  /** Dropout before a classifier; as `hiddenDropout` unless given. */
  readonly classifierDropout?: number;
  /** Added to the variance in layer normalisation. */
  readonly layerNormEpsilon: number;
  /** Standard deviation of weights made at random. */
  readonly initializerRange: number;
  /** Id of the padding token. */
  readonly padId: number;
}

/** The shape of BERT-base, which a config.json means where it is silent. */
const BASE: BertConfig = {
  vocabularySize: 30_522,
  hiddenSize: 768,
  layers: 12,
  heads: 12,
  intermediateSize: 3072,
  maxPositions: 512,
  tokenTypes: 2,
  hiddenDropout: 0.1,
  attentionDropout: 0.1,
  layerNormEpsilon: 1e-12,
  initializerRange: 0.02,
  padId: 0,
};

/** Our names and those of config.json. */
const FILE_NAMES: readonly (readonly [keyof BertConfig, string])[] = [
  ["vocabularySize", "vocab_size"],
  ["hiddenSize", "hidden_size"],
  ["layers", "num_hidden_layers"],
  ["heads", "num_attention_heads"],
  ["intermediateSize", "intermediate_size"],
  ["maxPositions", "max_position_embeddings"],
  ["tokenTypes", "type_vocab_size"],
  ["hiddenDropout", "hidden_dropout_prob"],
  ["attentionDropout", "attention_probs_dropout_prob"],
  ["classifierDropout", "classifier_dropout"],
  ["layerNormEpsilon", "layer_norm_eps"],
  ["initializerRange", "initializer_range"],
  ["padId", "pad_token_id"],
];

/** What a config.json may ask for that this room has in one form only. */
const ONLY: Readonly<Record<string, unknown>> = {
  model_type: "bert",
  hidden_act: "gelu",
  position_embedding_type: "absolute",
  is_decoder: false,
  add_cross_attention: false,
  tie_word_embeddings: true,
};

/**
 * A BERT's shape out of the values of a config.json; BERT-base's where it is silent.
 *
 * @param values the parsed file
 * @param file   its name, for messages
 * @throws DataError when a value is no number or out of range; the message names it
 * @throws NotSupportedError when it asks for a model that is no BERT, relative positions, another activation, a decoder
 */
export function bertConfigFromJson(values: Readonly<Record<string, unknown>>, file = "config.json"): BertConfig {
  for (const [name, only] of Object.entries(ONLY)) {
    const value = values[name] ?? only;
    if (value !== only) {
      const [received, supported] = [JSON.stringify(value), JSON.stringify(only)];
      throw new NotSupportedError(
        `${file}: ${name} is ${received}; this library computes a BERT with ${supported} only`,
      );
    }
  }
  const config = Object.fromEntries(FILE_NAMES.map(([ours, theirs]) => [ours, values[theirs] ?? BASE[ours]]));
  for (const [ours, theirs] of FILE_NAMES) {
    const value: unknown = config[ours];
    if (value !== undefined && typeof value !== "number") {
      throw new DataError(`${file}: ${theirs} must be a number, received ${JSON.stringify(value)}`, { file });
    }
  }
  try {
    return requireBertConfig(config as unknown as BertConfig);
  } catch (cause) {
    throw new DataError(`${file}: ${(cause as Error).message}`, { file, cause });
  }
}

/** The values that a config.json holds for a shape: the inverse of {@link bertConfigFromJson}. */
export function bertConfigToJson(config: BertConfig): Record<string, string | number | boolean> {
  const sizes = FILE_NAMES.flatMap(([ours, theirs]) => (config[ours] === undefined ? [] : [[theirs, config[ours]]]));
  const { model_type, hidden_act, position_embedding_type } = ONLY as Record<string, string>;
  return { model_type, hidden_act, position_embedding_type, ...Object.fromEntries(sizes) } as Record<string, string>;
}

/**
 * A shape with BERT-base's values where none are given.
 *
 * @param values what differs from BERT-base
 * @throws ValueError naming the value that is out of range
 */
export function bertConfig(values: Partial<BertConfig> = {}): BertConfig {
  return requireBertConfig({ ...BASE, ...values });
}

function requireBertConfig(config: BertConfig): BertConfig {
  for (const name of ["vocabularySize", "hiddenSize", "heads", "intermediateSize", "maxPositions"] as const) {
    requireInteger(name, config[name], 1);
  }
  requireInteger("layers", config.layers, 1);
  requireInteger("tokenTypes", config.tokenTypes, 1);
  requireInteger("padId", config.padId);
  for (const name of ["hiddenDropout", "attentionDropout", "classifierDropout"] as const) {
    requireProbability(name, config[name] ?? 0);
    if (config[name] === 1) throw new ValueError(`${name} must be below 1, received 1: nothing would be left`);
  }
  requirePositive("layerNormEpsilon", config.layerNormEpsilon);
  requireNonNegative("initializerRange", config.initializerRange);
  if (config.hiddenSize % config.heads !== 0) {
    throw new ValueError(
      `heads must divide hiddenSize, received ${config.heads} heads for a width of ${config.hiddenSize}`,
    );
  }
  if (config.padId >= config.vocabularySize) {
    throw new ValueError(`padId must be below vocabularySize ${config.vocabularySize}, received ${config.padId}`);
  }
  return config;
}
