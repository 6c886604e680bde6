import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { createInterface } from "node:readline";
import { EVENT_TYPES, type EventType } from "../models/history-with";
import type { LoggedEvent } from "./event-log";

/** How much of the log is read again at a start, counted from its end. */
const REPLAYED_BYTES = 2 ** 25;

/** Name of the nth file that was put aside: "events.000012.jsonl". */
export function rotatedName(path: string, number: number): string {
  const ending = extname(path);
  return join(dirname(path), `${basename(path, ending)}.${String(number).padStart(6, "0")}${ending}`);
}

/** Numbers of the files that were put aside, ascending. */
export async function rotatedNumbers(path: string): Promise<number[]> {
  const names = new Set(await readdir(dirname(path)));
  const numbers = [...names].flatMap((name) => {
    const digits = /\.(\d{6})(\.[^.]*)?$/.exec(name)?.[1];
    return digits !== undefined && basename(rotatedName(path, Number(digits))) === name ? [Number(digits)] : [];
  });
  return numbers.sort((a, b) => a - b);
}

/**
 * The latest events of a log, oldest first, across the files that were put aside. Lines that a crash cut short are
 * passed over.
 *
 * @param path  the log's file; none there means no events
 * @param bytes how much to read, from the end backwards; 32 MiB unless given
 */
export async function* pastEvents(path: string, bytes = REPLAYED_BYTES): AsyncGenerator<LoggedEvent> {
  const files = [...(await rotatedNumbers(path)).map((number) => rotatedName(path, number)), path];
  const parts: { file: string; start: number }[] = [];
  for (let room = bytes; files.length > 0 && room > 0;) {
    const file = files.pop()!;
    const there = await stat(file).catch(() => undefined);
    if (there?.isFile() !== true) continue;
    parts.unshift({ file, start: Math.max(0, there.size - room) });
    room -= there.size;
  }
  for (const { file, start } of parts) {
    for await (const line of createInterface({ input: createReadStream(file, { start }), crlfDelay: Infinity })) {
      const event = parsed(line);
      if (event !== undefined) yield event;
    }
  }
}

function parsed(line: string): LoggedEvent | undefined {
  try {
    const { user, item, type, time } = JSON.parse(line) as Record<string, unknown>;
    const isEvent = typeof user === "string" && typeof item === "string" && EVENT_TYPES.includes(type as EventType);
    return isEvent ? { user, item, type: type as EventType, time: String(time) } : undefined;
  } catch {
    return undefined;
  }
}
