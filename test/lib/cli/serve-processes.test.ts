import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { end, freePort } from "../serving/redis-server";
import { cartwrightHere, ended, type Ended, startCartwright } from "./run-cartwright";

const HAS_NGINX = spawnSync("nginx", ["-v"]).status === 0;
const KEY = "a key of more than sixteen characters";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

/** One request on a connection of its own, so that another process may take the next. */
function ask(
  address: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
  patience = 10_000,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const type = text === undefined ? {} : { "content-type": "application/json" };
    const method = text === undefined ? "GET" : "POST";
    const agent = new Agent({ keepAlive: false });
    const asked = request(`${address}${path}`, { method, agent, headers: { ...type, ...headers } }, (response) => {
      let received = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
      response.on("end", () => {
        const isJson = String(response.headers["content-type"]).includes("json");
        const parsed = (isJson ? JSON.parse(received) : { text: received }) as Record<string, unknown>;
        resolve({ status: response.statusCode!, headers: response.headers, body: parsed });
      });
      response.on("error", reject);
    });
    // A connection that was being handed to a process when that was killed is never answered: people's clients give up too.
    asked.setTimeout(patience, () => asked.destroy(new Error("no answer")));
    asked.on("error", reject).end(text);
  });
}

async function until200(address: string, path: string): Promise<void> {
  while ((await ask(address, path, undefined, {}, 500).catch(() => undefined))?.status !== 200) {
    await new Promise((done) => setTimeout(done, 50));
  }
}

describe("serve --processes", function () {
  this.timeout(240_000);
  let dir = "";
  const at = (name: string): string => join(dir, name);
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "cartwright-"));
    const rows = Array.from({ length: 300 }, (_, n) => `u${n % 20},i${(n * 7) % 30}`);
    writeFileSync(at("events.csv"), ["user,item", ...rows].join("\n") + "\n");
    for (const model of ["popularity", "item-knn"]) {
      const made = await cartwrightHere("fit", "--data", at("events.csv"), "--model", model, "--out", at(model));
      assert.equal(made.code, 0, made.stderr);
    }
    for (const words of [
      ["add", at("registry"), at("popularity"), "--promote"],
      ["add", at("registry"), at("item-knn")],
    ]) {
      const made = await cartwrightHere("registry", ...words);
      assert.equal(made.code, 0, made.stderr);
    }
  });
  after(() => rmSync(dir, { recursive: true }));

  const serve = async (
    ...words: string[]
  ): Promise<{ server: ChildProcess; address: string; result: Promise<Ended> }> => {
    const server = startCartwright(["serve", ...words], { CARTWRIGHT_ADMIN_KEY: KEY });
    const result = ended(server);
    const line = await Promise.race([
      once(server.stdout!, "data").then(([text]) => String(text)),
      result.then(({ stderr }) => assert.fail(stderr)),
    ]);
    return { server, address: /http:\/\/127\.0\.0\.1:\d+/.exec(line)![0], result };
  };
  /** Processes that answered some requests, by the log on stderr. */
  const workersOf = (pid: number): number[] =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);

  it("know of each other's events, replace who is killed, lose nothing acknowledged, and follow the registry", async function () {
    if (process.platform !== "linux") this.skip();
    const log = at("log.jsonl");
    const { server, address, result } = await serve(
      "--model",
      at("registry"),
      "--processes",
      "2",
      "--port",
      "0",
      "--events",
      log,
    );
    try {
      assert.equal(workersOf(server.pid!).length, 2);
      // Whoever is asked next knows what was bought, and does not recommend it.
      for (let n = 0; n < 6; n++) {
        const user = `stranger ${n}`;
        const first = await ask(address, "/recommend", { user, k: 1 });
        const item = (first.body["items"] as { item: string }[])[0]!.item;
        const bought = await ask(address, "/events", { user, item, type: "buy" });
        assert.deepEqual([bought.status, bought.body["stored"]], [202, true]);
        for (let again = 0; again < 4; again++) {
          const { body } = await ask(address, "/recommend", { user, k: 30 });
          assert.ok(!(body["items"] as { item: string }[]).some((one) => one.item === item), "a process did not know");
        }
      }

      const acknowledged: string[] = [];
      let sending = true;
      const senders = [0, 1, 2].map(async (sender) => {
        for (let n = 0; sending; n++) {
          const user = `s${sender}-${n}`;
          const answer = await ask(address, "/events", { user, item: "i1", type: "view" }).catch(() => undefined);
          if (answer?.status === 202) acknowledged.push(user);
        }
      });
      for (let round = 0; round < 2; round++) {
        const before = acknowledged.length + 5;
        while (acknowledged.length < before) await new Promise((done) => setTimeout(done, 10));
        process.kill(workersOf(server.pid!)[0]!, "SIGKILL");
      }
      sending = false;
      await Promise.all(senders);
      const lines = readFileSync(log, "utf8").trim().split("\n");
      const stored = new Set(lines.map((line) => (JSON.parse(line) as { user: string }).user));
      for (const user of acknowledged) assert.ok(stored.has(user), `${user} was acknowledged and is lost`);

      // Both may have been killed: then nobody listens until the first successor does.
      await until200(address, "/ready");
      const promoted = await ask(address, "/admin/promote", { version: 2 }, { "x-admin-key": KEY });
      assert.equal(promoted.status, 200, JSON.stringify(promoted.body));
      for (let right = 0; right < 8;) {
        const { status, body } = await ask(address, "/recommend", { user: "u1" });
        assert.equal(status, 200);
        right = String(body["model"]).startsWith("item-knn@") ? right + 1 : 0;
      }
      const served = async (): Promise<number> => {
        const { body } = await ask(address, "/metrics");
        return Number(
          /cartwright_requests_total\{route="\/recommend",status="200"\} (\d+)/.exec(String(body["text"]))![1],
        );
      };
      // What was counted stays counted, also when all are killed that counted it.
      const counted = await served();
      assert.ok(counted >= 8);
      for (const pid of workersOf(server.pid!)) process.kill(pid, "SIGKILL");
      const died = performance.now();
      await until200(address, "/ready");
      console.log(`      both processes were killed; served again after ${Math.round(performance.now() - died)} ms`);
      assert.ok((await served()) >= counted, "a sum became smaller");
    } finally {
      server.kill("SIGTERM");
    }
    const { code, stderr } = await result;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /ended \(SIGKILL\); another takes its place/);
    assert.ok(!stderr.includes("stranger 1"), "the log names a user");
  });

  it("say in one line why they cannot serve", async () => {
    const server = startCartwright(["serve", "--model", at("nowhere"), "--processes", "2", "--port", "0"]);
    const { code, stderr } = await ended(server);
    assert.notEqual(code, 0);
    assert.match(stderr, /^error: .*nowhere/m);
  });

  const nginx = HAS_NGINX ? it : it.skip;
  nginx(
    `stand behind nginx with the configuration that --print-nginx prints${HAS_NGINX ? "" : " (skipped: no nginx)"}`,
    async () => {
      const [port, front] = [await freePort(), await freePort()];
      const words = ["--port", String(port), "--requests-per-minute", "60000", "--body-limit", "2000"];
      const printed = await cartwrightHere("serve", "--print-nginx", ...words);
      assert.equal(printed.code, 0, printed.stderr);
      const prefix = mkdtempSync(join(tmpdir(), "cartwright-nginx-"));
      const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
        (kind) => `${kind}_temp_path ${prefix}/${kind};`,
      );
      const site = printed.stdout.replace("127.0.0.1:8000", `127.0.0.1:${front}`);
      writeFileSync(
        join(prefix, "nginx.conf"),
        `daemon off; pid ${prefix}/pid; error_log ${prefix}/error.log; events {}\nhttp { access_log off; ${paths.join(" ")}\n${site}}`,
      );
      const { server, result } = await serve("--model", at("registry"), "--behind-proxy", ...words);
      const proxy = spawn("nginx", ["-p", prefix, "-c", join(prefix, "nginx.conf"), "-e", join(prefix, "error.log")], {
        stdio: "inherit",
      });
      const address = `http://127.0.0.1:${front}`;
      try {
        while ((await ask(address, "/health").catch(() => undefined)) === undefined) {
          if (proxy.exitCode !== null) assert.fail(readFileSync(join(prefix, "error.log"), "utf8"));
          await new Promise((done) => setTimeout(done, 20));
        }
        const direct = await ask(`http://127.0.0.1:${port}`, "/recommend", { user: "u1", k: 5 });
        const through = await ask(address, "/recommend", { user: "u1", k: 5 });
        assert.deepEqual([through.status, through.body], [200, direct.body]);
        assert.match(String(through.headers["x-request-id"]), /^[0-9a-f]{32}$/);
        assert.equal((await ask(address, "/ready")).status, 200);
        assert.equal((await ask(address, "/recommend", { user: "x".repeat(3000) })).status, 413);
        assert.equal((await ask(address, "/nothing")).status, 404);
        const many = await Promise.all(
          Array.from({ length: 40 }, (_, n) => ask(address, "/recommend", { user: `u${n}` })),
        );
        assert.deepEqual([...new Set(many.map(({ status }) => status))], [200]);
      } finally {
        await end(proxy, "SIGTERM");
        server.kill("SIGTERM");
        await result;
        rmSync(prefix, { recursive: true });
      }
    },
  );
});
