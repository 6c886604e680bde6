import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const program = path.join(__dirname, "..", "..", "support", "device-run.ts");

/** Where Debian's chromium keeps a Vulkan driver that computes on the processor. */
const chromium = "/usr/lib/chromium";
const driver = path.join(chromium, "vk_swiftshader_icd.json");

interface DeviceRun {
  readonly chip: string;
  readonly caveat?: string;
  readonly gradients: Record<string, number[][]>;
  readonly losses: number[];
  readonly leaked: number;
}

/** What test/support/device-run.ts saw on a backend. */
function runOn(backend: string, env: Record<string, string> = {}): Promise<DeviceRun> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ["-r", "ts-node/register/transpile-only", program, backend],
      { env: { ...process.env, ...env }, timeout: 540_000 },
      (error, stdout, stderr) =>
        error ? reject(new Error(stderr || error.message)) : resolve(JSON.parse(stdout) as DeviceRun),
    );
  });
}

describe("WebGPU, on a software adapter", function () {
  this.timeout(600_000);
  let cpu: DeviceRun;
  let webgpu: DeviceRun;

  before(async function () {
    if (!fs.existsSync(driver)) {
      process.stdout.write(`    not tested: ${driver} is not there (Debian: apt-get install chromium)\n`);
      this.skip();
    }
    const env = { VK_DRIVER_FILES: driver, LD_LIBRARY_PATH: chromium };
    [webgpu, cpu] = await Promise.all([runOn("webgpu", env), runOn("cpu")]);
  });

  it("is told from a graphics chip: it computes on the processor, and that is said", () => {
    assert.match(webgpu.chip, /SwiftShader/);
    assert.match(webgpu.caveat ?? "", /computes on the processor/);
    assert.equal(cpu.caveat, undefined);
  });

  it("computes the gradients that plain JavaScript computes", () => {
    for (const [name, expected] of Object.entries(cpu.gradients)) {
      expected.forEach((gradient, argument) =>
        gradient.forEach((slope, i) => {
          const error = Math.abs(webgpu.gradients[name]![argument]![i]! - slope);
          assert.ok(error < 1e-4 * Math.max(1, Math.abs(slope)), `${name}, argument ${argument}, entry ${i}`);
        }),
      );
    }
  });

  it("trains a small BERT along the same losses as plain JavaScript, dropout included", () => {
    assert.equal(webgpu.losses.length, 5);
    webgpu.losses.forEach((loss, step) => {
      assert.ok(Math.abs(loss - cpu.losses[step]!) < 1e-4, `step ${step + 1}: ${loss} against ${cpu.losses[step]!}`);
    });
    assert.ok(new Set(cpu.losses.map((loss) => loss.toFixed(3))).size > 3, "the losses move");
  });

  it("leaves no tensor behind", () => assert.deepEqual([webgpu.leaked, cpu.leaked], [0, 0]));
});
