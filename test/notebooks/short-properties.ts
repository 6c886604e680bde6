import type { Notebook } from "cartwright/notebook";
import ts from "typescript";

/**
 * Short properties, `{ price }`, whose variable an earlier cell declares. The stock tslab kernel leaves such a name as it
 * is and then finds no variable, so notebooks write `{ price: price }`.
 */
export function shortPropertyComplaints({ cells }: Notebook): string[] {
  const complaints: string[] = [];
  const earlier = new Set<string>();
  cells.forEach((cell, n) => {
    if (cell.cell_type !== "code") return;
    const file = ts.createSourceFile("cell.ts", cell.source, ts.ScriptTarget.ES2022, true);
    const own = namesDeclaredIn(file);
    for (const name of shortPropertiesIn(file)) {
      if (earlier.has(name) && !own.has(name)) {
        complaints.push(`cell ${n + 1} must write { ${name}: ${name} }: the stock kernel does not know the short form`);
      }
    }
    for (const name of own) earlier.add(name);
  });
  return complaints;
}

function shortPropertiesIn(file: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

/** Every name that the cell declares, at whatever depth: a parameter or local of that name hides the earlier cell's. */
function namesDeclaredIn(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const { name } = node as { name?: ts.Node };
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && name !== undefined && ts.isIdentifier(name)) names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}
