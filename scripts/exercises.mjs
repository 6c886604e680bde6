// npm run exercises               makes exercises/ from solutions/, and proves each question on the way
// npm run exercises -- FILE ...   only these solution notebooks
// npm run exercises -- --check    changes nothing; fails when exercises/ is not what solutions/ gives
// npm run exercises -- --missing  which chapters have no exercises yet, and what those that have them lack
// npm run exercises -- --nbgrader DIR [FILE ...]   makes a course folder of nbgrader: its configuration and source/
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureLibrary } from "./setup/library.mjs";
import { requireNode } from "./setup/node-version.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { inRoot } from "./setup/paths.mjs";
import { runMain } from "./setup/say.mjs";

const help = `npm run exercises                makes exercises/ from solutions/, and proves each question on the way
npm run exercises -- FILE ...    only these solution notebooks
npm run exercises -- --check     changes nothing; fails when exercises/ is not what solutions/ gives
npm run exercises -- --missing   which chapters have no exercises yet, and what those that have them lack
npm run exercises -- --nbgrader DIR [FILE ...]
                                 makes a course folder of nbgrader, inside this clone: its configuration and source/
`;

// Whoever reads only the first lines (`| head`) closes the pipe; that is no fault.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

await runMain(async () => {
  const { values, positionals: files } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: "boolean", default: false },
      missing: { type: "boolean", default: false },
      nbgrader: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  requireNode();
  await ensurePackages();
  await ensureLibrary();
  const { exerciseGaps, makeExercises, writeNbgraderCourse } = createRequire(import.meta.url)("cartwright/grading");
  try {
    if (values.missing) return tellGaps(await exerciseGaps(inRoot("notebooks"), inRoot("solutions")));
    const only = files.length === 0 ? undefined : files;
    if (values.nbgrader !== undefined) return await makeNbgraderCourse(writeNbgraderCourse, values.nbgrader, only);
    const made = await makeExercises({
      solutions: inRoot("solutions"),
      exercises: inRoot("exercises"),
      only,
      write: !values.check,
    });
    for (const { chapter, state, questions, points } of made) {
      process.stdout.write(`${chapter}  ${state.padEnd(9)}  ${questions} questions, ${points} points\n`);
    }
    const stale = made.some(({ state }) => state !== "unchanged");
    if (values.check && stale) process.stderr.write("exercises/ is not what solutions/ gives: npm run exercises\n");
    return values.check && stale ? 1 : 0;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return error.code === "ENOENT" ? 2 : 1;
  }
});

async function makeNbgraderCourse(write, folder, only) {
  const inside = path.relative(inRoot("."), path.resolve(folder));
  if (inside === "" || inside.startsWith("..") || path.isAbsolute(inside)) {
    process.stderr.write(
      `--nbgrader must name a folder inside this clone, where cells find the library, received ${folder}\n`,
    );
    return 2;
  }
  const config = inRoot("jupyter", "nbgrader", "nbgrader_config.py");
  const written = await write({ folder, solutions: inRoot("solutions"), config, only });
  for (const file of written) process.stdout.write(`${file}\n`);
  return 0;
}

function tellGaps(gaps) {
  for (const { chapter, lacks } of gaps) process.stdout.write(`${chapter}  ${lacks.join("; ")}\n`);
  process.stdout.write(
    gaps.length === 0 ? "every chapter has its exercises\n" : `${gaps.length} chapters lack something\n`,
  );
  return 0;
}
