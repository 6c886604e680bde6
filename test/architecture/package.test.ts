import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import ts from "typescript";
import { inEmptyFolder, isInstalled, linkPackages, runNode, writeFiles } from "./project";
import { LIB, readRooms } from "./rooms";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

interface Consumer {
  readonly name: string;
  readonly type: "commonjs" | "module";
  readonly options: ts.CompilerOptions;
}

const consumers: Consumer[] = [
  {
    name: "CommonJS project",
    type: "commonjs",
    options: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  },
  {
    name: "ESM project",
    type: "module",
    options: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  },
  {
    name: "project with Node10 resolution",
    type: "commonjs",
    options: { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
  },
];

/** Written as an engineer would: the same source in every kind of project. */
const PROGRAM = `
import { asUserIndex, type UserIndex } from "cartwright/contracts";
import { DenseMatrix, svd } from "cartwright/linalg";
import { Random } from "cartwright/random";
import { recommend, type Scorer } from "cartwright/ranking";

const scores = Float32Array.from({ length: 4 }, (_, item) => item % 3);
const scorer: Scorer = { itemCount: 4, scoreInto: (_user: UserIndex, into) => into.set(scores) };
const { items } = recommend(scorer, asUserIndex(0), { k: 2 });
const { s } = svd(DenseMatrix.diagonal([3, 4]));
// @ts-expect-error a plain number is no user's index: the package's types arrived
recommend(scorer, 0, { k: 2 });
console.log(JSON.stringify({ items: [...items], s: [...s], chance: new Random(1).integer(1) }));
`;

/** Packs lib as npm would publish it and returns the tarball's path and the files inside. */
function pack(folder: string): { tarball: string; files: string[] } {
  // npm is itself a Node program; asking Node for it works where "npm" is a script that spawn cannot run.
  const npm = /npm-cli\.c?js$/.test(process.env.npm_execpath ?? "") ? process.env.npm_execpath : undefined;
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const options = {
    cwd: LIB,
    encoding: "utf8" as const,
    stdio: ["ignore" as const, "pipe" as const, "ignore" as const],
  };
  const printed =
    npm === undefined ? execFileSync("npm", args, options) : execFileSync(process.execPath, [npm, ...args], options);
  const [packed] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }];
  return { tarball: path.join(folder, packed.filename), files: packed.files.map((file) => file.path) };
}

/** An empty project into which the tarball is unpacked and its dependencies are linked. */
function install(folder: string, tarball: string, type: Consumer["type"]): void {
  writeFiles(folder, { "package.json": JSON.stringify({ name: "consumer", private: true, type }) });
  const target = path.join(folder, "node_modules/cartwright");
  fs.mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
  const manifest = JSON.parse(fs.readFileSync(path.join(target, "package.json"), "utf8")) as Manifest;
  const peers = Object.keys(manifest.peerDependencies).filter(isInstalled);
  const packages = [...Object.keys(manifest.dependencies), ...peers];
  const types = packages.map((name) => `@types/${name}`).filter(isInstalled);
  linkPackages(folder, [...packages, ...types, "@types/node"]);
}

function complaintsOf(folder: string, files: readonly string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(files, {
    ...options,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    types: ["node"],
    typeRoots: [path.join(folder, "node_modules/@types")],
  });
  // Ours and the consumer's files in full, without skipLibCheck; other packages' declarations are not ours to judge.
  const judged = program.getSourceFiles().filter(({ fileName }) => {
    return fileName.startsWith(folder) && !/node_modules\/(?!cartwright\/)/.test(fileName.slice(folder.length));
  });
  const found = judged.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  program.emit();
  return [...program.getOptionsDiagnostics(), ...found].map(
    (one) =>
      `${one.file === undefined ? "" : path.relative(folder, one.file.fileName)}: ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`,
  );
}

describe("the package", function () {
  this.timeout(300_000);
  const rooms = [...readRooms().keys()];

  it("type-checks and runs when it is installed in empty projects of each kind", () =>
    inEmptyFolder((folder) => {
      const { tarball } = pack(folder);
      for (const { name, type, options } of consumers) {
        const project = path.join(folder, name);
        install(project, tarball, type);
        const everyRoom = rooms.map((room) => `export * as ${room} from "cartwright/${room}";`).join("\n");
        writeFiles(project, { "program.ts": PROGRAM, "rooms.ts": everyRoom });
        const files = ["program.ts", "rooms.ts"].map((file) => path.join(project, file));
        assert.deepEqual(complaintsOf(project, files, options), [], name);
        assert.deepEqual(JSON.parse(runNode(project, ["program.js"])), { items: [2, 1], s: [4, 3], chance: 0 }, name);
      }
    }));

  it("holds the build of today's rooms, its command, licence and readme, and nothing of the workshop", () =>
    inEmptyFolder((folder) => {
      const { files } = pack(folder);
      const wanted = ["package.json", "LICENSE", "README.md", "bin/cartwright.js"];
      wanted.push(...rooms.flatMap((room) => [`dist/${room}/index.js`, `dist/${room}/index.d.ts`]));
      assert.deepEqual(
        wanted.filter((file) => !files.includes(file)),
        [],
        "missing",
      );
      const known = /^(package\.json|LICENSE|README\.md|bin\/[\w-]+\.js|dist\/[\w-]+\/.+\.(js|d\.ts)(\.map)?)$/;
      assert.deepEqual(
        files.filter((file) => !known.test(file)),
        [],
        "should not be packed",
      );
    }));
});
