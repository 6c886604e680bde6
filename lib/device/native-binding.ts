import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { NotSupportedError } from "../contracts";

const packageName = "@tensorflow/tfjs-node-gpu";
const bindingFile = "tfjs_binding.node";

/** A binding to TensorFlow's C++ library that can be loaded. */
export interface NativeBinding {
  /** The file that Node loads. */
  readonly file: string;
  /** Folder of the package whose JavaScript drives it. */
  readonly packageFolder: string;
  /** "cpu" or "cuda" for our own build; undefined for the vendor's. */
  readonly variant: string | undefined;
}

/**
 * Finds the binding: our own build (`npm run device:native` puts it into build/native of the project that has the
 * package; CARTWRIGHT_NATIVE names another folder), else the vendor's, where its install script was let run.
 *
 * @throws NotSupportedError when the package is missing or neither has been built
 */
export function findNativeBinding(): NativeBinding {
  const packageFolder = findPackage();
  const project = path.resolve(packageFolder, "..", "..", "..");
  const own = path.resolve(process.env.CARTWRIGHT_NATIVE || path.join(project, "build", "native"));
  const places = [path.join(own, bindingFile), path.join(packageFolder, "lib", "napi-v8", bindingFile)];
  const file = places.find((place) => fs.existsSync(place));
  if (file === undefined) throw new NotSupportedError("its native library has not been built (npm run device:native)");
  return { file, packageFolder, variant: path.dirname(file) === own ? variantOf(own) : undefined };
}

/** What the build's own record says it was built for. */
function variantOf(folder: string): string | undefined {
  try {
    return (JSON.parse(fs.readFileSync(path.join(folder, "native.json"), "utf8")) as { variant?: string }).variant;
  } catch {
    return undefined; // built by hand, without a record
  }
}

function findPackage(): string {
  try {
    return path.dirname(require.resolve(`${packageName}/package.json`));
  } catch (cause) {
    throw new NotSupportedError(`the package ${packageName} is not installed`, { cause });
  }
}

/**
 * Loads the package with that binding. The package asks `node-pre-gyp` for the place of its binding, so for the moment
 * of loading we answer in its stead: nothing in node_modules has to be changed, and reinstalling the packages keeps the
 * build.
 */
export function loadNativePackage({ file, packageFolder }: NativeBinding): void {
  const requireThere = createRequire(path.join(packageFolder, "package.json"));
  const finder = requireThere.resolve("@mapbox/node-pre-gyp");
  const before = require.cache[finder];
  require.cache[finder] = { id: finder, filename: finder, loaded: true, exports: { find: () => file } } as NodeModule;
  try {
    requireThere(packageName);
  } finally {
    if (before === undefined) Reflect.deleteProperty(require.cache, finder);
    else require.cache[finder] = before;
  }
}
