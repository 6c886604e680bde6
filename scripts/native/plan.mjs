import fs from "node:fs";
import { inRoot } from "../setup/paths.mjs";
import { SetupError } from "../setup/say.mjs";

/** The pinned wheels of each kind of machine: TensorFlow's, and for CUDA those that its extra `and-cuda` names. */
const pins = JSON.parse(fs.readFileSync(inRoot("scripts", "native", "wheels.json"), "utf8"));

const otherWays = "The other backends work without it: WebGPU with any graphics chip, WebAssembly on every processor.";

/** What of a wheel is needed: the two libraries, the headers that the binding includes, NVIDIA's libraries and ptxas. */
const needed =
  /^tensorflow\/(libtensorflow_(cc|framework)\.(so\.2|2\.dylib)|include\/(tensorflow\/c|tensorflow\/core\/platform|xla\/tsl|tsl)\/.*)$|^nvidia\/[^/]+\/(lib\/.*\.so[^/]*|bin\/ptxas|nvvm\/.*)$/;

/** Whether a wheel's entry is one of the files that are needed. */
export const isNeeded = (name) => needed.test(name) && !name.endsWith("/");

/** Bytes that the unpacked files take, measured with the pinned wheels. */
const unpacked = { cpu: 0.86e9, cuda: 5.4e9 };

/**
 * What to fetch for a machine.
 *
 * @param {{cuda?: boolean, platform?: string, arch?: string, glibc?: string | null}} [machine] this one unless given;
 *   `glibc` is its version, null where the C library is another one
 * @returns {{variant: "cpu" | "cuda", version: string, packages: object[], libraries: string[], downloadBytes: number,
 *   diskBytes: number}} downloadBytes: the largest that it can be; diskBytes: what stays
 * @throws {SetupError} where TensorFlow's wheels hold nothing for it, naming what works instead
 */
export function choosePlan({
  cuda = false,
  platform = process.platform,
  arch = process.arch,
  glibc = glibcVersion(),
} = {}) {
  const machine = `${platform}-${arch}`;
  const packages = pins[cuda ? `${machine}-cuda` : machine];
  if (packages === undefined) throw notThere(machine, cuda);
  if (platform === "linux" && !isEnough(glibc)) {
    const here = glibc === null ? "another C library" : `glibc ${glibc}`;
    throw new SetupError(`TensorFlow's wheels need glibc 2.27 or newer; here is ${here}.`, otherWays);
  }
  const variant = cuda ? "cuda" : "cpu";
  const largest = ({ wheels }) => Math.max(...Object.values(wheels).map(({ bytes }) => bytes));
  const ending = platform === "darwin" ? "2.dylib" : "so.2";
  return {
    variant,
    version: packages[0].version,
    packages,
    libraries: ["cc", "framework"].map((part) => `libtensorflow_${part}.${ending}`),
    downloadBytes: packages.reduce((sum, each) => sum + largest(each), 0),
    diskBytes: unpacked[variant],
  };
}

function notThere(machine, cuda) {
  if (cuda && pins[machine] !== undefined) {
    return new SetupError(
      "NVIDIA's CUDA wheels are pinned for Linux on x64 alone.",
      "Without CUDA: npm run device:native; NVIDIA's chips also work through WebGPU.",
    );
  }
  const windows = machine.startsWith("win32") ? " Under Windows it can be built inside WSL2." : "";
  return new SetupError(`TensorFlow's wheels hold no library for ${machine}.${windows}`, otherWays);
}

/** Version of the GNU C library, or null on musl, macOS and Windows. */
function glibcVersion() {
  return (process.platform === "linux" && process.report.getReport().header.glibcVersionRuntime) || null;
}

function isEnough(glibc) {
  if (glibc === null) return false;
  const [major, minor] = glibc.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 27);
}
