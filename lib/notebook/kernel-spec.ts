import { readFileSync } from "node:fs";
import path from "node:path";
import { DataError } from "../contracts";

/** How a kernel is started: the content of a kernelspec folder's `kernel.json`. */
export interface KernelSpec {
  /** The command; `{connection_file}` stands for the connection file's path. */
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "signal" | "message";
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Reads a kernelspec folder.
 *
 * @param folder the one that holds `kernel.json`; it replaces `{resource_dir}` in the command
 * @throws DataError when the file is not there or has no command
 */
export function readKernelSpec(folder: string): KernelSpec {
  const file = path.join(folder, "kernel.json");
  let raw: Partial<KernelSpec>;
  try {
    raw = JSON.parse(readFileSync(file, "utf8")) as Partial<KernelSpec>;
  } catch (cause) {
    throw new DataError(`${file} is not a kernelspec: ${(cause as Error).message}`, { file, cause });
  }
  if (!Array.isArray(raw.argv) || raw.argv.length === 0)
    throw new DataError(`${file} must have a list "argv"`, { file });
  const argv = raw.argv.map((part) => String(part).replaceAll("{resource_dir}", path.resolve(folder)));
  return {
    argv,
    display_name: raw.display_name ?? path.basename(folder),
    language: raw.language ?? "",
    interrupt_mode: raw.interrupt_mode === "message" ? "message" : "signal",
    env: raw.env ?? {},
  };
}
