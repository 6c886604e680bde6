import { requireInteger, requireLength, ShapeError, ValueError } from "../../contracts";

/** What is known of items besides their ids: a bag of tokens each. */
export interface TokenBags {
  /** Where each item's tokens begin, [items + 1]; the last entry is the number of tokens. */
  readonly starts: Uint32Array;
  /** Token ids, each below `vocabularySize`; one that occurs twice counts twice. */
  readonly tokens: Uint32Array;
  readonly vocabularySize: number;
}

/** What is known of items besides their ids: a vector each, from an encoder of texts or pictures. */
export interface GivenVectors {
  /** Row-major [items × width]. */
  readonly vectors: Float32Array;
  readonly width: number;
}

/** Either form of features. */
export type ItemFeatures = TokenBags | GivenVectors;

/**
 * Bags of tokens from lists of them.
 *
 * @param lists          token ids of each item
 * @param vocabularySize number of tokens there are
 * @throws ValueError when an id is not below vocabularySize
 */
export function tokenBags(lists: readonly ArrayLike<number>[], vocabularySize: number): TokenBags {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, item) => (starts[item + 1] = starts[item]! + list.length));
  const tokens = new Uint32Array(starts[lists.length]!);
  lists.forEach((list, item) => tokens.set(list, starts[item]));
  const bags = { starts, tokens, vocabularySize };
  requireItemFeatures(bags, lists.length);
  return bags;
}

/** Throws ShapeError or ValueError unless features describe so many items. */
export function requireItemFeatures(features: ItemFeatures, itemCount: number): void {
  if ("vectors" in features) {
    requireInteger("features.width", features.width, 1);
    requireLength("features.vectors", features.vectors.length, itemCount * features.width);
    const odd = features.vectors.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0) throw new ValueError(`features.vectors must be finite, received ${features.vectors[odd]} at ${odd}`);
    return;
  }
  const { starts, tokens, vocabularySize } = features;
  requireInteger("features.vocabularySize", vocabularySize, 1);
  requireLength("features.starts", starts.length, itemCount + 1);
  requireLength("features.tokens", tokens.length, starts[itemCount]!);
  for (let item = 0; item < itemCount; item++) {
    if (starts[item]! > starts[item + 1]!)
      throw new ShapeError(`features.starts must not fall, it does at item ${item}`);
  }
  const wild = tokens.findIndex((token) => token >= vocabularySize);
  if (wild >= 0) {
    throw new ValueError(`features.tokens must lie below ${vocabularySize}, received ${tokens[wild]} at ${wild}`);
  }
}

/** Numbers of an item's features: those that an item tower multiplies. */
export function featureWidth(features: ItemFeatures): number {
  return "vectors" in features ? features.width : features.vocabularySize;
}

/** Number of items that are described. */
export function featureCount(features: ItemFeatures): number {
  return "vectors" in features ? features.vectors.length / features.width : features.starts.length - 1;
}
