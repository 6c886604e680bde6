import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  addAdaLora,
  addLora,
  type BertHead,
  loadAdapters,
  loadBert,
  randomBert,
  readBert,
  saveAdapters,
  saveBert,
} from "cartwright/bert";
import { openDevice, type TensorFlow } from "cartwright/device";
import { largestDifference, outputsOf, recordedInput, REFERENCE, shakeAdapters, TINY } from "./support";

const python = process.env.CARTWRIGHT_PEER_PYTHON;
const texts = ["A red dress, very good!", "s\u00edlk \u7ea2 scarf"];
const heads: readonly BertHead[] = [
  { kind: "none" },
  { kind: "sequence", labels: ["bad", "fair", "good"], problem: "single-label" },
  { kind: "token", labels: ["bad", "fair", "good"] },
  { kind: "masked" },
];

/** Gives test/reference/bert/peer.py its jobs, in one process: importing transformers takes longer than all of them. */
function askPeer(jobs: readonly unknown[][]): unknown[] {
  const output = execFileSync(python!, [path.join(REFERENCE, "peer.py")], {
    encoding: "utf8",
    input: JSON.stringify(jobs),
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, HF_HUB_OFFLINE: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  return JSON.parse(output.trim().split("\n").at(-1)!) as unknown[];
}

describe("Python's transformers and peft", function () {
  this.timeout(300_000);
  let tf: TensorFlow;
  let dir: string;
  const jobs: unknown[][] = [];
  const ours: number[][] = [];
  let ids: number[][] = [];
  let theirs: unknown[] = [];

  before(async function () {
    if (python === undefined) {
      console.log("      skipped: CARTWRIGHT_PEER_PYTHON names no Python with torch, transformers and peft");
      this.skip();
    }
    ({ tf } = await openDevice({ backend: "cpu" }));
    dir = mkdtempSync(path.join(tmpdir(), "cartwright-bert-"));
    await saveEveryHead();
    await saveOurAdapters();
    jobs.push(["adapt", path.join(dir, "sequence"), path.join(dir, "by-peft")]);
    jobs.push(["tokenize", path.join(dir, "sequence"), texts]);
    theirs = askPeer(jobs);
  });

  after(() => dir && rmSync(dir, { recursive: true, force: true }));

  async function saveEveryHead(): Promise<void> {
    const { config, tokenizer } = await readBert(TINY);
    ids = texts.map((text) => [...tokenizer.encode(text).ids]);
    for (const head of heads) {
      const model = randomBert(tf, config, 4, head);
      await saveBert(model, tokenizer, path.join(dir, head.kind));
      ours.push(await outputsOf(model, recordedInput()));
      jobs.push(["logits", path.join(dir, head.kind)]);
      model.dispose();
    }
  }

  async function saveOurAdapters(): Promise<void> {
    const base = path.join(dir, "sequence");
    for (const add of [addLora, addAdaLora]) {
      const { model } = await loadBert(tf, base);
      add(model, { rank: 4, targets: ["attention.self.query", "output.dense", "intermediate.dense"], pooler: true });
      await shakeAdapters(tf, model, 1);
      await saveAdapters(model, path.join(dir, add.name), { baseModel: base });
      ours.push(await outputsOf(model, recordedInput()));
      jobs.push(["adapted", base, path.join(dir, add.name)]);
      model.dispose();
    }
  }

  for (const [n, { kind }] of heads.entries()) {
    it(`loads what was saved with the head "${kind}", nothing missing and nothing over, and computes the same`, () => {
      assert.ok(largestDifference(ours[n]!, theirs[n] as number[]) < 1e-5);
    });
  }

  it("cuts texts into the same tokens", () => assert.deepEqual(theirs.at(-1), ids));

  it("loads our adapters and computes the same: LoRA, and what became of AdaLoRA", () => {
    for (const n of [4, 5]) assert.ok(largestDifference(ours[n]!, theirs[n] as number[]) < 1e-5);
    assert.ok(largestDifference(ours[4]!, ours[1]!) > 0.01, "the adapters change something");
  });

  it("writes adapters that load here and compute the same, ranks and alphas of their own included", async () => {
    const { model } = await loadBert(tf, path.join(dir, "sequence"));
    await loadAdapters(model, path.join(dir, "by-peft"));
    assert.ok(largestDifference(await outputsOf(model, recordedInput()), theirs[6] as number[]) < 1e-5);
    assert.ok(largestDifference(ours[1]!, theirs[6] as number[]) > 0.01, "the adapters change something");
    model.dispose();
  });
});
