import { existsSync } from "node:fs";
import path from "node:path";
import type { Notebook } from "cartwright/notebook";
import { anchorOf, headingsOf, proseOf } from "./markdown";

/** Links to files that are not there, and to headings that the notebook does not have. Addresses elsewhere are not asked. */
export function linkComplaints(folder: string, notebook: Notebook): string[] {
  const anchors = new Set(headingsOf(notebook).map(({ text }) => anchorOf(text)));
  const targets = proseOf(notebook).flatMap((text) =>
    [...text.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map((match) => match[1]!),
  );
  return targets.flatMap((target) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file, anchor] = target.split("#");
    if (file)
      return existsSync(path.resolve(folder, decodeURIComponent(file))) ? [] : [`the link to ${target} leads nowhere`];
    return anchors.has(anchorOf(decodeURIComponent(anchor ?? ""))) ? [] : [`no heading fits the link to ${target}`];
  });
}
