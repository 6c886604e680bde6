import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ModelLoader, Registry, type RunningServer, saveRecommender, startServer } from "cartwright/serving";
import { end } from "./redis-server";
import { plainScorer, toyRecommender, USERS } from "./toy-recommender";

const ROUNDS = process.env.CARTWRIGHT_TEST_ALL === "1" ? 40 : 4;
/** Sets another limit on the size of files while a process runs: what a full disk is to a log, and room again. */
const HAS_PRLIMIT = process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function post(address: string, path: string, body: object): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(address + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const soon = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

describe("faults under load", function () {
  this.timeout(ROUNDS * 30_000);
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cartwright-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("a version that is damaged while it is put into service gives no wrong answer; the one before goes on", async () => {
    const registry = new Registry(join(folder, "models"));
    // Scores of version n are n times those of plainScorer: an answer tells which one gave it.
    const add = async (factor: number): Promise<number> => {
      const dir = join(folder, `model-${factor}`);
      const model = { kind: "toy", settings: { factor }, tensors: {} };
      await saveRecommender(dir, toyRecommender({ scorer: plainScorer }), { model });
      return (await registry.add(dir)).version;
    };
    const toy: ModelLoader = ({ settings }) => ({
      ...plainScorer,
      scoreInto: (user, scores) => {
        plainScorer.scoreInto(user, scores);
        scores.forEach((score, item) => (scores[item] = score * Number(settings["factor"])));
      },
    });
    await registry.promote(await add(1));
    const server = await startServer({ registry: { dir: registry.dir, loaders: { toy }, everyMs: 2 }, cacheSize: 50 });
    await server.loaded;
    let asking = true;
    let answers = 0;
    const askers = [0, 1, 2].map(async (asker) => {
      while (asking) {
        const user = USERS[(asker + answers) % USERS.length]!;
        const { status, body } = await post(server.address, "/recommend", { user, k: 2 });
        assert.equal(status, 200);
        requireWhole(user, body);
        answers++;
      }
    });
    const swaps = async (): Promise<void> => {
      let longest = 0;
      for (let round = 2; round < 2 + ROUNDS; round++) {
        const version = await add(round);
        const { dir } = await registry.version(version);
        // Sometimes before the server looks, sometimes after.
        await registry.promote(version);
        if (round % 2 === 0) await soon();
        truncateSync(join(dir, "model.safetensors"), 20 + round);
        const reached = answers + 6;
        while (answers < reached) await soon();
        const began = performance.now();
        const repaired = await add(round + 0.5);
        await registry.promote(repaired);
        const wanted = `toy@${(await registry.version(repaired)).fingerprint.slice(0, 8)}`;
        while ((await post(server.address, "/recommend", { user: "ann" })).body["model"] !== wanted) await soon();
        longest = Math.max(longest, performance.now() - began);
      }
      console.log(`      a sound version was in service at most ${Math.round(longest)} ms after it was there`);
    };
    try {
      await Promise.race([swaps(), Promise.all(askers)]);
    } finally {
      asking = false;
      await Promise.all(askers);
      await server.close();
    }
  });

  const withLimit = HAS_PRLIMIT ? it : it.skip;
  withLimit(
    `a full disk: 503 for events, answers go on, nothing acknowledged is lost${HAS_PRLIMIT ? "" : " (skipped: no prlimit, util-linux)"}`,
    async () => {
      const log = join(folder, "events.jsonl");
      // A limit on the size of files (RLIMIT_FSIZE) cuts a write short in the middle of a line, as a full disk does.
      const words = ["--fsize=3000:unlimited", process.execPath, join(__dirname, "full-disk-server.cjs"), log];
      const child = spawn("prlimit", words, { stdio: ["ignore", "pipe", "inherit"] });
      const acknowledged: string[] = [];
      try {
        const [line] = (await once(child.stdout, "data")) as [Buffer];
        const address = String(line).trim();
        const send = async (user: string): Promise<number> => {
          const { status, body } = await post(address, "/events", { user, item: "tea", type: "buy" });
          if (status === 202) acknowledged.push(user);
          else assert.equal((body["error"] as { code: string }).code, "not_stored");
          return status;
        };
        for (let round = 0; round < ROUNDS; round++) {
          let refused = 0;
          for (let n = 0; refused < 10; n += 4) {
            const statuses = await Promise.all([0, 1, 2, 3].map((more) => send(`${round}-${n + more}`)));
            refused += statuses.filter((status) => status === 503).length;
            assert.equal((await post(address, "/recommend", { user: "ann" })).status, 200);
          }
          setFileLimit(child, 3000 * (round + 2));
          const began = performance.now();
          while ((await send(`${round}-again`)) !== 202) await soon();
          if (round === 0)
            console.log(`      stored again ${Math.round(performance.now() - began)} ms after there was room`);
        }
      } finally {
        await end(child as ChildProcess);
      }
      const found = new Set(soundLines(log).map(({ user }) => user));
      assert.ok(acknowledged.length > 10 * ROUNDS);
      for (const user of acknowledged) assert.ok(found.has(user), `${user} was acknowledged and is lost`);
    },
  );

  describe("the clock jumps", () => {
    const now = Date.now;
    let server: RunningServer;
    afterEach(async () => {
      Date.now = now;
      await server.close();
    });
    const HOUR = 3_600_000;

    for (const jump of [-24 * HOUR, 24 * HOUR]) {
      it(`by ${jump / HOUR} hours: deadlines and latencies go by another clock`, async () => {
        const gate = new EventTarget();
        const predict = async (texts: readonly string[]): Promise<{ label: string; probabilities: object }[]> => {
          await once(gate, "open");
          return texts.map(() => ({ label: "a", probabilities: { a: 1 } }));
        };
        server = await startServer({
          recommender: toyRecommender(),
          classifier: { predict: predict as never },
          batching: false,
          deadlineMs: 60_000,
        });
        const under = post(server.address, "/predict", { text: "tea" });
        while ((await inFlight(server)) === 0) await soon();
        Date.now = () => now() + jump;
        assert.deepEqual((await post(server.address, "/recommend", { user: "ann" })).body, {
          ...toyRecommender().recommend("ann", 10),
          model: "toy",
        });
        gate.dispatchEvent(new Event("open"));
        assert.equal((await under).status, 200, "a jump ended a request before its deadline");
        const text = await (await fetch(`${server.address}/metrics`)).text();
        const sum = Number(/cartwright_request_seconds_sum\{route="\/predict"\} (\S+)/.exec(text)![1]);
        assert.ok(sum > 0 && sum < 3600, `${sum} s`);
      });
    }

    it("back by a day: who may ask again in a minute is told so, and not shut out for a day", async () => {
      server = await startServer({ recommender: toyRecommender(), requestsPerMinute: 1 });
      assert.equal((await post(server.address, "/recommend", { user: "ann" })).status, 200);
      Date.now = () => now() - 24 * HOUR;
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: '{"user":"ann"}' };
      const refused = await fetch(`${server.address}/recommend`, init);
      assert.equal(refused.status, 429);
      const seconds = Number(refused.headers.get("retry-after"));
      assert.ok(seconds > 0 && seconds <= 60, `${seconds} s`);
    });

    it("an event has the time that its sender names, whatever the server's clock says", async () => {
      const path = join(folder, "events.jsonl");
      server = await startServer({ recommender: toyRecommender(), eventLog: { path } });
      Date.now = () => now() - 24 * HOUR;
      const time = "2024-05-06T07:08:09.010Z";
      await post(server.address, "/events", { user: "ann", item: "tea", type: "view", time });
      await post(server.address, "/events", { user: "ann", item: "jam", type: "buy" });
      const [named, taken] = soundLines(path);
      assert.equal(named!.time, time);
      assert.ok(Math.abs(Date.parse(taken!.time) - Date.now()) < HOUR);
      // What came later stands later, and is folded in, though its time is earlier.
      const { body } = await post(server.address, "/recommend", { user: "ann" });
      assert.deepEqual((body["items"] as { item: string }[]).map(({ item }) => item), ["pot"]); // prettier-ignore
    });
  });
});

async function inFlight({ address }: RunningServer): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(/cartwright_requests_in_flight (\d+)/.exec(text)![1]);
}

/** An answer's scores must all be the same multiple of those of plainScorer, in its order. */
function requireWhole(user: string, body: Record<string, unknown>): void {
  const expected = toyRecommender({ scorer: plainScorer }).recommend(user, 2).items;
  const items = body["items"] as { item: string; score: number }[];
  assert.deepEqual(
    items.map(({ item }) => item),
    expected.map(({ item }) => item),
  );
  const factors = new Set(items.map(({ score }, n) => score / expected[n]!.score));
  assert.equal(factors.size, 1, `scores of several versions: ${[...factors].join(", ")}`);
}

function setFileLimit({ pid }: ChildProcess, bytes: number): void {
  const { status, stderr } = spawnSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:unlimited`]);
  assert.equal(status, 0, String(stderr));
}

/** The whole lines of a log, past those that a full disk cut short. */
function soundLines(path: string): { user: string; time: string }[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as { user: string; time: string }];
      } catch {
        return [];
      }
    });
}
