/** What one side's process is told. */
export interface RunContext {
  /** Folder with the input files. */
  readonly inputs: string;
  readonly threads: number;
  /** File to write the answer to, which {@link Bench.quality} reads. */
  readonly answer: string;
}

/** What one side's process reports. Start-up, imports, reading and conversion are not part of the time. */
export interface RunReport {
  readonly seconds: number;
  /** Largest resident memory of the process, in MiB. */
  readonly rssMb: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** One comparison: one piece of work, one peer, one number of threads. One file per bench in `benches/`. */
export interface Bench {
  /** What stands after `cartwright bench`. */
  readonly name: string;
  /** The work, for people. */
  readonly title: string;
  /** The peer, for people: "implicit 0.7.3 (CG)". */
  readonly peerTitle: string;
  /** Files that both sides read: of make_inputs.py, or of a data set that inputs.ts names. */
  readonly inputs: readonly string[];
  readonly threads: number;
  /** Makes once what both sides need besides the inputs, and what takes long: a model, an index. */
  prepare?(inputs: string): Promise<void>;
  /** Runs in a process of its own: does the work once and writes the answer. */
  ours(context: RunContext): Promise<{ readonly seconds: number }>;
  /** Script in `peers/`, Python or TypeScript, that does the same; its last line of output is a {@link RunReport} as JSON. */
  readonly peerScript: string;
  /** The Python of the peer, where it has a virtual environment of its own; that of all peers unless given. */
  peerPython?(): Promise<string>;
  /** Runs of the peer, where one takes so long that three of them would not end within eight minutes. */
  readonly mostPeerRuns?: number;
  /** Seconds that one run of a side may take; 75 unless given. */
  readonly runSeconds?: number;
  /** Why this machine cannot run it; undefined where it can. Such a bench is left out of `--all`, with a line that says so. */
  whyNot?(): Promise<string | undefined>;
  /** What the peer's process finds in its environment besides: folders that our side looks up. */
  peerEnvironment?(): Readonly<Record<string, string>>;
  /** Judges an answer, whoever gave it. */
  quality(inputs: string, answer: string): number;
  /** What {@link quality} is: "ndcg@10". */
  readonly qualityName: string;
  /** What else an answer tells, in figures: latencies of a server. */
  details?(answer: string): Readonly<Record<string, number>>;
}
