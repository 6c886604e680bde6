import path from "node:path";
import type TypeScript from "typescript";
import type { Notebook } from "cartwright/notebook";

/** A notebook under its path. */
export interface NotebookSource {
  file: string;
  notebook: Notebook;
}

/** A type error, placed in its notebook. */
export interface TypeComplaint {
  file: string;
  /** The cell's place among all cells, from 1, and its id. */
  cell: number;
  id: string;
  /** Line and column in the cell, from 1. */
  line: number;
  column: number;
  message: string;
}

interface Joined {
  text: string;
  /** For each line of the text: its cell, and its line in the cell, from 0. */
  places: { cell: number; id: string; line: number }[];
}

/**
 * Type-checks notebooks without a kernel: all cells of each are joined into one module and compiled, all modules in one
 * program.
 *
 * @param ts      the compiler: the project's own or the kernel's
 * @param options what differs from strict, modern settings
 */
export function typeComplaints(
  ts: typeof TypeScript,
  notebooks: readonly NotebookSource[],
  options: TypeScript.CompilerOptions = {},
): TypeComplaint[] {
  const modules = new Map(notebooks.map(({ file, notebook }) => [moduleOf(file), { file, ...joinCells(notebook) }]));
  const settings: TypeScript.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    esModuleInterop: true,
    resolveJsonModule: true,
    types: ["node"],
    ...options,
  };
  const host = ts.createCompilerHost(settings);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => modules.get(name)?.text ?? readFile(name);
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.getSourceFile = (name, version, ...rest) => {
    const joined = modules.get(name);
    return joined ? ts.createSourceFile(name, joined.text, version, true) : getSourceFile(name, version, ...rest);
  };
  const program = ts.createProgram([...modules.keys()], settings, host);
  return [...modules].flatMap(([name, joined]) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(name)).map((found) => placed(ts, found, joined)),
  );
}

const moduleOf = (file: string): string =>
  path.join(path.dirname(file), `__${path.parse(file).name}__.ts`).replaceAll("\\", "/");

function joinCells({ cells }: Notebook): Joined {
  const lines: string[] = [];
  const places: Joined["places"] = [];
  cells.forEach(({ cell_type, source, id }, n) => {
    if (cell_type !== "code") return;
    source.split("\n").forEach((text, line) => {
      lines.push(text);
      places.push({ cell: n + 1, id, line });
    });
  });
  return { text: [...lines, "export {};"].join("\n"), places };
}

function placed(
  ts: typeof TypeScript,
  { file, start, messageText }: TypeScript.Diagnostic,
  joined: Joined & { file: string },
): TypeComplaint {
  const at = file && start !== undefined ? file.getLineAndCharacterOfPosition(start) : { line: 0, character: 0 };
  const { cell, id, line } = joined.places[at.line] ?? { cell: 0, id: "", line: 0 };
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  return { file: joined.file, cell, id, line: line + 1, column: at.character + 1, message };
}

/** "02-05.ipynb, cell 3 (id x), 2:7: Type ..." */
export const describeComplaint = ({ file, cell, id, line, column, message }: TypeComplaint): string =>
  `${path.basename(file)}, cell ${cell} (id ${id}), ${line}:${column}: ${message}`;
