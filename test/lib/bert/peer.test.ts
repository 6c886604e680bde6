import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  addAdaLora,
  addLora,
  type BertHead,
  type BertModel,
  loadAdapters,
  loadBert,
  saveAdapters,
  saveBert,
  sequenceLogits,
} from "cartwright/bert";
import { openDevice, type TensorFlow } from "cartwright/device";
import { largestDifference, outputsOf, recordedInput, REFERENCE, shakeAdapters, TINY } from "./support";

const python = process.env.CARTWRIGHT_PEER_PYTHON;

/** Runs test/reference/bert/peer.py; the tests are skipped where no Python with transformers and peft is named. */
function peer(args: readonly string[], input?: unknown): number[] & number[][] {
  const script = path.join(REFERENCE, "peer.py");
  const output = execFileSync(python!, [script, ...args], {
    encoding: "utf8",
    input: JSON.stringify(input ?? null),
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, HF_HUB_OFFLINE: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  return JSON.parse(output.trim().split("\n").at(-1)!) as number[] & number[][];
}

describe("Python's transformers and peft", function () {
  this.timeout(120_000);
  let tf: TensorFlow;
  let dir: string;

  before(async function () {
    if (python === undefined) {
      console.log("      skipped: CARTWRIGHT_PEER_PYTHON names no Python with torch, transformers and peft");
      this.skip();
    }
    ({ tf } = await openDevice({ backend: "cpu" }));
    dir = mkdtempSync(path.join(tmpdir(), "cartwright-bert-"));
  });

  after(() => dir && rmSync(dir, { recursive: true, force: true }));

  async function logits(model: BertModel): Promise<number[]> {
    const result = sequenceLogits(model, recordedInput());
    const values = [...(await result.data())];
    result.dispose();
    return values;
  }

  const heads: Record<string, BertHead> = {
    none: { kind: "none" },
    sequence: { kind: "sequence", labels: ["bad", "fair", "good"], problem: "single-label" },
    token: { kind: "token", labels: ["bad", "fair", "good"] },
    masked: { kind: "masked" },
  };

  for (const [name, head] of Object.entries(heads)) {
    it(`loads what was saved with the head "${name}" without a word, and computes the same`, async () => {
      const { model, tokenizer } = await loadBert(tf, TINY, { head });
      const folder = path.join(dir, name);
      await saveBert(model, tokenizer, folder);
      const ours = await outputsOf(model, recordedInput());
      assert.ok(largestDifference(ours, peer(["logits", folder])) < 1e-5);
      const texts = ["A red dress, very good!", "s\u00edlk \u7ea2 scarf"];
      const ids = texts.map((text) => [...tokenizer.encode(text).ids]);
      assert.deepEqual(peer(["tokenize", folder], texts), ids);
      model.dispose();
    });
  }

  it("peft loads our adapters and computes the same, LoRA and what became of AdaLoRA", async () => {
    const { model, tokenizer } = await loadBert(tf, TINY);
    const base = path.join(dir, "base");
    await saveBert(model, tokenizer, base);
    model.dispose();
    for (const add of [addLora, addAdaLora]) {
      const { model } = await loadBert(tf, base);
      add(model, { rank: 4, targets: ["attention.self.query", "output.dense", "intermediate.dense"], pooler: true });
      await shakeAdapters(tf, model, 1);
      const folder = path.join(dir, add.name);
      await saveAdapters(model, folder, { baseModel: base });
      assert.ok(largestDifference(await logits(model), peer(["adapted", base, folder])) < 1e-5, add.name);
      model.dispose();
    }
  });

  it("peft's adapters load here and compute the same, ranks and alphas of their own included", async () => {
    const { model, tokenizer } = await loadBert(tf, TINY);
    const base = path.join(dir, "base2");
    const folder = path.join(dir, "by-peft");
    await saveBert(model, tokenizer, base);
    const before = await logits(model);
    const theirs = peer(["adapt", base, folder]);
    await loadAdapters(model, folder);
    assert.ok(largestDifference(before, theirs) > 0.01, "the adapters change something");
    assert.ok(largestDifference(await logits(model), theirs) < 1e-5);
    model.dispose();
  });
});
