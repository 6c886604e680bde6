import assert from "node:assert/strict";
import type { KernelClient } from "cartwright/notebook";
import { interruptRunning, run, sleep, startKernel } from "./kernel-session";

/** What the issue promises, in milliseconds. */
const LIMIT = 2000;

describe("an interrupt", () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await startKernel();
    await run(kernel, "let turns = 0;\nlet kept = 'kept';");
  });
  after(() => kernel.shutdown());

  const inPlace: Record<string, string> = {
    "a busy loop": "console.log('running'); for (;;) turns++;",
    "a busy loop behind an await":
      "await new Promise((r) => setTimeout(r, 20)); console.log('running'); for (;;) turns++;",
    "a loop that awaits timers":
      "console.log('running'); for (;;) { turns++; await new Promise((r) => setTimeout(r, 5)); }",
    "a loop of promises that never lets a timer through": "console.log('running'); for (;;) { turns++; await null; }",
    "a busy loop inside a timer":
      "console.log('running'); await new Promise(() => setTimeout(() => { for (;;) turns++; }, 20));",
    "a promise that never comes": "console.log('running'); await new Promise(() => undefined);",
    "a loop that starts again in finally":
      "console.log('running'); for (;;) { try { for (;;) turns++; } finally { turns++; } }",
    "a loop that prints all the time": "for (;;) console.log('running');",
  };
  for (const [what, code] of Object.entries(inPlace)) {
    it(`stops ${what} and keeps the variables`, async () => {
      const { reply, milliseconds } = await interruptRunning(kernel, code);
      assert.equal(reply.ename, "Interrupted");
      assert.ok(milliseconds < LIMIT, `${milliseconds} ms`);
      assert.equal((await run(kernel, "kept")).value, "kept");
    });
  }

  it("leaves nothing running behind the next cells", async () => {
    await interruptRunning(
      kernel,
      "console.log('running'); for (;;) { turns++; await new Promise((r) => setTimeout(r, 5)); }",
    );
    const before = await run(kernel, "turns");
    await sleep(100);
    assert.equal((await run(kernel, "turns")).value, before.value);
  });

  it("aborts the signal that long work was given", async () => {
    const code = `declare const cartwrightKernel: { signal: AbortSignal };
      cartwrightKernel.signal.addEventListener("abort", () => { kept = "aborted"; });
      console.log("running");
      await new Promise(() => undefined);`;
    await interruptRunning(kernel, code);
    assert.equal((await run(kernel, "kept")).value, "aborted");
    assert.equal(
      (await run(kernel, "declare const cartwrightKernel: any; cartwrightKernel.signal.aborted")).value,
      "false",
    );
  });

  it("drops the cells that wait behind the stopped one", async () => {
    const stopped = interruptRunning(kernel, "console.log('running'); for (;;);");
    const waiting = run(kernel, "1");
    assert.equal((await stopped).reply.ename, "Interrupted");
    assert.equal((await waiting).reply.status, "aborted");
  });

  it("does nothing to an idle kernel", async () => {
    await kernel.interrupt();
    assert.equal((await run(kernel, "1 + 1")).value, "2");
  });

  it("of work inside native code says that the state is lost, and goes on with a fresh one", async () => {
    const code = "import { execSync } from 'node:child_process';\nconsole.log('running');\nexecSync('sleep 30');";
    const { reply, milliseconds } = await interruptRunning(kernel, code);
    assert.equal(reply.ename, "Interrupted");
    assert.match(reply.evalue!, /All variables are gone/);
    assert.ok(milliseconds < LIMIT, `${milliseconds} ms`);
    assert.match((await run(kernel, "kept")).reply.evalue!, /Cannot find name 'kept'/);
    assert.equal((await run(kernel, "1 + 1")).value, "2");
  });

  it("is not needed where the process dies: the cell fails, says why, and the kernel goes on", async () => {
    const { reply } = await run(kernel, "process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined);");
    assert.equal(reply.ename, "ProcessDied");
    assert.match(reply.evalue!, /SIGKILL.*All variables are gone/);
    assert.equal((await run(kernel, "1 + 1")).value, "2");
  });
});
