import type { CellProgress } from "cartwright/notebook";
import type { Chapter } from "./chapters";
import type { ChapterResult } from "./run-chapter";

/** What a person sees while chapters run. */
export interface ProgressView {
  update(chapter: Chapter, progress: CellProgress, expected: number | undefined): void;
  finish(result: ChapterResult): void;
  close(): void;
}

interface Running {
  readonly started: number;
  progress: CellProgress;
  expected: number | undefined;
}

/** On a terminal one line that lives; elsewhere a line when a chapter begins and one when it ends. */
export function progressView(stream: NodeJS.WriteStream): ProgressView {
  return stream.isTTY ? new LiveLine(stream) : new PlainLines(stream);
}

/** "00-03 cell 12/40, 31 s of about 60 s" */
export function describeRunning(id: string, { started, progress, expected }: Running, now: number): string {
  const elapsed = Math.round((now - started) / 1000);
  const of = expected === undefined ? "" : ` of about ${expected} s`;
  return `${id} cell ${progress.done + 1}/${progress.total}, ${elapsed} s${of}`;
}

const describeEnd = ({ chapter, seconds, failure }: ChapterResult): string =>
  `${chapter.id} ${failure ? "FAILED" : "ok"} in ${seconds.toFixed(1)} s`;

class LiveLine implements ProgressView {
  readonly #running = new Map<string, Running>();
  readonly #timer = setInterval(() => this.#draw(), 500);

  constructor(private readonly stream: NodeJS.WriteStream) {}

  update({ id }: Chapter, progress: CellProgress, expected: number | undefined): void {
    const started = this.#running.get(id)?.started ?? performance.now();
    this.#running.set(id, { started, progress, expected });
    this.#draw();
  }

  finish(result: ChapterResult): void {
    this.#running.delete(result.chapter.id);
    this.#erase();
    this.stream.write(`${describeEnd(result)}\n`);
    this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#erase();
  }

  #draw(): void {
    const now = performance.now();
    const line = [...this.#running].map(([id, running]) => describeRunning(id, running, now)).join(" | ");
    this.#erase();
    this.stream.write(line.slice(0, (this.stream.columns || 80) - 1));
  }

  #erase(): void {
    this.stream.cursorTo(0);
    this.stream.clearLine(0);
  }
}

class PlainLines implements ProgressView {
  readonly #begun = new Set<string>();

  constructor(private readonly stream: NodeJS.WritableStream) {}

  update({ id, name }: Chapter, { total }: CellProgress, expected: number | undefined): void {
    if (this.#begun.has(id)) return;
    this.#begun.add(id);
    this.stream.write(`${id} ${name}: ${total} cells${expected === undefined ? "" : `, about ${expected} s`}\n`);
  }

  finish(result: ChapterResult): void {
    this.stream.write(`${describeEnd(result)}\n`);
  }

  close(): void {
    // nothing is left on the screen
  }
}
