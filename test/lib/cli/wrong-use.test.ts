import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cartwright, cartwrightHere, ended, startCartwright } from "./run-cartwright";

const COMMANDS = [
  "doctor",
  "data",
  "model",
  "simulate",
  "fit",
  "recommend",
  "evaluate",
  "crossvalidate",
  "similar",
  "explain",
  "registry",
  "serve",
  "bench",
];

describe("cartwright, used wrongly", () => {
  let folder = "";
  let data = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    data = join(folder, "events.csv");
    writeFileSync(data, "user,item,quantity,note\na,x,1,p\nb,y,-2,q\na,y,1,r\n");
    writeFileSync(join(folder, "plain.csv"), "colour,shape\nred,round\n");
    mkdirSync(join(folder, "notes"));
    writeFileSync(join(folder, "notes", "thesis.txt"), "years of work");
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What is typed, the exit code, and what stderr must say. */
  const cases: [name: string, words: () => string[], code: number, message: RegExp][] = [
    ["nothing at all", () => [], 2, /Usage: cartwright/],
    ["an unknown command", () => ["recomend"], 2, /unknown command 'recomend'[^]*Did you mean recommend/],
    ["an unknown flag", () => fit({}, "--factor", "8"), 2, /unknown option '--factor'[^]*Did you mean --factors/],
    ["a missing flag", () => ["fit", "--data", data, "--model", "als"], 2, /required option '--out <dir>'/],
    ["a missing file", () => fit({ data: join(folder, "no.csv") }), 2, /--data: there is no file .*no\.csv/],
    ["a folder for a file", () => fit({ data: folder }), 2, /is a folder, a file is needed/],
    ["an unknown model", () => fit({ model: "magic" }), 2, /no model "magic"; there are popularity, user-knn/],
    ["a bad value", () => fit({}, "--factors", "many"), 2, /--factors.*whole number of at least 1/],
    [
      "another model's flag",
      () => fit({ model: "item-knn" }, "--factors", "8"),
      2,
      /item-knn has no such.*--neighbours/,
    ],
    ["an unknown word", () => fit({}, "--solver", "magic"), 2, /must be one of conjugate-gradient, cholesky/],
    ["a missing column", () => fit({}, "--user", "who"), 2, /no column "who"; it has user, item, quantity, note/],
    [
      "columns nobody can guess",
      () => fit({ data: join(folder, "plain.csv") }),
      2,
      /looks like the user.*--user COLUMN/,
    ],
    ["words for a value", () => fit({}, "--value", "note"), 2, /column "note".*does not hold numbers/],
    ["strengths below 0", () => fit({}, "--value", "quantity"), 1, /1 of 3 pairs.* quantity below 0/],
    ["a folder with other things", () => fit({ out: join(folder, "notes") }), 2, /holds other files and no model/],
    ["a file as place", () => fit({ out: data }), 2, /is a file; give a new name/],
    ["content without texts", () => fit({ model: "content" }), 2, /--text COLUMN/],
    ["times where none are", () => fit({ model: "popularity" }, "--half-life-days", "9"), 2, /looks like a time/],
    ["a missing model", () => ["recommend", "--model", join(folder, "no"), "--user", "a"], 2, /there is no folder/],
    ["a folder without model", () => ["recommend", "--model", folder, "--user", "a"], 2, /holds no model/],
    ["neither user nor users", () => ["recommend", "--model", folder], 2, /either --user or --users/],
    ["users without a file", () => ["recommend", "--model", folder, "--users", "all"], 2, /--users needs --out/],
    ["nothing to serve", () => ["serve"], 2, /give --model DIR/],
    ["a port beyond all ports", () => ["serve", "--model", folder, "--port", "70000"], 2, /from 0 to 65535/],
    ["a folder without an index", () => ["serve", "--search", folder], 2, /holds no index/],
    ["a folder without a classifier", () => ["serve", "--classifier", folder], 2, /holds no classifier/],
  ];
  const fit = (given: { data?: string; model?: string; out?: string }, ...more: string[]): string[] => {
    const { data: file = data, model = "als", out = join(folder, "model") } = given;
    return ["fit", "--data", file, "--model", model, "--out", out, ...more];
  };

  for (const [name, words, code, message] of cases) {
    it(`${name}: exit code ${code}, one clear line on stderr, nothing on stdout, nothing written`, async () => {
      const { stderr, ...result } = await cartwrightHere(...words());
      assert.deepEqual(result, { code, stdout: "" }, stderr);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.ok(stderr.split("\n").filter((line) => line.startsWith("error:")).length <= 1, stderr);
      assert.deepEqual(readdirSync(folder).sort(), ["events.csv", "notes", "plain.csv"]);
    });
  }

  it("ends the process with these codes", async () => {
    const runs = await Promise.all([
      cartwright("frobnicate"),
      cartwright(...fit({}, "--value", "quantity")),
      cartwright("--version"),
    ]);
    assert.deepEqual(
      runs.map(({ code }) => code),
      [2, 1, 0],
    );
  });

  it("shows the stack when CARTWRIGHT_DEBUG is 1", async () => {
    const { stderr } = await ended(startCartwright(fit({ model: "magic" }), { CARTWRIGHT_DEBUG: "1" }));
    assert.match(stderr, /^\s+at /m);
  });
});

describe("cartwright --help", () => {
  it("lists every command and the environment, and --version prints the package's version", async () => {
    const [help, version] = await Promise.all([cartwright("--help"), cartwright("--version")]);
    assert.deepEqual([help.code, version.code], [0, 0]);
    for (const command of COMMANDS) assert.match(help.stdout, new RegExp(`^  ${command} `, "m"));
    for (const name of ["DATA", "DEVICE", "THREADS", "DEBUG"])
      assert.match(help.stdout, new RegExp(`CARTWRIGHT_${name}`));
    const manifest = readFileSync(join(__dirname, "../../../lib/package.json"), "utf8");
    assert.equal(version.stdout.trim(), (JSON.parse(manifest) as { version: string }).version);
  });

  it("gives each working command an example", async () => {
    for (const command of ["fit", "recommend", "evaluate", "crossvalidate", "similar", "explain", "serve"]) {
      const { code, stdout } = await cartwrightHere(command, "--help");
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Examples?:[^]*cartwright ${command}`));
    }
  });
});
