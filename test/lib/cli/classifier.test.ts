import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { bertConfig, embedTexts, loadBert, randomBert, saveBert } from "cartwright/bert";
import { readManifest, readSafetensors } from "cartwright/bundle";
import { asText, readTable, requireColumn } from "cartwright/data";
import { openDevice } from "cartwright/device";
import { Random } from "cartwright/random";
import { trainWordPiece } from "cartwright/text";
import { cartwrightHere } from "./run-cartwright";

const good = ["lovely", "soft", "perfect", "great", "flattering"];
const bad = ["scratchy", "faded", "returned", "awful", "shapeless"];
const things = ["dress", "shirt", "skirt", "blouse", "sweater"];

/** Rows whose words tell the label, in two columns; the third row has no text and the fifth no label. */
function rowsOf(count: number): string[][] {
  const random = new Random(7);
  const pick = (words: readonly string[]): string => words[random.integer(words.length)]!;
  return Array.from({ length: count }, (_, row) => {
    const label = row % 2 === 0 ? "yes" : "no";
    const mood = label === "yes" ? good : bad;
    const cells = [String(row), `${pick(mood)} ${pick(things)}`, `so ${pick(mood)}, "${row}"`, label];
    if (row === 2) return [cells[0]!, "", "", label];
    return row === 4 ? [...cells.slice(0, 3), ""] : cells;
  });
}

const csv = (rows: readonly (readonly string[])[]): string =>
  rows
    .map((row) => row.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(","))
    .join("\n") + "\n";

describe("finetune, classify and embed", () => {
  const rows = rowsOf(240);
  const deviceBefore = process.env.CARTWRIGHT_DEVICE;
  let dir: string;
  let base: string;
  let file: string;
  let judge: string;
  const at = (name: string): string => path.join(dir, name);
  const finetune = (...more: string[]): ReturnType<typeof cartwrightHere> =>
    cartwrightHere("finetune", "--model", base, "--data", file, "--text", "title,text", "--label", "liked", ...more);

  before(async () => {
    process.env.CARTWRIGHT_DEVICE = "cpu";
    dir = await mkdtemp(path.join(os.tmpdir(), "cartwright-classifier-"));
    [base, file, judge] = [at("base"), at("reviews.csv"), at("judge")];
    await writeFile(file, csv([["id", "title", "text", "liked"], ...rows]));
    const tokenizer = await trainWordPiece(
      rows.map((row) => row.slice(1, 3).join(" ")),
      { size: 200 },
    );
    const { tf } = await openDevice();
    const shape = {
      hiddenSize: 16,
      layers: 1,
      heads: 2,
      intermediateSize: 32,
      maxPositions: 32,
      hiddenDropout: 0,
      attentionDropout: 0,
    };
    const config = bertConfig({ ...shape, vocabularySize: tokenizer.size, padId: tokenizer.idOf("[PAD]")! });
    const model = randomBert(tf, config, 1);
    await saveBert(model, tokenizer, base);
    model.dispose();
  });
  after(async () => {
    if (deviceBefore === undefined) delete process.env.CARTWRIGHT_DEVICE;
    else process.env.CARTWRIGHT_DEVICE = deviceBefore;
    await rm(dir, { recursive: true });
  });

  it("learn what words say, from one JSON document to rows with predictions", async () => {
    const made = await finetune(
      "--out",
      judge,
      "--epochs",
      "8",
      "--batch-size",
      "4",
      "--learning-rate",
      "0.01",
      "--json",
    );
    assert.equal(made.code, 0, made.stderr);
    const document = JSON.parse(made.stdout) as {
      labels: string[];
      rows: Record<string, number>;
      metrics: Record<string, number>;
    };
    assert.deepEqual(document.labels, ["no", "yes"]);
    assert.equal(document.rows.leftOut, 2);
    assert.equal(document.rows.training! + document.rows.validation!, 238);
    assert.ok(document.metrics.accuracy! > 0.9 && document.metrics.auc! > 0.95, made.stdout);
    assert.match(made.stderr, /left out: 2 rows without a text or without liked/);
    assert.match(made.stderr, /weights are trained: \d+ steps of .* s, about \d+ (seconds|minutes) at most/);
    const { manifest } = await readManifest(judge);
    assert.deepEqual(manifest.columns, { text: ["title", "text"], label: "liked" });
    assert.equal(manifest.metrics!.accuracy, document.metrics.accuracy);

    const out = at("judged.csv");
    const told = await cartwrightHere("classify", "--model", judge, "--data", file, "--out", out, "--json");
    assert.equal(told.code, 0, told.stderr);
    const table = await readTable(out, { strings: ["id", "liked", "predicted"] });
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ["id", "title", "text", "liked", "predicted", "p_no", "p_yes"],
    );
    const cells = (name: string): (string | undefined)[] => {
      const { codes, dictionary } = asText(requireColumn(table, name));
      return Array.from(codes, (code) => dictionary[code]);
    };
    assert.deepEqual(
      cells("id"),
      rows.map(([id]) => id),
    );
    assert.equal(cells("text")[5], rows[5]![2]);
    const predicted = cells("predicted");
    assert.equal(predicted[2], undefined);
    const right = rows.filter((row, index) => row[3] === predicted[index]).length;
    assert.ok(right > 220, `${right} right`);
    const yes = cells("p_yes").map(Number);
    predicted.forEach((label, row) => assert.ok(label === undefined || (label === "yes") === yes[row]! >= 0.5));
  });

  it("give the same model for the same seed", async () => {
    const weights = async (name: string): Promise<unknown> => {
      assert.equal((await finetune("--out", at(name), "--epochs", "1", "--seed", "4")).code, 0);
      return (await readManifest(at(name))).manifest.sha256["model.safetensors"];
    };
    assert.equal(await weights("one"), await weights("two"));
  });

  it("train few weights with --lora, and save a model without adapters", async () => {
    const made = await finetune("--out", at("lora"), "--epochs", "1", "--lora", "2", "--json");
    assert.equal(made.code, 0, made.stderr);
    const { weights } = JSON.parse(made.stdout) as { weights: { trained: number; all: number } };
    assert.ok(weights.trained < weights.all / 4);
    const { tensors } = await readSafetensors(path.join(at("lora"), "model.safetensors"));
    assert.ok(Object.keys(tensors).every((name) => !name.includes("lora")));
  });

  it("write vectors in every form, the same in each, in the order of the rows", async () => {
    const { tf } = await openDevice();
    const { model, tokenizer } = await loadBert(tf, base, { head: { kind: "none" } });
    const one = await embedTexts(model, tokenizer, [`${rows[7]![1]} ${rows[7]![2]}`]);
    model.dispose();
    const first = Array.from(one.subarray(0, 16));
    for (const name of ["v.npy", "v.safetensors", "v.csv", "v.jsonl", "v.parquet"]) {
      const words = ["embed", "--model", base, "--data", file, "--text", "title,text", "--out", at(name), "--json"];
      const made = await cartwrightHere(...words);
      assert.equal(made.code, 0, made.stderr);
      const document = JSON.parse(made.stdout) as Record<string, unknown>;
      assert.deepEqual([document.rows, document.width, document.withoutText], [240, 16, 1]);
      const found = await vectorsIn(at(name));
      assert.equal(found.length, 240 * 16);
      first.forEach((value, i) => assert.ok(Math.abs(found[7 * 16 + i]! - value) < 1e-5, name));
      assert.deepEqual([...found.slice(2 * 16, 3 * 16)], new Array<number>(16).fill(0));
    }
  });

  it("say what is wrong with a file, a flag or a model, with exit code 2 for wrong use", async () => {
    const other = at("other.csv");
    const refused = async (text: string, rule: RegExp, code: number, ...words: string[]): Promise<void> => {
      await writeFile(other, text);
      const { code: found, stderr } = await cartwrightHere(...words);
      assert.match(stderr, rule);
      assert.equal(found, code);
    };
    const tune = ["finetune", "--model", base, "--data", other, "--text", "a", "--label", "b", "--out", at("never")];
    const many = Array.from({ length: 30 }, (_, i) => `word${i},${i}`).join("\n");
    await refused("a,c\nx,1\n", /has no column "b"; it has a, c/, 2, ...tune);
    await refused("a,b\nx,1\ny,1\n", /must hold at least two labels, it holds "1" alone/, 1, ...tune);
    await refused("a,b\n,1\n,2\n", /has no row with a text in a/, 1, ...tune);
    await refused(`a,b\n${many}\n`, /has 30 different values in 30 rows, too many for labels/, 1, ...tune);
    await refused("a,b\nx,1\nx,1\nx,2\nx,2\n", /4 rows are too few/, 1, ...tune);
    await refused(
      "a,b\nx,1\n",
      /--model: nowhere is neither a folder nor one of minilm/,
      2,
      ...tune,
      "--model",
      "nowhere",
    );
    const told = ["classify", "--model", judge, "--data", other, "--out"];
    await refused("a,b\nx,1\n", /has no column "title", which the model reads; it has a, b/, 2, ...told, at("x.csv"));
    await refused("title,text,predicted\nx,y,1\n", /has a column "predicted" already/, 2, ...told, at("x.csv"));
    await refused("title,text\nx,y\n", /--out must end in .csv, .csv.gz or .parquet/, 2, ...told, at("x.json"));
    const bare = ["classify", "--model", base, "--data", other, "--out", at("x.csv"), "--text", "title"];
    await refused("title,text\nx,y\n", /is no classifier of texts; cartwright finetune makes one/, 2, ...bare);
    const vectors = ["embed", "--model", base, "--data", other, "--text", "a", "--out", at("x.txt")];
    await refused("a\nx\n", /--out must end in .npy/, 2, ...vectors);
    for (const name of ["never", "x.csv"]) await assert.rejects(readFile(at(name)), /ENOENT/);
  });

  it("refuse a training of more than an hour, unless told to go on or when to end", async () => {
    const long = await finetune("--out", at("long"), "--epochs", "10000000");
    assert.equal(long.code, 2);
    assert.match(long.stderr, /this would take about [\d.]+ hours: say --yes to go on/);
    const cut = await finetune("--out", at("long"), "--epochs", "10000000", "--max-minutes", "0.01", "--json");
    assert.equal(cut.code, 0, cut.stderr);
    assert.equal((JSON.parse(cut.stdout) as { ended: string }).ended, "time");
  });
});

async function vectorsIn(file: string): Promise<ArrayLike<number> & { slice(a: number, b: number): Iterable<number> }> {
  if (file.endsWith(".safetensors")) return (await readSafetensors(file)).tensors.vectors!.data;
  if (file.endsWith(".npy")) {
    const bytes = await readFile(file);
    assert.match(bytes.toString("latin1", 10, 80), /'descr': '<f4', 'fortran_order': False, 'shape': \(240, 16\)/);
    const start = 10 + bytes.readUInt16LE(8);
    assert.equal(start % 64, 0);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
  }
  if (file.endsWith(".jsonl")) {
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    return lines.flatMap((line) => JSON.parse(line) as number[]);
  }
  const table = await readTable(file);
  assert.equal(table.columns.length, 16);
  return Array.from({ length: table.rows }, (_, row) =>
    table.columns.map((column) => (column.kind === "number" ? column.values[row]! : NaN)),
  ).flat();
}
