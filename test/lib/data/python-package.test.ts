import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { fetchPythonPackage, findModel, getModel, unzipFiles } from "cartwright/data";
import { zipSync } from "fflate";

describe("weights and packages", () => {
  let folder: string;
  const cache = process.env["CARTWRIGHT_CACHE"];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cartwright-package-"));
    process.env["CARTWRIGHT_CACHE"] = path.join(folder, "cache");
  });
  afterEach(() => {
    if (cache === undefined) delete process.env["CARTWRIGHT_CACHE"];
    else process.env["CARTWRIGHT_CACHE"] = cache;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A program that stands in for Python: it runs `body` with the folder that pip was told to fill. */
  function python(body: string): string[] {
    const script = path.join(folder, "python.cjs");
    writeFileSync(
      script,
      `const dest = process.argv[process.argv.indexOf("--dest") + 1]; const fs = require("fs");\n${body}`,
    );
    return [process.execPath, script];
  }
  const wheels = (): string => path.join(folder, "wheels");
  const writeWheel = `fs.writeFileSync(dest + "/my_package-1.0-py3-none-any.whl", "wheel"); fs.appendFileSync(${JSON.stringify("LOG")}, process.argv.slice(2).join(" "))`;

  it("fetches a wheel with pip, without what it depends on, and once", async () => {
    const log = path.join(folder, "log");
    const pythons = [python(writeWheel.replace("LOG", log))];
    const sha256 = createHash("sha256").update("wheel").digest("hex");
    const got = await fetchPythonPackage("my-package==1.0", wheels(), { pythons, sha256 });
    assert.equal(path.basename(got), "my_package-1.0-py3-none-any.whl");
    assert.match(readFileSync(log, "utf8"), /^-m pip download --no-deps .* my-package==1.0$/);
    assert.equal(
      await fetchPythonPackage("my-package==1.0", wheels(), { pythons: [["no-such-command"]], sha256 }),
      got,
    );
    assert.deepEqual(readdirSync(wheels()), ["my_package-1.0-py3-none-any.whl"]);
  });

  const troubles: [string, string | undefined, RegExp][] = [
    ["no Python", undefined, /no Python was found; install Python 3/],
    ["no pip", 'console.error("No module named pip"); process.exit(1)', /has no pip/],
    [
      "no network",
      'console.error("Failed to establish a new connection: Name or service not known"); process.exit(1)',
      /are you offline/,
    ],
    [
      "a full disk",
      'console.error("OSError: [Errno 28] No space left on device"); process.exit(1)',
      /the disk is full/,
    ],
    [
      "anything else",
      'console.error("line one\\nERROR: no such package"); process.exit(1)',
      /pip says: ERROR: no such package$/,
    ],
    ["another file", 'fs.writeFileSync(dest + "/my_package-1.0-py3-none-any.whl", "other")', /sha256 differs/],
  ];
  for (const [what, body, message] of troubles) {
    it(`complains in one line about ${what}, and leaves nothing`, async () => {
      const pythons = [body === undefined ? ["no-such-command"] : python(body)];
      await assert.rejects(
        fetchPythonPackage("my-package==1.0", wheels(), { pythons, sha256: "0".repeat(64) }),
        (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
      assert.deepEqual(readdirSync(wheels()), []);
    });
  }

  it("tries the next Python when one has no pip", async () => {
    const broken = path.join(folder, "broken.cjs");
    writeFileSync(broken, 'console.error("No module named pip"); process.exit(1)');
    const good = python('fs.writeFileSync(dest + "/my_package-1.0-py3-none-any.whl", "wheel")');
    await fetchPythonPackage("my-package==1.0", wheels(), { pythons: [[process.execPath, broken], good] });
  });

  it("unpacks chosen members, byte for byte, and never to a path of the archive's choice", async () => {
    const big = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * n) >>> 7));
    const archive = path.join(folder, "a.whl");
    writeFileSync(
      archive,
      zipSync({
        "in/big.bin": big,
        "in/stored.txt": [Buffer.from("plain"), { level: 0 }],
        "../evil": Buffer.from("x"),
        empty: new Uint8Array(0),
      }),
    );
    const target = path.join(folder, "out");
    const done = await unzipFiles(archive, (name) =>
      name === "../evil" ? undefined : path.join(target, path.basename(name)),
    );
    assert.deepEqual(done.sort(), ["empty", "in/big.bin", "in/stored.txt"]);
    assert.deepEqual(readFileSync(path.join(target, "big.bin")), big);
    assert.equal(readFileSync(path.join(target, "stored.txt"), "utf8"), "plain");
    assert.equal(readFileSync(path.join(target, "empty")).length, 0);
    assert.ok(!existsSync(path.join(folder, "..", "evil")));
  });

  it("refuses an archive that was cut off", async () => {
    const archive = path.join(folder, "cut.whl");
    const whole = zipSync({ a: Buffer.from("x".repeat(1e6) + Math.random()) });
    writeFileSync(archive, whole.subarray(0, 500));
    await assert.rejects(
      unzipFiles(archive, () => path.join(folder, "a")),
      /cannot be unpacked/,
    );
  });

  it("knows weights by name, finds none where none are, and refuses a folder that lacks files or has others", async () => {
    await assert.rejects(getModel("nonsense"), /no model is called "nonsense"; there are minilm/);
    assert.equal(findModel("minilm"), undefined);
    const from = path.join(folder, "from");
    mkdirSync(from);
    await assert.rejects(getModel("minilm", { from }), /the weights lack model.safetensors/);
    writeFileSync(path.join(from, "model.safetensors"), "other weights");
    await assert.rejects(getModel("minilm", { from }), /model.safetensors is not the file that was expected/);
    assert.equal(findModel("minilm"), undefined);
    assert.deepEqual(readdirSync(path.join(folder, "cache", "models")), []);
  });
});
