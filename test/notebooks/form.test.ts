import assert from "node:assert/strict";
import path from "node:path";
import { fromPercent, readNotebook } from "cartwright/notebook";
import { chapters, root, SOUND_CHAPTER } from "./chapter-file";
import { formComplaints } from "./form-rules";

describe("the form of each chapter", () => {
  for (const chapter of chapters) {
    it(`${chapter.name} keeps all rules`, async () => {
      assert.deepEqual(formComplaints(chapter, await readNotebook(chapter.file)), []);
    });
  }
});

describe("the rules of form", () => {
  const chapter = {
    id: "02-05",
    name: "02-factorisation/05-implicit-als.ipynb",
    file: path.join(root, "notebooks", "02-factorisation", "05-implicit-als.ipynb"),
  };
  const complaintsOf = (text: string): string[] => formComplaints(chapter, fromPercent(text));

  it("have nothing to say of a sound chapter", () => {
    assert.deepEqual(complaintsOf(SOUND_CHAPTER), []);
  });

  const faults: [name: string, from: string, to: string, complaint: RegExp][] = [
    ["another number in the title", "# 02-05 Implicit", "# 02-06 Implicit", /first line must be "# 02-05 Title"/],
    ["no question", "**The question.**", "Question.", /must hold "\*\*The question/],
    ["no promise", "**The promise.**", "Promise.", /must hold "\*\*The promise/],
    ["a second title", "## Where you are", "# Where you are", /one # heading/],
    ["a skipped level", "## Where you are", "## Where you are\n//\n// #### Deep", /"Deep" skips a level/],
    ["a missing section", "## From scratch", "## By hand", /heading from scratch/],
    ["sections in another order", "## Summary\n//\n// ## Sources", "## Sources\n//\n// ## Summary", /heading sources/],
    ["no outlook", "**What comes next.**", "Then:", /"What comes next" is missing/],
    ["no map", "```mermaid", "```text", /must be a map/],
    ["a map without the chapter", "((02-05", "((02-04", /map must show 02-05/],
    ["no word on time", "**Time:**", "Time:", /must say \*\*Time:\*\*/],
    [
      "another chapter in the metadata",
      '"chapter":"02-05"',
      '"chapter":"02-04"',
      /cartwright\.chapter must be "02-05"/,
    ],
    ["no expected time", '"seconds":20,', "", /cartwright\.seconds must be in \(0, 60\]/],
    ["too long a time", '"seconds":20', '"seconds":90', /cartwright\.seconds must be in \(0, 60\], and is 90/],
    ["no parameters", ',"tags":["parameters"]', "", /must be tagged "parameters"/],
    ["a full setting that is no parameter", '"full":{"factors"', '"full":{"rank"', /must declare "const rank/],
    ["a link to nowhere", "decisions.md", "decision.md", /link to .*decision\.md leads nowhere/],
    ["a link to no heading", "(#where-you-are)", "(#where-you-were)", /no heading fits/],
    [
      "a short property of another cell's variable",
      "await Promise.resolve(best);",
      "await Promise.resolve({ factors, best });",
      /must write { factors: factors }/,
    ],
    ["a formula that cannot be typeset", "$x^2$", "$\\frac{1}$", /cannot be typeset/],
  ];
  for (const [name, from, to, complaint] of faults) {
    it(`see ${name}, and nothing else`, () => {
      assert.ok(SOUND_CHAPTER.includes(from), `the sound chapter holds ${from}`);
      const complaints = complaintsOf(SOUND_CHAPTER.replace(from, () => to));
      assert.equal(complaints.length, 1, complaints.join("\n"));
      assert.match(complaints[0]!, complaint);
    });
  }

  it("see outputs", () => {
    const notebook = fromPercent(SOUND_CHAPTER);
    const code = notebook.cells.find((cell) => cell.cell_type === "code")!;
    code.outputs.push({ output_type: "stream", name: "stdout", text: "left over" });
    assert.match(formComplaints(chapter, notebook).join("\n"), /^cell 3 has outputs/);
  });

  it("see another kernel", () => {
    const notebook = fromPercent(SOUND_CHAPTER);
    notebook.metadata.kernelspec = { name: "python3", display_name: "Python" };
    assert.deepEqual(formComplaints(chapter, notebook), ["the kernel must be tslab"]);
  });
});
