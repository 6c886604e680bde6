import { CommanderError } from "commander";
import { CartwrightError } from "../contracts";
import { Interrupted } from "./interrupt";
import { note } from "./terminal";
import { UsageError } from "./usage-error";

/**
 * Tells the person what went wrong, in one line, and gives the exit code: 0 help was asked for, 1 the work failed,
 * 2 wrong use, 130 Ctrl-C. CARTWRIGHT_DEBUG=1 adds the stack.
 */
export function reportFailure(error: unknown): number {
  // commander has printed its own message (or the help) already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  note(`error: ${describe(error)}`);
  if (process.env["CARTWRIGHT_DEBUG"] === "1" && error instanceof Error) note(error.stack ?? "");
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof UsageError) return 2;
  return (error as NodeJS.ErrnoException).code === "ENOENT" ? 2 : 1;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CartwrightError || error instanceof Interrupted) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  const place = path === undefined ? "" : ` ${path}`;
  switch (code) {
    case "ENOENT":
      return `there is no file or folder${place}`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `writing or reading${place} is not allowed here (${code})`;
    case "ENOSPC":
      return `the disk is full; nothing half-written was left${place === "" ? "" : ` at${place}`}`;
    case "EADDRINUSE":
      return `the port is taken: ${error.message}. Give another with --port, or --port 0 for any free one`;
    default:
      return `${error.message} (this was not foreseen; CARTWRIGHT_DEBUG=1 shows where it happened)`;
  }
}
