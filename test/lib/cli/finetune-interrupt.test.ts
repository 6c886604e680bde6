import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bertConfig, randomBert, saveBert } from "cartwright/bert";
import { readManifest, readSafetensors } from "cartwright/bundle";
import { openDevice } from "cartwright/device";
import { Random } from "cartwright/random";
import { trainWordPiece } from "cartwright/text";
import { cartwrightHere, type Ended, ended, startCartwright } from "./run-cartwright";

/** What the command says of itself with --json. */
interface Made {
  readonly ended: string;
  readonly steps: number;
  readonly bestStep: number | null;
  readonly metrics: Record<string, number>;
}

describe("cartwright finetune, interrupted", function () {
  this.timeout(120_000);
  const env = { CARTWRIGHT_DEVICE: "cpu" };
  const deviceBefore = process.env.CARTWRIGHT_DEVICE;
  let dir: string;
  const at = (name: string): string => path.join(dir, name);
  const words = (out: string, ...more: string[]): string[] =>
    `finetune --model ${at("base")} --data ${at("reviews.csv")} --text text --label liked --out ${at(out)} --epochs 7 --batch-size 4 --learning-rate 0.004 --json`
      .split(" ")
      .concat(more);
  const weights = async (out: string): Promise<string> =>
    (await readManifest(at(out))).manifest.sha256["model.safetensors"]!;
  const left = (out: string): string[] =>
    readdirSync(dir)
      .filter((name) => name.includes(out))
      .sort();

  /** Starts the command, and sends SIGINT `times` times once it said something as often as asked. */
  async function interrupted(out: string, [when, often]: readonly [string, number], times = 1): Promise<Ended> {
    const child = startCartwright(words(out), env);
    const result = ended(child);
    const heard = { text: "", over: false };
    child.stderr!.on("data", (text: string) => (heard.text += text));
    const over = result.then(() => (heard.over = true));
    const until = async (what: string, count: number): Promise<void> => {
      while (heard.text.split(what).length <= count && !heard.over)
        await Promise.race([once(child.stderr!, "data"), over]);
    };
    await until(when, often);
    child.kill("SIGINT");
    if (times > 1) {
      await until("stopping", 1);
      child.kill("SIGINT");
    }
    return result;
  }

  before(async function () {
    if (process.platform === "win32") this.skip();
    process.env.CARTWRIGHT_DEVICE = env.CARTWRIGHT_DEVICE;
    dir = mkdtempSync(path.join(os.tmpdir(), "cartwright-interrupt-"));
    const random = new Random(3);
    const pick = (from: string): string => from.split(" ")[random.integer(from.split(" ").length)]!;
    const texts = Array.from({ length: 160 }, (_, row) => {
      const mood = pick(row % 2 === 0 ? "lovely soft perfect great" : "scratchy faded awful shapeless");
      // One label in eight is wrong, so that the best is not simply the last.
      return { text: `${mood} ${pick("dress shirt skirt blouse")}`, liked: (row % 2 === 0) !== (row % 8 === 5) };
    });
    writeFileSync(at("reviews.csv"), ["text,liked", ...texts.map(({ text, liked }) => `${text},${liked}`)].join("\n"));
    const tokenizer = await trainWordPiece(
      texts.map(({ text }) => text),
      { size: 120 },
    );
    const { tf } = await openDevice();
    const shape = { hiddenSize: 16, layers: 1, heads: 2, intermediateSize: 32, maxPositions: 32 };
    const config = bertConfig({ ...shape, vocabularySize: tokenizer.size, padId: tokenizer.idOf("[PAD]")! });
    const model = randomBert(tf, config, 1);
    await saveBert(model, tokenizer, at("base"));
    model.dispose();
    const whole = await cartwrightHere(...words("whole"));
    assert.equal(whole.code, 0, whole.stderr);
  });
  after(() => {
    if (deviceBefore === undefined) delete process.env.CARTWRIGHT_DEVICE;
    else process.env.CARTWRIGHT_DEVICE = deviceBefore;
    if (dir !== undefined) rmSync(dir, { recursive: true });
  });

  it("saves the best so far, and the same command ends with the weights of a run that never stopped", async () => {
    const first = await interrupted("part", ["fine-tune: ", 2]);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /stopping; the best so far will be saved/);
    const early = JSON.parse(first.stdout) as Made;
    assert.equal(early.ended, "interrupted");
    assert.match(first.stderr, new RegExp(`goes on from step ${early.steps}, kept in .*part\\.checkpoint`));
    assert.deepEqual(left("part"), ["part", "part.checkpoint"]);
    const { manifest } = await readManifest(at("part"));
    assert.deepEqual(manifest.metrics, early.metrics);
    await readSafetensors(path.join(at("part"), "model.safetensors"));

    const second = await interrupted("part", ["fine-tune: ", 2]);
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stderr, new RegExp(`goes on from step ${early.steps} of \\d+, kept in`));
    assert.ok((JSON.parse(second.stdout) as Made).steps > early.steps);

    const third = await cartwrightHere(...words("part"));
    assert.equal(third.code, 0, third.stderr);
    assert.match((JSON.parse(third.stdout) as Made).ended, /finished|early/);
    assert.equal(await weights("part"), await weights("whole"));
    assert.deepEqual(left("part"), ["part"]);
  });

  it("saves nothing at the second Ctrl-C, and leaves with 130", async () => {
    const { code, stdout, stderr } = await interrupted("twice", ["fine-tune: ", 2], 2);
    assert.deepEqual([code, stdout], [130, ""], stderr);
    assert.deepEqual(
      left("twice").filter((name) => name !== "twice.checkpoint"),
      [],
    );
  });

  it("leaves with 130 where there is nothing to save yet", async () => {
    const { code, stdout, stderr } = await interrupted("none", ["read reviews.csv", 1]);
    assert.deepEqual([code, stdout], [130, ""], stderr);
    assert.match(stderr, /error: stopped before the end; nothing half-written was left/);
    assert.deepEqual(left("none"), []);
  });

  it("refuses to go on as another run, and says which", async () => {
    const stopped = await cartwrightHere(...words("short", "--max-minutes", "0.005"));
    assert.equal(stopped.code, 0, stopped.stderr);
    assert.equal((JSON.parse(stopped.stdout) as Made).ended, "time");
    const other = await cartwrightHere(...words("short", "--seed", "2", "--max-length", "20"));
    assert.equal(other.code, 1);
    assert.match(other.stderr, /is of another run: .*seed 1, now 2; .*maxLength 128, now 20\. .*remove this one/);
  });
});
