import { strToU8, zipSync } from "fflate";
import { formatNotebook, type Notebook } from "cartwright/notebook";
import { answered, RIGHT } from "./fixture";

/** One submission that tries something, or had bad luck. Its other questions are answered rightly. */
export interface HostileCase {
  readonly name: string;
  /** Marks of the three questions, out of 1, 3 and 2. */
  readonly marks: readonly [number, number, number];
  /** What the student reads at question 2. */
  readonly says: RegExp;
  /** Also part of the quick tests. */
  readonly quick?: boolean;
  /** What is handed in: file names with contents, or links. */
  readonly files: (exercise: Notebook) => Record<string, string | Uint8Array | { readonly link: string }>;
}

const NAME = "99-small.ipynb";

/** Question 2 answered with this cell, the others rightly. */
const answer = (q2: string) => (exercise: Notebook) => ({
  [NAME]: formatNotebook(answered(exercise, { ...RIGHT, "q2-answer": q2 })),
});

/** The body of `mean`. */
const body = (text: string) => answer(`function mean(values) {\n${text}\n}`);

/** Rightly answered, and then changed. */
const changed =
  (change: (cells: Record<string, unknown>[], notebook: Record<string, unknown>) => void) => (exercise: Notebook) => {
    const notebook = JSON.parse(formatNotebook(answered(exercise, RIGHT))) as Record<string, unknown>;
    change(notebook["cells"] as Record<string, unknown>[], notebook);
    return { [NAME]: JSON.stringify(notebook) };
  };

const extra = (source: string, id = "mine") => ({
  cell_type: "code",
  id,
  metadata: {},
  outputs: [],
  execution_count: null,
  source,
});
const RIGHT_MEAN = RIGHT["q2-answer"]!;
const all: HostileCase["marks"] = [1, 3, 2];
const lost: HostileCase["marks"] = [1, 0, 2];
const stopped = /stopped|longer than|ended by itself|out of memory/i;

/** What question 2's mean would be. */
const HONEST = "const honest = values.length === 0 ? 0 : values.reduce((a, b) => a + b) / values.length;";

export const HOSTILE: readonly HostileCase[] = [
  // Ending the process, or never ending it.
  {
    name: "exits when the cell runs",
    marks: lost,
    says: /ended by itself/,
    quick: true,
    files: answer("process.exit(0);\nfunction mean() { return 0; }"),
  },
  { name: "exits when it is called", marks: lost, says: /ended by itself/, files: body("process.exit(0);") },
  { name: "calls reallyExit", marks: lost, says: /ended by itself/, files: body("process.reallyExit(0);") },
  {
    name: "kills itself",
    marks: lost,
    says: /failed|ended by itself/,
    files: body('process.kill(process.pid, "SIGKILL");'),
  },
  { name: "aborts", marks: lost, says: stopped, files: body("process.abort();") },
  {
    name: "signals the process that grades it",
    marks: lost,
    quick: true,
    says: /failed/,
    files: body(`process.kill(process.ppid, 0);\n${HONEST}\nreturn honest;`),
  },
  { name: "loops for ever when called", marks: lost, says: /longer than 2 s/, quick: true, files: body("for (;;);") },
  {
    name: "loops for ever when the cell runs",
    marks: lost,
    says: /longer than 2 s/,
    files: answer("for (;;);\nfunction mean() { return 0; }"),
  },
  {
    name: "loops for ever after an await",
    marks: lost,
    says: /longer than 2 s/,
    files: answer("async function mean(values) { await null; for (;;); }"),
  },
  {
    name: "waits for ever",
    marks: lost,
    says: /longer than 2 s|ended by itself/,
    files: answer("function mean(values) { return new Promise(() => setInterval(() => {}, 1000)); }"),
  },
  {
    name: "waits for ever at the cell's top",
    marks: lost,
    says: /longer than 2 s|ended by itself/,
    files: answer("await new Promise(() => setInterval(() => {}, 1000));\nfunction mean() { return 0; }"),
  },
  {
    name: "is right by hand and hangs on the rest",
    marks: [1, 1, 2],
    says: /longer than 2 s/,
    quick: true,
    files: body(
      `if (values.length > 0 && !(values.length === 2 && values[0] === 2)) for (;;);\n${HONEST}\nreturn honest;`,
    ),
  },
  {
    name: "thenable that never settles",
    marks: lost,
    says: /longer than 2 s|ended by itself/,
    files: body("return { then() {} };"),
  },
  // Using up the machine.
  {
    name: "bombs with forks",
    marks: lost,
    says: /failed|stopped|ended/i,
    quick: true,
    files: body(
      'const { spawn } = require("node:child_process"); for (;;) spawn(process.execPath, ["-e", "for(;;);"], { detached: true });',
    ),
  },
  {
    name: "starts threads",
    marks: lost,
    says: /failed|stopped|ended/i,
    files: body(
      'const { Worker } = require("node:worker_threads"); for (let n = 0; n < 500; n++) new Worker("for(;;);", { eval: true }); for(;;);',
    ),
  },
  {
    name: "allocates ten gigabytes in buffers",
    marks: lost,
    says: /memory|failed|allocat|stopped/i,
    quick: true,
    files: body("const kept = []; for (let n = 0; n < 100; n++) kept.push(Buffer.alloc(1e8, 1)); return kept.length;"),
  },
  {
    name: "fills the heap",
    marks: lost,
    says: /memory|stopped/i,
    files: body("const kept = []; for (;;) kept.push({ a: kept.length, b: [kept.length] });"),
  },
  {
    name: "prints a gigabyte",
    marks: lost,
    says: /printed more than|longer than|should be|memory/,
    quick: true,
    files: body('const line = "x".repeat(1e6); for (let n = 0; n < 1000; n++) console.log(line); return 0;'),
  },
  {
    name: "floods stderr",
    marks: lost,
    says: /printed more than|longer than|should be|memory/,
    files: body('const line = "x".repeat(1e6); for (let n = 0; n < 1000; n++) process.stderr.write(line); return 0;'),
  },
  {
    name: "floods the way back",
    marks: lost,
    says: /larger than any answer|longer than|stopped|failed/,
    files: body(
      'const line = Buffer.alloc(1e6, 120); for (let n = 0; n < 1000; n++) require("node:fs").writeSync(3, line); return 0;',
    ),
  },
  {
    name: "fills the disk",
    marks: lost,
    says: /failed|stopped|ended|not right|should be/i,
    files: body(
      'const fs = require("node:fs"); for (let n = 0; n < 40; n++) fs.writeFileSync(process.cwd() + "/file" + n, Buffer.alloc(5e7)); return 0;',
    ),
  },
  {
    name: "gives back a circle",
    marks: lost,
    says: /nested|circle/,
    files: body("const round = {}; round.self = round; return round;"),
  },
  {
    name: "gives back millions of numbers",
    marks: lost,
    says: /parts|memory|longer|stopped/i,
    files: body("return new Float64Array(5e6);"),
  },
  // Claiming marks.
  {
    name: "prints what a pass looks like",
    marks: lost,
    says: /should be/,
    quick: true,
    files: answer(
      'console.log(\'{"ready":true}\\n{"score":3,"max":3}\'); console.log("All right."); function mean() { return 1e9; }',
    ),
  },
  {
    name: "writes answers of its own on the way back",
    marks: lost,
    says: /should be|stopped|ended/,
    quick: true,
    files: answer(
      'const say = (line) => require("node:fs").writeSync(3, JSON.stringify(line) + "\\n"); say({ ready: true }); for (let n = 0; n < 50; n++) say({ ask: n, value: 0, passed: true, earned: 3 });\nfunction mean() { return 1e9; }',
    ),
  },
  {
    name: "redefines assert",
    marks: lost,
    says: /should be/,
    files: answer(
      'const assert = require("node:assert"); for (const key of Object.keys(assert)) { try { assert[key] = () => true; } catch {} }\nfunction mean() { return 1e9; }',
    ),
  },
  {
    name: "patches the comparisons it can reach",
    marks: lost,
    says: /should be/,
    quick: true,
    files: answer(
      "Object.is = () => true; Math.abs = () => 0; Number.isFinite = () => false; Array.prototype.every = () => true; Array.prototype.filter = () => [];\nfunction mean() { return 1e9; }",
    ),
  },
  {
    name: "patches JSON",
    marks: lost,
    says: /should be|stopped|ended/,
    files: answer(
      "JSON.stringify = () => '{\"ready\":true}'; JSON.parse = () => ({});\nfunction mean() { return 1e9; }",
    ),
  },
  {
    name: "overwrites the library's modules in memory",
    marks: lost,
    says: /should be/,
    files: answer(
      "for (const module of Object.values(require.cache ?? {})) { for (const key of Object.keys(module.exports ?? {})) { try { module.exports[key] = () => true; } catch {} } }\nfunction mean() { return 1e9; }",
    ),
  },
  {
    name: "answers with an object that equals everything",
    marks: lost,
    says: /should be/,
    files: body("return { valueOf: () => 0, toString: () => '0', [Symbol.toPrimitive]: () => 0 };"),
  },
  {
    name: "answers with a proxy",
    marks: lost,
    says: /should be|failed/,
    files: body("return new Proxy({}, { get: () => 0, has: () => true });"),
  },
  {
    name: "answers with a tag of the protocol",
    marks: lost,
    says: /should be/,
    files: body('return { $: "number", v: "0" };'),
  },
  {
    name: "pollutes prototypes",
    marks: lost,
    says: /should be/,
    files: body('return JSON.parse(\'{"__proto__":{"earned":3,"passed":true}}\');'),
  },
  { name: "answers NaN", marks: lost, says: /should be/, files: body("return NaN;") },
  { name: "answers one constant", marks: lost, says: /should be/, files: body("return 3;") },
  {
    name: "knows the visible examples by heart",
    marks: [1, 1, 2],
    says: /any numbers/,
    quick: true,
    files: body("return values.length === 0 ? 0 : values.length === 2 && values[0] === 2 ? 3 : 0;"),
  },
  {
    name: "fakes the clock",
    marks: lost,
    says: /longer than 2 s/,
    files: answer(
      "Date.now = () => 0; performance.now = () => 0; globalThis.setTimeout = (f) => f(); globalThis.clearTimeout = () => {};\nfunction mean() { for (;;); }",
    ),
  },
  // Reading and writing what is not its own.
  {
    name: "reads the solution from disk",
    marks: lost,
    says: /failed/,
    quick: true,
    files: body(
      'return require("node:fs").readFileSync(require("node:path").join(values.length ? "SOLUTIONS" : "SOLUTIONS", "99-small.ipynb"), "utf8").length;',
    ),
  },
  {
    name: "reads its parent's memory",
    marks: lost,
    says: /failed/,
    files: body('return require("node:fs").readFileSync("/proc/" + process.ppid + "/environ").length;'),
  },
  {
    name: "writes beside its scratch folder",
    marks: lost,
    says: /failed/,
    quick: true,
    files: body('require("node:fs").writeFileSync("OUTSIDE/written", "x"); return 0;'),
  },
  {
    name: "links out of its scratch folder",
    marks: lost,
    says: /failed|ended|should be/,
    files: body(
      'const fs = require("node:fs"); fs.symlinkSync("OUTSIDE", process.cwd() + "/out"); fs.writeFileSync(process.cwd() + "/out/written", "x"); return 0;',
    ),
  },
  {
    name: "deletes what it finds",
    marks: lost,
    says: /failed|should be/,
    files: body(
      'for (const place of ["OUTSIDE", "SOLUTIONS", "/work", process.cwd() + "/.."]) { try { require("node:fs").rmSync(place, { recursive: true, force: true }); } catch {} } return 1e9;',
    ),
  },
  {
    name: "loads a native library",
    marks: lost,
    says: /failed/,
    files: body('process.dlopen({ exports: {} }, "/usr/lib/x86_64-linux-gnu/libm.so.6"); return 0;'),
  },
  {
    name: "opens the debugger",
    marks: lost,
    says: /failed|should be|ended/,
    files: body('require("node:inspector").open(0); return 1e9;'),
  },
  // Bad luck, and oddities that cost nothing.
  {
    name: "type errors",
    marks: all,
    says: /All right/,
    quick: true,
    files: answer(`const count: string = 3;\n${RIGHT_MEAN}`),
  },
  {
    name: "console.warn",
    marks: all,
    says: /All right/,
    files: answer(`console.warn("careful"); console.error("really");\n${RIGHT_MEAN}`),
  },
  {
    name: "throws after the answer is defined",
    marks: all,
    says: /All right/,
    files: answer(`${RIGHT_MEAN}\nmean(undefined);`),
  },
  {
    name: "rejects in the background",
    marks: all,
    says: /All right/,
    files: answer(
      `${RIGHT_MEAN}\nvoid Promise.reject(new Error("later")); setTimeout(() => { throw new Error("much later"); }, 1);`,
    ),
  },
  {
    name: "leaves a timer behind",
    marks: all,
    says: /All right/,
    files: answer(`${RIGHT_MEAN}\nsetInterval(() => {}, 10);`),
  },
  {
    name: "is asynchronous",
    marks: all,
    says: /All right/,
    files: answer(
      "const pause = await Promise.resolve(1);\nasync function mean(values) { await null; return values.length === 0 ? 0 : values.reduce((a, b) => a + b) / values.length; }",
    ),
  },
  {
    name: "is a constant function",
    marks: all,
    says: /All right/,
    files: answer(
      "const mean = (values: number[]): number => (values.length === 0 ? 0 : values.reduce((a, b) => a + b) / values.length);",
    ),
  },
  {
    name: "is no TypeScript",
    marks: lost,
    says: /not valid TypeScript: line 1/,
    quick: true,
    files: answer("function mean(values { return 0; }"),
  },
  { name: "is empty", marks: lost, says: /Not answered/, files: answer("") },
  {
    name: "left as it was",
    marks: lost,
    says: /Not answered/,
    files: (exercise) => ({
      [NAME]: formatNotebook(
        answered(exercise, { "q1-answer": RIGHT["q1-answer"]!, "q3-answer": RIGHT["q3-answer"]! }),
      ),
    }),
  },
  {
    name: "another name for the function",
    marks: lost,
    says: /no mean/,
    files: answer("function average(values) { return 0; }"),
  },
  {
    name: "makes a listed mistake",
    marks: lost,
    says: /^You forgot to divide\.$/,
    quick: true,
    files: body("let all = 0; for (const value of values) all += value; return all;"),
  },
  {
    name: "makes the other",
    marks: [1, 2, 2],
    says: /The mean of nothing is 0/,
    files: body("let all = 0; for (const value of values) all += value; return all / values.length;"),
  },
  {
    name: "helper in a cell of its own",
    marks: all,
    says: /All right/,
    quick: true,
    files: (exercise) => {
      const notebook = answered(exercise, {
        ...RIGHT,
        "q2-answer": "function mean(values) { return values.length === 0 ? 0 : total(values) / values.length; }",
      });
      return {
        [NAME]: formatNotebook({
          ...notebook,
          cells: [
            ...notebook.cells,
            extra("const total = (values: number[]) => values.reduce((a, b) => a + b);") as never,
          ],
        }),
      };
    },
  },
  {
    name: "an added cell that never ends",
    marks: all,
    says: /All right/,
    files: changed((cells) => cells.splice(2, 0, extra("for (;;);"))),
  },
  {
    name: "an added cell that is no TypeScript",
    marks: all,
    says: /All right/,
    files: changed((cells) => cells.push(extra("this is no code"))),
  },
  {
    name: "the answer's cell is gone",
    marks: lost,
    says: /missing/,
    quick: true,
    files: changed((cells) =>
      cells.splice(
        cells.findIndex(({ id }) => id === "q2-answer"),
        1,
      ),
    ),
  },
  {
    name: "the answer stands in a cell of another name",
    marks: all,
    says: /All right/,
    files: changed((cells) => ((cells.find(({ id }) => id === "q2-answer")!["id"] = "renamed"), undefined)),
  },
  {
    name: "the answer's cell twice, the copy untouched",
    marks: all,
    says: /All right/,
    files: (exercise) => {
      const notebook = answered(exercise, RIGHT);
      return {
        [NAME]: JSON.stringify({
          ...notebook,
          cells: [...notebook.cells, exercise.cells.find(({ id }) => id === "q2-answer")],
        }),
      };
    },
  },
  {
    name: "given code and check cells rewritten",
    marks: all,
    says: /All right/,
    quick: true,
    files: changed((cells) => {
      for (const cell of cells)
        if (/shared|check/.test(String(cell["id"]))) cell["source"] = "const LEAST = 1000; process.exit(0);";
    }),
  },
  {
    name: "every other cell is gone",
    marks: all,
    says: /All right/,
    files: changed(
      (cells, notebook) => ((notebook["cells"] = cells.filter(({ id }) => /answer/.test(String(id)))), undefined),
    ),
  },
  {
    name: "another kernel",
    marks: all,
    says: /All right/,
    files: changed(
      (_, notebook) => (
        (notebook["metadata"] = {
          kernelspec: { name: "python3", language: "python" },
          cartwright: { exercises: "00-99" },
        }),
        undefined
      ),
    ),
  },
  {
    name: "an older nbformat, ids in nbgrader's place",
    marks: all,
    says: /All right/,
    files: changed((cells, notebook) => {
      notebook["nbformat_minor"] = 2;
      for (const cell of cells) delete cell["id"];
    }),
  },
  {
    name: "odd cells among the others",
    marks: all,
    says: /All right/,
    files: changed((cells) =>
      (cells as unknown[]).push(
        null,
        7,
        { cell_type: "code", source: { a: 1 } },
        { cell_type: "code", id: {}, source: [1, "x"] },
      ),
    ),
  },
  { name: "broken JSON", marks: [0, 0, 0], says: /not JSON/, quick: true, files: () => ({ [NAME]: '{"cells": [' }) },
  { name: "an empty file", marks: [0, 0, 0], says: /not JSON/, files: () => ({ [NAME]: "" }) },
  {
    name: "no text at all",
    marks: [0, 0, 0],
    says: /not UTF-8/,
    files: () => ({ [NAME]: Uint8Array.from([0xff, 0xfe, 0x00, 0x80]) }),
  },
  {
    name: "JSON that is no notebook",
    marks: [0, 0, 0],
    says: /no list of cells/,
    files: () => ({ [NAME]: '{"worksheets": [], "nbformat": 3}' }),
  },
  {
    name: "a link to the solution",
    marks: [0, 0, 0],
    says: /Not handed in/,
    quick: true,
    files: () => ({ [NAME]: { link: "SOLUTIONS/99-small.ipynb" } }),
  },
  {
    name: "a zip",
    marks: all,
    says: /All right/,
    quick: true,
    files: (exercise) => ({
      "work.zip": zipSync({ [`homework/${NAME}`]: strToU8(formatNotebook(answered(exercise, RIGHT))) }),
    }),
  },
  {
    name: "a zip that climbs out",
    marks: [0, 0, 0],
    says: /Not handed in/,
    quick: true,
    files: (exercise) => ({
      "work.zip": zipSync({ [`../../${NAME}`]: strToU8(formatNotebook(answered(exercise, RIGHT))) }),
    }),
  },
  {
    name: "a zip bomb",
    marks: [0, 0, 0],
    says: /Not handed in/,
    files: () => ({ "work.zip": zipSync({ [NAME]: new Uint8Array(64 * 2 ** 20) }, { level: 9 }) }),
  },
  {
    name: "a zip that lies about its size",
    marks: [0, 0, 0],
    says: /Not handed in|not JSON|not UTF-8/,
    files: () => ({ "work.zip": lyingZip() }),
  },
  {
    name: "a zip that is none",
    marks: [0, 0, 0],
    says: /Not handed in/,
    files: () => ({ "work.zip": "PK, but no zip" }),
  },
  {
    name: "a zip of ten thousand files",
    marks: [0, 0, 0],
    says: /Not handed in/,
    files: () => ({
      "work.zip": zipSync(
        Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`${n}.ipynb`, new Uint8Array(0)])),
      ),
    }),
  },
];

/** 64 MB behind a header that says 1,000 bytes. */
function lyingZip(): Uint8Array {
  const zip = zipSync({ [NAME]: new Uint8Array(64 * 2 ** 20) }, { level: 9 });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  for (let at = 0; at + 4 <= zip.length; at++) {
    const signature = view.getUint32(at, true);
    if (signature === 0x04034b50) view.setUint32(at + 22, 1000, true);
    if (signature === 0x02014b50) view.setUint32(at + 24, 1000, true);
  }
  return zip;
}
