import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { LIB, ROOT } from "./rooms";

/** An empty folder outside the repository, removed when the work is done. */
export function inEmptyFolder<T>(work: (folder: string) => T): T {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "cartwright-")));
  try {
    return work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes text files, given by path relative to the folder, making folders as needed. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

/** Puts installed packages into a folder's node_modules by link, as if they had been installed there. */
export function linkPackages(folder: string, names: Iterable<string>): void {
  for (const name of names) {
    const link = path.join(folder, "node_modules", name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(installedAt(name), link, "junction");
  }
}

/** Where a package is installed: npm puts it beside lib where versions differ, else at the root. */
export function installedAt(name: string): string {
  const places = [path.join(LIB, "node_modules", name), path.join(ROOT, "node_modules", name)];
  const found = places.find((place) => fs.existsSync(place));
  if (found === undefined) throw new Error(`package ${name} is not installed`);
  return found;
}

export function isInstalled(name: string): boolean {
  return [LIB, ROOT].some((root) => fs.existsSync(path.join(root, "node_modules", name)));
}

/** Runs Node in a folder and gives back what it printed; fails with all it said when it does not exit with 0. */
export function runNode(folder: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}
