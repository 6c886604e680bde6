import type TypeScript from "typescript";
import { NotSupportedError } from "../../contracts";
import { awaits, insideAsync, redeclarable } from "./global-declarations";
import { plainStatement } from "./module-syntax";

let loaded: typeof TypeScript | undefined;

/** The compiler, on first use: only grading needs it, checking a notebook does not. */
function typescript(): typeof TypeScript {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- synchronous, and only where it is used
    return (loaded ??= require("typescript") as typeof TypeScript);
  } catch (cause) {
    throw new NotSupportedError("grading needs the package typescript (5): npm install typescript", { cause });
  }
}

/** How {@link cellToScript} shapes its result. */
export interface CellScriptOptions {
  /**
   * `script`: may run after other cells in one global scope, as cells of a notebook do; what it declares becomes global,
   * and may be declared again. `block`: lines for the inside of an async function.
   */
  readonly form: "script" | "block";
  /** Turns a last expression into `return expression`; blocks only. */
  readonly returnLast?: boolean;
}

/** A cell that is no TypeScript. */
export class CellSyntaxError extends Error {
  override readonly name = "CellSyntaxError";
}

/**
 * A cell of a notebook as JavaScript. Imports become calls of `require`, types are taken off, nothing is type-checked:
 * a type error does not keep a cell from running.
 *
 * @param source the cell's text
 * @param options its form
 * @throws CellSyntaxError with line and rule when the text is no TypeScript
 * @throws NotSupportedError when the compiler is not installed
 */
export function cellToScript(source: string, { form, returnLast = false }: CellScriptOptions): string {
  const ts = typescript();
  const { outputText, diagnostics = [] } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: false },
    reportDiagnostics: true,
    transformers: { before: [(context) => (file) => rewrite(ts, context, file, form, returnLast)] },
  });
  const [first] = diagnostics;
  if (first !== undefined) {
    const line =
      first.file && first.start !== undefined ? first.file.getLineAndCharacterOfPosition(first.start).line + 1 : 1;
    throw new CellSyntaxError(`line ${line}: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`);
  }
  // An empty module is marked as one.
  return outputText.replace(/^export \{\};\n?$/m, "");
}

function rewrite(
  ts: typeof TypeScript,
  context: TypeScript.TransformationContext,
  file: TypeScript.SourceFile,
  form: "script" | "block",
  returnLast: boolean,
): TypeScript.SourceFile {
  const f = context.factory;
  const plain = file.statements.flatMap((statement) => plainStatement(ts, f, statement));
  if (form === "block") {
    const last = plain.at(-1);
    if (returnLast && last && ts.isExpressionStatement(last))
      plain[plain.length - 1] = f.createReturnStatement(last.expression);
    return f.updateSourceFile(file, plain);
  }
  const strict = f.createExpressionStatement(f.createStringLiteral("use strict"));
  if (!file.statements.some((statement) => awaits(ts, statement))) {
    return f.updateSourceFile(file, [strict, ...plain.map((statement) => redeclarable(ts, f, statement))]);
  }
  return f.updateSourceFile(file, [strict, ...insideAsync(ts, f, plain)]);
}
