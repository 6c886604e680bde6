import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import ts from "typescript";
import { inEmptyFolder, isInstalled, linkPackages, runNode, writeFiles } from "./project";
import { LIB, namesIn, readRooms, type Room, ROOT } from "./rooms";

const rooms = readRooms();

/** Copies a room, with the rooms and packages that its first lines name and nothing else, into a folder of its own. */
function copyRoom(room: Room, folder: string): string[] {
  const files: string[] = [];
  for (const name of [room.name, ...namesIn(room.header[0], "Needs")]) {
    for (const file of rooms.get(name)?.files ?? []) {
      const target = path.join(folder, room.name, file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.copyFileSync(path.join(LIB, file), target);
      files.push(target);
    }
  }
  // Types of Node and of packages that ship none are what an engineer's own project has at hand.
  const packages = namesIn(room.header[1], "Packages").filter(isInstalled);
  const types = packages.map((name) => `@types/${name.replace(/^@/, "").replace("/", "__")}`).filter(isInstalled);
  linkPackages(path.join(folder, room.name), [...packages, ...types, "@types/node"]);
  return files;
}

function strictOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.base.json"), (file) =>
    fs.readFileSync(file, "utf8"),
  ) as {
    config: { compilerOptions: object };
  };
  const { options, errors } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  assert.deepEqual(errors, []);
  assert.ok(options.strict);
  // Node's types are asked for by name from each copy, not from wherever this test happens to run.
  return { ...options, types: [], sourceMap: false };
}

describe("a copied room", function () {
  this.timeout(300_000);

  it("compiles strictly and loads in an empty folder, with the rooms and packages that its first lines name", () =>
    inEmptyFolder((folder) => {
      const sources = [...rooms.values()].flatMap((room) => copyRoom(room, folder));
      const nodeTypes = path.join(folder, [...rooms.keys()][0]!, "node_modules/@types/node/index.d.ts");
      const program = ts.createProgram([...sources, nodeTypes], { ...strictOptions(), outDir: undefined });
      const complaints = ts
        .getPreEmitDiagnostics(program)
        .map(
          (one) =>
            `${one.file === undefined ? "" : path.relative(folder, one.file.fileName)}: ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`,
        );
      assert.deepEqual(complaints.slice(0, 20), []);

      program.emit();
      writeFiles(folder, { "load.cjs": LOADER });
      const failures = JSON.parse(runNode(folder, ["load.cjs", ...rooms.keys()])) as Record<string, string>;
      assert.deepEqual(failures, {});
    }));
});

/** Loads each copy by its compiled index and prints, as JSON, those that failed or export nothing. */
const LOADER = `
const failures = {};
const print = console.log;
console.log = console.warn = () => {};
for (const room of process.argv.slice(2)) {
  try {
    if (Object.keys(require("./" + room + "/" + room + "/index.js")).length === 0) failures[room] = "exports nothing";
  } catch (error) {
    failures[room] = String(error && error.stack);
  }
}
print(JSON.stringify(failures));
process.exit(0);
`;
