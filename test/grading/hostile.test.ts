import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ClassResult, gradeClass, writeReports } from "cartwright/grading";
import { type Fixture, writeFixture } from "./fixture";
import { HOSTILE, type HostileCase } from "./hostile-cases";

const everything = process.env["CARTWRIGHT_TEST_ALL"] === "1";
const cases = HOSTILE.filter(({ quick }) => everything || quick === true);

describe(`hostile submissions (${cases.length} of ${HOSTILE.length}; all with npm run test:all)`, function () {
  this.timeout(600_000);
  let folder: string;
  let result: ClassResult;
  let untouched: Record<string, string>;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cartwright-hostile-"));
    const fixture = await writeFixture(folder);
    await mkdir(path.join(folder, "outside"));
    await writeFile(path.join(folder, "outside", "kept"), "as it was");
    for (const [n, one] of cases.entries()) await handIn(folder, fixture, studentOf(n), one);
    untouched = await contents(folder);
    result = await gradeClass({
      submissions: path.join(folder, "handed-in"),
      solutions: fixture.solutions,
      out: path.join(folder, "results"),
      parallel: 2,
    });
    await writeReports(path.join(folder, "results"), result);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [n, { name, marks, says }] of cases.entries()) {
    it(`${name}: ${marks.join(", ")}`, () => {
      const student = result.students.find(({ id }) => id === studentOf(n))!;
      const { questions } = student.chapters[0]!;
      assert.deepEqual(
        questions.map(({ score }) => score),
        marks,
        questions.map(({ message }) => message).join("\n"),
      );
      assert.match(questions[1]!.message, says);
    });
  }

  it("change nothing outside their scratch folders", async () => {
    const now = Object.entries(await contents(folder)).filter(([file]) => !file.startsWith("results"));
    assert.deepEqual(Object.fromEntries(now), untouched);
  });

  it("leave pages that hold no answer and no script of theirs", async () => {
    for (const name of await readdir(path.join(folder, "results", "students"))) {
      const page = await readFile(path.join(folder, "results", "students", name), "utf8");
      assert.ok(!page.includes("<script"), name);
      assert.ok(!page.includes("values.filter((one) => one >= LEAST)"), name);
    }
  });
});

const studentOf = (n: number): string => `student-${String(n).padStart(2, "0")}`;

async function handIn(
  folder: string,
  { solutions, exercise }: Fixture,
  student: string,
  { files }: HostileCase,
): Promise<void> {
  const place = path.join(folder, "handed-in", student);
  await mkdir(place, { recursive: true });
  const known = (text: string): string =>
    text
      .replaceAll("OUTSIDE", path.join(folder, "outside"))
      .replaceAll("SOLUTIONS", path.join(solutions, "00-fixtures"));
  for (const [name, content] of Object.entries(files(exercise))) {
    const file = path.join(place, name);
    if (typeof content === "string") await writeFile(file, known(content));
    else if (content instanceof Uint8Array) await writeFile(file, content);
    else await symlink(known(content.link), file);
  }
}

/** Every file below a folder with its text. */
async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [path.relative(folder, file), await readFile(file, "latin1")] as const),
    ),
  );
}
