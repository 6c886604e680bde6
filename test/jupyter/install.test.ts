import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KernelClient, readKernelSpec } from "cartwright/notebook";
import { root, run } from "./kernel-session";

describe("npm run kernel", () => {
  let data: string;
  const kernel = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [path.join(root, "scripts", "kernel.mjs"), ...args], {
      env: { ...process.env, JUPYTER_DATA_DIR: data },
      encoding: "utf8",
    });
  const folder = (): string => path.join(data, "kernels", "tslab-cartwright");

  beforeEach(() => {
    data = mkdtempSync(path.join(tmpdir(), "cartwright-jupyter-"));
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  it("installs a kernel that starts from anywhere, twice as well as once", async () => {
    assert.equal(kernel("install").status, 0);
    assert.equal(kernel("install").status, 0);
    const spec = readKernelSpec(folder());
    assert.ok(path.isAbsolute(spec.argv[0]!) && path.isAbsolute(spec.argv[1]!), spec.argv.join(" "));
    assert.equal(spec.interrupt_mode, "message");
    const client = await KernelClient.start(spec, { cwd: data });
    try {
      assert.equal((await run(client, 'import { topK } from "cartwright/ranking";\ntypeof topK')).value, "function");
    } finally {
      await client.shutdown();
    }
  });

  it("removes what it installed and nothing else", () => {
    const others = path.join(data, "kernels", "tslab");
    mkdirSync(others, { recursive: true });
    writeFileSync(path.join(others, "kernel.json"), "{}");
    kernel("install");
    assert.equal(kernel("remove").status, 0);
    assert.equal(existsSync(folder()), false);
    assert.equal(existsSync(path.join(others, "kernel.json")), true);
    assert.match(kernel("remove").stdout, /there is none/);
  });

  it("shows its use for anything else, with exit code 2", () => {
    const { status, stderr } = kernel("instal");
    assert.equal(status, 2);
    assert.match(stderr, /npm run kernel -- install/);
  });
});
