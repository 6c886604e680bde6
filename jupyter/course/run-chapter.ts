import path from "node:path";
import { mkdirSync } from "node:fs";
import {
  type CellFailure,
  type CellProgress,
  executeNotebook,
  type KernelSpec,
  withParameters,
  writeNotebook,
} from "cartwright/notebook";
import { type Chapter, openChapter } from "./chapters";

/** How a chapter went. */
export interface ChapterResult {
  readonly chapter: Chapter;
  readonly seconds: number;
  readonly peakBytes: number | undefined;
  readonly backend: string | undefined;
  readonly failure: ChapterFailure | undefined;
}

/** Where and why a chapter failed; a failure outside of any cell has no cell. */
export type ChapterFailure = Omit<CellFailure, "cell" | "id"> & Partial<Pick<CellFailure, "cell" | "id">>;

export interface RunChapterOptions {
  readonly kernel: KernelSpec;
  readonly env: NodeJS.ProcessEnv;
  /** Whether to run with the full settings instead of the small ones. */
  readonly full: boolean;
  readonly cellSeconds: number;
  /** Folder for the executed notebooks. */
  readonly out: string;
  readonly signal: AbortSignal;
  /** `expected`: seconds the chapter says it takes, at the settings it runs with. */
  readonly onProgress: (progress: CellProgress, expected: number | undefined) => void;
}

/**
 * Executes one chapter and writes it with its outputs to `out`. Whatever goes wrong is a result; only an abort throws.
 */
export async function runChapter(chapter: Chapter, options: RunChapterOptions): Promise<ChapterResult> {
  const started = performance.now();
  try {
    const { notebook, settings } = await openChapter(chapter);
    const executed = await executeNotebook(options.full ? withParameters(notebook, settings.full ?? {}) : notebook, {
      kernel: options.kernel,
      cwd: path.dirname(chapter.file),
      env: options.env,
      cellSeconds: options.cellSeconds,
      strictStderr: true,
      signal: options.signal,
      onProgress: (progress) => options.onProgress(progress, options.full ? undefined : settings.seconds),
    });
    const target = path.join(options.out, chapter.name);
    mkdirSync(path.dirname(target), { recursive: true });
    await writeNotebook(target, executed.notebook);
    return { chapter, ...executed };
  } catch (error) {
    options.signal.throwIfAborted();
    const { name, message } = error as Error;
    const failure = { ename: name, evalue: message, traceback: [`${name}: ${message}`] };
    const seconds = (performance.now() - started) / 1000;
    return { chapter, seconds, peakBytes: undefined, backend: undefined, failure };
  }
}
