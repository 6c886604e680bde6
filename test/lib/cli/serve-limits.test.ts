import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cartwrightHere, ended, type Ended, startCartwright } from "./run-cartwright";

const BODY = '{"user":"u1"}';
const QUESTION = `POST /recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
/** More than Node lets wait unless it is told otherwise. */
const CALLERS = 900;

describe("serve under more load than it takes", function () {
  this.timeout(60_000);
  let dir = "";
  let server: ChildProcess;
  let result: Promise<Ended>;
  let port = 0;
  let sockets: Socket[] = [];
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "cartwright-"));
    const [events, model] = [join(dir, "events.csv"), join(dir, "model")];
    const rows = Array.from({ length: 300 }, (_, n) => `u${n % 20},i${(n * 7) % 30}`);
    writeFileSync(events, ["user,item", ...rows].join("\n") + "\n");
    const made = await cartwrightHere("fit", "--data", events, "--model", "popularity", "--out", model);
    assert.equal(made.code, 0, made.stderr);
    server = startCartwright(["serve", "--model", model, "--port", "0", "--no-log", "--max-lag", "1"]);
    result = ended(server);
    const [line] = (await once(server.stdout!, "data")) as [string];
    port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(line)![1]);
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  after(async () => {
    server.kill("SIGTERM");
    assert.equal((await result).code, 0);
    rmSync(dir, { recursive: true });
  });

  it("--max-lag says how much computing a request waits for", async () => {
    sockets = Array.from({ length: 64 }, () => connect(port, "127.0.0.1"));
    await Promise.all(sockets.map((socket) => ask(socket, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n")));
    // 64 answers are more than a millisecond of work; a wave may be spread over several turns, so there may be several.
    for (;;) {
      const answers = await Promise.all(sockets.map((socket) => ask(socket, QUESTION)));
      const refusals = answers.filter((answer) => answer.startsWith("HTTP/1.1 503 "));
      for (const refusal of refusals) assert.match(refusal, /retry-after: 1\r\n[^]*took 1 ms of computing/i);
      if (refusals.length > 0) break;
    }
  });

  it("keeps callers in line while it is busy, instead of letting them find nobody", async function () {
    if (process.platform !== "linux" || somaxconn() < CALLERS) this.skip();
    server.kill("SIGSTOP");
    try {
      sockets = Array.from({ length: CALLERS }, () => connect(port, "127.0.0.1"));
      await Promise.all(sockets.map((socket) => once(socket, "connect")));
    } finally {
      server.kill("SIGCONT");
    }
    assert.match(await ask(sockets.at(-1)!, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"), /^HTTP\/1\.1 200 /);
  });
});

async function ask(socket: Socket, question: string): Promise<string> {
  socket.write(question);
  const [answer] = (await once(socket, "data")) as [Buffer];
  return String(answer);
}

/** Longest line of callers that the system allows. */
function somaxconn(): number {
  return Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8"));
}
