import { chapterOf } from "../source/read-solution";
import type { CollectedFile } from "./collect";

/**
 * Which chapter's exercise a handed-in file is. Its own word (metadata) comes first, then its path, then its name; none of
 * them earns a mark, they only choose what it is compared with.
 *
 * @param file     as collected
 * @param chapters chapters that can be graded, by the base name of their notebook
 */
export function chapterOfFile(
  { name, bytes }: CollectedFile,
  chapters: ReadonlyMap<string, string>,
): string | undefined {
  const known = new Set(chapters.values());
  const base = name.split("/").at(-1)!;
  const said = statedChapter(bytes);
  return [
    said,
    chapterOf(name),
    chapters.get(base),
    chapters.get(base.replace(/[ _-]?\(?\d+\)?(?=\.ipynb$)/, "")),
    [...chapters].find(([title]) => base.includes(title.replace(/\.ipynb$/, "")))?.[1],
  ].find((chapter) => chapter !== undefined && known.has(chapter));
}

function statedChapter(bytes: Uint8Array): string | undefined {
  try {
    const notebook = JSON.parse(new TextDecoder().decode(bytes)) as {
      metadata?: { cartwright?: { exercises?: unknown } };
    };
    const chapter = notebook.metadata?.cartwright?.exercises;
    return typeof chapter === "string" ? chapter : undefined;
  } catch {
    return undefined;
  }
}
