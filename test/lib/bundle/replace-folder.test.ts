import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replaceFolder, settleFolder, targetFolder } from "cartwright/bundle";

/** A process with this id has ended. */
async function deadId(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid!;
}

describe("a folder that is replaced", () => {
  let home = "";
  let target = "";
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "replace-"));
    target = join(home, "model");
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const make = (folder: string, text: string): string => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "text"), text);
    return folder;
  };
  const textOf = (folder: string): string => readFileSync(join(folder, "text"), "utf8");

  it("is the old one or the new one wherever its writer is killed, and the next writer tidies up", async () => {
    make(target, "0");
    const found: string[] = [];
    for (let last = 1; ; last++) {
      const args = [join(__dirname, "folder-replacer.cjs"), target, String(last), String(last)];
      const [code] = (await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit")) as [number | null];
      await settleFolder(target);
      found.push(textOf(target));
      if (code === 0) break;
      assert.ok(last < 20);
    }
    // Clearing a place aside, the two renames, removing what lies aside: its own folder, and that of the one killed there.
    assert.deepEqual(found, ["0", "0", "0", "4", "5", "6"]);
    assert.deepEqual(readdirSync(home), ["model"]);
  });

  it("comes back before it is read where a dead process left it aside", async () => {
    make(`${target}.replaced-${await deadId()}`, "mine");
    await settleFolder(target);
    assert.equal(textOf(target), "mine");
  });

  it("is waited for while a live process is between its two renames", async () => {
    make(`${target}.replaced-${process.pid}`, "old");
    make(`${target}.tmp`, "new");
    setTimeout(() => renameSync(`${target}.tmp`, target), 60);
    await settleFolder(target);
    assert.equal(textOf(target), "new");
  });

  it("stays where the new one cannot take its place", async () => {
    make(target, "old");
    await assert.rejects(replaceFolder(join(home, "nothing"), target), /ENOENT/);
    assert.equal(textOf(target), "old");
    assert.deepEqual(readdirSync(home), ["model"]);
  });

  it("is left alone when nothing was left aside: another name's folder is none of it", async () => {
    make(`${target}.replaced-by-me`, "mine");
    make(`${target}2.replaced-${await deadId()}`, "another's");
    await settleFolder(target);
    assert.ok(!existsSync(target));
  });

  it("may be a new name, an empty folder or one with a manifest, and nothing else", async () => {
    assert.equal(await targetFolder(target, "a model"), "new");
    mkdirSync(target);
    assert.equal(await targetFolder(target, "a model"), "new");
    make(target, "years of work");
    await assert.rejects(targetFolder(target, "a model"), /model cannot be replaced by a model: it holds other files/);
    await assert.rejects(targetFolder(join(target, "text"), "a model"), /it is no folder/);
    writeFileSync(join(target, "manifest.json"), "{}");
    assert.equal(await targetFolder(target, "a model"), "replaced");
  });
});
