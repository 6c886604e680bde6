import assert from "node:assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
const GLOSSARY = join(ROOT, "docs/glossary.md");

/** Chapters in each part of the course, 00 to 05. */
const CHAPTERS_OF_PART = [3, 6, 7, 8, 10, 8];

interface Entry {
  readonly line: number;
  readonly anchor: string;
  readonly english: string;
  readonly chinese: string;
  readonly meaning: string;
  readonly chapter: string;
}

function readGlossary(): Entry[] {
  return readFileSync(GLOSSARY, "utf8")
    .split("\n")
    .map((text, at) => ({ text, line: at + 1 }))
    .filter(({ text }) => text.startsWith("| <a "))
    .map(({ text, line }) => {
      const cells = text.split("|").map((cell) => cell.trim());
      assert.equal(cells.length, 6, `line ${line} has ${cells.length - 2} cells, not 4`);
      const term = /^<a id="([^"]*)"><\/a>(.*)$/.exec(cells[1]!);
      assert.ok(term, `line ${line} has no anchor`);
      return { line, anchor: term[1]!, english: term[2]!, chinese: cells[2]!, meaning: cells[3]!, chapter: cells[4]! };
    });
}

/** Files below a folder whose name ends so, without installed packages and built files. */
function filesBelow(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending) && !/node_modules|\.ipynb_checkpoints/.test(name))
    .map((name) => join(folder, name));
}

/** Links to the glossary in a notebook's text cells: where they lead, and to which anchor. */
function glossaryLinks(file: string): { target: string; anchor: string | undefined; text: string }[] {
  const { cells } = JSON.parse(readFileSync(file, "utf8")) as {
    cells: { cell_type: string; source: string | string[] }[];
  };
  const prose = cells
    .filter((cell) => cell.cell_type === "markdown")
    .map(({ source }) => (typeof source === "string" ? source : source.join("")))
    .join("\n");
  return [...prose.matchAll(/\[([^\]]*)\]\(([^)#\s]*glossary\.md)(?:#([^)\s]*))?\)/g)].map((link) => ({
    text: link[1]!,
    target: resolve(dirname(file), link[2]!),
    anchor: link[3],
  }));
}

describe("docs/glossary.md", () => {
  const entries = readGlossary();

  it("has every row of its table read, and 150 terms or more", () => {
    const rows = readFileSync(GLOSSARY, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("|")).length;
    assert.equal(entries.length, rows - 2);
    assert.ok(entries.length >= 150, `${entries.length} terms`);
  });

  it("gives each term in English and in Chinese, with a meaning in one line", () => {
    for (const { line, english, chinese, meaning } of entries) {
      assert.match(english, /^[\p{Script=Latin}]/u, `line ${line}`);
      assert.doesNotMatch(english, /\p{Script=Han}/u, `line ${line}`);
      assert.match(chinese, /\p{Script=Han}/u, `line ${line}: ${english}`);
      assert.ok(
        meaning.length >= 15 && meaning.length <= 140,
        `line ${line}: ${english}: ${meaning.length} characters`,
      );
      assert.match(meaning, /\.$/, `line ${line}: ${english}`);
    }
  });

  it("names a chapter that the course has", () => {
    for (const { line, chapter } of entries) {
      const [, part, number] = /^(\d\d)-(\d\d)$/.exec(chapter) ?? [];
      const chapters = CHAPTERS_OF_PART[Number(part)];
      assert.ok(
        chapters !== undefined && Number(number) >= 1 && Number(number) <= chapters,
        `line ${line}: ${chapter}`,
      );
    }
  });

  it("leaves no chapter without a term", () => {
    const named = new Set(entries.map(({ chapter }) => chapter));
    const two = (number: number): string => String(number).padStart(2, "0");
    const all = CHAPTERS_OF_PART.flatMap((chapters, part) =>
      Array.from({ length: chapters }, (_, n) => `${two(part)}-${two(n + 1)}`),
    );
    assert.deepEqual(
      all.filter((chapter) => !named.has(chapter)),
      [],
    );
  });

  it("holds every term, anchor and Chinese name once, in alphabetical order", () => {
    for (const field of ["english", "anchor", "chinese"] as const) {
      const twice = entries
        .map((entry) => entry[field].toLowerCase())
        .filter((name, at, all) => all.indexOf(name) !== at);
      assert.deepEqual(twice, [], field);
    }
    const names = entries.map(({ english }) => english.toLowerCase());
    assert.deepEqual(
      names,
      [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
    );
    for (const { anchor } of entries) assert.match(anchor, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it("has the anchor of every term that a notebook links", () => {
    const anchors = new Set(entries.map(({ anchor }) => anchor));
    for (const folder of ["notebooks", "solutions", "exercises"]) {
      for (const file of filesBelow(join(ROOT, folder), ".ipynb")) {
        for (const { target, anchor, text } of glossaryLinks(file)) {
          const where = `${relative(ROOT, file)}: [${text}]`;
          assert.equal(target, GLOSSARY, `${where} does not lead to docs/glossary.md`);
          assert.ok(anchor === undefined || anchors.has(anchor), `${where}: no term has the anchor ${anchor}`);
        }
      }
    }
  });
});
