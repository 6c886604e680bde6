import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, ended, startCartwright } from "./run-cartwright";

const ROOT = join(__dirname, "../../..");

/** A library of one file, inside the repository so that it finds the compiler. */
describe("bin/cartwright.js", () => {
  let lib = "";
  beforeEach(() => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    lib = mkdtempSync(join(ROOT, "build", "stale-build-"));
    cpSync(join(ROOT, "lib", "bin"), join(lib, "bin"), { recursive: true });
    mkdirSync(join(lib, "cli"));
    const compilerOptions = {
      composite: true,
      module: "commonjs",
      target: "es2022",
      types: [],
      rootDir: ".",
      outDir: "dist",
      tsBuildInfoFile: "dist/.tsbuildinfo",
    };
    writeFileSync(
      join(lib, "tsconfig.json"),
      JSON.stringify({ compilerOptions, include: ["*/**/*.ts"], exclude: ["dist"] }),
    );
    says("one");
  });
  afterEach(() => rmSync(lib, { recursive: true }));

  const source = (): string => join(lib, "cli", "main.ts");
  const says = (word: string): void => {
    const declared = "declare const process: { stdout: { write(text: string): void } };";
    writeFileSync(source(), `${declared}\nexport const main = (): void => process.stdout.write("${word}");\n`);
  };
  const start = (): ChildProcess => startCartwright([], { CARTWRIGHT_BUILD: "" }, join(lib, "bin", "cartwright.js"));
  const run = (): Promise<Ended> => ended(start());

  it("builds what is missing or stale, says so on stderr, and runs it; a fresh build is left alone", async () => {
    const first = await run();
    assert.deepEqual([first.code, first.stdout], [0, "one"], first.stderr);
    assert.match(first.stderr, /building the library/);

    assert.deepEqual(await run(), { code: 0, stdout: "one", stderr: "" });

    says("two");
    utimesSync(source(), new Date(), new Date(Date.now() + 2000));
    const third = await run();
    assert.deepEqual([third.code, third.stdout], [0, "two"]);
    assert.match(third.stderr, /building the library/);
  });

  it("builds once when four start at the same time", async () => {
    const all = await Promise.all([run(), run(), run(), run()]);
    assert.deepEqual(
      all.map(({ code, stdout }) => [code, stdout]),
      all.map(() => [0, "one"]),
      all.map(({ stderr }) => stderr).join(""),
    );
    assert.equal(all.filter(({ stderr }) => stderr.includes("building")).length, 1);
  });

  it("waits for the compiler of a command that was killed", async () => {
    const killed = start();
    await new Promise((said) => killed.stderr!.once("data", said));
    killed.kill("SIGKILL");
    assert.deepEqual(await run(), { code: 0, stdout: "one", stderr: "" });
  });

  it("says where the library does not compile, and runs nothing", async () => {
    says("one");
    writeFileSync(source(), "export const main: number = 'text';\n");
    const { code, stdout, stderr } = await run();
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /main\.ts.*TS2322[^]*does not compile/);
  });

  it("runs what was shipped where there are no sources", async () => {
    rmSync(join(lib, "tsconfig.json"));
    mkdirSync(join(lib, "dist", "cli"), { recursive: true });
    writeFileSync(join(lib, "dist", "cli", "main.js"), "exports.main = () => process.stdout.write('shipped');");
    assert.deepEqual(await run(), { code: 0, stdout: "shipped", stderr: "" });
  });
});
