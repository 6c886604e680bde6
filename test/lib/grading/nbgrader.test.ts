import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gradeAnswer, loadExercise, makeNbgraderSource, readSolution, writeNbgraderCourse } from "cartwright/grading";
import { writeFixture } from "../../grading/fixture";

const root = path.join(__dirname, "..", "..", "..");

describe("notebooks for nbgrader", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), "cartwright-nbgrader-"))));
  after(() => rm(folder, { recursive: true, force: true }));

  it("hold answers and stubs between nbgrader's marks, the grading call as a hidden test, and lock what is given", async () => {
    const { file } = await writeFixture(folder);
    const { cells } = await makeNbgraderSource(await loadExercise(await readSolution(file)));
    const cell = (id: string): { source: string; metadata: { nbgrader?: { locked?: boolean; grade?: boolean } } } =>
      cells.find((one) => one.id === id) as never;
    assert.equal(
      cell("q1-answer").source,
      "/// BEGIN SOLUTION\nconst sides: number = 6;\n/// STUB\n// const sides: number = NaN; // your answer\n/// END SOLUTION",
    );
    assert.match(cell("q2-answer").source, / {2}\/\/\/ STUB\n {2}\/\/ \/\/ Your answer here\.\n/);
    assert.match(
      cell("q2-check").source,
      /^await check\("00-99\.2"\);\n\/\/\/ BEGIN HIDDEN TESTS\nawait gradeAnswer\("00-99\.2"\);.*\n\/\/\/ END HIDDEN TESTS$/,
    );
    assert.deepEqual(
      [cell("shared").metadata.nbgrader?.locked, cell("shared").metadata.nbgrader?.grade],
      [true, false],
    );
    assert.equal(cell("q2-answer").metadata.nbgrader?.locked, false);
  });

  it("keep an instructor's own configuration", async () => {
    const { solutions } = await writeFixture(folder);
    const config = path.join(root, "jupyter", "nbgrader", "nbgrader_config.py");
    const course = path.join(folder, "course");
    await writeNbgraderCourse({ folder: course, solutions, config });
    await writeFile(path.join(course, "nbgrader_config.py"), "# mine\n");
    const written = await writeNbgraderCourse({ folder: course, solutions, config });
    assert.deepEqual(written, [path.join(course, "source", "00-99", "99-small.ipynb")]);
    assert.equal(await readFile(path.join(course, "nbgrader_config.py"), "utf8"), "# mine\n");
  });

  it("earn nothing where nbgrader's configuration is not the kit's", async () => {
    await assert.rejects(gradeAnswer("00-99.1", { sides: 6 }), /CARTWRIGHT_GRADING_SOLUTIONS/);
  });

  it("grade as the class is graded: every check, hidden ones too, on the class's inputs", async () => {
    const { solutions } = await writeFixture(folder);
    const program = `
      const { gradeAnswer } = require("cartwright/grading");
      process.env.CARTWRIGHT_GRADING_SOLUTIONS = "/nowhere"; // what an answer may try
      const mean = (values) => { console.warn("noise"); return values.reduce((a, b) => a + b, 0) / values.length; };
      (async () => console.log(JSON.stringify([
        await gradeAnswer("00-99.1", { sides: 6 }),
        await gradeAnswer("00-99.2", { mean }),
        await gradeAnswer("00-99.3", {}),
      ])))();`;
    const env = { ...process.env, CARTWRIGHT_GRADING_SOLUTIONS: solutions, CARTWRIGHT_GRADING_SEED: "7" };
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], { cwd: root, env, encoding: "utf8" });
    assert.equal(stdout.trim().split("\n").at(-1), "[1,2,0]");
    assert.match(stdout, /you divide by 0/);
    assert.equal(stderr, "");
  });

  it("are made inside the clone only", () => {
    const script = path.join(root, "scripts", "exercises.mjs");
    const { status, stderr } = spawnSync(process.execPath, [script, "--nbgrader", folder], { encoding: "utf8" });
    assert.equal(status, 2);
    assert.match(stderr, /must name a folder inside this clone/);
  });
});
