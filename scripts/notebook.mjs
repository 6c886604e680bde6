// npm run notebook -- to-text FILE.ipynb [OUT.ts]    a notebook as one TypeScript file, to read, review and edit
// npm run notebook -- from-text FILE.ts [OUT.ipynb]  and back, without outputs
// npm run notebook -- clean FILE.ipynb ...           takes the outputs out
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { ensureLibrary } from "./setup/library.mjs";
import { requireNode } from "./setup/node-version.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { runMain } from "./setup/say.mjs";

const help = `npm run notebook -- to-text FILE.ipynb [OUT.ts]     a notebook as one TypeScript file, to read and edit
npm run notebook -- from-text FILE.ts [OUT.ipynb]   and back, without outputs
npm run notebook -- clean FILE.ipynb ...            takes the outputs out of notebooks
Cells begin with // %% (code) or // %% [markdown]; text is written as // comments.
`;

const withExtension = (file, extension) => path.join(path.dirname(file), path.parse(file).name + extension);

await runMain(async () => {
  const [command, ...files] = process.argv.slice(2);
  if (command === "--help" || command === "-h") {
    process.stdout.write(help);
    return 0;
  }
  if (!["to-text", "from-text", "clean"].includes(command) || files.length === 0) {
    process.stderr.write(help);
    return 2;
  }
  requireNode();
  await ensurePackages();
  await ensureLibrary();
  const room = createRequire(import.meta.url)("cartwright/notebook");
  const { writeFileAtomic } = createRequire(import.meta.url)("cartwright/bundle");
  try {
    if (command === "clean") {
      for (const file of files) await room.writeNotebook(file, room.withoutOutputs(await room.readNotebook(file)));
      return 0;
    }
    const [source] = files;
    const target = files[1] ?? withExtension(source, command === "to-text" ? ".ts" : ".ipynb");
    if (command === "to-text") await writeFileAtomic(target, room.toPercent(await room.readNotebook(source)));
    else await room.writeNotebook(target, room.fromPercent(fs.readFileSync(source, "utf8"), source));
    process.stdout.write(`${target}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return error.code === "ENOENT" ? 2 : 1;
  }
});
