import { DataError } from "../../contracts";

/** Texts that are encoded and decoded at once: few enough for one string, many enough to be quick. */
const TEXTS_PER_BLOCK = 1 << 15;

/** Many texts as one array of bytes. */
export interface SavedTexts {
  /** UTF-8, block after block. */
  readonly bytes: Uint8Array;
  /** [blocks] where each block ends in the bytes. */
  readonly blockEnds: Float64Array;
  /** [texts] where each text ends in its block, in UTF-16 code units. */
  readonly ends: Uint32Array;
}

/** Half of a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD. */
export function encodeTexts(texts: readonly string[]): SavedTexts {
  const ends = new Uint32Array(texts.length);
  const blocks: Uint8Array[] = [];
  const encoder = new TextEncoder();
  for (let from = 0; from < texts.length; from += TEXTS_PER_BLOCK) {
    const block = texts.slice(from, from + TEXTS_PER_BLOCK);
    let end = 0;
    // Each by itself: two halves of a pair that meet between texts would become one character.
    const whole = block.map((text) => text.replace(/\p{Surrogate}/gu, "\ufffd"));
    whole.forEach((text, n) => (ends[from + n] = end += text.length));
    blocks.push(encoder.encode(whole.join("")));
  }
  let size = 0;
  const blockEnds = Float64Array.from(blocks, ({ length }) => (size += length));
  const bytes = new Uint8Array(size);
  blocks.forEach((block, n) => bytes.set(block, blockEnds[n]! - block.length));
  return { bytes, blockEnds, ends };
}

/**
 * The inverse of {@link encodeTexts}. Texts are slices of their block, so nothing is copied.
 *
 * @throws DataError when the bytes are not UTF-8 or the ends do not fit them
 */
export function decodeTexts({ bytes, blockEnds, ends }: SavedTexts): string[] {
  const texts: string[] = [];
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let start = 0;
  for (const end of blockEnds) {
    const block = decodeBlock(decoder, bytes.subarray(start, end));
    const most = Math.min(ends.length, texts.length + TEXTS_PER_BLOCK);
    let from = 0;
    while (texts.length < most) {
      const to = ends[texts.length]!;
      if (to < from || to > block.length) throw new DataError("the saved texts and their ends disagree");
      texts.push(block.slice(from, to));
      from = to;
    }
    if (from !== block.length) throw new DataError("the saved texts and their ends disagree");
    start = end;
  }
  if (texts.length !== ends.length || start !== bytes.length) throw new DataError("the saved texts are cut short");
  return texts;
}

function decodeBlock(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new DataError("the saved texts are not UTF-8", { cause });
  }
}
