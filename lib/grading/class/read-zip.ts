import { type UnzipFileInfo, unzipSync } from "fflate";

/** Bounds for a zip: what lies beyond is not unpacked. */
const MOST_ENTRIES = 5_000;
const MOST_FILE = 20 * 2 ** 20;
const MOST_ALL = 400 * 2 ** 20;
/** A notebook may be compressed a hundredfold; a bomb is compressed a thousandfold. */
const MOST_RATIO = 200;

/** A file out of a zip, in memory: nothing is ever written under a name from inside a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A zip that is none, or that is too large; the message is for a person. */
export class BadZip extends Error {
  override readonly name = "BadZip";
}

/**
 * Reads the notebooks in a zip.
 *
 * @param bytes the zip
 * @returns its notebooks, and a sentence for each entry that was left out for a reason
 * @throws BadZip when it is no zip, or holds more than any submission does
 */
export function readZip(bytes: Uint8Array): { notebooks: ZipEntry[]; notes: string[] } {
  const notes: string[] = [];
  let entries = 0;
  let total = 0;
  const wanted = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    if (++entries > MOST_ENTRIES) throw new BadZip(`the zip holds more than ${MOST_ENTRIES} files`);
    if (!/\.ipynb$/i.test(name) || /(^|[\\/])(\.|__MACOSX)/.test(name)) return false;
    if (name.split(/[\\/]/).includes("..") || /^([\\/]|[a-z]:)/i.test(name)) {
      notes.push(`${shown(name)} has a name that leads out of the zip, and was not read`);
      return false;
    }
    if (originalSize > MOST_FILE || (originalSize > 2 ** 20 && originalSize > MOST_RATIO * size)) {
      notes.push(`${shown(name)} would unpack to ${Math.round(originalSize / 2 ** 20)} MB, and was not read`);
      return false;
    }
    total += originalSize;
    if (total > MOST_ALL) throw new BadZip(`the zip would unpack to more than ${MOST_ALL / 2 ** 20} MB`);
    return true;
  };
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, { filter: wanted });
  } catch (error) {
    if (error instanceof BadZip) throw error;
    throw new BadZip(`the zip cannot be read (${(error as Error).message.slice(0, 100)})`);
  }
  return {
    notebooks: Object.entries(files).map(([name, content]) => ({ name: name.replaceAll("\\", "/"), bytes: content })),
    notes,
  };
}

/** A name from a stranger's zip, made safe to show. */
// eslint-disable-next-line no-control-regex -- control characters are what is taken out
const shown = (name: string): string => name.replace(/[\u0000-\u001f\u007f-\u009f]/g, "?").slice(0, 120);
