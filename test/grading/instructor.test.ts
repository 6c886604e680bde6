import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSolution } from "cartwright/grading";

const root = path.join(__dirname, "..", "..");
const NAME = path.join("02-factorisation", "05-implicit-als.ipynb");

/** Runs the command and gives what it printed and its exit code. */
function cartwright(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, "lib", "bin", "cartwright.js"), ...words]);
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(String(chunk)));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(String(chunk)));
    child.on("close", (code) => resolve({ code, stdout: stdout.join(""), stderr: stderr.join("") }));
  });
}

describe("an instructor's fifteen minutes", function () {
  this.timeout(180_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cartwright-instructor-"));
    for (const student of ["ada", "ben", "chen"]) {
      await mkdir(path.join(folder, "handed-in", student), { recursive: true });
      await cp(path.join(root, "exercises", NAME), path.join(folder, "handed-in", student, "05-implicit-als.ipynb"));
    }
    // Ada answers the first question rightly, Ben makes a mistake that is known.
    const { questions } = await readSolution(path.join(root, "solutions", NAME));
    const [first] = questions;
    await answer("ada", first!.answer.solution.join("\n"));
    await answer("ben", first!.mistakes[0]!.source);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function answer(student: string, text: string): Promise<void> {
    const file = path.join(folder, "handed-in", student, "05-implicit-als.ipynb");
    const notebook = JSON.parse(await readFile(file, "utf8")) as { cells: { id: string; source: string[] }[] };
    notebook.cells.find(({ id }) => id === "q1-answer")!.source = [text];
    await writeFile(file, JSON.stringify(notebook));
  }

  it("end with marks, a page for everybody and one for the class", async () => {
    const out = path.join(folder, "results");
    const page = await readFile(path.join(root, "docs", "instructors.md"), "utf8");
    const line = /^npm run grade -- (.*)$/m.exec(page)![1]!.split(" ");
    assert.deepEqual(line, ["--submissions", "handed-in", "--out", "results"]);
    const words = line.map((word) => (word.startsWith("--") ? word : path.join(folder, word)));
    const { code, stdout, stderr } = await cartwright("grade", ...words, "--json");
    assert.equal(code, 0, stderr);
    const { students } = JSON.parse(stdout) as {
      students: { id: string; score: number; questions: { message: string }[] }[];
    };
    assert.deepEqual(
      students.map(({ id, score }) => [id, score]),
      [
        ["ada", 2],
        ["ben", 0],
        ["chen", 0],
      ],
    );
    assert.match(students[1]!.questions[0]!.message, /You left the pair out/);
    assert.match(stderr, /answers run in: (bubblewrap|permissions)/);
    assert.deepEqual((await readdir(path.join(out, "students"))).sort(), ["ada.html", "ben.html", "chen.html"]);
    assert.ok((await readdir(out)).includes("class.html"));
  });

  it("are told what was used wrongly", async () => {
    const none = await cartwright("grade", "--submissions", path.join(folder, "nowhere"), "--out", folder);
    assert.deepEqual([none.code, /--submissions: there is no folder/.test(none.stderr)], [2, true]);
    const late = await cartwright(
      "grade",
      "--submissions",
      path.join(folder, "handed-in"),
      "--out",
      folder,
      "--late",
      "0.1",
    );
    assert.deepEqual([late.code, /need --deadline/.test(late.stderr)], [2, true]);
  });
});
