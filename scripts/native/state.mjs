import fs from "node:fs";
import path from "node:path";
import { inRoot } from "../setup/paths.mjs";
import { sha256OfFile } from "./download.mjs";

/** Everything that `npm run device:native` makes lies here; `npm ci` leaves it alone. */
export const nativeFolder = () => path.resolve(process.env.CARTWRIGHT_NATIVE || inRoot("build", "native"));

export const bindingName = "tfjs_binding.node";

/** All that may lie in the folder: the wheels' files in the wheels' own layout, in which their libraries find each other. */
const ours = [
  "tensorflow",
  "nvidia",
  "downloads",
  "native.json",
  "native.json.part",
  bindingName,
  `${bindingName}.part`,
];

/**
 * What has been made so far: `{variant, tensorflow, wheels: {package: {sha256, files}}, binding: {key, bytes, sha256}}`.
 * Empty when nothing has.
 */
export function readState(folder = nativeFolder()) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, "native.json"), "utf8"));
  } catch {
    return { wheels: {} }; // missing or half written: the same as nothing made
  }
}

/** Records what has been made, whole or not at all. */
export function writeState(state, folder = nativeFolder()) {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "native.json");
  fs.writeFileSync(`${file}.part`, `${JSON.stringify(state, null, 1)}\n`);
  fs.renameSync(`${file}.part`, file);
}

/** Whether one of the pinned wheels of a package has been unpacked and all its files are there, by name and size. */
export function isUnpacked(pinned, state, folder = nativeFolder()) {
  const made = state.wheels[pinned.package];
  if (made === undefined || !Object.values(pinned.wheels).some(({ sha256 }) => sha256 === made.sha256)) return false;
  return Object.entries(made.files).every(([name, { bytes }]) => sizeOf(path.join(folder, name)) === bytes);
}

/** Whether the binding has been compiled from these sources for these libraries. */
export function isCompiled(key, state, folder = nativeFolder()) {
  return state.binding?.key === key && sizeOf(path.join(folder, bindingName)) === state.binding.bytes;
}

/** Names of the files that are missing or not as they were made, by checksum. */
export async function findDamage(state, folder = nativeFolder()) {
  const files = Object.values(state.wheels).flatMap((wheel) => Object.entries(wheel.files));
  if (state.binding !== undefined) files.push([bindingName, state.binding]);
  const wrong = [];
  for (const [name, { bytes, sha256 }] of files) {
    const file = path.join(folder, name);
    if (sizeOf(file) !== bytes || (await sha256OfFile(file)) !== sha256) wrong.push(name);
  }
  return wrong;
}

/**
 * Removes everything that was made, and nothing else.
 *
 * @returns {number} bytes that are free again
 */
export function undo(folder = nativeFolder()) {
  const freed = ours.reduce((sum, name) => sum + sizeOfAll(path.join(folder, name)), 0);
  for (const name of ours) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  try {
    fs.rmdirSync(folder);
  } catch {
    // it holds something of somebody else's, or is not there
  }
  return freed;
}

function sizeOfAll(place) {
  const facts = fs.lstatSync(place, { throwIfNoEntry: false });
  if (facts === undefined) return 0;
  if (!facts.isDirectory()) return facts.size;
  return fs.readdirSync(place).reduce((sum, name) => sum + sizeOfAll(path.join(place, name)), 0);
}

const sizeOf = (file) => fs.statSync(file, { throwIfNoEntry: false })?.size;
