import { execFile } from "node:child_process";
import { promises as fs } from "node:fs";
import * as path from "node:path";
import { DataError } from "../contracts";
import { sha256OfFile } from "./find-dataset";

/** How a Python package is fetched. */
export interface PythonPackageOptions {
  readonly sha256?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Commands to try in place of `python3`, `python` and Windows' `py`; each with its first arguments. */
  readonly pythons?: readonly (readonly string[])[];
}

/**
 * Fetches the wheel of a Python package from the user's usual package index with `python -m pip download --no-deps`:
 * pip knows the user's proxy and mirror settings. Nothing is installed or run. A wheel that is there already is used.
 *
 * @param spec   NAME==VERSION
 * @param folder where the wheel is put
 * @returns path of the wheel
 * @throws DataError in one line: no Python, no pip, no network, wrong checksum
 */
export async function fetchPythonPackage(
  spec: string,
  folder: string,
  options: PythonPackageOptions = {},
): Promise<string> {
  await fs.mkdir(folder, { recursive: true });
  const there = await wheelIn(folder, spec);
  if (there !== undefined && (options.sha256 === undefined || sha256OfFile(there) === options.sha256)) return there;
  // pip writes into place bit by bit: let it work in a folder of its own.
  const work = await fs.mkdtemp(path.join(folder, ".pip-"));
  try {
    await pipDownload(spec, work, options);
    const wheel = await wheelIn(work, spec);
    if (wheel === undefined) throw new DataError(`pip found no wheel of ${spec}`);
    if (options.sha256 !== undefined && sha256OfFile(wheel) !== options.sha256) {
      throw new DataError(
        `${path.basename(wheel)} is not the file that was expected: its sha256 differs; nothing was kept`,
      );
    }
    const target = path.join(folder, path.basename(wheel));
    await fs.rename(wheel, target);
    return target;
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
}

async function pipDownload(
  spec: string,
  folder: string,
  { pythons = usualPythons(), signal }: PythonPackageOptions,
): Promise<void> {
  const words = [
    "-m",
    "pip",
    "download",
    "--no-deps",
    "--only-binary=:all:",
    "--retries=2",
    "--disable-pip-version-check",
    "--quiet",
    "--dest",
    folder,
    spec,
  ];
  let trouble = "no Python was found; install Python 3 with pip (Debian: apt install python3-pip; others: python.org)";
  for (const [command, ...first] of pythons) {
    const failure = await run(command!, [...first, ...words], signal);
    if (failure === undefined) return;
    signal?.throwIfAborted();
    if (failure === "absent") continue;
    trouble = explain(failure, command!);
    if (!/No module named pip/.test(failure)) break;
  }
  throw new DataError(`cannot fetch the Python package ${spec}: ${trouble}`);
}

/** Resolves to undefined when the command succeeds, "absent" when there is none, else what it said. */
function run(command: string, words: readonly string[], signal: AbortSignal | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, words, { signal, maxBuffer: 1 << 24, windowsHide: true }, (error, _stdout, stderr) => {
      if (!error) resolve(undefined);
      else resolve((error as NodeJS.ErrnoException).code === "ENOENT" ? "absent" : stderr || error.message);
    });
  });
}

function explain(said: string, command: string): string {
  if (/No module named pip/.test(said))
    return `${command} has no pip (Debian: apt install python3-pip; others: ${command} -m ensurepip)`;
  if (/No space left|ENOSPC/i.test(said))
    return "the disk is full; free some space or let CARTWRIGHT_CACHE name a folder elsewhere";
  if (/connection|resolve|Network|timed out|proxy|SSL|Max retries/i.test(said)) {
    return "pip cannot reach its package index; are you offline, or is a proxy needed (pip config set global.proxy ...)?";
  }
  const last = said.trim().split("\n").at(-1) ?? "";
  return `pip says: ${last}`;
}

async function wheelIn(folder: string, spec: string): Promise<string | undefined> {
  const [name = "", version = ""] = spec.split("==");
  const start = `${name.replace(/[-_.]+/g, "_").toLowerCase()}-${version}-`;
  const found = (await fs.readdir(folder)).find(
    (file) => file.toLowerCase().startsWith(start) && file.endsWith(".whl"),
  );
  return found === undefined ? undefined : path.join(folder, found);
}

/** The virtual environment of the folder one works in, then the usual names. */
function usualPythons(): (readonly string[])[] {
  const windows = process.platform === "win32";
  const local = path.resolve(".venv", windows ? "Scripts/python.exe" : "bin/python");
  return [["python3"], ["python"], ...(windows ? [["py", "-3"]] : []), [local]];
}
