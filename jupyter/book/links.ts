import fs from "node:fs";
import path from "node:path";

import type { Chapter } from "./chapter";
import { anchorOf } from "./markdown";

const repository = path.join(__dirname, "..", "..");

/**
 * Where addresses of a chapter lead in the book: to pages for notebooks, to copies for pictures on this disk, and
 * unchanged for web addresses and anchors. Pictures that must be copied are put into `files`.
 */
export function linkResolver(
  chapter: Chapter,
  chapters: readonly Chapter[],
  files: Map<string, string | Buffer>,
): (address: string, kind: "link" | "picture") => string | undefined {
  return (address, kind) => {
    if (kind === "link" && /^(https?:|mailto:)/i.test(address)) return address;
    if (kind === "picture" && address.startsWith("data:image/")) return address;
    if (address.startsWith("#")) return `#${anchorOf(decodeURIComponent(address.slice(1)).replace(/-/g, " "))}`;
    const [file = "", anchor] = decodeURIComponent(address).split("#");
    if (file.endsWith(".ipynb")) return pageOf(chapter, chapters, file, anchor);
    return kind === "picture" ? copyOf(chapter, file, files) : undefined;
  };
}

function pageOf(chapter: Chapter, chapters: readonly Chapter[], file: string, anchor?: string): string | undefined {
  // Folder and name identify a notebook wherever its executed copy lies.
  const wanted = path
    .join(path.dirname(path.resolve(chapter.file)), file)
    .split(path.sep)
    .slice(-2)
    .join("/");
  const found = chapters.find((one) => path.resolve(one.file).split(path.sep).slice(-2).join("/") === wanted);
  if (found === undefined) return undefined;
  return anchor === undefined ? found.page : `${found.page}#${anchorOf(anchor.replace(/-/g, " "))}`;
}

function copyOf(chapter: Chapter, file: string, files: Map<string, string | Buffer>): string | undefined {
  if (chapter.notebook.cells.some((cell) => "attachments" in cell) && file.startsWith("attachment:")) {
    return attachmentOf(chapter, file.slice("attachment:".length));
  }
  const places = [path.dirname(path.resolve(chapter.file)), path.join(repository, "notebooks", chapter.part)];
  const found = places.map((place) => path.join(place, file)).find((place) => fs.existsSync(place));
  if (found === undefined) return undefined;
  const name = `pictures/${chapter.page.replace(/\.html$/, "")}-${path.basename(found)}`;
  files.set(name, fs.readFileSync(found));
  return name;
}

function attachmentOf(chapter: Chapter, name: string): string | undefined {
  for (const cell of chapter.notebook.cells) {
    const bundle = cell.cell_type === "code" ? undefined : cell.attachments?.[name];
    const [type, data] = Object.entries(bundle ?? {})[0] ?? [];
    if (type?.startsWith("image/") === true) return `data:${type};base64,${String(data).replace(/\s/g, "")}`;
  }
  return undefined;
}
