import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { readManifest, type Tensor, writeSafetensors } from "cartwright/bundle";
import {
  bertConfig,
  bertConfigFromJson,
  bertConfigToJson,
  type BertHead,
  bertHeadFromJson,
  bertHeadToJson,
  labelsOf,
  loadBert,
  randomBert,
  readBert,
  saveBert,
} from "cartwright/bert";
import { openDevice, type TensorFlow } from "cartwright/device";
import { readFolder } from "../../../lib/bert/saving/read-folder";
import { largestDifference, outputsOf, recordedInput, TINY } from "./support";

const labels = ["bad", "fair", "good"];

describe("a BERT's folder", () => {
  let tf: TensorFlow;
  let root: string;
  let tensors: Record<string, Tensor>;
  let count = 0;

  before(async () => {
    ({ tf } = await openDevice({ backend: "cpu" }));
    root = mkdtempSync(path.join(tmpdir(), "cartwright-bert-"));
    tensors = Object.fromEntries((await readBert(TINY)).weights);
  });

  after(() => rmSync(root, { recursive: true, force: true }));

  /** A copy of the tiny folder with something changed. */
  async function changed({
    config = {},
    weights,
  }: {
    config?: object;
    weights?: Record<string, Tensor>;
  }): Promise<string> {
    const dir = path.join(root, `changed-${count++}`);
    cpSync(TINY, dir, { recursive: true });
    const values = JSON.parse(readFileSync(path.join(TINY, "config.json"), "utf8")) as object;
    writeFileSync(path.join(dir, "config.json"), JSON.stringify({ ...values, ...config }));
    if (weights !== undefined) await writeSafetensors(path.join(dir, "model.safetensors"), weights);
    return dir;
  }

  /** The tiny weights under other names, or without some (undefined). */
  function renamed(rename: (name: string) => string | undefined): Record<string, Tensor> {
    const entries = Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor] as const);
    return Object.fromEntries(entries.filter(([name]) => name !== undefined)) as Record<string, Tensor>;
  }

  async function outputs(dir: string, head?: BertHead): Promise<number[]> {
    const { model } = await loadBert(tf, dir, { head });
    const values = await outputsOf(model, recordedInput());
    model.dispose();
    return values;
  }

  it("loads under all names that files use: with and without bert., weight and bias or gamma and beta", async () => {
    const expected = await outputs(TINY);
    const bare = renamed((name) => name.replace(/^bert\./, ""));
    const old = renamed((name) => name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")); // prettier-ignore
    assert.deepEqual(await outputs(await changed({ weights: bare })), expected);
    assert.deepEqual(await outputs(await changed({ weights: old })), expected);
  });

  it("ignores position ids and copies of shared weights, which are no weights", async () => {
    const constant = { shape: [1, 16], data: Int32Array.from({ length: 16 }, (_, n) => n) };
    const weights = { ...tensors, "bert.embeddings.position_ids": constant };
    assert.deepEqual(await outputs(await changed({ weights })), await outputs(TINY));
  });

  it("loads from several parts with an index", async () => {
    const dir = await changed({});
    rmSync(path.join(dir, "model.safetensors"));
    const names = Object.keys(tensors);
    const part = (name: string): string => (names.indexOf(name) % 2 === 0 ? "a.safetensors" : "b.safetensors");
    for (const file of ["a.safetensors", "b.safetensors"]) {
      await writeSafetensors(
        path.join(dir, file),
        renamed((name) => (part(name) === file ? name : undefined)),
      );
    }
    const index = { metadata: {}, weight_map: Object.fromEntries(names.map((name) => [name, part(name)])) };
    const file = path.join(dir, "model.safetensors.index.json");
    writeFileSync(file, JSON.stringify(index));
    assert.deepEqual(await outputs(dir), await outputs(TINY));
    writeFileSync(file, JSON.stringify({ weight_map: { ...index.weight_map, [names[0]!]: "b.safetensors" } }));
    await assert.rejects(readBert(dir), new RegExp(`b.safetensors lacks tensor ${names[0]}`));
    writeFileSync(file, JSON.stringify({ weight_map: { x: "../a.safetensors" } }));
    await assert.rejects(readBert(dir), /must name files of its folder, received "..\/a.safetensors"/);
  });

  it("names the tensor that is unknown, missing, doubled, or of another shape", async () => {
    const query = "bert.encoder.layer.1.attention.self.query.weight";
    const cases: [Record<string, Tensor>, RegExp][] = [
      [
        { ...tensors, "bert.encoder.layer.2.output.dense.bias": tensors[query]! },
        /unknown tensor bert.encoder.layer.2/,
      ],
      [renamed((name) => (name === query ? undefined : name)), new RegExp(`lacks tensor ${query}`)],
      [renamed((name) => (name === "classifier.bias" ? undefined : name)), /lacks tensor classifier.bias/],
      [{ ...tensors, [query.slice(5)]: tensors[query]! }, new RegExp(`holds ${query} twice`)],
      [{ ...tensors, [query]: { shape: [144], data: tensors[query]!.data } }, /query.weight in the shape \[144\], and config.json asks for \[12, 12\]/], // prettier-ignore
      [
        { ...tensors, [query]: { shape: [12, 12], data: new Int32Array(144) } },
        /whole numbers in bert.encoder.layer.1/,
      ],
    ];
    for (const [weights, message] of cases) await assert.rejects(readBert(await changed({ weights })), message);
  });

  it("makes a new classifier for other labels, and says so", async () => {
    const head: BertHead = { kind: "sequence", labels: ["no", "yes"], problem: "single-label" };
    const { weights, report } = await readBert(TINY, { head });
    assert.deepEqual(report.made, ["classifier.weight", "classifier.bias"]);
    assert.deepEqual(weights.get("classifier.weight")!.shape, [2, 12]);
    assert.deepEqual((await readBert(TINY)).report.made, []);
  });

  it("says what config.json asks for that is not computed here, or has wrong", async () => {
    const cases: [object, RegExp][] = [
      [{ position_embedding_type: "relative_key" }, /position_embedding_type is "relative_key"; this library computes a BERT with "absolute" only/], // prettier-ignore
      [{ hidden_act: "relu" }, /hidden_act is "relu"/],
      [{ model_type: "roberta" }, /model_type is "roberta"/],
      [{ is_decoder: true }, /is_decoder is true/],
      [{ num_attention_heads: 5 }, /heads must divide hiddenSize, received 5 heads for a width of 12/],
      [{ hidden_size: "12" }, /hidden_size must be a number, received "12"/],
      [{ num_hidden_layers: 0 }, /layers must be a whole number of at least 1/],
      [{ hidden_dropout_prob: 1.5 }, /hiddenDropout must lie in \[0, 1\]/],
      [{ vocab_size: 47 }, /tokenizer has 48 tokens, and config.json's vocab_size is 47/],
      [{ id2label: { 0: "a", 2: "b" } }, /id2label must name a label for every id from 0, and has none for 1/],
      [{ problem_type: "ranking" }, /problem_type is "ranking"/],
    ];
    for (const [config, message] of cases) await assert.rejects(readBert(await changed({ config })), message);
    await assert.rejects(readBert(path.join(root, "nowhere")), /config.json is missing/);
    const empty = await changed({});
    rmSync(path.join(empty, "model.safetensors"));
    writeFileSync(path.join(empty, "pytorch_model.bin"), "");
    await assert.rejects(readBert(empty), /holds neither \(pytorch_model.bin can run code/);
  });

  it("config and head survive their file form", () => {
    const config = bertConfig({ hiddenSize: 24, heads: 3, classifierDropout: 0.2 });
    assert.deepEqual(bertConfigFromJson(bertConfigToJson(config)), config);
    for (const problem of ["single-label", "multi-label", "regression"] as const) {
      const head: BertHead = { kind: "sequence", labels, problem };
      assert.deepEqual(bertHeadFromJson(bertHeadToJson(head)), head);
    }
    for (const head of [{ kind: "none" }, { kind: "token", labels }, { kind: "masked" }] as const) {
      assert.deepEqual(bertHeadFromJson(bertHeadToJson(head)), head);
    }
  });

  it("saved and loaded again is the same model, tokenizer and labels, with a manifest that names every file", async () => {
    const head: BertHead = { kind: "sequence", labels: ["a", "b", "日本"], problem: "multi-label" };
    const { tokenizer } = await readBert(TINY);
    const { config } = await readBert(TINY);
    const model = randomBert(tf, config, 5, head);
    const dir = path.join(root, "saved");
    const metrics = { accuracy: 0.5 };
    await saveBert(model, tokenizer, dir, { settings: { epochs: 3 }, metrics, dataHash: "00" });
    const loaded = await loadBert(tf, dir);
    assert.deepEqual(labelsOf(loaded.model.head), labelsOf(head));
    assert.deepEqual(loaded.model.head, head);
    assert.deepEqual(loaded.report.made, []);
    assert.deepEqual([...loaded.tokenizer.encode("a red silk dress !").ids], [...tokenizer.encode("a red silk dress !").ids]); // prettier-ignore
    const [ours, theirs] = [await outputsOf(model, recordedInput()), await outputsOf(loaded.model, recordedInput())];
    assert.deepEqual(theirs, ours);
    const { manifest } = await readManifest(dir);
    assert.deepEqual(Object.keys(manifest.sha256), readdirSync(dir).filter((name) => name !== "manifest.json").sort()); // prettier-ignore
    assert.deepEqual([manifest.kind, manifest.settings, manifest.metrics], ["bert", { head: "sequence", epochs: 3 }, metrics]); // prettier-ignore
    loaded.model.dispose();
    model.dispose();
  });

  it("a file that was changed after saving is found out", async () => {
    const { model, tokenizer } = await loadBert(tf, TINY);
    const dir = path.join(root, "damaged");
    await saveBert(model, tokenizer, dir);
    writeFileSync(path.join(dir, "vocab.txt"), "x");
    await assert.rejects(readBert(dir), /vocab.txt is damaged: its sha256 must be/);
    model.dispose();
  });

  it("is replaced whole or stays as it was, and never takes the place of something else", async () => {
    const { model, tokenizer } = await loadBert(tf, TINY);
    const dir = path.join(root, "replaced");
    await saveBert(model, tokenizer, dir);
    const before = await outputs(dir);
    const bias = model.weight("classifier.bias");
    tf.tidy(() => bias.assign(bias.add(NaN)));
    await assert.rejects(saveBert(model, tokenizer, dir), /classifier.bias must hold finite numbers to be saved/);
    assert.deepEqual(await outputs(dir), before);
    tf.tidy(() => bias.assign(tf.ones([3])));
    await saveBert(model, tokenizer, dir);
    assert.ok(largestDifference(await outputs(dir), before) > 0);
    const other = path.join(root, "other");
    cpSync(TINY, other, { recursive: true });
    await assert.rejects(saveBert(model, tokenizer, other), /cannot be replaced by a model: it holds other files/);
    assert.deepEqual(readdirSync(root).filter((name) => name.includes(".tmp-")), []); // prettier-ignore
    assert.ok(existsSync(path.join(other, "vocab.txt")));
    model.dispose();
  });

  it("is read as one version, whole, while another process replaces it", async () => {
    const dir = path.join(root, "raced");
    const writer = spawn(process.execPath, [path.join(__dirname, "folder-writer.cjs"), dir, "60"], {
      stdio: "inherit",
    });
    const ended = once(writer, "exit") as Promise<[number | null]>;
    const text = (name: string): string => readFileSync(path.join(dir, name), "utf8");
    while (!existsSync(dir)) await setTimeout(5);
    const seen = new Set<string>();
    while (writer.exitCode === null) {
      const read = readFolder(dir, async () => {
        const first = text("one");
        await setTimeout(1);
        return [first, text("other")];
      });
      // A reader on a busy machine may be too slow for this writer; it says so.
      const [one, other] = await read.catch(
        (error: Error) => (assert.match(error.message, /was replaced 10 times/), []),
      );
      assert.equal(one, other);
      if (one !== undefined) seen.add(one);
    }
    assert.deepEqual(await ended, [0, null]);
    assert.ok(seen.size > 1, `${seen.size} versions were seen`);
  });

  it("is there again where a process was killed while it replaced it", async () => {
    const dir = path.join(root, "left");
    cpSync(TINY, `${dir}.replaced-999999999`, { recursive: true });
    const { model } = await loadBert(tf, dir);
    model.dispose();
    assert.ok(existsSync(path.join(dir, "config.json")));
  });
});
