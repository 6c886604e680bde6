import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { gradeClass, requireNbgrader, writeGradebook, type ClassResult } from "cartwright/grading";
import { readNotebook } from "cartwright/notebook";
import { type AnswerKind, handIn } from "../../bench/frame/handed-in";
import { nbgraderPython } from "../../bench/frame/peers-venv";

const root = path.join(__dirname, "..", "..");
const CHAPTER = "02-05";
const NAME = "05-implicit-als.ipynb";
const EXERCISE = path.join(root, "exercises", "02-factorisation", NAME);
const SOLUTION = path.join(root, "solutions", "02-factorisation", NAME);
const KINDS: readonly AnswerKind[] = ["right", "half", "mistaken", "blank"];
const SEED = 20_261_122;

/** Everything that an instructor does with nbgrader, from the package index, beside our own grading of the same notebooks. */
describe("nbgrader", function () {
  this.timeout(20 * 60_000);
  let python: string;
  let course: string;
  let ours: ClassResult;

  before(async function () {
    if (process.env["CARTWRIGHT_TEST_ALL"] !== "1") {
      console.log("skipped: nbgrader is tried by npm run test:all");
      this.skip();
    }
    try {
      python = await nbgraderPython();
    } catch (error) {
      console.log(`skipped: nbgrader cannot be installed here: ${(error as Error).message.split("\n")[0]}`);
      this.skip();
    }
    await mkdir(path.join(root, "build"), { recursive: true });
    course = await mkdtemp(path.join(root, "build", "nbgrader-course-")); // inside the clone: cells find the library
  });
  after(async () => {
    if (course !== undefined) await rm(course, { recursive: true, force: true });
  });

  /** Runs a program in the course folder as an instructor at a terminal would; gives what it printed. */
  async function run(file: string, ...words: string[]): Promise<string> {
    const bin = path.dirname(python);
    const env = {
      ...process.env,
      PATH: `${bin}${path.delimiter}${process.env["PATH"]}`,
      CARTWRIGHT_GRADING_SEED: String(SEED),
      JUPYTER_CONFIG_DIR: path.join(course, ".jupyter"),
      JUPYTER_DATA_DIR: path.join(course, ".jupyter", "data"),
      JUPYTER_RUNTIME_DIR: path.join(course, ".jupyter", "runtime"),
    };
    const child = spawn(file, words, { cwd: course, env });
    const printed: string[] = [];
    child.stdout.on("data", (text: Buffer) => printed.push(String(text)));
    child.stderr.on("data", (text: Buffer) => printed.push(String(text)));
    const code = await new Promise((resolve) => child.once("close", resolve));
    assert.equal(code, 0, `${words.join(" ")}:\n${printed.join("")}`);
    return printed.join("");
  }
  const nbgrader = (...words: string[]): Promise<string> => run(python, "-m", "nbgrader", ...words);
  const exchange = (): string => `--Exchange.root=${path.join(course, "exchange")}`;

  it("makes the assignment: what students get is the exercise, and nothing of the answers", async () => {
    await run(process.execPath, path.join(root, "scripts", "exercises.mjs"), "--nbgrader", course, SOLUTION);
    await nbgrader("generate_assignment", CHAPTER, "--create");
    const released = await readNotebook(path.join(course, "release", CHAPTER, NAME));
    const exercise = await readNotebook(EXERCISE);
    const words = ({ id, source }: { id: string; source: string }): string => `${id}: ${source.trim()}`;
    const differing = released.cells.filter((cell, n) => words(cell) !== words(exercise.cells[n]!));
    assert.deepEqual(
      differing.map(({ id }) => id),
      ["checking"], // it also imports gradeAnswer
    );
    assert.equal(released.cells.length, exercise.cells.length);
  });

  it("releases it, students fetch and submit it, and it is collected", async () => {
    await mkdir(path.join(course, "exchange"), { mode: 0o777 });
    await nbgrader("release_assignment", CHAPTER, exchange());
    const kinds = KINDS;
    await handIn({
      exercise: path.join(course, "release", CHAPTER, NAME),
      solution: SOLUTION,
      kinds,
      placeOf: (student) => path.join(course, "homes", student, CHAPTER, NAME),
    });
    for (const student of kinds.map((_, n) => `student-0${n}`)) {
      const home = `--ExchangeSubmit.assignment_dir=${path.join(course, "homes", student)}`;
      await nbgrader("submit", CHAPTER, exchange(), home, `--student=${student}`, `--Exchange.cache=${course}/cache`);
    }
    await nbgrader("collect", CHAPTER, exchange(), "--ExchangeCollect.check_owner=False");
    for (const n of KINDS.keys()) assert.ok(existsSync(path.join(course, "submitted", `student-0${n}`, CHAPTER, NAME)));
  });

  it("autogrades with the course's kernel, and gives the marks that our grader gives", async () => {
    await nbgrader("autograde", CHAPTER);
    await nbgrader("export", "--to", path.join(course, "nbgrader.csv"));
    ours = await gradeClass({
      submissions: course,
      solutions: path.join(root, "solutions"),
      out: path.join(course, "results"),
      chapters: [CHAPTER],
      seed: SEED,
    });
    assert.deepEqual(await questionMarks(path.join(course, "gradebook.db")), marksOf(ours));
    const rows = await exported(path.join(course, "nbgrader.csv"));
    assert.deepEqual(
      rows,
      ours.students.map(({ id, score, max }) => [id, score, max]),
    );
    const [right, half, mistaken, blank] = ours.students.map(({ score, max }) => score / max);
    assert.equal(right, 1);
    assert.ok(half! > 0 && half! < 1, `half: ${half}`);
    assert.ok(mistaken! < half!);
    assert.equal(blank, 0);
  });

  it("tells students in its feedback what our check says", async () => {
    await nbgrader("generate_feedback", CHAPTER);
    const page = (n: number): Promise<string> =>
      readFile(path.join(course, "feedback", `student-0${n}`, CHAPTER, NAME.replace("ipynb", "html")), "utf8");
    const known = ours.students[2]!.chapters[0]!.questions.find(({ mistake }) => mistake !== undefined)!;
    assert.ok((await page(2)).includes(known.message.slice(0, 30).replaceAll("'", "&#39;")), known.message);
    await nbgrader("release_feedback", CHAPTER, exchange());
  });

  it("takes our grader's marks into a gradebook of its own, and into the course's", async () => {
    assert.equal(await requireNbgrader(python), "0.9.6");
    const fresh = path.join(course, "results", "gradebook.db");
    await writeGradebook(ours, { python, gradebook: fresh });
    assert.deepEqual(await questionMarks(fresh), marksOf(ours));
    await writeGradebook(ours, { python, gradebook: fresh }); // again changes nothing
    await nbgrader("export", `--db=sqlite:///${fresh}`, "--to", path.join(course, "ours.csv"));
    assert.deepEqual(
      await exported(path.join(course, "ours.csv")),
      ours.students.map(({ id, score, max }) => [id, score, max]),
    );
    const own = path.join(course, "copy.db");
    await cp(path.join(course, "gradebook.db"), own);
    const halved = ours.students.map((student) => ({
      ...student,
      chapters: student.chapters.map((chapter) => ({ ...chapter, score: chapter.earned / 2 })),
    }));
    await writeGradebook({ ...ours, students: halved }, { python, gradebook: own });
    await nbgrader("export", `--db=sqlite:///${own}`, "--to", path.join(course, "late.csv"));
    assert.deepEqual(
      (await exported(path.join(course, "late.csv"))).map(([, score]) => score),
      ours.students.map(({ score }) => score / 2),
    );
  });

  it("is asked for before anything is graded", async () => {
    await assert.rejects(requireNbgrader(process.execPath), /has no nbgrader/);
  });

  /** Marks by student and cell, as nbgrader's own classes read them. */
  async function questionMarks(database: string): Promise<Record<string, number>> {
    const program = `
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///" + sys.argv[1]) as gradebook:
    print(json.dumps({f"{s.student.id} {g.name}": g.score
        for s in gradebook.assignment_submissions("${CHAPTER}") for n in s.notebooks for g in n.grades}))`;
    return JSON.parse(await run(python, "-c", program, database)) as Record<string, number>;
  }
});

const marksOf = ({ students }: ClassResult): Record<string, number> =>
  Object.fromEntries(
    students.flatMap(({ id, chapters }) =>
      chapters.flatMap(({ questions }) =>
        questions.map(({ id: question, score }) => [`${id} q${question.split(".")[1]}-check`, score]),
      ),
    ),
  );

/** Student, score and maximum of nbgrader's CSV. */
async function exported(file: string): Promise<[string, number, number][]> {
  const [header, ...rows] = (await readFile(file, "utf8")).trim().split(/\r?\n/);
  const names = header!.split(",");
  const at = (row: string, name: string): string => row.split(",")[names.indexOf(name)]!;
  return rows
    .map((row): [string, number, number] => [
      at(row, "student_id"),
      Number(at(row, "score")),
      Number(at(row, "max_score")),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
