import path from "node:path";
import { type Cell, type Notebook, parametersCell, withParameters } from "cartwright/notebook";
import type { Chapter, ChapterSettings } from "../../jupyter/course/chapters";
import { headingsOf, proseOf } from "./markdown";
import { formulaComplaints } from "./formulas";
import { linkComplaints } from "./links";
import { shortPropertyComplaints } from "./short-properties";

/** Sections that every chapter has, in this order. */
const SECTIONS_OF_ALL = [/exercises/i, /summary/i, /sources/i];

/** Sections of a chapter that derives a method: all parts but the orientation. */
const SECTIONS_OF_A_METHOD = [
  /see the problem/i,
  /maths/i,
  /from scratch/i,
  /library/i,
  /at scale/i,
  /check the text/i,
  ...SECTIONS_OF_ALL,
];

/** Everything about a chapter's form that is not as it should be, one sentence each; see docs and CONTRIBUTING. */
export function formComplaints(chapter: Chapter, notebook: Notebook): string[] {
  return [
    ...titleComplaints(chapter, notebook),
    ...headingComplaints(chapter, notebook),
    ...mapComplaints(chapter, notebook),
    ...settingsComplaints(chapter, notebook),
    ...parametersComplaints(notebook),
    ...cleanComplaints(notebook),
    ...formulaComplaints(notebook),
    ...linkComplaints(path.dirname(chapter.file), notebook),
    ...shortPropertyComplaints(notebook),
  ];
}

function titleComplaints({ id }: Chapter, { cells }: Notebook): string[] {
  const title = cells[0]?.source.split("\n")[0] ?? "";
  const complaints = title.startsWith(`# ${id} `) ? [] : [`the first line must be "# ${id} Title", and is "${title}"`];
  for (const part of ["**The question.**", "**The promise.**"]) {
    if (!cells[0]?.source.includes(part)) complaints.push(`the first cell must hold "${part}"`);
  }
  return complaints;
}

function headingComplaints({ id }: Chapter, notebook: Notebook): string[] {
  const headings = headingsOf(notebook);
  const complaints = headings.filter(({ level }) => level === 1).length === 1 ? [] : ["there must be one # heading"];
  headings.forEach(({ level, text }, n) => {
    if (level > (headings[n - 1]?.level ?? 0) + 1) complaints.push(`heading "${text}" skips a level`);
  });
  let from = 0;
  for (const section of id.startsWith("00") ? SECTIONS_OF_ALL : SECTIONS_OF_A_METHOD) {
    const at = headings.findIndex(({ level, text }, n) => n >= from && level === 2 && section.test(text));
    if (at < 0) complaints.push(`there must be a ## heading ${section.source}, in the chapter's order`);
    else from = at + 1;
  }
  if (!proseOf(notebook).some((text) => /\*\*What comes next/i.test(text)))
    complaints.push('"What comes next" is missing');
  return complaints;
}

function mapComplaints({ id }: Chapter, { cells }: Notebook): string[] {
  const map = cells.find(({ cell_type, source }) => cell_type === "markdown" && /^```mermaid$/m.test(source));
  if (!map) return ["there must be a map: a Mermaid diagram of the part"];
  const diagram = /^```mermaid\n(.*?)^```$/ms.exec(map.source)?.[1] ?? "";
  const complaints = diagram.includes(id) ? [] : [`the map must show ${id}`];
  for (const word of ["Needs", "Time", "Data", "Hardware"]) {
    if (!map.source.includes(`**${word}:**`)) complaints.push(`the map's cell must say **${word}:**`);
  }
  return complaints;
}

/** Seconds that a chapter may take at its small settings, on two cores. */
function limitOf(id: string): number {
  if (id === "00-03" || id === "04-07") return 120;
  if (id === "03-04") return 150;
  return id === "03-03" ? 180 : 60;
}

function settingsComplaints({ id }: Chapter, { metadata }: Notebook): string[] {
  const settings = (metadata.cartwright ?? {}) as ChapterSettings & { chapter?: string };
  const complaints = settings.chapter === id ? [] : [`metadata.cartwright.chapter must be "${id}"`];
  const { seconds } = settings;
  if (!(typeof seconds === "number" && seconds > 0 && seconds <= limitOf(id))) {
    complaints.push(`metadata.cartwright.seconds must be in (0, ${limitOf(id)}], and is ${seconds}`);
  }
  if (metadata.kernelspec?.name !== "tslab") complaints.push("the kernel must be tslab");
  return complaints;
}

function parametersComplaints(notebook: Notebook): string[] {
  const tagged = notebook.cells.filter(({ metadata }) => metadata.tags?.includes("parameters"));
  const firstCode = notebook.cells.find(({ cell_type }) => cell_type === "code");
  if (tagged.length !== 1 || tagged[0] !== firstCode || !parametersCell(notebook)) {
    return ['the first code cell, and it alone, must be tagged "parameters"'];
  }
  try {
    withParameters(notebook, (notebook.metadata.cartwright as ChapterSettings | undefined)?.full ?? {});
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function cleanComplaints({ cells }: Notebook): string[] {
  const isClean = (cell: Cell): boolean =>
    cell.cell_type !== "code" || (cell.outputs.length === 0 && cell.execution_count === null);
  return cells.flatMap((cell, n) =>
    isClean(cell) ? [] : [`cell ${n + 1} has outputs: npm run notebook -- clean FILE`],
  );
}
