import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Bench, RunReport } from "./bench";
import { runChild } from "./child";
import { prepareInputs } from "./inputs";
import { peersPython } from "./peers-venv";
import { places } from "./places";

/** The last line of `cartwright bench NAME --json`. Without peers, what is theirs is null. */
export interface BenchResult {
  readonly name: string;
  readonly ours_s: number;
  readonly peer_s: number | null;
  /** Best time of the peer / best time of ours. */
  readonly ratio: number | null;
  readonly runs: { readonly ours: readonly number[]; readonly peer: readonly number[] };
  readonly quality_ours: number;
  readonly quality_peer: number | null;
  readonly details_ours?: Readonly<Record<string, number>>;
  readonly details_peer?: Readonly<Record<string, number>>;
  readonly threads: number;
  readonly rss_mb_ours: number;
  readonly rss_mb_peer: number | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
}

/** Runs of each side; the best counts, because whatever else the machine does only ever adds time. */
const LEAST_ROUNDS = 3;
const MOST_ROUNDS = 7;

/** More than the least rounds are run only within this time: they help on a busy machine. */
const PATIENCE_SECONDS = 120;

/** A side that needs longer than this per run could not end within eight minutes; benches with fewer runs say more. */
const RUN_SECONDS = 75;

/** How this process runs TypeScript. */
const LOADER = ["-r", "ts-node/register/transpile-only"];

const isOurLanguage = ({ peerScript }: Bench): boolean => peerScript.endsWith(".ts");

/** Runs both sides alternately, each run in a process of its own, and judges their answers alike. */
export async function measure(bench: Bench, withPeers: boolean): Promise<BenchResult> {
  const inputs = await prepareInputs(bench.inputs);
  // A peer in our own language runs in Node, as ours does.
  const python = !withPeers
    ? undefined
    : isOurLanguage(bench)
      ? process.execPath
      : await (bench.peerPython ?? peersPython)();
  mkdirSync(places.results, { recursive: true });
  await bench.prepare?.(places.inputs);
  const answer = (side: string): string => join(places.results, `${bench.name}.${side}.answer`);
  const common = [places.inputs, String(bench.threads)];

  const ours: RunReport[] = [];
  const peer: RunReport[] = [];
  const start = performance.now();
  const hasTime = (): boolean => (performance.now() - start) / 1000 < PATIENCE_SECONDS;
  for (let round = 1; round <= LEAST_ROUNDS || (round <= MOST_ROUNDS && hasTime()); round++) {
    const runner = [...LOADER, places.ours, bench.name];
    ours.push(await run(bench, `ours ${round}`, process.execPath, [...runner, ...common, answer("ours")]));
    if (python === undefined || peer.length === (bench.mostPeerRuns ?? Infinity)) continue;
    const script = join(places.peers, bench.peerScript);
    const words = [script, ...common, answer("peer")];
    peer.push(await run(bench, `peer ${round}`, python, isOurLanguage(bench) ? [...LOADER, ...words] : words));
  }

  const ours_s = best(ours);
  const peer_s = python === undefined ? null : best(peer);
  return {
    name: bench.name,
    ours_s,
    peer_s,
    ratio: peer_s === null ? null : round3(peer_s / ours_s),
    runs: { ours: ours.map(seconds), peer: peer.map(seconds) },
    quality_ours: round4(bench.quality(places.inputs, answer("ours"))),
    quality_peer: python === undefined ? null : round4(bench.quality(places.inputs, answer("peer"))),
    details_ours: bench.details?.(answer("ours")),
    details_peer: python === undefined ? undefined : bench.details?.(answer("peer")),
    threads: bench.threads,
    rss_mb_ours: largestRss(ours),
    rss_mb_peer: python === undefined ? null : largestRss(peer),
    inputs,
    versions: Object.assign({}, ...[...ours, ...peer].map(({ versions }) => versions)) as Record<string, string>,
  };
}

async function run(bench: Bench, what: string, command: string, args: readonly string[]): Promise<RunReport> {
  const env = { ...threadSettings(bench.threads), ...bench.peerEnvironment?.() };
  const output = await runChild(command, args, { env, timeoutSeconds: bench.runSeconds ?? RUN_SECONDS });
  const report = JSON.parse(output.trimEnd().split("\n").at(-1) ?? "") as RunReport;
  process.stderr.write(`${bench.name}: ${what}: ${report.seconds.toFixed(2)} s\n`);
  return report;
}

/** The same number of threads for everybody. BLAS stays at one inside programs that bring threads of their own. */
function threadSettings(threads: number): Record<string, string> {
  return {
    CARTWRIGHT_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    OPENBLAS_NUM_THREADS: "1",
    MKL_NUM_THREADS: "1",
    TF_NUM_INTRAOP_THREADS: String(threads),
    TS_NODE_PROJECT: join(places.root, "tsconfig.json"),
  };
}

const seconds = (report: RunReport): number => round3(report.seconds);
const best = (reports: readonly RunReport[]): number => Math.min(...reports.map(seconds));
const largestRss = (reports: readonly RunReport[]): number =>
  Math.round(Math.max(...reports.map(({ rssMb }) => rssMb)));
const round3 = (value: number): number => Math.round(value * 1000) / 1000;
const round4 = (value: number): number => Math.round(value * 10_000) / 10_000;
