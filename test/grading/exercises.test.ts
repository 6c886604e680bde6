import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Random } from "cartwright/random";
import { earnedAll } from "./proofs";
import {
  leakedLines,
  loadExercise,
  type LoadedExercise,
  makeExercise,
  proofFailures,
  readSolution,
  solutionFiles,
} from "cartwright/grading";
import { formatNotebook, parseNotebook } from "cartwright/notebook";

const root = path.join(__dirname, "..", "..");

describe("the course's exercises", function () {
  this.timeout(120_000);
  let exercises: LoadedExercise[];
  before(async () => {
    const files = await solutionFiles(path.join(root, "solutions"));
    exercises = await Promise.all(files.map(async (file) => loadExercise(await readSolution(file))));
  });

  it("are what their solutions give: making them again changes nothing", async () => {
    for (const exercise of exercises) {
      const { file } = exercise.source;
      const made = path.join(root, "exercises", path.basename(path.dirname(file)), path.basename(file));
      const [committed, again] = [
        await readFile(made, "utf8").catch(() => ""),
        formatNotebook(await makeExercise(exercise)),
      ];
      assert.ok(committed === again, `${made} is not what ${file} gives: npm run exercises`);
    }
  });

  it("hold no line of an answer, an explanation or a mistake", async () => {
    for (const { source } of exercises) {
      const made = path.join(root, "exercises", path.basename(path.dirname(source.file)), path.basename(source.file));
      assert.deepEqual(leakedLines(source, parseNotebook(await readFile(made, "utf8"), made)), []);
    }
  });

  it("give the solution all marks, and each listed mistake its own, whatever the inputs", async () => {
    const seed = Date.now() % 2 ** 31;
    for (const { source, questions } of exercises) {
      for (const question of questions) {
        assert.deepEqual(
          await proofFailures(question, new Random(seed)),
          [],
          `${source.chapter}.${question.source.number} at seed ${seed}`,
        );
      }
    }
  });

  it("give the blank nothing, and the solution everything, where learners check", async () => {
    for (const { source } of exercises) {
      const made = path.join(root, "exercises", path.basename(path.dirname(source.file)), path.basename(source.file));
      for (const question of source.questions) {
        const [blank, solved] = [
          await earnedAll(source, question, made, "blank"),
          await earnedAll(source, question, made, "solution"),
        ];
        assert.equal(blank.blank || question.level === "find the bug", true, `${question.id}: the blank is no blank`);
        assert.equal(blank.earned, 0, `${question.id}: the blank earns ${blank.earned}`);
        assert.equal(
          solved.earned,
          solved.possible,
          `${question.id}: the solution earns ${solved.earned} of ${solved.possible}`,
        );
      }
    }
  });
});
