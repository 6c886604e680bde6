import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { ValueError } from "cartwright/contracts";
import { openTeam, type ParallelTask, shared, threadCount, threadsRun } from "cartwright/parallel";
import * as taskModule from "./tasks.cjs";

interface Squares {
  readonly out: Float64Array;
  readonly by: Uint8Array;
}

const tasks = taskModule as unknown as {
  squares: ParallelTask<Squares, { scale: number }>;
  failing: ParallelTask<{ kind: string }, null>;
  unready: ParallelTask<null, null>;
  slow: ParallelTask<{ count: Int32Array }, null>;
  misnamed: ParallelTask<Squares, { scale: number }>;
};

const squaresSetup = (blocks: number): Squares => ({
  out: shared(new Float64Array(blocks)),
  by: shared(new Uint8Array(blocks)),
});

describe("openTeam", () => {
  it("does every block once, whatever the numbers of threads and blocks", () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.nat(40), async (threads, blocks) => {
        const setup = squaresSetup(blocks);
        const team = openTeam(tasks.squares, setup, { threads });
        assert.equal(team.threads, threads);
        for (const scale of [1, -2]) {
          await team.run(blocks, { scale });
          assert.deepEqual(setup.out, shared(Float64Array.from({ length: blocks }, (_, n) => scale * n ** 2)));
        }
        await team.close();
        assert.ok(setup.by.every((thread) => thread >= 1 && thread <= threads));
      }),
      { numRuns: 12 },
    ));

  it("works in the calling thread with one thread, and where the task has no file", async () => {
    const nowhere = { ...tasks.squares, file: undefined };
    const setup = { out: new Float64Array(3), by: new Uint8Array(3) }; // not shared: only the calling thread sees it
    for (const team of [openTeam(tasks.squares, setup, { threads: 1 }), openTeam(nowhere, setup, { threads: 4 })]) {
      assert.equal(team.threads, 1);
      setup.out.fill(0);
      await team.run(3, { scale: 1 });
      assert.deepEqual([...setup.out], [0, 1, 4]);
      await team.close();
    }
  });

  for (const threads of [1, 2]) {
    it(`passes on what a block threw, its class and message, on ${threads} threads`, async () => {
      const team = openTeam(tasks.failing, { kind: "ours" }, { threads });
      const failure = { name: "ValueError", message: "block must not be 3, received 3" };
      await assert.rejects(team.run(9, null), (error) => error instanceof ValueError);
      await assert.rejects(team.run(9, null), failure); // and still answers afterwards
      await team.run(3, null);
      await team.close();
    });

    it(`ends soon after it is aborted, with the signal's reason, on ${threads} threads`, async () => {
      const setup = { count: shared(new Int32Array(1)) };
      const team = openTeam(tasks.slow, setup, { threads });
      await team.run(2, null);
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("enough")), 20);
      await assert.rejects(team.run(100_000, null, { signal: controller.signal }), /enough/);
      const done = setup.count[0]!;
      assert.ok(done < 1000, `${done} blocks`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(setup.count[0], done, "no thread works on");
      await assert.rejects(team.run(1, null, { signal: controller.signal }), /enough/);
      await team.run(1, null);
      await team.close();
    });

    it(`tells how many blocks are begun, never more than there are, on ${threads} threads`, async () => {
      const team = openTeam(tasks.slow, { count: shared(new Int32Array(1)) }, { threads });
      const heard: number[] = [];
      await team.run(80, null, { onBlocks: (begun) => heard.push(begun) });
      await team.close();
      assert.ok(heard.length > 0);
      heard.forEach((begun, n) => assert.ok(begun >= (heard[n - 1] ?? 0) && begun <= 80, heard.join(" ")));
    });
  }

  it("passes on what was thrown while a thread got ready, also a bare string, and says when a thread is gone", async () => {
    const unready = openTeam(tasks.unready, null, { threads: 2 });
    await assert.rejects(unready.run(1, null), { name: "RangeError", message: "no room to begin" });
    await unready.close();
    const bare = openTeam(tasks.failing, { kind: "bare" }, { threads: 2 });
    await assert.rejects(bare.run(9, null), /a bare string/);
    await bare.close();
    const ending = openTeam(tasks.failing, { kind: "ending" }, { threads: 2 });
    await assert.rejects(ending.run(9, null), /a thread ended before its work did, with code 7/);
    await assert.rejects(ending.run(9, null), /a thread ended/);
    await ending.close();
    const misnamed = openTeam(tasks.misnamed, squaresSetup(1), { threads: 2 });
    await assert.rejects(misnamed.run(1, { scale: 1 }), /must export a task named nowhere/);
    await misnamed.close();
  });

  it("refuses numbers of threads and blocks that are none", async () => {
    for (const threads of [0, -1, 1.5, NaN]) {
      assert.throws(() => openTeam(tasks.squares, squaresSetup(1), { threads }), /threads must be a whole number/);
    }
    const team = openTeam(tasks.squares, squaresSetup(1), { threads: 1 });
    await assert.rejects(team.run(-1, { scale: 1 }), /blocks must be a whole number/);
  });

  it("holds no process open, neither while it waits nor when it was never closed", () => {
    const code = `
      const { openTeam, shared } = require("cartwright/parallel");
      const { squares } = require(${JSON.stringify(tasks.squares.file)});
      const out = shared(new Float64Array(5));
      const team = openTeam(squares, { out, by: shared(new Uint8Array(5)) }, { threads: 2 });
      team.run(5, { scale: 1 }).then(() => console.log([...out].join(" ")));`;
    const output = execFileSync(process.execPath, ["-e", code], { cwd: __dirname, timeout: 20_000, encoding: "utf8" });
    assert.equal(output.trim(), "0 1 4 9 16");
  });
});

describe("threadCount", () => {
  const before = process.env["CARTWRIGHT_THREADS"];
  afterEach(() => {
    if (before === undefined) delete process.env["CARTWRIGHT_THREADS"];
    else process.env["CARTWRIGHT_THREADS"] = before;
  });

  it("is what is wanted, else CARTWRIGHT_THREADS, else at least one", () => {
    assert.ok(threadsRun());
    process.env["CARTWRIGHT_THREADS"] = "5";
    assert.equal(threadCount(), 5);
    assert.equal(threadCount(3), 3);
    delete process.env["CARTWRIGHT_THREADS"];
    assert.ok(threadCount() >= 1);
  });

  it("refuses what is no number of threads", () => {
    assert.throws(() => threadCount(0), /threads must be a whole number of at least 1, received 0/);
    for (const text of ["0", "two", "1.5", "-1", "1e3"]) {
      process.env["CARTWRIGHT_THREADS"] = text;
      assert.throws(() => threadCount(), new RegExp(`CARTWRIGHT_THREADS must be .*received "${text}"`));
    }
  });
});

describe("shared", () => {
  it("keeps the numbers and their kind in shared memory, and leaves what is shared as it is", () => {
    for (const array of [Float32Array.of(1.5, -2), Uint32Array.of(7), new Float64Array(0)]) {
      const copy = shared(array);
      assert.ok(copy.buffer instanceof SharedArrayBuffer);
      assert.equal(copy.constructor, array.constructor);
      assert.deepEqual([...copy], [...array]);
      assert.equal(shared(copy), copy);
    }
  });
});
