import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chapterProgress, check, checkAnswer, progressBundle, progressFile, showProgress } from "cartwright/grading";
import { formatNotebook } from "cartwright/notebook";
import { writeFixture } from "../../grading/fixture";

describe("check", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cartwright-learner-"));
    const { exercise } = await writeFixture(folder);
    await mkdir(path.join(folder, "exercises", "00-fixtures"), { recursive: true });
    await writeFile(path.join(folder, "exercises", "00-fixtures", "99-small.ipynb"), formatNotebook(exercise));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const right = (values: number[]): number =>
    values.length === 0 ? 0 : values.reduce((a, b) => a + b) / values.length;
  const shown = async (variables: Record<string, unknown>, id = "00-99.2"): Promise<string> => {
    const write = process.stdout.write;
    let text = "";
    process.stdout.write = ((chunk: string) => ((text += chunk), true)) as typeof write;
    try {
      await check(id, variables, folder);
    } finally {
      process.stdout.write = write;
    }
    return text;
  };

  it("says what passed", async () => {
    const { earned, possible, blank, mistake } = await checkAnswer("00-99.2", { mean: right }, folder);
    assert.deepEqual(
      { earned, possible, blank, mistake },
      { earned: 3, possible: 3, blank: false, mistake: undefined },
    );
  });

  it("shows the smallest input that fails", async () => {
    const { verdicts } = await checkAnswer(
      "00-99.2",
      { mean: (values: number[]) => (values.length > 3 ? 0.5 : right(values)) },
      folder,
    );
    assert.equal(verdicts[0]!.earned, 1);
    assert.equal((verdicts[1]!.failure!.args[0] as number[]).length, 4);
  });

  it("knows listed mistakes by what they give, however they are written", async () => {
    const loop = (values: number[]): number => {
      let all = 0;
      for (const one of values) all += one;
      return all;
    };
    assert.equal((await checkAnswer("00-99.2", { mean: loop }, folder)).mistake, "You forgot to divide.");
    const perhaps = (values: number[]): number => loop(values) / values.length;
    assert.equal(
      (await checkAnswer("00-99.2", { mean: perhaps }, folder)).mistake,
      "The mean of nothing is 0 here, and you divide by 0.",
    );
    assert.equal((await checkAnswer("00-99.2", { mean: () => 17 }, folder)).mistake, undefined);
  });

  it("awaits answers that are asynchronous, and survives those that throw or change their input", async () => {
    assert.equal((await checkAnswer("00-99.2", { mean: async (values: number[]) => right(values) }, folder)).earned, 3);
    const result = await checkAnswer("00-99.2", { mean: (values: number[]) => (values.length = 0) }, folder);
    assert.equal(result.earned, 0);
    assert.match(
      await shown({
        mean: () => {
          throw new RangeError("too hard");
        },
      }),
      /failed: RangeError: too hard/,
    );
  });

  it("tells a value within its tolerance from one that is not, and never shows it", async () => {
    assert.equal((await checkAnswer("00-99.1", { sides: 6.09 }, folder)).earned, 1);
    const text = await shown({ sides: 6.2 }, "00-99.1");
    assert.match(text, /sides is 6.2, which is not right/);
    assert.ok(!/\b6\b/.test(text.replace("6.2", "")), text);
  });

  it("says that nothing was answered, and counts no attempt", async () => {
    const stub = (): number => {
      throw new Error("not answered yet");
    };
    assert.match(await shown({ countLarge: stub }, "00-99.3"), /Not answered yet/);
    assert.match(await shown({}, "00-99.3"), /Not answered yet/);
    const { questions } = JSON.parse(await readFile(progressFile(folder), "utf8")) as {
      questions: Record<string, { attempts: number }>;
    };
    assert.equal(questions["00-99.3"]!.attempts, 0);
  });

  it("gives one more hint with each attempt, none when it is right", async () => {
    await rm(progressFile(folder), { force: true });
    const hints = (text: string): number => text.split("Hint ").length - 1;
    assert.equal(hints(await shown({ mean: () => 1 })), 1);
    assert.equal(hints(await shown({ mean: () => 2 })), 2);
    assert.equal(hints(await shown({ mean: () => 2 })), 2);
    assert.equal(hints(await shown({ mean: right })), 0);
  });

  it("keeps the best and draws it, by chapter and part", async () => {
    await shown({ mean: () => 2 });
    const [chapter] = chapterProgress(folder);
    assert.deepEqual(
      chapter!.questions.map(({ share }) => share),
      [undefined, 1, undefined],
    );
    const { "text/plain": text, "text/html": html } = progressBundle([chapter!]);
    assert.match(String(text), /Part 00: 1 of 3 questions solved\n {2}00-99 ·■·/);
    assert.match(String(html), /<title>00-99.2: 100 % of its marks/);
  });

  it("goes on when its progress was damaged", async () => {
    await writeFile(progressFile(folder), "{ half a fil");
    assert.match(await shown({ mean: right }), /3 of 3 points/);
    assert.doesNotThrow(() => chapterProgress(folder));
    assert.equal(typeof showProgress, "function");
  });

  it("says what there is when a question or an exercise is not", async () => {
    await assert.rejects(
      checkAnswer("00-99.7", {}, folder),
      /has the questions 00-99.1, 00-99.2, 00-99.3, received 00-99.7/,
    );
    await assert.rejects(checkAnswer("07-01.1", {}, folder), /no exercise notebook of chapter 07-01/);
    await assert.rejects(checkAnswer("two", {}, folder), /must look like 02-05.3, received "two"/);
    await assert.rejects(check("00-99.1", undefined, folder), /outside a notebook, say what is to be checked/);
  });
});
