import { NotSupportedError, requireOneOf } from "../contracts";
import { type BackendName, backendNames, openers } from "./backends";
import { type BackendReport, probeBackends } from "./probe";
import { loadTensorFlow } from "./load-tensorflow";
import type { TensorFlow } from "./tensorflow";

/** A backend that works, ready for use. */
export interface Device {
  /** The tensor runtime with this backend current. */
  readonly tf: TensorFlow;
  readonly name: BackendName;
  /** What the backend is, for people: "WebAssembly SIMD, one thread". */
  readonly title: string;
  /** The chip that computes. */
  readonly chip: string;
  /** Measured float32 matrix products, GFLOP/s. */
  readonly gflops: number;
  /** One honest line: backend, chip, measured speed, what is odd about it, and what was not used and why. */
  readonly line: string;
  /** Everything that was tried. */
  readonly reports: readonly BackendReport[];
}

/** Which backend to open. */
export interface DeviceOptions {
  /**
   * "auto" takes the fastest that works. A name takes that one or fails. Unless given, the environment variable
   * CARTWRIGHT_DEVICE decides, and without it "auto".
   */
  readonly backend?: BackendName | "auto";
}

const open = new Map<string, Promise<Device>>();

/**
 * The fastest tensor backend that works here and computes right gradients.
 *
 * The search runs once per process and choice; a later call makes the same backend current again.
 *
 * @throws ValueError when the name is unknown; NotSupportedError when the named backend does not work, saying why
 */
export async function openDevice({ backend }: DeviceOptions = {}): Promise<Device> {
  const wanted = backend ?? (process.env.CARTWRIGHT_DEVICE || "auto");
  requireOneOf(backend === undefined ? "CARTWRIGHT_DEVICE" : "backend", wanted, ["auto", ...backendNames]);
  let device = open.get(wanted);
  if (device === undefined) {
    device = find(wanted);
    open.set(wanted, device);
    device.catch(() => open.delete(wanted));
  }
  const found = await device;
  await openers[found.name](found.tf);
  return found;
}

async function find(wanted: BackendName | "auto"): Promise<Device> {
  const reports = wanted === "auto" ? await probeInOrder() : await probeBackends([wanted]);
  const best = chooseBackend(reports);
  if (best === undefined) {
    const reasons = reports.map((report) => `${report.name}: ${report.reason}`).join("; ");
    throw new NotSupportedError(`no tensor backend works here (${reasons})`);
  }
  return {
    tf: await loadTensorFlow(),
    name: best.name,
    title: best.title!,
    chip: best.chip!,
    gflops: best.gflops!,
    line: describe(best, reports),
    reports,
  };
}

/**
 * The backend that measured the highest speed. Native TensorFlow and wasm share one processor, where the first uses all cores
 * and the second one: a busy moment slows the first more, so wasm wins over it only by more than a factor of 2.
 *
 * @param reports what was found out about each
 * @returns undefined when none works
 */
export function chooseBackend(reports: readonly BackendReport[]): BackendReport | undefined {
  const working = reports.filter((report) => report.works).sort((a, b) => b.gflops! - a.gflops!);
  const native = working.find(({ name }) => name === "native");
  const best = working[0];
  return best?.name === "wasm" && native !== undefined && native.gflops! * NOISE >= best.gflops! ? native : best;
}

/** Factor between two measurements of speed that a busy machine alone explains. */
const NOISE = 2;

/** Plain JavaScript is tried only when nothing else works: it is never the fastest, and slow to measure. */
async function probeInOrder(): Promise<BackendReport[]> {
  const reports = await probeBackends(["native", "webgpu", "wasm"]);
  return reports.some((report) => report.works) ? reports : [...reports, ...(await probeBackends(["cpu"]))];
}

function describe(best: BackendReport, reports: readonly BackendReport[]): string {
  const caveat = best.caveat === undefined ? "" : ` (${best.caveat})`;
  const speed = best.gflops! >= 10 ? best.gflops!.toFixed(0) : best.gflops!.toFixed(1);
  const error = best.gradientError!.toExponential(0);
  const others = reports.filter((report) => report !== best);
  const rest = others.map((report) =>
    report.works
      ? `${report.name} ${report.gflops! > best.gflops! ? "measured" : "is slower,"} ${report.gflops!.toFixed(1)} GFLOP/s`
      : `${report.name}: ${report.reason}`,
  );
  const unused = rest.length === 0 ? "" : ` Not used: ${rest.join("; ")}.`;
  return `${best.title} on ${best.chip}${caveat}: ${speed} GFLOP/s, gradients right to ${error}.${unused}`;
}
