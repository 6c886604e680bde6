import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bertConfig, classifyTexts, loadBert, randomBert, saveBert } from "cartwright/bert";
import { openDevice } from "cartwright/device";
import { trainWordPiece } from "cartwright/text";
import { cartwrightHere, ended, startCartwright } from "./run-cartwright";

const TEXTS = ["soft and lovely", "", "faded after a wash", "lovely", "soft soft soft and faded"];
const LABELS = ["no", "yes", "perhaps"];

describe("serve --classifier", () => {
  const deviceBefore = process.env.CARTWRIGHT_DEVICE;
  let dir: string;
  before(async () => {
    process.env.CARTWRIGHT_DEVICE = "cpu";
    dir = await mkdtemp(join(tmpdir(), "cartwright-serve-"));
    const tokenizer = await trainWordPiece(TEXTS, { size: 60 });
    const shape = { hiddenSize: 8, layers: 1, heads: 2, intermediateSize: 16, maxPositions: 16 };
    const config = bertConfig({ ...shape, vocabularySize: tokenizer.size, padId: tokenizer.idOf("[PAD]")! });
    const { tf } = await openDevice();
    const model = randomBert(tf, config, 3, { kind: "sequence", problem: "single-label", labels: LABELS });
    await saveBert(model, tokenizer, dir);
    model.dispose();
  });
  after(async () => {
    if (deviceBefore === undefined) delete process.env.CARTWRIGHT_DEVICE;
    else process.env.CARTWRIGHT_DEVICE = deviceBefore;
    await rm(dir, { recursive: true });
  });

  it("gives the probabilities of the model in memory, and starts its process again when that is killed", async () => {
    const { model, tokenizer } = await loadBert((await openDevice()).tf, dir);
    const expected = await classifyTexts(model, tokenizer, TEXTS);
    model.dispose();
    const server = startCartwright(["serve", "--classifier", dir, "--port", "0", "--no-log"]);
    const result = ended(server);
    const [line] = (await once(server.stdout!, "data")) as [string];
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)![0];
    const predict = (body: object): Promise<Response> =>
      fetch(`${address}/predict`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const check = async (response: Response, from: number): Promise<void> => {
      assert.equal(response.status, 200);
      const { predictions } = (await response.json()) as {
        predictions: { label: string; probabilities: Record<string, number> }[];
      };
      predictions.forEach(({ label, probabilities }, n) => {
        const row = [...expected.subarray((from + n) * 3, (from + n + 1) * 3)];
        LABELS.forEach((name, place) => assert.ok(Math.abs(probabilities[name]! - row[place]!) < 1e-5));
        assert.equal(label, LABELS[row.indexOf(Math.max(...row))]);
      });
    };
    // Texts of all these requests share batches; each must get its own answer all the same.
    await Promise.all([
      ...Array.from({ length: 15 }, async (_, n) => check(await predict({ text: TEXTS[n % 5]! }), n % 5)),
      predict({ texts: TEXTS }).then((response) => check(response, 0)),
    ]);

    if (process.platform === "linux") process.kill(await childOf(server.pid!), "SIGKILL");
    let response = await predict({ text: TEXTS[0]! });
    for (; response.status === 503; response = await predict({ text: TEXTS[0]! })) {
      assert.ok(Number(response.headers.get("retry-after")) > 0);
      await new Promise((done) => setTimeout(done, 50));
    }
    await check(response, 0);
    server.kill("SIGTERM");
    const { code, stderr } = await result;
    assert.equal(code, 0, stderr);
    if (process.platform === "linux") assert.match(stderr, /the classifier's process ended; it is started again/);
  });

  it("refuses a BERT that is no classifier, and a folder whose files are damaged", async () => {
    const bare = await mkdtemp(join(tmpdir(), "cartwright-serve-"));
    try {
      await writeFile(join(bare, "config.json"), "{}");
      const { code, stderr } = await cartwrightHere("serve", "--classifier", bare, "--port", "0", "--no-log");
      assert.equal(code, 1, stderr);
      assert.match(stderr, /^error: /);
    } finally {
      await rm(bare, { recursive: true });
    }
  });
});

/** Number of the only child of a process, as Linux tells it. */
async function childOf(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ")[0]);
}
