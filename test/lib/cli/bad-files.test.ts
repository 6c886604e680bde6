import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readBundle } from "cartwright/bundle";
import { TableWriter } from "cartwright/data";
import { cartwrightHere } from "./run-cartwright";

/** A right answer: users, items, pairs, and what is said on the way. */
interface Right {
  readonly users: number;
  readonly items: number;
  readonly pairs: number;
  readonly says?: RegExp;
}

/** A refusal: exit code and the one line that says why. */
interface Refusal {
  readonly code: 1 | 2;
  readonly error: RegExp;
}

type Case = [name: string, file: string, content: string | Buffer, expected: Right | Refusal, flags?: string[]];

const PAIRS = "user,item\n" + Array.from({ length: 3000 }, (_, n) => `u${n % 50},i${n % 60}\n`).join("");
const LINES = Array.from({ length: 3000 }, (_, n) => `{"user":"u${n % 50}","item":"i${n % 60}"}\n`).join("");
const LONG = "y".repeat(10_000_000);

const CASES: Case[] = [
  [
    "another delimiter than those tried",
    "a.csv",
    "user#item\na#x\n",
    { code: 2, error: /a\.csv .*it has user#item\. .*--delimiter/ },
  ],
  ["that delimiter named", "a.csv", "user#item\na#x\nb#y\n", { users: 2, items: 2, pairs: 2 }, ["--delimiter", "#"]],
  ["semicolons", "a.csv", "user;item;rating\na;x;1\nb;y;2\n", { users: 2, items: 2, pairs: 2 }],
  [
    "a missing column",
    "a.csv",
    "user,colour\na,x\n",
    { code: 2, error: /looks like the item; it has user, colour\. Name it: --item/ },
  ],
  [
    "a named column that is not there",
    "a.csv",
    "user,item\na,x\n",
    { code: 2, error: /--time: .*a\.csv has no column "when"; it has user, item/ },
    ["--time", "when"],
  ],
  [
    "mixed encodings",
    "a.csv",
    Buffer.concat([
      Buffer.from("user,item\na,café\nb,"),
      Buffer.from("café", "latin1"),
      Buffer.from("\nc,naïve\nd,über\n"),
    ]),
    { users: 3, items: 3, pairs: 3, says: /a\.csv:3: item: bytes that are not UTF-8/ },
  ],
  [
    "an old encoding throughout",
    "a.csv",
    Buffer.from("user,item\na,café\nb,über\n", "latin1"),
    { users: 2, items: 2, pairs: 2, says: /not UTF-8: read as windows-1252/ },
  ],
  ["a byte order mark", "a.csv", "\uFEFFuser,item\na,x\nb,y\n", { users: 2, items: 2, pairs: 2 }],
  [
    "a byte order mark of UTF-16",
    "a.csv",
    Buffer.from("\uFEFFuser,item\na,é\nb,y\n", "utf16le"),
    { users: 2, items: 2, pairs: 2 },
  ],
  [
    "quotes across lines in a note",
    "a.csv",
    'user,item,note\na,x,"one\ntwo"\nb,y,""\n',
    { users: 2, items: 2, pairs: 2 },
  ],
  [
    "quotes across lines in an id",
    "a.csv",
    'user,item\na,"x\ny"\n',
    { code: 1, error: /a\.csv: ids in column item must hold no line break, received "x\\ny"/ },
  ],
  [
    "a quote that is never closed",
    "a.csv",
    'user,item\nz,w\na,"x\nb,y\n',
    { users: 1, items: 1, pairs: 1, says: /a\.csv:3: a quoted cell is not closed/ },
  ],
  [
    "decimal commas",
    "a.csv",
    "user;item;plays\na;x;3,5\nb;y;2,25\n",
    { users: 2, items: 2, pairs: 2, says: /"plays" is read with decimal commas: 2,25 is 2\.25/ },
    ["--value", "plays"],
  ],
  [
    "commas between thousands",
    "a.csv",
    'user,item,plays\na,x,"1,234.5"\nb,y,"2,000"\n',
    { users: 2, items: 2, pairs: 2, says: /commas between thousands: 1,234\.5 is 1234\.5/ },
    ["--value", "plays"],
  ],
  [
    "commas that may be either",
    "a.csv",
    'user,item,plays\na,x,"1,234"\nb,y,"2,000"\n',
    { code: 2, error: /--value: column "plays" of .*a\.csv does not hold numbers/ },
    ["--value", "plays"],
  ],
  [
    "a word among the ratings",
    "a.csv",
    "user,item,rating\na,x,5\nb,y,good\nc,y,4\n",
    { users: 2, items: 2, pairs: 2, says: /a\.csv:3: rating: "good" is not a number/ },
    ["--value", "rating"],
  ],
  ["nothing", "a.csv", "", { code: 1, error: /a\.csv is empty/ }],
  ["nothing but a header", "a.csv", "user,item\n", { code: 1, error: /a\.csv has no usable row/ }],
  ["nothing but blank lines", "a.csv", "\n\n\n", { code: 1, error: /a\.csv holds only blank lines/ }],
  ["one user", "a.csv", "user,item\na,x\na,y\n", { users: 1, items: 2, pairs: 2 }],
  ["one item", "a.csv", "user,item\na,x\nb,x\n", { users: 2, items: 1, pairs: 2 }],
  ["all duplicates", "a.csv", "user,item\n" + "a,x\n".repeat(100), { users: 1, items: 1, pairs: 1 }],
  [
    "ids with spaces and emoji",
    "a.csv",
    "user,item\nAda Lovelace,🧦 socks\nAda Lovelace,👨‍👩‍👧\n",
    { users: 1, items: 2, pairs: 2 },
  ],
  ["10 MB in one line", "a.csv", `user,item,note\na,x,${LONG}\nb,y,z\n`, { users: 2, items: 2, pairs: 2 }],
  ["10 MB without a line end", "a.csv", LONG, { code: 2, error: /it has y{40}\.{4} Is it cut at another character/ }],
  [
    "no text at all",
    "a.csv",
    Buffer.from("89504e470d0a1a0a0000000d494844520000000a", "hex"),
    { code: 1, error: /a\.csv cannot be read as CSV/ },
  ],
  [
    "truncated gzip",
    "a.csv.gz",
    gzipSync(PAIRS).subarray(0, -40),
    { code: 1, error: /a\.csv\.gz ends in the middle: the gzip file was cut off/ },
  ],
  ["gzip under another name", "a.csv", gzipSync(PAIRS), { users: 50, items: 60, pairs: 300 }],
  [
    "JSON lines: a broken line",
    "a.jsonl",
    '{"user":"a","item":"x"}\n{"user":"b",\n',
    { users: 1, items: 1, pairs: 1, says: /a\.jsonl:2: not valid JSON/ },
  ],
  [
    "JSON lines: one document",
    "a.json",
    '[{"user":"a","item":"x"}]',
    { code: 1, error: /a\.json is one JSON document; write one object per line/ },
  ],
  ["JSON lines: nothing", "a.jsonl", "", { code: 1, error: /a\.jsonl is empty/ }],
  [
    "JSON lines: a table",
    "a.jsonl",
    "user,item\na,x\n",
    { code: 1, error: /a\.jsonl has no line that is a JSON object; its first line begins "user,item"/ },
  ],
  ["JSON lines: a missing key", "a.jsonl", '{"user":"a"}\n', { code: 2, error: /looks like the item; it has user/ }],
  ["JSON lines: a byte order mark", "a.jsonl", '\uFEFF{"user":"a","item":"x"}\n', { users: 1, items: 1, pairs: 1 }],
  [
    "JSON lines: mixed encodings",
    "a.jsonl",
    Buffer.concat([
      Buffer.from('{"user":"a","item":"x"}\n{"user":"b","item":"'),
      Buffer.from("é", "latin1"),
      Buffer.from('"}\n'),
    ]),
    { users: 1, items: 1, pairs: 1, says: /a\.jsonl:2: bytes that are not UTF-8/ },
  ],
  [
    "JSON lines: ids across lines",
    "a.jsonl",
    '{"user":"a","item":"x\\ny"}\n',
    { code: 1, error: /ids in column item must hold no line break/ },
  ],
  ["JSON lines: emoji", "a.jsonl", '{"user":"Ada Lovelace","item":"🧦 socks"}\n', { users: 1, items: 1, pairs: 1 }],
  [
    "JSON lines: 10 MB in one line",
    "a.jsonl",
    `{"user":"a","item":"x","note":"${LONG}"}\n`,
    { users: 1, items: 1, pairs: 1 },
  ],
  [
    "JSON lines: truncated gzip",
    "a.jsonl.gz",
    gzipSync(LINES).subarray(0, -40),
    { code: 1, error: /a\.jsonl\.gz ends in the middle/ },
  ],
  ["Parquet: nothing", "a.parquet", "", { code: 1, error: /a\.parquet is empty/ }],
  [
    "Parquet: something else",
    "a.parquet",
    "user,item\na,x\n",
    { code: 1, error: /a\.parquet cannot be read as Parquet/ },
  ],
];

describe("cartwright fit, with files as people have them", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cartwright-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function expectOf(file: string, expected: Right | Refusal, flags: readonly string[] = []): Promise<void> {
    const before = readdirSync(folder);
    const words = ["fit", "--data", join(folder, file), "--model", "popularity", "--out", join(folder, "model")];
    const { code, stdout, stderr } = await cartwrightHere(...words, "--json", ...flags);
    assert.ok(stderr.length < 5000, `${stderr.length} characters of talk`);
    assert.doesNotMatch(stderr, /not foreseen|^\s+at /m);
    if ("error" in expected) {
      assert.deepEqual([code, stdout], [expected.code, ""], stderr);
      assert.match(stderr.split("\n").find((line) => line.startsWith("error: ")) ?? stderr, expected.error);
      assert.deepEqual(readdirSync(folder), before, "something was left behind");
      return;
    }
    assert.equal(code, 0, stderr);
    const { users, items, pairs } = JSON.parse(stdout) as Right;
    const { says = /saved/, ...counts } = expected;
    assert.deepEqual({ users, items, pairs }, counts, stderr);
    assert.match(stderr, says);
  }

  for (const [name, file, content, expected, flags] of CASES) {
    it(`${name}: ${"error" in expected ? "refused with a clear message" : "a right answer"}`, async () => {
      writeFileSync(join(folder, file), content);
      await expectOf(file, expected, flags);
    });
  }

  it("Parquet: emoji, missing cells and duplicates are right; cut off, it is refused", async () => {
    const file = join(folder, "a.parquet");
    const names = ["user", "item"].map((name) => ({ name, type: "string" }) as const);
    const writer = await TableWriter.open(file, names);
    await writer.write({ user: ["Ada L", "Ada L", "b", null], item: ["🧦 socks", "🧦 socks", "x", "y"] });
    await writer.close();
    await expectOf("a.parquet", { users: 2, items: 2, pairs: 2, says: /left out: 1 of 4 rows/ });
    rmSync(join(folder, "model"), { recursive: true });
    writeFileSync(file, readFileSync(file).subarray(0, -20));
    await expectOf("a.parquet", { code: 1, error: /a\.parquet cannot be read as Parquet/ });
  });

  it("numbers with commas become the numbers that they are", async () => {
    writeFileSync(join(folder, "a.csv"), "user;item;plays\na;x;3,5\nb;y;1.002,25\n");
    const words = ["--data", join(folder, "a.csv"), "--value", "plays", "--out", join(folder, "model")];
    const { code, stderr } = await cartwrightHere("fit", "--model", "popularity", "--by", "values", ...words);
    assert.equal(code, 0, stderr);
    assert.deepEqual([...(await readBundle(join(folder, "model"))).tensors["seen.values"]!.data], [3.5, 1002.25]);
  });
});

describe("cartwright evaluate, with files as people have them", () => {
  const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
  before(async () => {
    writeFileSync(join(folder, "train.csv"), PAIRS);
    const words = ["--data", join(folder, "train.csv"), "--model", "popularity", "--out", join(folder, "model")];
    assert.equal((await cartwrightHere("fit", ...words)).code, 0);
  });
  after(() => rmSync(folder, { recursive: true }));

  const cases: [name: string, content: string | Buffer, expected: number | RegExp][] = [
    ["other delimiter, quotes, a byte order mark", '\uFEFFuser;item\n"u1";i2\n', 1],
    ["all duplicates", "user,item\n" + "u1,i2\n".repeat(50), 1],
    ["a missing column", "user,colour\nu1,red\n", /--item: .*test\.csv has no column "item"; it has user, colour/],
    ["nothing", "", /test\.csv is empty/],
    ["truncated gzip", gzipSync(PAIRS).subarray(0, -40), /test\.csv ends in the middle/],
    ["nobody the model knows", "user,item\nx,i1\n", /knows none of the 1 users/],
  ];
  for (const [name, content, expected] of cases) {
    it(name, async () => {
      writeFileSync(join(folder, "test.csv"), content);
      const words = ["evaluate", "--model", join(folder, "model"), "--test", join(folder, "test.csv"), "--json"];
      const { code, stdout, stderr } = await cartwrightHere(...words);
      if (typeof expected === "number") assert.equal((JSON.parse(stdout) as { users: number }).users, expected, stderr);
      else {
        assert.notEqual(code, 0);
        assert.match(stderr, expected);
      }
    });
  }
});
