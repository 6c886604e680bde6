import assert from "node:assert/strict";
import fc from "fast-check";
import { type Chapter, selectChapters } from "../../jupyter/course/chapters";
import { readOptions } from "../../jupyter/course/options";
import { describeRunning } from "../../jupyter/course/progress";
import { describeFailure, resultTable } from "../../jupyter/course/report";
import { severalAtATime } from "../../jupyter/course/several-at-a-time";

const chapter = (id: string): Chapter => ({ id, name: `${id.slice(0, 2)}-part/${id.slice(3)}-name.ipynb`, file: "" });
const all = ["00-01", "00-02", "02-05", "02-06"].map(chapter);
const ids = (chapters: readonly Chapter[]): string[] => chapters.map(({ id }) => id);

describe("selectChapters", () => {
  it("takes all unless asked, whole parts, and single chapters, in reading order and once", () => {
    assert.deepEqual(ids(selectChapters(all, [])), ids(all));
    assert.deepEqual(ids(selectChapters(all, ["02-05", "00", "00-02"])), ["00-01", "00-02", "02-05"]);
  });

  it("refuses a wish that fits nothing, and does not take 0 for part 00", () => {
    assert.throws(() => selectChapters(all, ["07"]), /there is no chapter 07; there are 00-01 00-02/);
    assert.throws(() => selectChapters(all, ["0"]), RangeError);
  });
});

describe("severalAtATime", () => {
  it("answers in order, never exceeds its limit, and reaches it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), async (list, limit) => {
        let running = 0;
        let most = 0;
        const results = await severalAtATime(list, limit, async (turns) => {
          most = Math.max(most, ++running);
          for (let n = 0; n <= turns; n++) await null;
          running--;
          return turns * 2;
        });
        assert.deepEqual(
          results,
          list.map((turns) => turns * 2),
        );
        assert.equal(most, Math.min(limit, list.length));
      }),
      { numRuns: 50 },
    );
  });

  it("starts nothing after a failure, lets what runs end, then throws", async () => {
    const started: number[] = [];
    let ended = false;
    const work = async (n: number): Promise<void> => {
      started.push(n);
      if (n === 0) throw new Error("first");
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended = true;
    };
    await assert.rejects(severalAtATime([0, 1, 2, 3], 2, work), /first/);
    assert.deepEqual(started, [0, 1]);
    assert.ok(ended);
  });
});

describe("the command line of the course", () => {
  it("reads wishes and limits", () => {
    const { wishes, full, jobs, cellSeconds } = readOptions(["00", "02-05", "--full", "--jobs", "3", "--timeout", "9"]);
    assert.deepEqual(
      { wishes, full, jobs, cellSeconds },
      { wishes: ["00", "02-05"], full: true, jobs: 3, cellSeconds: 9 },
    );
  });

  it("refuses what is no number above 0, and flags it does not know", () => {
    for (const bad of ["0", "-1", "x", "1.5"])
      assert.throws(() => readOptions([`--jobs=${bad}`]), /--jobs must be a whole number above 0/);
    assert.throws(() => readOptions(["--fast"]), /--fast/);
  });
});

describe("what is said", () => {
  it("while a chapter runs: chapter, cell, elapsed, expected", () => {
    const progress = { cell: 20, done: 11, total: 40 };
    assert.equal(
      describeRunning("00-03", { started: 1000, progress, expected: 60 }, 32_400),
      "00-03 cell 12/40, 31 s of about 60 s",
    );
    assert.equal(describeRunning("00-03", { started: 0, progress, expected: undefined }, 0), "00-03 cell 12/40, 0 s");
  });

  const failure = {
    cell: 7,
    id: "code",
    ename: "TypeError",
    evalue: "no",
    traceback: ["TypeError: no", "    at cell [3]:1:2"],
  };
  const results = [
    { chapter: all[0]!, seconds: 12.34, peakBytes: 300 * 2 ** 20, backend: "wasm", failure: undefined },
    { chapter: all[2]!, seconds: 1.2, peakBytes: undefined, backend: undefined, failure },
  ];

  it("at the end: chapter, time, peak memory, backend, result", () => {
    assert.equal(
      resultTable(results),
      [
        "chapter                        time  peak memory  backend  result",
        "00-01 00-part/01-name.ipynb  12.3 s       300 MB  wasm     ok",
        "02-05 02-part/05-name.ipynb   1.2 s            -  -        FAILED",
      ].join("\n"),
    );
  });

  it("of a failure: the notebook, the cell and the error", () => {
    assert.equal(
      describeFailure(results[1]!),
      "02-05 notebooks/02-part/05-name.ipynb, cell 7 (id code) failed:\n  TypeError: no\n      at cell [3]:1:2",
    );
  });
});
