import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.join(__dirname, "..", "..");

interface SetupError extends Error {
  readonly remedy: string;
  readonly meanwhile?: string;
}

/** A module of the set-up: plain JavaScript that runs before anything is installed, so it carries no types. */
async function load<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(path.join(root, "scripts", "setup", name)).href)) as T;
}

/** Runs a script of ours with a changed environment. */
function runScript(
  script: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number; stderr: string; stdout: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, ...args],
      { cwd: root, env: { ...process.env, ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe("the set-up", () => {
  it("refuses a Node that cannot require ES modules, and says where to get a newer one", async () => {
    const { requireNode } = await load<{ requireNode(version?: string): void }>("node-version.mjs");
    for (const tooOld of ["18.20.4", "20.18.9"]) assert.throws(() => requireNode(tooOld), /too old: 20\.19 or newer/);
    for (const enough of ["20.19.0", "22.0.0", process.versions.node]) requireNode(enough);
  });

  it("names the fault behind what an installer printed", async () => {
    type Explain = (what: string, output: string, again: string) => SetupError;
    const { explainFailure } = await load<{ explainFailure: Explain }>("run.mjs");
    const full = explainFailure("JupyterLab", "OSError: [Errno 28] No space left on device", "npm start");
    assert.match(full.message, /disk is full/);
    const offline = explainFailure("the packages", "npm error code EAI_AGAIN", "npm install");
    assert.match(offline.message, /registry could not be reached/);
    assert.match(offline.remedy, /npm install$/);
    assert.match(explainFailure("the packages", "npm error code E404 nothing", "npm ci").message, /E404 nothing/);
  });

  it("takes the first free port, and refuses one that is taken with the next that is free", async () => {
    type Choose = (wanted: string | undefined, host: string) => Promise<number>;
    const { choosePort } = await load<{ choosePort: Choose }>("port.mjs");
    const server = net.createServer();
    const taken = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port)),
    );
    try {
      await assert.rejects(choosePort(String(taken), "127.0.0.1"), (error: SetupError) => {
        assert.equal(error.message, `Port ${taken} is taken.`);
        assert.match(error.remedy, /npm start -- --port \d+/);
        return true;
      });
    } finally {
      server.close();
    }
    await assert.rejects(choosePort("eight", "127.0.0.1"), /--port must be a number up to 65535, received eight/);
    assert.ok((await choosePort(undefined, "127.0.0.1")) >= 8888);
  });

  it("sees that the packages of the lock file are installed, and that a half-finished installation is not", async () => {
    const { arePackagesInstalled } = await load<{ arePackagesInstalled(folder?: string): boolean }>("packages.mjs");
    assert.equal(arePackagesInstalled(), true);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cartwright-setup-"));
    try {
      fs.copyFileSync(path.join(root, "package-lock.json"), path.join(folder, "package-lock.json"));
      assert.equal(arePackagesInstalled(folder), false, "nothing is installed");
      fs.mkdirSync(path.join(folder, "node_modules"));
      const record = JSON.parse(fs.readFileSync(path.join(root, "node_modules", ".package-lock.json"), "utf8")) as {
        packages: Record<string, { version: string }>;
      };
      const write = (): void =>
        fs.writeFileSync(path.join(folder, "node_modules", ".package-lock.json"), JSON.stringify(record));
      write();
      assert.equal(arePackagesInstalled(folder), true);
      record.packages["node_modules/mocha"]!.version = "0.0.1";
      write();
      assert.equal(arePackagesInstalled(folder), false, "another version is installed");
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("says what works without Python, and how to get it, when there is none", async () => {
    const { findPython } = await load<{ findPython(): Promise<unknown> }>("python.mjs");
    const before = process.env.CARTWRIGHT_PYTHON;
    process.env.CARTWRIGHT_PYTHON = path.join(root, "no-such-python");
    try {
      await assert.rejects(findPython(), (error: SetupError) => {
        assert.match(error.message, /No Python was found at CARTWRIGHT_PYTHON=/);
        assert.match(error.remedy, /^Get it with: /);
        assert.match(error.meanwhile ?? "", /npm run course/);
        return true;
      });
    } finally {
      if (before === undefined) delete process.env.CARTWRIGHT_PYTHON;
      else process.env.CARTWRIGHT_PYTHON = before;
    }
  });

  it("refuses an option it does not know in one line, without a stack", async () => {
    const { code, stderr } = await runScript("scripts/start.mjs", ["--prot", "8889"], {});
    assert.equal(code, 2);
    assert.equal(stderr.trim().split("\n").length, 1);
    assert.match(stderr, /Unknown option '--prot'/);
  });
});
