import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { zipSync } from "fflate";

interface Pinned {
  readonly package: string;
  readonly version: string;
  readonly platforms: string[];
  readonly wheels: Record<string, { bytes: number; sha256: string }>;
}

interface State {
  variant?: string;
  wheels: Record<string, { sha256: string; files: Record<string, { bytes: number; sha256: string }> }>;
  binding?: { key: string; bytes: number; sha256: string };
}

interface Scripts {
  choosePlan(machine: { cuda?: boolean; platform: string; arch: string; glibc?: string | null }): {
    variant: string;
    packages: Pinned[];
    libraries: string[];
    downloadBytes: number;
  };
  isNeeded(name: string): boolean;
  download(address: string, target: string, options: object): Promise<void>;
  Unreachable: new () => Error;
  unpack(wheel: string, folder: string, wanted: (name: string) => boolean): Promise<State["wheels"][string]["files"]>;
  readState(folder: string): State;
  writeState(state: State, folder: string): void;
  isUnpacked(pinned: Pinned, state: State, folder: string): boolean;
  isCompiled(key: string, state: State, folder: string): boolean;
  findDamage(state: State, folder: string): Promise<string[]>;
  undo(folder: string): number;
}

const scripts = path.join(__dirname, "..", "..", "scripts", "native");

async function load(name: string): Promise<Scripts> {
  return (await import(pathToFileURL(path.join(scripts, name)).href)) as Scripts;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** 300 kB without a pattern that a wrong offset could hide in. */
const content = Buffer.from(Uint32Array.from({ length: 75_000 }, (_, i) => Math.imul(i + 1, 2654435761)).buffer);

/** A server on this machine that cuts the connection after `cut` bytes of an answer; says which ranges were asked for. */
async function serve(
  { cut = Infinity, ranges = true, status = 200 }: { cut?: number; ranges?: boolean; status?: number },
  work: (address: string, asked: (string | undefined)[]) => Promise<void>,
): Promise<void> {
  const asked: (string | undefined)[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.headers.range);
    if (status !== 200) return void response.writeHead(status).end();
    const from = ranges ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0) : 0;
    const rest = content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length });
    response.write(rest.subarray(0, cut), () => (cut < rest.length ? response.destroy() : response.end()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/wheel`, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("npm run device:native", () => {
  let folder: string;
  beforeEach(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), "cartwright-native-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const right = { sha256: sha256(content), bytes: content.length, patienceMs: 1 };

  describe("its plan", () => {
    it("fits the machine, and pins every wheel by version and checksum", async () => {
      const { choosePlan } = await load("plan.mjs");
      const linux = { platform: "linux", arch: "x64", glibc: "2.36" };
      assert.equal(choosePlan(linux).packages[0]!.package, "tensorflow-cpu");
      const cuda = choosePlan({ ...linux, cuda: true });
      assert.ok(cuda.packages.filter((each) => each.package.startsWith("nvidia-")).length >= 10);
      assert.ok(cuda.downloadBytes > 3e9);
      const mac = choosePlan({ platform: "darwin", arch: "arm64" });
      assert.deepEqual(mac.libraries, ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"]);
      for (const { version, wheels } of [...cuda.packages, ...mac.packages]) {
        assert.match(version, /^\d+(\.\d+)+$/);
        for (const wheel of Object.values(wheels)) assert.match(wheel.sha256, /^[0-9a-f]{64}$/);
      }
    });

    it("says where there is nothing to fetch, and what works instead", async () => {
      const { choosePlan } = await load("plan.mjs");
      assert.throws(() => choosePlan({ platform: "win32", arch: "x64" }), /no library for win32-x64.*WSL2/);
      assert.throws(
        () => choosePlan({ platform: "linux", arch: "x64", glibc: null }),
        /glibc 2.27 or newer; here is another/,
      );
      assert.throws(() => choosePlan({ platform: "linux", arch: "x64", glibc: "2.17" }), /here is glibc 2.17/);
      assert.throws(() => choosePlan({ platform: "darwin", arch: "arm64", cuda: true }), /Linux on x64 alone/);
    });

    it("takes of a wheel the libraries and the headers, and not the rest", async () => {
      const { isNeeded } = await load("plan.mjs");
      for (const name of [
        "tensorflow/libtensorflow_cc.so.2",
        "tensorflow/include/tensorflow/c/c_api.h",
        "tensorflow/include/xla/tsl/c/tsl_status.h",
        "nvidia/cudnn/lib/libcudnn.so.9",
        "nvidia/cuda_nvcc/bin/ptxas",
      ]) {
        assert.ok(isNeeded(name), name);
      }
      for (const name of [
        "tensorflow/python/a.py",
        "tensorflow/include/tensorflow/c/",
        "nvidia/cudnn/include/cudnn.h",
      ]) {
        assert.ok(!isNeeded(name), name);
      }
    });
  });

  describe("its download", () => {
    it("goes on where the connection was cut, and keeps what arrived for a later run", async () => {
      const { download, Unreachable } = await load("download.mjs");
      const target = path.join(folder, "wheel");
      await serve({ cut: 100_000 }, async (address, asked) => {
        await assert.rejects(download(address, target, { ...right, tries: 1 }), Unreachable);
        const arrived = fs.statSync(`${target}.part`).size;
        assert.ok(arrived > 0 && arrived <= 100_000);
        assert.ok(!fs.existsSync(target), "an unfinished file does not stand in its place");
        await download(address, target, { ...right, tries: 10 });
        assert.equal(asked[1], `bytes=${arrived}-`);
      });
      assert.equal(sha256(fs.readFileSync(target)), right.sha256);
      assert.ok(!fs.existsSync(`${target}.part`));
    });

    it("begins again where the server cannot go on", async () => {
      const { download } = await load("download.mjs");
      const target = path.join(folder, "wheel");
      fs.writeFileSync(`${target}.part`, content.subarray(0, 5000));
      await serve({ ranges: false }, (address) => download(address, target, right));
      assert.equal(sha256(fs.readFileSync(target)), right.sha256);
    });

    it("keeps nothing of a file with another checksum", async () => {
      const { download } = await load("download.mjs");
      const target = path.join(folder, "wheel");
      const wrong = { ...right, sha256: sha256(Buffer.from("something else")) };
      await serve({}, (address) => assert.rejects(download(address, target, wrong), /not the file that is pinned/));
      const file = path.join(folder, "mirror");
      fs.writeFileSync(file, content);
      await assert.rejects(download(pathToFileURL(file).href, target, wrong), /nothing was kept/);
      assert.deepEqual(fs.readdirSync(folder), ["mirror"]);
    });

    it("does not ask again where the server refuses", async () => {
      const { download, Unreachable } = await load("download.mjs");
      await serve({ status: 403 }, async (address, asked) => {
        await assert.rejects(download(address, path.join(folder, "wheel"), right), Unreachable);
        assert.equal(asked.length, 1);
      });
    });
  });

  describe("its unpacking", () => {
    const wheelOf = (): string => {
      const wheel = path.join(folder, "a.whl");
      const packed = { "tensorflow/lib.so": content, "tensorflow/empty.h": new Uint8Array(), "other.py": content };
      fs.writeFileSync(wheel, zipSync(packed, { level: 6 }));
      return wheel;
    };

    it("writes the wanted files alone, and tells their size and checksum", async () => {
      const { unpack } = await load("unpack.mjs");
      const files = await unpack(wheelOf(), folder, (name) => name.startsWith("tensorflow/"));
      assert.deepEqual(Object.keys(files).sort(), ["tensorflow/empty.h", "tensorflow/lib.so"]);
      assert.deepEqual(files["tensorflow/lib.so"], { bytes: content.length, sha256: right.sha256 });
      assert.equal(sha256(fs.readFileSync(path.join(folder, "tensorflow/lib.so"))), right.sha256);
      assert.ok(!fs.existsSync(path.join(folder, "other.py")));
    });

    it("refuses a damaged wheel and leaves no half of a file", async () => {
      const { unpack } = await load("unpack.mjs");
      const wheel = wheelOf();
      const bytes = fs.readFileSync(wheel);
      bytes.fill(0x55, 2000, 2100);
      fs.writeFileSync(wheel, bytes);
      await assert.rejects(
        unpack(wheel, folder, () => true),
        /a.whl is damaged/,
      );
      assert.ok(!fs.existsSync(path.join(folder, "tensorflow", "lib.so")));
      fs.writeFileSync(wheel, "not a zip file");
      await assert.rejects(
        unpack(wheel, folder, () => true),
        /damaged: it has no directory/,
      );
    });
  });

  describe("its record", () => {
    const pinned: Pinned = {
      package: "tensorflow-cpu",
      version: "1.0",
      platforms: [],
      wheels: { "3.11": { bytes: 1, sha256: "aa" } },
    };
    const state = (): State => ({
      variant: "cpu",
      wheels: {
        "tensorflow-cpu": {
          sha256: "aa",
          files: { "tensorflow/lib.so": { bytes: 3, sha256: sha256(Buffer.from("abc")) } },
        },
      },
      binding: { key: "k", bytes: 2, sha256: sha256(Buffer.from("xy")) },
    });
    beforeEach(async () => {
      const { writeState } = await load("state.mjs");
      writeState(state(), folder);
      fs.mkdirSync(path.join(folder, "tensorflow"));
      fs.writeFileSync(path.join(folder, "tensorflow", "lib.so"), "abc");
      fs.writeFileSync(path.join(folder, "tfjs_binding.node"), "xy");
    });

    it("skips a stage only when its result is there, whole, and of what is pinned now", async () => {
      const { readState, isUnpacked, isCompiled } = await load("state.mjs");
      const read = readState(folder);
      assert.ok(isUnpacked(pinned, read, folder) && isCompiled("k", read, folder));
      assert.ok(!isUnpacked({ ...pinned, wheels: { "3.11": { bytes: 1, sha256: "bb" } } }, read, folder));
      assert.ok(!isCompiled("another compiler's words", read, folder));
      fs.truncateSync(path.join(folder, "tensorflow", "lib.so"), 1);
      fs.rmSync(path.join(folder, "tfjs_binding.node"));
      assert.ok(!isUnpacked(pinned, read, folder) && !isCompiled("k", read, folder));
    });

    it("finds damage that keeps the size", async () => {
      const { findDamage } = await load("state.mjs");
      assert.deepEqual(await findDamage(state(), folder), []);
      fs.writeFileSync(path.join(folder, "tensorflow", "lib.so"), "abd");
      assert.deepEqual(await findDamage(state(), folder), ["tensorflow/lib.so"]);
    });

    it("is nothing when it was cut short", async () => {
      const { readState } = await load("state.mjs");
      fs.writeFileSync(path.join(folder, "native.json"), '{"variant": "cp');
      assert.deepEqual(readState(folder), { wheels: {} });
    });

    it("undoes all that was made and nothing else", async () => {
      const { undo } = await load("state.mjs");
      fs.writeFileSync(path.join(folder, "my-notes.txt"), "mine");
      assert.ok(undo(folder) > 5);
      assert.deepEqual(fs.readdirSync(folder), ["my-notes.txt"]);
      assert.equal(undo(folder), 0);
      fs.rmSync(path.join(folder, "my-notes.txt"));
      undo(folder);
      assert.ok(!fs.existsSync(folder));
    });
  });
});
