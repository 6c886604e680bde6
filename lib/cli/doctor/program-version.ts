import { execFile } from "node:child_process";

/**
 * First line that a program prints of its version, or undefined when it is not there, fails or takes over 10 seconds.
 */
export function programVersion(command: string, args: readonly string[] = ["--version"]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 10_000, windowsHide: true }, (error, stdout, stderr) => {
      resolve(error ? undefined : (stdout || stderr).trim().split("\n")[0]);
    });
  });
}

/** The first of several programs that is there, with its version. */
export async function firstProgram(
  candidates: readonly string[],
  args?: readonly string[],
): Promise<{ command: string; version: string } | undefined> {
  for (const command of candidates) {
    const version = await programVersion(command, args);
    if (version !== undefined) return { command, version };
  }
  return undefined;
}
