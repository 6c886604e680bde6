import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { run } from "./run.mjs";
import { say, SetupError } from "./say.mjs";

const chapter = inRoot("notebooks", "00-orientation", "01-start-here.ipynb");
const stamp = inRoot("build", "proof.json");

/** Executes chapter 00-01 once for each state of the things it proves, so that a first cell never fails in the browser. */
export async function ensureProof() {
  const state = stateHash();
  if (readProof() === state) return;
  const started = Date.now();
  say("executing chapter 00-01 once, to prove that all parts work together ...");
  const { code, output } = await run(process.execPath, [inRoot("scripts", "course.mjs"), "00-01"], { quiet: true });
  if (code !== 0) {
    throw new SetupError(`Chapter 00-01 does not run:\n${output.trim()}\n`, "See what is missing with: npm run doctor");
  }
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, JSON.stringify({ state }));
  say(`chapter 00-01 ran from top to bottom in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

function readProof() {
  try {
    return JSON.parse(fs.readFileSync(stamp, "utf8")).state;
  } catch {
    return undefined;
  }
}

function stateHash() {
  const hash = crypto.createHash("sha256").update(process.version);
  const kernel = inRoot("jupyter", "kernels", "tslab");
  const files = fs.readdirSync(kernel, { recursive: true }).sort();
  for (const file of [inRoot("package-lock.json"), chapter, ...files.map((name) => path.join(kernel, name))]) {
    if (fs.statSync(file).isFile()) hash.update(fs.readFileSync(file));
  }
  return hash.digest("hex");
}
