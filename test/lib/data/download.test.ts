import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DataError } from "cartwright/contracts";
import { downloadFile } from "cartwright/data";

const content = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 2_654_435_761) >>> 24));
const sha256 = createHash("sha256").update(content).digest("hex");
const quick = { patienceMs: 1 };

type Answer = (request: IncomingMessage, response: ServerResponse, visit: number) => void;

describe("downloadFile", () => {
  let folder: string;
  let target: string;
  let server: Server;
  let requests: IncomingMessage[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cartwright-download-"));
    target = path.join(folder, "deep", "file.bin");
    requests = [];
  });
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a server on this machine; `answer` gets the number of the visit, from 0. */
  async function serve(answer: Answer): Promise<string> {
    server = createServer((request, response) => {
      requests.push(request);
      answer(request, response, requests.length - 1);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`;
  }

  /** Sends `bytes` of the content from `start` on, then cuts the connection, or ends properly. */
  function send(response: ServerResponse, start: number, status: number, cutAfter?: number, tag = '"v1"'): void {
    response.writeHead(status, { "content-length": content.length - start, etag: tag });
    if (cutAfter === undefined) response.end(content.subarray(start));
    else response.write(content.subarray(start, start + cutAfter), () => setTimeout(() => response.destroy(), 20));
  }

  const rangeOf = (request: IncomingMessage): number =>
    Number(/bytes=(\d+)-/.exec(request.headers.range ?? "bytes=0-")![1]);
  const beside = (): string[] => (existsSync(path.dirname(target)) ? readdirSync(path.dirname(target)) : []);

  it("puts the file in place when its checksum is right, and leaves nothing else", async () => {
    const heard: number[] = [];
    const address = await serve((_, response) => send(response, 0, 200));
    await downloadFile(address, target, {
      sha256,
      ...quick,
      onProgress: ({ done, total }) => (heard.push(done), assert.equal(total, content.length)),
    });
    assert.deepEqual(readFileSync(target), content);
    assert.equal(heard.at(-1), content.length);
    assert.deepEqual(beside(), ["file.bin"]);
  });

  it("goes on where a connection was cut, asking for the rest of the same version", async () => {
    const address = await serve((request, response, visit) => {
      const start = rangeOf(request);
      send(response, start, start > 0 ? 206 : 200, visit < 2 ? 70_000 : undefined);
    });
    await downloadFile(address, target, { sha256, ...quick });
    assert.deepEqual(readFileSync(target), content);
    assert.deepEqual(requests.map(rangeOf), [0, 70_000, 140_000]);
    assert.equal(requests[1]?.headers["if-range"], '"v1"');
  });

  it("keeps what has arrived for a later call", async () => {
    const broken = await serve((_, response) => send(response, 0, 200, 50_000));
    await assert.rejects(
      downloadFile(broken, target, { sha256, retries: 0, ...quick }),
      /cannot be reached.*what has arrived is kept/,
    );
    assert.ok(!existsSync(target));
    server.closeAllConnections();
    server.close();
    requests = [];
    const whole = await serve((request, response) =>
      send(response, rangeOf(request), rangeOf(request) > 0 ? 206 : 200),
    );
    await downloadFile(whole, target, { sha256, ...quick });
    assert.deepEqual(requests.map(rangeOf), [50_000]);
    assert.deepEqual(readFileSync(target), content);
  });

  it("starts again when the server knows no ranges", async () => {
    const address = await serve((_, response, visit) => send(response, 0, 200, visit === 0 ? 70_000 : undefined));
    await downloadFile(address, target, { sha256, ...quick });
    assert.deepEqual(readFileSync(target), content);
  });

  it("starts again when the server's file has no version mark: halves of two versions never meet", async () => {
    const address = await serve((_, response, visit) => {
      response.writeHead(200, { "content-length": content.length });
      if (visit === 0) response.write(content.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20));
      else response.end(content);
    });
    await downloadFile(address, target, { ...quick });
    assert.equal(requests[1]?.headers.range, undefined);
    assert.deepEqual(readFileSync(target), content);
  });

  it("throws a file with another checksum away, in one line", async () => {
    const address = await serve((_, response) => send(response, 0, 200));
    await assert.rejects(downloadFile(address, target, { sha256: "0".repeat(64), ...quick }), (error: Error) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, /not the file that was expected/);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
    assert.deepEqual(beside(), []);
    assert.equal(requests.length, 1);
  });

  it("does not try a missing file again, and does try a busy server again", async () => {
    const missing = await serve((_, response) => response.writeHead(404).end("no"));
    await assert.rejects(downloadFile(missing, target, quick), /no longer there \(404\)/);
    assert.equal(requests.length, 1);
    server.close();
    requests = [];
    const busy = await serve((_, response, visit) =>
      visit < 2 ? response.writeHead(503).end() : send(response, 0, 200),
    );
    await downloadFile(busy, target, { sha256, ...quick });
    assert.equal(requests.length, 3);
  });

  it("drops a part that is longer than the server's file", async () => {
    const address = await serve((request, response) =>
      rangeOf(request) > 0 ? response.writeHead(416).end() : send(response, 0, 200),
    );
    await downloadFile(address, target, { sha256, ...quick });
    rmSync(target);
    writeFileSync(`${target}.part`, Buffer.alloc(300_000));
    writeFileSync(`${target}.part-tag`, '"v1"');
    await downloadFile(address, target, { sha256, ...quick });
    assert.deepEqual(readFileSync(target), content);
  });

  it("gives a silent server up", async () => {
    const address = await serve((_, response) => response.writeHead(200, { "content-length": 10 }).write("x"));
    await assert.rejects(downloadFile(address, target, { retries: 1, stallMs: 50, ...quick }), /no byte arrived/);
    assert.equal(requests.length, 2);
  });

  it("says that one is offline, or that there is a proxy, when nobody answers", async () => {
    const address = await serve((_, response) => response.end());
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(downloadFile(address, target, { retries: 0 }), /cannot be reached \(ECONNREFUSED\)/);
    process.env["HTTPS_PROXY"] = "http://127.0.0.1:9";
    try {
      await assert.rejects(downloadFile(address, target, { retries: 0 }), /there is a proxy here.*NODE_USE_ENV_PROXY/);
    } finally {
      delete process.env["HTTPS_PROXY"];
    }
  });

  it("says that the disk is full, and leaves nothing", async function () {
    if (!existsSync("/dev/full")) return this.skip();
    const address = await serve((_, response) => send(response, 0, 200));
    target = path.join(folder, "file.bin");
    symlinkSync("/dev/full", `${target}.part`);
    await assert.rejects(downloadFile(address, target, { sha256, ...quick }), /the disk is full.*CARTWRIGHT_CACHE/);
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(requests.length, 1);
  });

  it("stops when aborted", async () => {
    const controller = new AbortController();
    const address = await serve((_, response) => {
      send(response, 0, 200, 1000);
      controller.abort();
    });
    await assert.rejects(downloadFile(address, target, { signal: controller.signal, ...quick }), {
      name: "AbortError",
    });
    assert.ok(!existsSync(target));
  });
});
