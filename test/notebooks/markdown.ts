import type { Notebook } from "cartwright/notebook";

export interface Heading {
  level: number;
  text: string;
}

/** The Markdown cells of a notebook without their code: fences and `spans` are blanked, so that places stay. */
export function proseOf({ cells }: Notebook): string[] {
  const blank = (text: string): string => text.replace(/[^\n]/g, " ");
  return cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => source.replace(/^```.*?^```$/gms, blank).replace(/`[^`\n]+`/g, blank));
}

/** All headings, in order. */
export function headingsOf({ cells }: Notebook): Heading[] {
  return cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .flatMap(({ source }) => source.replace(/^```.*?^```$/gms, "").split("\n"))
    .flatMap((line) => {
      const match = /^(#{1,6}) (.*\S)\s*$/.exec(line);
      return match ? [{ level: match[1]!.length, text: match[2]! }] : [];
    });
}

/** The anchor that JupyterLab and GitHub give a heading, up to the case of letters. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s+/g, "-");
