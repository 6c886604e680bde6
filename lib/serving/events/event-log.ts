import { type FileHandle, open, rename } from "node:fs/promises";
import { requireInteger, requireOneOf } from "../../contracts";
import type { EventType } from "../models/history-with";
import { rotatedName, rotatedNumbers } from "./past-events";

/** One line of the event log. */
export interface LoggedEvent {
  readonly user: string;
  readonly item: string;
  readonly type: EventType;
  /** When it happened, ISO 8601 in UTC. */
  readonly time: string;
}

/**
 * When an event counts as stored. "always": once the disk has it; it survives a power cut, and many events share one
 * sync. "second": once the operating system has it; it survives a crash of this process, and the disk follows within
 * a second. "never": as "second", and the disk follows when the system likes.
 */
export type SyncPolicy = "always" | "second" | "never";

/** Where events go. */
export interface EventSink {
  /** Resolves when the event is stored; rejects when it could not be. */
  append(event: LoggedEvent): Promise<void>;
}

/** How a log is kept. */
export interface EventLogOptions {
  /** "second" unless given. */
  readonly sync?: SyncPolicy;
  /** A file that has grown beyond this is put aside and another begun; 64 MiB unless given. */
  readonly maxBytes?: number;
  /** Hears of a sync in the background or a putting aside that failed; both are tried again. */
  readonly onError?: (error: unknown) => void;
}

/**
 * An append-only file of events, one JSON object a line. A line that a crash cut short is closed off when the log is
 * opened again, so that it harms no other. Files put aside ("events.000001.jsonl") are never deleted.
 */
export class EventLog implements EventSink {
  private waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private writing: Promise<void> | undefined;
  private unsynced = false;
  /** True after a write that failed midway: the next one must not go on in the broken line. */
  private torn = false;
  private readonly timer: NodeJS.Timeout | undefined;

  private readonly sync: SyncPolicy;
  private readonly maxBytes: number;
  private readonly onError: (error: unknown) => void;

  private constructor(
    private readonly path: string,
    private file: FileHandle,
    private size: number,
    { sync = "second", maxBytes = 2 ** 26, onError = () => undefined }: EventLogOptions,
  ) {
    this.sync = sync;
    this.maxBytes = maxBytes;
    this.onError = onError;
    if (sync === "second") this.timer = setInterval(() => void this.syncNow().catch(onError), 1000).unref();
  }

  /**
   * Opens a log, making the file where there is none; its folder must exist.
   *
   * @param path    the file
   * @param options how it is kept
   */
  static async open(path: string, options: EventLogOptions = {}): Promise<EventLog> {
    requireOneOf("sync", options.sync ?? "second", ["always", "second", "never"]);
    requireInteger("maxBytes", options.maxBytes ?? 1, 1);
    const { file, size } = await openEnded(path);
    return new EventLog(path, file, size, options);
  }

  /** Resolves when the event is stored as the policy says; rejects when the disk refuses. */
  append(event: LoggedEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: JSON.stringify(event) + "\n", resolve, reject });
      this.writing ??= this.writeWaiting();
    });
  }

  /** Writes what is waiting, syncs and closes. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    if (this.sync !== "never") await this.syncNow();
    await this.file.close();
  }

  /** What gathers while one write is under way goes out together in the next. */
  private async writeWaiting(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        const start = this.torn ? "\n" : "";
        this.torn = true;
        this.unsynced = true;
        const text = Buffer.from(start + batch.map(({ line }) => line).join(""));
        await this.file.appendFile(text);
        this.size += text.length;
        this.torn = false;
        if (this.sync === "always") await this.syncNow();
        for (const { resolve } of batch) resolve();
        if (this.size > this.maxBytes) await this.rotate();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.writing = undefined;
  }

  /** Puts the file aside and begins another. Where that fails, the old one goes on. */
  private async rotate(): Promise<void> {
    try {
      await this.syncNow();
      await rename(this.path, rotatedName(this.path, ((await rotatedNumbers(this.path)).at(-1) ?? 0) + 1));
      const full = this.file;
      ({ file: this.file, size: this.size } = await openEnded(this.path));
      await full.close();
    } catch (error) {
      this.onError(error);
    }
  }

  private async syncNow(): Promise<void> {
    if (!this.unsynced) return;
    this.unsynced = false;
    try {
      await this.file.datasync();
    } catch (error) {
      this.unsynced = true;
      throw error;
    }
  }
}

/** Opens a file to append to, and ends its last line where a crash cut it short. */
async function openEnded(path: string): Promise<{ file: FileHandle; size: number }> {
  const file = await open(path, "a+");
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const isEnded = size === 0 || last.toString() === "\n";
    if (!isEnded) await file.appendFile("\n");
    return { file, size: isEnded ? size : size + 1 };
  } catch (error) {
    await file.close();
    throw error;
  }
}
