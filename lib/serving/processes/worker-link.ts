import { CartwrightError } from "../../contracts";
import { OverloadedError } from "../batching/batcher";
import type { EventSink } from "../events/event-log";
import type { TextClassifier } from "../ports";
import type { Figures } from "./gathered-figures";
import type { Answers, FromWorker, Question, RememberedEvent, ToWorker } from "./messages";

/** How often a worker tells what it has counted: who is killed takes no more than this with it. */
const REPORT_MS = 1000;

/** A worker's end of the line to the process that holds what there is only one of: the event log, the classifier. */
export class WorkerLink {
  private readonly asked = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  private nextId = 0;
  /** Events that came before anybody listened. */
  private early: RememberedEvent[] | undefined = [];
  private onEvent: (event: RememberedEvent) => void = (event) => this.early?.push(event);
  private figures: () => Promise<Figures> = async () => [];
  /** Resolves when the main process says that it is time to close, or is gone. */
  readonly closing: Promise<void>;

  constructor() {
    this.closing = new Promise((resolve) => {
      process.once("disconnect", resolve);
      process.on("message", (message: ToWorker) => {
        if (message.cartwright === "close") resolve();
        else this.take(message);
      });
    });
  }

  /** Where events go. */
  readonly sink: EventSink = {
    append: async (event) => {
      await this.ask({ ask: "append", event });
    },
  };

  /** The one classifier of all workers. */
  readonly classifier: TextClassifier = { predict: (texts) => this.ask({ ask: "predict", texts }) };

  /** What users did before this process began. */
  past(): Promise<RememberedEvent[]> {
    return this.ask({ ask: "past" });
  }

  /** Figures of all workers. */
  metricsText(): Promise<string> {
    return this.ask({ ask: "metrics" });
  }

  /** Hears of the events that other workers took, those that came meanwhile first. */
  listen(onEvent: (event: RememberedEvent) => void): void {
    this.onEvent = onEvent;
    for (const event of this.early ?? []) onEvent(event);
    this.early = undefined;
  }

  /** Tells the main process, now and then and whenever it asks, what this one has counted. */
  report(figures: () => Promise<Figures>): void {
    this.figures = figures;
    setInterval(() => this.count(), REPORT_MS).unref();
  }

  /** Tells the main process that this one serves. */
  listening(address: string): void {
    this.tell({ cartwright: "listening", address });
  }

  /** Tells the main process that this one cannot serve, and why. */
  async failed(message: string): Promise<void> {
    await new Promise((resolve) => process.send?.({ cartwright: "failed", message } satisfies FromWorker, resolve));
  }

  private take(message: ToWorker): void {
    switch (message.cartwright) {
      case "event":
        this.onEvent(message.event);
        return this.tell({ cartwright: "heard", id: message.id });
      case "count":
        return this.count(message.id);
      case "answer":
        this.settle(message.id)?.resolve(message.answer as never);
        return;
      case "refusal": {
        const { retryAfter } = message;
        const error =
          retryAfter === undefined
            ? new CartwrightError(message.message)
            : new OverloadedError(message.message, retryAfter);
        this.settle(message.id)?.reject(error);
      }
    }
  }

  private count(id?: number): void {
    void this.figures().then((figures) => this.tell({ cartwright: "figures", id, figures }));
  }

  private settle(id: number): { resolve: (answer: never) => void; reject: (error: Error) => void } | undefined {
    const waiting = this.asked.get(id);
    this.asked.delete(id);
    return waiting;
  }

  private ask<Q extends Question>(question: Q): Promise<Answers[Q["ask"]]> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.asked.set(id, { resolve, reject });
      this.tell({ cartwright: "question", id, question });
    });
  }

  private tell(message: FromWorker): void {
    if (process.connected) process.send?.(message);
  }
}
