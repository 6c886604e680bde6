import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import {
  type ClassResult,
  collectSubmissions,
  gradeClass,
  latenessOf,
  matchStudent,
  readRoster,
  writeReports,
} from "cartwright/grading";
import { formatNotebook } from "cartwright/notebook";
import { answered, type Fixture, RIGHT, writeFixture } from "../../grading/fixture";

describe("latenessOf", () => {
  const rule = { deadline: new Date("2026-11-30T18:00Z"), perDay: 0.1, graceMinutes: 10, lastDay: 3 };
  const at = (time: string, extra = 0) => latenessOf(new Date(time), rule, extra);
  it("counts days begun after deadline, grace and a student's own days", () => {
    assert.deepEqual(at("2026-11-30T18:10Z"), { days: 0, kept: 1 });
    assert.deepEqual(at("2026-11-30T18:11Z"), { days: 1, kept: 0.9 });
    assert.deepEqual(at("2026-12-02T18:11Z"), { days: 3, kept: 0.7 });
    assert.deepEqual(at("2026-12-03T18:11Z"), { days: 4, kept: 0 });
    assert.deepEqual(at("2026-12-02T18:00Z", 2), { days: 0, kept: 1 });
    assert.deepEqual(latenessOf(new Date(), undefined), { days: 0, kept: 1 });
  });
});

describe("matchStudent", () => {
  const students = [
    { id: "s1", name: "Ada Lovelace", aliases: ["ada-l", "Ada Lovelace"], extraDays: 0 },
    { id: "s11", name: "Ben", aliases: ["Ben"], extraDays: 0 },
  ];
  const whose = (folder: string) => matchStudent(folder, students)?.id;
  it("knows ids, names and names within what platforms write", () => {
    assert.equal(whose("s1"), "s1");
    assert.equal(whose("S11"), "s11");
    assert.equal(whose("ada_lovelace"), "s1");
    assert.equal(whose("Ada Lovelace_12345_assignsubmission_file_"), "s1");
    assert.equal(whose("ada-l"), "s1");
  });
  it("does not guess", () => {
    assert.equal(whose("s12"), undefined);
    assert.equal(whose("ada and ben_s1_s11"), undefined);
  });
});

describe("a class", function () {
  this.timeout(120_000);
  let folder: string;
  let fixture: Fixture;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cartwright-class-"));
    fixture = await writeFixture(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const text = (answers: Record<string, string> = RIGHT): string => formatNotebook(answered(fixture.exercise, answers));
  const put = async (file: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  };
  const foldersOf = async (at: string) =>
    (await collectSubmissions(path.join(folder, at))).map(({ folder: name, files }) => `${name} ${files.length}`);

  it("is collected from folders, zips, notebooks, nbgrader's folders, clones and one zip of all", async () => {
    await put("mixed/ada/99-small.ipynb", text());
    await put("mixed/ben.zip", zipSync({ "99-small.ipynb": strToU8(text()), "__MACOSX/99-small.ipynb": strToU8("x") }));
    await put("mixed/chen.ipynb", text());
    assert.deepEqual(await foldersOf("mixed"), ["ada 1", "ben 1", "chen 1"]);

    await put("nb/submitted/dora/99-small/99-small.ipynb", text());
    await put("nb/submitted/dora/99-small/timestamp.txt", "2026-11-30 18:00:00.5 UTC");
    const [dora] = await collectSubmissions(path.join(folder, "nb"));
    assert.deepEqual([dora!.folder, dora!.files[0]!.time.toISOString()], ["dora", "2026-11-30T18:00:00.500Z"]);

    for (const user of ["emre", "fa-tou"]) {
      await put(`clones/homework-1-${user}/.git/HEAD`, "ref");
      await put(`clones/homework-1-${user}/exercises/00-fixtures/99-small.ipynb`, text());
    }
    assert.deepEqual(await foldersOf("clones"), ["emre 1", "fa-tou 1"]);

    await put(
      "one/class.zip",
      zipSync({ "gus/99-small.ipynb": strToU8(text()), "hana/99-small.ipynb": strToU8(text()) }),
    );
    assert.deepEqual(await foldersOf("one"), ["gus 1", "hana 1"]);
  });

  it("is graded: late ones lose their share, who did not hand in is listed, strangers are named", async () => {
    await put("due/ada/99-small.ipynb", text());
    await put("due/late/99-small.ipynb", text());
    await put("due/stranger/99-small.ipynb", text());
    await put("due/ben/notes.ipynb", JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    await utimes(
      path.join(folder, "due/ada/99-small.ipynb"),
      new Date("2026-11-30T17:00Z"),
      new Date("2026-11-30T17:00Z"),
    );
    await utimes(
      path.join(folder, "due/late/99-small.ipynb"),
      new Date("2026-12-01T12:00Z"),
      new Date("2026-12-01T12:00Z"),
    );
    await put("class.csv", 'id,name,github\nada,"Ada, Countess",\nlate,Lars,\nben,Ben,\nabsent,Abe,\n');
    const students = await readRoster(path.join(folder, "class.csv"));
    const late = { deadline: new Date("2026-11-30T18:00Z"), perDay: 0.25, graceMinutes: 0 };
    const result = await gradeClass({
      submissions: path.join(folder, "due"),
      solutions: fixture.solutions,
      out: path.join(folder, "due-out"),
      students,
      late,
      seed: 5,
    });
    assert.deepEqual(
      result.students.map(({ id, score, max }) => [id, score, max]),
      [
        ["absent", 0, 6],
        ["ada", 6, 6],
        ["ben", 0, 6],
        ["late", 4.5, 6],
      ],
    );
    assert.match(result.students[3]!.chapters[0]!.notes.join(), /day 1 after the deadline: 75 % of the marks count/);
    assert.match(result.unmatched.join(), /stranger: belongs to nobody/);
    assert.match(result.students[0]!.chapters[0]!.questions[0]!.message, /Not handed in/);
  });

  it("takes what has not changed from the last time, and can be stopped in between", async () => {
    const submissions = path.join(folder, "again");
    const out = path.join(folder, "again-out");
    for (const name of ["ada", "ben", "chen"]) await put(`again/${name}/99-small.ipynb`, text());
    const controller = new AbortController();
    const stopping = gradeClass({
      submissions,
      solutions: fixture.solutions,
      out,
      parallel: 1,
      signal: controller.signal,
      onProgress: ({ done }) => done === 1 && controller.abort(new Error("enough")),
    });
    await assert.rejects(stopping, /enough/);
    const times = (result: ClassResult) => result.students.map(({ chapters }) => chapters[0]!.questions[0]!.seconds);
    const first = await gradeClass({ submissions, solutions: fixture.solutions, out });
    await put("again/ben/99-small.ipynb", text({ ...RIGHT, "q1-answer": "const sides = 7;" }));
    const second = await gradeClass({ submissions, solutions: fixture.solutions, out });
    assert.deepEqual([times(second)[0], times(second)[2]], [times(first)[0], times(first)[2]], "ada and chen are kept");
    assert.deepEqual(
      second.students.map(({ score }) => score),
      [6, 5, 6],
    );
  });

  it("gets every report, each well-formed", async () => {
    await put(
      "reports/=cmd()/99-small.ipynb",
      text({ "q2-answer": "function mean(values) { let all = 0; for (const one of values) all += one; return all; }" }),
    );
    await put("reports/<b>bold.ipynb", text());
    await put("reports/_b_BOLD.ipynb", text());
    const out = path.join(folder, "reports-out");
    const result = await gradeClass({ submissions: path.join(folder, "reports"), solutions: fixture.solutions, out });
    await writeReports(out, result);
    const read = (name: string): Promise<string> => readFile(path.join(out, name), "utf8");
    const { students } = JSON.parse(await read("results.json")) as {
      students: { id: string; score: number; max: number; questions: object[] }[];
    };
    assert.deepEqual(Object.keys(students[0]!), ["id", "score", "max", "questions"]);
    assert.deepEqual(students[1]!.questions[1], { id: "00-99.2", score: 0, max: 3, message: "You forgot to divide." });
    assert.match(await read("gradebook.csv"), /^id,name,score,max,late_days,00-99.1,00-99.2,00-99.3\r\n/);
    assert.match(await read("gradebook.csv"), /'=cmd\(\)/, "no spreadsheet runs a student's name");
    const junit = await read("junit.xml");
    assert.equal(junit.match(/<testcase /g)!.length, 3 * 5);
    assert.ok(!junit.includes("<b>"));
    const page = await read("class.html");
    assert.ok(!page.includes("<b>bold") && page.includes("&lt;b&gt;bold"));
    assert.match(page, /You forgot to divide\./);
    const links = [...page.matchAll(/href="(students[^"]+)"/g)].map((match) => decodeURIComponent(match[1]!));
    assert.equal(new Set(links).size, 3, "one page a student, though two ids make one file name");
    for (const link of links) await read(link);
    const gradescope = JSON.parse(await read("gradescope/_b_bold.json")) as {
      score: number;
      tests: { max_score: number }[];
    };
    assert.deepEqual([gradescope.score, gradescope.tests.length], [6, 3]);
    const classroom = JSON.parse(await read("github-classroom/_b_bold.json")) as {
      status: string;
      max_score: number;
    };
    assert.deepEqual([classroom.status, classroom.max_score], ["pass", 6]);
  });

  it("is refused with a plain word when there is nothing to grade", async () => {
    await mkdir(path.join(folder, "empty"));
    const grade = (submissions: string, chapters?: string[]) =>
      gradeClass({
        submissions: path.join(folder, submissions),
        solutions: fixture.solutions,
        out: path.join(folder, "none"),
        chapters,
      });
    await assert.rejects(grade("empty"), /holds no submission/);
    await assert.rejects(grade("mixed", ["09-09"]), /has no exercises of chapter 09-09; there are 00-99/);
    await put("bad.csv", "name\nAda\n");
    await assert.rejects(readRoster(path.join(folder, "bad.csv")), /bad.csv:1: must have a column "id", found name/);
    await put("twice.csv", "id\nada\nada\n");
    await assert.rejects(readRoster(path.join(folder, "twice.csv")), /twice.csv:3: has the id ada a second time/);
  });
});
