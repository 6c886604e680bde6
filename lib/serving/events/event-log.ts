import { type FileHandle, open } from "node:fs/promises";
import { requireOneOf } from "../../contracts";
import type { EventType } from "../models/history-with";

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

/**
 * An append-only file of events, one JSON object a line. A line that a crash cut short is closed off when the log is
 * opened again, so that it harms no other.
 */
export class EventLog {
  private waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private writing: Promise<void> | undefined;
  private unsynced = false;
  /** True after a write that failed midway: the next one must not go on in the broken line. */
  private torn = false;
  private readonly timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly file: FileHandle,
    private readonly sync: SyncPolicy,
    onSyncError: (error: unknown) => void,
  ) {
    if (sync === "second") this.timer = setInterval(() => void this.syncNow().catch(onSyncError), 1000).unref();
  }

  /**
   * Opens a log, making the file where there is none; its folder must exist.
   *
   * @param onSyncError hears of a sync in the background that failed; it is tried again a second later
   */
  static async open(path: string, sync: SyncPolicy, onSyncError: (error: unknown) => void): Promise<EventLog> {
    requireOneOf("sync", sync, ["always", "second", "never"]);
    const file = await open(path, "a+");
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      if (size > 0 && last.toString() !== "\n") await file.appendFile("\n");
    } catch (error) {
      await file.close();
      throw error;
    }
    return new EventLog(file, sync, onSyncError);
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
        await this.file.appendFile(start + batch.map(({ line }) => line).join(""));
        this.torn = false;
        if (this.sync === "always") await this.syncNow();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.writing = undefined;
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
