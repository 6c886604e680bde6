import fs from "node:fs";
import path from "node:path";
import ts from "typescript";

export const LIB = path.join(__dirname, "..", "..", "lib");
export const ROOT = path.join(LIB, "..");

const ground = ["contracts", "random", "wasm", "parallel", "bundle", "linalg", "similarity", "ranking"];
const material = ["data", "simulation", "interactions", "preprocessing", "text", "augmentation", "device", "training"];
const models = [
  "popularity",
  "neighbours",
  "content",
  "linear",
  "trees",
  "factorisation",
  "neural",
  "bert",
  "graph",
  "bandit",
  "multimodal",
  "search",
];
const judges = ["tuning", "compression", "privacy", "trust"];
const doors = ["serving", "storefront", "display", "notebook"];

/**
 * What each room may import, which is the architecture in one table. Data flows down the floors, so imports point up
 * them; model rooms never import one another; `evaluation`, `fusion` and the doors know the ground floor alone, but for
 * `grading`, which reads notebooks and shows results; `cli` joins everything.
 */
export const MAY_IMPORT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...ground.map((room, n) => [room, new Set(ground.slice(0, n))] as const),
  ...material.map((room, n) => [room, new Set([...ground, ...material.slice(0, n)])] as const),
  ...models.map((room) => [room, new Set([...ground, ...material])] as const),
  ["evaluation", new Set(ground)] as const,
  ...judges.map((room) => [room, new Set([...ground, ...material, "evaluation"])] as const),
  ["fusion", new Set(ground)] as const,
  ...doors.map((room) => [room, new Set(ground)] as const),
  ["grading", new Set([...ground, "display", "notebook"])] as const,
  [
    "cli",
    new Set([...ground, ...material, ...models, "evaluation", ...judges, "fusion", ...doors, "grading"]),
  ] as const,
]);

/** One import, export-from, `import()`, `require()` or `require.resolve()` of a file. */
export interface Import {
  /** File that imports, relative to lib. */
  readonly file: string;
  /** What it names: "../ranking", "./heap", "fastify", "node:fs". */
  readonly specifier: string;
  /** Whether it brings types alone, so that nothing is left of it when the program runs. */
  readonly typeOnly: boolean;
}

/** One folder of lib, as its sources say. */
export interface Room {
  readonly name: string;
  /** Paths of its .ts files, relative to lib. */
  readonly files: readonly string[];
  readonly imports: readonly Import[];
  /** Every string in its sources: an optional package is named in one, since it is loaded only where it is there. */
  readonly strings: ReadonlySet<string>;
  /** First lines of its index.ts. */
  readonly header: readonly string[];
}

/** All rooms of lib, in alphabetical order. */
export function readRooms(): Map<string, Room> {
  const names = fs
    .readdirSync(LIB)
    .filter((name) => fs.existsSync(path.join(LIB, name, "index.ts")))
    .sort();
  return new Map(names.map((name) => [name, readRoom(name)]));
}

function readRoom(name: string): Room {
  const all = fs.readdirSync(path.join(LIB, name), { recursive: true, encoding: "utf8" });
  // A folder with a tsconfig.json is a program of its own: what a browser loads is compiled apart, against the DOM. Its
  // contract, which both sides are compiled against, belongs to the room too.
  const programs = all.filter((file) => path.basename(file) === "tsconfig.json").map((file) => path.dirname(file));
  const files = all
    .filter(
      (file) =>
        file.endsWith(".ts") && (!programs.includes(path.dirname(file)) || path.basename(file) === "contract.ts"),
    )
    .map((file) => path.posix.join(name, file.split(path.sep).join("/")))
    .sort();
  const imports: Import[] = [];
  const strings = new Set<string>();
  for (const file of files) {
    const text = fs.readFileSync(path.join(LIB, file), "utf8");
    collect(file, ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true), imports, strings);
  }
  const header = fs.readFileSync(path.join(LIB, name, "index.ts"), "utf8").split(/\r?\n/, 3);
  return { name, files, imports, strings, header };
}

function collect(file: string, node: ts.Node, imports: Import[], strings: Set<string>): void {
  if (ts.isStringLiteralLike(node)) {
    strings.add(node.text);
    if (isSpecifier(node)) imports.push({ file, specifier: node.text, typeOnly: isTypeOnly(node.parent) });
  }
  // `name/dist/${file}`: the package is named before the first hole.
  if (ts.isTemplateHead(node)) strings.add(node.text);
  ts.forEachChild(node, (child) => collect(file, child, imports, strings));
}

function isSpecifier(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent))
    return true;
  if (ts.isLiteralTypeNode(parent)) return ts.isImportTypeNode(parent.parent);
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  return (
    parent.expression.kind === ts.SyntaxKind.ImportKeyword || /^require(\.resolve)?$/.test(parent.expression.getText())
  );
}

function isTypeOnly(declaration: ts.Node): boolean {
  if (ts.isExportDeclaration(declaration)) return declaration.isTypeOnly;
  if (!ts.isImportDeclaration(declaration)) return ts.isLiteralTypeNode(declaration);
  const clause = declaration.importClause;
  if (clause === undefined || clause.isTypeOnly) return clause !== undefined;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((one) => one.isTypeOnly)
  );
}

/** The rooms that a room imports directly. */
export function importedRooms(room: Room): Set<string> {
  const outside = room.imports.filter(({ specifier }) => specifier.startsWith("../"));
  return new Set(
    outside
      .map(({ file, specifier }) => path.posix.join(path.posix.dirname(file), specifier).split("/")[0]!)
      .filter((name) => name !== room.name),
  );
}

/** The rooms one must copy along with a room: what it imports, what those import, and so on. */
export function closureOf(name: string, rooms: ReadonlyMap<string, Room>): Set<string> {
  const reached = new Set<string>();
  const visit = (from: string): void => {
    for (const next of importedRooms(rooms.get(from)!)) {
      if (reached.has(next) || !rooms.has(next)) continue;
      reached.add(next);
      visit(next);
    }
  };
  visit(name);
  return reached;
}

/** The npm packages that sources import by name, without Node's own modules. */
export function importedPackages(room: Room): Set<string> {
  const outside = room.imports.map(({ specifier }) => specifier).filter((name) => !/^(\.|node:)/.test(name));
  return new Set(outside.map(packageOf));
}

/** "@scope/name/file" belongs to "@scope/name", "name/file" to "name". */
export function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/**
 * The names in a header line such as `// Needs: contracts, random` or `// Packages: fastify, sharp (optional)`. What
 * stands in brackets is for people; "nothing" and "none" are empty lists.
 *
 * @throws Error when the line is not of that form
 */
export function namesIn(line: string | undefined, label: "Needs" | "Packages"): string[] {
  const match = new RegExp(`^// ${label}: (.+)$`).exec(line ?? "");
  if (match === null) throw new Error(`expected a line "// ${label}: ...", found ${JSON.stringify(line)}`);
  const names = match[1]!.replace(/\([^)]*\)/g, "").split(",");
  return names.map((name) => name.trim()).filter((name) => name !== "nothing" && name !== "none");
}
