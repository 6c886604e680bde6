import type TypeScript from "typescript";

/**
 * A statement without module syntax: `import` becomes `require`, `export` goes.
 *
 * @param ts        the compiler
 * @param f         makes nodes
 * @param statement of a cell
 * @returns the statements that stand in its place, perhaps none
 */
export function plainStatement(
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
