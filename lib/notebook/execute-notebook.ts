import { KernelClient } from "./kernel-client";
import type { KernelSpec } from "./kernel-spec";
import type { ExecuteReply } from "./messages";
import type { CodeCell, Notebook } from "./nbformat";
import { OutputCollector } from "./output-collector";
import { withoutOutputs } from "./write-notebook";

/** Where an execution is. */
export interface CellProgress {
  /** The cell's place among all cells, from 1. */
  readonly cell: number;
  /** How many code cells are done, and how many there are. */
  readonly done: number;
  readonly total: number;
}

/** The cell that ended an execution, and why. */
export interface CellFailure {
  /** The cell's place among all cells, from 1. */
  readonly cell: number;
  readonly id: string;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A notebook with the outputs of its cells, up to the one that failed. */
export interface ExecutedNotebook {
  readonly notebook: Notebook;
  readonly failure: CellFailure | undefined;
  /** Wall time in seconds, with the kernel's start. */
  readonly seconds: number;
  /** Largest memory of the process that ran the cells, in bytes; undefined with kernels that do not tell. */
  readonly peakBytes: number | undefined;
  /** The tensor backend that was in use at the end, if one was. */
  readonly backend: string | undefined;
}

export interface ExecuteNotebookOptions {
  readonly kernel: KernelSpec;
  /** The folder the kernel starts in: the notebook's own. */
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Seconds that one cell may take; 600 unless given. */
  readonly cellSeconds?: number;
  /** Text on stderr fails its cell too; false unless given. */
  readonly strictStderr?: boolean;
  readonly onProgress?: (progress: CellProgress) => void;
  /** Aborting ends the kernel at once. */
  readonly signal?: AbortSignal;
}

/**
 * Executes a notebook from top to bottom in a fresh kernel and stops at the first cell that fails, takes too long, or
 * (with `strictStderr`) writes to stderr.
 *
 * @param notebook stays as it is; the result holds a copy
 * @throws the signal's reason when it is aborted, CartwrightError when the kernel does not start
 */
export async function executeNotebook(notebook: Notebook, options: ExecuteNotebookOptions): Promise<ExecutedNotebook> {
  const { signal, cellSeconds = 600 } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const copy = withoutOutputs(structuredClone(notebook));
  const client = await KernelClient.start(options.kernel, { cwd: options.cwd, env: options.env });
  const abort = (): void => client.kill();
  signal?.addEventListener("abort", abort);
  const run = { failure: undefined as CellFailure | undefined, usage: undefined as ExecuteReply["usage"] };
  try {
    signal?.throwIfAborted();
    // The compiler has to be there before a cell's time begins. A kernel that dies of it dies of the first cell, too.
    await client.execute("", { silent: true }).catch(() => signal?.throwIfAborted());
    const collector = new OutputCollector();
    const cells = copy.cells.flatMap((cell, n) =>
      cell.cell_type === "code" && cell.source.trim() !== "" ? [{ cell, n }] : [],
    );
    for (const [done, { cell, n }] of cells.entries()) {
      options.onProgress?.({ cell: n + 1, done, total: cells.length });
      const reply = await executeCell(client, collector, cell, cellSeconds);
      signal?.throwIfAborted();
      run.usage = reply.usage ?? run.usage;
      run.failure = failureOf(reply, cell, n, options.strictStderr ?? false);
      if (run.failure) break;
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    await client.shutdown();
  }
  return {
    notebook: copy,
    failure: run.failure,
    seconds: (performance.now() - started) / 1000,
    peakBytes: run.usage && run.usage.maxRssKb * 1024,
    backend: run.usage?.backend,
  };
}

async function executeCell(
  client: KernelClient,
  collector: OutputCollector,
  cell: CodeCell,
  seconds: number,
): Promise<ExecuteReply> {
  collector.begin(cell.outputs);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ExecuteReply>((resolve) => {
    timer = setTimeout(() => {
      client.kill();
      resolve(failed("TimeLimit", `the cell took longer than ${seconds} s`));
    }, 1000 * seconds);
  });
  const finished = client
    .execute(cell.source, { onMessage: (message) => collector.add(message) })
    .catch((error: unknown) => failed("KernelDied", (error as Error).message));
  const reply = await Promise.race([late, finished]);
  clearTimeout(timer);
  cell.execution_count = reply.execution_count ?? null;
  return reply;
}

const failed = (ename: string, evalue: string): ExecuteReply => ({
  status: "error",
  ename,
  evalue,
  traceback: [`${ename}: ${evalue}`],
});

function failureOf(reply: ExecuteReply, cell: CodeCell, n: number, strictStderr: boolean): CellFailure | undefined {
  const place = { cell: n + 1, id: cell.id };
  if (reply.status !== "ok") {
    const { ename = "Error", evalue = reply.status, traceback = [] } = reply;
    return { ...place, ename, evalue, traceback };
  }
  const text = cell.outputs.flatMap((output) =>
    output.output_type === "stream" && output.name === "stderr" ? [output.text] : [],
  );
  if (!strictStderr || text.length === 0) return undefined;
  return { ...place, ename: "Stderr", evalue: "the cell wrote to stderr", traceback: text.join("").split("\n") };
}
