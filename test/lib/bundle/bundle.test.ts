import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import {
  type BundleContent,
  copyBundle,
  FEATURES_VERSION,
  LIBRARY_VERSION,
  readBundle,
  readManifest,
  type SavedBundle,
  writeBundle,
  writeFileAtomic,
} from "cartwright/bundle";
import { DataError, ShapeError, ValueError } from "cartwright/contracts";
import fc from "fast-check";
import { numberedContent } from "./killed-writer.cjs";

const content: BundleContent = {
  kind: "als",
  settings: { factors: 2, alpha: 1.5, note: "é" },
  tensors: {
    users: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    starts: { shape: [3], data: Uint32Array.of(0, 1, 2) },
  },
  ids: { users: ["17850", "客户"], items: ["", "a b", " 85123A", "x\r"] },
  columns: { user: "CustomerID", item: "StockCode" },
  metrics: { "ndcg@10": 0.125 },
  protocolHash: "p".repeat(64),
  dataHash: "d".repeat(64),
  licence: "CC-BY-4.0",
  lineage: { data: "events.csv", from: "f".repeat(64) },
};

/** The part of a read bundle that was given to be written. */
function given({ manifest: _manifest, fingerprint: _fingerprint, ...rest }: SavedBundle): BundleContent {
  return rest;
}

describe("bundle", () => {
  let folder = "";
  let dir = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    dir = join(folder, "model");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe("writeBundle and readBundle", () => {
    it("give back everything that was written", async () => {
      await writeBundle(dir, content);
      assert.deepEqual(given(await readBundle(dir)), content);
    });

    it("write a manifest that says format, kind, library version, time and the checksum of each file", async () => {
      await writeBundle(dir, content, { created: new Date("2024-05-06T07:08:09Z") });
      const manifest = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")) as Record<string, unknown>;
      const sha256 = Object.fromEntries(
        ["model.safetensors", "users.txt", "items.txt"].map((name) => [
          name,
          createHash("sha256")
            .update(readFileSync(join(dir, name)))
            .digest("hex"),
        ]),
      );
      const { kind, settings, columns, protocolHash, metrics, dataHash, licence, lineage } = content;
      const created = "2024-05-06T07:08:09.000Z";
      const version = LIBRARY_VERSION;
      assert.deepEqual(manifest, {
        format: 1,
        kind,
        version,
        created,
        features: FEATURES_VERSION,
        settings,
        columns,
        protocolHash,
        metrics,
        dataHash,
        licence,
        lineage,
        sha256,
      });
      assert.equal(readFileSync(join(dir, "users.txt"), "utf8"), "17850\n客户\n");
    });

    it("carry the version of the package", () => {
      const file = join(__dirname, "../../../lib/package.json");
      assert.equal(LIBRARY_VERSION, (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version);
    });

    it("keep any list of ids without line feeds, in order", () =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" }).filter((id) => !id.includes("\n"))), async (ids) => {
          const place = join(folder, "ids");
          await writeBundle(place, { ...content, ids: { users: ids } });
          assert.deepEqual((await readBundle(place)).ids, { users: ids });
        }),
        { numRuns: 10 },
      ));

    it("are the same bytes for the same content when the time is fixed", async () => {
      const names = ["manifest.json", "model.safetensors", "users.txt", "items.txt"];
      process.env["SOURCE_DATE_EPOCH"] = "1700000000";
      try {
        await writeBundle(dir, content);
        await writeBundle(join(folder, "again"), content);
      } finally {
        delete process.env["SOURCE_DATE_EPOCH"];
      }
      for (const name of names)
        assert.ok(readFileSync(join(dir, name)).equals(readFileSync(join(folder, "again", name))), name);
      assert.equal((await readManifest(dir)).manifest.created, "2023-11-14T22:13:20.000Z");
    });

    it("make missing parents, fill an empty folder, and replace a bundle without leaving old files", async () => {
      dir = join(folder, "a", "b", "model");
      mkdirSync(dir, { recursive: true });
      await writeBundle(dir, numberedContent(1));
      await writeBundle(dir, content);
      assert.deepEqual(given(await readBundle(dir)), content);
      assert.equal(readdirSync(dir).length, 4);
      await writeBundle(dir, numberedContent(3));
      assert.deepEqual(given(await readBundle(dir)).settings, { version: 3 });
      assert.deepEqual(readdirSync(join(folder, "a", "b")), ["model"]);
    });

    it("mend a damaged bundle when the same content is saved again", async () => {
      await writeBundle(dir, content);
      writeFileSync(join(dir, "users.txt"), "somebody else\n");
      rmSync(join(dir, "items.txt"));
      await writeBundle(dir, content);
      assert.deepEqual(given(await readBundle(dir)), content);
      assert.equal(readdirSync(dir).length, 4);
    });

    it("leave a stranger's file in the bundle's folder alone", async () => {
      await writeBundle(dir, numberedContent(1));
      writeFileSync(join(dir, "NOTES.md"), "mine");
      await writeBundle(dir, numberedContent(2));
      assert.equal(readFileSync(join(dir, "NOTES.md"), "utf8"), "mine");
    });

    it("never replace a folder that holds other things, or a file", async () => {
      mkdirSync(dir);
      writeFileSync(join(dir, "thesis.txt"), "years of work");
      await assert.rejects(
        writeBundle(dir, content),
        /cannot be replaced by a bundle: it holds other files and no manifest.json/,
      );
      await assert.rejects(writeBundle(join(dir, "thesis.txt"), content), /it is no folder/);
      assert.equal(readFileSync(join(dir, "thesis.txt"), "utf8"), "years of work");
    });

    const refused: [string, Partial<BundleContent>, RegExp, new (message: string) => Error][] = [
      ["an id with a line break", { ids: { users: ["a", "b\nc"] } }, /"b\\nc" as users\[1\]/, ValueError],
      ["an id that UTF-8 cannot hold", { ids: { users: ["\ud800"] } }, /valid Unicode/, ValueError],
      ["a list of ids named like a path", { ids: { "../users": [] } }, /"..\/users"/, ValueError],
      ["a list of ids named like the weights", { ids: { model: [] } }, /"model"/, ValueError],
      ["a setting that is NaN", { settings: { deep: { alpha: NaN } } }, /settings.deep.alpha .* NaN/, ValueError],
      ["a metric that is infinite", { metrics: { loss: Infinity } }, /metrics.loss .* Infinity/, ValueError],
      ["a wrong shape", { tensors: { w: { shape: [3], data: new Float32Array(2) } } }, /"w"/, ShapeError],
    ];
    for (const [what, change, message, kind] of refused) {
      it(`refuse ${what} and leave the bundle that was there`, async () => {
        await writeBundle(dir, content);
        await assert.rejects(writeBundle(dir, { ...content, ...change }), (error: Error) => {
          assert.ok(error instanceof kind, String(error));
          assert.match(error.message, message);
          return true;
        });
        assert.deepEqual(given(await readBundle(dir)), content);
        assert.deepEqual(readdirSync(folder), ["model"]);
      });
    }

    it("leave nothing behind when the parent cannot be written", async function () {
      if (process.platform === "win32" || process.getuid?.() === 0) this.skip();
      chmodSync(folder, 0o500);
      try {
        await assert.rejects(writeBundle(dir, content), /EACCES/);
      } finally {
        chmodSync(folder, 0o700);
      }
      assert.deepEqual(readdirSync(folder), []);
    });
  });

  describe("readBundle", () => {
    beforeEach(() => writeBundle(dir, content));
    const change = (name: string, edit: (bytes: Buffer) => Buffer | string): void =>
      writeFileSync(join(dir, name), edit(readFileSync(join(dir, name))));
    const refuses = (message: RegExp): Promise<void> =>
      assert.rejects(readBundle(dir), (error: Error) => {
        assert.ok(error instanceof DataError, String(error));
        assert.match(error.message, message);
        return true;
      });

    it("sees any single changed byte of any file but the manifest", async () => {
      for (const name of ["model.safetensors", "users.txt", "items.txt"]) {
        const sound = readFileSync(join(dir, name));
        for (const at of [0, sound.length >> 1, sound.length - 1]) {
          change(name, (bytes) => {
            bytes[at]! ^= 1;
            return bytes;
          });
          await refuses(
            new RegExp(`${name.replace(".", "\\.")} is damaged: its sha256 must be [0-9a-f]{64}, it is [0-9a-f]{64}`),
          );
          writeFileSync(join(dir, name), sound);
        }
      }
    });

    it("says which file is missing", async () => {
      rmSync(join(dir, "users.txt"));
      await refuses(/users\.txt is missing, and manifest\.json lists it/);
    });

    it("refuses a newer format and says what to do", async () => {
      change("manifest.json", (bytes) => bytes.toString().replace('"format": 1', '"format": 2'));
      await refuses(/format 2, written by a newer version.*reads format 1: update it/);
    });

    it("refuses a model that was made with other features, and says what to do", async () => {
      const other = `"features": ${FEATURES_VERSION + 1}`;
      change("manifest.json", (bytes) => bytes.toString().replace(`"features": ${FEATURES_VERSION}`, other));
      await refuses(/version 2 of the code that makes features.*train it again/);
    });

    it("takes a manifest without features for one of version 1", async () => {
      change("manifest.json", (bytes) => bytes.toString().replace(`"features": ${FEATURES_VERSION},`, ""));
      assert.deepEqual(given(await readBundle(dir)), content);
    });

    it("ignores fields that a later library may add to format 1", async () => {
      change("manifest.json", (bytes) => bytes.toString().replace("{", '{"colour": "green",'));
      assert.deepEqual(given(await readBundle(dir)), content);
    });

    it("refuses a manifest that reaches outside its folder", async () => {
      change("manifest.json", (bytes) => bytes.toString().replace('"users.txt"', '"../users.txt"'));
      await refuses(/"\.\.\/users\.txt", not a plain name/);
    });

    it("refuses a manifest cut short, one without a kind, and a folder without one", async () => {
      const sound = readFileSync(join(dir, "manifest.json"), "utf8");
      change("manifest.json", (bytes) => bytes.subarray(0, 100));
      await refuses(/manifest\.json is damaged/);
      writeFileSync(join(dir, "manifest.json"), sound.replace('"kind"', '"sort"'));
      await refuses(/kind must be text, received undefined/);
      dir = folder;
      await refuses(/is not a bundle: there is no manifest\.json/);
    });

    it("reads one version or the other while a writer replaces the bundle, never a mixture", async () => {
      dir = join(folder, "busy");
      await writeBundle(dir, numberedContent(0));
      let writing = true;
      const writer = (async () => {
        for (let version = 1; version <= 25; version++) await writeBundle(dir, numberedContent(version));
        writing = false;
      })();
      let reads = 0;
      for (; writing; reads++) requireOneVersion(await readBundle(dir));
      await writer;
      assert.ok(reads > 0);
    });
  });

  describe("copyBundle", () => {
    it("copies the bundle byte for byte, and nothing else of its folder", async () => {
      await writeBundle(dir, content);
      writeFileSync(join(dir, "NOTES.md"), "mine");
      const copy = join(folder, "copy");
      await copyBundle(dir, copy);
      assert.deepEqual(
        readdirSync(copy).sort(),
        readdirSync(dir)
          .filter((name) => name !== "NOTES.md")
          .sort(),
      );
      assert.equal((await readBundle(copy)).fingerprint, (await readBundle(dir)).fingerprint);
    });

    it("refuses a damaged one", async () => {
      await writeBundle(dir, content);
      writeFileSync(join(dir, "users.txt"), "somebody else\n");
      await assert.rejects(copyBundle(dir, join(folder, "copy")), /users\.txt is damaged/);
    });
  });

  describe("a writer killed at any moment", () => {
    it("leaves a whole bundle: the old one or the new one", async () => {
      const seen = new Set<number>();
      for (let round = 0; round < 10; round++) {
        await killedWriter(dir, 17 * round);
        seen.add(requireOneVersion(await readBundle(dir)));
      }
      assert.ok(seen.size > 1, "the child never got to replace anything");
      // And the next writer is not disturbed by what the killed ones left.
      await writeBundle(dir, numberedContent(-1));
      assert.equal(requireOneVersion(await readBundle(dir)), -1);
    });
  });

  describe("writeFileAtomic", () => {
    const path = (): string => join(folder, "file.csv");

    it("writes text, bytes and pieces", async () => {
      await writeFileAtomic(path(), "é\n");
      assert.equal(readFileSync(path(), "utf8"), "é\n");
      await writeFileAtomic(path(), Uint8Array.of(1, 2));
      assert.deepEqual([...readFileSync(path())], [1, 2]);
      await writeFileAtomic(path(), ["a,", Buffer.from("b"), "\n"]);
      assert.equal(readFileSync(path(), "utf8"), "a,b\n");
    });

    it("keeps the old file, and leaves nothing beside it, when the source fails or is aborted halfway", async () => {
      await writeFileAtomic(path(), "old");
      const failing = function* (): Generator<string> {
        yield "new";
        throw new Error("the source broke");
      };
      await assert.rejects(writeFileAtomic(path(), failing()), /the source broke/);
      const controller = new AbortController();
      const aborting = function* (): Generator<string> {
        yield "new";
        controller.abort();
        yield "newer";
      };
      await assert.rejects(writeFileAtomic(path(), aborting(), { signal: controller.signal }), { name: "AbortError" });
      assert.equal(readFileSync(path(), "utf8"), "old");
      assert.deepEqual(readdirSync(folder), ["file.csv"]);
    });

    it("refuses to replace a folder or a device", async () => {
      mkdirSync(path());
      await assert.rejects(writeFileAtomic(path(), "x"), DataError);
      if (process.platform !== "win32") await assert.rejects(writeFileAtomic("/dev/null", "x"), /a folder or a device/);
    });

    it("fails clearly where the folder is missing", () =>
      assert.rejects(writeFileAtomic(join(folder, "no", "file.csv"), "x"), { code: "ENOENT" }));
  });
});

/** Every part of the bundle must tell the same version; gives that version. */
function requireOneVersion({ settings, tensors, ids }: BundleContent): number {
  const version = settings["version"] as number;
  assert.ok(tensors["version"]!.data.every((value) => value === version));
  assert.ok(ids!["users"]!.every((id) => id.endsWith(`-${version}`)));
  return version;
}

/** Lets a child replace the bundle over and over and kills it `delay` ms after its first version stands. */
async function killedWriter(dir: string, delay: number): Promise<void> {
  const child = spawn(process.execPath, [join(__dirname, "killed-writer.cjs"), dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  await new Promise((done) => setTimeout(done, delay));
  child.kill("SIGKILL");
  await once(child, "exit");
}
