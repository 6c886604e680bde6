// npm run course: executes the notebooks with Node alone. All the rest is in jupyter/course.
import { createRequire } from "node:module";
import { ensureLibrary } from "./setup/library.mjs";
import { requireNode } from "./setup/node-version.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { inRoot } from "./setup/paths.mjs";
import { runMain } from "./setup/say.mjs";

await runMain(async () => {
  requireNode();
  await ensurePackages();
  await ensureLibrary();
  process.env.TS_NODE_PROJECT = inRoot("tsconfig.json");
  const require = createRequire(import.meta.url);
  require("ts-node/register/transpile-only");
  // In this process and not in a child: Ctrl-C reaches it however it is sent.
  return require(inRoot("jupyter", "course", "main.ts")).main(process.argv.slice(2));
});
