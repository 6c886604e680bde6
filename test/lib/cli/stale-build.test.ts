import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
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
  const run = (): Promise<Ended> =>
    ended(startCartwright([], { CARTWRIGHT_BUILD: "" }, join(lib, "bin", "cartwright.js")));

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

  it("builds once when two start at the same time, also where a dead process left its lock", async () => {
    mkdirSync(join(lib, "dist"));
    writeFileSync(join(lib, "dist", ".building"), "999999999");
    const both = await Promise.all([run(), run()]);
    assert.deepEqual(
      both.map(({ code, stdout }) => [code, stdout]),
      [
        [0, "one"],
        [0, "one"],
      ],
    );
    assert.equal(both.filter(({ stderr }) => stderr.includes("building")).length, 1);
    assert.ok(!existsSync(join(lib, "dist", ".building")));
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
