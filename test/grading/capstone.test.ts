import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ClassResult, gradeClass, readMarks, withMarks, writeReports } from "cartwright/grading";
import { handIn } from "../../bench/frame/handed-in";

const root = path.join(__dirname, "..", "..");
const NAME = "01-capstone.ipynb";

/** What is particular about the capstone: held-back data, and marks that a person gives. */
describe("the capstone", function () {
  this.timeout(300_000);
  let folder: string;
  let result: ClassResult;
  const score = (student: number, question: number): number =>
    result.students[student]!.chapters[0]!.questions[question - 1]!.score;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cartwright-capstone-"));
    await handIn({
      exercise: path.join(root, "exercises", "06-capstone", NAME),
      solution: path.join(root, "solutions", "06-capstone", NAME),
      kinds: ["right", "mistaken", "blank"],
      placeOf: (student) => path.join(folder, "handed-in", student, NAME),
    });
    result = await gradeClass({
      submissions: path.join(folder, "handed-in"),
      solutions: path.join(root, "solutions"),
      out: path.join(folder, "results"),
      chapters: ["06-01"],
    });
    await writeReports(path.join(folder, "results"), result);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("gives a fusion all marks on fresh shops, the most popular kits 2 of 12, and a blank none", () => {
    assert.deepEqual([score(0, 7), score(1, 7), score(2, 7)], [12, 2, 0]);
    assert.match(result.students[1]!.chapters[0]!.questions[6]!.message, /the most popular kits/);
    assert.equal(result.students[2]!.score, 0);
  });

  it("hands texts to a person, and takes the marks", async () => {
    assert.equal(score(0, 8), 0);
    assert.match(result.students[0]!.chapters[0]!.questions[7]!.message, /A person gives the marks/);
    const file = path.join(folder, "results", "to-mark.csv");
    const [header, ...rows] = (await readFile(file, "utf8")).trim().split("\r\n");
    assert.equal(header, "student,question,criterion,of,points,comment,text");
    const criteria = ["Evidence,3", "Choice,2", "Weakness,2", "Launch,3"];
    // Only the first two wrote something; the second one's text is the blank.
    assert.deepEqual(
      rows.map((row) => row.split(",").slice(0, 4).join(",")),
      criteria.map((one) => `student-00,06-01.8,${one}`),
    );
    const filled = rows.map((row) => row.replace(",,,", ",2,clear,"));
    await writeFile(file, [header, ...filled].join("\r\n"));
    const marked = withMarks(result, await readMarks(file));
    const [first] = marked.students;
    assert.equal(first!.score, result.students[0]!.score + 8);
    const { score: earned, message } = first!.chapters[0]!.questions[7]!;
    assert.equal(earned, 8);
    assert.match(message, /Evidence: 2 of 3\. clear/);
    assert.deepEqual(marked.students[1], result.students[1]);
    // Writing reports again must not lose what a person filled in.
    await writeReports(path.join(folder, "results"), marked);
    assert.deepEqual(withMarks(result, await readMarks(file)), marked);
  });

  it("refuses marks that cannot be: too many, twice, for nobody", async () => {
    const tell = async (...rows: string[]): Promise<ClassResult> => {
      const file = path.join(folder, "marks.csv");
      await writeFile(file, ["student,question,criterion,points", ...rows].join("\n"));
      return withMarks(result, await readMarks(file));
    };
    await assert.rejects(tell("student-00,06-01.8,Evidence,4"), /line 2: "Evidence" is worth 3 at most, received 4/);
    await assert.rejects(tell("student-00,06-01.8,Evidence,1", "student-00,06-01.8,Evidence,1"), /line 3: .* already/);
    await assert.rejects(tell("zoe,06-01.8,Evidence,1"), /nothing to mark for zoe/);
    await assert.rejects(tell("student-00,06-01.8,Evidence,many"), /:2: points must be a number/);
    assert.deepEqual((await tell("student-00,06-01.8,Evidence,3")).students[0]!.score, result.students[0]!.score);
  });
});
