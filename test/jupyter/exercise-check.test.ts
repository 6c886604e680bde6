import assert from "node:assert/strict";
import { mkdir, mkdtemp, cp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { KernelClient } from "cartwright/notebook";
import { readNotebook } from "cartwright/notebook";
import { root, run, startKernel } from "./kernel-session";

const PART = "02-factorisation";
const NAME = "05-implicit-als.ipynb";

/** A learner's hour: the exercise notebook in the course's kernel, from the blank to an answer. */
describe("check() in a notebook", function () {
  this.timeout(180_000);
  let project: string;
  let kernel: KernelClient;
  let cell: (id: string) => string;

  before(async () => {
    await mkdir(path.join(root, "build"), { recursive: true });
    project = await mkdtemp(path.join(root, "build", "learner-")); // progress is kept here, not in the user's own
    const folder = path.join(project, "exercises", PART);
    await mkdir(folder, { recursive: true });
    await cp(path.join(root, "exercises", PART, NAME), path.join(folder, NAME));
    const { cells } = await readNotebook(path.join(folder, NAME));
    cell = (id) => cells.find((one) => one.id === id)!.source;
    kernel = await startKernel(folder);
    for (const { id, cell_type: type, source } of cells) {
      if (id === "q1") break;
      if (type === "code") assert.equal((await run(kernel, source)).reply.status, "ok", id);
    }
    assert.equal((await run(kernel, cell("checking"))).reply.status, "ok");
  });
  after(async () => {
    await kernel?.shutdown();
    if (project !== undefined) await rm(project, { recursive: true, force: true });
  });

  /** What the learner reads under a cell, and how long it took. */
  async function read(code: string): Promise<{ text: string; html: string; seconds: number }> {
    const started = performance.now();
    const { reply, of, traceback } = await run(kernel, code);
    assert.equal(reply.status, "ok", traceback);
    const data = of("display_data").map((content) => content["data"] as Record<string, string>);
    const seconds = (performance.now() - started) / 1000;
    return { text: data.map((one) => one["text/plain"]).join("\n"), html: data[0]?.["text/html"] ?? "", seconds };
  }

  it("says that a blank is not answered, and counts no attempt", async () => {
    await run(kernel, cell("q1-answer"));
    const { text } = await read(cell("q1-check"));
    assert.match(text, /Not answered yet/);
    assert.doesNotMatch(text, /Hint/);
  });

  it("gives one more hint with each attempt, and the mistake's own sentence, and then all marks", async () => {
    const { cells } = await readNotebook(path.join(root, "solutions", PART, NAME));
    const mistake = cells.find(({ id }) => id.startsWith("q1-mistake-"))!.source;
    assert.equal((await run(kernel, mistake)).reply.status, "ok");
    const first = await read(cell("q1-check"));
    const second = await read(cell("q1-check"));
    assert.match(first.text, /→ /);
    assert.equal(first.text.match(/Hint \d/g)?.length, 1);
    assert.equal(second.text.match(/Hint \d/g)?.length, 2);
    const lines = cells.find(({ id }) => id === "q1-answer")!.source.split("\n");
    const at = (mark: string): number => lines.findIndex((line) => line.trim() === mark);
    const stub = at("/// STUB");
    const right = lines.slice(at("/// BEGIN SOLUTION") + 1, stub < 0 ? at("/// END SOLUTION") : stub).join("\n");
    assert.equal((await run(kernel, right)).reply.status, "ok");
    const solved = await read(cell("q1-check"));
    assert.match(solved.text, /2 of 2 points/);
    assert.match(solved.text, /All right/);
    console.log(`      a check took ${second.seconds.toFixed(2)} s and ${solved.seconds.toFixed(2)} s after the first`);
  });

  it("draws how far the learner is", async () => {
    const { text, html } = await read(cell("progress"));
    assert.match(text, /Part 02: 1 of \d+ questions solved/);
    assert.match(html, /<svg/);
    const kept = await readFile(path.join(project, ".cartwright", "progress.json"), "utf8");
    assert.match(kept, /02-05\.1/);
  });
});
