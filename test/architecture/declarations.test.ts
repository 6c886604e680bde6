import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import kernelTs from "@tslab/typescript-for-tslab";
import { inEmptyFolder, linkPackages, writeFiles } from "./project";
import { LIB, readRooms } from "./rooms";

const { ModuleKind, ModuleResolutionKind, ScriptTarget } = kernelTs;

/** How the programs that read our declarations look for modules: stock tslab as Node 10 did, browsers' tools as bundlers do. */
const resolutions = [
  { name: "Node10", module: ModuleKind.CommonJS, moduleResolution: ModuleResolutionKind.Node10 },
  { name: "Bundler", module: ModuleKind.ES2022, moduleResolution: ModuleResolutionKind.Bundler },
];

describe("the emitted declarations", function () {
  this.timeout(120_000);
  const rooms = [...readRooms().keys()];

  it("are those of today's rooms", () => {
    const missing = rooms.filter((room) => !fs.existsSync(path.join(LIB, "dist", room, "index.d.ts")));
    assert.deepEqual(missing, [], "build the library first: npm run build");
  });

  for (const { name, ...resolution } of resolutions) {
    it(`compile under the kernel's own TypeScript ${kernelTs.version} with ${name} resolution`, () =>
      inEmptyFolder((folder) => {
        linkPackages(folder, ["cartwright", "@types/node"]);
        const imports = rooms.map((room) => `import * as ${room} from "cartwright/${room}";`);
        // A room that resolves to nothing, or to any, would make this line an error or the next one pass.
        const uses = rooms.map((room) => `export const ${room}Names: (keyof typeof ${room})[] = [];`);
        const proof = 'import { svd } from "cartwright/linalg";\n// @ts-expect-error not a matrix\nsvd("text");';
        writeFiles(folder, { "use.ts": [...imports, ...uses, proof].join("\n") });

        const program = kernelTs.createProgram([path.join(folder, "use.ts")], {
          ...resolution,
          target: ScriptTarget.ES2022,
          strict: true,
          noEmit: true,
          types: ["node"],
          typeRoots: [path.join(folder, "node_modules/@types")],
        });
        const ours = program
          .getSourceFiles()
          .filter(
            ({ fileName }) =>
              fileName.startsWith(folder) || fileName.startsWith(path.join(LIB, "dist").split(path.sep).join("/")),
          );
        assert.ok(ours.length > rooms.length, "the rooms' declarations were found");
        const complaints = [
          ...program.getOptionsDiagnostics(),
          ...ours.flatMap((file) => [
            ...program.getSyntacticDiagnostics(file),
            ...program.getSemanticDiagnostics(file),
          ]),
        ];
        assert.deepEqual(
          complaints.map(
            (one) => `${one.file?.fileName ?? ""}: ${kernelTs.flattenDiagnosticMessageText(one.messageText, " ")}`,
          ),
          [],
        );
      }));
  }
});
