import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type RunningServer, startServer } from "cartwright/serving";
import { plainScorer, toyRecommender } from "./toy-recommender";

/** Computing time of one answer, and what a request may wait for. */
const WORK_MS = 20;
const LAG_MS = 100;
const ASKERS = 40;

const BODY = '{"user":"ann"}';
const QUESTION = `POST /recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** A model that computes for a while, whatever else the machine does. */
function busyScorer(): typeof plainScorer {
  const scoreInto: typeof plainScorer.scoreInto = (user, scores) => {
    const began = process.cpuUsage();
    const computed = (): number => process.cpuUsage(began).user + process.cpuUsage(began).system;
    while (computed() < WORK_MS * 1000);
    plainScorer.scoreInto(user, scores);
  };
  return { ...plainScorer, scoreInto };
}

describe("a server that is asked for more than it can compute", () => {
  let server: RunningServer;
  let sockets: Socket[] = [];
  beforeEach(async () => {
    const recommender = toyRecommender({ scorer: busyScorer() });
    server = await startServer({ recommender, cacheSize: 0, maxLagMs: LAG_MS });
    sockets = Array.from({ length: ASKERS }, () => connect(server.port, "127.0.0.1"));
    // The server takes up one connection a turn: only who is known to it can ask at the same time as others.
    await Promise.all(sockets.map((socket) => ask(socket, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n")));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  /** Asks on every connection at the same time. */
  const askAtOnce = (): Promise<string[]> => Promise.all(sockets.map((socket) => ask(socket, QUESTION)));

  it("answers the first, refuses with 503 and Retry-After who would wait too long, and recovers at once", async () => {
    let refusals = 0;
    for (let wave = 0; wave < 2; wave++) {
      const answers = await askAtOnce();
      const good = answers.filter((answer) => answer.startsWith("HTTP/1.1 200 "));
      const refused = answers.filter((answer) => answer.startsWith("HTTP/1.1 503 "));
      assert.equal(good.length + refused.length, ASKERS);
      assert.ok(good.length > 0, "nobody was answered");
      // Six answers are 120 ms of computing; those who came later in the same turn are refused. A turn may find only
      // some of the questions, so there may be several.
      assert.ok(refused.length > 0, "nobody was refused");
      // The first refusal of a turn comes from within the framework, the others from below it: nobody can tell.
      for (const answer of refused) assert.equal(shapeOf(answer), shapeOf(refused[0]!));
      assert.match(refused[0]!, /retry-after: 1\r\n[^]*"code":"overloaded",[^]*"path":"\/recommend"/i);
      refusals += refused.length;
      assert.match(await ask(sockets[0]!, QUESTION), /^HTTP\/1\.1 200 /);
    }
    const figures = await (await fetch(`${server.address}/metrics`)).text();
    assert.match(figures, new RegExp(`cartwright_requests_total\\{route="/recommend",status="503"\\} ${refusals}\n`));
  });

  it("says how it is however busy it is", async () => {
    const asked = askAtOnce();
    assert.equal((await fetch(`${server.address}/health`)).status, 200);
    assert.match(await (await fetch(`${server.address}/metrics`)).text(), /cartwright_requests_in_flight/);
    await asked;
  });
});

/** An answer without what differs from one to the next: its id and time, and the order of its headers. */
function shapeOf(answer: string): string {
  const [head, body] = answer.toLowerCase().split("\r\n\r\n");
  const lines = head!.split("\r\n").map((line) => line.replace(/^(x-request-id|date): .*/, "$1"));
  return JSON.stringify([...lines.sort(), body]);
}

async function ask(socket: Socket, question: string): Promise<string> {
  socket.write(question);
  const [answer] = (await once(socket, "data")) as [Buffer];
  return String(answer);
}
