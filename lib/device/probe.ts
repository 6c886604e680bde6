import { type BackendName, backendNames, openers } from "./backends";
import { checkGradient } from "./gradient-check";
import { measureSpeed } from "./speed";
import { loadTensorFlow } from "./load-tensorflow";

/** What was found out about one backend. */
export interface BackendReport {
  readonly name: BackendName;
  /** True when it opened and its gradients are right. */
  readonly works: boolean;
  /** What it is and the chip it runs on, when it opened. */
  readonly title?: string;
  readonly chip?: string;
  /** Measured float32 matrix products, when it works. */
  readonly gflops?: number;
  /** Largest relative error of its gradients, when it opened. */
  readonly gradientError?: number;
  /** What is odd about it: a GPU interface that runs on the processor. */
  readonly caveat?: string;
  /** Why it does not work. */
  readonly reason?: string;
}

/**
 * Opens each backend in turn, checks its gradients and measures its speed. Leaves the last one that opened current:
 * callers choose one afterwards.
 *
 * @param names which to try; all unless given
 */
export async function probeBackends(names: readonly BackendName[] = backendNames): Promise<BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const name of names) reports.push(await probe(name));
  return reports;
}

async function probe(name: BackendName): Promise<BackendReport> {
  try {
    const tf = await loadTensorFlow();
    const opened = await openers[name](tf);
    const { passed, largestError } = await checkGradient(tf);
    const report = { name, ...opened, gradientError: largestError };
    if (!passed)
      return { ...report, works: false, reason: `its gradients are wrong by ${largestError.toExponential(1)}` };
    return { ...report, works: true, gflops: await measureSpeed(tf) };
  } catch (error) {
    return { name, works: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
