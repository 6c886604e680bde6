import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ApiClient, ApiError, type RunningServer, startServer } from "cartwright/serving";
import { toyRecommender } from "./toy-recommender";

describe("ApiClient", () => {
  let server: RunningServer;
  before(async () => (server = await startServer({ recommender: toyRecommender() })));
  after(() => server.close());

  it("gives typed answers", async () => {
    const client = new ApiClient(server.address);
    const { user, items, model } = await client.post("/recommend", { user: "ann", k: 2 });
    assert.deepEqual({ user, items, model }, { ...toyRecommender().recommend("ann", 2), model: "toy" });
    const { accepted } = await client.post("/events", { user: "ann", item: "jam", type: "view" });
    assert.equal(accepted, true);
  });

  it("throws refusals with status, word, field and when to come back", async () => {
    const client = new ApiClient(server.address);
    await assert.rejects(client.post("/recommend", { user: "ann", k: 0 }), (error: ApiError) => {
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.status, error.code, error.path], [400, "invalid_body", "/k"]);
      return true;
    });
    await assert.rejects(client.post("/search", { query: "tea" }), { status: 404, code: "not_configured" });
  });

  it("has the types of the routes as they are", () => {
    const root = join(__dirname, "../../..");
    execFileSync(process.execPath, ["scripts/api-client.mjs", "--check"], { cwd: root, stdio: "pipe" });
  });
});
