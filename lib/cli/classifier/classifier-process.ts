import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { DataError, CartwrightError } from "../../contracts";
import { OverloadedError, type Prediction, type TextClassifier } from "../../serving";
import { note } from "../terminal";

/** How long to wait before a classifier that died is started again. */
const RESTART_MS = 500;

interface Answer {
  readonly id: number;
  readonly predictions?: Prediction[];
  readonly failure?: string;
}

type Message = Answer | { readonly ready: true } | { readonly fatal: string };

/** A classifier in a process of its own, which is started again when it dies. */
export class ClassifierProcess implements TextClassifier {
  private child: ChildProcess | undefined;
  private readonly asked = new Map<number, { resolve: (_: Prediction[]) => void; reject: (error: Error) => void }>();
  private nextId = 0;
  private closed = false;

  private constructor(private readonly folder: string) {}

  /**
   * Starts it.
   *
   * @param folder what `finetune` made
   * @returns once the model is loaded and has answered for the first time
   * @throws DataError when the folder cannot be loaded
   */
  static async start(folder: string): Promise<ClassifierProcess> {
    const made = new ClassifierProcess(folder);
    await made.startChild();
    return made;
  }

  /** Number of the process that computes; undefined while there is none. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  predict(texts: readonly string[]): Promise<Prediction[]> {
    const { child } = this;
    if (child?.connected !== true) {
      return Promise.reject(new OverloadedError("the classifier is being started again", 1));
    }
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.asked.set(id, { resolve, reject });
      child.send({ id, texts });
    });
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.closed = true;
    const { child } = this;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.disconnect();
    await gone;
  }

  private startChild(): Promise<void> {
    const child = fork(join(__dirname, "classifier-child.js"), [this.folder], {
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    return new Promise((resolve, reject) => {
      child.on("message", (message: Message) => {
        if ("fatal" in message) return reject(new DataError(message.fatal, { file: this.folder }));
        if (!("ready" in message)) return this.settle(message);
        this.child = child;
        resolve();
      });
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        reject(new CartwrightError(`the classifier's process ended (${signal ?? `exit code ${code}`})`));
        if (this.child === child) this.lost();
      });
    });
  }

  private settle({ id, predictions, failure }: Answer): void {
    const waiting = this.asked.get(id);
    this.asked.delete(id);
    if (predictions !== undefined) waiting?.resolve(predictions);
    else waiting?.reject(new CartwrightError(failure ?? "the classifier gave no answer"));
  }

  /** The process died: who waits hears so, and another is started. */
  private lost(): void {
    this.child = undefined;
    for (const { reject } of this.asked.values()) {
      reject(new OverloadedError("the classifier died and is being started again", 1));
    }
    this.asked.clear();
    if (this.closed) return;
    note("the classifier's process ended; it is started again");
    this.restartSoon();
  }

  private restartSoon(): void {
    setTimeout(() => {
      if (this.closed) return;
      this.startChild().catch((error: Error) => {
        note(`the classifier could not be started: ${error.message}`);
        this.restartSoon();
      });
    }, RESTART_MS).unref();
  }
}
