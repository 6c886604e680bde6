import type TypeScript from "typescript";

/** `let`, `const` and `class` as `var`, which a later cell may declare again. */
export function redeclarable(
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
export function insideAsync(
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
export function awaits(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
  return ts.forEachChild(node, (child) => awaits(ts, child) || undefined) ?? false;
}
