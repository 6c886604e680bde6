import { DataError } from "../contracts";
import type { Cell, CodeCell, Notebook } from "./nbformat";

/** What a parameter can be: whatever JSON can hold. */
export type ParameterValue = string | number | boolean | null | readonly ParameterValue[];

/** The cell tagged "parameters", which holds a chapter's sizes as `const NAME = literal;`; undefined where there is none. */
export function parametersCell(notebook: Notebook): CodeCell | undefined {
  return notebook.cells.find((cell): cell is CodeCell => {
    return cell.cell_type === "code" && (cell.metadata.tags ?? []).includes("parameters");
  });
}

/**
 * The same notebook with other values in its parameters cell: `const FACTORS = 16; // small` becomes
 * `const FACTORS = 64; // small`. The names, the types and the comments stay.
 *
 * @param values by name
 * @throws DataError when there is no parameters cell, or when it declares no such name with a literal on the same line
 */
export function withParameters(notebook: Notebook, values: Readonly<Record<string, ParameterValue>>): Notebook {
  const names = Object.keys(values);
  if (names.length === 0) return notebook;
  const target = parametersCell(notebook);
  if (!target) throw new DataError(`no cell is tagged "parameters", so ${names.join(", ")} cannot be set`);
  const source = names.reduce((text, name) => replaceLiteral(text, name, values[name]!), target.source);
  const cells = notebook.cells.map((cell): Cell => (cell === target ? { ...target, source } : cell));
  return { ...notebook, cells };
}

/** A string, a list on one line, a number, true, false or null. */
const LITERAL = [
  String.raw`"(?:[^"\\\n]|\\.)*"`,
  String.raw`'(?:[^'\\\n]|\\.)*'`,
  String.raw`\[[^\]\n]*\]`,
  String.raw`-?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?`,
  "true|false|null",
].join("|");

function replaceLiteral(source: string, name: string, value: ParameterValue): string {
  const declaration = new RegExp(
    String.raw`^([ \t]*(?:const|let)\s+${name}\b[^=\n]*=\s*)(?:${LITERAL})(?=\s*(?:;|//|$))`,
    "m",
  );
  if (!declaration.test(source)) {
    throw new DataError(`the parameters cell must declare "const ${name} = <literal>;" on one line, and does not`);
  }
  return source.replace(declaration, (_all, before: string) => before + JSON.stringify(value));
}
