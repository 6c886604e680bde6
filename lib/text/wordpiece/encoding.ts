import { requireInteger, requireOneOf, ValueError } from "../../contracts";
import { TRUNCATION_STRATEGIES, type TruncationStrategy } from "./truncate";

/** One text or pair of texts as a model reads it. */
export interface Encoding {
  /** [tokens] ids in the vocabulary. */
  readonly ids: Int32Array;
  /** [tokens] 0 for the first text and its special tokens, 1 for the second. */
  readonly typeIds: Int32Array;
  /** [tokens] 1 for the special tokens that encoding added, 0 for the text's own. */
  readonly specialTokensMask: Int32Array;
  /**
   * [tokens × 2] where each token begins and ends in its text, in UTF-16 code units, so that
   * `text.slice(offsets[2 * t], offsets[2 * t + 1])` is what it was made from; 0, 0 for special tokens that were added.
   */
  readonly offsets: Int32Array;
}

/** Encodings padded to one length, ready to become tensors. */
export interface EncodedBatch {
  readonly rows: number;
  /** Tokens of each row, padding included. */
  readonly columns: number;
  /** [rows × columns] */
  readonly ids: Int32Array;
  /** [rows × columns] 0 in the padding. */
  readonly typeIds: Int32Array;
  /** [rows × columns] 1 for tokens, 0 for padding. */
  readonly attentionMask: Int32Array;
  /** [rows × columns] 1 for special tokens that were added and for padding. */
  readonly specialTokensMask: Int32Array;
  /** [rows × columns × 2] as in {@link Encoding}; 0, 0 for padding. */
  readonly offsets: Int32Array;
}

/** How a text is encoded. */
export interface EncodeOptions {
  /** Most tokens, special ones included; no limit unless given. */
  readonly maxLength?: number;
  /** Which text gives way when there are too many; "longest_first" unless given. */
  readonly truncation?: TruncationStrategy;
  /** Which end of a text is cut off; "right" unless given. */
  readonly truncationSide?: "left" | "right";
  /** Put the model's special tokens round the texts; true unless given. */
  readonly addSpecialTokens?: boolean;
}

/** How rows are made one length. */
export interface PaddingOptions {
  /** A length, or "longest" for the longest row's; "longest" unless given. */
  readonly padTo?: number | "longest";
  /** Rounds the length up to a multiple of this, which some chips like; 1 unless given. */
  readonly multipleOf?: number;
  /** Which end of a row is filled; "right" unless given. */
  readonly paddingSide?: "left" | "right";
}

/** Throws ValueError naming the option that is out of range. */
export function requireEncodeOptions({
  maxLength,
  truncation = "longest_first",
  truncationSide = "right",
}: EncodeOptions): void {
  if (maxLength !== undefined) requireInteger("maxLength", maxLength);
  requireOneOf("truncation", truncation, TRUNCATION_STRATEGIES);
  requireOneOf("truncationSide", truncationSide, ["left", "right"]);
}

/**
 * Rows of one length out of encodings of any.
 *
 * @param encodings as `encode` gives them; none make a batch of 0 rows
 * @param padId     id of the padding token
 * @param options   the length
 * @throws ValueError when a row is longer than `padTo`, or an option is out of range
 */
export function padEncodings(
  encodings: readonly Encoding[],
  padId: number,
  options: PaddingOptions = {},
): EncodedBatch {
  const { paddingSide = "right" } = options;
  requireOneOf("paddingSide", paddingSide, ["left", "right"]);
  const [rows, columns] = [encodings.length, paddedLength(encodings, options)];
  const batch: EncodedBatch = {
    rows,
    columns,
    ids: new Int32Array(rows * columns).fill(padId),
    typeIds: new Int32Array(rows * columns),
    attentionMask: new Int32Array(rows * columns),
    specialTokensMask: new Int32Array(rows * columns).fill(1),
    offsets: new Int32Array(2 * rows * columns),
  };
  encodings.forEach((encoding, row) => {
    const length = encoding.ids.length;
    const start = row * columns + (paddingSide === "left" ? columns - length : 0);
    batch.ids.set(encoding.ids, start);
    batch.typeIds.set(encoding.typeIds, start);
    batch.attentionMask.fill(1, start, start + length);
    batch.specialTokensMask.set(encoding.specialTokensMask, start);
    batch.offsets.set(encoding.offsets, 2 * start);
  });
  return batch;
}

function paddedLength(encodings: readonly Encoding[], { padTo = "longest", multipleOf = 1 }: PaddingOptions): number {
  requireInteger("multipleOf", multipleOf, 1);
  if (padTo !== "longest") requireInteger("padTo", padTo, 1);
  const longest = encodings.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const length = padTo === "longest" ? longest : padTo;
  const rounded = Math.ceil(length / multipleOf) * multipleOf;
  if (rounded < longest) {
    throw new ValueError(
      `padTo must hold the longest row, received ${length} for ${longest} tokens; set maxLength too`,
    );
  }
  return rounded;
}
