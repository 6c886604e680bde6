import { spawn } from "node:child_process";
import { root } from "./paths.mjs";
import { say, SetupError } from "./say.mjs";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{quiet?: boolean, cwd?: string, env?: Record<string, string>, shell?: boolean}} [options]
 *   quiet: keep its output instead of showing it (on stderr, so that our own stdout stays clean)
 * @returns {Promise<{code: number, output: string}>} exit code (130 after a signal) and the last 64 kB it printed
 */
export function run(command, args, { quiet = false, cwd = root, env = {}, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      shell,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-65536);
      if (!quiet) process.stderr.write(chunk);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    // Whoever ends us ends what we started: an installer left behind would work against the next set-up.
    let ended = false;
    const stop = (signal) => {
      ended = true;
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, stop);
    const settle = (result) => {
      for (const signal of signals) process.off(signal, stop);
      resolve(result);
    };
    child.on("error", (error) => settle({ code: 127, output: String(error) }));
    child.on("close", (code) => {
      if (ended) {
        say("interrupted; run the same command again to go on");
        process.exit(130);
      }
      settle({ code: code ?? 130, output });
    });
  });
}

/** Runs a program with our own terminal as its terminal; returns its exit code (130 after a signal). */
export function runAttached(command, args, { cwd = root, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: "inherit" });
    // Ctrl-C reaches the whole process group; we only outlive the child, to report how it ended.
    const wait = () => undefined;
    process.on("SIGINT", wait);
    const stop = () => child.kill("SIGTERM");
    process.on("SIGTERM", stop);
    child.on("error", () => resolve(127));
    child.on("close", (code) => {
      process.off("SIGINT", wait);
      process.off("SIGTERM", stop);
      resolve(code ?? 130);
    });
  });
}

/**
 * Turns what a failed installer printed into the fault behind it, as far as that can be told.
 *
 * @param {string} what   what was being installed
 * @param {string} output what the installer printed
 * @param {string} again  the command to run once it is mended
 * @returns {SetupError}
 */
export function explainFailure(what, output, again) {
  if (/ENOSPC|No space left on device|disk.*full/i.test(output)) {
    return new SetupError(`The disk is full, so ${what} could not be installed.`, `Free about 3 GB, then: ${again}`);
  }
  const offline =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|NewConnectionError|Temporary failure in name resolution|Max retries exceeded|ProxyError|No matching distribution found for/;
  if (offline.test(output)) {
    return new SetupError(
      `The package registry could not be reached, so ${what} could not be installed.`,
      `Check the network (or the proxy settings), then: ${again}`,
    );
  }
  const last = output.trim().split("\n").slice(-12).join("\n");
  return new SetupError(`${what} could not be installed:\n${last}\n`, `When that is mended: ${again}`);
}
