import cluster, { type Worker } from "node:cluster";
import { CartwrightError, requireInteger } from "../../contracts";
import { OverloadedError } from "../batching/batcher";
import { RecentEvents } from "../events/recent-events";
import { GatheredFigures } from "./gathered-figures";
import type { Answers, FromWorker, Question, RememberedEvent, ToWorker } from "./messages";
import type { ProcessesOptions, RunningProcesses } from "./processes-options";

/** A worker that dies sooner than this after its start did not die of bad luck. */
const QUICK_DEATH_MS = 1000;

/** How long a worker may take to hear: of an event, before it is acknowledged without it; of a count, before its last one stands. */
const HEARING_MS = 1000;

/** What `startProcesses` does, once it is asked for. */
export async function openProcesses(options: ProcessesOptions): Promise<RunningProcesses> {
  requireInteger("count", options.count, 1);
  const main = new MainProcess(options);
  for await (const event of options.past ?? []) main.recent.remember(event.user, event);
  const address = await main.start();
  return { address, close: () => main.close() };
}

class MainProcess {
  readonly recent = new RecentEvents();
  private readonly figures = new GatheredFigures();
  private readonly workers = new Set<Worker>();
  /** Those that have asked for the past: what happens from then on they must be told. */
  private readonly informed = new Set<Worker>();
  private readonly hearings = new Map<number, { worker: Worker; done: () => void }>();
  private nextId = 0;
  private closing = false;
  private started = false;

  constructor(private readonly options: ProcessesOptions) {}

  async start(): Promise<string> {
    const { file, args } = this.options.program;
    cluster.setupPrimary({ exec: file, args: [...args] });
    try {
      const addresses = await Promise.all(Array.from({ length: this.options.count }, () => this.fork()));
      this.started = true;
      return addresses[0]!;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    const patience = this.options.closeTimeoutMs ?? 12_000;
    await Promise.all(
      [...this.workers].map(async (worker) => {
        const gone = new Promise((resolve) => worker.once("exit", resolve));
        send(worker, { cartwright: "close" });
        const timer = setTimeout(() => worker.process.kill("SIGKILL"), patience);
        await gone;
        clearTimeout(timer);
      }),
    );
  }

  /** Starts one worker; gives the address once it listens. */
  private fork(): Promise<string> {
    const born = performance.now();
    const worker = cluster.fork(this.options.program.env);
    this.workers.add(worker);
    return new Promise((resolve, reject) => {
      worker.on("message", (message: FromWorker) => {
        if (message.cartwright === "listening") resolve(message.address);
        else if (message.cartwright === "failed") reject(new CartwrightError(message.message));
        else this.take(worker, message);
      });
      worker.once("exit", (code, signal) => {
        const how = signal === null ? `exit code ${code}` : signal;
        reject(new CartwrightError(`a worker ended before it served (${how})`));
        this.bury(worker, how, performance.now() - born);
      });
    });
  }

  private bury(worker: Worker, how: string, age: number): void {
    this.workers.delete(worker);
    this.informed.delete(worker);
    this.figures.bury(worker.id);
    for (const { worker: deaf, done } of this.hearings.values()) if (deaf === worker) done();
    if (this.closing || !this.started) return;
    this.options.onDeath?.(worker.process.pid, how);
    const again = (): void => {
      if (!this.closing) this.fork().catch(() => undefined); // Its own death is buried, and followed, in turn.
    };
    setTimeout(again, age < QUICK_DEATH_MS ? QUICK_DEATH_MS : 0);
  }

  private take(worker: Worker, message: FromWorker): void {
    if (message.cartwright === "heard") this.hearings.get(message.id)?.done();
    if (message.cartwright === "figures") {
      this.figures.take(worker.id, message.figures);
      if (message.id !== undefined) this.hearings.get(message.id)?.done();
    }
    if (message.cartwright !== "question") return;
    const { id, question } = message;
    this.answer(worker, question).then(
      (answer) => send(worker, { cartwright: "answer", id, answer }),
      (error: Error) => {
        const retryAfter = error instanceof OverloadedError ? error.retryAfterSeconds : undefined;
        send(worker, { cartwright: "refusal", id, message: error.message, retryAfter });
      },
    );
  }

  private async answer(worker: Worker, question: Question): Promise<Answers[keyof Answers]> {
    switch (question.ask) {
      case "past":
        this.informed.add(worker);
        return [...this.recent.all()];
      case "append":
        await this.options.sink?.append(question.event);
        await this.spread(worker, question.event);
        return true;
      case "predict":
        if (this.options.classifier === undefined) throw new CartwrightError("there is no classifier");
        return this.options.classifier.predict(question.texts);
      case "metrics":
        await Promise.all([...this.workers].map((one) => this.tell(one, (id) => ({ cartwright: "count", id }))));
        return this.figures.text();
    }
  }

  /** Tells every other worker of an event, and waits until they have heard. */
  private async spread(from: Worker, event: RememberedEvent): Promise<void> {
    this.recent.remember(event.user, event);
    const others = [...this.informed].filter((worker) => worker !== from);
    await Promise.all(others.map((worker) => this.tell(worker, (id) => ({ cartwright: "event", id, event }))));
  }

  /** Tells a worker something and waits until it has heard, or died, or a second has passed. */
  private tell(worker: Worker, message: (id: number) => ToWorker): Promise<void> {
    return new Promise((resolve) => {
      const id = this.nextId++;
      const done = (): void => {
        clearTimeout(timer);
        this.hearings.delete(id);
        resolve();
      };
      const timer = setTimeout(done, HEARING_MS);
      this.hearings.set(id, { worker, done });
      send(worker, message(id));
    });
  }
}

/** A worker that just died hears nothing, which is no error. */
function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, undefined, undefined, () => undefined);
}
