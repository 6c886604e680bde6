import { SetupError } from "./say.mjs";

/** The oldest Node that can `require` packages written as ES modules. */
const least = [20, 19];

/** Throws unless this Node is new enough. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return;
  throw new SetupError(
    `Node ${version} is too old: ${least.join(".")} or newer is needed.`,
    "Get it from https://nodejs.org, or with a version manager: nvm install 22",
  );
}
