import { readdirSync } from "node:fs";
import path from "node:path";
import { readNotebook, type Notebook, type ParameterValue } from "cartwright/notebook";

/** One notebook of the course. */
export interface Chapter {
  /** Part and chapter number: "02-05". */
  readonly id: string;
  /** Its path below the notebooks folder: "02-factorisation/05-implicit-als.ipynb". */
  readonly name: string;
  readonly file: string;
}

/** What a chapter says of itself under `metadata.cartwright`. */
export interface ChapterSettings {
  /** Seconds it takes at its small settings, on two cores. */
  readonly seconds?: number;
  /** Values of its parameters cell at full size. */
  readonly full?: Readonly<Record<string, ParameterValue>>;
}

/** All chapters of a notebooks folder, in reading order: files `NN-part/NN-name.ipynb`. */
export function findChapters(folder: string): Chapter[] {
  return numbered(folder).flatMap((part) =>
    numbered(path.join(folder, part))
      .filter((name) => name.endsWith(".ipynb"))
      .map((name) => ({
        id: `${part.slice(0, 2)}-${name.slice(0, 2)}`,
        name: path.posix.join(part, name),
        file: path.join(folder, part, name),
      })),
  );
}

const numbered = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /^\d\d-/.test(name))
    .sort();

/**
 * The chapters a person asked for: "02-05" is one, "02" a whole part; nothing asked for is all.
 *
 * @throws RangeError naming a wish that fits no chapter
 */
export function selectChapters(chapters: readonly Chapter[], wishes: readonly string[]): Chapter[] {
  const fits = ({ id }: Chapter, wish: string): boolean => id === wish || id.startsWith(`${wish}-`);
  for (const wish of wishes) {
    if (chapters.some((chapter) => fits(chapter, wish))) continue;
    throw new RangeError(`there is no chapter ${wish}; there are ${chapters.map(({ id }) => id).join(" ") || "none"}`);
  }
  return chapters.filter((chapter) => wishes.length === 0 || wishes.some((wish) => fits(chapter, wish)));
}

/** Reads a chapter and its settings. */
export async function openChapter({ file }: Chapter): Promise<{ notebook: Notebook; settings: ChapterSettings }> {
  const notebook = await readNotebook(file);
  return { notebook, settings: (notebook.metadata.cartwright ?? {}) as ChapterSettings };
}
