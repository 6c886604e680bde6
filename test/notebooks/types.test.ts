import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fromPercent, readNotebook } from "cartwright/notebook";
import projectTypeScript from "typescript";
import { chapters, root, SOUND_CHAPTER } from "./chapter-file";
import { describeComplaint, type NotebookSource, typeComplaints } from "./type-check";

const requireAsTslab = createRequire(createRequire(__filename).resolve("tslab/dist/main.js"));
const kernelTypeScript = requireAsTslab("@tslab/typescript-for-tslab") as typeof projectTypeScript;

const compilers = [
  { name: `the project's compiler (${projectTypeScript.version})`, ts: projectTypeScript, options: {} },
  { name: `the kernel's compiler (${kernelTypeScript.version})`, ts: kernelTypeScript, options: {} },
  {
    name: "the stock kernel's settings: Node10 resolution, not strict",
    ts: kernelTypeScript,
    options: { strict: false, moduleResolution: kernelTypeScript.ModuleResolutionKind.Node10 },
  },
];

/** The notebooks of solutions/ and of exercises/. */
const questions = ["solutions", "exercises"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ipynb") && !file.includes(".ipynb_checkpoints"))
    .map((file) => path.join(root, folder, file)),
);

const readAll = (files: readonly string[]): Promise<NotebookSource[]> =>
  Promise.all(files.map(async (file) => ({ file, notebook: await readNotebook(file) })));

const fixture = (text: string): NotebookSource => ({
  file: path.join(root, "notebooks", "fixture.ipynb"),
  notebook: fromPercent(text),
});

for (const { name, ts, options } of compilers) {
  describe(`types of the notebooks, with ${name}`, () => {
    it("fit the library in every cell of every chapter", async () => {
      const notebooks = await readAll(chapters.map(({ file }) => file));
      const complaints = typeComplaints(ts, [...notebooks, fixture(SOUND_CHAPTER)], options);
      assert.deepEqual(complaints.map(describeComplaint), []);
    });

    it("fit the library in every cell of the solutions and the exercises", async () => {
      const complaints = typeComplaints(ts, await readAll(questions), options);
      assert.deepEqual(complaints.map(describeComplaint), []);
    });

    it("are checked: a wrong argument is reported with notebook, cell, line and column", () => {
      const [complaint, ...others] = typeComplaints(
        ts,
        [fixture(SOUND_CHAPTER.replace("topK(new Float32Array(factors), 3)", 'topK("all", 3)'))],
        options,
      );
      assert.deepEqual(others, []);
      assert.equal(
        describeComplaint(complaint!),
        "fixture.ipynb, cell 7 (id code), 3:19: Argument of type 'string' is not assignable to parameter of type 'Float32Array'.",
      );
    });
  });
}

describe("types of the notebooks", () => {
  const check = (from: string, to: string): string =>
    typeComplaints(kernelTypeScript, [fixture(SOUND_CHAPTER.replace(from, to))])
      .map(describeComplaint)
      .join("\n");

  it("are strict", () => {
    assert.match(
      check("await Promise.resolve(best);", "const f = (x) => x;"),
      /cell 7 .* 4:12: Parameter 'x' implicitly has an 'any' type/,
    );
  });

  it("see a name that is declared twice in a notebook", () => {
    assert.match(
      check("await Promise.resolve(best);", "const factors = 3;"),
      /redeclare block-scoped variable 'factors'/,
    );
  });

  it("see a room that does not exist", () => {
    assert.match(check("cartwright/ranking", "cartwright/rankings"), /Cannot find module 'cartwright\/rankings'/);
  });
});
