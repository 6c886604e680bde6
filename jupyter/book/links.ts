import fs from "node:fs";
import path from "node:path";

import type { Chapter } from "./chapter";
import { GLOSSARY_PAGE, type Glossary } from "./glossary";
import { anchorOf } from "./markdown";

const repository = path.join(__dirname, "..", "..");

/**
 * Where addresses of a chapter lead in the book: to pages for notebooks and the glossary, to copies for pictures on this disk, and
 * unchanged for web addresses and anchors. Pictures that must be copied are put into `files`.
 */
export function linkResolver(
  chapter: Chapter,
  { chapters, glossary }: { readonly chapters: readonly Chapter[]; readonly glossary?: Glossary | undefined },
  files: Map<string, string | Buffer>,
): (address: string, kind: "link" | "picture") => string | undefined {
  return (address, kind) => {
    if (kind === "link" && /^(https?:|mailto:)/i.test(address)) return address;
    if (kind === "picture" && address.startsWith("data:image/")) return address;
    if (address.startsWith("#")) return `#${anchorOf(decodeURIComponent(address.slice(1)).replace(/-/g, " "))}`;
    const [file = "", anchor] = decodeURIComponent(address).split("#");
    if (file.endsWith(".ipynb")) return pageOf(chapter, chapters, file, anchor);
    if (folderAndName(chapter, file) === "docs/glossary.md") return termOf(glossary, anchor);
    return kind === "picture" ? copyOf(chapter, file, files) : undefined;
  };
}

function pageOf(chapter: Chapter, chapters: readonly Chapter[], file: string, anchor?: string): string | undefined {
  const wanted = folderAndName(chapter, file);
  const found = chapters.find((one) => folderAndName(one, path.basename(one.file)) === wanted);
  if (found === undefined) return undefined;
  return anchor === undefined ? found.page : `${found.page}#${anchorOf(anchor.replace(/-/g, " "))}`;
}

/** Folder and name of what an address of a chapter names; they identify it wherever the executed copy lies. */
function folderAndName(chapter: Chapter, address: string): string {
  const file = path.join(path.dirname(path.resolve(chapter.file)), address);
  return file.split(path.sep).slice(-2).join("/");
}

function termOf(glossary: Glossary | undefined, anchor?: string): string | undefined {
  if (glossary === undefined || anchor === undefined) return glossary && GLOSSARY_PAGE;
  return glossary.anchors.has(anchor) ? `${GLOSSARY_PAGE}#${anchor}` : undefined;
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
