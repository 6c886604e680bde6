import { DataError, ValueError } from "../contracts";

/**
 * Ids as text, one a line, each line ended by a line feed.
 *
 * @param name the list's name, for messages
 * @throws ValueError for an id with a line feed in it, or one that UTF-8 cannot hold (half of a surrogate pair)
 */
export function encodeIds(name: string, ids: readonly string[]): Uint8Array {
  ids.forEach((id, index) => {
    if (id.includes("\n")) {
      throw new ValueError(`an id must hold no line break, received ${JSON.stringify(id)} as ${name}[${index}]`);
    }
    if (/\p{Surrogate}/u.test(id)) {
      throw new ValueError(`an id must be valid Unicode, received ${JSON.stringify(id)} as ${name}[${index}]`);
    }
  });
  return Buffer.from(ids.map((id) => id + "\n").join(""), "utf8");
}

/** The inverse of {@link encodeIds}. Throws DataError when the text is not UTF-8 or its last line is cut. */
export function decodeIds(bytes: Uint8Array, file: string): string[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new DataError(`${file} is not text in UTF-8`, { file, cause: error });
  }
  if (text === "") return [];
  if (!text.endsWith("\n")) throw new DataError(`${file} is cut short: its last line has no end`, { file });
  return text.slice(0, -1).split("\n");
}
