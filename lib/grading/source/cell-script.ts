import type TypeScript from "typescript";
import { NotSupportedError } from "../../contracts";

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

/** Takes module syntax off a statement. */
function plainStatement(
  ts: typeof TypeScript,
  f: TypeScript.NodeFactory,
  statement: TypeScript.Statement,
): TypeScript.Statement[] {
  if (ts.isImportDeclaration(statement)) return importAsRequire(ts, f, statement);
  if (ts.isExportDeclaration(statement)) return [];
  if (ts.isExportAssignment(statement)) return [f.createExpressionStatement(statement.expression)];
  const isExport = (one: TypeScript.ModifierLike): boolean =>
    one.kind === ts.SyntaxKind.ExportKeyword || one.kind === ts.SyntaxKind.DefaultKeyword;
  if (ts.isVariableStatement(statement)) {
    return [
      f.updateVariableStatement(
        statement,
        statement.modifiers?.filter((one) => !isExport(one)),
        statement.declarationList,
      ),
    ];
  }
  if (ts.isFunctionDeclaration(statement)) {
    const { modifiers, asteriskToken, name, typeParameters, parameters, type, body } = statement;
    return [
      f.updateFunctionDeclaration(
        statement,
        modifiers?.filter((one) => !isExport(one)),
        asteriskToken,
        name,
        typeParameters,
        parameters,
        type,
        body,
      ),
    ];
  }
  if (ts.isClassDeclaration(statement)) {
    const { modifiers, name, typeParameters, heritageClauses, members } = statement;
    return [
      f.updateClassDeclaration(
        statement,
        modifiers?.filter((one) => !isExport(one)),
        name,
        typeParameters,
        heritageClauses,
        members,
      ),
    ];
  }
  return [statement];
}

/** `import a, { b as c } from "x"` as `const { default: a } = ..., { b: c } = require("x")`. */
function importAsRequire(
  ts: typeof TypeScript,
  f: TypeScript.NodeFactory,
  statement: TypeScript.ImportDeclaration,
): TypeScript.Statement[] {
  const clause = statement.importClause;
  if (clause?.isTypeOnly) return [];
  const module = f.createCallExpression(f.createIdentifier("require"), undefined, [statement.moduleSpecifier]);
  if (clause === undefined) return [f.createExpressionStatement(module)];
  const declare = (name: TypeScript.BindingName, from: TypeScript.Expression): TypeScript.Statement =>
    f.createVariableStatement(
      undefined,
      f.createVariableDeclarationList(
        [f.createVariableDeclaration(name, undefined, undefined, from)],
        ts.NodeFlags.Const,
      ),
    );
  const statements: TypeScript.Statement[] = [];
  if (clause.name) {
    const interop = f.createParenthesizedExpression(
      f.createArrowFunction(
        undefined,
        undefined,
        [f.createParameterDeclaration(undefined, undefined, "m")],
        undefined,
        undefined,
        f.createConditionalExpression(
          f.createPropertyAccessChain(
            f.createIdentifier("m"),
            f.createToken(ts.SyntaxKind.QuestionDotToken),
            "__esModule",
          ),
          undefined,
          f.createPropertyAccessExpression(f.createIdentifier("m"), "default"),
          undefined,
          f.createIdentifier("m"),
        ),
      ),
    );
    statements.push(declare(clause.name, f.createCallExpression(interop, undefined, [module])));
  }
  const named = clause.namedBindings;
  if (named && ts.isNamespaceImport(named)) statements.push(declare(named.name, module));
  if (named && ts.isNamedImports(named)) {
    const elements = named.elements
      .filter((one) => !one.isTypeOnly)
      .map((one) => f.createBindingElement(undefined, one.propertyName, one.name));
    if (elements.length > 0) statements.push(declare(f.createObjectBindingPattern(elements), module));
  }
  return statements;
}

/** `let`, `const` and `class` as `var`, which a later cell may declare again. */
function redeclarable(
  ts: typeof TypeScript,
  f: TypeScript.NodeFactory,
  statement: TypeScript.Statement,
): TypeScript.Statement {
  if (ts.isVariableStatement(statement)) {
    const list = f.createVariableDeclarationList(statement.declarationList.declarations, ts.NodeFlags.None);
    return f.updateVariableStatement(statement, statement.modifiers, list);
  }
  if (ts.isClassDeclaration(statement) && statement.name)
    return f.createVariableStatement(undefined, [
      f.createVariableDeclaration(statement.name, undefined, undefined, classExpression(f, statement)),
    ]);
  return statement;
}

function classExpression(
  f: TypeScript.NodeFactory,
  { modifiers, name, typeParameters, heritageClauses, members }: TypeScript.ClassDeclaration,
): TypeScript.Expression {
  return f.createClassExpression(modifiers, name, typeParameters, heritageClauses, members);
}

/** A cell with an `await` at its top: names are declared outside an async function, and get their values inside. */
function insideAsync(
  ts: typeof TypeScript,
  f: TypeScript.NodeFactory,
  statements: readonly TypeScript.Statement[],
): TypeScript.Statement[] {
  const names: string[] = [];
  const outside: TypeScript.Statement[] = [];
  const inside: TypeScript.Statement[] = [];
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        collectNames(ts, name, names);
        if (initializer) inside.push(assign(f, bindingToTarget(ts, f, name), initializer));
      }
    } else if (ts.isClassDeclaration(statement) && statement.name) {
      names.push(statement.name.text);
      inside.push(assign(f, f.createIdentifier(statement.name.text), classExpression(f, statement)));
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
    ) {
      outside.push(statement);
    } else inside.push(statement);
  }
  const declared =
    names.length === 0
      ? []
      : [
          f.createVariableStatement(
            undefined,
            names.map((name) => f.createVariableDeclaration(name)),
          ),
        ];
  const body = f.createArrowFunction(
    [f.createModifier(ts.SyntaxKind.AsyncKeyword)],
    undefined,
    [],
    undefined,
    undefined,
    f.createBlock(inside, true),
  );
  const call = f.createCallExpression(f.createParenthesizedExpression(body), undefined, []);
  return [...declared, ...outside, f.createExpressionStatement(call)];
}

const assign = (
  f: TypeScript.NodeFactory,
  target: TypeScript.Expression,
  from: TypeScript.Expression,
): TypeScript.Statement =>
  f.createExpressionStatement(f.createParenthesizedExpression(f.createAssignment(target, from)));

function collectNames(ts: typeof TypeScript, name: TypeScript.BindingName, names: string[]): void {
  if (ts.isIdentifier(name)) names.push(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) collectNames(ts, element.name, names);
}

/** `{ a, b: [c] = d }` as the target of an assignment. */
function bindingToTarget(
  ts: typeof TypeScript,
  f: TypeScript.NodeFactory,
  name: TypeScript.BindingName,
): TypeScript.Expression {
  if (ts.isIdentifier(name)) return f.createIdentifier(name.text);
  const withDefault = (
    target: TypeScript.Expression,
    initializer: TypeScript.Expression | undefined,
  ): TypeScript.Expression => (initializer ? f.createAssignment(target, initializer) : target);
  if (ts.isArrayBindingPattern(name)) {
    return f.createArrayLiteralExpression(
      name.elements.map((one) => {
        if (!ts.isBindingElement(one)) return f.createOmittedExpression();
        const target = bindingToTarget(ts, f, one.name);
        return one.dotDotDotToken ? f.createSpreadElement(target) : withDefault(target, one.initializer);
      }),
    );
  }
  return f.createObjectLiteralExpression(
    name.elements.map((one) => {
      const target = bindingToTarget(ts, f, one.name);
      if (one.dotDotDotToken) return f.createSpreadAssignment(target);
      const key = one.propertyName ?? (one.name as TypeScript.Identifier);
      return f.createPropertyAssignment(ts.isIdentifier(key) ? key.text : key, withDefault(target, one.initializer));
    }),
  );
}

/** Whether a statement awaits outside of any function. */
function awaits(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
  return ts.forEachChild(node, (child) => awaits(ts, child) || undefined) ?? false;
}
