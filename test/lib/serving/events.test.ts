import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventLog, type LoggedEvent, type RunningServer, startServer } from "cartwright/serving";
import { end } from "./redis-server";
import { toyRecommender } from "./toy-recommender";

const ROUNDS = process.env.CARTWRIGHT_TEST_ALL === "1" ? 30 : 3;

describe("the event log", () => {
  let folder = "";
  let path = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    path = join(folder, "events.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const event = (n: number): LoggedEvent => ({
    user: `u${n}`,
    item: "tea",
    type: "view",
    time: new Date(n).toISOString(),
  });
  /** Every event of every file of the log, in the order of the files. */
  const stored = (): LoggedEvent[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith("events"))
      .sort((a, b) => (a === "events.jsonl" ? 1 : b === "events.jsonl" ? -1 : a < b ? -1 : 1))
      .flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"))
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as LoggedEvent);

  it("puts a full file aside and loses nothing on the way, over several starts", async () => {
    const expected: LoggedEvent[] = [];
    for (let round = 0; round < 3; round++) {
      const log = await EventLog.open(path, { maxBytes: 500, sync: "never" });
      for (let n = 0; n < 30; n++) {
        expected.push(event(round * 30 + n));
        await log.append(expected.at(-1)!);
      }
      await log.close();
    }
    assert.deepEqual(stored(), expected);
    assert.ok(existsSync(join(folder, "events.000001.jsonl")));
    assert.ok(readdirSync(folder).length > 5);
  });

  it("is read again at the start: the server knows what users did before, also in files put aside", async () => {
    const recommender = toyRecommender();
    const one = await startServer({ recommender, eventLog: { path, maxBytes: 150 } });
    await post(one, "/events", { user: "ann", item: "jam", type: "buy" });
    for (let n = 0; n < 6; n++) await post(one, "/events", { user: "ben", item: "tea", type: "view" });
    const before = [await post(one, "/recommend", { user: "ann" }), await post(one, "/recommend", { user: "ben" })];
    await one.close();
    appendFileSync(path, '{"user":"ann","item":"pot","type":"b');
    assert.ok(existsSync(join(folder, "events.000001.jsonl")));
    const two = await startServer({ recommender: toyRecommender(), eventLog: { path } });
    try {
      const after = [await post(two, "/recommend", { user: "ann" }), await post(two, "/recommend", { user: "ben" })];
      assert.deepEqual(after, before);
      const items = (after[0] as { body: { items: { item: string }[] } }).body.items;
      assert.deepEqual(
        items.map(({ item }) => item),
        ["pot"],
      );
    } finally {
      await two.close();
    }
  });

  it("says 503 when an event cannot be stored, and does not act upon it", async function () {
    if (!existsSync("/dev/full")) this.skip();
    const server = await startServer({ recommender: toyRecommender(), eventLog: { path: "/dev/full", sync: "never" } });
    try {
      const before = await post(server, "/recommend", { user: "ann" });
      const { status, body } = await post(server, "/events", { user: "ann", item: "jam", type: "buy" });
      assert.equal(status, 503);
      assert.equal((body as { error: { code: string } }).error.code, "not_stored");
      assert.deepEqual(await post(server, "/recommend", { user: "ann" }), before);
    } finally {
      await server.close();
    }
  });

  it("holds what was acknowledged when the server is killed at any moment", async function () {
    this.timeout(ROUNDS * 30_000);
    const acknowledged = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const child = spawn(process.execPath, [join(__dirname, "killed-server.cjs"), path], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const address = String(line).trim();
      const senders = Array.from({ length: 8 }, (_, sender) =>
        sendUntilDead(address, `${round}-${sender}`, acknowledged),
      );
      await new Promise((done) => setTimeout(done, 60 + 45 * (round % 5)));
      await end(child as ChildProcess);
      await Promise.all(senders);
    }
    const found = new Set(soundLines().map(({ user }) => user));
    assert.ok(acknowledged.size > 0, "nothing was acknowledged");
    for (const user of acknowledged) assert.ok(found.has(user), `${user} was acknowledged and is lost`);
  });

  /** All whole lines of all files, past those that a kill cut short. */
  function soundLines(): LoggedEvent[] {
    return readdirSync(folder)
      .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as LoggedEvent];
        } catch {
          return [];
        }
      });
  }
});

async function sendUntilDead(address: string, name: string, acknowledged: Set<string>): Promise<void> {
  for (let n = 0; ; n++) {
    const user = `${name}-${n}`;
    try {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ user, item: "tea", type: "view" });
      const { status } = await fetch(`${address}/events`, { method: "POST", headers, body });
      if (status === 202) acknowledged.add(user);
    } catch {
      return;
    }
  }
}

async function post(server: RunningServer, path: string, body: object): Promise<{ status: number; body: unknown }> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(server.address + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}
