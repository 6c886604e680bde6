import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alsFromBundle } from "cartwright/factorisation";
import { type LoggedEvent, type Recommendations, loadRecommender, startServer } from "cartwright/serving";
import { cartwrightHere } from "./run-cartwright";

describe("a model that was trained on the server's own event log", function () {
  this.timeout(120_000);
  let folder = "";
  let log = "";
  let model = "";
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    [log, model] = [join(folder, "events.jsonl"), join(folder, "model")];
    const events = Array.from({ length: 300 }, (_, n) => event(`u${n % 20}`, `i${(n * n + 3 * n) % 31}`, n));
    writeFileSync(log, events.map((one) => JSON.stringify(one) + "\n").join(""));
    const { code, stderr } = await cartwrightHere("fit", "--data", log, "--model", "als", "--factors", "8", "--out", model); // prettier-ignore
    assert.equal(code, 0, stderr);
  });
  after(() => rmSync(folder, { recursive: true }));

  const recommended = async (user: string): Promise<Recommendations["items"]> => {
    const { recommender } = await loadRecommender(model, { als: alsFromBundle });
    const server = await startServer({ recommender, eventLog: { path: log } });
    try {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ user, k: 5 });
      const response = await fetch(`${server.address}/recommend`, { method: "POST", headers, body });
      return ((await response.json()) as Recommendations).items;
    } finally {
      await server.close();
    }
  };

  it("knows how far its training goes", () => {
    const { lineage } = JSON.parse(readFileSync(join(model, "manifest.json"), "utf8")) as { lineage: object };
    assert.equal((lineage as { until: string }).until, event("", "", 299).time);
  });

  it("is not told again what it learnt: with the log read again it answers as without", async () => {
    const { recommender } = await loadRecommender(model, { als: alsFromBundle });
    for (const user of ["u0", "u7", "u19"]) {
      assert.deepEqual(await recommended(user), recommender.recommend(user, 5).items);
    }
  });

  it("is told what happened since, and nothing else", async () => {
    const { recommender } = await loadRecommender(model, { als: alsFromBundle });
    const { item } = recommender.recommend("u7", 5).items[2]!;
    appendFileSync(log, JSON.stringify(event("u7", item, 300)) + "\n");
    const expected = recommender.recommend("u7", 5, [{ item, type: "view" }]).items;
    assert.notDeepEqual(expected, recommender.recommend("u7", 5).items);
    assert.deepEqual(await recommended("u7"), expected);
  });
});

describe("a model that was trained on days without a time of day", function () {
  this.timeout(60_000);
  let folder = "";
  before(() => (folder = mkdtempSync(join(tmpdir(), "cartwright-"))));
  after(() => rmSync(folder, { recursive: true }));

  const trainedUntil = async (times: readonly string[]): Promise<unknown> => {
    const [file, out] = [join(folder, "days.csv"), join(folder, "model")];
    writeFileSync(file, ["user,item,date", ...times.map((time, n) => `u${n % 3},i${n},${time}`)].join("\n") + "\n");
    const { code, stderr } = await cartwrightHere("fit", "--data", file, "--model", "popularity", "--out", out);
    assert.equal(code, 0, stderr);
    const { lineage } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as { lineage: { until?: string } };
    return lineage.until;
  };

  it("knows all of its last day: an event of that day is not told again", async () => {
    assert.equal(await trainedUntil(["2024-01-05", "2024-02-29", "2024-02-28"]), "2024-02-29T23:59:59.999Z");
  });

  it("where one row tells the time of day, the last row's midnight is a moment", async () => {
    const times = ["2024-01-05T10:30:00Z", "2024-02-29T00:00:00Z", "2024-02-28T00:00:00Z"];
    assert.equal(await trainedUntil(times), "2024-02-29T00:00:00.000Z");
  });
});

function event(user: string, item: string, minute: number): LoggedEvent {
  return { user, item, type: "view", time: new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString() };
}
