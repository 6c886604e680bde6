import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromPercent, type Notebook, readNotebook, writeNotebook } from "cartwright/notebook";

const root = path.resolve(__dirname, "..", "..");

/** A chapter with a size: 10, and 1000 in full. */
const SIZED = `// ---
// {"cartwright":{"seconds":3,"full":{"size":1000}}}
// ---
// %% {"tags":["parameters"]}
const size = 10; // rows

// %%
size`;

describe("npm run course", function () {
  this.timeout(180_000); // each test starts programs that start programs
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "cartwright-course-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function write(name: string, text: string): Promise<void> {
    const file = path.join(folder, "notebooks", name);
    mkdirSync(path.dirname(file), { recursive: true });
    await writeNotebook(file, fromPercent(text));
  }

  const start = (...args: string[]): ChildProcess & { texts: { stdout: string; stderr: string } } => {
    const places = ["--notebooks", path.join(folder, "notebooks"), "--out", path.join(folder, "out")];
    const child = spawn(process.execPath, [path.join(root, "scripts", "course.mjs"), ...places, ...args]);
    const texts = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (texts.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (texts.stderr += String(chunk)));
    return Object.assign(child, { texts });
  };

  const ended = (child: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => child.on("close", (code) => resolve(code)));

  const executed = (name: string): Promise<Notebook> => readNotebook(path.join(folder, "out", "notebooks", name));

  /** text/plain of the last cell's value. */
  const resultOf = async (name: string): Promise<unknown> => {
    const cell = (await executed(name)).cells.at(-1);
    assert.ok(cell?.cell_type === "code" && cell.outputs[0]?.output_type === "execute_result");
    return cell.outputs[0].data["text/plain"];
  };

  it("executes what was asked for, writes it with its outputs, and shows what failed", async () => {
    await write("00-a/01-good.ipynb", '// %%\nconst n = 6;\n\n// %%\nconsole.log("seen");\nn * 7');
    await write(
      "00-a/02-types.ipynb",
      '// %%\n1\n\n// %% {"id":"bad"}\n\nconst n: number = "six";\n\n// %%\nconsole.log("never");',
    );
    await write("00-a/03-stderr.ipynb", '// %% {"id":"loud"}\nconsole.error("warning");');
    await write("00-a/04-endless.ipynb", "// %%\nfor (;;);");
    await write("00-a/05-size.ipynb", SIZED);
    await write("01-b/01-other.ipynb", "// %%\n1");
    const child = start("00", "--timeout", "10", "--jobs", "3");
    assert.equal(await ended(child), 1, child.texts.stderr);
    const { stdout, stderr } = child.texts;

    assert.match(stdout, /^00-01 00-a\/01-good\.ipynb +[\d.]+ s +\d+ MB +- +ok$/m);
    assert.match(stdout, /^00-02 00-a\/02-types\.ipynb .* FAILED$/m);
    assert.doesNotMatch(stdout, /01-01/);
    assert.match(
      stderr,
      /00-02 notebooks\/00-a\/02-types\.ipynb, cell 2 \(id bad\) failed:\n {2}cell \[2\]:1:7 - error TS2322/,
    );
    assert.match(stderr, /00-03 .*cell 1 \(id loud\) failed:\n {2}warning/);
    assert.match(stderr, /00-04 .*cell 1 .* failed:\n {2}TimeLimit: the cell took longer than 10 s/);

    const [, second] = (await executed("00-a/01-good.ipynb")).cells;
    assert.ok(second?.cell_type === "code");
    assert.deepEqual(second.outputs, [
      { output_type: "stream", name: "stdout", text: "seen\n" },
      { output_type: "execute_result", data: { "text/plain": "42" }, metadata: {}, execution_count: 2 },
    ]);
    const last = (await executed("00-a/02-types.ipynb")).cells.at(-1);
    assert.ok(last?.cell_type === "code" && last.outputs.length === 0, "nothing runs after a failure");
    assert.match(stderr, /00-05 00-a\/05-size\.ipynb: 2 cells, about 3 s\n/);
    assert.equal(await resultOf("00-a/05-size.ipynb"), "10");
    assert.match(readFileSync(path.join(folder, "out", "index.html"), "utf8"), /00-01/);
    const report = JSON.parse(readFileSync(path.join(folder, "out", "course.json"), "utf8")) as {
      chapters: { id: string }[];
    };
    assert.deepEqual(
      report.chapters.map(({ id }) => id),
      ["00-01", "00-02", "00-03", "00-04", "00-05"],
    );
  });

  it("uses the full settings with --full, and says what it does as it goes", async () => {
    await write("00-a/01-size.ipynb", SIZED);
    const child = start("--full");
    assert.equal(await ended(child), 0, child.texts.stderr);
    assert.match(child.texts.stderr, /00-01 00-a\/01-size\.ipynb: 2 cells\n00-01 ok in/);
    assert.equal(await resultOf("00-a/01-size.ipynb"), "1000");
  });

  for (const [name, signal, code] of [
    ["Ctrl-C", "SIGINT", 130],
    ["being killed", "SIGKILL", null],
  ] as const) {
    it(`leaves no process behind after ${name}`, async () => {
      const pids = path.join(folder, "pids");
      await write(
        "00-a/01-endless.ipynb",
        `// %%
import { spawn } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";

const sleeper = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
writeFileSync(${JSON.stringify(`${pids}.new`)}, [process.ppid, process.pid, sleeper.pid].join(" "));
renameSync(${JSON.stringify(`${pids}.new`)}, ${JSON.stringify(pids)});
for (;;);`,
      );
      const child = start();
      await until(() => existsSync(pids), 120);
      const all = readFileSync(pids, "utf8").split(" ").map(Number);
      assert.deepEqual(all.map(isAlive), [true, true, true]);
      const end = ended(child);
      child.kill(signal);
      assert.equal(await end, code);
      await until(() => !all.some(isAlive), 6);
      if (signal === "SIGINT") assert.match(child.texts.stderr, /stopped; no chapter is left running/);
    });
  }

  it("refuses wrong use with exit code 2", async () => {
    await write("00-a/01-good.ipynb", "// %%\n1");
    const child = start("07");
    assert.equal(await ended(child), 2);
    assert.match(child.texts.stderr, /there is no chapter 07; there are 00-01/);
  });
});

async function until(condition: () => boolean, seconds: number): Promise<void> {
  const deadline = Date.now() + 1000 * seconds;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`still not so after ${seconds} s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
