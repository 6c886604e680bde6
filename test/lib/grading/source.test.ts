import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { leakedLines, loadExercise, makeExercise, parseSolution, proofFailures } from "cartwright/grading";
import { formatNotebook, fromPercent } from "cartwright/notebook";
import { Random } from "cartwright/random";
import { SOLUTION } from "../../grading/fixture";

const file = path.join("solutions", "00-fixtures", "99-small.ipynb");
const parse = (text = SOLUTION) => parseSolution(fromPercent(text), file);
const refuses = (from: string, to: string, message: RegExp): void => {
  assert.ok(SOLUTION.includes(from), `the fixture has no ${from}`);
  assert.throws(
    () => parse(SOLUTION.replace(from, to)),
    (error: Error) => {
      assert.match(error.message, message);
      assert.ok(error.message.startsWith(file), error.message);
      return true;
    },
  );
};

describe("parseSolution", () => {
  it("reads questions, answers, mistakes and hints", () => {
    const { chapter, questions } = parse();
    assert.equal(chapter, "00-99");
    assert.deepEqual(
      questions.map(({ id, level, mistakes }) => [id, level, mistakes.map(({ name }) => name)]),
      [
        ["00-99.1", "recall", []],
        ["00-99.2", "complete the code", ["sum", "empty"]],
        ["00-99.3", "design", ["above", "all"]],
      ],
    );
    assert.deepEqual(questions[0]!.answer.stub, ["const sides: number = NaN; // your answer"]);
    assert.deepEqual(questions[1]!.answer.stub, ["  // Your answer here.", '  throw new Error("not answered yet");']);
  });

  it("names file, cell and rule of what is wrong", () => {
    refuses(
      '{"cartwright":{"exercises":"00-99"}}',
      '{"cartwright":{"exercises":"00-98"}}',
      /metadata.cartwright.exercises must be "00-99", received "00-98"/,
    );
    refuses("// # 00-99 Exercises", "// # Exercises", /cell 1: must begin with "# 00-99 Title"/);
    refuses("  /// END SOLUTION", "  // the end", /cell \d+ \(q2-answer\): must hold one line "\/\/\/ BEGIN SOLUTION"/);
    refuses(
      "// const sides: number = NaN; // your answer",
      "const sides: number = NaN;",
      /q1-answer\): must have only \/\/ comments after/,
    );
    refuses(
      '"level":"recall"',
      '"level":"easy"',
      /\(q1\): metadata.exercise.level must be one of recall, .* received "easy"/,
    );
    refuses('"hints":["Count."]', '"hints":[]', /\(q1\): metadata.exercise.hints must be a list of one text or more/);
    refuses('"hints":["Count."]', '"hint":["Count."]', /it cannot have hint/);
    refuses('"about":["shop"]', '"about":["data"]', /metadata.exercise.about must be a list of "shop", "wrong number"/);
    refuses("// ## 2. The mean", "// ## The mean", /\(q2\): must begin with "## 2. Title"/);
    refuses('"id":"q3"', '"id":"q4"', /questions must be numbered q1, q2, ... in their order, found q1, q2, q4, q3/);
    refuses('"id":"q3-why"', '"id":"q3-because"', /must be named q1, q1-given/);
    refuses('// %% [raw] {"id":"q2-mistake-sum"', '// %% [markdown] {"id":"q2-mistake-sum"', /must be a raw cell/);
    refuses('"message":"You forgot to divide."', '"message":""', /metadata.exercise.message must be a sentence/);
    refuses(
      '"message":"You forgot to divide.","marks":0',
      '"message":"You forgot to divide."',
      /metadata.exercise.marks must be a number/,
    );
    refuses('// %% {"id":"q2-checks"}', '// %% {"id":"q2-given"}', /question 2: must have one cell q2-checks, found 0/);
    refuses(
      '// %% [raw] {"id":"q2-mistake-sum","exercise":{"message":"You forgot to divide.","marks":0}}\n// return values.reduce((sum, one) => sum + one, 0);\n',
      "",
      /must name two mistakes or more, found 1/,
    );
  });
});

describe("a question's proof", () => {
  const failuresOf = async (from: string, to: string): Promise<string> => {
    assert.ok(SOLUTION.includes(from));
    const { questions } = await loadExercise(parse(SOLUTION.replace(from, to)));
    const all = await Promise.all(questions.map((question) => proofFailures(question, new Random(1))));
    return all.flat().join("\n");
  };

  it("holds for every seed in the fixture", async () => {
    const { questions } = await loadExercise(parse());
    for (let seed = 0; seed < 20; seed++) {
      for (const question of questions) assert.deepEqual(await proofFailures(question, new Random(seed)), []);
    }
  });

  it("finds a solution that is wrong", async () => {
    assert.match(
      await failuresOf("0) / values.length;\n  /// END", "1) / values.length;\n  /// END"),
      /the solution fails its own check "by hand"/,
    );
  });

  it("finds a mistake that earns other marks than it says", async () => {
    assert.match(
      await failuresOf('"marks":2', '"marks":1'),
      /mistake empty deserves 1 and earns 2: it passes "any numbers"/,
    );
  });

  it("finds two mistakes that look the same", async () => {
    const twin = "// return values.reduce((sum, one) => sum + one, 0) / values.length;";
    const other =
      '// return values.length === 0 ? NaN : values.reduce((sum, one) => sum + one, 0) / values.length;\n\n// %% [raw] {"id":"q2-mistake-twin","exercise":{"message":"Twin.","marks":2}}\n' +
      twin;
    assert.match(await failuresOf(twin, other), /mistake twin gives the same as empty/);
  });

  it("refuses checks that only compare the solution with itself", async () => {
    const text = SOLUTION.replace('examples("by hand", countLarge, { points: 1, cases: [[[[0, 1, 2]], 2]] }),', "");
    await assert.rejects(loadExercise(parse(text)), /question 3: its checks only compare the solution with itself/);
  });

  it("names the question whose cell fails", async () => {
    await assert.rejects(
      loadExercise(parse(SOLUTION.replace("const sides: number = 6;", "const sides: number = six;"))),
      /question 1: six is not defined/,
    );
    await assert.rejects(
      loadExercise(parse(SOLUTION.replace("points: 2,", "points: 0,"))),
      /question 2: points of "any numbers" must be a finite number above 0, received 0/,
    );
  });
});

describe("makeExercise", () => {
  it("gives the same notebook each time", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(async () => formatNotebook(await makeExercise(await loadExercise(parse())))),
    );
    assert.equal(one, two);
  });

  it("leaks nothing, and a leak would be seen", async () => {
    const source = parse();
    const exercise = await makeExercise(await loadExercise(source));
    assert.deepEqual(leakedLines(source, exercise), []);
    const line = "return values.filter((one) => one >= LEAST).length;";
    const leaky = {
      ...exercise,
      cells: exercise.cells.map((cell) => (cell.id === "q3" ? { ...cell, source: `${cell.source}\n${line}` } : cell)),
    };
    assert.equal(leakedLines(source, leaky as typeof exercise).length, 1);
    const inMetadata = { ...exercise, metadata: { ...exercise.metadata, more: JSON.stringify({ deep: [line] }) } };
    assert.equal(leakedLines(source, inMetadata).length, 1);
  });

  it("needs no folder that is there", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "cartwright-grading-"));
    await rm(folder, { recursive: true });
    const source = parseSolution(fromPercent(SOLUTION), path.join(folder, "00-a", "99-b.ipynb"));
    assert.equal((await loadExercise(source)).questions.length, 3);
  });
});
