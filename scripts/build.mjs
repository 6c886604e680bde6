// npm run build: compiles the library, installing the packages first where they are missing.
import { ensureLibrary } from "./setup/library.mjs";
import { requireNode } from "./setup/node-version.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { runMain } from "./setup/say.mjs";

await runMain(async () => {
  requireNode();
  await ensurePackages();
  await ensureLibrary();
});
