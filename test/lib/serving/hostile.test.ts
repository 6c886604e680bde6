import assert from "node:assert/strict";
import { connect } from "node:net";
import { type RunningServer, startServer } from "cartwright/serving";
import fc from "fast-check";
import { toyRecommender } from "./toy-recommender";

const KEY = "a key of more than sixteen characters";

describe("the server among strangers", () => {
  let server: RunningServer;
  before(async () => {
    server = await startServer({
      recommender: toyRecommender(),
      search: { search: (query) => ({ query, items: [], total: 0 }), suggest: (text) => ({ text, completions: [] }) },
      classifier: { predict: (texts) => texts.map(() => ({ label: "a", probabilities: { a: 1 } })) },
      adminKey: KEY,
      bodyLimit: 100_000,
      requestTimeoutMs: 3000,
    });
  });
  after(() => server.close());
  afterEach(async () => assert.equal((await fetch(`${server.address}/health`)).status, 200, "it lives"));

  /** Sends bytes as they are; gives all that comes back until the server hangs up. */
  const raw = (text: string | Buffer, more: { end?: boolean } = {}): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
      let answer = "";
      socket.on("data", (chunk) => (answer += String(chunk)));
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(answer));
      socket.on("end", () => socket.end());
      socket.write(text, () => more.end !== false && socket.end());
    });
  const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(server.address + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
  const ROUTES = ["/recommend", "/similar", "/explain", "/search", "/suggest", "/predict", "/events", "/admin/promote"];

  it("answers any JSON at all with success or a refusal in the agreed shape, never with a fault of its own", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ROUTES),
        fc.oneof(
          fc.json(),
          fc
            .record(
              {
                user: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("ann", "__proto__", "constructor")),
                item: fc.oneof(fc.string(), fc.constantFrom("tea", "toString")),
                k: fc.oneof(fc.integer(), fc.double(), fc.constant(1000)),
                query: fc.string({ unit: "binary" }),
                text: fc.string({ unit: "binary" }),
                texts: fc.array(fc.string(), { maxLength: 3 }),
                filters: fc.dictionary(fc.string(), fc.array(fc.string())),
                type: fc.constantFrom("view", "buy", "steal"),
                time: fc.oneof(fc.integer(), fc.double(), fc.string()),
                version: fc.oneof(fc.integer(), fc.constant("../../etc/passwd")),
              },
              { requiredKeys: [] },
            )
            .map((body) => JSON.stringify(body)),
          fc.string(),
        ),
        async (route, body) => {
          const response = await post(route, body, { "x-admin-key": KEY });
          const text = await response.text();
          assert.ok(response.status < 500, `${route} ${body}: ${response.status} ${text}`);
          const answer = JSON.parse(text) as { error?: Record<string, unknown> };
          if (response.status >= 400) assert.deepEqual(Object.keys(answer.error!), ["code", "message", "path"]);
        },
      ),
      { numRuns: 150 },
    ));

  it("refuses giant bodies, told or not told beforehand, deep nesting and bytes that are no text", async () => {
    assert.equal((await post("/recommend", JSON.stringify({ user: "x".repeat(200_000) }))).status, 413);
    const head = "POST /recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    const chunk = `${(50_000).toString(16)}\r\n${"x".repeat(50_000)}\r\n`;
    assert.match(await raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(4)}0\r\n\r\n`), /^HTTP\/1\.1 413 /);
    assert.match(await raw(`${head}Content-Length: 99999999999\r\n\r\n{`, { end: false }), /^HTTP\/1\.1 413 /);
    assert.equal((await post("/recommend", "[".repeat(40_000) + "]".repeat(40_000))).status, 400);
    assert.equal((await post("/recommend", Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]))).status, 400);
    assert.equal((await post("/recommend", '{"user":"ann","__proto__":{"k":3}}')).status, 400);
  });

  it("hangs up on who never finishes: 408 for a slow head and for a slow body", async () => {
    assert.match(await raw("POST /recommend HTTP/1.1\r\nHost: x\r\n", { end: false }), /^HTTP\/1\.1 408 [^]*too_slow/);
    const slow = "POST /recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{";
    assert.match(await raw(slow, { end: false }), /^HTTP\/1\.1 408 /);
  });

  it("answers who closes their half after the question, and does not mind who is gone", async () => {
    const body = '{"user":"ann"}';
    const head = `POST /recommend HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n`;
    assert.match(await raw(`${head}Content-Length: ${body.length}\r\n\r\n${body}`), /^HTTP\/1\.1 200 [^]*"user":"ann"/);
    await raw(`${head}Content-Length: 100\r\n\r\n{"us`);
    await Promise.all(
      Array.from({ length: 20 }, () => {
        const socket = connect(server.port, "127.0.0.1").on("error", () => undefined);
        socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`, () => socket.resetAndDestroy());
        return new Promise((resolve) => socket.on("close", resolve));
      }),
    );
  });

  it("refuses floods of headers, smuggled lengths and broken lines", async () => {
    const flood = `GET /health HTTP/1.1\r\nHost: x\r\n${"x-a: b\r\n".repeat(5000)}\r\n`;
    assert.match(await raw(flood), /^HTTP\/1\.1 431 [^]*headers_too_large/);
    assert.match(await raw(`GET /health HTTP/1.1\r\nHost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    const both = "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert.match(await raw(both), /^HTTP\/1\.1 400 /);
    assert.match(await raw("GET / HTTP/9.9\r\n\r\n"), /^HTTP\/1\.1 400 [^]*"error":\{"code":"invalid_request"/);
    assert.match(await raw(Buffer.from([0x16, 0x03, 0x01, 0x00, 0xa5, 0x01])), /^HTTP\/1\.1 400 /);
  });

  it("knows no way from a path to a file", async () => {
    const tricks = [
      "/../../etc/passwd",
      "/docs/static/../../../package.json",
      "/docs/static/%2e%2e%2f%2e%2e%2fpackage.json",
    ];
    for (const path of [
      ...tricks,
      "/docs/static/..%5c..%5cpackage.json",
      "/docs/%00",
      "//etc/passwd",
      "/admin/../ready/..",
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, { end: false });
      assert.match(answer, /^HTTP\/1\.1 (400|403|404) /, path);
      assert.doesNotMatch(answer, /root:|"dependencies"/, path);
    }
  });

  it("takes an id for a request from outside only where it can hold no name", async () => {
    const idOf = async (given: string): Promise<string> =>
      (await fetch(`${server.address}/health`, { headers: { "x-request-id": given } })).headers.get("x-request-id")!;
    const sound = "0123456789abcdef0123456789abcdef";
    assert.equal(await idOf(sound), sound);
    for (const other of ["ann@example.org", "short", `${sound}\t${sound}`, "f".repeat(65)]) {
      assert.match(await idOf(other), /^[0-9a-f]{8}-[0-9a-f]{4}-/);
    }
  });

  it("shows its document as a page that needs nothing from elsewhere", async () => {
    const page = await fetch(`${server.address}/docs/`);
    assert.equal(page.status, 200);
    const text = await page.text();
    for (const [, address] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      assert.doesNotMatch(address!, /^(https?:)?\/\//, address);
      assert.equal((await fetch(new URL(address!, `${server.address}/docs/`))).status, 200, address);
    }
    assert.match(page.headers.get("content-security-policy")!, /default-src 'self'/);
  });
});
