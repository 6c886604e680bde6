import katex from "katex";
import type { Notebook } from "cartwright/notebook";
import { proseOf } from "./markdown";

const FORMULA = /\$\$(?<display>[^$]+)\$\$|(?<![\\$\w])\$(?<inline>[^\s$](?:[^$\n]|\n(?!\n))*?)\$(?!\d)/g;

/** Formulas that cannot be typeset. */
export function formulaComplaints(notebook: Notebook): string[] {
  const formulas = proseOf(notebook).flatMap((text) => [...text.matchAll(FORMULA)]);
  return formulas.flatMap(({ groups }) => {
    const formula = groups?.display ?? groups?.inline ?? "";
    try {
      katex.renderToString(formula, { displayMode: groups?.display !== undefined, throwOnError: true, strict: false });
      return [];
    } catch (error) {
      return [`the formula ${formula.trim()} cannot be typeset: ${(error as Error).message}`];
    }
  });
}
