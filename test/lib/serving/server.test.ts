import assert from "node:assert/strict";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { ValueError } from "cartwright/contracts";
import {
  type Prediction,
  type RunningServer,
  type ServerOptions,
  startServer,
  type Suggestions,
} from "cartwright/serving";
import { ITEMS, plainScorer, toyRecommender } from "./toy-recommender";

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

describe("startServer", () => {
  let server: RunningServer;
  const started: RunningServer[] = [];
  const start = async (options: ServerOptions = { recommender: toyRecommender() }): Promise<void> => {
    server = await startServer(options);
    started.push(server);
  };
  afterEach(async () => {
    await Promise.all(started.splice(0).map((one) => one.close()));
  });

  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(server.address + path, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const post = (path: string, body: unknown): Promise<Answer> =>
    ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  /** The answer must be a refusal of exactly the agreed shape. */
  const refused = ({ status, body }: Answer, expected: number, code: string, path: string, message = /./): void => {
    assert.equal(status, expected, JSON.stringify(body));
    assert.deepEqual(Object.keys(body as object), ["error"]);
    const { error } = body as { error: Record<string, string> };
    assert.deepEqual(Object.keys(error).sort(), ["code", "message", "path"]);
    assert.equal(error["code"], code);
    assert.equal(error["path"], path);
    assert.match(error["message"]!, message);
  };

  describe("the routes", () => {
    beforeEach(() => start());

    it("POST /recommend answers as the recommender in memory does, score for score", async () => {
      for (const user of ["ann", "客户", "ben", "nobody"]) {
        const { status, body } = await post("/recommend", { user, k: 3 });
        assert.equal(status, 200);
        assert.deepEqual(body, { ...toyRecommender().recommend(user, 3), model: "toy" });
      }
    });

    it("POST /recommend gives ten when k is left out, and the same answer from its cache", async () => {
      const first = await post("/recommend", { user: "ann" });
      const second = await post("/recommend", { user: "ann" });
      assert.deepEqual(second.body, first.body);
      const { body } = await ask("/metrics");
      assert.match(String(body), /cartwright_cache_total\{result="hit"\} 1/);
      assert.match(String(body), /cartwright_lists_total\{source="toy"\} 1/);
    });

    it("POST /similar and /explain answer in ids", async () => {
      const similar = (await post("/similar", { item: "jam", k: 1 })).body;
      assert.deepEqual(similar, { ...toyRecommender().similar("jam", 1), model: "toy" });
      const explained = (await post("/explain", { user: "ann", item: "pot" })).body;
      assert.deepEqual(explained, { ...toyRecommender().explain("ann", "pot"), model: "toy" });
    });

    it("POST /events is taken into account by the next recommendation", async () => {
      const before = (await post("/recommend", { user: "ann", k: 4 })).body as { items: { item: string }[] };
      assert.deepEqual(
        before.items.map(({ item }) => item),
        ["jam", "pot"],
      );
      const accepted = await post("/events", { user: "ann", item: "jam", type: "buy", time: "2024-01-02T03:04:05Z" });
      assert.equal(accepted.status, 202);
      assert.deepEqual(accepted.body, { accepted: true, stored: false });
      const after = (await post("/recommend", { user: "ann", k: 4 })).body as { items: { item: string }[] };
      assert.deepEqual(
        after.items.map(({ item }) => item),
        ["pot"],
      );
    });

    it("GET /health, /ready and /openapi.json tell how it is and what it can do", async () => {
      assert.deepEqual((await ask("/health")).body, { status: "ok" });
      assert.deepEqual((await ask("/ready")).body, { status: "ready", model: "toy" });
      const { openapi, paths } = (await ask("/openapi.json")).body as {
        openapi: string;
        paths: Record<string, unknown>;
      };
      assert.match(openapi, /^3\.1/);
      const routes = [
        "/recommend",
        "/similar",
        "/explain",
        "/search",
        "/suggest",
        "/predict",
        "/events",
        "/health",
        "/ready",
        "/metrics",
      ];
      assert.deepEqual(Object.keys(paths).sort(), routes.sort());
    });

    it("GET /metrics counts answers by route and status, and no made-up route gets a line of its own", async () => {
      await post("/recommend", { user: 1 });
      await ask("/made-up-by-a-stranger");
      const text = String((await ask("/metrics")).body);
      assert.match(text, /cartwright_requests_total\{route="\/recommend",status="400"\} 1/);
      assert.match(text, /cartwright_requests_total\{route="unknown",status="404"\} 1/);
      assert.doesNotMatch(text, /stranger/);
    });

    it("setRecommender replaces the model and its cached answers", async () => {
      await post("/recommend", { user: "ann" });
      server.setRecommender(toyRecommender({ name: "toy@2", popularity: Float32Array.of(9, 0, 0, 0) }));
      assert.equal(((await post("/recommend", { user: "ann" })).body as { model: string }).model, "toy@2");
    });
  });

  describe("the refusals", () => {
    beforeEach(() => start({ recommender: toyRecommender({ scorer: plainScorer }), bodyLimit: 1000 }));

    it("400 names the field that is wrong, missing or unknown", async () => {
      refused(await post("/recommend", { user: 17850 }), 400, "invalid_body", "/user", /\/user must be string/);
      refused(await post("/recommend", {}), 400, "invalid_body", "/user", /\/user must be given/);
      refused(await post("/recommend", { user: "ann", n: 5 }), 400, "invalid_body", "/n", /no field of this request/);
      refused(await post("/recommend", { user: "ann", k: 0 }), 400, "invalid_body", "/k", /must be >= 1/);
      refused(await post("/recommend", { user: "ann", k: 1.5 }), 400, "invalid_body", "/k", /must be integer/);
      refused(await post("/recommend", ["ann"]), 400, "invalid_body", "", /the body must be object/);
      const event = { user: "ann", item: "tea", type: "buy" };
      refused(
        await post("/events", { ...event, type: "steal" }),
        400,
        "invalid_body",
        "/type",
        /view, click, cart, buy/,
      );
      refused(await post("/events", { ...event, time: "soon" }), 400, "invalid_body", "/time", /ISO 8601/);
    });

    it("400 for a body that is no JSON, 415 for one that does not say it is", async () => {
      const headers = { "content-type": "application/json" };
      refused(await ask("/recommend", { method: "POST", headers, body: "{" }), 400, "invalid_body", "");
      refused(await ask("/recommend", { method: "POST", headers }), 400, "invalid_body", "");
      refused(await ask("/recommend", { method: "POST", body: "{}" }), 415, "not_json", "", /Content-Type/);
    });

    it("404 for an unknown route, method or item, and for what the model or server cannot do", async () => {
      refused(await ask("/nothing?secret=1"), 404, "unknown_route", "/nothing");
      refused(await ask("/recommend"), 404, "unknown_route", "/recommend");
      refused(await post("/similar", { item: "gin" }), 404, "unknown_item", "/item", /"gin"/);
      refused(await post("/explain", { user: "nobody", item: "tea" }), 404, "unknown_user", "/user");
      refused(await post("/similar", { item: "tea" }), 404, "not_supported", "/similar");
      refused(await post("/search", { query: "tea" }), 404, "not_configured", "/search", /--search DIR/);
      refused(await post("/predict", { text: "tea" }), 404, "not_configured", "/predict", /--classifier DIR/);
    });

    it("404 from /recommend, with the flag that helps, when there is no model at all", async () => {
      await start({});
      refused(await post("/recommend", { user: "ann" }), 404, "not_configured", "/recommend", /--model DIR/);
      assert.equal((await ask("/ready")).status, 200);
    });

    it("413 for a body that is too large", async () =>
      refused(await post("/recommend", { user: "x".repeat(2000) }), 413, "too_large", ""));

    it("429 with Retry-After for too many requests from one address, and /health still answers", async () => {
      await start({ recommender: toyRecommender(), requestsPerMinute: 2 });
      assert.equal((await post("/recommend", { user: "ann" })).status, 200);
      assert.equal((await post("/recommend", { user: "ann" })).status, 200);
      const third = await post("/recommend", { user: "ann" });
      refused(third, 429, "too_many_requests", "/recommend");
      assert.ok(Number(third.headers.get("retry-after")) > 0);
      assert.equal((await ask("/health")).status, 200);
    });

    it("503 with Retry-After above the number of requests at a time, and recovers", async () => {
      const slow = slowClassifier();
      await start({ classifier: slow.classifier, maxInFlight: 2, batching: false });
      const under = [post("/predict", { text: "a" }), post("/predict", { texts: ["b"] })];
      await slow.reached(2);
      const third = await post("/predict", { text: "c" });
      refused(third, 503, "overloaded", "/predict");
      assert.ok(Number(third.headers.get("retry-after")) > 0);
      assert.equal((await ask("/health")).status, 200);
      slow.release();
      for (const { status } of await Promise.all(under)) assert.equal(status, 200);
      assert.equal((await post("/predict", { text: "d" })).status, 200);
    });

    it("503 with Retry-After when too many texts wait for the classifier, and recovers", async () => {
      const slow = slowClassifier();
      await start({ classifier: slow.classifier, batching: { maxBatch: 1, maxQueue: 1 } });
      const under = [post("/predict", { text: "a" })];
      await slow.reached(1);
      under.push(post("/predict", { text: "b" }));
      let refusals: Answer[] = [];
      while (refusals.length === 0) {
        const answers = await Promise.race([
          Promise.all(Array.from({ length: 2 }, () => post("/predict", { texts: ["c", "d"] }))),
          Promise.all(under),
        ]);
        refusals = answers.filter(({ status }) => status !== 200);
      }
      refused(refusals[0]!, 503, "overloaded", "/predict");
      assert.ok(Number(refusals[0]!.headers.get("retry-after")) > 0);
      slow.release();
      for (const { status } of await Promise.all(under)) assert.equal(status, 200);
    });

    it("503 when the answer takes longer than the deadline", async () => {
      const slow = slowClassifier();
      await start({ classifier: slow.classifier, deadlineMs: 50 });
      const late = await post("/predict", { text: "a" });
      refused(late, 503, "deadline", "/predict");
      assert.ok(Number(late.headers.get("retry-after")) > 0);
      slow.release();
      assert.equal((await post("/predict", { text: "b" })).status, 200);
    });

    it("who hangs up leaves the queue of the classifier", async () => {
      const slow = slowClassifier();
      await start({ classifier: slow.classifier, batching: { maxBatch: 1 } });
      const under = post("/predict", { text: "a" });
      await slow.reached(1);
      const controller = new AbortController();
      const body = JSON.stringify({ text: "gone" });
      const headers = { "content-type": "application/json" };
      const gone = fetch(`${server.address}/predict`, { method: "POST", headers, body, signal: controller.signal });
      const waiting = async (): Promise<number> =>
        Number(/cartwright_texts_waiting (\d+)/.exec(String((await ask("/metrics")).body))![1]);
      while ((await waiting()) === 0) await new Promise((done) => setTimeout(done, 5));
      controller.abort();
      await assert.rejects(gone);
      while ((await waiting()) > 0) await new Promise((done) => setTimeout(done, 5));
      slow.release();
      assert.equal((await under).status, 200);
      assert.equal(slow.calls(), 1);
    });

    it("503 with Retry-After while the model is being loaded, and 200 after", async () => {
      let give = (_: ReturnType<typeof toyRecommender>): void => undefined;
      await start({ recommender: new Promise((resolve) => (give = resolve)) });
      assert.equal((await ask("/health")).status, 200);
      const early = await ask("/ready");
      refused(early, 503, "not_ready", "/ready");
      assert.ok(Number(early.headers.get("retry-after")) > 0);
      refused(await post("/recommend", { user: "ann" }), 503, "not_ready", "/recommend");
      give(toyRecommender());
      await server.loaded;
      assert.equal((await ask("/ready")).status, 200);
      assert.equal((await post("/recommend", { user: "ann" })).status, 200);
    });

    it("500 says nothing of the inside", async () => {
      const secret = (): never => {
        throw new Error("password is 1234");
      };
      await start({ classifier: { predict: secret } });
      const answer = await post("/predict", { text: "a" });
      refused(answer, 500, "internal", "/predict");
      assert.doesNotMatch(JSON.stringify(answer.body), /1234/);
    });

    it("a request that is no HTTP, or a path that is no path, harms nobody", async () => {
      const raw = async (text: string): Promise<string> => {
        const socket = connect(server.port, "127.0.0.1");
        socket.end(text);
        let answer = "";
        for await (const chunk of socket) answer += String(chunk);
        return answer;
      };
      assert.match(await raw("NONSENSE\r\n\r\n"), /^HTTP\/1\.1 400 /);
      assert.match(
        await raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        /^HTTP\/1\.1 400 [^]*"error":\{"code"/,
      );
      assert.equal((await ask("/health")).status, 200);
    });
  });

  it("refuses a taken port", async () => {
    await start();
    await assert.rejects(startServer({ port: server.port }), { code: "EADDRINUSE" });
  });

  it("reports a model that cannot be loaded, and stays not ready", async () => {
    await start({ recommender: Promise.reject(new Error("damaged")) });
    await assert.rejects(server.loaded, /damaged/);
    assert.equal((await ask("/ready")).status, 503);
  });

  it("hands /search and /predict to what it was given", async () => {
    const search = (query: string, k: number, filters: object): { query: string; items: []; total: number } => {
      assert.deepEqual([k, filters], [3, { brand: ["A"] }]);
      return { query, items: [], total: 7 };
    };
    await start({ search: { search }, classifier: { predict: (texts) => texts.map(sure) } });
    const found = await post("/search", { query: "tea", k: 3, filters: { brand: ["A"] } });
    assert.deepEqual(found.body, { query: "tea", items: [], total: 7 });
    refused(await post("/suggest", { text: "te" }), 404, "not_configured", "/suggest");
    const predicted = await post("/predict", { texts: ["x", "y"] });
    assert.deepEqual(predicted.body, { predictions: ["x", "y"].map(sure) });
    refused(await post("/predict", {}), 400, "invalid_body", "/text", /either text or texts/);
    refused(await post("/predict", { text: "a", texts: ["b"] }), 400, "invalid_body", "/text");
  });

  it("hands /suggest on, and says 400 where a filter is unknown", async () => {
    const search = (): never => {
      throw new ValueError("the index has no facet");
    };
    const suggest = (text: string, k: number): Suggestions => ({ text, completions: [`${text}a`], didYouMean: `${k}` });
    await start({ search: { search, suggest } });
    assert.deepEqual((await post("/suggest", { text: "te", k: 3 })).body, {
      text: "te",
      completions: ["tea"],
      didYouMean: "3",
    });
    refused(await post("/search", { query: "tea", filters: { x: [] } }), 400, "invalid_body", "/filters", /no facet/);
  });

  it("logs routes and statuses, and nothing about persons", async () => {
    const log = new PassThrough();
    await start({ recommender: toyRecommender(), log });
    await post("/recommend", { user: "客户" });
    await ask("/nothing?user=ann");
    await server.close();
    const text = String(log.read());
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.ok(lines.some((line) => line["route"] === "/recommend" && line["status"] === 200));
    for (const secret of ["客户", "ann", '127.0.0.1","remotePort']) assert.ok(!text.includes(secret), secret);
    assert.ok(!lines.some((line) => "remoteAddress" in line || "body" in line));
  });

  describe("close", () => {
    it("lets what is under way end, refuses what is new, and frees the port", async () => {
      const slow = slowClassifier();
      await start({ classifier: slow.classifier });
      const under = post("/predict", { text: "a" });
      await slow.reached(1);
      const closing = server.close();
      slow.release();
      assert.equal((await under).status, 200);
      await closing;
      await assert.rejects(ask("/health"));
      await start({ port: server.port });
    });

    it("does not wait for ever for a request that never ends", async () => {
      const slow = slowClassifier();
      await start({ classifier: slow.classifier, closeTimeoutMs: 50 });
      const under = assert.rejects(post("/predict", { text: "a" }));
      await slow.reached(1);
      await server.close();
      await under;
    });
  });

  describe("the event log", () => {
    let folder = "";
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cartwright-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    for (const sync of ["always", "second", "never"] as const) {
      it(`holds each accepted event once it was accepted, one JSON object a line (sync ${sync})`, async () => {
        const path = join(folder, "events.jsonl");
        await start({ eventLog: { path, sync } });
        const events = Array.from({ length: 40 }, (_, n) => ({
          user: `u${n}`,
          item: ITEMS[n % 4]!,
          type: "view",
          time: n,
        }));
        const answers = await Promise.all(events.map((event) => post("/events", event)));
        const lines = readFileSync(path, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as { time: string });
        for (const { status, body } of answers)
          assert.deepEqual([status, body], [202, { accepted: true, stored: true }]);
        const expected = events.map(({ time, ...event }) => ({ ...event, time: new Date(time).toISOString() }));
        assert.deepEqual(
          lines.sort((a, b) => (a.time < b.time ? -1 : 1)),
          expected,
        );
      });
    }

    it("closes off a line that a crash cut short, and loses no later event", async () => {
      const path = join(folder, "events.jsonl");
      appendFileSync(path, '{"user":"ann","item":"tea","type":"vi');
      await start({ eventLog: { path } });
      await post("/events", { user: "ben", item: "jam", type: "cart" });
      await server.close();
      const lines = readFileSync(path, "utf8").split("\n");
      assert.equal(lines.length, 3);
      assert.equal((JSON.parse(lines[1]!) as { user: string }).user, "ben");
    });

    it("fails at the start, not later, where the log cannot be opened", () =>
      assert.rejects(startServer({ eventLog: { path: join(folder, "no", "events.jsonl") } }), { code: "ENOENT" }));
  });
});

function sure(label: string): Prediction {
  return { label, probabilities: { [label]: 1 } };
}

/** A classifier that answers only when it is released. */
function slowClassifier(): {
  classifier: { predict(texts: readonly string[]): Promise<Prediction[]> };
  reached(calls: number): Promise<void>;
  release(): void;
  calls(): number;
} {
  const gate = new EventTarget();
  let open = false;
  let calls = 0;
  return {
    classifier: {
      predict: async (texts) => {
        calls++;
        if (!open) await once(gate, "open");
        return texts.map(sure);
      },
    },
    reached: async (wanted) => {
      while (calls < wanted) await new Promise((done) => setTimeout(done, 5));
    },
    calls: () => calls,
    release: () => {
      open = true;
      gate.dispatchEvent(new Event("open"));
    },
  };
}
