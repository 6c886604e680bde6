import { homedir } from "node:os";
import * as path from "node:path";

/**
 * The data mirror that CARTWRIGHT_DATA names, a folder or an http(s) address with one folder per data set; undefined
 * when it is not set.
 */
export function dataMirror(): string | undefined {
  const named = process.env["CARTWRIGHT_DATA"]?.trim();
  return named === undefined || named === "" ? undefined : named;
}

/** True when a mirror is an address and not a folder. */
export function isAddress(place: string): boolean {
  return /^https?:\/\//.test(place);
}

/**
 * Where fetched files are kept: the folder that CARTWRIGHT_CACHE names, else `cartwright` in the user's own cache folder
 * (~/.cache or XDG_CACHE_HOME on Linux, ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows). It may be deleted at any
 * time: what is missing is fetched again.
 */
export function cacheFolder(): string {
  const named = process.env["CARTWRIGHT_CACHE"]?.trim();
  if (named) return path.resolve(named);
  if (process.platform === "win32") {
    return path.join(process.env["LOCALAPPDATA"] ?? path.join(homedir(), "AppData", "Local"), "cartwright", "cache");
  }
  if (process.platform === "darwin") return path.join(homedir(), "Library", "Caches", "cartwright");
  return path.join(process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "cartwright");
}
