import assert from "node:assert/strict";
import { type RunningServer, type ServerOptions, startServer } from "cartwright/serving";
import { end, freePort, HAS_REDIS, startRedis } from "./redis-server";
import { ableScorer, toyRecommender } from "./toy-recommender";

describe("the cache of answers", () => {
  const started: RunningServer[] = [];
  const start = async (options: ServerOptions): Promise<RunningServer> => {
    const server = await startServer(options);
    started.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(started.splice(0).map((one) => one.close()));
  });

  const post = async (server: RunningServer, path: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(server.address + path, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${response.status}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const figure = async (server: RunningServer, pattern: RegExp): Promise<number> =>
    Number(pattern.exec(await (await fetch(`${server.address}/metrics`)).text())?.[1] ?? 0);
  const lookUps = (server: RunningServer, result: string): Promise<number> =>
    figure(server, new RegExp(`cartwright_cache_total\\{result="${result}"\\} (\\d+)`));
  /** A toy that counts how often it is asked. */
  const counting = (): { calls: () => number; recommender: ReturnType<typeof toyRecommender> } => {
    let calls = 0;
    const scoreInto: typeof ableScorer.scoreInto = (user, scores) => {
      calls++;
      ableScorer.scoreInto(user, scores);
    };
    return { calls: () => calls, recommender: toyRecommender({ scorer: { ...ableScorer, scoreInto } }) };
  };

  it("asks the model once, until the user does something; other users' events change nothing", async () => {
    const { calls, recommender } = counting();
    const server = await start({ recommender });
    for (let n = 0; n < 3; n++) await post(server, "/recommend", { user: "ann" });
    await post(server, "/events", { user: "ben", item: "jam", type: "view" });
    await post(server, "/recommend", { user: "ann" });
    assert.equal(calls(), 1);
    await post(server, "/events", { user: "ann", item: "jam", type: "buy" });
    const { items } = (await post(server, "/recommend", { user: "ann" })) as { items: { item: string }[] };
    assert.deepEqual(
      items.map(({ item }) => item),
      ["pot"],
    );
    await post(server, "/recommend", { user: "ann", k: 1 });
    assert.deepEqual([await lookUps(server, "miss"), await lookUps(server, "hit")], [3, 3]);
  });

  it("folds what the request itself tells into that answer alone", async () => {
    const { recommender } = counting();
    const server = await start({ recommender });
    const before = await post(server, "/recommend", { user: "ann", k: 4 });
    const recent = [{ item: "jam", type: "buy" as const }];
    const told = await post(server, "/recommend", { user: "ann", k: 4, recent });
    assert.deepEqual(told, { ...recommender.recommend("ann", 4, recent), model: "toy" });
    assert.notDeepEqual(told, before);
    assert.deepEqual(await post(server, "/recommend", { user: "ann", k: 4 }), before);
  });

  it("keeps nothing when it is told so", async () => {
    const { calls, recommender } = counting();
    const server = await start({ recommender, cacheSize: 0 });
    for (let n = 0; n < 3; n++) await post(server, "/recommend", { user: "ann" });
    assert.equal(calls(), 3);
  });

  it("a Redis that was never there slows nothing down and is reported", async () => {
    const { recommender } = counting();
    const server = await start({ recommender, redis: `redis://127.0.0.1:${await freePort()}` });
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(server, "/recommend", { user: "ann" })));
    for (const answer of answers) assert.deepEqual(answer, { ...recommender.recommend("ann", 10), model: "toy" });
    const ready = (await (await fetch(`${server.address}/ready`)).json()) as { status: string; redis: string };
    assert.deepEqual([ready.status, ready.redis], ["ready", "down"]);
    assert.equal(await figure(server, /cartwright_redis_up (\d)/), 0);
  });

  const withRedis = HAS_REDIS ? it : it.skip;
  const why = HAS_REDIS ? "" : " (skipped: no redis-server, apt-get install redis-server)";

  withRedis(`shares answers between servers, and not across models or histories${why}`, async () => {
    const port = await freePort();
    const redis = await startRedis(port);
    try {
      const [one, two, newer] = [counting(), counting(), counting()];
      const address = `redis://127.0.0.1:${port}`;
      const first = await start({ recommender: one.recommender, redis: address });
      const second = await start({ recommender: two.recommender, redis: address });
      for (const server of [first, second]) await until(server, "up");
      const answer = await post(first, "/recommend", { user: "ann" });
      assert.deepEqual(await post(second, "/recommend", { user: "ann" }), answer);
      assert.deepEqual([one.calls(), two.calls()], [1, 0]);
      assert.equal(await lookUps(second, "shared"), 1);
      // The second server heard of an event: what the first kept does not fit any more.
      await post(second, "/events", { user: "ann", item: "jam", type: "buy" });
      const after = (await post(second, "/recommend", { user: "ann" })) as { items: { item: string }[] };
      assert.deepEqual(
        after.items.map(({ item }) => item),
        ["pot"],
      );
      second.setRecommender(toyRecommender({ scorer: newer.recommender.scorer, name: "toy@2" }));
      assert.equal((await post(second, "/recommend", { user: "客户" }))["model"], "toy@2");
      assert.equal(newer.calls(), 1);
    } finally {
      await end(redis);
    }
  });

  withRedis(`goes on while Redis hangs, dies and comes back, and says so${why}`, async () => {
    const port = await freePort();
    let redis = await startRedis(port);
    try {
      const { recommender } = counting();
      const server = await start({ recommender, redis: `redis://127.0.0.1:${port}`, cacheSize: 1 });
      await until(server, "up");
      const right = async (): Promise<void> => {
        for (const user of ["ann", "ben", "客户", "nobody"]) {
          assert.deepEqual(await post(server, "/recommend", { user }), {
            ...recommender.recommend(user, 10),
            model: "toy",
          });
        }
      };
      await right();
      redis.kill("SIGSTOP");
      await right();
      await until(server, "down");
      await right();
      redis.kill("SIGCONT");
      await until(server, "up");
      await end(redis);
      await right();
      await until(server, "down");
      redis = await startRedis(port);
      await until(server, "up");
      await right();
    } finally {
      await end(redis);
    }
  });

  /** Waits until the server says that Redis is up or down; some requests pass meanwhile, as they would. */
  async function until(server: RunningServer, state: string): Promise<void> {
    for (;;) {
      await post(server, "/recommend", { user: `somebody ${Math.random()}` });
      const ready = (await (await fetch(`${server.address}/ready`)).json()) as { redis: string };
      if (ready.redis === state) return;
      await new Promise((done) => setTimeout(done, 20));
    }
  }
});
