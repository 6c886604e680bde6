import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { writeFileAtomic } from "cartwright/bundle";
import { readKernelSpec } from "cartwright/notebook";
import { buildBook } from "../book";
import { type Chapter, findChapters, selectChapters } from "./chapters";
import { type CourseOptions, HELP, readOptions } from "./options";
import { type ProgressView, progressView } from "./progress";
import { describeFailure, resultJson, resultTable } from "./report";
import { runChapter } from "./run-chapter";
import { severalAtATime } from "./several-at-a-time";

const root = path.resolve(__dirname, "..", "..");

/** `npm run course`; see HELP. @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  let options: CourseOptions;
  let all: Chapter[];
  let chapters: Chapter[];
  try {
    options = readOptions(args);
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    all = findChapters(options.notebooks ?? path.join(root, "notebooks"));
    chapters = selectChapters(all, options.wishes);
  } catch (error) {
    process.stderr.write(`course: ${(error as Error).message}\n`);
    return 2;
  }
  const controller = new AbortController();
  const release = abortOnSignals(controller);
  const view = progressView(process.stderr);
  try {
    return await runCourse({ all, chapters }, options, view, controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write("\ncourse: stopped; no chapter is left running\n");
    return 130;
  } finally {
    view.close();
    release();
  }
}

async function runCourse(
  { all, chapters }: { all: readonly Chapter[]; chapters: readonly Chapter[] },
  options: CourseOptions,
  view: ProgressView,
  signal: AbortSignal,
): Promise<number> {
  const out = path.resolve(options.out ?? path.join(root, "build", "book"));
  const kernel = readKernelSpec(path.join(root, "jupyter", "kernels", "tslab"));
  const jobs = Math.min(options.jobs, chapters.length);
  const results = await severalAtATime(chapters, jobs, async (chapter) => {
    const result = await runChapter(chapter, {
      kernel,
      env: { CARTWRIGHT_THREADS: process.env.CARTWRIGHT_THREADS ?? threadsPerJob(jobs) },
      full: options.full,
      cellSeconds: options.cellSeconds,
      out: path.join(out, "notebooks"),
      signal,
      onProgress: (progress, expected) => view.update(chapter, progress, expected),
    });
    view.finish(result);
    return result;
  });
  view.close();
  await writeFileAtomic(path.join(out, "course.json"), resultJson(results));
  const failed = results.filter(({ failure }) => failure !== undefined);
  const page = await buildHtml(all, out);
  process.stdout.write(`\n${resultTable(results)}\n\nHTML edition: ${page}\n`);
  for (const result of failed) process.stderr.write(`\n${describeFailure(result)}\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Chapters that run side by side share the cores. */
const threadsPerJob = (jobs: number): string => String(Math.max(1, Math.floor(availableParallelism() / jobs)));

/**
 * The HTML edition of every chapter that has been executed, now or in an earlier run: a run of one chapter leaves the
 * table of contents whole.
 */
async function buildHtml(all: readonly Chapter[], out: string): Promise<string> {
  const notebooks = all
    .map(({ id, name }) => ({ path: path.join(out, "notebooks", name), chapter: id }))
    .filter((one) => existsSync(one.path));
  const { warnings } = await buildBook({ notebooks, out, glossary: path.join(root, "docs", "glossary.md") });
  for (const warning of warnings) process.stderr.write(`HTML edition: ${warning}\n`);
  return path.join(out, "index.html");
}

/** The first Ctrl-C ends all kernels and then this program; the second does not wait. */
function abortOnSignals(controller: AbortController): () => void {
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error("interrupted"));
  };
  for (const name of names) process.on(name, stop);
  return () => names.forEach((name) => process.off(name, stop));
}
